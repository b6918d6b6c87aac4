"""Parts of WARC files to the pages that can matter."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Self, cast

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems

from schemas.records import ArchivePart, Record
from transforms import figures
from transforms.extract_articles import Gate
from transforms.fold import Clock
from transforms.web.archive_parts import open_local, read_part
from transforms.web.archived_pages import Outlets


class ReadPart:
    """ArchivePart → Page that passes the gate; the part with its counts.

    A page that the gate turns away leaves no row, unless it comes from an archive of our own, which knows its visit:
    of a year of the world's news hardly one page in a hundred is Arabic. Records that cannot be read are dead letters.

    Args:
        clock: stamps rows.
        gate: null lets every page through.
        outlets: names of outlets by host.
    """

    def __init__(self, clock: Clock, gate: Gate | None, outlets: Outlets) -> None:
        self.clock = clock
        self.gate = gate
        self.outlets = outlets
        self.read = figures.counter(figures.PAGES_READ)
        self.passed = figures.counter(figures.PAGES_THROUGH_GATE)

    def __call__(self, part: ArchivePart) -> Iterator[Record]:
        """What is in a part."""
        open_file = open_stored if "://" in part.path else open_local
        for record in read_part(part, self.gate, self.outlets, self.clock(), open_file):
            if isinstance(record, ArchivePart):
                self.read.inc(record.pages)
                self.passed.inc(record.candidates)
            yield record


def open_stored(path: str) -> BinaryIO:
    """The file as it is stored, on any file system that Beam knows; whatever goes wrong with it is an OSError."""
    return cast(BinaryIO, _Stored(path))


class _Stored:
    """A file elsewhere. Clients of clouds have exceptions of their own, which are no defects of ours."""

    def __init__(self, path: str) -> None:
        self._file = self._asked(FileSystems.open, path, compression_type=CompressionTypes.UNCOMPRESSED)

    def read(self, size: int = -1) -> bytes:
        found: bytes = self._asked(self._file.read, size)
        return found

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        place: int = self._asked(self._file.seek, offset, whence)
        return place

    def tell(self) -> int:
        place: int = self._file.tell()
        return place

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    @staticmethod
    def _asked(operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return operation(*args, **kwargs)
        except OSError:
            raise
        except Exception as error:
            raise OSError(f"{type(error).__name__}: {error}") from error
