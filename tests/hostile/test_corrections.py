"""A corrected article that tells of no contact any more, whatever became of it: its earlier reports are withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.hostile import conftest
from tests.hostile.conftest import Watch
from tests.hostile.internet import Document, Exchange
from tests.hostile.newsroom import STORIES, feed_at, feed_document, story_document, title_of
from transforms.contacts.gate import KnowledgeGate

HOST = "corrects.example"
_PERSIAN = "وزارت خارجه در بیانیه‌ای گفت که این گزارش درست نیست و هیچ گفتگویی میان دو طرف انجام نشده است. "
_MINUTE = 1 / 24 / 60


@pytest.mark.parametrize(
    ("body", "end"),
    [
        (story_document(HOST, 1).body, "no_contact"),
        (f"<html><body><article><p>{_PERSIAN * 5}</p></article></body></html>".encode(), "not_arabic"),
    ],
    ids=["names neither side", "another language"],
)
def test_reports_are_withdrawn(watch: Watch, monkeypatch: pytest.MonkeyPatch, body: bytes, end: str) -> None:
    monkeypatch.setattr(conftest, "SETTINGS", replace(conftest.SETTINGS, gate=KnowledgeGate(None)))
    corrected = False

    def corrects(exchange: Exchange, host: str, path: str) -> None:
        if path == "/feed":
            feed = feed_document(HOST, STORIES)
            told = feed.body.replace(title_of(0).encode(), "تصحيح".encode()) if corrected else feed.body
            exchange.send(Document(told, feed.content_type))
        elif path == "/story/0" and corrected:
            exchange.send(Document(body, "text/html; charset=utf-8"))
        else:
            watch.newsroom.serve(exchange, host, path)

    with watch.newsroom.instead(HOST, corrects):
        watch.cycle([feed_at(HOST)])
        assert watch.rows("SELECT status FROM reports_latest") == [{"status": "reported"}]
        assert len(watch.rows("FROM events")) == 1
        corrected = True
        watch.cycle([feed_at(HOST)], days_later=30 * _MINUTE)
    url = f"http://{HOST}/story/0"
    (page,) = watch.rows(f"SELECT outcome, revisits FROM pages WHERE url = '{url}' ORDER BY visited_at DESC LIMIT 1")
    assert page == {"outcome": end, "revisits": 1}
    assert watch.rows("FROM reports_latest") == []
    assert watch.rows("FROM events") == []
    last = watch.rows("SELECT change, report_count FROM event_revisions ORDER BY revision DESC LIMIT 1")
    assert last == [{"change": "withdrawn", "report_count": 0}]
    (article,) = watch.rows(f"SELECT relevant FROM articles WHERE url = '{url}' ORDER BY fetched_at DESC LIMIT 1")
    assert article == {"relevant": False}
