"""A part of an archive to its pages that can matter; the others are counted and let go where they are read."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from schemas.records import ArchivePart, DeadLetter, Record, to_json
from transforms import activity
from transforms.web.archived_pages import NOTE_HEADER, Outlets, archived_page, page_body
from transforms.web.charset import decoded
from transforms.web.decompression import EncodingError
from transforms.web.warc import ArchivedResponse, BrokenRecord, responses

STAGE: Final = "ReadArchives"
_TOLD_EVERY: Final = 200
"""Records between two notes of progress."""

Gate = Callable[[str], bool]
"""Whether a decoded page can speak of a contact at all."""

Open = Callable[[str], BinaryIO]
"""Opens a file as it is stored."""


def open_local(path: str) -> BinaryIO:
    """A file of this machine."""
    return Path(path).open("rb")


def read_part(
    part: ArchivePart, gate: Gate | None, outlets: Outlets, now: dt.datetime, open_file: Open = open_local
) -> Iterator[Record]:
    """The pages of a part that pass the gate, the rows of the others, and at the end the part with its counts."""
    began = time.monotonic()
    records = pages = candidates = broken = 0
    told = part.start_byte
    try:
        with open_file(part.path) as file:
            for read in responses(file, part.start_byte, part.end_byte, NOTE_HEADER):
                records += 1
                if records % _TOLD_EVERY == 0:
                    activity.advance("archive bytes", read.offset - told)
                    activity.advance("archive records", _TOLD_EVERY)
                    told = read.offset
                if isinstance(read, BrokenRecord):
                    broken += 1
                    yield _broken(part, read, now)
                    continue
                if not isinstance(read, ArchivedResponse):
                    continue
                try:
                    body = page_body(read)
                except EncodingError as error:
                    broken += 1
                    yield _broken(part, BrokenRecord(read.offset, "bad_encoding", str(error)), now)
                    continue
                if body is None:
                    continue
                pages += 1
                passes = gate is None or gate(decoded(body, read.headers.get("content-type")))
                # Most pages end here: nothing is made of them, not even an address.
                page = archived_page(read, body, outlets, now) if passes or read.note else None
                if page is None:
                    continue
                if passes:
                    candidates += 1
                    yield page
                else:
                    yield msgspec.structs.replace(page.visit, outcome="gated")
    except OSError as error:
        broken += 1
        yield _dead_letter(part, "unreadable", str(error), now)
    activity.advance("archive bytes", max(0, part.end_byte - told))
    activity.advance("archive records", records % _TOLD_EVERY)
    yield msgspec.structs.replace(
        part,
        records=records,
        pages=pages,
        candidates=candidates,
        broken=broken,
        elapsed_ms=round((time.monotonic() - began) * 1000),
        read_at=now,
    )


def _broken(part: ArchivePart, record: BrokenRecord, now: dt.datetime) -> DeadLetter:
    """The dead letter of a record: the part that begins with it and has nothing else."""
    alone = ArchivePart(path=part.path, start_byte=record.offset, end_byte=record.offset + 1, read_at=now)
    return _dead_letter(alone, record.reason, record.message, now)


def _dead_letter(part: ArchivePart, reason: str, message: str, now: dt.datetime) -> DeadLetter:
    return DeadLetter(
        stage=STAGE,
        key=f"{part.path}:{part.start_byte}",
        error_type=reason,
        error=message,
        payload=to_json(part),
        payload_type=ArchivePart.__name__,
        failed_at=now,
    )
