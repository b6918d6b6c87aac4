"""JSON Feed, versions 1 and 1.1, and what publishers make of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from transforms.web.charset import decoded
from transforms.web.feed_items import MOST_ITEMS, FeedError, Item, Part, if_link, text_of
from transforms.web.plain_text import plain

MOST_MARKS = 400_000
"""Objects, arrays and commas beyond which a document is refused: each may become an object of 100 bytes and more."""


def json_parts(body: bytes, content_type: str | None) -> Iterator[Part]:
    """The items of a JSON Feed, all in one part; raises FeedError."""
    if body.count(b"{") + body.count(b"[") + body.count(b",") > MOST_MARKS:
        raise FeedError("too_complex", f"more than {MOST_MARKS} objects, arrays and commas")
    try:
        data = json.loads(decoded(body, content_type))
    except (ValueError, RecursionError) as error:
        raise FeedError("not_a_feed", f"neither XML nor JSON: {error}") from error
    version = data.get("version") if isinstance(data, dict) else None
    entries = data.get("items") if isinstance(data, dict) else None
    if not isinstance(entries, list) or "jsonfeed.org" not in str(version):
        raise FeedError("not_a_feed", "JSON, but no JSON Feed: `version` or `items` is missing")
    if len(entries) > MOST_ITEMS:
        raise FeedError("too_many_items", f"more than {MOST_ITEMS} items")
    items = (_item(entry) for entry in entries if isinstance(entry, dict))
    yield Part(plain(text_of(data.get("title"))) or None, None, items)


def _item(entry: dict[str, Any]) -> Item:
    guid = entry.get("id")
    guid = guid if isinstance(guid, str) else "" if guid is None else str(guid)
    texts = (text_of(entry.get(key)) for key in ("summary", "content_text", "content_html"))
    return Item(
        link=text_of(entry.get("url")) or text_of(entry.get("external_url")) or if_link(guid),
        guid=guid,
        title=text_of(entry.get("title")),
        summary=next(filter(None, texts), ""),
        published=text_of(entry.get("date_published")),
        updated=text_of(entry.get("date_modified")),
    )
