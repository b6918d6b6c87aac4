"""Archived responses as pages: which outlet they are of, and what our own archives keep beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import msgspec

from schemas.records import Feed, Page, Visit
from transforms.web.archived_body import archived_body
from transforms.web.feed_dates import has_clock
from transforms.web.urls import canonical_url
from transforms.web.visits import MAX_PAGE_BYTES
from transforms.web.warc import ArchivedResponse

NOTE_HEADER: Final = "Qanat-Note"
"""Header of the records in our own archives that holds a `Note`; other readers pass over headers they do not know."""

_SHARED_PREFIXES: Final = ("www.", "m.", "amp.", "mobile.", "feeds.", "rss.")
_COUNTRY_OF: Final = {"uk": "GB"}


class Note(msgspec.Struct, omit_defaults=True):
    """What we knew of a response when it was archived: it is of a page, or of a feed."""

    visit: Visit | None = None
    feed: Feed | None = None


_NOTE: Final = msgspec.json.Decoder(Note)


@dataclass(frozen=True)
class Outlets:
    """Names of outlets by the hosts of their pages, as feeds files give them; others are called by their host."""

    known: dict[str, tuple[str, str | None]] = field(default_factory=dict)

    @classmethod
    def of_feeds(cls, feeds: Iterable[Feed]) -> Outlets:
        """The outlets of some feeds; a host that several outlets share is none's."""
        found: dict[str, set[tuple[str, str | None]]] = {}
        for feed in feeds:
            found.setdefault(_site(urlsplit(feed.url).hostname or ""), set()).add((feed.outlet, feed.country))
        return cls({host: next(iter(names)) for host, names in found.items() if len(names) == 1})

    def of_host(self, host: str) -> tuple[str, str | None]:
        """The outlet's name, and the country whose clock it keeps if that is known."""
        site = _site(host)
        if site in self.known:
            return self.known[site]
        suffix = site.rpartition(".")[2]
        country = _COUNTRY_OF.get(suffix, suffix.upper())
        return site, country if has_clock(country) else None


def page_body(response: ArchivedResponse) -> bytes | None:
    """The content of a response that is a page; None for a failure, a feed, a picture.

    Raises `transforms.web.decompression.EncodingError` where the body is not what its headers say.
    """
    if not 200 <= response.status < 300:
        return None
    kind = response.headers.get("content-type")
    note = _note(response.note)
    if note.feed is not None or (note.visit is None and kind is not None and "html" not in kind.lower()):
        return None
    return archived_body(response.body, response.headers, MAX_PAGE_BYTES)


def archived_page(response: ArchivedResponse, body: bytes, outlets: Outlets, now: dt.datetime) -> Page | None:
    """The page that a response and its content make; None if its address is none."""
    visit = _note(response.note).visit or _visit(response, outlets, now)
    if visit is None:
        return None
    visit = msgspec.structs.replace(visit, outcome="pending", reason=None, visited_at=now)
    return Page(visit=visit, body=body, content_type=response.headers.get("content-type"))


def _note(text: str | None) -> Note:
    try:
        return _NOTE.decode(text) if text else Note()
    except msgspec.DecodeError:
        return Note()  # Somebody else's header of that name.


def _visit(response: ArchivedResponse, outlets: Outlets, now: dt.datetime) -> Visit | None:
    url = canonical_url(response.url)
    if url is None:
        return None
    outlet, country = outlets.of_host(urlsplit(url).hostname or "")
    at = response.at or now
    return Visit(
        url=url,
        link=response.url,
        outlet=outlet,
        country=country,
        first_seen_at=at,
        fetched_at=at,
        http_status=response.status,
        bytes=len(response.body),
        visited_at=now,
    )


def _site(host: str) -> str:
    host = host.lower()
    for prefix in _SHARED_PREFIXES:
        if host.startswith(prefix) and host.count(".") > 1:
            return host.removeprefix(prefix)
    return host
