"""Folds on unbounded input: one element at a time, the state kept by the runner.

Only value and bag cells are used, which every portable runner has.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import apache_beam as beam
import msgspec
from apache_beam.coders import BytesCoder, FastPrimitivesCoder
from apache_beam.transforms.userstate import BagStateSpec, ReadModifyWriteStateSpec

from transforms.rows import tagged

_AT_HAND: Final = 4
"""States that a worker keeps decoded."""
_NUMBER_BYTES: Final = 8
_REWRITTEN: Final = 4
"""The changes are replaced by the whole state when they have grown to so many times its size, …"""
_LEAST_REWRITTEN: Final = 64 << 10
_MOST_REWRITTEN: Final = 16 << 20
"""… as long as it has no more bytes than this: a runner commits all of an element's writes at once."""


class FoldStateful(beam.DoFn):
    """For small states: the whole is read and written for each element."""

    STATE = ReadModifyWriteStateSpec("state", BytesCoder())

    def __init__(self, fold: Any, clock: Any, main: type | None) -> None:
        self.fold = fold
        self.clock = clock
        self.main = main

    def process(self, element: tuple[str, tuple[int, Any]], kept: Any = beam.DoFn.StateParam(STATE)) -> Iterator[Any]:
        """Absorb a seed silently; fold an input and give what it causes."""
        _, (mark, value) = element
        encoded = kept.read()
        state = self.fold.fresh() if encoded is None else self.fold.decode(encoded)
        outputs: Sequence[Any] = ()
        if mark < 0:
            state = self.fold.seeded(state, [value])
        else:
            state, outputs = self.fold.fold(state, [value], self.clock())
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
    seeds: int = 0
    """How many seeds are in the state."""
    waiting: bool = False
    """Whether inputs wait for seeds."""


_WRITTEN_DECODER = msgspec.msgpack.Decoder(Written)
_NOTHING = Written()


class FoldIncrementally(beam.DoFn):
    """For large states: a worker has those of its keys at hand, and only changes are written, into a bag.

    An element costs what the fold does for it, whatever the size of the state. A worker that meets a key for the first
    time, or after a failure, reads its bag once. An input waits until as many seeds of its key are in as it is marked
    with, so that no event is given a second time the revision that its row has.
    """

    WRITTEN = ReadModifyWriteStateSpec("written", BytesCoder())
    CHANGES = BagStateSpec("changes", BytesCoder())
    WAITING = BagStateSpec("waiting", FastPrimitivesCoder())

    def __init__(self, fold: Any, clock: Any, main: type | None) -> None:
        self.fold = fold
        self.clock = clock
        self.main = main

    def setup(self) -> None:
        """Begin with no state at hand."""
        self._at_hand: OrderedDict[str, tuple[bytes, Any]] = OrderedDict()

    def process(
        self,
        element: tuple[str, tuple[int, Any]],
        cell: Any = beam.DoFn.StateParam(WRITTEN),
        changes: Any = beam.DoFn.StateParam(CHANGES),
        waiting: Any = beam.DoFn.StateParam(WAITING),
    ) -> Iterator[Any]:
        """Absorb a seed silently; fold an input, or those that a seed was waited for with, and give what they cause."""
        key, (mark, value) = element
        encoded = cell.read()
        written = _NOTHING if encoded is None else _WRITTEN_DECODER.decode(encoded)
        inputs = []
        if mark > written.seeds:
            waiting.add((mark, value))
            cell.write(msgspec.msgpack.encode(msgspec.structs.replace(written, waiting=True)))
            return
        state = self._state(key, written, changes)
        if mark >= 0:
            inputs = [value]
        else:
            state = self.fold.seeded(state, [value])
            written = msgspec.structs.replace(written, seeds=written.seeds + 1)
            if written.waiting:
                held = list(waiting.read())
                inputs = [value for mark, value in held if mark <= written.seeds]
                if inputs:
                    waiting.clear()
                    for one in held:
                        if one[0] > written.seeds:
                            waiting.add(one)
                    written = msgspec.structs.replace(written, waiting=len(inputs) < len(held))
        outputs: Sequence[Any] = ()
        if inputs:
            state, outputs = self.fold.fold(state, inputs, self.clock())
        self._write(key, state, written, cell, changes)
        yield from tagged(outputs, self.main)

    def _state(self, key: str, written: Written, changes: Any) -> Any:
        # It is put back when what the element does to it has been written.
        token, state = self._at_hand.pop(key, (b"", None))
        if token == written.token and state is not None:
            return state
        numbered = sorted(changes.read())
        return self.fold.restored(change[_NUMBER_BYTES:] for change in numbered) if numbered else self.fold.fresh()

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


def with_seed_counts(seeds: beam.PCollection[tuple[str, Any]]) -> beam.ParDo:
    """Marks each input with the number of its key's seeds, all of which are read before any input is let through."""
    keys = seeds | "KeysOfSeeds" >> beam.MapTuple(_ones).with_output_types(tuple[str, int])
    return beam.ParDo(_WithSeedCount(), beam.pvalue.AsMultiMap(keys)).with_output_types(tuple[str, Any])


def _ones(key: str, _: Any) -> tuple[str, int]:
    return key, 1


class _WithSeedCount(beam.DoFn):
    def setup(self) -> None:
        self._counts: dict[str, int] = {}

    def process(
        self, element: tuple[str, Any], seeds: Mapping[str, Iterable[int]]
    ) -> Iterator[tuple[str, tuple[int, Any]]]:
        key, value = element
        if key not in self._counts:
            self._counts[key] = sum(seeds[key]) if key in seeds else 0
        yield key, (self._counts[key], value)
