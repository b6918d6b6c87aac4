"""A record that a step cannot handle is kept with its reason; the rest goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from schemas.records import DeadLetter, Page, Visit, from_json
from transforms.clock import FixedClock
from transforms.rows import Row, record_of, with_rows
from transforms.step import Step

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def page(name: str) -> Page:
    url = f"https://example.org/{name}"
    return Page(visit=Visit(url=url, link=url, outlet="o", first_seen_at=AT, visited_at=AT), body=b"\xff\x00 bytes")


def only_good(one: Page) -> Iterator[Page]:
    yield one
    if one.visit.url.endswith("bad"):
        raise ValueError("half-way")


def test_a_failing_record_becomes_a_dead_letter_that_holds_it_and_ends_its_visit() -> None:
    pages = [page("good"), page("bad"), page("fine")]
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        step = Step("Reading", only_good, Page, FixedClock(AT))
        result = pipeline | beam.Create(pages) | with_rows(beam.ParDo(step), Page)
        assert_that(
            result.main | "urls" >> beam.Map(lambda one: one.visit.url),
            equal_to(["https://example.org/good", "https://example.org/fine"]),
            label="nothing of the failing record goes on",
        )
        assert_that(result.rows | "seen" >> beam.Map(seen), equal_to(EXPECTED), label="it is kept, its visit ends")


EXPECTED = [
    ("dead_letters", "Reading", "https://example.org/bad", "ValueError", page("bad")),
    ("pages", "https://example.org/bad", "dead_letter", "ValueError"),
]


def seen(row: Row) -> tuple[object, ...]:
    record = record_of(row)
    if isinstance(record, DeadLetter):
        return row[0], record.stage, record.key, record.error_type, from_json(record.payload, Page)
    assert isinstance(record, Visit)
    return row[0], record.url, record.outcome, record.reason
