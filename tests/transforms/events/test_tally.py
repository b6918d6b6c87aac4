"""A tally follows texts that turn out to be copies of others as if it had been counted anew."""

from __future__ import annotations

import pickle
import random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import EventRevision, Report
from transforms.events.facts import revision_of
from transforms.events.tally import Tally

from .newsroom import EPOCH, hidden_events, told

IDS = st.sampled_from(["sy_a", "sy_b", "sy_c", "sy_d", "sy_e"])


def some_reports(seed: int, ids: list[str]) -> list[Report]:
    """Reports of one event by few outlets, the texts of which have these ids; the first says that it took place."""
    source = random.Random(seed)
    (event,) = hidden_events(1, source)
    statuses = ["reported", "reported", "confirmed", "denied", "planned"]
    return [
        msgspec.structs.replace(
            told(event, f"{source.choice('xyz')}/{number}", source),
            syndication_id=one,
            status=source.choice(statuses if number else statuses[:3]),
        )
        for number, one in enumerate(ids)
    ]


def facts(tally: Tally) -> EventRevision:
    return revision_of(tally, "ev_1", revision=1, at=EPOCH, founded_at=EPOCH, change="founded")


@given(seed=st.integers(0, 2**32), ids=st.lists(IDS, min_size=1, max_size=12), given=st.data())
def test_texts_that_are_found_to_be_copies(seed: int, ids: list[str], given: st.DataObject) -> None:
    reports = some_reports(seed, ids)
    renamed = {before: given.draw(st.sampled_from(["sy_0", "sy_1", "sy_e"])) for before in {*ids} - {"sy_e"}}
    copies = [msgspec.structs.replace(one, syndication_id=renamed.get(one.syndication_id, "sy_e")) for one in reports]
    tally = Tally(reports)
    for before, after in zip(reports, copies, strict=True):
        if before.status != "planned" and before.syndication_id != after.syndication_id:
            tally.rename(before.syndication_id, after.syndication_id)
    if given.draw(st.booleans()):
        tally = pickle.loads(pickle.dumps(tally))
    assert tally.settle()
    expected = Tally(copies)
    assert facts(tally) == facts(expected)
    # It goes on as the other does, and what it keeps when put away is all of it.
    tally = pickle.loads(pickle.dumps(tally))
    for one in some_reports(seed + 1, given.draw(st.lists(st.sampled_from(["sy_0", "sy_a", "sy_e"]), max_size=4))):
        more = msgspec.structs.replace(one, report_id=f"more {one.report_id}")
        tally.add(more)
        expected.add(more)
    assert facts(tally) == facts(expected)


def test_part_of_a_text_renamed_is_not_followed() -> None:
    one, other = some_reports(0, ["sy_a", "sy_a"])
    tally = Tally([msgspec.structs.replace(report, status="reported") for report in (one, other)])
    tally.rename("sy_a", "sy_b")
    assert not tally.settle()


def test_names_that_change_hands_are_not_followed() -> None:
    reports = [msgspec.structs.replace(report, status="reported") for report in some_reports(0, ["sy_a", "sy_b"])]
    tally = Tally(reports)
    tally.rename("sy_a", "sy_b")
    tally.rename("sy_b", "sy_c")
    assert not tally.settle()
