"""Numbers and texts side by side: what is known of a million reports, in a few bytes of each.

A column that was read from disk is a map of its file: of it comes into memory what is asked for, page by page. What is
changed or added is in memory only.
"""

from __future__ import annotations

import mmap
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, cast

NONE: Final = -1
"""Where there is no number, in a column of numbers of things."""

_PIECE: Final = 1 << 17
"""Numbers copied at a time."""


class Column:
    """Numbers of one type (a code of `array`) by their places.

    Args:
        content: the first numbers, as they lie in memory; or a file of them, which may be removed while it is in use.
    """

    __slots__ = ("_base", "_begin", "_more", "typecode")

    def __init__(self, typecode: str, content: bytes | Path = b"") -> None:
        self.typecode = typecode
        self._base: Any = None
        self._begin = 0
        self._more: array[Any] = array(typecode)
        if isinstance(content, bytes):
            self._more.frombytes(content)
        elif content.stat().st_size:
            with content.open("rb") as file:
                # Copied on write: the file stays what it is.
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
            self._base = memoryview(mapped).cast(cast(Any, typecode))
            self._begin = len(self._base)

    def __reduce__(self) -> tuple[Any, ...]:
        return Column, (self.typecode, b"".join(self.pieces()))

    def __len__(self) -> int:
        return self._begin + len(self._more)

    def __getitem__(self, place: int) -> Any:
        after = place - self._begin
        return self._more[after] if after >= 0 else self._base[place]

    def __setitem__(self, place: int, number: float) -> None:
        after = place - self._begin
        if after >= 0:
            self._more[after] = number
        else:
            self._base[place] = number

    def get(self, place: int) -> Any:
        """The number at a place, `NONE` beyond the last."""
        # Asked for dozens of times for each report: no further call.
        after = place - self._begin
        if after < 0:
            return self._base[place]
        return self._more[after] if after < len(self._more) else NONE

    def settled(self) -> Sequence[Any]:
        """All numbers, of a column that nothing was added to, or that was not read."""
        return self._more if self._base is None else self._base

    def put(self, place: int, number: float, filling: float = NONE) -> None:
        """Set the number at a place, be it beyond the last; those between are filled."""
        more, after = self._more, place - self._begin
        missing = after - len(more)
        if missing < 0:
            if after >= 0:
                more[after] = number
            else:
                self._base[place] = number
            return
        if missing:
            more.extend([filling] * missing)
        more.append(number)

    def append(self, number: float) -> None:
        """Add a number at the end."""
        self._more.append(number)

    def extend(self, content: bytes) -> None:
        """Add numbers, as they lie in memory."""
        self._more.frombytes(content)

    def between(self, begin: int, end: int) -> bytes:
        """The numbers from one place to before another, as they lie in memory; of what was added at once."""
        if self._base is None or begin >= self._begin:
            return self._more[begin - self._begin : end - self._begin].tobytes()
        content: bytes = self._base[begin:end].tobytes()
        return content

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self) * self._more.itemsize

    def pieces(self) -> Iterator[bytes]:
        """All numbers, as they lie in memory."""
        for some in (self._base, memoryview(self._more)):
            if some is not None:
                for begin in range(0, len(some), _PIECE):
                    yield some[begin : begin + _PIECE].tobytes()


class Texts:
    """Texts by their places. None is ever taken out."""

    __slots__ = ("_content", "_ends")

    def __init__(self) -> None:
        self._content = Column("B")
        self._ends = Column("q")

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, place: int) -> bytes:
        return self._content.between(self._ends[place - 1] if place else 0, self._ends[place])

    def append(self, text: bytes) -> None:
        """Add a text."""
        self._content.extend(text)
        self._ends.append(len(self._content))
