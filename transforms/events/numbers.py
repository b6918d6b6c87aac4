"""Names as small numbers, so that what is known of each can stand in an array."""

from __future__ import annotations

from typing import Final


class Numbers:
    """Names, numbered from 0 in the order in which they came. None is ever taken out."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []

    def __len__(self) -> int:
        return len(self._names)

    def get(self, name: str) -> int | None:
        """The number of a name, if it has one."""
        return self._numbers.get(name)

    def made(self, name: str) -> int:
        """The number of a name, a new one if it has none yet."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = _one(len(self._names))
            self._names.append(name)
        return number

    def own(self, name: str) -> str:
        """The one object for a name that has a number."""
        number = self._numbers.get(name)
        return name if number is None else self._names[number]

    def name(self, number: int) -> str:
        """The name of a number."""
        return self._names[number]


def _one(number: int) -> int:
    """One object for equal numbers, of whatever is numbered: a number takes more memory than its place in a list."""
    while number >= len(_NUMBERS):
        _NUMBERS.append(len(_NUMBERS))
    return _NUMBERS[number]


_NUMBERS: Final[list[int]] = []
