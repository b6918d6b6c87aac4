"""Loopback HTTP servers: how they are bound, kept alive, and how an answer goes out.

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
from collections.abc import Callable, Sequence
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from pipeline.demo.site import Answer

HOST = "127.0.0.{}"
FIRST_HOST = 2
"""Outlets get 127.0.0.2 and up; 127.0.0.1 is left to the control server."""

IDLE_SECONDS = 15.0
"""How long a kept-alive connection may stay silent."""

PORT_TRIES = 20


Handlers = Sequence[type[http.server.BaseHTTPRequestHandler]]


class LoopbackServer(http.server.ThreadingHTTPServer):
    """An HTTP server that can drop its kept-alive connections at the end."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._thread: threading.Thread | None = None
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remembers the connection, then answers on it in a thread."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Ends the connection and forgets it."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle of an answer is no error here; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def start(self) -> None:
        """Serves from now on, in a thread."""
        # A short poll interval: shutdown waits for it.
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops serving, if it has begun, and drops all connections."""
        if self._thread:
            self.shutdown()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class QuietHandler(http.server.BaseHTTPRequestHandler):
    """Sends `Answer`s over HTTP/1.1 and writes no log."""

    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are logged in memory, not on stderr."""

    def reply(self, status: int, given: Answer) -> None:
        """Sends `given` under `status`; a 304 goes without a body."""
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
        """Sends `value` as JSON."""
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


def bound_servers(handlers: Handlers, port: int) -> list[LoopbackServer]:
    """One bound server per handler: on hosts of their own with one port, else on 127.0.0.1 with a port each."""
    for _ in range(PORT_TRIES):
        opened: list[LoopbackServer] = []
        try:
            for n, handler in enumerate(handlers):
                wished = port or (opened[0].server_address[1] if opened else 0)
                opened.append(LoopbackServer((HOST.format(FIRST_HOST + n), int(wished)), handler))
        except OSError as error:
            for server in opened:
                server.server_close()
            if error.errno == errno.EADDRNOTAVAIL:
                return servers_on_one_host(handlers, port)
            if error.errno != errno.EADDRINUSE or port:
                raise
        else:
            return opened
    return servers_on_one_host(handlers, port)


def servers_on_one_host(handlers: Handlers, port: int) -> list[LoopbackServer]:
    """One bound server per handler on 127.0.0.1, at `port` and the ports above it, or at free ones."""
    opened: list[LoopbackServer] = []
    try:
        for n, handler in enumerate(handlers):
            opened.append(LoopbackServer(("127.0.0.1", port + n if port else 0), handler))
    except OSError:
        for server in opened:
            server.server_close()
        raise
    return opened
