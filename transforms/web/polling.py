"""One look at one feed: what to ask, what the answer means, and when to look again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from schemas.records import Feed, FeedPoll, Visit
from transforms.web import feeds, fetch
from transforms.web.backoff import backoff
from transforms.web.feeds import FeedError, parse_feed
from transforms.web.fetch import ACCEPT_FEED, FetchError, Get, Response
from transforms.web.schedule import asked_minutes, max_age_minutes, not_skipped

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "ok": "the feed was read; `items` says how many it listed",
        "not_modified": "nothing new: the server says so (304), or the body is the one of the last poll",
        "gone": "the server says that the feed was removed for good (410); it is still asked once a day",
        "http_4xx": "the server refused; the outcome has the status itself, e.g. `http_404`",
        "http_5xx": "the server failed; the outcome has the status itself, e.g. `http_503`",
        "throttled": "the server asked to be left alone (429, or 503 with Retry-After)",
        **fetch.REASONS,
        **feeds.REASONS,
    }
)
"""Every value of `feed_polls.outcome` with its meaning; statuses stand for themselves (`http_403`)."""

FIRST_PAUSE = dt.timedelta(minutes=10)
LONGEST_PAUSE = dt.timedelta(hours=24)
"""A failing feed is asked again after 10 minutes, then doubling to a day, and never given up."""

MOST_UNREAD = 20
"""After so many 304 in a row the feed is read whole: some servers keep an ETag though the feed has changed."""

MAX_FEED_BYTES = 8 * 1024 * 1024
"""After decompression. Feeds of a hundred whole articles have one; reading takes up to ten times the memory."""

_UNCOUNTED = ("host_resting",)  # another page of the host was refused: says nothing about this feed
_SLACK = dt.timedelta(seconds=5)
_MAX_ERROR = 500


def is_due(feed: Feed, prior: FeedPoll | None, now: dt.datetime) -> bool:
    """Whether the feed's time has come. A few seconds early is in time: cycles do not start to the second."""
    if prior is None:
        return True
    if prior.next_poll_at is not None and now + _SLACK < prior.next_poll_at:
        return False
    # The interval may have been lengthened in the feeds file since the last poll.
    return feed.every_minutes is None or now + _SLACK >= prior.polled_at + dt.timedelta(minutes=feed.every_minutes)


def poll_feed(
    feed: Feed, prior: FeedPoll | None, now: dt.datetime, get: Get, *, obey_hints: bool = False
) -> tuple[FeedPoll, tuple[Visit, ...]]:
    """The poll of `feed` that is due, and the items it listed as pending visits.

    When it is not due, `prior` itself comes back, with no items. No failure raises: it is the poll's `outcome`
    (see `OUTCOMES`), with the validators and the schedule of `prior` kept. With `obey_hints`, the next poll also
    waits as long as the feed asks for (`asks_minutes`, `skips`), which a demo in fast motion cannot.
    """
    if prior is not None and not is_due(feed, prior, now):
        return prior, ()
    url = (prior.moved_to if prior else None) or feed.url
    known = prior if prior is not None and prior.unread < MOST_UNREAD else None
    try:
        response = get(
            url,
            etag=known.etag if known else None,
            last_modified=known.last_modified if known else None,
            accept=ACCEPT_FEED,
            max_bytes=MAX_FEED_BYTES,
        )
    except FetchError as error:
        return _failed(feed, prior, now, error.reason, error.message, wait=error.retry_after), ()
    if response.status == 304 and prior is not None:
        return _unchanged(feed, prior, now, response, obey_hints), ()
    if not 200 <= response.status < 300:
        return _refused(feed, prior, now, response), ()
    digest = hashlib.sha256(response.body).hexdigest()
    if prior is not None and prior.body_sha256 == digest:
        return _unchanged(feed, prior, now, response, obey_hints), ()
    try:
        parsed = parse_feed(response.body, response.content_type, feed, now, response.url)
    except FeedError as error:
        return _failed(feed, prior, now, error.reason, error.message, response=response), ()
    asks = asked_minutes(parsed.ttl_minutes, max_age_minutes(response.headers.get("cache-control")))
    poll = FeedPoll(
        feed_url=feed.url,
        outlet=feed.outlet,
        polled_at=now,
        outcome="ok",
        http_status=response.status,
        bytes=response.wire_bytes,
        elapsed_ms=response.elapsed_ms,
        items=parsed.entries,
        next_poll_at=_next(feed, now, asks, parsed.skips) if obey_hints else _next(feed, now),
        error="; ".join(parsed.problems)[:_MAX_ERROR] or None,
        # What came without its end is asked for whole again.
        etag=response.headers.get("etag") if parsed.is_whole else None,
        last_modified=response.headers.get("last-modified") if parsed.is_whole else None,
        body_sha256=digest if parsed.is_whole else None,
        moved_to=_moved_to(feed, prior, response),
        asks_minutes=asks,
        skips=parsed.skips,
    )
    return poll, parsed.items


def _unchanged(
    feed: Feed, prior: FeedPoll, now: dt.datetime, response: Response, obey_hints: bool
) -> FeedPoll:
    return msgspec.structs.replace(
        prior,
        outlet=feed.outlet,
        polled_at=now,
        outcome="not_modified",
        http_status=response.status,
        bytes=response.wire_bytes,
        elapsed_ms=response.elapsed_ms,
        items=0,
        new_items=0,
        next_poll_at=_next(feed, now, prior.asks_minutes, prior.skips) if obey_hints else _next(feed, now),
        error=None,
        # A 304 need not repeat the validators (RFC 9110, 15.4.5).
        etag=response.headers.get("etag", prior.etag),
        last_modified=response.headers.get("last-modified", prior.last_modified),
        failures=0,
        host_rests_until=None,
        unread=prior.unread + 1 if response.status == 304 else 0,
        moved_to=_moved_to(feed, prior, response),
    )


def _refused(feed: Feed, prior: FeedPoll | None, now: dt.datetime, response: Response) -> FeedPoll:
    status = response.status
    if status == 410:
        return _failed(feed, prior, now, "gone", "HTTP 410", response=response, wait=LONGEST_PAUSE)
    if status == 429 or (status == 503 and response.retry_after is not None):
        return _failed(feed, prior, now, "throttled", f"HTTP {status}", response=response, wait=response.retry_after)
    return _failed(feed, prior, now, f"http_{status}", f"HTTP {status}", response=response)


def _failed(
    feed: Feed,
    prior: FeedPoll | None,
    now: dt.datetime,
    outcome: str,
    message: str,
    *,
    response: Response | None = None,
    wait: dt.timedelta | None = None,
) -> FeedPoll:
    """A poll that brought nothing. The feed is asked again after a growing pause, or when the server said."""
    known = prior.failures if prior else 0
    failures = known if outcome in _UNCOUNTED else known + 1
    pause = dt.timedelta(0) if outcome in _UNCOUNTED else backoff(failures, FIRST_PAUSE, LONGEST_PAUSE, feed.url)
    # Where a permanent redirect once led may have been a mistake: after a failure the given address counts again,
    # and what validated the other one's body is forgotten.
    strayed = prior is not None and prior.moved_to is not None and outcome not in (*_UNCOUNTED, "throttled")
    return FeedPoll(
        feed_url=feed.url,
        outlet=feed.outlet,
        polled_at=now,
        outcome=outcome,
        http_status=response.status if response else None,
        bytes=response.wire_bytes if response else 0,
        elapsed_ms=response.elapsed_ms if response else 0,
        next_poll_at=now + max(pause, wait or dt.timedelta(0)),
        error=message[:_MAX_ERROR],
        etag=prior.etag if prior and not strayed else None,
        last_modified=prior.last_modified if prior and not strayed else None,
        body_sha256=prior.body_sha256 if prior else None,
        failures=failures,
        moved_to=prior.moved_to if prior and not strayed else None,
        unread=prior.unread if prior else 0,
        asks_minutes=prior.asks_minutes if prior else None,
        skips=prior.skips if prior else (),
        host_rests_until=now + wait if wait is not None and outcome in ("throttled", *_UNCOUNTED) else None,
    )


def _next(
    feed: Feed, now: dt.datetime, asks: float | None = None, skipped: tuple[str, ...] = ()
) -> dt.datetime | None:
    """The earliest time of the next poll; null if nothing keeps it from the next cycle."""
    after = now + dt.timedelta(minutes=max(feed.every_minutes or 0.0, asks or 0.0))
    moment = not_skipped(after, skipped)
    return moment if moment > now else None


def _moved_to(feed: Feed, prior: FeedPoll | None, response: Response) -> str | None:
    """Where to ask next time: a permanent redirect counts once what it leads to was read."""
    moved = response.moved_to or (prior.moved_to if prior else None)
    return None if moved == feed.url else moved
