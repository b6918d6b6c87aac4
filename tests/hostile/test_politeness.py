"""What servers see of the program over many cycles and a restart: their logs of requests, real processes and clocks.

The second process finds nothing of the first one but the rows of the tables.
"""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.sql import connection
from pipeline.warehouse import Warehouse
from schemas.records import TABLES
from tests.hostile.newsroom import feed_document, story_document
from tests.pipeline.warehouse.samples import commit

DELAY = 0.25
CRAWL_DELAY = 0.6
_CLOCK = 0.01
"""How finely timers count, in seconds. Nothing else is allowed for: see `Exchange`."""
POLLS = 3
"""Of a healthy feed, by each of the two processes."""
STORIES = 4
PLAIN, SLOW, TWIN, BUSY, BUSY_PAGES = "127.0.9.1", "127.0.9.2", "127.0.9.3", "127.0.9.4", "127.0.9.5"
HOSTS = (PLAIN, SLOW, TWIN, BUSY, BUSY_PAGES)
FEEDS = [(host, "/feed") for host in HOSTS] + [(PLAIN, "/feed-2"), (TWIN, "/feed-2"), (TWIN, "/feed-3")]


class Exchange(NamedTuple):
    """One request as a server saw it.

    `began` is noted after the request came, `ended` before the answer leaves, so that the pause between two of them is
    at least the client's, however late the server's threads run.
    """

    host: str
    path: str
    began: float
    ended: float
    status: int
    process: int


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        began = time.monotonic()
        time.sleep(0.03)
        host = self.server.server_address[0]
        status, headers, body = self._answer(str(host))
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        # Before the headers too: an answer without a body ends with them.
        self.server.town.log.append(
            Exchange(str(host), self.path, began, time.monotonic(), status, self.server.town.process)
        )
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, host: str) -> tuple[int, dict[str, str], bytes]:
        place = f"{host}:{self.server.server_address[1]}"
        if self.path == "/robots.txt":
            rules = f"User-agent: *\nCrawl-delay: {CRAWL_DELAY}\n" if host == SLOW else "User-agent: *\nDisallow: /x\n"
            return 200, {"Content-Type": "text/plain"}, rules.encode()
        if self.path.startswith("/feed"):
            if host == BUSY:
                return 429, {"Retry-After": "3600"}, b""
            if self.headers["If-None-Match"] == '"1"':
                return 304, {"ETag": '"1"'}, b""
            document = feed_document(place, STORIES)
            return 200, {"Content-Type": document.content_type, "ETag": '"1"'}, document.body
        if host == BUSY_PAGES and self.path.endswith("/1"):
            until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
            return 503, {"Retry-After": format_datetime(until, usegmt=True)}, b""
        document = story_document(place, int(self.path.rpartition("/")[2]))
        return 200, {"Content-Type": document.content_type}, document.body

    def log_message(self, *args: Any) -> None:
        """Nothing on stderr."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    town: Town

    def handle_error(self, *args: Any) -> None:
        """A process that is ended drops its connections."""


class Town:
    """The servers, and the log of all that they were asked."""

    def __init__(self) -> None:
        self.log: list[Exchange] = []
        self.process = 0
        self.servers = [_Server((host, 0), _Handler) for host in HOSTS]
        for server in self.servers:
            server.town = self
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def address(self, host: str) -> str:
        return f"{host}:{next(s.server_address[1] for s in self.servers if s.server_address[0] == host)}"

    def write_feeds(self, path: Path) -> None:
        lines = [f'  - {{outlet: "{host}", url: "http://{self.address(host)}{feed}"}}' for host, feed in FEEDS]
        path.write_text("\n".join(["feeds:", *lines]) + "\n", encoding="utf-8")

    def watched(self, feeds: Path, warehouse: Path) -> None:
        """Run the program until the first feed was asked for POLLS times more, and end it as Ctrl-C would."""
        self.process += 1
        order = ["-m", "pipeline", "run", "--feeds", str(feeds), "--warehouse", str(warehouse), "--every", "0.5s"]
        order += ["--allow_private_hosts", "--ignore_feed_hints", "--host_delay", str(DELAY)]
        child = subprocess.Popen([sys.executable, *order], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until = time.monotonic() + 600
            while self._polls() < POLLS and child.poll() is None and time.monotonic() < until:
                time.sleep(0.05)
            child.send_signal(signal.SIGINT)
            assert child.wait(120) == 0
        finally:
            child.kill()

    def _polls(self) -> int:
        return sum(each[:2] == (PLAIN, "/feed") and each.process == self.process for each in list(self.log))

    def close(self) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()


class Story(NamedTuple):
    """Two processes after each other."""

    town: Town
    first: Path
    second: Path


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("polite")
    town = Town()
    try:
        feeds, first, second = folder / "feeds.yaml", folder / "first", folder / "second"
        town.write_feeds(feeds)
        town.watched(feeds, first)
        known = Warehouse.open(first).snapshot()
        with Warehouse.open(second).writer() as writer:
            commit(writer, [row for table in TABLES for row in known.rows(table, latest=False)])
        town.watched(feeds, second)
        yield Story(town, first, second)
    finally:
        town.close()


def asked(story: Story, host: str) -> list[Exchange]:
    return sorted((each for each in story.town.log if each.host == host), key=lambda each: each.began)


def test_both_processes_ran_many_cycles(story: Story) -> None:
    for process in (1, 2):
        polls = [each for each in asked(story, PLAIN) if each.path == "/feed" and each.process == process]
        assert len(polls) >= POLLS


@pytest.mark.parametrize("host", HOSTS)
def test_never_two_at_once_and_the_delay_is_kept(story: Story, host: str) -> None:
    log = asked(story, host)
    pauses = [after.began - before.ended for before, after in pairwise(log)]
    assert min(pauses, default=DELAY) >= DELAY - _CLOCK


def test_crawl_delay_is_kept(story: Story) -> None:
    log = asked(story, SLOW)
    after_pages = [
        after.began - before.ended for before, after in pairwise(log) if "story" in before.path
    ]
    assert len(after_pages) >= STORIES
    assert min(after_pages) >= CRAWL_DELAY - _CLOCK


def test_retry_after_in_seconds_is_kept_by_cycles_and_restarts(story: Story) -> None:
    assert [(each.path, each.status, each.process) for each in asked(story, BUSY)] == [("/feed", 429, 1)]


def test_retry_after_as_a_date_is_kept_by_all_pages_and_feeds_of_the_host(story: Story) -> None:
    log = asked(story, BUSY_PAGES)
    (told,) = [number for number, each in enumerate(log) if each.status == 503]
    assert log[told].process == 1
    assert [(each.path, each.process) for each in log[told + 1 :]] == []


def test_unchanged_feeds_are_answered_304(story: Story) -> None:
    answers = Counter(
        each.status for each in story.town.log if each.path.startswith("/feed") and each.host not in (BUSY, BUSY_PAGES)
    )
    firsts = len([host for host, _ in FEEDS if host not in (BUSY, BUSY_PAGES)])
    unchanged = answers.total() - firsts
    assert unchanged >= 24
    assert answers[304] / unchanged >= 0.95


def test_each_page_is_fetched_once_by_both_processes_together(story: Story) -> None:
    pages = Counter((each.host, each.path) for each in story.town.log if "story" in each.path and each.status == 200)
    assert set(pages.values()) == {1}
    assert len(pages) == 3 * STORIES + 1  # the busy host gave one page before it asked for silence


def test_the_tables_alone_are_the_memory(story: Story) -> None:
    """Nothing is found anew: no report, no event, no page has another row because of the restart."""
    tables = ("reports", "event_revisions", "pages")
    query = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    counts = []
    for path in (story.first, story.second):
        with connection(Warehouse.open(path).snapshot()) as db:
            counts.append(db.sql(query).fetchall())
    assert counts[0] == counts[1]
    assert counts[0][0][0] == 4
