"""The lines of a page's text: its head, its body, and the debris around them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from transforms.arabic.orthography import folded
from transforms.contacts.document import Document

_LEAST_BODY: Final = 90
"""Characters of a line that is a paragraph whatever it ends in; headlines are shorter."""
_ENDS: Final = re.compile(r"[.…][\")\]]*$")
_LONGEST_MARKER: Final = 70
_URGENT: Final = "عاجل"


class Line(NamedTuple):
    """A line: words `start` up to `end`, and its kind."""

    start: int
    end: int
    kind: str
    """`head` (before the first paragraph), `body`, `short` (a subheading, caption or headline between), `debris`."""


def lines(document: Document, title: str | None) -> list[Line]:
    """The lines of the document. Short ones after a marker such as اقرأ أيضا are debris up to the next paragraph."""
    found: list[Line] = []
    seen_body = after_marker = False
    spans = _line_spans(document)
    bodies = [_is_body(document.text[first:last]) for first, last in spans]
    any_body = any(bodies)
    headline = folded(title) if title else ""
    alone = sum(bodies) <= 1
    for (first, last), is_body in zip(spans, bodies, strict=True):
        start, end = document.word_at(first), document.word_at(last)
        if start >= end:
            continue
        text = document.text[first:last].strip()
        # عاجل: ... at the top is the news itself; a line like it further down is a ticker's.
        urgent = len(found) <= 1 and not after_marker and document.tokens[start] == _URGENT
        if _is_marker(document, start, end, text) and not (alone and is_body) and not urgent:
            after_marker = True
            kind = "debris"
        elif not seen_body and headline and text and (text in headline or headline in text):
            kind = "head"
        elif is_body:
            after_marker, seen_body, kind = False, True, "body"
        elif after_marker:
            kind = "debris"
        elif not seen_body:
            kind = "head"
        else:
            kind = "short" if any_body else "head"
        found.append(Line(start, end, kind))
    return found


def _line_spans(document: Document) -> list[tuple[int, int]]:
    spans, position = [], 0
    for line in document.text.split("\n"):
        spans.append((position, position + len(line)))
        position += len(line) + 1
    return spans


def _is_body(text: str) -> bool:
    text = text.strip()
    return len(text) >= _LEAST_BODY or (bool(_ENDS.search(text)) and text.count(" ") >= 5)


def _is_marker(document: Document, start: int, end: int, text: str) -> bool:
    """A line that announces other stories: it begins with such words and says little else, or a colon follows."""
    if "debris" not in document.cues[start] or len(text) > 4 * _LONGEST_MARKER:
        return False
    after = document.cue_ends.get(start, start + 1)
    if after >= end:
        return True
    gap = document.gap(after)
    return ":" in gap or "|" in gap or (after - start > 1 and len(text) <= _LONGEST_MARKER)
