"""The SQL views, written in what DuckDB and BigQuery have in common.

Each file `views/<name>.sql` holds one SELECT; `{table}` stands for where a table or an earlier view is found. DuckDB
takes days in the session's time zone: set it to UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources

from schemas.records import TABLES

VIEWS = ("events", "reports_latest", "unrealized_latest", "disputes", "timeline", "feed_health")
"""Names of the views; each uses only tables and views before it."""


def view_sql(name: str, places: Mapping[str, str] | None = None) -> str:
    """The SELECT of the view.

    Args:
      name: one of VIEWS.
      places: table or view name to what stands in its place, e.g. "`project.dataset.reports`"; by default the name.
    """
    text = _template(name)
    for place in (*TABLES, *VIEWS):
        text = text.replace(f"{{{place}}}", (places or {}).get(place, place))
    return text


def expanded(sql: str, tables: Mapping[str, str]) -> str:
    """The query with each {view} in it replaced by its SELECT, and each {table} by where the table is found."""
    for name in reversed(VIEWS):
        if f"{{{name}}}" in sql:
            sql = sql.replace(f"{{{name}}}", f"(\n{_template(name)})")
    for table in TABLES:
        sql = sql.replace(f"{{{table}}}", tables[table])
    return sql


def create_views_sql(sources: Mapping[str, str]) -> str:
    """A DuckDB script that makes a view of each table and then VIEWS.

    Args:
      sources: table name to the table function that reads it, e.g. "read_parquet('reports/*.parquet')".
    """
    statements = [f"CREATE OR REPLACE TEMP VIEW {table} AS FROM {source};" for table, source in sources.items()]
    statements += [f"CREATE OR REPLACE TEMP VIEW {name} AS\n{view_sql(name).strip()};" for name in VIEWS]
    return "\n\n".join(statements) + "\n"


def _template(name: str) -> str:
    return (resources.files("schemas") / "views" / f"{name}.sql").read_text(encoding="utf-8")
