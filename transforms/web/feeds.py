"""Feed documents to the items they list: RSS 0.9x to 2.0, RDF, Atom and JSON Feed."""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import io
import json
import re
from typing import Any, NamedTuple
from urllib.parse import urljoin

import feedparser

from schemas.records import Feed, Visit
from transforms.web.charset import declared_charset, decoded
from transforms.web.feed_dates import FeedDate, feed_date, publisher_offset
from transforms.web.feed_slices import feed_slices
from transforms.web.schedule import asked_minutes, period_minutes, skips
from transforms.web.urls import canonical_url, fetch_url

REASONS = {
    "empty_feed": "the answer has no body",
    "html_not_feed": "a web page came where a feed should be",
    "not_a_feed": "the body is no feed of a known kind",
    "too_many_items": "the document lists more items than any feed does",
    "too_deep": "the document nests deeper than any feed does",
    "too_complex": "the document has more tags and entities than any feed does",
}
"""Why a body could not be read as a feed, each with its meaning."""

DEEPEST = 200
"""Nested elements beyond which a document is refused; real feeds stay below 30, their XHTML included."""

MOST_ITEMS = 20_000
"""Items beyond which a document is refused: reading them takes longer than a poll may."""

MOST_MARKS = 600_000
"""Tags and entities beyond which a document is refused: feedparser takes some 10 µs for each."""

_SLICE_ITEMS = 500
"""Items that feedparser reads at a time."""

MAX_TITLE = 500
_LONGEST_MARKUP = 100_000
"""So much of a title or summary counts."""

_ATOM_LINK = re.compile(
    r"<link\b[^>]*\btype\s*=\s*[\"']?application/(?:rss|atom|feed|rdf)\+(?:xml|json)[^>]*>", re.IGNORECASE
)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HTML = re.compile(r"^\s*(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.DOTALL)
_TAG = re.compile(r"<(?:!--.*?--|!\[CDATA\[|/?[a-zA-Z][^<>]*|[!?][^<>]*)>", re.DOTALL)
_XML_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")
_ITEM_START = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)[\s>/]", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ROOT_END = re.compile(rb"</(?:[\w-]+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_TAIL_BYTES = 4096
_HEAD_BYTES = 4096


class FeedError(Exception):
    """A body is no feed; `reason` is one of `REASONS`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


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


class _Item(NamedTuple):
    link: str | None
    guid: str
    title: str
    summary: str
    published: str
    updated: str


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
    if text.startswith("{"):
        title, ttl, items = _json_feed(body, content_type)
    else:
        title, ttl, items = _xml_feed(body, content_type, base)
    problems: dict[str, int] = {} if text.startswith("{") or _ends(body) else {"cut_short": 1}
    visits: dict[str, Visit] = {}
    for item in items:
        visit = _visit(item, feed, base, now, problems)
        if visit is not None:
            # The first of two items of one page stands: feeds list the newest first.
            visits.setdefault(visit.url, visit)
    return ParsedFeed(
        items=tuple(visits.values()),
        entries=len(items),
        title=title,
        ttl_minutes=ttl,
        skips=skips(body),
        problems=tuple(f"{problem}: {count}" for problem, count in sorted(problems.items())),
    )


def _visit(item: _Item, feed: Feed, base: str, now: dt.datetime, problems: dict[str, int]) -> Visit | None:
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


def plain(markup: str) -> str:
    """Text without tags and entities (also those that were escaped twice), white space collapsed."""
    markup = markup[:_LONGEST_MARKUP]
    text = html.unescape(markup) if "&" in markup else markup
    if "<" in text:
        text = _TAG.sub(" ", text)
    text = html.unescape(text) if "&" in text else text
    return " ".join(text.replace("\x00", "").split())


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


# --- XML -------------------------------------------------------------------------------------------


def _xml_feed(body: bytes, content_type: str | None, base: str) -> tuple[str | None, float | None, list[_Item]]:
    starts = sum(1 for _ in _ITEM_START.finditer(body))
    if starts == 0 and _HTML.match(decoded(body[:_HEAD_BYTES], content_type)):
        _refuse(body, content_type, base)
    if starts > MOST_ITEMS:
        raise FeedError("too_many_items", f"more than {MOST_ITEMS} items")
    if _depth_exceeds(body, DEEPEST):
        raise FeedError("too_deep", f"more than {DEEPEST} nested elements")
    if body.count(b"<") + body.count(b"&") > MOST_MARKS:
        raise FeedError("too_complex", f"more than {MOST_MARKS} tags and entities")
    data, headers = _repaired(body, content_type)
    headers["content-location"] = base
    items: list[_Item] = []
    for part in feed_slices(data, _SLICE_ITEMS) if starts > _SLICE_ITEMS else (data,):
        # Markup is stripped here, so feedparser need neither sanitize it nor resolve links inside it.
        parsed = feedparser.parse(
            io.BytesIO(part), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
        items += [_xml_item(entry) for entry in parsed.get("entries", ())]
    if not items and not parsed.get("version"):
        _refuse(body, content_type, base)
    channel = parsed.get("feed", {})
    title = plain(_text(channel.get("title"))) or None
    period = period_minutes(_text(channel.get("sy_updateperiod")), _text(channel.get("sy_updatefrequency")))
    return title, asked_minutes(_number(channel.get("ttl")), period), items


def _xml_item(entry: Any) -> _Item:
    guid = _text(entry.get("id"))
    return _Item(
        link=_text(entry.get("link")) or _alternate(entry) or _if_link(guid),
        guid=guid,
        title=_text(entry.get("title")),
        summary=_text(entry.get("summary")),
        published=_raw(entry, "published") or _raw(entry, "created"),
        updated=_raw(entry, "updated"),
    )


def _alternate(entry: Any) -> str:
    links = [link for link in entry.get("links", ()) if link.get("href")]
    for wanted in ("alternate", "self"):
        for link in links:
            if link.get("rel", "alternate") == wanted:
                return _text(link["href"])
    return ""


def _raw(entry: Any, key: str) -> str:
    # `entry.get("updated")` falls back to `published` with a warning; a plain look does not.
    return _text(dict.get(entry, key))


def _text(value: object) -> str:
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    text = str(value).strip() if value is not None else ""
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _repaired(body: bytes, content_type: str | None) -> tuple[bytes, dict[str, str]]:
    """The body and headers for feedparser: as they came if the declared charset can be right, else as UTF-8."""
    headers = {"content-type": content_type} if content_type else {}
    label = declared_charset(body, content_type)
    if body.startswith((b"\xfe\xff", b"\xff\xfe", b"\x00", b"L\x6f\xa7\x94")) or body[1:2] == b"\x00":
        return body, headers
    try:
        text = body.decode("utf-8")
        if text.isascii() and label not in (None, "utf-8"):
            return body, headers
    except UnicodeDecodeError:
        text = decoded(body, content_type)
    # Said outright, since feedparser takes a body whose headers name no type for ISO-8859-1.
    text = _DECLARATION.sub("", text, count=1)
    return text.encode("utf-8", "replace"), {"content-type": "application/xml; charset=utf-8"}


def _ends(body: bytes) -> bool:
    """Whether the document has its end tag; what is in a wide charset is taken to have it."""
    if body[1:2] == b"\x00" or body[:1] in (b"\x00", b"\xfe", b"\xff"):
        return True
    return _ROOT_END.search(body[-_TAIL_BYTES:]) is not None


def _depth_exceeds(body: bytes, limit: int) -> bool:
    """Whether elements nest deeper than `limit`; counts tags without building anything."""
    if body.count(b"<") <= limit:
        return False
    depth = 0
    for match in _XML_TAG.finditer(body):
        if match[1]:
            depth = max(depth - 1, 0)
        elif not match[2]:
            depth += 1
            if depth > limit and _strictly_deep(body, limit):
                return True
    return False


def _strictly_deep(body: bytes, limit: int) -> bool:
    """Whether it is real nesting: HTML in CDATA opens elements that nothing closes, and is no nesting."""
    stack: list[bytes] = []
    bare = re.sub(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", b"", body, flags=re.DOTALL)
    for match in re.finditer(rb"<(/?)([A-Za-z_][^\s/<>]*)[^<>]*?(/?)>", bare):
        if match[1]:
            if stack and stack[-1] == match[2]:
                stack.pop()
        elif not match[3]:
            stack.append(match[2])
            if len(stack) > limit:
                return True
    return False


def _refuse(body: bytes, content_type: str | None, base: str) -> None:
    text = decoded(body[: 256 * 1024], content_type)
    if _HTML.match(text) or "html" in (content_type or "").lower():
        offered = offered_feeds(text, base)
        hint = f"; the page offers {', '.join(offered[:5])}" if offered else ""
        raise FeedError("html_not_feed", f"a web page came where a feed should be{hint}")
    raise FeedError("not_a_feed", f"no feed of a known kind: {' '.join(text[:80].split())!r}")


def offered_feeds(page: str, base: str) -> list[str]:
    """The feeds that a web page names in its head (autodiscovery), each once."""
    links = [_HREF.search(tag) for tag in _ATOM_LINK.findall(page)]
    hrefs = [html.unescape(link[1] or link[2] or link[3] or "") for link in links if link]
    return list(dict.fromkeys(urljoin(base, href) for href in hrefs if href))


# --- JSON ------------------------------------------------------------------------------------------


def _json_feed(body: bytes, content_type: str | None) -> tuple[str | None, float | None, list[_Item]]:
    try:
        data = json.loads(decoded(body, content_type))
    except (ValueError, RecursionError) as error:
        raise FeedError("not_a_feed", f"neither XML nor JSON: {error}") from error
    version = data.get("version") if isinstance(data, dict) else None
    entries = data.get("items") if isinstance(data, dict) else None
    if not isinstance(entries, list) or "jsonfeed.org" not in str(version):
        raise FeedError("not_a_feed", "JSON, but no JSON Feed: `version` or `items` is missing")
    title = plain(_text(data.get("title"))) or None
    return title, None, [_json_item(entry) for entry in entries if isinstance(entry, dict)]


def _json_item(entry: dict[str, Any]) -> _Item:
    guid = entry.get("id")
    guid = guid if isinstance(guid, str) else "" if guid is None else str(guid)
    return _Item(
        link=_text(entry.get("url")) or _text(entry.get("external_url")) or _if_link(guid),
        guid=guid,
        title=_text(entry.get("title")),
        summary=_text(entry.get("summary")) or _text(entry.get("content_text")) or _text(entry.get("content_html")),
        published=_text(entry.get("date_published")),
        updated=_text(entry.get("date_modified")),
    )


def _if_link(guid: str) -> str | None:
    return guid if guid.startswith(("http://", "https://")) else None
