"""The one HTTP client: bounded in time and bytes, polite to hosts, safe with untrusted links."""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import ssl
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol, Self

import certifi
import httpcore
import httpx
import msgspec

from transforms.web.decompression import ACCEPT_ENCODING, EncodingError, decompressed
from transforms.web.hosts import Hosts, host_key
from transforms.web.network import CheckedBackend, Deadline, PrivateAddressError, Resolve
from transforms.web.retry_after import retry_after

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "bad_url": "the link is no URL that can be asked for",
        "bad_scheme": "the link, or a redirect, is neither http nor https",
        "private_address": "the host leads to a loopback, private, link-local, multicast or metadata address",
        "unreachable": "the host has no address, or refuses or drops the connection",
        "tls": "no trustworthy TLS connection could be made",
        "timeout": "connecting, waiting or the whole exchange took too long",
        "too_large": "the body is larger than allowed, compressed or decompressed",
        "too_many_redirects": "more redirects than allowed, or a loop",
        "bad_encoding": "the body is not what its Content-Encoding says",
        "truncated": "the connection ended before the body did",
        "bad_response": "the answer breaks the rules of HTTP",
        "host_resting": "the host asked to be left alone for a while",
    }
)
"""Why a fetch failed, each with its meaning. Answers of any status are no failures here."""

ACCEPT_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
ACCEPT_PAGE = "text/html, application/xhtml+xml, application/xml;q=0.5, */*;q=0.1"

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_SMALL_BODY = 64 * 1024  # as much of an error page as is read so that the connection can be used again
_THROTTLED = 429
_DEFAULT_REST = dt.timedelta(minutes=1)


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
    max_connections: int = 256
    keepalive_seconds: float = 20.0
    http2: bool = False
    """Off by default: one request at a time to a host leaves nothing to multiplex."""
    ca_file: str | None = None
    """PEM file of trusted authorities in place of certifi's."""


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
    ) -> Response:
        """The answer to a GET of `url`."""


class HttpClient:
    """Fetches. Safe to use from many threads, which is where concurrency across hosts comes from."""

    def __init__(self, settings: HttpSettings, resolve: Resolve | None = None) -> None:
        self.settings = settings
        self.hosts = Hosts(settings.host_delay_seconds)
        self._deadline = Deadline()
        context = ssl.create_default_context(cafile=settings.ca_file or certifi.where())
        context.set_alpn_protocols(["h2", "http/1.1"] if settings.http2 else ["http/1.1"])
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=settings.max_connections,
            max_keepalive_connections=settings.max_connections,
            keepalive_expiry=settings.keepalive_seconds,
            http2=settings.http2,
            network_backend=CheckedBackend(
                self._deadline, allow_private=settings.allow_private_hosts, resolve=resolve
            ),
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = ACCEPT_PAGE,
        max_bytes: int | None = None,
    ) -> Response:
        """The answer to a GET of `url`, redirects followed; raises FetchError.

        `etag` and `last_modified` make the request conditional (the answer may then be a 304). `max_bytes`
        lowers the cap on the decompressed body. The body of an answer that is no success is cut at 64 KiB.
        """
        headers = {"User-Agent": self.settings.user_agent, "Accept": accept, "Accept-Encoding": ACCEPT_ENCODING}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        cap = self.settings.max_bytes if max_bytes is None else min(max_bytes, self.settings.max_bytes)
        here = _parsed(url)
        moved_to: str | None = None
        all_permanent = True
        spent = 0.0
        for _ in range(self.settings.max_redirects + 1):
            response, seconds = self._exchange(here, headers, cap, self.settings.total_timeout - spent)
            spent += seconds
            location = response.headers.get("location")
            if response.status not in _REDIRECTS or not location:
                return msgspec.structs.replace(response, moved_to=moved_to, elapsed_ms=round(spent * 1000))
            here = _parsed(location, here)
            all_permanent = all_permanent and response.status in _PERMANENT
            if all_permanent:
                moved_to = str(here)
        raise FetchError("too_many_redirects", f"more than {self.settings.max_redirects} redirects from {url}")

    def _exchange(
        self, url: httpx.URL, headers: Mapping[str, str], cap: int, seconds: float
    ) -> tuple[Response, float]:
        """One request and its answer, and how many seconds it took."""
        key = host_key(url.host, url.port)
        self._refuse_resting(key)
        with self.hosts.turn(key):
            self._refuse_resting(key)
            started = time.monotonic()
            with self._deadline.within(max(seconds, 0.001)):
                try:
                    response = self._asked(url, headers, cap)
                except _FAILURES as error:
                    raise _fetch_error(error, url) from error
            spent = time.monotonic() - started
        if response.retry_after is not None or response.status == _THROTTLED:
            self.hosts.rest(key, _DEFAULT_REST if response.retry_after is None else response.retry_after)
        return response, spent

    def _refuse_resting(self, key: str) -> None:
        left = self.hosts.resting(key)
        if left is not None:
            raise FetchError("host_resting", f"{key} asked for a pause", left)

    def _asked(self, url: httpx.URL, headers: Mapping[str, str], cap: int) -> Response:
        settings = self.settings
        sent = [(b"Host", url.netloc), *((name.encode(), _latin1(value)) for name, value in headers.items())]
        timeouts = {
            "connect": settings.connect_timeout,
            "read": settings.read_timeout,
            "write": settings.read_timeout,
            "pool": settings.total_timeout,
        }
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with self._pool.stream("GET", target, headers=sent, extensions={"timeout": timeouts}) as answer:
            got = _header_map(answer.headers)
            success = 200 <= answer.status < 300
            wire = _Counted(answer.iter_stream(), settings.max_compressed_bytes)
            body = bytearray()
            if answer.status != 304:
                for piece in decompressed(wire, got.get("content-encoding", "")):
                    body += piece
                    if len(body) > (cap if success else _SMALL_BODY):
                        if success:
                            raise FetchError("too_large", f"more than {cap} bytes after decompression")
                        break
        wait = retry_after(got.get("retry-after"), dt.datetime.now(dt.UTC)) if answer.status in (429, 503) else None
        return Response(
            status=answer.status,
            headers=got,
            body=bytes(body),
            url=str(url),
            wire_bytes=wire.count,
            retry_after=wait,
        )


@functools.lru_cache(maxsize=8)
def client_for(settings: HttpSettings) -> HttpClient:
    """The client of this process for `settings`; made once, so that connections and turns are shared."""
    client = HttpClient(settings)
    atexit.register(client.close)
    return client


class _Counted:
    """Pieces of a body, counted; raises FetchError when there are more bytes than allowed."""

    def __init__(self, pieces: object, cap: int) -> None:
        self._pieces = iter(pieces)  # type: ignore[call-overload]
        self._cap = cap
        self.count = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> bytes:
        piece: bytes = next(self._pieces)
        self.count += len(piece)
        if self.count > self._cap:
            raise FetchError("too_large", f"more than {self._cap} bytes")
        return piece


_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    httpcore.ConnectionNotAvailable,
    EncodingError,
    PrivateAddressError,
    ssl.SSLError,
    OSError,
)


def _fetch_error(error: Exception, url: httpx.URL) -> FetchError:
    message = f"{url}: {error or type(error).__name__}"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return FetchError("tls", message)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore.RemoteProtocolError):
        cut = "without sending complete message" in str(error) or "without response" in str(error)
        return FetchError("truncated" if cut else "bad_response", message)
    for kind, reason in _REASON_OF.items():
        if isinstance(error, kind):
            return FetchError(reason, message)
    return FetchError("unreachable", message)


_REASON_OF: dict[type[Exception], str] = {
    PrivateAddressError: "private_address",
    EncodingError: "bad_encoding",
    httpcore.TimeoutException: "timeout",
    httpcore.ReadError: "truncated",
    httpcore.ProtocolError: "bad_response",
    httpcore.UnsupportedProtocol: "bad_scheme",
}


def _parsed(link: str, base: httpx.URL | None = None) -> httpx.URL:
    """The URL of a link, without fragment and credentials, its host in ASCII; raises FetchError."""
    try:
        url = httpx.URL(link) if base is None else base.join(link)
        if url.scheme in ("http", "https") and url.host:
            # Credentials of a link are never sent: they would leak to whoever wrote the link.
            return url.copy_with(fragment=None, username=None, password=None)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError("bad_url", f"{link[:200]}: {error}") from error
    if url.scheme in ("http", "https"):
        raise FetchError("bad_url", f"{link[:200]}: no host")
    raise FetchError("bad_scheme", f"{link[:200]}: only http and https are fetched")


def _header_map(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        out[key] = f"{out[key]}, {text}" if key in out else text
    return out


def _latin1(value: str) -> bytes:
    return value.encode("latin-1", "ignore").translate(None, b"\r\n\0")
