"""States of folds on disk, so that the first cycle of a process need not make them of all rows.

They are a cache, below `$XDG_CACHE_HOME/qanat` (`~/.cache/qanat`): each is of one version of the program and of one
warehouse, and counts only where that holds the rows it was made of. A folder in which another user could write is not
looked at, since to read a state is to run what it says.
"""

from __future__ import annotations

import contextlib
import copyreg
import functools
import hashlib
import io
import os
import pickle
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import zstandard

import schemas
import transforms
from transforms.events.columns import Column
from transforms.events.scratch import Scratch
from transforms.uncollected import uncollected

_GRAPH: Final = "state"
_STAGED: Final = ".staged"
LEAST_MAPPED: Final = 1 << 16
"""Bytes of a column from which on it has a file of its own."""
_AT_MOST: Final = 2
"""States kept of one warehouse: the rows of the newest may never have been committed."""


class UnreadableError(Exception):
    """A state that cannot be read: damaged, or of something else."""


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...

    def readline(self) -> bytes: ...


@dataclass(frozen=True)
class Checkpoints:
    """The states of one fold and one warehouse, each in a folder of its own."""

    folder: Path

    @classmethod
    def of(cls, warehouse: str, key: str) -> Checkpoints | None:
        """Those of a warehouse, by its name; null where nothing can be kept."""
        try:
            home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        except RuntimeError:  # No home.
            return None
        name = hashlib.sha256(f"{warehouse}\0{key}".encode()).hexdigest()[:32]
        return cls(home / "qanat" / "states" / name / _version()[:32])

    def newest_first(self) -> Iterator[Path]:
        """The states there are."""
        if not self.folder.is_dir() or not _is_ours(self.folder):
            return
        yield from sorted(self.folder.glob("*-*"), reverse=True)

    @uncollected
    def read(self, path: Path) -> Any:
        """A state; raises UnreadableError."""
        try:
            with (path / _GRAPH).open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as unpacked:
                return _Unpickler(io.BufferedReader(unpacked, 1 << 20), path).load()
        except (OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, ImportError,
                pickle.UnpicklingError, zstandard.ZstdError) as error:  # fmt: skip
            raise UnreadableError(f"{path}: {error}") from error

    def write(self, size: int, state: Any) -> None:
        """Keep a state that is made of so many rows, and none of other versions; raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(self.folder):
            return
        # A warehouse has one writer at a time: what is staged was left by one that was killed.
        others = [path for path in self.folder.parent.iterdir() if path != self.folder]
        for path in [*others, *self.folder.glob(f"{_STAGED}*")]:
            self.drop(path)
        staged = Path(tempfile.mkdtemp(dir=self.folder, prefix=_STAGED))
        try:
            with (staged / _GRAPH).open("wb") as file:
                compressor = zstandard.ZstdCompressor(level=1, write_checksum=True)
                with compressor.stream_writer(file, closefd=False) as packed:
                    _Pickler(packed, staged).dump(state)
                file.flush()
                os.fsync(file.fileno())
            staged.rename(self.folder / f"{size:012}-{staged.name.removeprefix(_STAGED)}")
        finally:
            shutil.rmtree(staged, ignore_errors=True)
        for path in list(self.newest_first())[_AT_MOST:]:
            self.drop(path)

    def drop(self, path: Path) -> None:
        """Remove a state."""
        with contextlib.suppress(OSError):
            shutil.rmtree(path)


class _Pickler(pickle.Pickler):
    """Writes scratch files and long columns into files beside the state, from where what is asked for is read."""

    def __init__(self, file: Any, folder: Path) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.dispatch_table = copyreg.dispatch_table.copy()
        self.dispatch_table[Scratch] = self._scratch
        self.dispatch_table[Column] = self._column
        self._folder = folder
        self._files = 0

    def _scratch(self, scratch: Scratch) -> tuple[Any, ...]:
        return _scratch, self._written(scratch.pieces())

    def _column(self, column: Column) -> tuple[Any, ...]:
        if column.size < LEAST_MAPPED:
            return Column, (column.typecode, b"".join(column.pieces()))
        return _column, (column.typecode, *self._written(column.pieces()))

    def _written(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        self._files += 1
        path = self._folder / f"part-{self._files}"
        with path.open("wb") as file:
            size = sum(map(file.write, pieces))
        return path.name, size


def _scratch(name: str, size: int) -> Scratch:
    raise NotImplementedError  # It stands for the scratch file of the folder that is read.


def _column(typecode: str, name: str, size: int) -> Column:
    raise NotImplementedError  # It stands for the column of the folder that is read.


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: _Readable, folder: Path) -> None:
        super().__init__(file)
        self._folder = folder

    def find_class(self, module: str, name: str) -> Any:
        """Nothing but the program's own types, and plain ones."""
        if (module, name) == (__name__, _scratch.__name__):
            return self._opened
        if (module, name) == (__name__, _column.__name__):
            return self._mapped
        if module.startswith(("transforms.", "schemas.")) or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is of no state")

    def _opened(self, name: str, size: int) -> Scratch:
        return Scratch(self._whole(name, size))

    def _mapped(self, typecode: str, name: str, size: int) -> Column:
        return Column(typecode, self._whole(name, size))

    def _whole(self, name: str, size: int) -> Path:
        path = self._folder / Path(name).name
        if path.stat().st_size != size:
            raise pickle.UnpicklingError(f"{path.name} is not whole")
        return path


_PLAIN: Final = frozenset(
    [("builtins", name) for name in ("set", "frozenset", "int", "list", "dict", "bytearray")]
    + [("collections", name) for name in ("OrderedDict", "Counter", "defaultdict")]
    + [("datetime", name) for name in ("date", "datetime", "timedelta", "timezone")]
    + [("pipeline.recall", "_Kept"), ("msgspec._utils", "rebuild")]
    + [("array", name) for name in ("array", "_array_reconstructor")]
)


def _is_ours(folder: Path) -> bool:
    found = folder.stat()
    return found.st_uid == os.getuid() and not found.st_mode & 0o022


@functools.cache
def _version() -> str:
    """Another one with any change of the program, or of what reads and writes its objects."""
    digest = hashlib.sha256(f"{sys.version} {sys.modules['msgspec'].__version__}".encode())
    for package in (schemas, transforms):
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
