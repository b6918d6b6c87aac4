"""The folds of polling and of choosing pages keep the two laws of `transforms.fold`."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import Feed, FeedPoll, Visit
from transforms.poll_feeds import PollFold
from transforms.select_visits import HostFold, HostVisits
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




def folded(state: HostVisits, known: list[Visit], found: list[Visit], when: int) -> tuple[HostVisits, list[Visit]]:
    """One window, after what the last one left was kept as bytes."""
    fold = HostFold()
    return fold.fold(fold.seeded(fold.decode(fold.encode(state)), known), found, at(when))


@given(items, st.data())
def test_a_new_page_is_chosen_once_however_its_items_are_cut_into_windows(
    found: list[Visit], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(found)))
    again = data.draw(st.lists(st.sampled_from(found)))
    _, together = folded(HostVisits(), [], found, 6)
    state, first = folded(HostVisits(), [], found[:cut], 6)
    state, second = folded(state, [], data.draw(st.permutations(found[cut:] + again)), 6)
    assert len(together) == 1
    assert len(first) + len(second) == 1
    assert [visit.outcome for visit, _ in state.under_way.values()] == ["pending"]
    assert all(visit.next_attempt_at is not None for visit in first + second)


@given(st.lists(rows, max_size=4), items, st.randoms())
def test_the_order_of_rows_and_items_does_not_matter(seeds: list[Visit], found: list[Visit], random: object) -> None:
    straight = folded(HostVisits(), seeds, found, 6)
    shuffled_seeds, shuffled = list(seeds), list(found)
    random.shuffle(shuffled_seeds)  # type: ignore[attr-defined]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = folded(HostVisits(), shuffled_seeds + seeds, shuffled + found, 6)
    if len({seed.visited_at for seed in seeds}) == len(seeds):
        assert turned == straight


@given(rows, items)
def test_what_is_under_way_waits_for_its_row(row: Visit, found: list[Visit]) -> None:
    state, [chosen] = folded(HostVisits(), [], found, 6)
    state, none = folded(state, [], found, 6)
    assert none == [], "there is no row yet: it is under way"
    later = msgspec.structs.replace(row, visited_at=at(7), feed_url=chosen.feed_url, item_sha256=chosen.item_sha256)
    state, none = folded(state, [later], [item for item in found if item.feed_url != chosen.feed_url], 7)
    assert none == [], "it was read"
    assert not state.under_way


def test_a_visit_without_a_row_is_made_again_when_its_lease_is_over() -> None:
    state, [chosen] = folded(HostVisits(), [], [listed(5, 1, 1)], 6)
    assert chosen.next_attempt_at is not None
    state, [again] = folded(state, [], [listed(5, 1, 1)], 8)
    assert again.url == chosen.url
    assert again.first_seen_at == chosen.first_seen_at
    state, none = folded(state, [], [], 24)
    assert none == []
    assert not state.under_way, "nobody speaks of it any more"


def test_a_page_that_waits_is_taken_up_once() -> None:
    waiting = msgspec.structs.replace(listed(1, 1, 1), outcome="retry", next_attempt_at=at(5), attempts=2)
    state, none = folded(HostVisits(), [waiting], [], 4)
    assert none == [], "its time has not come"
    state, [chosen] = folded(state, [waiting], [], 6)
    assert chosen.attempts == 2
    state, none = folded(state, [waiting], [], 6)
    assert none == [], "its row does not say yet what became of it"
    ended = msgspec.structs.replace(chosen, outcome="retry", visited_at=at(6), attempts=3, next_attempt_at=at(9))
    state, none = folded(state, [ended], [], 6)
    assert none == []
    state, [chosen] = folded(state, [ended], [], 9)
    assert chosen.attempts == 3


def test_a_host_gets_so_many_visits_in_a_window_and_the_others_wait() -> None:
    found = [msgspec.structs.replace(listed(5, 1, 1), url=f"{URL}/{number}") for number in range(5)]
    fold = HostFold(most=3)
    state, visits = fold.fold(fold.fresh(), found, at(6))
    assert [visit.next_attempt_at is not None for visit in visits] == [True, True, True, False, False]
    left = visits[3:]
    assert {visit.outcome for visit in left} == {"pending"}
    state, rest = fold.fold(fold.seeded(fold.decode(fold.encode(state)), left), found, at(6))
    assert {visit.url for visit in rest} == {visit.url for visit in left}


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
