"""Title and day of publication as a page itself states them."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement

from transforms.web.feed_dates import FeedDate, feed_date
from transforms.web.feeds import MAX_TITLE
from transforms.web.plain_text import plain

_TITLE_METAS = ("og:title", "twitter:title", "dc.title", "headline")
_DATE_METAS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date_published",
    "pubdate",
    "publishdate",
    "publish_date",
    "publish-date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "article_date_original",
    "cxenseparse:recs:publishtime",
)
_SITE_SUFFIX = re.compile(r"\s+[|–—»•-]\s+[^|–—»•]{2,40}$")
_ARTICLE_TYPES = re.compile(r"Article|Posting|Report|WebPage", re.IGNORECASE)
_MAX_JSON = 200_000
_JSON_SCRIPTS = XPath("//script[contains(@type, 'ld+json')]")
_CONTENTS = XPath("//*[@itemprop='datePublished']/@content|//article//time/@datetime")
_TIMES = XPath("//*[@itemprop='datePublished']/@datetime|//time[@pubdate]/@datetime")


def page_title(tree: HtmlElement) -> str | None:
    """The headline: from metadata, else the only h1, else the title element without the site's name."""
    for title in chain(_metas(tree, _TITLE_METAS), _json_values(tree, "headline")):
        if plain(title):
            return _SITE_SUFFIX.sub("", plain(title))[:MAX_TITLE]
    headings = [plain(heading.text_content()) for heading in tree.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0][:MAX_TITLE]
    element = tree.find(".//title")
    title = plain(element.text_content()) if element is not None else ""
    return _SITE_SUFFIX.sub("", title)[:MAX_TITLE] or None


def page_date(tree: HtmlElement, country: str | None, now: dt.datetime) -> FeedDate | None:
    """When the page says it was published: metadata, JSON-LD, a time element, else htmldate's search (a day)."""
    for text in _stated_dates(tree):
        date = feed_date(text, country, now)
        if date is not None:
            return date
    found = find_date(tree, original_date=True, extensive_search=False, max_date=now.replace(tzinfo=None))
    return feed_date(found, country, now) if found else None


def _stated_dates(tree: HtmlElement) -> Iterator[str]:
    """Where a page may state its date, the surest first; a place is looked at once those before it say nothing."""
    yield from _metas(tree, _DATE_METAS)
    yield from _json_values(tree, "datePublished")
    yield from map(str, _CONTENTS(tree))
    yield from map(str, _TIMES(tree))


def _metas(tree: HtmlElement, names: tuple[str, ...]) -> list[str]:
    """Contents of the meta elements of these names, in the order of `names`."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = meta.get("content")
        if content and name in names:
            found.setdefault(name, content)
    return [found[name] for name in names if name in found]


def _json_values(tree: HtmlElement, key: str) -> Iterator[str]:
    """Strings under `key` of the articles in the page's JSON-LD."""
    for script in _JSON_SCRIPTS(tree):
        source = script.text or ""
        if key not in source or len(source) > _MAX_JSON:
            continue
        try:
            data = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from [node[key] for node in _nodes(data) if isinstance(node.get(key), str)]


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            if _ARTICLE_TYPES.search(str(node.get("@type", ""))):
                yield node
            if isinstance(node.get("@graph"), list):
                yield from _nodes(node["@graph"])
