"""The one writer: stages, commits, merges small files and clears away what is no longer needed."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from pipeline.warehouse import layout
from pipeline.warehouse.columns import columns_sha256
from pipeline.warehouse.compaction import FILES_A_TIER, PATIENCE, Quiet, files_to_merge
from pipeline.warehouse.errors import warehouse_error
from pipeline.warehouse.parquet import merge_parquet, row_count, write_parquet
from pipeline.warehouse.snapshot import Snapshot, SnapshotMetadata, TableMetadata
from pipeline.warehouse.stage import Stage
from schemas.records import TABLES

GRACE_SECONDS = 600.0
"""How long a snapshot outlives the commit after it."""
KEPT_SNAPSHOTS = 2
"""So many stay in any case, and at most MOST_SNAPSHOTS: a row of quick commits must not fill the disk with links."""
MOST_SNAPSHOTS = 256
EARLIER = 30
"""So many earlier commits' info is kept in a snapshot's metadata."""

_JOINED_BYTES = 8 << 20
"""New files of a table that are smaller together become one."""
_COLUMNS = "columns.parquet"
"""Name, in a stage, of a file without rows that brings new columns."""
_BACK_OFF = 4
"""Commits between two attempts to merge while somebody reads."""


def _always() -> bool:
    return True


class Merge(NamedTuple):
    """A file made of others, and their names."""

    file: Path
    replaced: frozenset[str]


class Writer:
    """Writes to a warehouse; made by `Warehouse.writer`, which holds the lock.

    Not for several threads at once. A process that dies at any moment leaves the last whole commit.
    """

    def __init__(self, root: Path, grace_seconds: float = GRACE_SECONDS) -> None:
        self.root = root
        self.grace_seconds = grace_seconds
        self._next_merge = 0
        with _as_warehouse_error(root):
            self._clear_away_what_died()

    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return Snapshot.newest(self.root)

    def commit_stage(self) -> Stage:
        """A new, empty stage."""
        with _as_warehouse_error(self.root):
            folder = self.root / layout.STAGING / uuid.uuid4().hex
            folder.mkdir(parents=True)
        return Stage(folder, self._publish, _remove_stage)

    def _publish(self, stage: Stage, info: dict[str, Any]) -> Snapshot:
        with _as_warehouse_error(self.root):
            before = self.snapshot()
            number = before.number + 1
            if before.metadata().columns != columns_sha256():
                self._add_new_columns(stage)
            new = {table: self._new_files(stage, table, number) for table in TABLES}
            merges = self._merges(before, stage, number)
            with contextlib.closing(Quiet(before.path / table for table in merges)) as quiet:
                wait = bool(merges) and all(len(merge.replaced) <= PATIENCE * FILES_A_TIER for merge in merges.values())
                if wait and not quiet.lasts():
                    merges = self._postponed(number)
                built = _built(before, stage, info, new, merges)
                still_quiet = quiet.lasted if merges and wait else _always
                if not self._flipped_to(built, number, still_quiet):
                    self._flipped_to(_built(before, stage, info, new, self._postponed(number)), number)
        # The commit stands: what fails from here on fails again, and is reported, at the next one.
        with contextlib.suppress(OSError):
            self._clear_away_old_snapshots()
        return Snapshot.at(self.root, number)

    def _add_new_columns(self, stage: Stage) -> None:
        """Make the commit one of this program's schema: an older program refuses the warehouse from now on."""
        metadata = msgspec.structs.replace(layout.read_metadata(self.root), schema_version=layout.SCHEMA_VERSION)
        layout.write_file(self.root / layout.METADATA, msgspec.json.encode(metadata))
        layout.link_tables(self.root)
        for table, kind in TABLES.items():
            write_parquet(stage.root / table / _COLUMNS, [], kind)

    def _new_files(self, stage: Stage, table: str, number: int) -> list[Path]:
        """The stage's files of the table that have rows, renamed for good and on disk; small ones joined."""
        staged = sorted((stage.root / table).glob("*.parquet"))
        files = [file for file in staged if file.name == _COLUMNS or row_count(file)]
        if len(files) > 1 and sum(file.stat().st_size for file in files) < _JOINED_BYTES:
            joined = stage.root / f"{table}-joined" / "joined.parquet"
            merge_parquet(files, joined, TABLES[table])
            files = [joined]
        named = []
        for part, file in enumerate(files):
            name = file.with_name(f"{number:08d}-new-{part:05d}.parquet")
            file.rename(name)
            layout.sync(name)
            named.append(name)
        return named

    def _merges(self, before: Snapshot, stage: Stage, number: int) -> dict[str, Merge]:
        """Merged files, by table, that may take the place of others if nobody is about to read those."""
        merges: dict[str, Merge] = {}
        if number < self._next_merge:
            return merges
        for table, kind in TABLES.items():
            files = [Path(file) for file in before.files(table) if Path(file).parent == before.path / table]
            names = files_to_merge({file.name: file.stat().st_size for file in files})
            if names:
                # Sorted by name it comes before the rows of this commit, which are newer.
                path = stage.root / f"{table}-merged" / f"{number:08d}-merged.parquet"
                merge_parquet([before.path / table / name for name in names], path, kind)
                layout.sync(path)
                merges[table] = Merge(path, frozenset(names))
        return merges

    def _postponed(self, number: int) -> dict[str, Merge]:
        self._next_merge = number + _BACK_OFF
        return {}

    def _flipped_to(self, built: Path, number: int, provided: Callable[[], bool] = _always) -> bool:
        """Make the folder the newest snapshot, provided that this is right at the last moment."""
        target = layout.snapshot_dir(self.root, number)
        if target.exists():
            shutil.rmtree(target)
        built.rename(target)
        layout.sync(target.parent)
        link = self.root / layout.CURRENT
        if not layout.replace_symlink(f"{layout.SNAPSHOTS}/{target.name}", link, provided):
            return False
        layout.sync(self.root)
        return True

    def _clear_away_what_died(self) -> None:
        """Remove stages and snapshots that a dead writer never published."""
        shutil.rmtree(self.root / layout.STAGING, ignore_errors=True)
        current = layout.current_number(self.root)
        for number in layout.snapshot_numbers(self.root):
            if number > current:
                shutil.rmtree(layout.snapshot_dir(self.root, number))

    def _clear_away_old_snapshots(self) -> None:
        numbers = layout.snapshot_numbers(self.root)
        now = time.time()
        for position, number in enumerate(numbers[:-KEPT_SNAPSHOTS]):
            # A snapshot was the newest until the one after it was published.
            successor = layout.snapshot_dir(self.root, numbers[position + 1])
            superseded = (successor / layout.SNAPSHOT_METADATA).stat().st_mtime
            if now - superseded > self.grace_seconds or len(numbers) - position > MOST_SNAPSHOTS:
                shutil.rmtree(layout.snapshot_dir(self.root, number))


def _built(
    before: Snapshot, stage: Stage, info: dict[str, Any], new: dict[str, list[Path]], merges: dict[str, Merge]
) -> Path:
    """The folder of the new snapshot, whole and on disk, but not yet in its place."""
    built = stage.root / "snapshot"
    old = before.metadata()
    tables = {}
    for table in TABLES:
        folder = built / table
        folder.mkdir(parents=True)
        merge = merges.get(table)
        kept = [Path(file) for file in before.files(table) if merge is None or Path(file).name not in merge.replaced]
        kept = [file for file in kept if file.parent == before.path / table]  # Not the stand-in of an older schema.
        files = kept + ([merge.file] if merge else []) + new[table]
        for file in files:
            os.link(file, folder / file.name)
        layout.sync(folder)
        rows = old.tables[table].rows if table in old.tables else 0
        tables[table] = TableMetadata(files=len(files), rows=rows + sum(map(row_count, new[table])))
    metadata = SnapshotMetadata(
        number=before.number + 1,
        schema_version=layout.SCHEMA_VERSION,
        columns=columns_sha256(),
        committed_at=dt.datetime.now(dt.UTC),
        info=info,
        earlier=(old.info, *old.earlier)[:EARLIER],
        tables=tables,
    )
    layout.write_file(built / layout.SNAPSHOT_METADATA, msgspec.json.encode(metadata))
    return built


def _remove_stage(stage: Stage) -> None:
    shutil.rmtree(stage.root, ignore_errors=True)


@contextlib.contextmanager
def _as_warehouse_error(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise warehouse_error(error, error.filename or root) from error


def first_snapshot(root: Path) -> None:
    """Make snapshot 0: every table with one file without rows, so that a glob always finds one."""
    target = layout.snapshot_dir(root, 0)
    shutil.rmtree(target, ignore_errors=True)
    for table, kind in TABLES.items():
        write_parquet(target / table / "00000000-new-00000.parquet", [], kind)
    metadata = SnapshotMetadata(
        number=0,
        schema_version=layout.SCHEMA_VERSION,
        columns=columns_sha256(),
        committed_at=dt.datetime.now(dt.UTC),
        tables={table: TableMetadata(files=1, rows=0) for table in TABLES},
    )
    layout.write_file(target / layout.SNAPSHOT_METADATA, msgspec.json.encode(metadata))
    layout.replace_symlink(f"{layout.SNAPSHOTS}/{target.name}", root / layout.CURRENT)
