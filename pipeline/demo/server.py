"""The demo newsroom as real HTTP servers on loopback, one address for each outlet.

Linux answers on all of 127.0.0.0/8, so each outlet is a host of its own there (127.0.0.2, 127.0.0.3 ...) on one
shared port. Where only 127.0.0.1 exists (macOS), outlets differ by port.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import http.server
import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
import yaml

from pipeline.demo.newsdesk import STAGES, Outlet, articles, outlets
from pipeline.demo.site import Answer, answer
from schemas.records import Feed

FIRST_HOST = 2
"""Outlets get 127.0.0.2 and up; 127.0.0.1 is left to the control server."""

IDLE_SECONDS = 15.0
"""How long a kept-alive connection may stay silent."""

PORT_TRIES = 20


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request that the newsroom answered, for tests of politeness."""

    at: float
    """Seconds since the epoch."""
    outlet: str
    host: str
    path: str
    status: int
    conditional: bool
    """Whether it carried If-None-Match or If-Modified-Since."""
    user_agent: str | None = None


class _Server(http.server.ThreadingHTTPServer):
    """An HTTP server that can drop its kept-alive connections at the end."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle of an answer is no error here; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def close(self) -> None:
        self.shutdown()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class Newsroom:
    """A running demo newsroom; use it as a context manager.

    Args:
      port: the outlets' port (the first of them where they share a host); 0 takes a free one.
      stage: where it opens, see `newsdesk.STAGES`.
      delay_seconds: how long every answer takes at least.
      control_port: with a number, commands are taken on 127.0.0.1 at that port (0: a free one):
        GET /state, GET /requests, POST /advance, POST /stage/N.

    Raises OSError when a wished port is taken.
    """

    def __init__(
        self, port: int = 0, stage: int = 1, delay_seconds: float = 0.0, control_port: int | None = None
    ) -> None:
        if stage not in STAGES:
            raise ValueError(f"no stage {stage}; there are {STAGES}")
        self._port = port
        self._control_port = control_port
        self._delay = delay_seconds
        self._stage = stage
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._servers: list[_Server] = []
        self._bases: dict[str, str] = {}
        self.control_url: str | None = None

    def __enter__(self) -> Newsroom:
        try:
            self._open()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    @property
    def stage(self) -> int:
        """The stage that stands now."""
        return self._stage

    @property
    def bases(self) -> dict[str, str]:
        """Outlet id to its address, without a final slash."""
        return dict(self._bases)

    @property
    def requests(self) -> list[Request]:
        """All requests so far, oldest first."""
        with self._lock:
            return list(self._requests)

    def feeds(self) -> list[Feed]:
        """The feeds as a reader first learned of them: where a feed moves later, its old address."""
        return [
            Feed(outlet=o.name, url=self._bases[o.outlet] + spec.path, country=o.country)
            for o in outlets().values()
            for spec in o.feeds
        ]

    def write_feeds_file(self, path: Path) -> None:
        """Writes the feeds as a file for `qanat run --feeds`."""
        rows = [{"outlet": f.outlet, "url": f.url, "country": f.country} for f in self.feeds()]
        path.write_text(yaml.safe_dump({"feeds": rows}, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def article_urls(self) -> dict[str, str]:
        """Article id to its address, of all articles that stand now."""
        return {a.id: self._bases[a.outlet] + a.path for a in articles(self._stage)}

    def advance(self) -> int:
        """Moves on to the next stage, if there is one; returns the stage that stands then."""
        return self.set_stage(min(self._stage + 1, STAGES[-1]))

    def set_stage(self, stage: int) -> int:
        """Moves to `stage`; raises ValueError when there is none such."""
        if stage not in STAGES:
            raise ValueError(f"no stage {stage}; there are {STAGES}")
        self._stage = stage
        return stage

    def clear_requests(self) -> None:
        """Forgets the requests so far."""
        with self._lock:
            self._requests.clear()

    # --- the servers -------------------------------------------------------------------------------

    def _open(self) -> None:
        desks = list(outlets().values())
        handlers = [self._handler(o) for o in desks]
        for server, outlet in zip(_servers_for(handlers, self._port), desks, strict=True):
            self._servers.append(server)
            host, port = str(server.server_address[0]), int(server.server_address[1])
            self._bases[outlet.outlet] = f"http://{host}:{port}"
        if self._control_port is not None:
            control = _Server(("127.0.0.1", self._control_port), self._control_handler())
            self._servers.append(control)
            self.control_url = f"http://127.0.0.1:{int(control.server_address[1])}"
        for server in self._servers:
            # A short poll interval: shutdown waits for it.
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()

    def _close(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()

    def _log(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request)

    def _handler(self, outlet: Outlet) -> type[http.server.BaseHTTPRequestHandler]:
        newsroom = self

        class Handler(_QuietHandler):
            def do_GET(self) -> None:
                base = newsroom._bases[outlet.outlet]
                given = answer(outlet, base, self.path, newsroom._stage)
                if newsroom._delay:
                    time.sleep(newsroom._delay)
                asked_etag, asked_since = self.headers["If-None-Match"], self.headers["If-Modified-Since"]
                unchanged = is_unchanged(given, asked_etag, asked_since)
                status = HTTPStatus.NOT_MODIFIED if unchanged else given.status
                newsroom._log(
                    Request(
                        at=time.time(),
                        outlet=outlet.outlet,
                        host=self.headers["Host"] or "",
                        path=self.path,
                        status=int(status),
                        conditional=bool(asked_etag or asked_since),
                        user_agent=self.headers["User-Agent"],
                    )
                )
                self.reply(status, given)

            do_HEAD = do_GET  # noqa: N815 - the name that http.server looks for

        return Handler

    def _control_handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        newsroom = self

        class Control(_QuietHandler):
            def do_GET(self) -> None:
                if self.path == "/state":
                    self.reply_json(newsroom.state())
                elif self.path == "/requests":
                    self.reply_json([msgspec.structs.asdict(r) for r in newsroom.requests])
                else:
                    self.reply_json({"error": "GET /state, GET /requests, POST /advance, POST /stage/N"}, 404)

            def do_POST(self) -> None:
                command, _, stage = self.path.removeprefix("/").partition("/")
                if command == "advance":
                    newsroom.advance()
                elif command == "stage" and stage.isdecimal() and int(stage) in STAGES:
                    newsroom.set_stage(int(stage))
                else:
                    self.reply_json({"error": f"no such command: {self.path}"}, 404)
                    return
                self.reply_json(newsroom.state())

        return Control

    def state(self) -> dict[str, Any]:
        """What the control server tells: stage, bases, feeds, article_urls."""
        return {
            "stage": self._stage,
            "control_url": self.control_url,
            "bases": self.bases,
            "feeds": [{"outlet": f.outlet, "url": f.url, "country": f.country} for f in self.feeds()],
            "article_urls": self.article_urls(),
        }


class _QuietHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are logged in memory, not on stderr."""

    def reply(self, status: int, given: Answer) -> None:
        body = b"" if status == HTTPStatus.NOT_MODIFIED else given.body
        self.send_response(status)
        if given.etag:
            self.send_header("ETag", given.etag)
        if given.last_modified:
            self.send_header("Last-Modified", given.last_modified)
        if given.location:
            self.send_header("Location", given.location)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", given.content_type)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reply_json(self, value: Any, status: int = HTTPStatus.OK) -> None:
        text = json.dumps(value, ensure_ascii=False).encode()
        self.reply(status, Answer(status=status, body=text, content_type="application/json"))


def is_unchanged(given: Answer, asked_etag: str | None, asked_since: str | None) -> bool:
    """Whether a conditional request gets 304 (RFC 9110, 13.1.2 and 13.1.3: If-None-Match goes first)."""
    if given.status != HTTPStatus.OK:
        return False
    if asked_etag is not None:
        tags = {t.strip().removeprefix("W/") for t in asked_etag.split(",")}
        return given.etag is not None and (given.etag in tags or "*" in tags)
    if asked_since is not None and given.last_modified is not None:
        try:
            since = parsedate_to_datetime(asked_since)
        except ValueError:
            return False
        return _aware(parsedate_to_datetime(given.last_modified)) <= _aware(since)
    return False


def _aware(at: dt.datetime) -> dt.datetime:
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _servers_for(handlers: list[type[http.server.BaseHTTPRequestHandler]], port: int) -> list[_Server]:
    """One bound server per handler: on hosts of their own with one port, else on 127.0.0.1 with a port each."""
    for _ in range(PORT_TRIES):
        opened: list[_Server] = []
        try:
            for n, handler in enumerate(handlers):
                wished = port or (opened[0].server_address[1] if opened else 0)
                opened.append(_Server((f"127.0.0.{FIRST_HOST + n}", int(wished)), handler))
        except OSError as error:
            for server in opened:
                server.server_close()
            if error.errno == errno.EADDRNOTAVAIL:
                return _servers_on_one_host(handlers, port)
            if error.errno != errno.EADDRINUSE or port:
                raise
        else:
            return opened
    return _servers_on_one_host(handlers, port)


def _servers_on_one_host(handlers: list[type[http.server.BaseHTTPRequestHandler]], port: int) -> list[_Server]:
    opened: list[_Server] = []
    try:
        for n, handler in enumerate(handlers):
            opened.append(_Server(("127.0.0.1", port + n if port else 0), handler))
    except OSError:
        for server in opened:
            server.server_close()
        raise
    return opened
