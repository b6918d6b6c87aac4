"""Which columns the tables have, and stand-ins for those that an older warehouse lacks."""

from __future__ import annotations

import atexit
import functools
import hashlib
import shutil
import tempfile
from pathlib import Path

from pipeline.warehouse.parquet import stored_schema, write_parquet
from schemas.records import TABLES


@functools.cache
def columns_sha256() -> str:
    """Fingerprint of all tables' columns as this program knows them."""
    described = "\n".join(f"{table}: {stored_schema(kind)}" for table, kind in TABLES.items())
    return hashlib.sha256(described.encode()).hexdigest()


@functools.cache
def empty_file(table: str) -> str:
    """Path of a file without rows that has all columns of the table; it lives as long as the process."""
    path = _folder() / f"{table}.parquet"
    write_parquet(path, [], TABLES[table])
    return str(path)


@functools.cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="qanat-columns-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
