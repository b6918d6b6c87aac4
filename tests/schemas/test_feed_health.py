"""The flags of `feed_health`: weeks of polls and pages, in rows that the project's own writers wrote."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from pipeline.sql import connection
from pipeline.status import print_status, status
from pipeline.warehouse import Warehouse
from schemas.records import FeedPoll, Record, Visit
from tests.pipeline.warehouse.samples import commit

START = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
FEED = "https://a.example/feed"
OTHER = "https://other.example/feed"
ARABIC, ENGLISH = "وصول الوفد إلى العاصمة", "Delegation arrives in the capital"

Read = Callable[[Iterable[Record]], dict[int, dict[str, Any]]]


def poll(day: int, new: int = 0, outcome: str = "ok", hour: float = 0, feed: str = FEED) -> FeedPoll:
    failed = outcome not in ("ok", "not_modified")
    return FeedPoll(
        feed_url=feed, outlet="الوطن", polled_at=START + dt.timedelta(days=day, hours=hour), outcome=outcome,
        items=30 if outcome == "ok" else 0, new_items=new, failures=int(failed), error=outcome if failed else None,
    )  # fmt: skip


def pages(day: int, count: int, outcome: str = "gated", title: str | None = ARABIC, **values: Any) -> list[Visit]:
    at = START + dt.timedelta(days=day)
    urls = [f"https://a.example/{day}-{outcome}-{number}" for number in range(count)]
    return [
        Visit(url=url, link=url, outlet="الوطن", feed_url=FEED, title=title, first_seen_at=at, visited_at=at,
              outcome=outcome, **values)
        for url in urls
    ]  # fmt: skip


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse.open(tmp_path / "warehouse")


@pytest.fixture
def read(warehouse: Warehouse) -> Read:
    def days(rows: Iterable[Record]) -> dict[int, dict[str, Any]]:
        """What the view says of each day of FEED, one commit a day, as cycles write them."""
        by_day: dict[dt.date, list[Record]] = {}
        for row in rows:
            at = row.polled_at if isinstance(row, FeedPoll) else row.visited_at  # type: ignore[attr-defined]
            by_day.setdefault(at.date(), []).append(row)
        with warehouse.writer() as writer:
            for day in sorted(by_day):
                commit(writer, by_day[day])
        with connection(warehouse.snapshot()) as db:
            found = db.sql(f"FROM feed_health WHERE feed_url = '{FEED}' ORDER BY day").to_arrow_table().to_pylist()
        return {(row["day"] - START.date()).days: row for row in found}

    return days


def flagged(days: dict[int, dict[str, Any]], flag: str) -> list[int]:
    return [day for day, row in days.items() if flag in row["flags"].split()]


def test_a_daily_feed_that_stops_is_silent_from_the_third_day_on(read: Read) -> None:
    days = read([poll(day, 8) for day in range(10)] + [poll(day, 0, "not_modified") for day in range(10, 25)])
    assert flagged(days, "silent") == list(range(12, 25))


def test_a_weekly_feed_may_be_quiet_for_three_weeks(read: Read) -> None:
    days = read([poll(day, 1 if day % 7 == 0 else 0) for day in range(29)] + [poll(day) for day in range(29, 55)])
    assert flagged(days, "silent") == list(range(28 + 21, 55))


def test_quiet_weekends_are_no_silence(read: Read) -> None:
    days = read([poll(day, 0 if day % 7 in (5, 6) else 12) for day in range(42)])
    assert flagged(days, "silent") == []


def test_a_feed_that_never_brought_anything_is_silent(read: Read) -> None:
    assert flagged(read([poll(day) for day in range(5)]), "silent") == [3, 4]


def test_a_feed_that_speaks_again_is_no_longer_silent(read: Read) -> None:
    days = read([poll(day, 0 if 5 <= day < 12 else 6) for day in range(14)])
    assert flagged(days, "silent") == list(range(7, 12))


def test_time_in_which_nobody_polled_is_no_silence(read: Read) -> None:
    days = read([poll(day, 9) for day in range(5)] + [poll(30, 40)])
    assert flagged(days, "silent") == []


def test_a_feed_that_fails_for_days_is_silent_too(read: Read) -> None:
    days = read([poll(day, 9) for day in range(5)] + [poll(day, 0, "http_403") for day in range(5, 9)])
    assert flagged(days, "silent") == [7, 8]
    assert flagged(days, "all_fail:poll") == [7, 8]
    assert days[8]["last_error"] == "http_403"


def test_a_sudden_loss_of_volume(read: Read) -> None:
    quiet = [40, *[20, 24, 18, 22, 20, 21, 19], 3, 20, 19]
    days = read([poll(day, new) for day, new in enumerate(quiet)])
    assert flagged(days, "lost_volume") == [8]
    assert days[8]["usual_items"] == pytest.approx(144 / 7)


def test_a_day_that_is_not_over_lost_nothing(read: Read) -> None:
    assert flagged(read([poll(day, 20) for day in range(8)] + [poll(8, 1)]), "lost_volume") == []
    # It is over when any feed was polled on the next one.


def test_a_day_is_over_when_another_feed_is_polled_on_the_next(read: Read) -> None:
    days = read([poll(day, 20) for day in range(8)] + [poll(8, 1), poll(9, 5, feed=OTHER)])
    assert flagged(days, "lost_volume") == [8]


def test_small_and_young_feeds_lose_no_volume(read: Read) -> None:
    days = read([poll(day, new) for day, new in enumerate([30, 2, 3, 1, 2, 3, 2, 0, 2, 30, 30])])
    assert flagged(days, "lost_volume") == []


def test_a_feed_that_turns_to_another_language(read: Read) -> None:
    rows: list[Record] = []
    for day in range(12):
        rows += [poll(day, 6), *pages(day, 6, title=ARABIC if day < 8 else ENGLISH)]
    assert flagged(read(rows), "lost_arabic") == [9, 10, 11]


def test_articles_in_another_language_under_titles_in_arabic_letters(read: Read) -> None:
    rows: list[Record] = []
    for day in range(8):
        rows += [poll(day, 6), *pages(day, 6, "no_contact" if day < 5 else "not_arabic")]
    days = read(rows)
    assert flagged(days, "lost_arabic") == [6, 7]
    assert flagged(days, "all_fail:language") == [7]


def test_a_feed_that_was_never_arabic_lost_nothing(read: Read) -> None:
    rows: list[Record] = []
    for day in range(12):
        rows += [poll(day, 6), *pages(day, 6, title=ENGLISH)]
    assert flagged(read(rows), "lost_arabic") == []


@pytest.mark.parametrize(
    ("outcome", "reason", "step"),
    [
        ("retry", "http_503", "fetch"),
        ("failed", "private_address", "fetch"),
        ("gone", "http_410", "fetch"),
        ("no_text", "paywall", "extract"),
        ("not_arabic", "fa", "language"),
        ("dead_letter", "ValueError", "dead_letter"),
    ],
)
def test_all_items_failing_one_step(read: Read, outcome: str, reason: str, step: str) -> None:
    rows: list[Record] = []
    for day in range(8):
        rows += [poll(day, 2), *(pages(day, 2) if day < 4 else pages(day, 2, outcome, reason=reason))]
    days = read(rows)
    # Steps behind the gate are judged by the pages that came to them; two days of two pages each are enough.
    first = 6 if step in ("fetch", "dead_letter") else 5
    assert flagged(days, f"all_fail:{step}") == list(range(first, 8))
    assert days[7]["main_failure"] == (f"{outcome}:{reason}" if outcome != "not_arabic" else None)


@pytest.mark.parametrize("outcome", ["retry", "no_text", "not_arabic", "dead_letter"])
def test_some_items_failing_is_no_alarm(read: Read, outcome: str) -> None:
    rows: list[Record] = []
    for day in range(5):
        rows += [poll(day, 6), *pages(day, 5, outcome), *pages(day, 1, "no_contact")]
    assert [row["failing_step"] for row in read(rows).values()] == [None] * 5


def test_pages_that_wait_their_turn_do_not_fail(read: Read) -> None:
    days = read([poll(0, 9), *pages(0, 5, "pending"), *pages(0, 4, "retry", reason="host_resting")])
    assert days[0]["flags"] == ""


def test_status_shows_the_flags(warehouse: Warehouse, read: Read) -> None:
    read(
        [poll(day, 20, feed=feed) for feed in (FEED, OTHER, "https://well.example/feed") for day in range(8)]
        + [poll(8, 2), *[poll(day, 0, "not_modified", feed=OTHER) for day in (8, 9, 10)]]
        + [poll(day, 20, feed="https://well.example/feed") for day in (8, 9, 10)]
        + [poll(9, 15)]
    )
    flags = {feed.feed_url: feed.flags for feed in status(warehouse).feeds}
    assert flags == {FEED: ("lost_volume",), OTHER: ("silent", "lost_volume"), "https://well.example/feed": ()}
    out = io.StringIO()
    print_status(warehouse, out, START + dt.timedelta(days=11))
    assert "feeds 3, 2 to look at" in out.getvalue()
    assert [line for line in out.getvalue().splitlines() if OTHER in line and " silent " in line]
