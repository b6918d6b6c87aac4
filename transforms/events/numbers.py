"""Names as small numbers, so that what is known of each can stand in a column."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from math import isqrt
from typing import Any, Final

import numpy as np

from transforms.events.columns import NONE, Column, Texts

NEW: Final = 1 << 14
"""Names that are looked up in a dictionary before they are sorted in with the others."""
FOUND: Final = 1 << 15
"""Others that are remembered to have been found, or not."""


class Numbers:
    """Names, numbered from 0 in the order in which they came. None is ever taken out.

    Most are old and seldom asked for: these lie packed, and are found by their checksums, which are sorted.
    """

    def __init__(self) -> None:
        self._names = Texts()
        self._new: dict[str, int] = {}
        self._found: dict[str, int] = {}
        self._sums = Column("I")
        """Of the names that are not new, in order; and their numbers."""
        self._sorted = Column("i")

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_found": {}}

    def __len__(self) -> int:
        return len(self._names)

    def get(self, name: str) -> int | None:
        """The number of a name, if it has one."""
        number = self._new.get(name)
        if number is None and len(self._sorted):
            number = self._found.get(name)
            if number is None:
                if len(self._found) >= FOUND:
                    self._found.clear()
                number = self._found[name] = self._searched(name)
            if number == NONE:
                return None
        return number

    def made(self, name: str) -> int:
        """The number of a name, a new one if it has none yet."""
        number = self._new.get(name)
        if number is None:
            number = self.get(name)
        if number is None:
            number = self._new[name] = len(self._names)
            self._names.append(_bytes(name))
            if len(self._new) >= NEW:
                self._sort()
        return number

    def name(self, number: int) -> str:
        """The name of a number."""
        return self._names[number].decode("utf-8", "surrogatepass")

    def _searched(self, name: str) -> int:
        content = _bytes(name)
        checksum = zlib.crc32(content)
        sums = self._sums.settled()
        # Checksums lie evenly, so that its place is nearly known.
        about, most = checksum * len(sums) >> 32, 2 * isqrt(len(sums)) + 2
        first, last = max(0, about - most), min(len(sums), about + most)
        if (first and sums[first] >= checksum) or (last < len(sums) and sums[last] < checksum):
            first, last = 0, len(sums)
        place = bisect_left(sums, checksum, first, last)
        while place < len(sums) and sums[place] == checksum:
            number: int = self._sorted[place]
            if self._names[number] == content:
                return number
            place += 1
        return NONE

    def _sort(self) -> None:
        """Sort the new names in with the others."""
        sums = np.array([zlib.crc32(_bytes(name)) for name in self._new], np.uint32)
        numbers = np.fromiter(self._new.values(), np.int32, len(self._new))
        order = np.argsort(sums, kind="stable")
        known = np.frombuffer(b"".join(self._sums.pieces()), np.uint32)
        places = np.searchsorted(known, sums[order])
        self._sums = Column("I", np.insert(known, places, sums[order]).tobytes())
        known = np.frombuffer(b"".join(self._sorted.pieces()), np.int32)
        self._sorted = Column("i", np.insert(known, places, numbers[order]).tobytes())
        self._found = self._new
        self._new = {}


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
