"""Feeds to the pages they list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import apache_beam as beam
import msgspec

from schemas.records import Feed, FeedPoll, Visit
from transforms import activity
from transforms.fold import Clock, Fold, RunFold
from transforms.memory import Memory, Rests, no_rests
from transforms.rows import Row, record_of, row_of
from transforms.web.archive import Heard, keep
from transforms.web.archived_pages import Note
from transforms.web.http import HttpSettings, client_for
from transforms.web.polling import is_due, poll_feed

_POLLS = msgspec.msgpack.Decoder(dict[str, FeedPoll])
_COUNT = b"\xc1"
"""Begins a count of new items beside a feed's poll; MessagePack never uses this byte."""


class PollFeeds(beam.PTransform):
    """Feed → Visit for each item that its document lists; a row of `feed_polls` for each poll.

    Keyed by host, so that a host is never asked two things at a time.

    Args:
        clock: the time of the poll.
        memory: where the last polls are read from (validators, schedule, failures).
        http: how to fetch.
        threads: hosts polled at a time.
        obey_hints: poll no more often than a feed itself asks for (ttl, sy:updatePeriod, Cache-Control ...).
    """

    def __init__(self, clock: Clock, memory: Memory, http: HttpSettings, threads: int, obey_hints: bool = True) -> None:
        super().__init__()
        self.clock = clock
        self.memory = memory
        self.http = http
        self.threads = threads
        self.obey_hints = obey_hints

    def expand(self, feeds: beam.PCollection[Feed]) -> dict[str, beam.PCollection]:
        """Wire the fold to the feeds and their last polls; gives {"main": visits, "rows": rows}."""
        keyed = feeds | "KeyByHost" >> beam.Map(_by_host).with_output_types(tuple[str, Feed])
        polls = (
            feeds
            | "FeedUrls" >> beam.Map(_url).with_output_types(str)
            | "LastPolls" >> self.memory.rows_of("feed_polls")
            | "KeyPollsByHost" >> beam.Map(_poll_by_host).with_output_types(tuple[str, FeedPoll])
        )
        fold = PollFold(self.http, self.obey_hints, self.memory.host_rests)
        polled: dict[str, beam.PCollection] = {"inputs": keyed, "seeds": polls} | "Poll" >> RunFold(
            fold, self.clock, Visit, self.threads
        )
        return polled


class PollFold(Fold[dict[str, FeedPoll], FeedPoll, Feed, FeedPoll | Visit]):
    """State: the last poll of each feed of one host. Asking the host is its only effect."""

    def __init__(self, http: HttpSettings, obey_hints: bool = True, rests: Rests = no_rests) -> None:
        self.http = http
        self.obey_hints = obey_hints
        self.rests = rests

    def fresh(self) -> dict[str, FeedPoll]:
        """No feed of this host was ever polled."""
        return {}

    def seeded(self, state: dict[str, FeedPoll], seeds: Iterable[FeedPoll]) -> dict[str, FeedPoll]:
        """The later of two polls of a feed is its state."""
        for poll in seeds:
            known = state.get(poll.feed_url)
            if known is None or known.polled_at < poll.polled_at:
                state[poll.feed_url] = poll
        return state

    def fold(
        self, state: dict[str, FeedPoll], inputs: Iterable[Feed], at: dt.datetime
    ) -> tuple[dict[str, FeedPoll], list[FeedPoll | Visit]]:
        """Poll the feeds whose time has come."""
        outputs: list[FeedPoll | Visit] = []
        client = client_for(self.http)
        client.hosts.rest_until(self.rests(at), at)
        for feed in inputs:
            prior = state.get(feed.url)
            if not is_due(feed, prior, at):
                continue
            heard = Heard(client.get)
            poll, visits = poll_feed(feed, prior, at, heard, obey_hints=self.obey_hints)
            keep(self.http, heard, at, Note(feed=feed))
            state[feed.url] = poll
            activity.advance("feeds polled")
            outputs.append(poll)
            outputs.extend(visits)
        return state, outputs

    def encode(self, state: dict[str, FeedPoll]) -> bytes:
        """The polls as MessagePack."""
        return msgspec.msgpack.encode(state)

    def decode(self, encoded: bytes) -> dict[str, FeedPoll]:
        """The polls that `encode` wrote."""
        return _POLLS.decode(encoded)


class CountNewItems(beam.PTransform):
    """{"rows": rows of feed_polls, "new": (feed_url, count)} → the rows with `new_items`.

    New is a page that no feed had listed before, not one that is tried again or was corrected.
    """

    def expand(self, pcolls: dict[str, beam.PCollection]) -> beam.PCollection[Row]:
        """Wire the join."""
        polls = pcolls["rows"] | "KeyPolls" >> beam.Map(_row_by_feed).with_output_types(tuple[str, bytes])
        new = pcolls["new"] | "KeyCounts" >> beam.MapTuple(_as_count).with_output_types(tuple[str, bytes])
        return (
            (polls, new)
            | "Merge" >> beam.Flatten()
            | "JoinItems" >> beam.GroupByKey()
            | "Count" >> beam.FlatMapTuple(_counted).with_output_types(Row)
        )


def _url(feed: Feed) -> str:
    return feed.url


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _by_host(feed: Feed) -> tuple[str, Feed]:
    return _host(feed.url), feed


def _poll_by_host(poll: FeedPoll) -> tuple[str, FeedPoll]:
    return _host(poll.feed_url), poll


def _row_by_feed(row: Row) -> tuple[str, bytes]:
    poll = record_of(row)
    assert isinstance(poll, FeedPoll)
    return poll.feed_url, row[1]


def _as_count(feed_url: str, count: int) -> tuple[str, bytes]:
    return feed_url, _COUNT + str(count).encode()


def _counted(_: str, together: Iterable[bytes]) -> Iterator[Row]:
    elements = list(together)
    new = sum(int(element.removeprefix(_COUNT)) for element in elements if element.startswith(_COUNT))
    for element in elements:
        if not element.startswith(_COUNT):
            poll = record_of(("feed_polls", element))
            yield row_of(msgspec.structs.replace(poll, new_items=new))
