"""A record that a step cannot handle is kept with its reason; the rest goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from schemas.records import Page, Visit, from_json
from transforms.clock import FixedClock
from transforms.step import ROWS, Step

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
        result = pipeline | beam.Create(pages) | beam.ParDo(step).with_outputs(*ROWS, main="pages_out")
        assert_that(
            result.pages_out | "urls" >> beam.Map(lambda one: one.visit.url),
            equal_to(["https://example.org/good", "https://example.org/fine"]),
            label="nothing of the failing record goes on",
        )
        assert_that(
            result.dead_letters
            | "letters" >> beam.Map(lambda one: (one.stage, one.key, one.error_type, from_json(one.payload, Page))),
            equal_to([("Reading", "https://example.org/bad", "ValueError", page("bad"))]),
            label="the payload is the record",
        )
        assert_that(
            result["pages"] | "visits" >> beam.Map(lambda one: (one.url, one.outcome, one.reason)),
            equal_to([("https://example.org/bad", "dead_letter", "ValueError")]),
            label="the visit ends",
        )
