"""What every warehouse offers, whether its tables are Parquet files or in BigQuery.

A reader takes a snapshot; the writer takes snapshots and stages, and commits each stage as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from schemas.records import Record


@dataclass(frozen=True)
class Commit:
    """What is known of a commit beside its rows."""

    number: int
    committed_at: dt.datetime
    info: dict[str, Any]
    """What the committer said of it, e.g. the summary of its cycle."""


class Snapshot(Protocol):
    """The tables as one commit left them. Safe to pickle."""

    @property
    def number(self) -> int:
        """Of the commit."""

    @property
    def origin(self) -> str:
        """The warehouse, as it is named for all its snapshots."""

    def __hash__(self) -> int: ...

    def commit(self) -> Commit:
        """What is known of the commit."""

    def row_counts(self, tables: Iterable[str]) -> dict[str, int]:
        """How many rows each of the tables has."""

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
          where: SQL condition, in what DuckDB and BigQuery have in common, that the rows chosen so far must meet.
        """

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows that a query gives.

        Args:
          sql: in what DuckDB and BigQuery have in common; {name} stands for a table or view, @name for a value.
          parameters: the values.
        """


class Stage(Protocol):
    """The rows of one commit, unseen until then. As a context manager it abandons what was not committed."""

    def path(self, table: str) -> Path:
        """The folder for the table's new Parquet files: write with `write_parquet`, under any name in *.parquet."""

    def commit(self, info: dict[str, Any] | None = None) -> Snapshot:
        """Make the rows of all tables visible in one step; raises WarehouseError: then none is.

        Args:
          info: plain JSON values to keep with the commit, e.g. the summary of its cycle.
        """

    def __enter__(self) -> Stage: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Writer(Protocol):
    """Writes to a warehouse."""

    def snapshot(self) -> Snapshot:
        """The newest snapshot."""

    def commit_stage(self) -> Stage:
        """A new, empty stage; its commit makes the rows of all tables visible at once, or none."""


class Warehouse(Protocol):
    """Tables at a place."""

    @property
    def name(self) -> str:
        """The place, as the user names it."""

    def snapshot(self) -> Snapshot:
        """The newest commit."""

    def writer(self) -> AbstractContextManager[Writer]:
        """The one that writes; raises WarehouseError where there can be only one and it is taken."""
