"""Folds on unbounded input: each key once in a window, its state kept by the runner from window to window.

Only value and bag cells are used, which every portable runner has.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import apache_beam as beam
import msgspec
from apache_beam.coders import BytesCoder
from apache_beam.transforms.userstate import BagStateSpec, ReadModifyWriteStateSpec
from apache_beam.transforms.window import GlobalWindows

from transforms.rows import tagged, with_rows

_AT_HAND: Final = 4
"""States that a worker keeps decoded."""
_NUMBER_BYTES: Final = 8
_REWRITTEN: Final = 4
"""The changes are replaced by the whole state when they have grown to so many times its size, …"""
_LEAST_REWRITTEN: Final = 64 << 10
_MOST_REWRITTEN: Final = 16 << 20
"""… as long as it has no more bytes than this: a runner commits all of an element's writes at once."""


class FoldAcrossWindows(beam.PTransform):
    """(key, all that a window holds of it) → what the fold causes, in the same windows; `fold` is one of those below.

    State belongs to a key and a window: for the fold all lies in the global window.
    """

    def __init__(self, fold: beam.DoFn, main: type | None) -> None:
        super().__init__()
        self.fold = fold
        self.main = main

    def expand(self, grouped: beam.PCollection) -> dict[str, beam.PCollection]:
        """Wire the fold."""
        windows = grouped.windowing
        lateness = windows.allowed_lateness  # WindowInto does not take this one over.
        folded = (
            grouped
            | "AcrossWindows" >> beam.WindowInto(GlobalWindows())
            | "Fold" >> with_rows(beam.ParDo(self.fold), self.main)
        )
        return {
            "main": folded.main | "MainInWindows" >> beam.WindowInto(windows, allowed_lateness=lateness),
            "rows": folded.rows | "RowsInWindows" >> beam.WindowInto(windows, allowed_lateness=lateness),
        }


class FoldStateful(beam.DoFn):
    """For small states: the whole is read and written for each group of seeds (marked -1) and inputs."""

    STATE = ReadModifyWriteStateSpec("state", BytesCoder())

    def __init__(self, fold: Any, clock: Any, main: type | None) -> None:
        self.fold = fold
        self.clock = clock
        self.main = main

    def process(
        self, element: tuple[str, Iterable[tuple[int, Any]]], kept: Any = beam.DoFn.StateParam(STATE)
    ) -> Iterator[Any]:
        """Absorb the seeds, then fold the inputs and give what they cause."""
        _, marked = element
        seeds: list[Any] = []
        inputs: list[Any] = []
        for mark, value in marked:
            (seeds if mark < 0 else inputs).append(value)
        encoded = kept.read()
        state = self.fold.fresh() if encoded is None else self.fold.decode(encoded)
        state, outputs = self.fold.fold(self.fold.seeded(state, seeds), inputs, self.clock())
        kept.write(self.fold.encode(state))
        yield from tagged(outputs, self.main)


class Written(msgspec.Struct, array_like=True, frozen=True):
    """What was written of one key's state."""

    token: bytes = b""
    """Another after every write, so that a worker knows whether the state it has at hand is the one written last: a
    bundle may fail after the fold, and another worker may take the key over."""
    changes: int = 0
    """How many changes, to put them in order: a bag has none."""
    size: int = 0
    """Bytes of all changes."""
    whole: int = 0
    """Bytes of the whole state when that was written last."""


_WRITTEN_DECODER = msgspec.msgpack.Decoder(Written)
_NOTHING = Written()


class FoldIncrementally(beam.DoFn):
    """For large states: a worker has those of its keys at hand, and only changes are written, into a bag.

    A group of inputs costs what the fold does for it, whatever the size of the state. A worker that meets a key for the
    first time, or after a failure, reads its bag once, and `seeds`, the rows: an engine that recovers puts the state
    back to a checkpoint, but rows that were written since then stay.
    """

    WRITTEN = ReadModifyWriteStateSpec("written", BytesCoder())
    CHANGES = BagStateSpec("changes", BytesCoder())

    def __init__(self, fold: Any, clock: Any, main: type | None, seeds: Callable[[], Iterable[Any]]) -> None:
        self.fold = fold
        self.clock = clock
        self.main = main
        self.seeds = seeds

    def setup(self) -> None:
        """Begin with no state at hand."""
        self._at_hand: OrderedDict[str, tuple[bytes, Any]] = OrderedDict()

    def process(
        self,
        element: tuple[str, Iterable[Any]],
        cell: Any = beam.DoFn.StateParam(WRITTEN),
        changes: Any = beam.DoFn.StateParam(CHANGES),
    ) -> Iterator[Any]:
        """Fold the inputs (null: none) and give what they cause."""
        key, inputs = element
        encoded = cell.read()
        written = _NOTHING if encoded is None else _WRITTEN_DECODER.decode(encoded)
        state = self._state(key, written, changes)
        outputs: Sequence[Any]
        state, outputs = self.fold.fold(state, [one for one in inputs if one is not None], self.clock())
        self._write(key, state, written, cell, changes)
        yield from tagged(outputs, self.main)

    def _state(self, key: str, written: Written, changes: Any) -> Any:
        # It is put back when what the element does to it has been written.
        token, state = self._at_hand.pop(key, (b"", None))
        if token == written.token and state is not None:
            return state
        kept = [change[_NUMBER_BYTES:] for change in sorted(changes.read())]
        return self.fold.seeded(self.fold.restored(kept) if kept else self.fold.fresh(), self.seeds())

    def _write(self, key: str, state: Any, written: Written, cell: Any, changes: Any) -> None:
        change = self.fold.changes(state)
        size, whole = written.size + len(change), written.whole
        if size > _REWRITTEN * max(whole, _LEAST_REWRITTEN) and whole <= _MOST_REWRITTEN:
            everything = self.fold.encode(state)
            whole = len(everything)
            if whole <= _MOST_REWRITTEN:
                changes.clear()
                change, size = everything, whole
        written = msgspec.structs.replace(
            written, token=os.urandom(16), changes=written.changes + 1, size=size, whole=whole
        )
        changes.add(written.changes.to_bytes(_NUMBER_BYTES, "big") + change)
        cell.write(msgspec.msgpack.encode(written))
        self._at_hand[key] = written.token, state
        if len(self._at_hand) > _AT_HAND:
            self._at_hand.popitem(last=False)
