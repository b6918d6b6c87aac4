"""Parquet files: written whole or not at all, and merged without loading them whole."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.warehouse.errors import warehouse_error
from schemas.arrow import arrow_schema, to_table
from schemas.records import Record

R = TypeVar("R", bound=Record)

ROW_GROUP_ROWS = 8192
"""A look-up reads whole row groups; many small ones make scans slower. 8192 rows of `pages` take 8 ms to read."""


@functools.cache
def stored_schema(kind: type[Record]) -> pa.Schema:
    """The record's schema with every column nullable: a file written before a column was added reads as nulls."""
    return pa.schema([field.with_nullable(True).with_type(_nullable(field.type)) for field in arrow_schema(kind)])


def write_parquet(path: Path | str, records: Iterable[R], kind: type[R]) -> int:
    """Write the records to `path` and give their number; the file appears whole, by a rename.

    The same records make the same bytes. Raises WarehouseFull, WarehouseNotWritable or WarehouseError.
    """
    return write_table(Path(path), to_table(records, kind).cast(stored_schema(kind)))


def write_table(path: Path, table: pa.Table) -> int:
    """As `write_parquet`, for an Arrow table."""
    return _write(path, table.schema, [table])


def merge_parquet(sources: Sequence[Path], path: Path, kind: type[Record]) -> int:
    """Write the rows of the sources, in their order, into one file at `path`, and give their number.

    Columns that a source lacks become null; columns that `kind` does not know are kept.
    """
    schemas = [pq.read_schema(source).remove_metadata() for source in sources]
    schema = pa.unify_schemas([stored_schema(kind), *schemas], promote_options="permissive")
    return _write(path, schema, _row_groups(sources, schema))


def row_count(path: Path) -> int:
    """Number of rows in the file."""
    return int(pq.read_metadata(path).num_rows)


def _nullable(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_struct(kind):
        return pa.struct([field.with_nullable(True).with_type(_nullable(field.type)) for field in kind])
    if pa.types.is_list(kind):
        return pa.list_(kind.value_field.with_nullable(True).with_type(_nullable(kind.value_type)))
    return kind


def _row_groups(sources: Sequence[Path], schema: pa.Schema) -> Iterable[pa.Table]:
    """The sources' rows in tables of about ROW_GROUP_ROWS."""
    waiting: list[pa.Table] = [schema.empty_table()]
    for source in sources:
        with pq.ParquetFile(source) as file:
            for group in range(file.num_row_groups):
                waiting.append(file.read_row_group(group, use_threads=False).replace_schema_metadata())
                if sum(table.num_rows for table in waiting) >= ROW_GROUP_ROWS:
                    yield _joined(waiting, schema)
                    waiting = [schema.empty_table()]
    if len(waiting) > 1:
        yield _joined(waiting, schema)


def _joined(tables: list[pa.Table], schema: pa.Schema) -> pa.Table:
    return pa.concat_tables(tables, promote_options="permissive").select(schema.names).cast(schema)


def _write(path: Path, schema: pa.Schema, tables: Iterable[pa.Table]) -> int:
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    rows = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with pq.ParquetWriter(new, schema, compression="zstd") as writer:
                for table in tables:
                    writer.write_table(table, row_group_size=ROW_GROUP_ROWS)
                    rows += table.num_rows
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)
    except OSError as error:
        raise warehouse_error(error, path) from error
    return rows
