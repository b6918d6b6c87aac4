"""Feed documents to the items they list: RSS 0.9x to 2.0, RDF, Atom and JSON Feed."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import NamedTuple

import feedparser

from schemas.records import Feed, Visit
from transforms.web.charset import decoded
from transforms.web.feed_dates import FeedDate, feed_date, publisher_offset
from transforms.web.feed_items import REASONS, FeedError, Item
from transforms.web.json_feeds import json_parts
from transforms.web.plain_text import plain
from transforms.web.schedule import skips
from transforms.web.urls import canonical_url, fetch_url
from transforms.web.xml_feeds import xml_parts

__all__ = ["CUT_SHORT", "MAX_TITLE", "REASONS", "FeedError", "ParsedFeed", "parse_feed"]

MAX_TITLE = 500
_ROOT_END = re.compile(rb"</(?:[\w-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_TAIL_BYTES = 4096


class ParsedFeed(NamedTuple):
    """What one feed document says."""

    items: tuple[Visit, ...]
    """One per canonical URL, in the order of the document."""
    entries: int
    """How many items the document has, those without a usable link included."""
    title: str | None
    ttl_minutes: float | None
    """How long the document says that it stays good (ttl, sy:updatePeriod)."""
    skips: tuple[str, ...]
    """Hours and days in which it asks not to be read (`transforms.web.schedule.skips`)."""
    problems: tuple[str, ...]
    """What was wrong with single items, each kind once, with its count; `cut_short` is of the whole document."""

    @property
    def is_whole(self) -> bool:
        """Whether the document has its end: without it, items at its end may be missing."""
        return CUT_SHORT not in self.problems


CUT_SHORT = "cut_short: 1"
"""Among the problems of a document that ends in the middle, as a Content-Length that is too small makes it."""


def parse_feed(
    body: bytes, content_type: str | None, feed: Feed, now: dt.datetime, base: str | None = None
) -> ParsedFeed:
    """The items of a feed document as pending visits; raises FeedError.

    `base` is where the body came from, if not `feed.url`: it resolves relative links. Dates become UTC with the
    publisher's clock (`transforms.web.feed_dates`). An item listed twice counts once.
    """
    base = base or feed.url
    if not body.strip():
        raise FeedError("empty_feed", "the answer has no body")
    text = decoded(body[:2048], content_type).lstrip("\ufeff").lstrip()
    is_json = text.startswith("{")
    problems: dict[str, int] = {} if is_json or _ends(body) else {"cut_short": 1}
    visits: dict[str, Visit] = {}
    entries, title, ttl = 0, None, None
    for part in json_parts(body, content_type) if is_json else xml_parts(body, content_type, base):
        title, ttl = part.title, part.ttl_minutes
        for item in part.items:
            entries += 1
            visit = _visit(item, feed, base, now, problems)
            if visit is not None:
                # The first of two items of one page stands: feeds list the newest first.
                visits.setdefault(visit.url, visit)
    return ParsedFeed(
        items=tuple(visits.values()),
        entries=entries,
        title=title,
        ttl_minutes=ttl,
        skips=skips(body),
        problems=tuple(f"{problem}: {count}" for problem, count in sorted(problems.items())),
    )


def _visit(item: Item, feed: Feed, base: str, now: dt.datetime, problems: dict[str, int]) -> Visit | None:
    url = canonical_url(item.link, base) if item.link else None
    link = fetch_url(item.link, base) if item.link else None
    if url is None or link is None:
        problem = "bad_link" if item.link else "no_link"
        problems[problem] = problems.get(problem, 0) + 1
        return None
    stated = item.published or item.updated
    date = feed_date(stated, feed.country, now) or _feedparser_date(stated, feed.country, now)
    if date is None:
        problem = "bad_date" if stated else "no_date"
        problems[problem] = problems.get(problem, 0) + 1
    title = plain(item.title)[:MAX_TITLE]
    return Visit(
        url=url,
        link=link,
        outlet=feed.outlet,
        feed_url=feed.url,
        country=feed.country,
        title=title or None,
        published_at=date.at if date else None,
        published_at_source="feed" if date else None,
        utc_offset_minutes=date.utc_offset_minutes if date else None,
        item_sha256=_fingerprint(item.guid, title, item.updated, plain(item.summary)),
        first_seen_at=now,
        visited_at=now,
    )


def _fingerprint(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def _feedparser_date(text: str, country: str | None, now: dt.datetime) -> FeedDate | None:
    """The rarer formats that feedparser knows (Greek, Korean, Hungarian, Perforce …), as UTC."""
    if not text or re.search(r"[^\x00-\x7f]", text) is None:
        return None
    parts = feedparser.datetimes._parse_date(text[:100])
    if parts is None:
        return None
    date = feed_date("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parts[:6]), None, now)
    return None if date is None else FeedDate(date.at, publisher_offset(country, date.at))


def _ends(body: bytes) -> bool:
    """Whether the document has its end tag; what is in a wide charset is taken to have it."""
    if body[1:2] == b"\x00" or body[:1] in (b"\x00", b"\xfe", b"\xff"):
        return True
    return _ROOT_END.search(body[-_TAIL_BYTES:]) is not None
