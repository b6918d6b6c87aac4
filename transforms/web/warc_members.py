"""Whole records out of gzip members, fast: what Common Crawl and most tools write, and nothing else.

A member that holds exactly one record is inflated in one step by ISA-L, in half the time that a reader of streams
needs. Whatever is in any way unlike that is left to `transforms.web.warc`, which has a real parser for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

from isal import isal_zlib

_FIELD: Final = rb"[A-Za-z][A-Za-z-]*: [^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?\r\n"
_HEAD: Final = re.compile(rb"WARC/1\.[01]\r\n((?:%s)+)\r\n" % _FIELD)
_MEMBER: Final = re.compile(rb"\x1f\x8b\x08[\x00-\x1f]")
_LENGTH: Final = re.compile("[0-9]{1,9}")
_EMPTY_LINES: Final = b"\r\n\r\n"
_AS_GZIP: Final = 31
_READ_BYTES: Final = 1 << 20
_SLICE_BYTES: Final = 64 << 10


class WholeRecord(NamedTuple):
    """A record that is a member of its own."""

    offset: int
    """Where its member begins in the file."""
    headers: dict[str, str]
    """Names in lower case."""
    block: bytes


class WholeRecords:
    """The records from one place on, up to the end or the first member that is not just one whole record.

    Iterating raises OSError only for what `file` itself raises.

    Args:
        file: binary, seekable, as it is stored.
        start: where a member begins.
        end: records that begin there or later are not read.
        most_bytes: a longer member is not read either.
    """

    def __init__(self, file: BinaryIO, start: int, end: int, most_bytes: int) -> None:
        self._file, self._end, self._most = file, end, most_bytes
        self.at = start
        """Where the next member is expected."""
        self._read, self._used = b"", 0
        self.last: int | None = None
        """Where the last record began that was given."""
        self.complete = False
        """Whether all that is there was read."""
        file.seek(start)

    def __iter__(self) -> Iterator[WholeRecord]:
        while self.at < self._end and self._filled():
            at = self.at
            content = self._member()
            record = _record(at, content) if content is not None else None
            if record is None:
                return
            self.last = at
            yield record
        self.complete = True

    def _filled(self) -> bool:
        """Whether there is more to read."""
        if self._used == len(self._read):
            self._read, self._used = self._file.read(_READ_BYTES), 0
        return bool(self._read)

    def _member(self) -> bytes | None:
        """The next member inflated; null if it is none, damaged, cut short or too long."""
        # ISA-L looks over flags that nobody has defined.
        if not self._filled() or not _MEMBER.match(self._read, self._used):
            return None
        engine = isal_zlib.decompressobj(_AS_GZIP)
        pieces: list[bytes] = []
        room = self._most
        while not engine.eof:
            if not self._filled():
                return None
            given = self._read[self._used : self._used + _SLICE_BYTES]
            try:
                pieces.append(engine.decompress(given, room))
            except isal_zlib.IsalError:  # type: ignore[misc]  # its stub says that it is an instance
                return None
            room -= len(pieces[-1])
            if room <= 0 or engine.unconsumed_tail:
                return None
            taken = len(given) - len(engine.unused_data)
            self._used += taken
            self.at += taken
        return b"".join(pieces)


def _record(offset: int, content: bytes) -> WholeRecord | None:
    """The record that a member is; null if it is not exactly one, or its head is not plain."""
    head = _HEAD.match(content)
    if head is None:
        return None
    try:
        lines = head[1].decode().split("\r\n")
    except UnicodeDecodeError:
        return None
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[:-1])}
    length = headers.get("content-length", "")
    # A header that is there twice is for a parser to judge.
    if len(headers) < len(lines) - 1 or not _LENGTH.fullmatch(length):
        return None
    end = head.end() + int(length)
    if len(content) != end + len(_EMPTY_LINES) or not content.endswith(_EMPTY_LINES):
        return None
    return WholeRecord(offset, headers, content[head.end() : end])
