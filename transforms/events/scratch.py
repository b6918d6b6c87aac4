"""Bytes that are seldom asked for: in memory while they are few, then in a file that has no name.

The file lies in the folder for temporary files (`TMPDIR`) and is gone with the process, however that ends. It is no
memory of its own: everything in it is in the tables too.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

IN_MEMORY: Final = 8 << 20
"""Bytes kept in memory."""
_LEAST_WASTED: Final = 1 << 20
"""Bytes of parcels taken back that are not worth being tidied up."""

K = TypeVar("K", bound=Hashable)


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


class Parcels(Generic[K]):
    """Bytes of any size by a key, put away and taken back."""

    def __init__(self) -> None:
        self._scratch = Scratch()
        self._where: dict[K, tuple[int, int]] = {}
        self._wasted = 0

    def __contains__(self, key: K) -> bool:
        return key in self._where

    def put(self, key: K, content: bytes) -> None:
        """Put bytes away, instead of those of that key if there are any."""
        self.drop(key)
        self._where[key] = self._scratch.append(content), len(content)

    def get(self, key: K) -> bytes | None:
        """The bytes of a key, null for none."""
        where = self._where.get(key)
        return None if where is None else self._scratch.read(*where)

    def drop(self, key: K) -> None:
        """Forget the bytes of a key."""
        _, size = self._where.pop(key, (0, 0))
        self._wasted += size
        if self._wasted > max(_LEAST_WASTED, self._scratch.size // 2):
            self._tidy()

    def _tidy(self) -> None:
        """Leave no room for what was dropped."""
        kept = Scratch()
        self._where = {key: (kept.append(self._scratch.read(*where)), where[1]) for key, where in self._where.items()}
        self._scratch, self._wasted = kept, 0
