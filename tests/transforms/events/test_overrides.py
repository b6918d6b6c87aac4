"""The analyst's word is final, and taken back without a trace in the division."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.records import EventRevision
from schemas.yamlfile import ConfigError
from transforms.events.overrides import Override, read_overrides
from transforms.events.resolution import ResolveFold

from .newsroom import EPOCH, Tables, cut, findings, newspaper, report

SEEDS = st.integers(0, 2**32)
LAWS = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tables(*overrides: Override) -> Tables:
    found = Tables()
    found.fold = ResolveFold(overrides)
    return found


def decide(these: Tables, *overrides: Override) -> list[EventRevision]:
    """Start anew from the tables with other decisions; gives the revisions they cause."""
    these.fold = ResolveFold(overrides)
    these.restart()
    return [row for row in these.cycle() if isinstance(row, EventRevision)]


MARCH = report("a/1", days="2025-03-11", published="2025-03-12")
AGAIN = report("b/1", days="2025-03-11", published="2025-03-13")
MAY = report("c/1", days="2025-05-02", published="2025-05-03")
MERGE = Override(merge=("a/1#0", "c/1#0"), why="one call, two dates")
SPLIT = Override(split=("b/1#0",), why="a second call of the day")
NO_EVENT = Override(no_event="b/1#0", why="a play")


# --- the file ---------------------------------------------------------------------------------------


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "overrides.yaml"
    path.write_text(
        "overrides:\n"
        "  - merge: [rp_1, rp_2]\n"
        "    why: one call\n"
        "  - {split: [rp_3], why: another}\n"
        "  - {no_event: rp_4, why: a play}\n"
        "  - day: 2025-03-11\n"
        "    event: ev_5\n"
        "    why: the services say so\n"
    )
    found = read_overrides(path)
    whys = [override.why for override in found.overrides]
    assert whys == ["one call", "another", "a play", "the services say so"]
    assert found.lines == (2, 4, 5, 6)
    assert str(found.overrides[3].day) == "2025-03-11"
    assert found.overrides[0].names() == ("rp_1", "rp_2")


FAULTS = {
    "two at once": ("{merge: [a, b], split: [a], why: x}", "2: overrides[0]: expected one of"),
    "none": ("{why: x}", "2: overrides[0]: expected one of merge, split, no_event and day, found none"),
    "one report": ("{merge: [a, a], why: x}", "2: overrides[0].merge: expected at least two different"),
    "an event split off": ("{split: [a, ev_2], why: x}", "2: overrides[0].split[1]: expected a report"),
    "an empty name": ("{no_event: '', why: x}", "2: overrides[0]: a name is empty"),
    "no report": ("{split: [], why: x}", "at least one report"),
    "no reason": ("{split: [a], why: ' '}", "2: overrides[0].why: is empty"),
    "missing reason": ("{split: [a]}", "`why`"),
    "day alone": ("{day: 2025-03-11, why: x}", "belong together"),
    "no day": ("{day: soon, event: a, why: x}", "2: overrides[0].day"),
    "unknown key": ("{spilt: [a], why: x}", "spilt"),
    "no YAML": ("{merge: [a, b", "not valid YAML"),
}


@pytest.mark.parametrize(("entry", "message"), FAULTS.values(), ids=FAULTS)
def test_faults_name_the_line(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "overrides.yaml"
    path.write_text(f"overrides:\n  - {entry}\n")
    with pytest.raises(ConfigError) as error:
        read_overrides(path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


# --- decisions --------------------------------------------------------------------------------------


def test_merge_and_its_taking_back() -> None:
    these = tables()
    these.cycle(MARCH, AGAIN, MAY)
    before = these.picture()
    merged, kept = sorted(decide(these, MERGE), key=lambda revision: revision.merged_into is None)
    assert merged.merged_into == kept.event_id
    assert merged.change == "merged by override: one call, two dates"
    assert kept.change == f"absorbed {merged.event_id} by override: one call, two dates"
    assert these.partition() == {frozenset({"a/1#0", "b/1#0", "c/1#0"})}
    assert {claim.field for claim in kept.claims} == {"days"}
    assert decide(these, MERGE) == []
    decide(these)
    assert these.picture() == before


def test_split_and_its_taking_back() -> None:
    these = tables()
    these.cycle(MARCH, AGAIN, MAY)
    before = these.picture()
    changes = {revision.change for revision in decide(these, SPLIT)}
    assert changes == {"split by override: a second call of the day", "founded by override: a second call of the day"}
    assert these.partition() == {frozenset({one}) for one in ("a/1#0", "b/1#0", "c/1#0")}
    decide(these)
    assert these.picture() == before


def test_what_is_no_event_has_none() -> None:
    these = tables()
    these.cycle(MARCH, AGAIN, MAY)
    (revision,) = decide(these, NO_EVENT)
    assert (revision.change, revision.report_count) == ("withdrawn by override: a play", 0)
    assert {key for key, row in these.reports().items() if row.event_id is None} == {"a/1#0", "b/1#0"}
    # What is reported of it later is no event either.
    these.cycle(report("d/1", days="2025-03-11", published="2025-03-14"))
    assert these.reports()["d/1#0"].event_id is None
    decide(these)
    assert len(these.events()) == 2


def test_the_day_that_is_right() -> None:
    these = tables()
    these.cycle(MARCH, AGAIN)
    (revision,) = decide(these, Override(day=AGAIN.event_start.replace(day=10), event="b/1#0", why="their statement"))
    assert (str(revision.event_start), str(revision.event_end)) == ("2025-03-10", "2025-03-10")
    assert revision.change == "facts_changed; day by override: their statement"
    decide(these)
    assert [str(event.event_start) for event in these.events().values()] == ["2025-03-11"]


def test_an_event_needs_a_report_that_asserts_it() -> None:
    these = tables(Override(split=("b/1#0 denied",), why="another"))
    these.cycle(MARCH, report("b/1", days="2025-03-11", published="2025-03-12", status="denied"))
    assert these.unrealized()["b/1#0 denied"].event_id is None
    assert [event.claims for event in these.events().values()] == [()]


def test_reports_that_are_not_known_yet_are_passed_over() -> None:
    these = tables(MERGE)
    these.cycle(MARCH)
    these.cycle(MAY)
    assert len(these.events()) == 1


def test_an_event_is_named_by_its_id_through_merges() -> None:
    these = tables()
    these.cycle(MARCH, MAY)
    both = tuple(these.events())
    merge = Override(merge=both, why="one call")
    decide(these, merge)
    assert these.partition() == {frozenset({"a/1#0", "c/1#0"})}
    (standing,) = these.events()
    (tombstone,) = set(both) - {standing}
    day = Override(day=dt.date(2025, 4, 1), event=tombstone, why="its tombstone names it still")
    (revision,) = decide(these, merge, day)
    assert (revision.event_id, str(revision.event_start)) == (standing, "2025-04-01")
    assert these.unapplied == []
    assert decide(these, merge, day) == []


def test_an_event_named_by_its_id_stays_none() -> None:
    these = tables()
    these.cycle(MARCH, AGAIN)
    (event_id,) = these.events()
    decision = Override(no_event=event_id, why="a play")
    decide(these, decision)
    for _ in range(2):
        assert decide(these, decision) == []
        assert these.events() == {}
        assert these.unapplied == []


def test_names_in_vain_are_told() -> None:
    planned = report("p/1", days="2025-09-01", published="2025-08-01", status="planned")
    these = tables(
        Override(merge=("a/1#0", "z/9#0"), why="x"),
        Override(no_event="ev_000000000000", why="x"),
        Override(split=("p/1#0 planned",), why="x"),
    )
    these.cycle(MARCH, planned)
    assert [(one.position, one.name, one.problem) for one in these.unapplied] == [
        (0, "z/9#0", "no such report"),
        (1, "ev_000000000000", "no such event"),
        (2, "p/1#0 planned", "is of no event"),
    ]
    these.cycle(findings(url=MARCH.url, at=EPOCH + dt.timedelta(hours=1)))
    assert "a/1#0" in {one.name for one in these.unapplied}, "an article that was corrected makes the report no more"


# --- laws -------------------------------------------------------------------------------------------


def some_decisions(report_ids: list[str], source: random.Random) -> list[Override]:
    if len(report_ids) < 3:
        return []
    found = []
    for _ in range(source.randint(1, 4)):
        some = tuple(source.sample(report_ids, source.randint(2, 3)))
        found.append(
            source.choice([
                Override(merge=some, why="m"),
                Override(split=some, why="s"),
                Override(no_event=some[0], why="n"),
                Override(day=MARCH.event_start, event=some[0], why="d"),
            ])
        )
    return found


@given(seed=SEEDS, data=st.data())
@LAWS
def test_when_a_decision_is_made_does_not_matter(seed: int, data: st.DataObject) -> None:
    inputs = newspaper(seed, events=5, articles=14)
    source = random.Random(seed)
    overrides = some_decisions(sorted({one.report_id for reading in inputs for one in reading.reports}), source)
    expected, found = tables(*overrides), tables()
    expected.cycle(*inputs)
    for cycle in data.draw(cut(inputs)):
        found.cycle(*cycle)
        how = data.draw(st.sampled_from(["go on", "restart", "encode", "decide", "forget decisions"]))
        if how == "restart":
            found.restart()
        elif how == "encode":
            found.state = found.fold.decode(found.fold.encode(found.state))
        elif how == "decide":
            found.fold = ResolveFold(overrides)
        elif how == "forget decisions":
            found.fold = ResolveFold()
    decide(found, *overrides)
    assert found.picture() == expected.picture()
    assert found.partition() == expected.partition()
    assert found.cycle() == []


@given(seed=SEEDS)
@LAWS
def test_merge_and_split_are_inverse(seed: int) -> None:
    inputs = newspaper(seed, events=5, articles=14)
    these = tables()
    these.cycle(*inputs)
    before = these.picture()
    events = sorted(sorted(members) for members in before)
    if len(events) < 2:
        return
    one, other = random.Random(seed).sample(events, 2)
    merge = Override(merge=(one[0], other[0]), why="m")
    decide(these, merge)
    assert frozenset(one + other) in these.picture()
    decide(these, merge, Override(split=tuple(other), why="s"))
    assert these.picture() == before
    if len(one) > 1:
        decide(these, Override(split=(one[0],), why="s"), Override(merge=tuple(one), why="m"))
        assert these.picture() == before
