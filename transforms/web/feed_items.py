"""What readers of feed documents give, whatever the format: items, and reasons why there are none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

REASONS = {
    "empty_feed": "the answer has no body",
    "html_not_feed": "a web page came where a feed should be",
    "not_a_feed": "the body is no feed of a known kind",
    "too_many_items": "the document lists more items than any feed does",
    "too_deep": "the document nests deeper than any feed does",
    "too_complex": "the document has more tags, entities and attributes than any feed does",
}
"""Why a body could not be read as a feed, each with its meaning."""

MOST_ITEMS = 20_000
"""Items beyond which a document is refused: reading them takes longer than a poll may."""


class FeedError(Exception):
    """A body is no feed; `reason` is one of `REASONS`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class Item(NamedTuple):
    """One item as the document says it."""

    link: str | None
    guid: str
    title: str
    summary: str
    published: str
    updated: str


class Part(NamedTuple):
    """Some of the items of a document, and what it says of itself."""

    title: str | None
    ttl_minutes: float | None
    """How long the document says that it stays good (ttl, sy:updatePeriod)."""
    items: Iterator[Item]


def text_of(value: object) -> str:
    """A value of a document as text without null bytes; empty if it is no text."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def if_link(guid: str) -> str | None:
    """An item's id, if it is an address."""
    return guid if guid.startswith(("http://", "https://")) else None
