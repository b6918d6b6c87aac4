"""Long feed documents in slices, so that memory is bounded by a slice: feedparser keeps 3 KB for each item it reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ITEM_EDGE = re.compile(rb"<(/?)(?:[\w-]+:)?(?:item|entry)(?=[\s>/])[^<>]*>", re.IGNORECASE)


def feed_slices(document: bytes, most_items: int) -> Iterator[bytes]:
    """Whole documents that together list the items of `document` (XML in UTF-8), at most `most_items` each, in order.

    Each has what stands before the first item and after the last. A document that is no plain row of items (one in
    another, one without its end, one inside CDATA or a comment) is given as it is.
    """
    edges = list(_ITEM_EDGE.finditer(document))
    starts, ends = edges[::2], edges[1::2]
    if len(starts) <= most_items or len(starts) != len(ends):
        yield document
        return
    plain = all(not start[1] and not start[0].endswith(b"/>") for start in starts) and all(end[1] for end in ends)
    head, tail = document[: starts[0].start()], document[ends[-1].end() :]
    if not plain or any(head.count(opened) != head.count(closed) for opened, closed in _ENCLOSING):
        yield document
        return
    places = [start.start() for start in starts]
    del edges, starts, ends
    for first in range(0, len(places), most_items):
        after = first + most_items
        if after < len(places):
            yield b"".join((head, document[places[first] : places[after]], tail))
        else:
            yield head + document[places[first] :]


_ENCLOSING = ((b"<![CDATA[", b"]]>"), (b"<!--", b"-->"))
