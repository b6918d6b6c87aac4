"""What is looked up without a row: numbers, articles, the events that rows name, and what has changed."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from transforms.events.articles import Articles
from transforms.events.changed import Changed
from transforms.events.ledger import Ledger
from transforms.events.numbers import Numbers
from transforms.events.resolution import ResolveFold

from .newsroom import newspaper

NAMES = st.sampled_from("abcdefg")
AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@given(st.lists(NAMES))
def test_names_keep_their_numbers(names: list[str]) -> None:
    numbers = Numbers()
    made = [numbers.made(name) for name in names]
    assert [numbers.name(number) for number in made] == names
    assert [numbers.get(name) for name in names] == made
    assert sorted(set(made)) == list(range(len(numbers)))
    assert numbers.get("another") is None


@given(st.lists(st.tuples(NAMES, NAMES)))
def test_an_article_has_its_reports(filed: list[tuple[str, str]]) -> None:
    articles = Articles(Numbers())
    filed = [(url, f"{url} {which}") for url, which in filed]
    for url, report_id in filed:
        articles.file(url, report_id)
    expected = {url: sorted({report_id for of, report_id in filed if of == url}) for url, _ in filed}
    assert {url: articles.reports(url) for url in expected} == expected
    assert sorted(articles) == sorted(report_id for reports in expected.values() for report_id in reports)
    assert articles.reports("another") == []


@given(st.lists(st.tuples(NAMES, st.none() | st.sampled_from(["ev_1", "ev_2", "ev_3"]))))
def test_events_hold_the_reports_whose_rows_name_them(rows: list[tuple[str, str | None]]) -> None:
    ledger = Ledger(Numbers(), Changed())
    expected: dict[str, str | None] = {}
    for report_id, event_id in rows:
        before = expected.get(report_id)
        assert ledger.hold(report_id, event_id) == ({before} if before else set())
        expected[report_id] = event_id
    assert {report_id: ledger.event_of(report_id) for report_id in expected} == expected
    assert ledger.event_of("another") is None
    for event in ("ev_1", "ev_2", "ev_3"):
        held = {report_id for report_id, event_id in expected.items() if event_id == event}
        assert ledger.held([event]) == held


def test_the_reports_of_a_merged_event_go_to_the_one_that_stands() -> None:
    ledger = Ledger(Numbers(), Changed())
    ledger.hold("a", "ev_1")
    ledger.hold("b", "ev_2")
    ledger.merge("ev_2", "ev_1")
    assert ledger.current_id("ev_2") == "ev_1"
    ledger.follow_merges({"ev_2"})
    assert ledger.held(["ev_1"]) == {"a", "b"}
    assert ledger.hold("b", None) == {"ev_1", "ev_2"}
    assert ledger.held(["ev_1", "ev_2"]) == {"a"}


def test_merges_in_a_circle_end() -> None:
    ledger = Ledger(Numbers(), Changed())
    for event_id, kept in (("ev_1", "ev_2"), ("ev_2", "ev_3"), ("ev_3", "ev_1")):
        ledger.merge(event_id, kept)
    assert {ledger.current_id(event_id) for event_id in ("ev_1", "ev_2", "ev_3")} <= {"ev_1", "ev_2", "ev_3"}


def test_changes_of_a_state_that_was_never_asked_are_all_of_it() -> None:
    fold = ResolveFold()
    first, then = newspaper(3, events=4, articles=20), newspaper(4, events=4, articles=20)
    state = fold.fresh()
    for number, findings in enumerate([*first, *then]):
        state, _ = fold.fold(state, [findings], AT + dt.timedelta(minutes=number))
    assert not state.changed.reports | state.changed.events | state.changed.readings
    everything = fold.changes(state)
    assert fold.encode(fold.restored([everything])) == fold.encode(state)
    nothing = fold.changes(state)
    assert len(nothing) < 100 < len(everything)
    state, _ = fold.fold(state, newspaper(5, events=4, articles=20)[:1], AT + dt.timedelta(days=1))
    assert fold.encode(fold.restored([everything, nothing, fold.changes(state)])) == fold.encode(state)
