"""What archives report does not depend on how many pages go through the steps together, nor on where."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from schemas.records import ArchivePart, Article, DeadLetter, Findings, Visit
from tests.transforms.web.archives import archive, numbered
from transforms import figures, processes, search_archives
from transforms.clock import FixedClock
from transforms.contacts.gate import KnowledgeGate
from transforms.detect_contacts import DetectContacts
from transforms.extract_articles import ExtractArticles
from transforms.keep_arabic import KeepArabic
from transforms.read_archives import ReadPart
from transforms.rows import record_of
from transforms.search_archives import Searched, searched
from transforms.web.archived_pages import Outlets

CLOCK = FixedClock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
READ = ReadPart(CLOCK, KnowledgeGate(None), Outlets())
STEPS = (ExtractArticles(CLOCK, None).step, KeepArabic(CLOCK).step, DetectContacts(CLOCK).step)
NEWS = """<html><head><meta property="article:published_time" content="2022-11-15T10:00:00Z"></head><body><article>
<p>التقى رئيس جهاز الاستخبارات الخارجية الروسية سيرغي ناريشكين مدير وكالة المخابرات المركزية الأمريكية وليام بيرنز في
أنقرة أمس الاثنين، وقال الكرملين إنهما بحثا السجناء.</p></article></body></html>"""
ENGLISH = "<html><body><article><p>%s</p></article></body></html>" % (
    "The head of the CIA met the director of the SVR in Ankara on Monday, the Kremlin said. " * 5
    + "(وكالة المخابرات المركزية الأمريكية، سيرغي ناريشكين)"
)


@pytest.fixture
def part(tmp_path: Path) -> ArchivePart:
    """Forty pages: twenty with news, of which some are English, and a damaged record."""
    texts = {0: NEWS.encode(), 1: ENGLISH.encode()}
    pages = [(url, texts.get(n % 4, body)) for n, (url, body) in enumerate(numbered(40))]
    data = bytearray(archive(pages))
    at = data.find(b"\x1f\x8b\x08", len(data) // 2)
    data[at + 30 : at + 36] = b"damage"
    path = tmp_path / "news.warc.gz"
    path.write_bytes(data)
    return ArchivePart(path=str(path), start_byte=0, end_byte=len(data), read_at=CLOCK())


def whole(found: list[Searched]) -> tuple[list[Findings], Counter[str], Counter[tuple[str, str]]]:
    """Findings, rows without the time that reading took, and counts."""
    rows = [record_of(row) for batch in found for row in batch.rows]
    told = Counter(repr(row) for row in rows if not isinstance(row, ArchivePart))
    counts: Counter[tuple[str, str]] = Counter()
    for batch in found:
        counts.update(batch.counts)
    return [each for batch in found for each in batch.findings], told, counts


def test_pages_one_by_one_give_what_they_give_together(part: ArchivePart, monkeypatch: pytest.MonkeyPatch) -> None:
    together = list(searched(part, READ, STEPS))
    monkeypatch.setattr(search_archives, "_BATCH_BYTES", 1)
    one_by_one = list(searched(part, READ, STEPS))
    assert len(together) == 1
    assert len(one_by_one) >= 19
    assert whole(one_by_one) == whole(together)


def test_rows_findings_and_counts_of_all_steps(part: ArchivePart) -> None:
    (found,) = searched(part, READ, STEPS)
    rows = Counter(type(record_of(row)) for row in found.rows)
    news, english = rows[Article], rows[Visit] - rows[Article]
    assert news in (9, 10)
    assert english in (9, 10)
    assert rows[DeadLetter] == rows[ArchivePart] == 1
    assert len(found.findings) == news
    assert all(each.reports for each in found.findings)
    expected = {
        figures.PAGES_READ: 39 if news + english == 19 else 40,
        figures.PAGES_THROUGH_GATE: news + english,
        figures.ARTICLES_EXTRACTED: news + english,
        figures.ARTICLES_KEPT: news,
        figures.ARTICLES_NOT_ARABIC: english,
        figures.ARTICLES_RELEVANT: news,
        figures.REPORTS_DETECTED: news,
    }
    assert {figure: found.counts[figures.NAMESPACE, figure.name] for figure in expected} == expected
    assert found.counts["ExtractArticles", figures.RECORDS_IN] == news + english


def test_another_process_gives_the_same(part: ArchivePart) -> None:
    beside = processes.Processes(1)
    found, done = beside.call(search_archives._searched_apart, part, READ, STEPS)
    beside.close()
    assert whole(found) == whole(list(searched(part, READ, STEPS)))
    assert done["archive bytes"] == part.end_byte
    assert done["relevant articles"] in (9, 10)
