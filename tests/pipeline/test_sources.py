"""Lines of an --articles file: what is read, and what becomes of lines that cannot be."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sources import article_entries, parsed_line
from schemas.records import Article, DeadLetter, Page, ReadArticle
from transforms.clock import FixedClock
from transforms.rows import record_of

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
WHERE = "saved.jsonl:7"
URL = "https://one.example/a?p=1"


def parsed(**fields: object) -> ReadArticle | Page | DeadLetter:
    return parsed_line(json.dumps(fields).encode(), WHERE, AT)


def article(**fields: object) -> Article:
    read = parsed(url=URL, text="نص", **fields)
    assert isinstance(read, ReadArticle)
    return read.article


def test_a_text_with_its_publication_day_on_the_publishers_clock() -> None:
    found = article(outlet="One", title="عنوان", published_at="2024-03-08T01:30:00+03:00", label="left alone")
    assert (found.url, found.outlet, found.title, found.text) == (URL, "One", "عنوان", "نص")
    assert found.published_at == dt.datetime(2024, 3, 7, 22, 30, tzinfo=dt.UTC)
    assert found.utc_offset_minutes == 180
    assert found.published_at_source == "articles_file"


def test_what_is_missing_is_null_and_the_host_stands_for_the_outlet() -> None:
    found = article(published_at=None)
    assert (found.outlet, found.title, found.published_at, found.published_at_source) == (
        "one.example",
        None,
        None,
        None,
    )


def test_html_becomes_a_page() -> None:
    page = parsed(url=URL, outlet="One", html="<p>نص</p>")
    assert isinstance(page, Page)
    assert page.body.decode() == "<p>نص</p>"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{not json", "invalid_json"),
        (b'"a string"', "invalid_article"),
        (b'{"text": "no url"}', "invalid_article"),
        (b'{"url": 5, "text": "x"}', "invalid_article"),
        (b'{"url": "https://a.example/"}', "invalid_article"),
        (b'{"url": "not a url", "text": "x"}', "invalid_url"),
        (b'{"url": "file:///etc/passwd", "text": "x"}', "invalid_url"),
        (b'{"url": "https://a.example/", "text": "x", "published_at": "yesterday"}', "invalid_article"),
        (b'\xff\xfe{"url"', "invalid_json"),
    ],
)
def test_a_line_that_cannot_be_read_is_a_dead_letter_with_its_number(line: bytes, reason: str) -> None:
    letter = parsed_line(line, WHERE, AT)
    assert isinstance(letter, DeadLetter)
    assert (letter.stage, letter.key, letter.error_type) == ("ReadArticles", WHERE, reason)
    assert letter.payload == line.decode("utf-8", "replace")


@given(st.binary(max_size=200))
def test_no_line_raises(line: bytes) -> None:
    assert isinstance(parsed_line(line, WHERE, AT), DeadLetter | ReadArticle | Page)


@given(st.text(max_size=50))
def test_any_text_is_kept_but_for_lone_surrogates(text: str) -> None:
    read = parsed_line(json.dumps({"url": URL, "text": text}).encode(), WHERE, AT)
    assert isinstance(read, ReadArticle)
    assert read.article.text == text


def test_files_are_matched_numbered_and_decompressed(tmp_path: Path) -> None:
    good = json.dumps({"url": URL, "text": "نص"})
    (tmp_path / "a.jsonl").write_text(f"{good}\n\nbroken\n", encoding="utf-8")
    with gzip.open(tmp_path / "b.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(f"broken\n{good}\n")
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        entries = article_entries(pipeline, str(tmp_path / "*.jsonl*"), FixedClock(AT))
        assert entries.articles is not None
        assert_that(entries.articles | "u" >> beam.Map(lambda read: read.visit.url), equal_to([URL, URL]), label="read")
        assert_that(
            entries.rows[0] | "k" >> beam.Map(lambda row: record_of(row).key),
            equal_to([f"{tmp_path}/a.jsonl:3", f"{tmp_path}/b.jsonl.gz:1"]),
            label="dead letters",
        )
