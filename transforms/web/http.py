"""The one HTTP client: bounded in time and bytes, polite to hosts, safe with untrusted links."""

from __future__ import annotations

import atexit
import datetime as dt
import functools
import re
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import closing
from typing import NamedTuple, Self

import certifi
import httpcore
import httpx
import msgspec

from transforms.web import robots as robots_txt
from transforms.web.connections import Connections
from transforms.web.decompression import ACCEPT_ENCODING, EncodingError, decompressed
from transforms.web.fetch import ACCEPT_PAGE, FetchError, HttpSettings, Response
from transforms.web.hosts import Hosts, host_key
from transforms.web.network import CheckedBackend, Deadline, PrivateAddressError, Resolve
from transforms.web.retry_after import retry_after
from transforms.web.targets import target_url, utf_8

__all__ = ["FetchError", "HttpClient", "HttpSettings", "Response", "client_for"]

_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)
_WRONG_TYPES = re.compile(
    r"\s*(?:image|audio|video|font|model|multipart)/|\s*application/(?:pdf|zip|gzip|msword|vnd\.(?!.*xml)|x-(?!.*xml|java)|wasm)",
    re.IGNORECASE,
)
_SMALL_BODY = 64 * 1024  # as much of an error page as is read so that the connection can be used again
_THROTTLED = 429
_DEFAULT_REST = dt.timedelta(minutes=1)


class _Wanted(NamedTuple):
    """How much of a body is read, and what becomes of a longer one."""

    cap: int
    """Bytes after decompression."""
    whole: bool = True
    """Whether a longer body, or one of a type that no page has, is a failure; else its beginning counts."""


_ROBOTS = _Wanted(robots_txt.MAX_BYTES, whole=False)


class HttpClient:
    """Fetches. Safe to use from many threads, which is where concurrency across hosts comes from."""

    def __init__(self, settings: HttpSettings, resolve: Resolve | None = None) -> None:
        self.settings = settings
        self.hosts = Hosts(settings.host_delay_seconds)
        self._deadline = Deadline()
        self._agent = robots_txt.agent_token(settings.user_agent)
        self._robots = robots_txt.RobotsFiles(self._robots_file)
        context = ssl.create_default_context(cafile=settings.ca_file or certifi.where())
        context.set_alpn_protocols(["h2", "http/1.1"] if settings.http2 else ["http/1.1"])
        backend = CheckedBackend(self._deadline, allow_private=settings.allow_private_hosts, resolve=resolve)
        make = functools.partial(
            httpcore.ConnectionPool,
            ssl_context=context,
            max_connections=2,
            keepalive_expiry=settings.keepalive_seconds,
            http2=settings.http2,
            network_backend=backend,
        )
        self._connections = Connections(make, settings.max_connections, settings.keepalive_seconds)

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

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
        robots: bool = False,
    ) -> Response:
        """The answer to a GET of `url`, redirects followed; raises FetchError.

        `etag` and `last_modified` make the request conditional (the answer may then be a 304). `max_bytes`
        lowers the cap on the decompressed body. The body of an answer that is no success is cut at 64 KiB.
        With `robots`, the robots.txt of each site on the way is obeyed (if the settings say so).
        """
        headers = {"User-Agent": self.settings.user_agent, "Accept": accept, "Accept-Encoding": ACCEPT_ENCODING}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        cap = self.settings.max_bytes if max_bytes is None else min(max_bytes, self.settings.max_bytes)
        robots = robots and self.settings.obey_robots
        return self._followed(target_url(url), headers, _Wanted(cap), robots)

    def _followed(self, here: httpx.URL, headers: Mapping[str, str], wanted: _Wanted, robots: bool) -> Response:
        """The answer at the end of the redirects."""
        start, moved_to, all_permanent, spent = here, None, True, 0.0
        for _ in range(self.settings.max_redirects + 1):
            pause = self._pause_for_robots(here) if robots else 0.0
            response, seconds = self._exchange(here, headers, wanted, self.settings.total_timeout - spent, pause)
            spent += seconds
            location = response.headers.get("location")
            if response.status not in _REDIRECTS or not location:
                return msgspec.structs.replace(response, moved_to=moved_to, elapsed_ms=round(spent * 1000))
            here = target_url(utf_8(location), here)
            all_permanent = all_permanent and response.status in _PERMANENT
            if all_permanent:
                moved_to = str(here)
        raise FetchError("too_many_redirects", f"more than {self.settings.max_redirects} redirects from {start}")

    def _pause_for_robots(self, url: httpx.URL) -> float:
        """How long the site of `url` wants us to pause after it; raises FetchError if it wants us not to ask."""
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        rules = self._robots.rules(site)
        if not rules.reachable:
            raise FetchError("robots_unreachable", f"{site}/robots.txt cannot be had")
        if not rules.allows(str(url), self._agent):
            raise FetchError("robots_disallowed", f"{site}/robots.txt forbids {url.path}")
        return rules.delay_seconds(self._agent)

    def _robots_file(self, url: str) -> tuple[int, bytes] | None:
        headers = {"User-Agent": self.settings.user_agent, "Accept": "text/plain, */*;q=0.1"}
        try:
            answer = self._followed(target_url(url), headers, _ROBOTS, robots=False)
        except FetchError as error:
            if error.reason in ("private_address", "tls", "host_resting"):
                # The page cannot be had either, and for this reason.
                raise
            # A file moved to and fro, or to nowhere, is one that says nothing (RFC 9309, 2.3.1.2); the others may pass.
            return (404, b"") if error.reason in ("too_many_redirects", "bad_scheme", "bad_url") else None
        return answer.status, answer.body

    def _exchange(
        self, url: httpx.URL, headers: Mapping[str, str], wanted: _Wanted, seconds: float, pause: float
    ) -> tuple[Response, float]:
        """One request and its answer, and how many seconds it took."""
        key = host_key(url.host, url.port)
        self._refuse_resting(key)
        with self.hosts.turn(key, pause):
            self._refuse_resting(key)
            started = time.monotonic()
            with self._deadline.within(max(seconds, 0.001)):
                try:
                    with self._connections.to(key) as pool:
                        response = self._asked(pool, url, headers, wanted)
                except _FAILURES as error:
                    raise _fetch_error(error, url) from error
            spent = time.monotonic() - started
        if response.retry_after is not None:
            self.hosts.rest(key, response.retry_after)
        return response, spent

    def _refuse_resting(self, key: str) -> None:
        left = self.hosts.resting(key)
        if left is not None:
            raise FetchError("host_resting", f"{key} asked for a pause", left)

    def _asked(
        self, pool: httpcore.ConnectionPool, url: httpx.URL, headers: Mapping[str, str], wanted: _Wanted
    ) -> Response:
        settings = self.settings
        sent = [(b"Host", url.netloc), *((name.encode(), _latin1(value)) for name, value in headers.items())]
        timeouts = {
            "connect": settings.connect_timeout,
            "read": settings.read_timeout,
            "write": settings.read_timeout,
            "pool": settings.total_timeout,
        }
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        request = httpcore.Request("GET", target, headers=sent, extensions={"timeout": timeouts})
        with closing(_answered(pool, request)) as answer:
            got = _header_map(answer.headers)
            success = 200 <= answer.status < 300
            if success and wanted.whole and _WRONG_TYPES.match(got.get("content-type", "")):
                raise FetchError("wrong_type", f"{url}: {got['content-type'][:100]}")
            wire = _Counted(answer.iter_stream(), settings.max_compressed_bytes)
            body = bytearray()
            if answer.status != 304:
                for piece in decompressed(wire, got.get("content-encoding", "")):
                    body += piece
                    if len(body) > (wanted.cap if success else _SMALL_BODY):
                        if success and wanted.whole:
                            raise FetchError("too_large", f"more than {wanted.cap} bytes after decompression")
                        break
        wait = retry_after(got.get("retry-after"), dt.datetime.now(dt.UTC)) if answer.status in (429, 503) else None
        if wait is None and answer.status == _THROTTLED:
            wait = _DEFAULT_REST
        return Response(
            status=answer.status,
            headers=got,
            body=bytes(body),
            url=str(url),
            wire_bytes=wire.count,
            retry_after=wait,
        )


def _answered(pool: httpcore.ConnectionPool, request: httpcore.Request) -> httpcore.Response:
    """The head of the answer. That the server has closed a kept connection is no failure (RFC 9110, 9.2.2)."""
    kept = bool(pool.connections)
    try:
        return pool.handle_request(request)
    except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
        if not kept:
            raise
    return pool.handle_request(request)


@functools.lru_cache(maxsize=8)
def _made(settings: HttpSettings) -> HttpClient:
    client = HttpClient(settings)
    atexit.register(client.close)
    return client


_MAKING = threading.Lock()


def client_for(settings: HttpSettings) -> HttpClient:
    """The client of this process for `settings`; made once, so that connections and turns are shared."""
    # lru_cache alone would make several for threads that ask at once, each with turns of its own.
    with _MAKING:
        return _made(settings)


def forget_clients() -> None:
    """Let `client_for` begin anew, as a new process would."""
    with _MAKING:
        _made.cache_clear()


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
        cut = "without sending" in str(error)
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


def _header_map(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        out[key] = f"{out[key]}, {text}" if key in out else text
    return out


def _latin1(value: str) -> bytes:
    return value.encode("latin-1", "ignore").translate(None, b"\r\n\0")
