"""views.sql: the tables and views of a warehouse for the plain DuckDB client."""

from __future__ import annotations

from pathlib import Path

from pipeline.warehouse import layout
from pipeline.warehouse.lookup import quoted
from schemas.records import TABLES
from schemas.views import create_views_sql


def write_views(root: Path) -> None:
    """Keep views.sql in step with the program and with the place of the warehouse."""
    variable = "getvariable('warehouse')"
    script = _VIEWS_HEAD.format(root=quoted(str(root))) + create_views_sql(
        {table: f"read_parquet({variable} || '/{table}/*.parquet', union_by_name = true)" for table in TABLES}
    )
    path = root / layout.VIEWS
    content = script.encode()
    if not path.exists() or path.read_bytes() != content:
        layout.write_file(path, content)


_VIEWS_HEAD = """\
-- The tables and views of this warehouse for the plain DuckDB client, from any folder:
--   duckdb -init /path/to/warehouse/views.sql
-- Where the warehouse was moved, or is mounted elsewhere, say first: SET VARIABLE warehouse = '/its/new/place';
SET TimeZone = 'UTC';
SET VARIABLE warehouse = coalesce(getvariable('warehouse'), {root});

"""
