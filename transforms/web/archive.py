"""Keeps what was fetched as WARC 1.1: a gzip member for each response, files rolled by size."""

from __future__ import annotations

import atexit
import datetime as dt
import fcntl
import functools
import io
import os
import threading
import uuid
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from transforms.web.archived_pages import NOTE_HEADER, Note
from transforms.web.fetch import ACCEPT_PAGE, Get, HttpSettings, Response

ROLL_BYTES: Final = 1 << 30
"""A file that has grown to this is closed; CC-NEWS has files of the same size."""

_LEVEL: Final = 6
_NOT_MODIFIED: Final = 304
_OPEN: Final = ".open"
"""Ends the name of a file that is still written to, so that no pattern for archives matches it."""
_ENCODINGS: Final = ("content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive")
"""Headers that do not hold for what is kept: the body as it was decoded."""


class Archive:
    """A folder of archives that one process writes to. Safe to use from many threads.

    A record is written in one step, so that a process which dies leaves whole records.
    """

    def __init__(self, folder: Path, software: str, roll_bytes: int = ROLL_BYTES) -> None:
        self.folder = folder
        self.software = software
        self.roll_bytes = roll_bytes
        self._lock = threading.Lock()
        self._file: BinaryIO | None = None
        self._serial = 0
        folder.mkdir(parents=True, exist_ok=True)
        _adopt_abandoned(folder)

    def add(self, response: Response, at: dt.datetime, note: Note) -> None:
        """Keep an answer, fetched at that time."""
        record = _member(_response_record(response, at, note))
        with self._lock:
            if self._file is None:
                self._file = self._opened()
            self._file.write(record)
            if self._file.tell() >= self.roll_bytes:
                self._close()

    def close(self) -> None:
        """Give the file under way its final name; the next answer begins another one."""
        with self._lock:
            self._close()

    def _opened(self) -> BinaryIO:
        name = f"qanat-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{os.getpid()}-{self._serial:05}.warc.gz"
        self._serial += 1
        file = (self.folder / (name + _OPEN)).open("ab", buffering=0)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.write(_member(_warcinfo(name, self.software)))
        return file

    def _close(self) -> None:
        if self._file is not None:
            os.fsync(self._file.fileno())
            _rename(Path(os.fsdecode(self._file.name)))
            self._file.close()
            self._file = None


_MAKING: Final = threading.Lock()


def archive_for(folder: Path, software: str) -> Archive:
    """The archive of this process in that folder; its last file is closed when the process ends."""
    with _MAKING:  # A cache alone would let two threads make one each.
        return _made(folder, software)


@functools.lru_cache(maxsize=4)
def _made(folder: Path, software: str) -> Archive:
    archive = Archive(folder, software)
    atexit.register(archive.close)
    return archive


class Heard:
    """A client's `get` that remembers its last answer. For one thread."""

    def __init__(self, get: Get) -> None:
        self._get = get
        self.response: Response | None = None

    def __call__(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT_PAGE,
        max_bytes: int | None = None,
        robots: bool = False,
    ) -> Response:
        """The answer to a GET of `url`."""
        self.response = None
        self.response = self._get(
            url, etag=etag, last_modified=last_modified, accept=accept, max_bytes=max_bytes, robots=robots
        )
        return self.response


def keep(http: HttpSettings, heard: Heard, at: dt.datetime, note: Note) -> None:
    """Archive the last answer, if the settings say so and there was one with a body of its own."""
    if http.archive is not None and heard.response is not None and heard.response.status != _NOT_MODIFIED:
        archive_for(Path(http.archive), http.user_agent).add(heard.response, at, note)


def _response_record(response: Response, at: dt.datetime, note: Note) -> WarcRecord:
    record = _record(WarcRecordType.response, at)
    record.headers["WARC-Target-URI"] = response.url
    record.headers["Content-Type"] = "application/http; msgtype=response"
    record.headers[NOTE_HEADER] = msgspec.json.encode(note).decode()
    lines = [f"HTTP/1.1 {response.status} {_phrase(response.status)}"]
    for name, value in response.headers.items():
        lines.append(f"{'x-archive-orig-' if name in _ENCODINGS else ''}{name}: {' '.join(value.split())}")
    lines.append(f"content-length: {len(response.body)}")
    head = "\r\n".join(lines) + "\r\n\r\n"
    record.is_http = True
    record.set_bytes_content(head.encode("latin-1", "replace") + response.body)
    return record


def _warcinfo(name: str, software: str) -> WarcRecord:
    record = _record(WarcRecordType.warcinfo, dt.datetime.now(dt.UTC))
    record.headers["WARC-Filename"] = name
    record.headers["Content-Type"] = "application/warc-fields"
    record.set_bytes_content(f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode())
    return record


def _record(kind: WarcRecordType, at: dt.datetime) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(kind, f"uuid:{uuid.uuid4()}".encode())
    # To the microsecond, as WARC 1.1 allows: a row's time can be told from it.
    record.headers["WARC-Date"] = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return record


def _member(record: WarcRecord) -> bytes:
    """The record as one gzip member."""
    made = io.BytesIO()
    writer = GzipWriter(made, _LEVEL)
    record.write(writer, checksum_data=True)
    writer.finish()
    return made.getvalue()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _adopt_abandoned(folder: Path) -> None:
    """Give files that a dead process left open their final names."""
    for path in folder.glob("*" + _OPEN):
        with path.open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            _rename(path)


def _rename(path: Path) -> None:
    path.rename(path.with_name(path.name.removesuffix(_OPEN)))
