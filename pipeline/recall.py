"""What a fold knew at the end of the last cycle, kept for the next one: in this process, and on disk for others.

A cycle then costs what its own inputs cost, however many rows there are. The state at hand is the tables', if these
hold just the rows that it knows. Where they do not (a cycle that failed, another process that wrote), or at the start
of a process, the newest state on disk is read that the tables go on from, and the rows that came since; if there is
none, all rows are.

The state on disk lacks at most one row in `_SHARE` when a process ends that was not killed (`finish`), and one in
`_MOST` at any time; to read what it lacks costs about what it cost to fold it.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.checkpoints import Checkpoints, UnreadableError
from pipeline.store import Snapshot
from pipeline.warehouse.lookup import STATE
from schemas.records import KEYS, TABLES, Record
from transforms.memory import Recall

LEAST_ROWS: Final = 10_000
"""Rows that are sooner read than a state is kept on disk."""
_SHARE: Final = 500
"""A state is written again when one row in so many has come since, …"""
_REST: Final = 10
"""… but a process that goes on rests so many times as long as it took, …"""
_MOST: Final = 10
"""… unless one row in so many has come since."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Kept:
    state: Any
    rows: dict[str, int]
    """Table to how many rows it has once the last outputs are in it."""
    witnesses: Sequence[Record]
    """Rows that are then the last words: without them it is another warehouse, or the cycle failed."""
    until: dict[str, dt.datetime]
    """Table to the latest time of any of its rows."""


@dataclass(frozen=True)
class _Taken:
    """What is known of a state that was taken."""

    witnesses: Sequence[Record]
    until: dict[str, dt.datetime]
    on_disk: int
    """How many rows the state on disk was made of."""


_kept: dict[str, _Kept] = {}
_taken: dict[str, _Taken] = {}
_rests_until: dict[str, float] = {}
"""When a state may be written again, of `time.monotonic`."""
_put_off: dict[str, tuple[Checkpoints, int]] = {}
"""States that are to be written but rest: where to, and of how many rows."""


@dataclass(frozen=True)
class SnapshotRecall(Recall):
    """States of the keys of one fold, all rows of whose tables are of one key."""

    snapshot: Snapshot
    tables: tuple[str, ...]

    def state(self, key: str, fresh: Callable[[], Any], seeded: Callable[[Any, Iterable[Record]], Any]) -> Any:
        """The state that the last cycle left if the tables agree with it, else one on disk, else one of all rows."""
        # Whoever takes it changes it: when that fails, it must not be found here again.
        kept = _kept.pop(key, None)
        rows = self.snapshot.row_counts(self.tables)
        if kept is not None and kept.rows == rows and self._has(kept.witnesses):
            known = _taken.get(key)
            _taken[key] = _Taken(kept.witnesses, kept.until, known.on_disk if known is not None else 0)
            return kept.state
        del kept
        _taken.pop(key, None)
        if sum(rows.values()) >= LEAST_ROWS:
            for found, since in self._on_disk(key, rows):
                _taken[key] = _Taken(_last(since) or found.witnesses, _latest(since, found.until), _count(found.rows))
                return seeded(found.state, since)
        seen: dict[str, Record] = {}
        until: dict[str, dt.datetime] = {}
        state = seeded(fresh(), self._every_row(seen, until))
        _taken[key] = _Taken(list(seen.values()), until, 0)
        return state

    def keep(self, key: str, state: Any, outputs: Sequence[Record]) -> None:
        """Keep the state, unless there is no row to know its warehouse by; on disk when much has come since."""
        caused = [row for row in outputs if any(type(row) is TABLES[table] for table in self.tables)]
        known = self.snapshot.row_counts(self.tables)
        rows = {table: number + sum(type(row) is TABLES[table] for row in caused) for table, number in known.items()}
        before = _taken.get(key) or _Taken((), {}, 0)
        # An event may change twice in what is kept at once: its last word is the one that the tables give.
        witnesses = list({_name(row): row for row in caused}.values()) or before.witnesses
        if not witnesses:
            return
        kept = _kept[key] = _Kept(state, rows, witnesses, _latest(caused, before.until))
        count = _count(rows)
        since = count - before.on_disk
        _put_off.pop(key, None)
        if count < LEAST_ROWS or since < count // _SHARE:
            return
        store = Checkpoints.of(self.snapshot.origin, key)
        if store is None:
            return
        if since < count // _MOST and time.monotonic() < _rests_until.get(key, 0.0):
            _put_off[key] = store, count
            return
        _write(store, key, kept, count)
        _taken[key] = _Taken(witnesses, kept.until, count)

    def _has(self, witnesses: Sequence[Record]) -> bool:
        """Whether the tables hold rows as their last words."""
        for table in self.tables:
            wanted = {row for row in witnesses if type(row) is TABLES[table]}
            keys = {str(getattr(row, STATE[table].key)) for row in wanted}
            if not wanted <= set(self.snapshot.rows(table, keys=sorted(keys))):
                return False
        return True

    def _on_disk(self, key: str, rows: Mapping[str, int]) -> Iterator[tuple[_Kept, list[Record]]]:
        """States on disk that the tables go on from, the newest first, each with the rows that came since."""
        store = Checkpoints.of(self.snapshot.origin, key)
        if store is None:
            return
        for path in store.newest_first():
            try:
                found = store.read(path)
            except UnreadableError as error:
                _logger.warning("A state on disk is not used: %s", error)
                store.drop(path)
                continue
            if not isinstance(found, _Kept) or any(found.rows.get(table, 0) > rows[table] for table in self.tables):
                continue
            since = [row for table in self.tables for row in self._rows_since(table, found.until.get(table))]
            counts = {table: sum(type(row) is TABLES[table] for row in since) for table in self.tables}
            complete = all(found.rows.get(table, 0) + counts[table] == rows[table] for table in self.tables)
            replaced = {_name(row) for row in since}
            if complete and self._has([row for row in found.witnesses if _name(row) not in replaced]):
                yield found, since

    def _rows_since(self, table: str, at: dt.datetime | None) -> Iterator[Record]:
        where = f"{KEYS[table][1]} > '{at.isoformat()}'" if at is not None else None
        return self.snapshot.rows(table, latest=False, where=where)

    def _every_row(self, seen: dict[str, Record], until: dict[str, dt.datetime]) -> Iterator[Record]:
        """All rows; notes the last one of each table, and the latest time."""
        for table in self.tables:
            for row in self.snapshot.rows(table):
                seen[table] = row
                at = _time(row, table)
                until[table] = max(at, until.get(table, at))
                yield row


def _name(row: Record) -> tuple[type, str]:
    """What a row is the word on."""
    table = next(table for table, kind in TABLES.items() if type(row) is kind)
    return type(row), str(getattr(row, STATE[table].key))


def _time(row: Record, table: str) -> dt.datetime:
    at: dt.datetime = getattr(row, KEYS[table][1])
    return at


def _count(rows: Mapping[str, int]) -> int:
    return sum(rows.values())


def _last(rows: Sequence[Record]) -> list[Record]:
    """The last words among rows that came one after the other."""
    return list({_name(row): row for row in rows}.values())


def _latest(rows: Iterable[Record], until: Mapping[str, dt.datetime]) -> dict[str, dt.datetime]:
    """The latest time of rows, by table, and of those before them."""
    found = dict(until)
    tables = {kind: table for table, kind in TABLES.items()}
    for row in rows:
        table = tables[type(row)]
        at = _time(row, table)
        found[table] = max(at, found.get(table, at))
    return found


def _write(store: Checkpoints, key: str, kept: _Kept, count: int) -> None:
    began = time.monotonic()
    try:
        store.write(count, kept)
    except OSError as error:
        _logger.warning("The state of %s is not kept on disk: %s", key, error)
    ended = time.monotonic()
    _rests_until[key] = ended + _REST * (ended - began)


def finish() -> None:
    """Write the states that were put off: no other cycle follows in this process."""
    for key in list(_put_off):
        store, count = _put_off.pop(key)
        kept = _kept.get(key)
        if kept is not None and _count(kept.rows) == count:
            _write(store, key, kept, count)


def forget() -> None:
    """Keep no state in this process: the next cycle begins as the first of another one does."""
    _kept.clear()
    _taken.clear()
    _rests_until.clear()
    _put_off.clear()
