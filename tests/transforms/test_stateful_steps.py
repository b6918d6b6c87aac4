"""The folds of polling and of choosing pages keep the two laws of `transforms.fold`."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import Feed, FeedPoll, Visit
from transforms.fetch_pages import VisitFold
from transforms.poll_feeds import PollFold
from transforms.web.http import HttpSettings

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
URL = "https://a.example/story"


def at(hour: int) -> dt.datetime:
    return START + dt.timedelta(hours=hour)


def listed(hour: int, feed: int, wording: int) -> Visit:
    """An item of a feed as one poll saw it."""
    return Visit(
        url=URL, link=URL, outlet="o", feed_url=f"https://a.example/{feed}", item_sha256=str(wording),
        first_seen_at=at(hour), visited_at=at(hour),
    )  # fmt: skip


items = st.lists(
    st.builds(listed, st.integers(1, 5), st.integers(1, 3), st.integers(1, 3)),
    min_size=1,
    max_size=6,
    unique_by=lambda item: (item.visited_at, item.feed_url),
)
outcomes = st.sampled_from(["reported", "gated", "failed", "gone", "dead_letter"])
rows = st.builds(
    lambda item, outcome: msgspec.structs.replace(item, outcome=outcome),
    st.builds(listed, st.integers(-9, 0), st.integers(1, 3), st.integers(1, 3)),
    outcomes,
)


@given(items, st.data())
def test_a_new_page_is_chosen_once_however_its_items_are_cut_into_cycles(
    found: list[Visit], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(found)))
    fold = VisitFold()
    _, together = fold.fold(fold.fresh(), found, at(6))
    state, first = fold.fold(fold.fresh(), found[:cut], at(6))
    state, second = fold.fold(state, found[cut:], at(6))
    assert len(together) == 1
    assert len(first) + len(second) == 1
    assert state is not None
    assert state.outcome == "pending"


@given(st.lists(rows, max_size=4), items, st.randoms())
def test_the_order_of_rows_and_items_does_not_matter(seeds: list[Visit], found: list[Visit], random: object) -> None:
    fold = VisitFold()
    straight = fold.fold(fold.seeded(fold.fresh(), seeds), found, at(6))
    shuffled_seeds, shuffled = list(seeds), list(found)
    random.shuffle(shuffled_seeds)  # type: ignore[attr-defined]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = fold.fold(fold.seeded(fold.fresh(), shuffled_seeds), shuffled, at(6))
    if len({seed.visited_at for seed in seeds}) == len(seeds):
        assert turned == straight


@given(rows, items)
def test_a_row_that_comes_late_is_the_state_if_it_is_later(row: Visit, found: list[Visit]) -> None:
    fold = VisitFold()
    state, _ = fold.fold(fold.fresh(), found, at(6))
    assert fold.seeded(state, [row]) == state, "an earlier row changes nothing"
    later = msgspec.structs.replace(row, visited_at=at(7))
    assert fold.seeded(state, [later]) == later


@given(st.one_of(st.none(), rows))
def test_the_state_of_a_page_survives_its_encoding(state: Visit | None) -> None:
    fold = VisitFold()
    assert fold.decode(fold.encode(state)) == state


polls = st.builds(
    lambda feed, hour, failures: FeedPoll(
        feed_url=f"http://127.0.0.1:9/{feed}", outlet="o", polled_at=at(hour), outcome="ok", failures=failures
    ),
    st.integers(1, 3),
    st.integers(-9, 0),
    st.integers(0, 3),
)


@given(st.lists(polls, max_size=6, unique_by=lambda poll: (poll.feed_url, poll.polled_at)), st.randoms())
def test_the_latest_poll_of_each_feed_is_what_counts(seeds: list[FeedPoll], random: object) -> None:
    fold = PollFold(HttpSettings())
    shuffled = list(seeds)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    state = fold.seeded(fold.fresh(), shuffled + seeds)
    assert state == fold.seeded(fold.fresh(), seeds)
    assert all(
        poll == max((s for s in seeds if s.feed_url == url), key=lambda s: s.polled_at) for url, poll in state.items()
    )
    assert fold.decode(fold.encode(state)) == state


def test_a_feed_that_was_just_polled_is_left_alone() -> None:
    fold = PollFold(HttpSettings())
    feed = Feed(outlet="o", url="http://127.0.0.1:9/1", every_minutes=60)
    poll = FeedPoll(feed_url=feed.url, outlet="o", polled_at=at(0), outcome="ok", next_poll_at=at(1))
    state, outputs = fold.fold(fold.seeded(fold.fresh(), [poll]), [feed, feed], at(0))
    assert outputs == []
    assert state == {feed.url: poll}
