"""Text without markup, as titles and summaries of feeds and pages need it."""

from __future__ import annotations

import html
import re

_LONGEST_MARKUP = 100_000
"""So much of a title or summary counts."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<(?:!\[CDATA\[|/?[a-zA-Z][^<>]*|[!?][^<>]*)>")


def plain(markup: str) -> str:
    """Text without tags and entities (also those that were escaped twice), white space collapsed."""
    markup = markup[:_LONGEST_MARKUP]
    text = html.unescape(markup) if "&" in markup else markup
    if "<" in text:
        # Up to the last end of a comment, since each beginning without an end would be sought one to the last letter.
        comments = text.rfind("-->") + 3 if "-->" in text else 0
        text = _TAG.sub(" ", _COMMENT.sub(" ", text[:comments]) + text[comments:])
    text = html.unescape(text) if "&" in text else text
    return " ".join(text.replace("\x00", "").split())
