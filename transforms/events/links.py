"""A graph of likenesses, packed: most texts are like one or two others, if any."""

from __future__ import annotations

import struct
from typing import Final

_LINK: Final = struct.Struct("=id")
"""Another text, and how alike it is."""


class Links:
    """Numbered things and how alike they are, in both directions."""

    def __init__(self) -> None:
        self._packed: dict[int, bytes] = {}

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
