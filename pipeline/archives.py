"""Backfills: which parts of which archives the next cycle reads, how far it is, and how long it will take."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import apache_beam as beam
from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems

from pipeline.exits import NO_INPUT, UserError
from pipeline.graph import Entries
from pipeline.store import Snapshot
from schemas.records import ArchivePart
from transforms import activity
from transforms.fold import Clock

PART_BYTES = 16 << 20
"""Of the stored file: some 600 pages of CC-NEWS, so that parts spread evenly over a few workers."""
CYCLE_BYTES = 1 << 30
"""What one cycle reads, some 40,000 pages; a backfill that is killed does at most so much again."""
_FEWEST_PARTS = 8
"""Fewer are read before processes for them have started."""
_SPLITTABLE = (".gz", ".zst")
_LOCAL = "file://"
"""Which Beam does not take."""


class ArchiveFile(NamedTuple):
    """A file that the pattern matched."""

    path: str
    size: int


class Backfill:
    """One run over the archives that a pattern matches; what is done is known from the table `archive_parts`."""

    def __init__(self, pattern: str, part_bytes: int = PART_BYTES, cycle_bytes: int = CYCLE_BYTES) -> None:
        self.pattern = pattern = pattern.removeprefix(_LOCAL)
        self.part_bytes = part_bytes
        self.cycle_bytes = cycle_bytes
        self.is_local = "://" not in pattern
        self.files = archive_files(pattern)
        self._plan: list[ArchivePart] = []
        self._left_after = 0
        self._began_with = 0

    def parts(self, snapshot: Snapshot, now: dt.datetime) -> list[ArchivePart]:
        """What the cycle that begins with the snapshot reads: the first of what is left, in the order of the files.

        It depends on the snapshot alone, so that a cycle which died is done again as it was.
        """
        self.files = archive_files(self.pattern)
        paths = [file.path for file in self.files]
        done = [row for row in snapshot.rows("archive_parts", keys=paths) if isinstance(row, ArchivePart)]
        left = list(parts_left(self.files, done, self.part_bytes, now))
        size = 0
        self._plan = []
        for part in left:
            if self._plan and size + part.end_byte - part.start_byte > self.cycle_bytes:
                break
            self._plan.append(part)
            size += part.end_byte - part.start_byte
        self._left_after = _bytes_of(left[len(self._plan) :])
        return self._plan

    def source(self, pipeline: beam.Pipeline, snapshot: Snapshot, clock: Clock) -> Entries:
        """The entries of one cycle."""
        parts = self.parts(snapshot, clock())
        created = pipeline | "Parts" >> beam.Create(parts).with_output_types(ArchivePart)
        return Entries(parts=created, parts_are_here=self.is_local)

    def more(self) -> bool:
        """Whether the last cycle has left something to read."""
        return self._left_after > 0

    def processes(self) -> int:
        """How many processes pay: one for each core that this one may use, or this one alone."""
        enough = sum(file.size for file in self.files) >= _FEWEST_PARTS * self.part_bytes
        return _cores() if enough else 1

    def doing(self, seconds: float) -> str:
        """How far the cycle under way is, in one line."""
        if not self._plan:
            return f"{len(self.files)} files, looking for what is left to read"
        done = activity.done()
        read, pages = done.get("archive bytes", 0), done.get("archive records", 0)
        rate = read / seconds if seconds else 0.0
        left = _bytes_of(self._plan) + self._left_after - read
        total = sum(file.size for file in self.files)
        share = 1 - left / total if total else 1.0
        parts = [
            f"{self._files_begun(read)} of {len(self.files)} files",
            f"{share:.1%}",
            f"{pages:,} pages",
            f"{pages / seconds if seconds else 0:,.0f} pages/s",
            f"{done.get('relevant articles', 0):,} relevant",
        ]
        if rate and seconds > 2:
            parts.append(f"{dt.timedelta(seconds=round(left / rate))} left")
        return " · ".join(parts)

    def _files_begun(self, read: int) -> int:
        """How many files are read or under way once so many bytes of the plan are read."""
        for part in self._plan:
            read -= part.end_byte - part.start_byte
            if read < 0:
                return sum(1 for file in self.files if file.path <= part.path)
        return sum(1 for file in self.files if file.path <= self._plan[-1].path)


def archive_files(pattern: str) -> list[ArchiveFile]:
    """The files that the pattern matches, in the order of their names; raises UserError if there are none.

    Local paths are made absolute: they name the files in `archive_parts`.
    """
    pattern = pattern.removeprefix(_LOCAL)
    absolute = pattern if "://" in pattern else os.path.abspath(os.path.expanduser(pattern))  # noqa: PTH100,PTH111
    try:
        found = FileSystems.match([absolute])[0].metadata_list
    except (BeamIOError, ValueError) as error:
        raise UserError(f"--warc {pattern}: {_cause(error)}", NO_INPUT) from error
    if not found:
        raise UserError(f"--warc {pattern}: no such file", NO_INPUT)
    return sorted(ArchiveFile(each.path, each.size_in_bytes) for each in found)


def _cause(error: Exception) -> str:
    """What went wrong first: Beam wraps it in what it was doing, several times over."""
    while isinstance(error, BeamIOError) and error.exception_details:
        error = next(iter(error.exception_details.values()))
    return f"{type(error).__name__}: {error}" if not isinstance(error, BeamIOError) else str(error)


def parts_left(
    files: Iterable[ArchiveFile], done: Iterable[ArchivePart], part_bytes: int, now: dt.datetime
) -> Iterator[ArchivePart]:
    """What is still to be read of the files, cut into parts that begin at multiples of `part_bytes`.

    A file that is shorter than what was read of it is another one by now, and read anew.
    """
    read: dict[str, list[tuple[int, int]]] = {}
    for part in done:
        read.setdefault(part.path, []).append((part.start_byte, part.end_byte))
    for file in files:
        size = part_bytes if file.path.endswith(_SPLITTABLE) else max(file.size, 1)
        known = sorted(read.get(file.path, ()))
        if any(end > file.size for _, end in known):
            known = []
        for start, end in _gaps(known, file.size):
            at = start
            while at < end:
                until = min((at // size + 1) * size, end)
                yield ArchivePart(path=file.path, start_byte=at, end_byte=until, read_at=now)
                at = until


def _gaps(known: Sequence[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """The stretches up to `size` that no known one covers."""
    at = 0
    for start, end in known:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < size:
        yield at, size


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _bytes_of(parts: Iterable[ArchivePart]) -> int:
    return sum(part.end_byte - part.start_byte for part in parts)
