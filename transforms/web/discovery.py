"""Which feeds a web page offers, and whether a document is one."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

_BEFORE = re.compile(r"\s*(?:<!--.*?-->|<\?xml[^>]*\?>)", re.DOTALL)
_ROOT = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LINK = re.compile(r"<link\b([^<>]{0,2000})>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"\btype\s*=\s*[\"']?application/(?:rss|atom|feed|rdf)\+(?:xml|json)", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


def is_web_page(text: str) -> bool:
    """Whether a document begins as HTML does, comments and declarations before it aside."""
    at = 0
    while before := _BEFORE.match(text, at):
        at = before.end()
    return _ROOT.match(text, at) is not None


def offered_feeds(page: str, base: str) -> list[str]:
    """The feeds that a web page names in its head (autodiscovery), each once."""
    found: dict[str, None] = {}
    for link in _LINK.finditer(page):
        href = _HREF.search(link[1]) if _FEED_TYPE.search(link[1]) else None
        target = html.unescape(href[1] or href[2] or href[3] or "") if href else ""
        if target:
            found[urljoin(base, target)] = None
    return list(found)
