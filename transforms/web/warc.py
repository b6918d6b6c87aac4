"""Responses out of WARC files: gzip, zstd or plain; whole files, or parts of files compressed record by record.

WARC 1.1 (ISO 28500:2017) recommends a gzip member for each record, the zstd convention of IIPC a frame; CC-NEWS and
most tools do so. Then reading can begin at any member, which is found by its magic number and by inflating to a
record's first letters. A record that is broken costs itself: reading goes on at the next member.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final, NamedTuple

import zstandard
from fastwarc.stream_io import GzipReader, ZstdReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from transforms.web.warc_members import WholeRecord, WholeRecords

MAX_BLOCK_BYTES: Final = 8 << 20
"""Longer responses are no article pages."""

REASONS: Final[Mapping[str, str]] = {
    "damaged": "the compressed data is damaged, or what it holds is no WARC record",
    "truncated": "the file ends before the record does",
    "bad_http": "the record says that it is an HTTP response, but is none",
    "bad_url": "the record does not say which page it is of",
}
"""Why a record cannot be read."""

_OVERRUN: Final = "its length says more than there is: another record begins within it"
_GZIP: Final = b"\x1f\x8b\x08"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_PLAIN: Final = b"WARC/"
_FIRST_LETTERS: Final = re.compile(rb"WARC/[01]\.\d+\r?\n")
_HEAD_BYTES: Final = {_GZIP: 4096, _ZSTD: 256 << 10, _PLAIN: 64}
"""Of a member, what is enough to inflate a record's first letters; zstd gives whole blocks, of up to 128 KiB."""
_SEARCHED_BYTES: Final = 1 << 20
_STATUS_LINE: Final = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
_END_OF_HEAD: Final = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEAD: Final = 128 << 10
_HTTP: Final = "application/http"


class ArchivedResponse(NamedTuple):
    """An HTTP response as it was archived."""

    offset: int
    """In the file as it is stored: where the record's member begins."""
    url: str
    at: dt.datetime | None
    """When it was fetched (WARC-Date)."""
    status: int
    headers: dict[str, str]
    """Lower-case names; repeated headers joined with a comma."""
    body: bytes
    """Transfer-Encoding and Content-Encoding are still to be undone: see `transforms.web.archived_body`."""
    note: str | None = None
    """The record's own header named to `responses`."""


class Skipped(NamedTuple):
    """A response that is no answer over HTTP, or is longer than any page."""

    offset: int


class BrokenRecord(NamedTuple):
    """A stretch that cannot be read as a record; `reason` is one of `REASONS`."""

    offset: int
    reason: str
    message: str


def is_split(head: bytes) -> bool:
    """Whether a file that begins so can be read in parts: compressed, and without a dictionary at its front."""
    return head.startswith((_GZIP, _ZSTD))


def responses(
    file: BinaryIO, start: int, end: int, note_header: str | None = None
) -> Iterator[ArchivedResponse | Skipped | BrokenRecord]:
    """The response records that begin in the bytes `start` to `end` of a file, in their order.

    Adjoining parts together give each record of the file once. A file that cannot be read in parts belongs whole to
    the part that begins at 0. Raises OSError only for what `file` itself raises.

    Args:
        file: binary, seekable, opened as it is stored (not decompressed).
        note_header: a header of WARC records that is given with each response.
    """
    file.seek(0)
    head = file.read(len(_PLAIN))
    if not is_split(head):
        if start:
            return
        end = 1 << 62
    magic = _GZIP if head.startswith(_GZIP) else _ZSTD if head.startswith(_ZSTD) else _PLAIN
    at = 0 if start == 0 else _next_record(file, start, end, magic)
    while at is not None and at < end:
        given = None
        if magic == _GZIP:
            wholes = WholeRecords(file, at, end, MAX_BLOCK_BYTES)
            yield from _whole_responses(wholes, note_header)
            if wholes.complete and _nothing_else_at(file, wholes.at, magic):
                return
            # What comes now is judged by a real parser, from the last record on that is beyond doubt.
            given = wholes.last
            at = at if given is None else given
        reader = _Reader(file, at, end, magic)
        for record in reader:
            if reader.offset == given:
                continue
            read = _response(record, reader.offset, note_header)
            if reader.overran():
                read = BrokenRecord(reader.offset, "damaged", _OVERRUN)
            if isinstance(read, BrokenRecord) and read.reason in ("truncated", "damaged"):
                reader.failed = True
            yield read
        if not reader.failed:
            return
        if reader.message:
            if reader.offset >= end and _begins_at(file, reader.offset, magic):
                return  # The next part begins with it.
            yield BrokenRecord(reader.offset, reader.reason, reader.message)
        at = _next_record(file, reader.offset + 1, end, magic)


class _Reader:
    """The responses from one place on, until a record begins beyond the end or cannot be read."""

    def __init__(self, file: BinaryIO, at: int, end: int, magic: bytes) -> None:
        self._file, self._end, self._magic = file, end, magic
        self._size = file.seek(0, io.SEEK_END)
        file.seek(at)
        self.offset = at
        """Where the record begins that was read last, or that could not be read."""
        self.failed = False
        self.reason = "damaged"
        self.message = ""
        self._long: int | None = None
        """Where a record began that is longer than any page, and so was passed over."""
        self._members = GzipReader(file) if magic == _GZIP else ZstdReader(file) if magic == _ZSTD else None
        self._records = ArchiveIterator(
            self._members if self._members is not None else file,
            parse_http=False,
            fsspec_args=False,
        )

    def __iter__(self) -> Iterator[WarcRecord]:
        while True:
            try:
                record = next(self._records)
            except StopIteration:
                self._check_end()
                return
            except OSError as error:
                self.failed, self.message = True, str(error)
                self._moved()
                return
            self._moved(record)
            if self._lies_within(self._long, self.offset):
                return
            self._long = self.offset if (record.content_length or 0) > MAX_BLOCK_BYTES else None
            if self.offset >= self._end:
                return
            if "Content-Length" not in record.headers:
                self.failed, self.reason, self.message = True, "truncated", "the record's head ends too early"
                return
            if record.record_type != WarcRecordType.response:
                continue
            yield record
            if self.failed:
                return

    def overran(self) -> bool:
        """Whether the record that was just read took others for its own: its Content-Length says too much."""
        last = self._members.frame_start_position() if self._members is not None else None
        if last is None or last == self.offset:
            return False
        # A record may have several members, as parallel compressors write them; its place is not to be lost then.
        place = self._file.tell()
        within = _next_record(self._file, self.offset + 1, last + 1, self._magic)
        self._file.seek(place)
        return within is not None

    def _lies_within(self, long: int | None, end: int) -> bool:
        """Whether a record begins within one that was passed over."""
        if self._members is None or long is None:
            return False
        place = self._file.tell()
        within = _next_record(self._file, long + 1, end, self._magic)
        self._file.seek(place)
        if within is not None:
            self.failed, self.offset, self.message = True, long, _OVERRUN
        return within is not None

    def _check_end(self) -> None:
        """A member that holds not even a whole head ends the file without a word."""
        if self._members is None or self._lies_within(self._long, self._size):
            return
        begun = _next_record(self._file, self.offset + 1, self._size, self._magic, unfinished=True)
        if begun is not None:
            self.failed, self.offset = True, begun
            self.reason, self.message = "truncated", "the file ends within the record's head"

    def _moved(self, record: WarcRecord | None = None) -> None:
        place = record.stream_pos if record is not None else None
        if self._members is not None:
            place = self._members.frame_start_position()
        self.offset = max(self.offset, place or 0)


def _whole_responses(
    records: Iterable[WholeRecord], note_header: str | None
) -> Iterator[ArchivedResponse | Skipped | BrokenRecord]:
    """The responses among whole records."""
    for offset, headers, block in records:
        if headers.get("warc-type", "").lower() != "response":
            continue
        if not headers.get("content-type", "").startswith(_HTTP):
            yield Skipped(offset)
            continue
        note = headers.get(note_header.lower()) if note_header else None
        at = _time(headers.get("warc-date", ""))
        yield _http_response(offset, block, headers.get("warc-target-uri"), at, note)


def _response(record: WarcRecord, offset: int, note_header: str | None) -> ArchivedResponse | Skipped | BrokenRecord:
    """What a record holds."""
    if not (record.headers.get("Content-Type") or "").startswith(_HTTP):
        return Skipped(offset)
    if record.content_length > MAX_BLOCK_BYTES:
        return Skipped(offset)
    try:
        block = _block(record)
    except OSError as error:
        return BrokenRecord(offset, "damaged", str(error))
    if len(block) < record.content_length:
        return BrokenRecord(offset, "truncated", f"{len(block)} of {record.content_length} bytes are there")
    note = record.headers.get(note_header) if note_header else None
    return _http_response(offset, block, record.headers.get("WARC-Target-URI"), record.record_date, note)


def _http_response(
    offset: int, block: bytes, uri: str | None, at: dt.datetime | None, note: str | None
) -> ArchivedResponse | BrokenRecord:
    """The response that is the block of a record."""
    end = _END_OF_HEAD.search(block, 0, _LONGEST_HEAD)
    status = _STATUS_LINE.match(block)
    if status is None:
        return BrokenRecord(offset, "bad_http", f"the response begins with {block[:40]!r}")
    url = (uri or "").strip("<> ")
    if not url:
        return BrokenRecord(offset, "bad_url", "the record has no WARC-Target-URI")
    return ArchivedResponse(
        offset=offset,
        url=url,
        at=at.astimezone(dt.UTC) if at is not None else None,
        status=int(status[1]),
        headers=_headers(block[: end.start()] if end else block),
        body=block[end.end() :] if end else b"",
        note=note,
    )


def _time(stated: str) -> dt.datetime | None:
    """A WARC-Date; null if it is none, or has no zone."""
    try:
        at = dt.datetime.fromisoformat(stated)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _block(record: WarcRecord) -> bytes:
    block = record.reader.read(record.content_length)
    while len(block) < record.content_length and (piece := record.reader.read(record.content_length - len(block))):
        block += piece
    return block


def _headers(head: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    name = ""
    for line in head.decode("latin-1").replace("\r\n", "\n").split("\n")[1:]:
        if line[:1] in (" ", "\t"):
            headers[name] = f"{headers.get(name, '')} {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if colon:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    headers.pop("", None)
    return headers


def _next_record(file: BinaryIO, start: int, end: int, magic: bytes, unfinished: bool = False) -> int | None:
    """The first place from `start` on, and before `end`, where a record begins (or may, if the file ends there)."""
    at, waiting = start, b""
    while at - len(waiting) < end:
        file.seek(at)
        piece = file.read(_SEARCHED_BYTES)
        found = waiting + piece
        first = at - len(waiting)
        place = found.find(magic)
        while place >= 0:
            if first + place >= end:
                return None
            if _begins_at(file, first + place, magic, unfinished):
                return first + place
            place = found.find(magic, place + 1)
        if not piece:
            return None
        at += len(piece)
        waiting = found[-len(magic) + 1 :]
    return None


def _nothing_else_at(file: BinaryIO, at: int, magic: bytes) -> bool:
    """Whether a record begins there, or the file ends."""
    return file.seek(0, io.SEEK_END) <= at or _begins_at(file, at, magic)


def _begins_at(file: BinaryIO, at: int, magic: bytes, unfinished: bool = False) -> bool:
    """Whether a record begins there; `unfinished`: or may, since its first letters are not all in the file."""
    file.seek(at)
    head = file.read(_HEAD_BYTES[magic])
    if not head.startswith(magic):
        return False
    try:
        if magic == _GZIP:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 64)
        elif magic == _ZSTD:
            head = zstandard.ZstdDecompressor().decompressobj().decompress(head)
    except (zlib.error, zstandard.ZstdError):
        return False
    return _FIRST_LETTERS.match(head) is not None or (unfinished and _PLAIN.startswith(head[: len(_PLAIN)]))
