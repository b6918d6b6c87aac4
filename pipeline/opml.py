"""OPML subscription lists, which feed readers exchange: read by listparser, written with lxml."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from urllib.parse import urlsplit

import listparser
from lxml import etree

from pipeline.feeds_file import minutes_of
from schemas.records import Feed
from transforms.web.charset import decoded

MAX_BYTES = 16 * 1024 * 1024
_SEPARATORS = frozenset(",/")


class OpmlError(Exception):
    """A document is no OPML subscription list."""


def feeds_in(document: bytes) -> list[Feed]:
    """The feeds that an OPML document lists, each address once, in its order.

    Groups are not taken over: readers use them for topics of their own. What `opml_of` writes comes back as it was.
    Nothing that the document refers to is fetched: it is read as HTML, which knows no declared entities.

    Raises:
        OpmlError: it is no OPML, or too large.
    """
    if len(document) > MAX_BYTES:
        raise OpmlError(f"more than {MAX_BYTES} bytes")
    # The mark tells the charset to the parser, which heeds no XML declaration.
    found = listparser.parse(codecs.BOM_UTF8 + decoded(document).encode("utf-8", "replace"))
    if not found.version.startswith("opml"):
        raise OpmlError("no OPML document: its root should be <opml>")
    return [_feed(each) for each in found.feeds]


def opml_of(feeds: Iterable[Feed], title: str) -> bytes:
    """The feeds as an OPML 2.0 document. What OPML has no attribute for (country, section, every) is a category."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        outline = etree.SubElement(body, "outline", type="rss", text=feed.outlet, title=feed.outlet, xmlUrl=feed.url)
        category = ",".join(f"/{name}/{value}" for name, value in _categories(feed).items())
        if category:
            outline.set("category", category)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return document


def _categories(feed: Feed) -> dict[str, str]:
    every = None if feed.every_minutes is None else f"{feed.every_minutes:g}m"
    known = {"country": feed.country, "section": feed.section, "every": every}
    return {name: value for name, value in known.items() if value and not _SEPARATORS & set(value)}


def _feed(found: listparser.common.SuperDict) -> Feed:
    known = {category[0]: category[1] for category in found.get("categories", ()) if len(category) == 2}
    country, every = known.get("country", ""), known.get("every")
    try:
        minutes = minutes_of(every) if every else None
    except ValueError:
        minutes = None
    return Feed(
        outlet=found["title"] or urlsplit(found["url"]).hostname or found["url"],
        url=found["url"],
        country=country if len(country) == 2 and country.isascii() and country.isupper() else None,
        section=known.get("section"),
        every_minutes=minutes,
    )
