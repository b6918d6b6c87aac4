"""What a fold knew at the end of the last cycle, kept in this process for the next one.

A process that runs cycle after cycle reads all rows of the fold's tables once. From then on a cycle costs what its own
inputs cost, however many rows there are: the state at hand is the tables', if these hold just the rows that it knows.
Where they do not (a cycle that failed, another process that wrote), all rows are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.store import Snapshot
from pipeline.warehouse.lookup import STATE
from schemas.records import TABLES, Record
from transforms.memory import Recall


@dataclass(frozen=True)
class _Kept:
    state: Any
    rows: dict[str, int]
    """Table to how many rows it has once the last outputs are in it."""
    witnesses: Sequence[Record]
    """Rows that are then the last words: without them it is another warehouse, or the cycle failed."""


_kept: dict[str, _Kept] = {}
_witnesses: dict[str, Sequence[Record]] = {}
"""The same for the states that were taken."""


@dataclass(frozen=True)
class SnapshotRecall(Recall):
    """States of the keys of one fold, all rows of whose tables are of one key."""

    snapshot: Snapshot
    tables: tuple[str, ...]

    def state(self, key: str, fresh: Callable[[], Any], seeded: Callable[[Any, Iterable[Record]], Any]) -> Any:
        """The state that the last cycle left if the tables agree with it, else one made of all their rows."""
        # Whoever takes it changes it: when that fails, it must not be found here again.
        kept = _kept.pop(key, None)
        if kept is not None and self._has(kept):
            _witnesses[key] = kept.witnesses
            return kept.state
        del kept
        return seeded(fresh(), self._every_row(key))

    def keep(self, key: str, state: Any, outputs: Sequence[Record]) -> None:
        """Keep the state, unless there is no row to know its warehouse by."""
        caused = {table: [row for row in outputs if type(row) is TABLES[table]] for table in self.tables}
        known = self.snapshot.row_counts(self.tables)
        rows = {table: number + len(caused[table]) for table, number in known.items()}
        witnesses = [row for table in self.tables for row in caused[table]] or _witnesses.pop(key, ())
        if witnesses:
            _kept[key] = _Kept(state, rows, witnesses)

    def _has(self, kept: _Kept) -> bool:
        """Whether the tables hold just what the state knows: as many rows, and the witnesses among them."""
        if self.snapshot.row_counts(self.tables) != kept.rows:
            return False
        for table in self.tables:
            wanted = {row for row in kept.witnesses if type(row) is TABLES[table]}
            keys = {str(getattr(row, STATE[table].key)) for row in wanted}
            if not wanted <= set(self.snapshot.rows(table, keys=sorted(keys))):
                return False
        return True

    def _every_row(self, key: str) -> Iterator[Record]:
        _witnesses.pop(key, None)
        for table in self.tables:
            row = None
            for row in self.snapshot.rows(table):
                yield row
            if row is not None:
                _witnesses[key] = [row]


def forget() -> None:
    """Keep no state: the next cycle reads all rows."""
    _kept.clear()
    _witnesses.clear()
