"""Long feed documents in slices, so that memory is bounded by a slice: feedparser keeps 3 KB for each item it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ITEM_EDGE = re.compile(rb"<(/?)(?:[\w-]+:)?(?:item|entry)(?=[\s>/])[^<>]*>", re.IGNORECASE)
_ENCLOSING = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"))
_MOST_REPEATED = 0.25
"""What stands around the items is read with each slice; more of it than this share of the document is not worth it."""


def feed_slices(document: bytes, most_items: int) -> Iterator[bytes]:
    """Whole documents that together list the items of `document` (XML in UTF-8), at most `most_items` each, in order.

    Each has what stands before the first item and after the last. A document that is no plain row of items (one in
    another, one inside CDATA or a comment) is given as it is.
    """
    places, end = _items(document)
    slices = -(-len(places) // most_items)
    around = len(document) - end + places[0] if places else 0
    if slices <= 1 or around * (slices - 1) > _MOST_REPEATED * len(document):
        yield document
        return
    head, tail = document[: places[0]], document[end:]
    if any(head.count(opened) != head.count(closed) for opened, closed in _ENCLOSING):
        yield document
        return
    for first in range(0, len(places), most_items):
        after = first + most_items
        if after < len(places):
            yield b"".join((head, document[places[first] : places[after]], tail))
        else:
            yield head + document[places[first] :]


def _items(document: bytes) -> tuple[list[int], int]:
    """Where the items begin, and where the last one ends; none if they are no plain row."""
    begins: list[int] = []
    end, is_open = 0, False
    for edge in _ITEM_EDGE.finditer(document):
        closes = bool(edge[1])
        if closes != is_open or edge[0].endswith(b"/>"):
            return [], 0
        is_open = not closes
        if closes:
            end = edge.end()
        else:
            begins.append(edge.start())
    # The last one may lack its end, where the document does.
    return begins, len(document) if is_open else end
