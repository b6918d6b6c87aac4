"""Denials: which event they dispute, whatever the order in which they come."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import msgspec
import pytest

from schemas.records import EventRevision, Report
from transforms.events.syndication import text_minhash
from transforms.events.unrealized import decoded

from .newsroom import EPOCH, Tables, findings, report
from .test_resolution import WIRE

LATER = EPOCH + dt.timedelta(hours=1)
TOLD = report("a/1", days="2025-03-11", published="2025-03-12")
AGAIN = report("c/1", days="2025-03-11", published="2025-03-13")


def denial(url: str, days: Any = "2025-03-11", published: str = "2025-03-12", **facts: Any) -> Report:
    return report(url, days=days, published=published, status="denied", **facts)


def disputes(tables: Tables) -> list[tuple[str, ...]]:
    """Who denies each event that stands."""
    return sorted(
        tuple(one for claim in event.claims if (claim.field, claim.value) == ("status", "denied")
              for one in claim.report_ids)
        for event in tables.events().values()
    )


def the_event(tables: Tables) -> EventRevision:
    (event,) = tables.events().values()
    return event


@pytest.mark.parametrize("order", list(itertools.permutations([TOLD, denial("b/1"), AGAIN])))
@pytest.mark.parametrize("restarts", [False, True])
def test_in_any_order(order: tuple[Report, ...], restarts: bool) -> None:
    tables = Tables()
    for one in order:
        if restarts:
            tables.restart()
        tables.cycle(one)
    event = the_event(tables)
    assert [(claim.field, claim.value, claim.report_ids) for claim in event.claims] == [
        ("status", "denied", ("b/1#0 denied",)),
        ("status", "reported", ("a/1#0", "c/1#0")),
    ]
    assert (event.status, event.report_count, event.independent_denial_count) == ("reported", 2, 1)
    assert tables.unrealized()["b/1#0 denied"].event_id == event.event_id
    assert "b/1#0 denied" not in tables.reports()


def test_the_history_says_that_it_was_denied_and_that_this_was_taken_back() -> None:
    tables = Tables()
    tables.cycle(TOLD)
    tables.cycle(denial("b/1"))
    assert the_event(tables).change == "denial_added: b/1#0 denied fits by people +6.0, days +2.0"
    tables.restart()
    tables.cycle(findings(url="b/1", at=LATER))
    event = the_event(tables)
    assert (event.change, event.claims, event.independent_denial_count) == ("denial_withdrawn", (), 0)
    assert tables.unrealized()["b/1#0 denied"].withdrawn_at == LATER


def test_what_fits_two_contacts_alike_disputes_none_until_one_is_gone() -> None:
    two = [TOLD, report("c/1", days="2025-03-20", published="2025-03-21")]
    tables = Tables()
    tables.cycle(*two, denial("b/1", days=("2025-03-01", "2025-03-31"), published="2025-04-01"))
    assert disputes(tables) == [(), ()]
    assert tables.unrealized()["b/1#0 denied"].event_id is None
    tables.cycle(findings(url="c/1", at=LATER))
    assert disputes(tables) == [("b/1#0 denied",)]
    tables.cycle(findings(two[1], at=LATER + dt.timedelta(hours=1)))
    assert disputes(tables) == [(), ()]


def test_the_very_day_is_clear_beside_the_day_before() -> None:
    tables = Tables()
    tables.cycle(findings(TOLD, report("a/1", days="2025-03-12", published="2025-03-12", number=1)), denial("b/1"))
    assert disputes(tables) == [(), ("b/1#0 denied",)]


@pytest.mark.parametrize(
    "other",
    [denial("b/1", days="2025-05-11", published="2025-05-12"), denial("b/1", mode="meeting"),
     denial("b/1", people="ratcliffe bortnikov")],
    ids=["another day", "another kind", "other people"],
)  # fmt: skip
def test_another_contact_is_not_disputed(other: Report) -> None:
    tables = Tables()
    tables.cycle(TOLD, other)
    assert disputes(tables) == [()]


def test_who_reports_a_contact_does_not_deny_it() -> None:
    visit = report("a/1", mode="visit", days="2025-03-11", published="2025-03-12", place="Moscow", place_country="RU")
    tables = Tables()
    tables.cycle(findings(visit, denial("a/1", mode="meeting", number=1)))
    assert disputes(tables) == [()]


def test_a_copied_denial_counts_once() -> None:
    tables = Tables()
    wire = text_minhash(WIRE)
    tables.cycle(TOLD, denial("b/1", text_minhash=wire), denial("c/1", text_minhash=wire), denial("d/1"))
    assert disputes(tables) == [("b/1#0 denied", "c/1#0 denied", "d/1#0 denied")]
    assert (the_event(tables).independent_denial_count, the_event(tables).independent_report_count) == (2, 1)


def test_the_same_words_in_a_corrected_text_are_a_new_row() -> None:
    tables = Tables()
    first = findings(denial("b/1"))
    tables.cycle(first)
    (said,) = first.unrealized
    corrected = msgspec.structs.replace(said, text_sha256="another")
    tables.cycle(msgspec.structs.replace(first, detected_at=LATER, unrealized=(corrected,)))
    assert tables.unrealized()["b/1#0 denied"].text_sha256 == "another"


def test_a_plain_row_of_reports_that_says_so_does_not_stop_the_cycle() -> None:
    """The tables' contract allows such rows, whoever wrote them."""
    plain = msgspec.structs.replace(TOLD, status="denied")
    assert decoded(msgspec.msgpack.encode(plain)) == plain
