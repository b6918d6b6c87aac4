"""A graph of likenesses, packed: most texts are like one or two others, if any."""

from __future__ import annotations

import itertools
import struct
from array import array
from typing import Final

_LINK: Final = struct.Struct("=id")
"""Another text, and how alike it is."""


class Links:
    """Numbered things and how alike they are, in both directions."""

    def __init__(self) -> None:
        self._packed: dict[int, bytes] = {}

    def __getstate__(self) -> tuple[array[int], array[int], bytes]:
        # Pickled one by one, many small objects take much memory while they are.
        sizes = array("q", map(len, self._packed.values()))
        return array("q", self._packed), sizes, b"".join(self._packed.values())

    def __setstate__(self, state: tuple[array[int], array[int], bytes]) -> None:
        numbers, sizes, content = state
        ends = itertools.accumulate(sizes)
        self._packed = {
            number: content[end - size : end] for number, size, end in zip(numbers, sizes, ends, strict=True)
        }

    def add(self, one: int, other: int, likeness: float) -> None:
        """Link two things that are not linked."""
        for here, there in ((one, other), (other, one)):
            self._packed[here] = self._packed.get(here, b"") + _LINK.pack(there, likeness)

    def of(self, number: int) -> dict[int, float]:
        """What a thing is linked to."""
        return dict(_LINK.iter_unpack(self._packed.get(number, b"")))

    def pop(self, number: int) -> dict[int, float]:
        """What a thing was linked to, which it is no longer."""
        found = self.of(number)
        self._packed.pop(number, None)
        for other in found:
            left = [link for link in _LINK.iter_unpack(self._packed[other]) if link[0] != number]
            if left:
                self._packed[other] = b"".join(_LINK.pack(*link) for link in left)
            else:
                del self._packed[other]
        return found
