"""Bytes that are seldom asked for: in memory while they are few, then in a file that has no name.

The file lies in the folder for temporary files (`TMPDIR`) and is gone with the process, however that ends. It is no
memory of its own: everything in it follows from the tables.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import zstandard

IN_MEMORY: Final = 8 << 20
"""Bytes kept in memory."""
_LEAST_WASTED: Final = 1 << 20
"""Bytes of parcels taken back that are not worth being tidied up."""
_PIECE: Final = 1 << 20

K = TypeVar("K", bound=Hashable)


class Scratch:
    """Bytes by their place, not for several threads. All methods raise OSError, as on a full disk.

    Args:
        base: a file with the first bytes, which is only read. It may be removed while it is in use.
    """

    def __init__(self, base: Path | None = None) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, buffering=0)  # noqa: SIM115 - closed by:
        weakref.finalize(self, self._file.close)
        self._base = None
        self._begin = 0
        """Bytes of the base."""
        if base is not None:
            self._base = base.open("rb", buffering=0)
            weakref.finalize(self, self._base.close)
            self._begin = base.stat().st_size
        self.size = self._begin
        """Bytes up to the end of the last."""

    def append(self, content: bytes) -> int:
        """Keep these bytes after all others; gives their place."""
        place = self.size
        self._file.seek(place - self._begin)
        if self._file.write(content) != len(content):
            msg = f"{tempfile.gettempdir()}: bytes were not written whole"
            raise OSError(msg)
        self.size += len(content)
        return place

    def read(self, place: int, size: int) -> bytes:
        """So many of the bytes from a place on."""
        if self._base is None or place >= self._begin:
            self._file.seek(place - self._begin)
            return self._file.read(size)
        self._base.seek(place)
        first = self._base.read(min(size, self._begin - place))
        return first if len(first) == size else first + self.read(self._begin, size - len(first))

    def pieces(self) -> Iterator[bytes]:
        """All bytes."""
        for place in range(0, self.size, _PIECE):
            yield self.read(place, min(_PIECE, self.size - place))


class Parcels(Generic[K]):
    """Bytes of any size by a key, put away compressed and taken back.

    Args:
        level: of the compression.
    """

    def __init__(self, level: int) -> None:
        self._level = level
        self._scratch = Scratch()
        self._where: dict[K, tuple[int, int]] = {}
        self._wasted = 0
        self._prepare()

    def _prepare(self) -> None:
        # One of each per object: they are not for several threads.
        self._compressor = zstandard.ZstdCompressor(level=self._level, write_checksum=False)
        self._decompressor = zstandard.ZstdDecompressor()

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if not name.endswith("compressor")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._prepare()

    def __contains__(self, key: K) -> bool:
        return key in self._where

    def put(self, key: K, content: bytes) -> None:
        """Put bytes away, instead of those of that key if there are any."""
        self.drop(key)
        packed = self._compressor.compress(content)
        self._where[key] = self._scratch.append(packed), len(packed)

    def get(self, key: K) -> bytes | None:
        """The bytes of a key, null for none."""
        where = self._where.get(key)
        return None if where is None else self._decompressor.decompress(self._scratch.read(*where))

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
