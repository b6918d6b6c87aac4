"""Bytes that are seldom asked for: in memory while they are few, then in a file that has no name.

The file lies in the folder for temporary files (`TMPDIR`) and is gone with the process, however that ends. It is no
memory of its own: everything in it is in the tables too.
"""

from __future__ import annotations

import tempfile
import weakref
from typing import Final

IN_MEMORY: Final = 8 << 20
"""Bytes kept in memory."""


class Scratch:
    """Bytes by their place, not for several threads. All methods raise OSError, as on a full disk."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, buffering=0)  # noqa: SIM115 - closed by:
        weakref.finalize(self, self._file.close)
        self.size = 0
        """Bytes up to the end of the last."""

    def append(self, content: bytes) -> int:
        """Keep these bytes after all others; gives their place."""
        place = self.size
        self.write(place, content)
        return place

    def write(self, place: int, content: bytes) -> None:
        """Keep these bytes at a place, instead of what was there."""
        self._file.seek(place)
        if self._file.write(content) != len(content):
            msg = f"{tempfile.gettempdir()}: bytes were not written whole"
            raise OSError(msg)
        self.size = max(self.size, place + len(content))

    def read(self, place: int, size: int) -> bytes:
        """So many of the bytes from a place on."""
        self._file.seek(place)
        return self._file.read(size)
