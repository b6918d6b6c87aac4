"""One commit, as a reader sees it: a fixed set of files for each table."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from pipeline.store import Commit
from pipeline.warehouse import layout, lookup
from pipeline.warehouse.columns import columns_sha256, empty_file
from pipeline.warehouse.errors import NotAWarehouse
from schemas.records import TABLES, Record
from schemas.views import expanded

_RETRIES = 20
_PARAMETER = re.compile(r"@(\w+)")


class TableMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a table without opening its files."""

    files: int
    rows: int


class SnapshotMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """`snapshot.json`."""

    number: int
    schema_version: int
    columns: str = ""
    """Fingerprint of the columns that the tables are known to have: see `columns.columns_sha256`."""
    committed_at: dt.datetime
    info: dict[str, Any] = {}
    """What the committer said of this commit, e.g. the summary of its cycle."""
    earlier: tuple[dict[str, Any], ...] = ()
    """The same of the commits before it, the newest first; bounded."""
    tables: dict[str, TableMetadata] = {}


@dataclass(frozen=True)
class Snapshot:
    """A consistent view of all tables: plain paths, safe to pickle, unaffected by later commits.

    Its files stay for the warehouse's grace period after a later commit (for longer while the only writer is the one
    that reads), so hold one for a query or a cycle, not for days.
    """

    path: Path
    """The snapshot's own folder."""
    number: int
    _files: dict[str, tuple[str, ...]] = field(compare=False)

    @classmethod
    def at(cls, root: Path, number: int) -> Snapshot:
        """The snapshot of that number; raises FileNotFoundError when it is gone."""
        path = layout.snapshot_dir(root, number)
        lacking = _metadata(path).columns != columns_sha256()
        files = {table: tuple(sorted(map(str, (path / table).glob("*.parquet")))) for table in TABLES}
        if lacking:
            files = {table: (*found, empty_file(table)) for table, found in files.items()}
        return cls(path, number, files)

    @classmethod
    def newest(cls, root: Path) -> Snapshot:
        """The newest snapshot; raises NotAWarehouse."""
        for _ in range(_RETRIES):
            number = layout.current_number(root)
            with contextlib.suppress(FileNotFoundError):  # Superseded long enough ago to be removed just now.
                return cls.at(root, number)
        raise NotAWarehouse(f"{root}: snapshot {number} is missing; restore the warehouse from a backup.")

    @property
    def origin(self) -> str:
        """The warehouse's folder."""
        return str(self.path.parent.parent.absolute())

    def files(self, table: str) -> list[str]:
        """Paths of the table's Parquet files, in the order in which their rows arrived."""
        return list(self._files.get(table, ()))

    def scan(self, table: str) -> str:
        """DuckDB's table function that reads the table."""
        return lookup.scan_of(self.files(table))

    def metadata(self) -> SnapshotMetadata:
        """What is known of the snapshot beside its rows."""
        return _metadata(self.path)

    def commit(self) -> Commit:
        """What is known of the commit beside its rows."""
        metadata = self.metadata()
        return Commit(metadata.number, metadata.committed_at, metadata.info)

    def row_counts(self, tables: Iterable[str]) -> dict[str, int]:
        """How many rows each of the tables has."""
        known = self.metadata().tables
        return {table: known[table].rows if table in known else 0 for table in tables}

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query in what DuckDB and BigQuery have in common: see `store.Snapshot`."""
        scans = {table: lookup.scan_of(self.files(table) or [empty_file(table)]) for table in TABLES}
        with duckdb.connect(config={"threads": 1, "temp_directory": lookup.SCRATCH}) as db:
            db.execute("SET TimeZone = 'UTC'")
            text = _PARAMETER.sub(r"$\1", expanded(sql, scans))
            return db.execute(text, dict(parameters or {})).fetchall()

    def rows(
        self,
        table: str,
        *,
        keys: Iterable[str] | None = None,
        key_column: str | None = None,
        latest: bool = True,
        where: str | None = None,
    ) -> Iterator[Record]:
        """The table's rows as records, in the order in which they arrived.

        Args:
          table: one of `TABLES`.
          keys: only rows whose `key_column` is among these; null: all.
          key_column: by default the table's own (`lookup.STATE`): url, report_id, event_id, feed_url, key.
          latest: only the last row of each report, event, feed … (`lookup.STATE`), not what it replaced.
          where: SQL condition (DuckDB) that the rows chosen so far must meet.

        Memory is bounded by a row group and the number of rows found, not by the size of the table.
        """
        return lookup.found_rows(self.files(table), table, keys=keys, key_column=key_column, latest=latest, where=where)


def _metadata(path: Path) -> SnapshotMetadata:
    return msgspec.json.decode((path / layout.SNAPSHOT_METADATA).read_bytes(), type=SnapshotMetadata)
