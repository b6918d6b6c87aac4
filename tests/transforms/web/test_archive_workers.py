"""Processes that read archives give what one process gives, and end with the program."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import msgspec
import psutil
import pytest

from schemas.records import ArchivePart, DeadLetter, Page, Record
from tests.transforms.web.archives import archive, numbered
from transforms.contacts.gate import KnowledgeGate
from transforms.web.archive_parts import open_local, read_part
from transforms.web.archive_workers import WorkerError, Workers
from transforms.web.archived_pages import Outlets

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
NEWS = "<html><p>التقى رئيس الاستخبارات الخارجية الروسية سيرغي ناريشكين نظيره الأمريكي في أنقرة</p></html>"
PROGRAM = """
import time
from transforms.web import archive_workers
archive_workers.of(2)
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Two processes."""
    found = Workers(2)
    yield found
    found.close()


@pytest.fixture
def parts(tmp_path: Path) -> list[ArchivePart]:
    """A file in parts; every third page names both sides, one record is damaged."""
    pages = [(url, NEWS.encode() if n % 3 == 0 else body) for n, (url, body) in enumerate(numbered(60))]
    data = bytearray(archive(pages))
    at = data.find(b"\x1f\x8b\x08", len(data) // 2)
    data[at + 30 : at + 36] = b"damage"
    path = tmp_path / "news.warc.gz"
    path.write_bytes(data)
    size = len(data) // 7 + 1
    return [
        ArchivePart(path=str(path), start_byte=start, end_byte=min(start + size, len(data)), read_at=NOW)
        for start in range(0, len(data), size)
    ]


def plain(records: list[Record]) -> list[Record]:
    """Without the time that it took."""
    return [msgspec.structs.replace(r, elapsed_ms=0) if isinstance(r, ArchivePart) else r for r in records]


def crash(path: str) -> BinaryIO:
    os._exit(3)


def wrong(path: str) -> BinaryIO:
    raise ValueError(path)


def chatty(path: str) -> BinaryIO:
    print("reading", path, flush=True)
    return open_local(path)


def test_the_same_records(workers: Workers, parts: list[ArchivePart]) -> None:
    gate = KnowledgeGate(None)
    alone = [plain(list(read_part(part, gate, Outlets(), NOW))) for part in parts]
    with ThreadPoolExecutor(3) as threads:
        beside = threads.map(lambda part: plain(list(workers.read_part(part, gate, Outlets(), NOW, open_local))), parts)
        assert list(beside) == alone
    kinds = [type(record) for records in alone for record in records]
    assert kinds.count(Page) in (19, 20)
    assert kinds.count(DeadLetter) == 1


def test_what_a_reader_prints_disturbs_nothing(workers: Workers, parts: list[ArchivePart]) -> None:
    (*_, last) = workers.read_part(parts[0], None, Outlets(), NOW, chatty)
    assert isinstance(last, ArchivePart)


def test_an_error_is_raised_here(workers: Workers, parts: list[ArchivePart]) -> None:
    with pytest.raises(ValueError, match=r"news\.warc\.gz"):
        list(workers.read_part(parts[0], None, Outlets(), NOW, wrong))


def test_a_process_that_dies_is_replaced(workers: Workers, parts: list[ArchivePart]) -> None:
    for _ in range(3):
        with pytest.raises(WorkerError, match="status 3"):
            list(workers.read_part(parts[0], None, Outlets(), NOW, crash))
    assert isinstance(list(workers.read_part(parts[0], None, Outlets(), NOW, open_local))[-1], ArchivePart)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_they_end_with_the_program(number: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"started\n"
        children = psutil.Process(program.pid).children()
        assert len(children) == 2
        program.send_signal(number)
    deadline = time.monotonic() + 60
    while any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)
