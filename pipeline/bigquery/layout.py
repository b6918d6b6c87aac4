"""What a dataset of Qanat holds: tables, how they are divided, and views."""

from __future__ import annotations

from google.cloud import bigquery
from google.cloud.bigquery import SchemaField

from pipeline.bigquery.session import Place
from schemas.bigquery import bigquery_schemas
from schemas.records import KEYS, TABLES
from schemas.views import VIEWS, view_sql

ARRIVAL = "arrival"
"""Column of every table: where a row stands in the order of arrival. Null in rows that were streamed in."""
ROWS_A_COMMIT = 1_000_000_000
"""`arrival` is the commit's number times this, plus the row's place in the commit."""

COMMITS = "commits"
"""Table with a row for each commit of bounded cycles. Its newest row alone has no `superseded_at`."""
_COMMITS = [
    SchemaField("number", "INTEGER", "REQUIRED"),
    SchemaField("committed_at", "TIMESTAMP", "REQUIRED"),
    SchemaField("token", "STRING", "REQUIRED"),
    SchemaField("superseded_at", "TIMESTAMP", "NULLABLE"),
    SchemaField("info", "STRING", "NULLABLE"),
]
STORAGE_WRITE_API = "storage_write_api"
STREAMING_INSERTS = "streaming_inserts"
METHODS = (STORAGE_WRITE_API, STREAMING_INSERTS)
"""How unbounded runs write."""
STAGING = "staging_"
"""Prefix of tables that hold the rows of a commit under way; they vanish with it, or after a day."""


def columns_of(table: str) -> list[SchemaField]:
    """The columns that a table has."""
    if table == COMMITS:
        return list(_COMMITS)
    columns = [SchemaField.from_api_repr(dict(column)) for column in bigquery_schemas()[table]]
    return [*columns, SchemaField(ARRIVAL, "INTEGER", "NULLABLE")]


def wanted_table(place: Place, table: str) -> bigquery.Table:
    """The table as it is made: divided by day of what marks the row that counts, clustered by its key."""
    made = bigquery.Table(f"{place}.{table}", schema=columns_of(table))
    if table in KEYS:
        keys, order = KEYS[table]
        made.time_partitioning = bigquery.TimePartitioning(type_="DAY", field=order)
        made.clustering_fields = list(keys)
    return made


def without_arrival(place: Place, table: str) -> str:
    """SQL of the table with the columns of our records alone."""
    return f"(SELECT * EXCEPT ({ARRIVAL}) FROM {place.table(table)})"  # noqa: S608


def wanted_views(place: Place) -> dict[str, str]:
    """View name to its SQL: the same as DuckDB's, over the tables without ARRIVAL."""
    places = {table: without_arrival(place, table) for table in TABLES}
    places |= {view: place.table(view) for view in VIEWS}
    return {view: view_sql(view, places).strip() for view in VIEWS}


TABLE_NAMES = (*TABLES, COMMITS)
