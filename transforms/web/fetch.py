"""The interface to HTTP that the steps see: settings, answers, and failures with a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import msgspec

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "bad_url": "the link is no URL that can be asked for",
        "bad_scheme": "the link, or a redirect, is neither http nor https",
        "private_address": "the host leads to a loopback, private, link-local, multicast or metadata address",
        "unreachable": "the host has no address, or refuses or drops the connection",
        "tls": "no trustworthy TLS connection could be made",
        "timeout": "connecting, waiting or the whole exchange took too long",
        "too_large": "the body is larger than allowed, compressed or decompressed",
        "wrong_type": "the answer is a picture, a film, a PDF or the like, and was not read",
        "too_many_redirects": "more redirects than allowed, or a loop",
        "bad_encoding": "the body is not what its Content-Encoding says",
        "truncated": "the connection ended before the body did",
        "bad_response": "the answer breaks the rules of HTTP",
        "robots_disallowed": "the site's robots.txt forbids the page",
        "robots_unreachable": "the site's robots.txt cannot be had, so nothing of it may be fetched for now",
        "host_resting": "the host asked to be left alone for a while",
    }
)
"""Why a fetch failed, each with its meaning. Answers of any status are no failures here."""

ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, application/xml;q=0.5, */*;q=0.1"


class HttpSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What bounds each fetch. Times in seconds, sizes in bytes."""

    user_agent: str = "qanat/0.1 (+https://example.org/qanat; set --contact)"
    """Sent with every request; should name a page or an address where the operator can be reached."""
    connect_timeout: float = 10.0
    read_timeout: float = 15.0
    """Longest silence between two packets."""
    total_timeout: float = 30.0
    """From the first connection to the last byte, redirects included, waiting for a turn not."""
    max_compressed_bytes: int = 8 * 1024 * 1024
    max_bytes: int = 16 * 1024 * 1024
    """After decompression."""
    max_redirects: int = 5
    allow_private_hosts: bool = False
    """Connect to loopback and private addresses too, as tests and the demo need."""
    host_delay_seconds: float = 1.0
    """Pause between two requests to one host."""
    obey_robots: bool = True
    """Ask robots.txt before pages. Feeds are not asked about: people chose them, and feeds are made for programs."""
    max_connections: int = 256
    """Most connections kept open between requests."""
    keepalive_seconds: float = 20.0
    http2: bool = False
    """Off by default: one request at a time to a host leaves nothing to multiplex."""
    ca_file: str | None = None
    """PEM file of trusted authorities in place of certifi's."""
    archive: str | None = None
    """Folder in which every answer is kept as WARC."""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of any status, its body decompressed."""

    status: int
    headers: dict[str, str]
    """Lower-case names; repeated headers joined with a comma."""
    body: bytes
    url: str
    """Where the body came from, after redirects."""
    moved_to: str | None = None
    """Where permanent redirects lead, as far as no temporary one came before."""
    elapsed_ms: int = 0
    wire_bytes: int = 0
    """Body bytes as received, before decompression."""
    retry_after: dt.timedelta | None = None
    """How long the host asks to be left alone (429, 503)."""

    @property
    def content_type(self) -> str | None:
        """The Content-Type header, parameters included."""
        return self.headers.get("content-type")


class FetchError(Exception):
    """No answer was had; `reason` is one of `REASONS`."""

    def __init__(self, reason: str, message: str, retry_after: dt.timedelta | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.retry_after = retry_after


class Get(Protocol):
    """What the steps need of a client; raises FetchError."""

    def __call__(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT_PAGE,
        max_bytes: int | None = None,
        robots: bool = False,
    ) -> Response:
        """The answer to a GET of `url`."""
