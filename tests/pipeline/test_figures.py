"""What a run counts is what its tables hold, and what `qanat status` tells is both."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.commands.run import feed_source, one_cycle
from pipeline.demo.server import Newsroom
from pipeline.funnel import spread
from pipeline.settings import Settings
from pipeline.status import print_status, status
from pipeline.summary import CycleSummary
from pipeline.warehouse import Warehouse
from transforms import figures
from transforms.contacts.gate import KnowledgeGate
from transforms.web.http import HttpSettings

SETTINGS = Settings(
    http=HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0), obey_hints=False, gate=KnowledgeGate(None)
)


class Cycle(NamedTuple):
    """One cycle, and the warehouse's status right after it."""

    summary: CycleSummary
    status: Any
    printed: str


class Watched(NamedTuple):
    """Two cycles over a newsroom that moved on between them."""

    warehouse: Warehouse
    cycles: list[Cycle]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    warehouse = Warehouse.open(tmp_path_factory.mktemp("figures") / "warehouse")
    cycles = []
    with Newsroom() as newsroom:
        for stage in (1, 2):
            newsroom.set_stage(stage)
            with warehouse.writer() as writer:
                summary = one_cycle(writer, feed_source(newsroom.feeds()), SETTINGS, [], 60.0)
            out = io.StringIO()
            print_status(warehouse, out)
            cycles.append(Cycle(summary, status(warehouse), out.getvalue()))
    return Watched(warehouse, cycles)


READ_THEN = "COALESCE(read_at, detected_at) = detected_at"

COUNTED = {
    "feeds_polled": "SELECT COUNT(*) FROM {feed_polls} WHERE polled_at = @at",
    "feeds_failed": """SELECT COUNT(*) FROM {feed_polls} WHERE polled_at = @at
                       AND outcome NOT IN ('ok', 'not_modified')""",
    "poll_milliseconds.sum": "SELECT SUM(elapsed_ms) FROM {feed_polls} WHERE polled_at = @at",
    "poll_milliseconds.max": "SELECT MAX(elapsed_ms) FROM {feed_polls} WHERE polled_at = @at",
    "pages_fetched": "SELECT COUNT(*) FROM {pages} WHERE fetched_at = @at",
    "fetch_milliseconds.count": "SELECT COUNT(*) FROM {pages} WHERE visited_at = @at AND elapsed_ms > 0",
    "fetch_milliseconds.sum": "SELECT SUM(elapsed_ms) FROM {pages} WHERE visited_at = @at",
    "fetch_milliseconds.max": "SELECT MAX(elapsed_ms) FROM {pages} WHERE visited_at = @at",
    "pages_gated": "SELECT COUNT(*) FROM {pages} WHERE visited_at = @at AND outcome = 'gated'",
    "articles_extracted": """SELECT COUNT(*) FROM {pages} WHERE visited_at = @at
                             AND outcome IN ('not_arabic', 'no_contact', 'reported')""",
    "articles_not_arabic": "SELECT COUNT(*) FROM {pages} WHERE visited_at = @at AND outcome = 'not_arabic'",
    "articles_kept": """SELECT COUNT(*) FROM {pages} WHERE visited_at = @at
                        AND outcome IN ('no_contact', 'reported')""",
    "articles_relevant": "SELECT COUNT(*) FROM {articles} WHERE fetched_at = @at AND relevant",
    "candidates_rejected": "SELECT COUNT(*) FROM {articles} WHERE fetched_at = @at AND NOT relevant",
    "reports_detected": f"SELECT COUNT(*) FROM {{reports}} WHERE detected_at = @at AND {READ_THEN}",
    "publication_lag_seconds.count": f"""SELECT COUNT(*) FROM {{reports}} WHERE detected_at = @at
                                         AND {READ_THEN} AND published_at IS NOT NULL""",
    "events_new": "SELECT COUNT(*) FROM {event_revisions} WHERE revised_at = @at AND revision = 1",
    "events_changed": "SELECT COUNT(*) FROM {event_revisions} WHERE revised_at = @at AND revision > 1",
    "dead_letters": "SELECT COUNT(*) FROM {dead_letters} WHERE failed_at = @at",
}


@pytest.mark.parametrize("name", COUNTED)
def test_counters_and_distributions_say_what_the_tables_hold(watched: Watched, name: str) -> None:
    snapshot = watched.warehouse.snapshot()
    for cycle in watched.cycles:
        [(found,)] = snapshot.query(COUNTED[name], {"at": cycle.summary.started_at})
        assert cycle.summary.figures[name] == (found or 0)


def test_the_demo_counts_what_it_should(watched: Watched) -> None:
    first, second = (cycle.summary.figures for cycle in watched.cycles)
    assert first["feeds_polled"] == 9
    assert (second["feeds_polled"], second["feeds_failed"]) == (9, 1)
    assert first["pages_fetched"] > first["articles_kept"] > first["articles_relevant"] > first["events_new"] > 0
    assert second["events_new"] == 1
    assert second["events_changed"] > 0


def test_the_lag_is_that_of_the_reports(watched: Watched) -> None:
    snapshot = watched.warehouse.snapshot()
    for cycle in watched.cycles:
        at = cycle.summary.started_at
        query = f"SELECT published_at FROM {{reports}} WHERE detected_at = @at AND {READ_THEN}"
        rows = snapshot.query(query, {"at": at})
        lags = [max(0, round((at - published).total_seconds())) for (published,) in rows if published]
        assert cycle.summary.figures["publication_lag_seconds.sum"] == sum(lags)
        told = cycle.status.funnel.lag_seconds
        assert told.count == len(lags)
        assert round(told.median) == sorted(lags)[(len(lags) - 1) // 2]


def test_what_steps_count_adds_up(watched: Watched) -> None:
    for cycle in watched.cycles:
        found = cycle.summary.figures
        assert found["articles_kept"] + found["articles_not_arabic"] == found["articles_extracted"]
        assert found["pages_gated"] + found["articles_extracted"] <= found["pages_fetched"]
        assert found["fetch_milliseconds.count"] > 0  # answers within a millisecond have no time


def test_every_counter_is_told_though_it_be_nought(watched: Watched) -> None:
    counters = {figure.name for figure in figures.ALL if figure.kind == "counter"}
    for cycle in watched.cycles:
        assert counters <= set(cycle.summary.figures)


def test_status_tells_the_same_as_the_counters(watched: Watched) -> None:
    for cycle in watched.cycles:
        funnel, counted = cycle.status.funnel, cycle.summary.figures
        assert cycle.status.since == cycle.summary.started_at
        assert funnel.feeds_polled == counted["feeds_polled"]
        assert funnel.feeds_failed == counted["feeds_failed"]
        assert funnel.fetched == counted["pages_fetched"]
        assert funnel.named_both_sides == counted["pages_fetched"] - counted["pages_gated"]
        assert funnel.arabic == counted["articles_kept"]
        assert funnel.reported == counted["articles_relevant"]
        assert funnel.reports == counted["reports_detected"]
        assert (funnel.events_new, funnel.events_changed) == (counted["events_new"], counted["events_changed"])
        assert funnel.fetch_seconds.count == counted["fetch_milliseconds.count"]
        assert funnel.fetch_seconds.p95 * 1000 <= counted["fetch_milliseconds.max"]
        line = f"→ Arabic {funnel.arabic} → with a contact {funnel.reported} · reports {funnel.reports}"
        assert line in cycle.printed
        assert "lag from publication to report median" in cycle.printed


def test_names_are_stable() -> None:
    """A renamed figure breaks dashboards and alert rules: change this list, the runbook and the changelog together."""
    assert [figure.name for figure in figures.ALL] == [
        "feeds_polled",
        "feeds_failed",
        "visits_left_for_later",
        "pages_fetched",
        "visits_ended",
        "pages_read",
        "pages_through_gate",
        "pages_gated",
        "articles_extracted",
        "articles_kept",
        "articles_not_arabic",
        "articles_relevant",
        "candidates_rejected",
        "reports_detected",
        "findings",
        "events_new",
        "events_changed",
        "dead_letters",
        "poll_milliseconds",
        "fetch_milliseconds",
        "publication_lag_seconds",
    ]


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=200))
def test_a_spread_is_of_values_that_were_measured(values: list[int]) -> None:
    found = spread(map(float, values))
    assert found is not None
    assert found.count == len(values)
    for value, share in ((found.median, 0.5), (found.p95, 0.95)):
        assert value in values
        assert sum(each <= value for each in values) >= share * len(values)
        assert sum(each < value for each in values) < share * len(values)


def test_the_spread_of_nothing() -> None:
    assert spread([]) is None


def test_an_empty_warehouse_has_a_funnel_of_noughts(tmp_path: Path) -> None:
    found = status(Warehouse.open(tmp_path / "warehouse")).funnel
    assert (found.fetched, found.events_new, found.fetch_seconds, found.lag_seconds) == (0, 0, None, None)
