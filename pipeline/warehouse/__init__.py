"""The Parquet warehouse: whole commits, one writer, any number of readers.

On disk, below the warehouse's folder:

    warehouse.json               format and schema version
    views.sql                    the views for the plain DuckDB client
    snapshots/<number>/<table>/  hard links to the immutable data files of one commit, and its snapshot.json
    current                      symbolic link to the newest snapshot: one rename publishes a commit of all tables
    <table>                      symbolic link to current/<table>, for plain globs
    staging/, writer.lock        the writer's own

Data files are never changed, only added, and now and then merged; a table's files in the order of their names are its
rows in the order of their arrival. Older snapshots stay for a grace period, so a reader that resolved one (`Snapshot`
does) is never disturbed.
"""

from pipeline.warehouse.errors import (
    NotAWarehouse,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseNotWritable,
    WarehouseTooNew,
)
from pipeline.warehouse.layout import SCHEMA_VERSION
from pipeline.warehouse.parquet import write_parquet
from pipeline.warehouse.snapshot import Snapshot
from pipeline.warehouse.stage import Stage
from pipeline.warehouse.warehouse import Warehouse
from pipeline.warehouse.writer import Writer

__all__ = [
    "SCHEMA_VERSION",
    "NotAWarehouse",
    "Snapshot",
    "Stage",
    "Warehouse",
    "WarehouseError",
    "WarehouseFull",
    "WarehouseLocked",
    "WarehouseNotWritable",
    "WarehouseTooNew",
    "Writer",
    "write_parquet",
]
