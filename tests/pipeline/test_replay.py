"""Dead letters are tried again: those that succeed are resolved, the others count an attempt more."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path

from pipeline.commands.replay import open_letters, replayed_entries
from pipeline.commands.run import one_cycle
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse, write_parquet
from schemas.records import Article, DeadLetter, Page, ReadArticle, Visit, to_json
from transforms.web.http import HttpSettings

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SETTINGS = Settings(http=HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0))
BODY = (
    "<html><body><article><p>" + "أعلن البنك المركزي تثبيت سعر الفائدة في اجتماعه الدوري اليوم. " * 8 + "</p></article>"
)


def visit(name: str) -> Visit:
    url = f"https://outlet.example/{name}"
    return Visit(url=url, link=url, outlet="o", title="t", published_at=AT, first_seen_at=AT, visited_at=AT)


def letter(stage: str, key: str, payload: str, kind: str) -> DeadLetter:
    return DeadLetter(
        stage=stage, key=key, error_type="KeyError", error="a bug", payload=payload, payload_type=kind, failed_at=AT
    )


def test_replay(tmp_path: Path) -> None:
    page = Page(visit=visit("page"), body=BODY.encode(), content_type="text/html; charset=utf-8")
    text = "فاز الفريق بالمباراة النهائية مساء الجمعة وسط حضور جماهيري كبير في الملعب الوطني"
    article = ReadArticle(
        visit=visit("article"),
        article=Article(url=visit("article").url, outlet="o", text=text, text_sha256=""),
    )
    letters = [
        letter("ExtractArticles", page.visit.url, to_json(page), "Page"),
        letter("DetectContacts", article.visit.url, to_json(article), "ReadArticle"),
        letter("ReadArticles", "saved.jsonl:3", "still no json", "text"),
    ]
    warehouse = Warehouse.open(tmp_path / "warehouse")
    with warehouse.writer() as writer:
        with writer.commit_stage() as stage:
            write_parquet(stage.path("dead_letters") / "a.parquet", letters, DeadLetter)
            stage.commit()
        waiting = open_letters(writer.snapshot(), None)
        assert len(waiting) == 3
        assert [one.key for one in open_letters(writer.snapshot(), "ReadArticles")] == ["saved.jsonl:3"]
        one_cycle(writer, partial(replayed_entries, waiting), SETTINGS, [], 60.0)
        (left,) = open_letters(writer.snapshot(), None)
        ends = {row.url: row.outcome for row in writer.snapshot().rows("pages") if isinstance(row, Visit)}
    assert (left.key, left.error_type, left.attempts) == ("saved.jsonl:3", "invalid_json", 2)
    assert ends == {page.visit.url: "no_contact", article.visit.url: "no_contact"}
