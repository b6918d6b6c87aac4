"""RSS 0.9x to 2.0, RDF and Atom, well-formed or not, read by feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import feedparser

from transforms.web.charset import declared_charset, decoded
from transforms.web.discovery import is_web_page, offered_feeds
from transforms.web.feed_bounds import ITEM_START, items_at_a_time, refuse_bombs, refuse_large
from transforms.web.feed_items import FeedError, Item, Part, if_link, text_of
from transforms.web.feed_slices import feed_slices
from transforms.web.plain_text import plain
from transforms.web.schedule import asked_minutes, period_minutes

_HEAD_BYTES = 4096
_PAGE_BYTES = 256 * 1024
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_ROOT = re.compile(rb"<(?:[\w-]+:)?(?:rss|rdf|feed|channel)(?=[\s>/])", re.IGNORECASE)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
"""Said outright, since feedparser takes a body whose headers name no type for ISO-8859-1."""


def xml_parts(body: bytes, content_type: str | None, base: str) -> Iterator[Part]:
    """The items of a document, some hundreds in a part; raises FeedError, also while parts are taken.

    `base` is the address of the document: relative links are resolved against it.
    """
    if ITEM_START.search(body) is None and is_web_page(decoded(body[:_HEAD_BYTES], content_type)):
        raise _no_feed(body, content_type, base)
    data = _as_utf_8(body, content_type)
    items = refuse_bombs(data)
    if not items and _ROOT.search(data) is None:
        raise _no_feed(body, content_type, base)
    found = False
    for part in feed_slices(data, items_at_a_time(data, items)):
        refuse_large(part)
        # Markup is stripped later, so feedparser need neither sanitize it nor resolve links inside it.
        parsed = feedparser.parse(
            io.BytesIO(part),
            response_headers={**_HEADERS, "content-location": base},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
        entries = parsed.get("entries", ())
        found = found or bool(entries or parsed.get("version"))
        channel = parsed.get("feed", {})
        period = period_minutes(text_of(channel.get("sy_updateperiod")), text_of(channel.get("sy_updatefrequency")))
        asked = asked_minutes(_number(channel.get("ttl")), period)
        yield Part(plain(text_of(channel.get("title"))) or None, asked, map(_item, entries))
    if not found:
        raise _no_feed(body, content_type, base)


def _as_utf_8(body: bytes, content_type: str | None) -> bytes:
    """The document in UTF-8, whatever it came in, so that nothing is hidden from those who look at its bytes."""
    text = decoded(body, content_type)
    if text.isascii() and body.isascii():
        label = declared_charset(body, content_type)
        text = body.decode(label, "replace") if label else text
    data = text.encode("utf-8", "replace")
    del text
    declaration = _DECLARATION.match(data)
    return data[declaration.end() :] if declaration else data


def _item(entry: Any) -> Item:
    guid = text_of(entry.get("id"))
    return Item(
        link=text_of(entry.get("link")) or _alternate(entry) or if_link(guid),
        guid=guid,
        title=text_of(entry.get("title")),
        summary=text_of(entry.get("summary")),
        published=_raw(entry, "published") or _raw(entry, "created"),
        updated=_raw(entry, "updated"),
    )


def _alternate(entry: Any) -> str:
    links = [link for link in entry.get("links", ()) if link.get("href")]
    for wanted in ("alternate", "self"):
        for link in links:
            if link.get("rel", "alternate") == wanted:
                return text_of(link["href"])
    return ""


def _raw(entry: Any, key: str) -> str:
    # `entry.get("updated")` falls back to `published` with a warning; a plain look does not.
    return text_of(dict.get(entry, key))


def _number(value: object) -> int | None:
    text = str(value).strip() if value is not None else ""
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _no_feed(body: bytes, content_type: str | None, base: str) -> FeedError:
    text = decoded(body[:_PAGE_BYTES], content_type)
    if is_web_page(text) or "html" in (content_type or "").lower():
        offered = offered_feeds(text, base)
        hint = f"; the page offers {', '.join(offered[:5])}" if offered else ""
        return FeedError("html_not_feed", f"a web page came where a feed should be{hint}")
    return FeedError("not_a_feed", f"no feed of a known kind: {' '.join(text[:80].split())!r}")
