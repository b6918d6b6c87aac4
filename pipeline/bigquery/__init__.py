"""BigQuery as the warehouse.

A dataset holds the tables and views of the same names as a Parquet warehouse, and beside them `commits`: bounded cycles
add a row there with all their rows in one transaction (see `writer`). Streamed rows need no commit.
"""

from pipeline.bigquery.dataset import Difference, differences, make_dataset, open_session, repaired, require_usable
from pipeline.bigquery.session import Place, Session
from pipeline.bigquery.snapshot import BigQuerySnapshot
from pipeline.bigquery.warehouse import BigQueryWarehouse
from pipeline.bigquery.writer import BigQueryWriter

__all__ = [
    "BigQuerySnapshot",
    "BigQueryWarehouse",
    "BigQueryWriter",
    "Difference",
    "Place",
    "Session",
    "differences",
    "make_dataset",
    "open_session",
    "repaired",
    "require_usable",
]
