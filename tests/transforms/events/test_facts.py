"""What an event's reports say together, and where they disagree."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

import pytest

from schemas.records import EventRevision, Report
from transforms.events.facts import revision_of

from .newsroom import EPOCH, hidden_events, moment, report, told

DAY = dt.date.fromisoformat


def facts(*reports: Report) -> EventRevision:
    known = [
        one if one.syndication_id else type(one)(**{**as_dict(one), "syndication_id": f"sy_{one.url}"})
        for one in reports
    ]
    return revision_of(known, "ev_1", revision=1, at=EPOCH, founded_at=EPOCH, change="founded")


def as_dict(one: Report) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__struct_fields__}


DAYS = {
    "one day": (["2025-03-11"], ("2025-03-11", "2025-03-11", "day")),
    "a day within a month": (
        ["2025-03-11", ("2025-03-01", "2025-03-31"), ("2025-03-01", "2025-03-31")],
        ("2025-03-11", "2025-03-11", "day"),
    ),
    "overlapping spans": (
        [("2025-03-01", "2025-03-12"), ("2025-03-10", "2025-03-20")],
        ("2025-03-10", "2025-03-12", "range"),
    ),
    "most sources": (["2025-03-11", "2025-03-12", "2025-03-12"], ("2025-03-12", "2025-03-12", "day")),
    "as many sources, the more precise": (
        ["2025-03-11", ("2025-03-12", "2025-03-14")],
        ("2025-03-11", "2025-03-11", "day"),
    ),
    "a whole month": ([("2025-02-01", "2025-02-28")], ("2025-02-01", "2025-02-28", "month")),
    "only the last day": ([(None, "2025-03-20"), (None, "2025-03-18")], (None, "2025-03-18", "not_later_than")),
    "a span that ends with the first news": (
        [("2025-06-20", "2025-06-30"), (None, "2025-06-28")],
        ("2025-06-20", "2025-06-28", "range"),
    ),
    "nothing": ([None], (None, None, "unknown")),
}


@pytest.mark.parametrize(("given", "expected"), DAYS.values(), ids=DAYS)
def test_days(given: list[Any], expected: tuple[str | None, str | None, str]) -> None:
    event = facts(*(report(f"{n}/1", days=days) for n, days in enumerate(given)))
    found = tuple(day.isoformat() if day else None for day in (event.event_start, event.event_end))
    assert (*found, event.date_precision) == expected


def test_the_publication_day_is_the_last_possible_one() -> None:
    event = facts(report("a/1", published="2025-03-20"), report("b/1", published="2025-03-18"))
    assert (event.event_start, event.event_end, event.date_precision) == (None, DAY("2025-03-18"), "not_later_than")


def test_a_copied_day_is_one_source() -> None:
    event = facts(
        report("a/1", days="2025-03-11"),
        report("b/1", days="2025-03-11"),
        *(report(f"c/{n}", days="2025-03-12", syndication_id="sy_wire") for n in range(5)),
    )
    assert event.event_start == DAY("2025-03-11")
    assert (event.report_count, event.independent_report_count) == (7, 3)


SOURCES = {
    "two outlets": (["a/1", "b/1"], 2),
    "one outlet twice": (["a/1", "a/2"], 1),
    "a copy": (["a/1 wire", "b/1 wire"], 1),
    "a copy, and the copying outlet's own": (["a/1 wire", "b/1 wire", "b/2"], 1),
    "two texts joined by the outlet that printed both": (["a/1 one", "b/1 two", "c/1", "b/2 one"], 2),
    "a chain": (["a/1 one", "b/1 one", "b/2 two", "c/1 two", "c/2 three", "d/1 three", "e/1"], 2),
}


@pytest.mark.parametrize(("told_by", "count"), SOURCES.values(), ids=SOURCES)
def test_reports_of_one_outlet_or_of_one_text_are_one_source(told_by: list[str], count: int) -> None:
    reports = [
        report(url, syndication_id=f"sy_{text}" if text else f"sy_{url}")
        for url, _, text in (one.partition(" ") for one in told_by)
    ]
    for order in itertools.islice(itertools.permutations(reports), 120):
        assert facts(*order).independent_report_count == count


def test_an_outlet_that_repeats_itself_is_one_source_of_a_day() -> None:
    event = facts(
        *(report(f"a/{n}", "cia svr", days="2025-03-12") for n in range(3)),
        report("b/1", "cia svr", days="2025-03-11"),
        report("c/1", "cia svr", days="2025-03-11"),
    )
    assert event.event_start == DAY("2025-03-11")
    assert [one.reports for one in event.participants] == [3, 3]


def test_a_person_stands_for_the_service_of_his_own() -> None:
    event = facts(report("a/1", "cia naryshkin"), report("b/1", "burns svr"), report("c/1", "burns fsb"))
    assert [(one.person_id, one.reports) for one in event.participants] == [
        ("fsb", 1),
        ("sergey-naryshkin", 1),
        ("william-burns", 2),
    ]


def test_the_most_specific_place_of_the_most_supported_country() -> None:
    event = facts(
        report("a/1", mode="meeting", place="Ankara", place_country="TR"),
        report("b/1", mode="meeting", place="Turkey", place_country="TR"),
        report("d/1", mode="meeting", place="Turkey", place_country="TR"),
        report("c/1", mode="meeting", place="Geneva", place_country="CH"),
    )
    assert (event.place, event.place_country) == ("Ankara", "TR")
    assert [(claim.field, claim.value, claim.report_ids) for claim in event.claims] == [
        ("place_country", "CH", ("c/1#0",)),
        ("place_country", "TR", ("a/1#0", "b/1#0", "d/1#0")),
        ("place", "Ankara", ("a/1#0",)),
        ("place", "Geneva", ("c/1#0",)),
    ]


def test_disagreement_is_kept_with_who_says_what() -> None:
    event = facts(
        report("a/1", days="2025-03-11", initiator="US"),
        report("b/1", days="2025-03-12", initiator="RU", status="confirmed"),
        report("c/1", days=("2025-03-01", "2025-03-31"), status="denied"),
    )
    assert {(claim.field, claim.value, claim.report_ids) for claim in event.claims} == {
        ("days", "2025-03-11", ("a/1#0",)),
        ("days", "2025-03-12", ("b/1#0",)),
        ("initiator", "US", ("a/1#0",)),
        ("initiator", "RU", ("b/1#0",)),
        ("status", "reported", ("a/1#0",)),
        ("status", "confirmed", ("b/1#0",)),
        ("status", "denied", ("c/1#0",)),
    }
    assert (event.status, event.report_count) == ("confirmed", 2)


def test_ranges_that_meet_are_no_disagreement() -> None:
    assert facts(report("a/1", days="2025-03-11"), report("b/1", days=("2025-03-01", "2025-03-31"))).claims == ()


def test_title_times_and_counts() -> None:
    event = facts(
        report("a/1", published="2025-03-15", title="later"),
        report("a/2", published="2025-03-12", title="first"),
        report("b/1", published="2025-03-11", title="recounts", role="background"),
        report("c/1", title="undated"),
    )
    assert event.title == "first"
    assert (event.first_reported_at, event.last_reported_at) == (moment("2025-03-11"), moment("2025-03-15"))
    assert (event.report_count, event.outlet_count) == (4, 3)


def test_a_visit_is_a_visit_though_some_call_it_a_meeting() -> None:
    event = facts(report("a/1", mode="visit"), report("b/1", mode="meeting"))
    assert (event.mode, event.cameo_code) == ("visit", "042")


def test_nobody_says_so() -> None:
    with pytest.raises(ValueError, match="no report says"):
        facts(report("a/1", status="denied"))


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_the_reports_does_not_matter(seed: int) -> None:
    source = random.Random(seed)
    event = hidden_events(1, source)[0]
    reports = [report("z/1"), *(told(event, f"{n}/1", source) for n in range(12))]
    expected = facts(*reports)
    source.shuffle(reports)
    assert facts(*reports) == expected
