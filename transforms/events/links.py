"""A graph of likenesses in columns: most texts are like one or two others, if any."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.events.columns import NONE, Column


class Links:
    """Numbered things and how alike they are, in both directions."""

    def __init__(self) -> None:
        self._last = Column("i")
        """By the number of a thing, its link that was added last."""
        self._others = Column("i")
        """By the number of a link, what it leads to; so the columns below."""
        self._likeness = Column("d")
        self._before = Column("i")
        """The same thing's link that was added before."""

    def add(self, one: int, other: int, likeness: float) -> None:
        """Link two things that are not linked."""
        for here, there in ((one, other), (other, one)):
            self._before.append(self._last.get(here))
            self._last.put(here, len(self._others))
            self._others.append(there)
            self._likeness.append(likeness)

    def of(self, number: int) -> dict[int, float]:
        """What a thing is linked to."""
        return {self._others[link]: self._likeness[link] for link in self._of(number)}

    def pop(self, number: int) -> dict[int, float]:
        """What a thing was linked to, which it is no longer."""
        found = self.of(number)
        for other in found:
            self._unlink(other, number)
        if found:
            self._last[number] = NONE
        return found

    def _of(self, number: int) -> Iterator[int]:
        link = self._last.get(number)
        while link != NONE:
            yield link
            link = self._before[link]

    def _unlink(self, number: int, other: int) -> None:
        after = NONE
        for link in self._of(number):
            if self._others[link] == other:
                if after == NONE:
                    self._last[number] = self._before[link]
                else:
                    self._before[after] = self._before[link]
                return
            after = link
