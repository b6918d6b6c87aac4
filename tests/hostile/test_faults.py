"""Each fault beside healthy outlets: it has a name in the tables, costs little, and harms nobody else."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from tests.hostile.conftest import Measured, Watch
from tests.hostile.faults import FAULTS, HEAVY, RETRY_AFTER_SECONDS
from tests.hostile.newsroom import HEALTHY, STORIES, HostileNewsroom, title_of
from transforms.web.addresses import is_public
from transforms.web.extraction import REASONS as NO_TEXT
from transforms.web.polling import OUTCOMES

MOST_SECONDS = 30.0
"""Of the processor, for all faults of a cycle together. Waiting is bounded by TOTAL_SECONDS for each request."""
MOST_MEGABYTES = 100.0
LATER_DAYS = 8.0
"""Longer than any back-off."""

ON_THE_WIRE = [name for name in FAULTS if not any(part in name for part in HEAVY)]
ON_MEMORY = [name for name in FAULTS if name not in ON_THE_WIRE]


class Story(NamedTuple):
    """All faults in two cycles, then none of them eight days later."""

    watch: Watch
    faulty: dict[str, dict[str, Any]]
    """Last row of `pages` and `feed_polls` by address, while the faults stood."""
    measured: list[Measured]
    later: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def story(newsroom: HostileNewsroom, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """The faults that attack memory are met one after the other, so that the most of the cycle bounds each."""
    watch = Watch(newsroom, tmp_path_factory.mktemp("faults") / "warehouse")
    newsroom.on = set(FAULTS)
    measured = [
        watch.cycle(newsroom.feeds(*ON_THE_WIRE), threads=8),
        watch.cycle(newsroom.feeds(*ON_MEMORY), threads=1),
    ]
    faulty = last_rows(watch)
    newsroom.on = set()
    newsroom.internet.redirected.clear()
    watch.cycle(newsroom.feeds(*FAULTS), days_later=LATER_DAYS)
    return Story(watch, faulty, measured, last_rows(watch))


def last_rows(watch: Watch) -> dict[str, dict[str, Any]]:
    polls = watch.rows("FROM feed_polls QUALIFY row_number() OVER (PARTITION BY feed_url ORDER BY polled_at DESC) = 1")
    pages = watch.rows("FROM pages QUALIFY row_number() OVER (PARTITION BY url ORDER BY visited_at DESC) = 1")
    return {row["feed_url"]: row for row in polls} | {row["url"]: row for row in pages}


def ended(row: dict[str, Any]) -> str:
    return f"{row['outcome']}:{row['reason']}"


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.feed])
def test_a_feed_with_the_fault_has_a_named_outcome(story: Story, name: str) -> None:
    fault = FAULTS[name]
    row = story.faulty[f"{'https' if fault.https else 'http'}://feed-{name}.example/feed"]
    assert row["outcome"] == fault.feed
    assert row["outcome"] in OUTCOMES or row["outcome"].startswith("http_")
    if fault.feed != "ok":
        assert row["failures"] == 1
        assert row["error"]
        assert row["next_poll_at"] > row["polled_at"]


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.page])
def test_a_page_with_the_fault_has_a_named_end(story: Story, name: str) -> None:
    fault = FAULTS[name]
    row = story.faulty[f"{'https' if fault.https else 'http'}://page-{name}.example/story/0"]
    assert ended(row) == fault.page
    if row["outcome"] == "no_text":
        assert row["reason"] in NO_TEXT


def test_healthy_outlets_are_complete(story: Story) -> None:
    for number in range(HEALTHY):
        poll = story.faulty[f"http://good-{number}.example/feed"]
        assert poll["outcome"] in ("ok", "not_modified")
        stories = [story.faulty[f"http://good-{number}.example/story/{each}"] for each in range(STORIES)]
        assert [page["outcome"] for page in stories] == ["reported"] + ["no_contact"] * (STORIES - 1)


@pytest.mark.parametrize("name", [n for n, f in FAULTS.items() if f.page and n not in ("throttled", "rebinding")])
def test_the_other_pages_of_the_host_are_complete(story: Story, name: str) -> None:
    pages = [story.faulty[f"http://page-{name}.example/story/{number}"] for number in range(1, STORIES)]
    assert {page["outcome"] for page in pages} == {"no_contact"}


def test_time_and_memory_are_bounded(story: Story) -> None:
    for measured in story.measured:
        assert measured.cpu_seconds < MOST_SECONDS
        assert measured.megabytes < MOST_MEGABYTES


def test_no_fault_is_a_defect_of_a_step(story: Story) -> None:
    assert story.watch.rows("FROM dead_letters") == []


def test_no_private_address_was_connected_to(story: Story) -> None:
    asked = story.watch.newsroom.internet.asked_addresses
    assert asked
    assert all(map(is_public, asked))


def test_nothing_that_an_entity_names_was_fetched(story: Story) -> None:
    watched = story.watch.newsroom.internet
    assert not [each for each in watched.requests if each.host == "canary.example"]
    listed = story.faulty["http://feed-external-entities.example/story/0"]
    assert "root:" not in listed["title"]


@pytest.mark.parametrize("name", ["wrong-charset", "wrong-charset-back", "null-bytes", "cut-short"])
def test_titles_are_repaired(story: Story, name: str) -> None:
    assert story.faulty[f"http://feed-{name}.example/story/0"]["title"] == title_of(0)


def test_a_feed_that_lacks_its_end_says_so_and_is_not_taken_as_read(story: Story) -> None:
    row = story.faulty["http://feed-cut-short.example/feed"]
    assert "cut_short" in row["error"]
    assert row["body_sha256"] is None


def test_retry_after_is_kept(story: Story) -> None:
    row = story.faulty["http://feed-throttled.example/feed"]
    assert (row["next_poll_at"] - row["polled_at"]).total_seconds() >= RETRY_AFTER_SECONDS
    page = story.faulty["http://page-throttled.example/story/0"]
    assert (page["next_attempt_at"] - page["visited_at"]).total_seconds() >= RETRY_AFTER_SECONDS


@pytest.mark.parametrize("name", FAULTS)
def test_when_the_fault_ends_the_outlet_is_complete(story: Story, name: str) -> None:
    """No feed is dead for good; of pages, only those are that said themselves what they are."""
    fault = FAULTS[name]
    scheme = "https" if fault.https else "http"
    if fault.https:
        pytest.skip("the certificate stays a wrong one")
    if fault.feed:
        assert story.later[f"{scheme}://feed-{name}.example/feed"]["outcome"] in ("ok", "not_modified")
        pages = [story.later[f"http://feed-{name}.example/story/{number}"] for number in range(STORIES)]
        assert [page["outcome"] for page in pages] == ["reported"] + ["no_contact"] * (STORIES - 1)
    if fault.page:
        was, is_now = (rows[f"http://page-{name}.example/story/0"] for rows in (story.faulty, story.later))
        final = was["outcome"] in ("failed", "no_text")
        assert ended(is_now) == (ended(was) if final else "reported:None")
