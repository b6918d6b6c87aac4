"""Cycles over the demo newsroom: the right events, nothing twice, and every new process knows what the last one did."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from pipeline.commands.run import article_source, feed_source, one_cycle
from pipeline.demo.expected import differences, unreported_articles
from pipeline.demo.server import Newsroom
from pipeline.settings import Settings
from pipeline.sql import connection
from pipeline.summary import CycleSummary
from pipeline.warehouse import Warehouse
from schemas.records import FeedPoll
from transforms.contacts.gate import KnowledgeGate
from transforms.web.http import HttpSettings

SETTINGS = Settings(
    http=HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0), obey_hints=False, gate=KnowledgeGate(None)
)


def poll(newsroom: Newsroom, path: Path) -> CycleSummary:
    """One cycle as a process of its own would run it: from the tables alone."""
    with Warehouse.open(path).writer() as writer:
        return one_cycle(writer, feed_source(newsroom.feeds()), SETTINGS, [], 60.0)


def rows_of(path: Path, query: str) -> list[dict[str, Any]]:
    with connection(Warehouse.open(path).snapshot()) as tables:
        found: list[dict[str, Any]] = tables.sql(query).to_arrow_table().to_pylist()
    return found


class Story(NamedTuple):
    """A newsroom watched for five cycles."""

    path: Path
    summaries: list[CycleSummary]
    wrong: list[list[str]]
    newsroom: Newsroom


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Stage 1 twice, stage 2 twice, stage 3."""
    path = tmp_path_factory.mktemp("cycles") / "warehouse"
    summaries: list[CycleSummary] = []
    wrong: list[list[str]] = []
    with Newsroom() as newsroom:
        for stage in (1, 1, 2, 2, 3):
            newsroom.set_stage(stage)
            summaries.append(poll(newsroom, path))
            wrong.append(differences(stage, rows_of(path, "FROM events")))
        yield Story(path, summaries, wrong, newsroom)


def test_the_events_are_those_of_the_newsroom_at_every_stage(story: Story) -> None:
    _, _, wrong, _ = story
    assert wrong == [[]] * 5


def test_what_tells_of_no_contact_is_not_reported(story: Story) -> None:
    path, _, _, newsroom = story
    urls = newsroom.article_urls()
    told = {str(row["url"]) for row in rows_of(path, "SELECT url FROM reports_latest WHERE event_id IS NOT NULL")}
    assert not told & {urls[article] for article in unreported_articles(3)}


def test_a_cycle_without_news_changes_no_event(story: Story) -> None:
    _, summaries, _, _ = story
    for quiet in (summaries[1], summaries[3], summaries[4]):
        assert set(quiet.rows) <= {"feed_polls", "feed_polls.not_modified", "feed_polls.ok"}


def test_each_page_is_fetched_once_but_for_the_corrected_one(story: Story) -> None:
    path, _, _, newsroom = story
    paths = {url.split("/", 3)[3] for url in newsroom.article_urls().values()}
    fetched = Counter((r.host, r.path) for r in newsroom.requests if r.path.lstrip("/").split("?utm")[0] in paths)
    assert Counter(fetched.values())[2] <= 1
    assert max(fetched.values()) <= 2
    assert len(rows_of(path, "SELECT url FROM pages GROUP BY url HAVING count(*) > 1")) == 1


def test_unchanged_feeds_are_asked_conditionally(story: Story) -> None:
    path, _, _, newsroom = story
    statuses = Counter(str(row["outcome"]) for row in rows_of(path, "SELECT outcome FROM feed_polls"))
    assert statuses["not_modified"] > statuses["ok"]
    assert any(request.conditional and request.status == 304 for request in newsroom.requests)


def test_every_visited_page_ended_somewhere(story: Story) -> None:
    path, summaries, _, newsroom = story
    ends = rows_of(path, "SELECT outcome, count(DISTINCT url) AS pages FROM pages GROUP BY outcome")
    assert {str(row["outcome"]) for row in ends} <= {"gated", "not_arabic", "no_contact", "reported", "no_text"}
    assert sum(int(str(row["pages"])) for row in ends) >= len(newsroom.article_urls())
    assert not any(summary.rows.get("dead_letters") for summary in summaries)


def test_a_dead_feed_is_recorded_and_asked_less_often(story: Story) -> None:
    path, _, _, _ = story
    (poll_of_dead,) = [
        row for row in Warehouse.open(path).snapshot().rows("feed_polls") if isinstance(row, FeedPoll) and row.failures
    ]
    assert poll_of_dead.next_poll_at is not None
    assert poll_of_dead.next_poll_at > poll_of_dead.polled_at + dt.timedelta(minutes=1)


def test_quotes_stand_in_the_stored_text(story: Story) -> None:
    path, _, _, _ = story
    rows = rows_of(
        path,
        """WITH latest AS (FROM articles QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC) = 1)
           SELECT quote, quote_start, quote_end, evidence, text FROM reports_latest JOIN latest USING (url)""",
    )
    assert rows
    for row in rows:
        text = str(row["text"])
        assert text[row["quote_start"] : row["quote_end"]] == row["quote"]
        for evidence in row["evidence"]:
            assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_a_budget_that_is_spent_leaves_pages_for_the_next_cycle(tmp_path: Path) -> None:
    path = tmp_path / "warehouse"
    with Newsroom() as newsroom:
        with Warehouse.open(path).writer() as writer:
            hurried = one_cycle(writer, feed_source(newsroom.feeds()), SETTINGS, [], 0.0)
        assert hurried.rows["pages.pending"] == hurried.rows["pages"]
        poll(newsroom, path)
        assert differences(1, rows_of(path, "FROM events")) == []


def test_feeds_and_saved_articles_of_the_same_newsroom_tell_the_same(tmp_path: Path) -> None:
    """The same articles read from a file, twice: reading again changes nothing."""
    with Newsroom() as newsroom:
        poll(newsroom, tmp_path / "polled")
    saved = tmp_path / "saved.jsonl"
    query = f"""COPY (SELECT url, outlet, title, published_at, text FROM articles WHERE relevant)
                TO '{saved}' (FORMAT json)"""
    with duckdb.connect() as db:
        db.execute(f"CREATE VIEW articles AS FROM read_parquet('{tmp_path}/polled/articles/*.parquet')")
        db.execute(query)
    summaries = []
    for _ in range(2):
        with Warehouse.open(tmp_path / "read").writer() as writer:
            summaries.append(one_cycle(writer, article_source(str(saved)), SETTINGS, [], 60.0))
    assert summaries[0].rows["event_revisions.new"] > 0
    assert not summaries[1].rows.get("event_revisions")
    facts = "SELECT mode, event_start, event_end, place_country, report_count FROM events ORDER BY ALL"
    assert rows_of(tmp_path / "read", facts) == rows_of(tmp_path / "polled", facts)
