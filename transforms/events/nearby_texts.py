"""Fingerprints of texts in buckets, each of which is searched whole.

All lie in a scratch file. Those of the buckets that were searched last are at hand, side by side, since texts are
published and copied in the order of time; what is looked for elsewhere is read again.
"""

from __future__ import annotations

import itertools
from array import array
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from transforms.events.columns import Column
from transforms.events.fingerprints import (
    SIZE,
    WHOLE,
    Bytes,
    Likeness,
    equal_at,
    equal_bytes,
    equal_in_columns,
    similarities,
)
from transforms.events.scratch import Scratch

LEAST_KNOWN: Final = 0.25
"""Jaccard similarity below which two texts count as unlike: too few bytes are equal to say how much is shared. So a
text of less than a quarter of the other's length is no copy of it; `linkage.UNKNOWN` stands for such pairs."""
AT_HAND: Final = 1 << 15
"""Fingerprints at hand (10 MB), but always those of the bucket searched last."""

_GLANCE: Final = 64
"""Bytes compared before all are."""
_LEAST_EQUAL: Final = equal_at(LEAST_KNOWN)
_GLANCE_EQUAL: Final = equal_at(LEAST_KNOWN, _GLANCE) - 6
"""A pair as alike as `LEAST_KNOWN` passes in nineteen cases of twenty, one at the threshold always."""


class Bucket:
    """A set of texts, by their numbers."""

    __slots__ = ("_glances", "_numbers", "_rows")

    def __init__(self) -> None:
        self._numbers = array("i")
        self._rows: Bytes | None = None
        self._glances: Bytes | None = None
        """A column for each text: they are compared a thousand at a time, byte by byte."""

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def is_at_hand(self) -> bool:
        """Whether the fingerprints are in memory."""
        return self._rows is not None

    def numbers(self) -> list[int]:
        """The texts in it, in the order of their fingerprints."""
        return self._numbers.tolist()

    def add(self, number: int, row: Bytes) -> None:
        """Add a text."""
        place = len(self._numbers)
        self._numbers.append(number)
        if self._rows is None or self._glances is None:
            return
        if place == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty((max(64, place), SIZE), np.uint8)])
            self._glances = np.concatenate([self._glances, np.empty((_GLANCE, max(64, place)), np.uint8)], axis=1)
        self._rows[place], self._glances[:, place] = row, row[:_GLANCE]

    def remove(self, number: int) -> None:
        """Remove a text that is in it."""
        place = self._numbers.index(number)
        last = self._numbers.pop()
        if place == len(self._numbers):
            return
        self._numbers[place] = last
        if self._rows is not None and self._glances is not None:
            end = len(self._numbers)
            self._rows[place], self._glances[:, place] = self._rows[end], self._glances[:, end]

    def take(self, rows: Bytes) -> None:
        """Have the fingerprints of its texts at hand."""
        self._rows, self._glances = rows, np.ascontiguousarray(rows[:, :_GLANCE].T)

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        return None, {"_numbers": self._numbers, "_rows": None, "_glances": None}

    def let_go(self) -> None:
        """Have them at hand no longer."""
        self._rows = self._glances = None

    def similar(self, row: Bytes) -> Iterable[tuple[int, Likeness]]:
        """Those at hand that may be similar enough."""
        count = len(self._numbers)
        if self._rows is None or self._glances is None or not count:
            return ()
        places = np.flatnonzero(equal_in_columns(self._glances[:, :count], row[:_GLANCE]) >= _GLANCE_EQUAL)
        if not len(places):
            return ()
        rows = self._rows[places]
        enough = equal_bytes(rows[:, :WHOLE], row[:WHOLE]) >= _LEAST_EQUAL
        if not enough.any():
            return ()
        numbers = [self._numbers[place] for place in places[enough].tolist()]
        return zip(numbers, similarities(row, rows[enough]), strict=True)


class NearbyTexts:
    """The fingerprints of all texts, and the buckets that are at hand."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._places = Column("i")
        """Number of a text to the place of its fingerprint, in fingerprints."""
        self._at_hand: OrderedDict[Bucket, None] = OrderedDict()
        self._count = 0

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_at_hand": OrderedDict(), "_count": 0}

    def add(self, number: int, minhash: bytes, buckets: Iterable[Bucket]) -> None:
        """Add a text to buckets."""
        self._places.put(number, self._scratch.append(minhash) // SIZE)
        row = np.frombuffer(minhash, np.uint8)
        for bucket in buckets:
            bucket.add(number, row)
            self._count += bucket.is_at_hand

    def remove(self, number: int, buckets: Iterable[Bucket]) -> None:
        """Remove a text from the buckets that it is in."""
        for bucket in buckets:
            bucket.remove(number)
            self._count -= bucket.is_at_hand

    def minhash(self, number: int) -> bytes:
        """A text's fingerprint."""
        return self._scratch.read(self._places[number] * SIZE, SIZE)

    def similar(self, minhash: bytes, buckets: Iterable[Bucket]) -> dict[int, Likeness]:
        """The texts in the buckets that may be similar enough."""
        row = np.frombuffer(minhash, np.uint8)
        found: dict[int, Likeness] = {}
        for bucket in buckets:
            self._fetch(bucket)
            found.update(bucket.similar(row))
        return found

    def _fetch(self, bucket: Bucket) -> None:
        if bucket.is_at_hand:
            self._at_hand.move_to_end(bucket)
            return
        bucket.take(self._rows(bucket.numbers()))
        self._at_hand[bucket] = None
        self._count += len(bucket)
        while self._count > AT_HAND and len(self._at_hand) > 1:
            oldest, _ = self._at_hand.popitem(last=False)
            self._count -= len(oldest)
            oldest.let_go()

    def _rows(self, numbers: list[int]) -> Bytes:
        rows = np.empty((len(numbers), SIZE), np.uint8)
        places = np.array([self._places[number] for number in numbers], np.int32)
        # Texts that came one after the other lie side by side.
        starts = np.flatnonzero(np.diff(places, prepend=-2) != 1).tolist()
        for start, end in itertools.pairwise([*starts, len(numbers)]):
            content = self._scratch.read(int(places[start]) * SIZE, (end - start) * SIZE)
            rows[start:end] = np.frombuffer(content, np.uint8).reshape(-1, SIZE)
        return rows
