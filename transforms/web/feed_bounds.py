"""XML that would take too long or too much memory to read, refused before anything is built of it.

Each look goes once over the bytes. The bounds are what feedparser 6.0 was measured to bear within some seconds and
some 50 MB.
"""

from __future__ import annotations

import re

from transforms.web.feed_items import MOST_ITEMS, FeedError
from transforms.web.tags import MOST_ATTRIBUTES, has_endless_tag

DEEPEST = 200
"""Nested elements beyond which a document is refused; real feeds stay below 30, their XHTML included."""

MOST_MARKS = 400_000
"""Tags and entities beyond which a document is refused: feedparser takes 10 to 25 µs for each."""

MOST_AT_ONCE = 250_000
"""Tags, entities and attributes that are read at a time: feedparser keeps up to 350 bytes for each."""

MOST_BYTES_AT_ONCE = 2 * 1024 * 1024
"""So much is read at a time: reading takes up to 23 times the memory."""

_MOST_ITEMS_AT_ONCE = 500

MOST_PREFIXES = 200
"""Prefixes of namespaces; real feeds have some ten. Time grows with their square."""

ITEM_START = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)([A-Za-z_][^\s/<>]*)([^<>]*)")
_NO_TAGS = re.compile(rb"<!\[CDATA\[|<!--")
_PREFIX = re.compile(rb"\bxmlns:([^\s=<>]+)")
_NEAR = 20
"""How many open elements a closing tag is compared with: what HTML leaves open ends with what is around it."""


def refuse_bombs(document: bytes) -> int:
    """How many items a document (ASCII or UTF-8) begins; raises FeedError if it is one that no reader should meet."""
    starts = sum(1 for _ in ITEM_START.finditer(document))
    if starts > MOST_ITEMS:
        raise FeedError("too_many_items", f"more than {MOST_ITEMS} items")
    if _is_deep(document):
        raise FeedError("too_deep", f"more than {DEEPEST} nested elements")
    if document.count(b"<") + document.count(b"&") > MOST_MARKS:
        raise FeedError("too_complex", f"more than {MOST_MARKS} tags and entities")
    if document.count(b"=") > MOST_MARKS or has_endless_tag(document):
        raise FeedError("too_complex", f"more than {MOST_MARKS} attributes, or {MOST_ATTRIBUTES} of one tag")
    if len({prefix[1] for prefix in _PREFIX.finditer(document)}) > MOST_PREFIXES:
        raise FeedError("too_complex", f"more than {MOST_PREFIXES} prefixes of namespaces")
    return starts


def refuse_large(part: bytes) -> None:
    """Raises FeedError if reading `part` at once would take too much memory."""
    if _marks(part) > MOST_AT_ONCE:
        raise FeedError("too_complex", f"more than {MOST_AT_ONCE} tags, entities and attributes at a time")
    if len(part) > MOST_BYTES_AT_ONCE:
        raise FeedError("too_complex", f"more than {MOST_BYTES_AT_ONCE} bytes that are no row of items")


def items_at_a_time(document: bytes, items: int) -> int:
    """How many of the items of a document are read at a time: a quarter of what may be, since some are longer."""
    by_marks = items * MOST_AT_ONCE // (4 * max(_marks(document), 1))
    by_bytes = items * MOST_BYTES_AT_ONCE // (4 * max(len(document), 1))
    return max(1, min(_MOST_ITEMS_AT_ONCE, by_marks, by_bytes))


def _marks(document: bytes) -> int:
    """Tags, entities and attributes, roughly: what costs memory while it is read."""
    return document.count(b"<") + document.count(b"&") + document.count(b"=")


def _is_deep(document: bytes) -> bool:
    """Whether elements nest deeper than `DEEPEST`, those without a `>` included."""
    depth = 0
    for tag in _TAG.finditer(document):
        if tag[1]:
            depth = max(depth - 1, 0)
        elif not tag[3].endswith(b"/"):
            depth += 1
            if depth > DEEPEST:
                return _is_strictly_deep(document)
    return False


def _is_strictly_deep(document: bytes) -> bool:
    """Whether it is real nesting: HTML in CDATA opens elements that nothing closes, and is no nesting."""
    stack: list[bytes] = []
    for tag in _TAG.finditer(_bare(document)):
        if tag[1]:
            near = stack[-_NEAR:]
            if tag[2] in near:
                del stack[len(stack) - near[::-1].index(tag[2]) - 1 :]
        elif not tag[3].endswith(b"/"):
            stack.append(tag[2])
            if len(stack) > DEEPEST:
                return True
    return False


def _bare(document: bytes) -> bytes:
    """The document without CDATA sections and comments."""
    pieces, at = [], 0
    while begun := _NO_TAGS.search(document, at):
        end = document.find(b"-->" if begun[0] == b"<!--" else b"]]>", begun.end())
        if end < 0:
            break
        pieces.append(document[at : begun.start()])
        at = end + 3
    return b"".join((*pieces, document[at:]))
