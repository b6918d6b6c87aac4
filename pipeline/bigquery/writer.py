"""Commits: one load job for each table into a staging table, then one transaction that makes all of it visible.

A load job is atomic, but only for one table. So the rows of a commit are first loaded into staging tables of its own,
and one script then moves them all in one multi-statement transaction, which also supersedes the newest row of
`commits`: of two processes that began from the same commit only one finds that row still newest. Every job's id is
derived from the commit, so a request that is repeated (its answer was lost) is refused with 409 instead of doing the
work twice. What a process leaves that dies in between is never seen, and its staging tables vanish after a day.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from google.cloud import bigquery
from google.cloud.bigquery import SchemaField

from pipeline.bigquery.dataset import columns_in, require_usable
from pipeline.bigquery.errors import BigQueryUnavailable, CommitSuperseded
from pipeline.bigquery.layout import COMMITS, ROWS_A_COMMIT, STAGING
from pipeline.bigquery.loading import Loading, Refused
from pipeline.bigquery.session import ONCE, Session
from pipeline.bigquery.snapshot import BigQuerySnapshot
from pipeline.bigquery.stage_rows import written_lines
from pipeline.store import Commit
from pipeline.warehouse import Stage, write_parquet
from pipeline.warehouse.errors import WarehouseError
from schemas.records import TABLES, DeadLetter

_STAGING_LIFE = dt.timedelta(days=1)
_ATTEMPTS = 4
"""Of the last script, when BigQuery says that it failed for a passing reason."""
_DEAD_LETTERS = "dead_letters"
_REFUSED = "WriteRows"
"""Stage of dead letters that hold rows that BigQuery refused."""


class BigQueryWriter:
    """Writes to a dataset; any number may try, one of those that began from the same commit succeeds."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._read: int | None = None
        self._columns: dict[str, list[SchemaField]] = {}

    def snapshot(self) -> BigQuerySnapshot:
        """The dataset at its newest commit."""
        newest = BigQuerySnapshot.newest(self.session)
        self._read = newest.number
        return newest

    def commit_stage(self) -> Stage:
        """A new, empty stage: a folder on this machine. Its commit can only follow the one that was read last."""
        before = self.snapshot().number if self._read is None else self._read
        return Stage(Path(tempfile.mkdtemp(prefix="qanat-stage-")), partial(self._publish, before), _remove)

    def _publish(self, before: int, stage: Stage, info: dict[str, Any]) -> BigQuerySnapshot:
        if not self._columns:
            self._columns = {table: columns_in(self.session, table) for table in TABLES}
        commit = _Commit(self.session, before + 1, uuid.uuid4().hex[:12], self._columns)
        try:
            commit.load(stage)
            committed = commit.published(info)
        finally:
            commit.clear_away()
        self._read = committed.number
        return BigQuerySnapshot(self.session, committed.number, committed)


class _Commit:
    """One attempt to add commit `number`."""

    def __init__(self, session: Session, number: int, token: str, actual: dict[str, list[SchemaField]]) -> None:
        self.session = session
        self.number = number
        self.actual = actual
        self.token = token
        self.columns: dict[str, list[str]] = {}
        """Of the tables that have rows: their columns, in the order of our records."""

    def load(self, stage: Stage) -> None:
        """Load the stage's rows, one load job for each table; rows that BigQuery refuses become dead letters."""
        files = {table: sorted((stage.root / table).glob("*.parquet")) for table in TABLES}
        tables = [table for table in TABLES if table != _DEAD_LETTERS and files[table]]
        with ThreadPoolExecutor(max_workers=len(TABLES)) as pool:
            refused = list(pool.map(lambda table: self._load_table(stage, table, files[table]), tables))
        letters = [
            self._dead_letter(table, row) for table, rows in zip(tables, refused, strict=True) for row in rows
        ]
        if letters:
            write_parquet(stage.path(_DEAD_LETTERS) / "refused.parquet", letters, DeadLetter)
            files[_DEAD_LETTERS].append(stage.path(_DEAD_LETTERS) / "refused.parquet")
        if files[_DEAD_LETTERS]:
            self._load_table(stage, _DEAD_LETTERS, files[_DEAD_LETTERS])

    def _load_table(self, stage: Stage, table: str, files: Sequence[Path]) -> list[Refused]:
        lines = written_lines(files, stage.root / f"{table}.jsonl", self.number * ROWS_A_COMMIT)
        if not len(lines):
            return []
        place, columns = self.session.place, self.actual[table]
        staging = bigquery.Table(f"{place}.{self._staging(table)}", schema=columns)
        staging.expires = dt.datetime.now(dt.UTC) + _STAGING_LIFE
        with self.session.explained():
            self.session.call(self.session.client.create_table, staging, exists_ok=True, retry=ONCE)
        self.columns[table] = [column.name for column in columns]
        return Loading(self.session, lines, self._staging(table), columns, f"{self._id}-{table}").refused()

    def published(self, info: dict[str, Any]) -> Commit:
        """Make all of it visible; raises CommitSuperseded when another process came first."""
        now = dt.datetime.now(dt.UTC)
        commit = Commit(self.number, now, info)
        values = {"number": self.number, "token": self.token, "now": now, "info": json.dumps(info, default=str)}
        message = ""
        for attempt in range(_ATTEMPTS):
            failure = self.session.script(self._script(), values, f"{self._id}-commit-{attempt}")
            if failure is None:
                return commit
            message = failure.message
            # Failed for certain? A script can fail after its transaction has gone through.
            holder = self._holder()
            if holder == self.token:
                return commit
            if holder is not None:
                raise CommitSuperseded(
                    f"{self.session.place}: another process committed {self.number} first, so nothing of this cycle was"
                    " written; the next one does its work again. Let one process at a time write to a dataset."
                )
            if not failure.passing:
                require_usable(self.session)
                raise WarehouseError(f"{self.session.place}: nothing was written: {message}")
        raise BigQueryUnavailable(f"{self.session.place}: nothing was written: {message}")

    def clear_away(self) -> None:
        """Remove the staging tables; those that stay, if this fails, vanish after a day."""
        for table in self.columns:
            try:
                with self.session.explained():
                    self.session.call(
                        self.session.client.delete_table,
                        f"{self.session.place}.{self._staging(table)}",
                        not_found_ok=True,
                        retry=ONCE,
                    )
            except WarehouseError:
                return

    def _holder(self) -> str | None:
        """Token of the commit that has our number; null while there is none."""
        rows = self.session.query(
            f"SELECT token FROM {self.session.place.table(COMMITS)} WHERE number = @number",  # noqa: S608
            {"number": self.number},
        )
        return str(rows[0]["token"]) if rows else None

    def _script(self) -> str:
        place, commits = self.session.place, self.session.place.table(COMMITS)
        moves = []
        for table, columns in self.columns.items():
            names = ", ".join(f"`{name}`" for name in columns)
            moves.append(
                f"INSERT INTO {place.table(table)} ({names}) SELECT {names} FROM {place.table(self._staging(table))};"  # noqa: S608
            )
        return "\n".join(
            [
                "BEGIN TRANSACTION;",
                f"UPDATE {commits} SET superseded_at = @now WHERE number = @number - 1 AND superseded_at IS NULL;",  # noqa: S608
                "ASSERT @@row_count = 1 AS 'another process has committed';",
                f"INSERT INTO {commits} (number, committed_at, token, info) VALUES (@number, @now, @token, @info);",  # noqa: S608
                *moves,
                "COMMIT TRANSACTION;",
            ]
        )

    def _staging(self, table: str) -> str:
        return f"{STAGING}{table}_{self.number}_{self.token}"

    @property
    def _id(self) -> str:
        return f"qanat-{self.session.place.dataset}-{self.number}-{self.token}"

    def _dead_letter(self, table: str, row: Refused) -> DeadLetter:
        return DeadLetter(
            stage=_REFUSED,
            key=f"{table}:{row.key}",
            error_type="refused_by_bigquery",
            error=row.reason,
            payload=row.line,
            payload_type=TABLES[table].__name__,
            failed_at=dt.datetime.now(dt.UTC),
        )


def _remove(stage: Stage) -> None:
    shutil.rmtree(stage.root, ignore_errors=True)
