"""A real HTTP server on loopback whose answers each test writes."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest
from hypothesis import settings

from schemas.records import Feed, Visit
from transforms.web.http import HttpClient, HttpSettings
from transforms.web.network import Resolve

# Examples are bounded by their number: on a busy machine any time limit on one would fail now and then.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

Answer = Callable[["Handler"], None] | tuple[int, dict[str, str], bytes]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Site

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        headers = {name.lower(): value for name, value in self.headers.items()}
        entry = {"path": self.path, "headers": headers, "from": time.monotonic()}
        self.server.log.append(entry)
        answer = self.server.answers.get(path, (404, {}, b"no such page"))
        try:
            if callable(answer):
                answer(self)
            else:
                self.reply(*answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        entry["to"] = time.monotonic()

    def reply(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
            self.send_header("Content-Length", str(0 if status == 304 else len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


class Site(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.log: list[dict[str, Any]] = []

    def handle_error(self, *args: Any) -> None:
        """A client that hangs up is part of the tests."""

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"

    def asked(self, path: str) -> list[dict[str, Any]]:
        return [entry for entry in self.log if entry["path"] == path]


LOCAL = HttpSettings(
    allow_private_hosts=True,
    host_delay_seconds=0.0,
    connect_timeout=5.0,
    read_timeout=5.0,
    total_timeout=10.0,
    max_compressed_bytes=1_000_000,
    max_bytes=2_000_000,
)

NOW = dt.datetime(2025, 6, 10, 12, 0, tzinfo=dt.UTC)


def a_feed(url: str = "http://news.example/feed", **fields: Any) -> Feed:
    return Feed(outlet="الصحيفة", url=url, **fields)


def a_visit(url: str = "http://news.example/1", **fields: Any) -> Visit:
    known = {"link": url, "outlet": "الصحيفة", "first_seen_at": NOW, "visited_at": NOW}
    return Visit(url=url, **(known | fields))


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def make_client() -> Iterator[Callable[..., HttpClient]]:
    """Clients with other settings than `LOCAL`: changed fields as keywords, and `resolve`."""
    made = []

    def make(resolve: Resolve | None = None, **changes: Any) -> HttpClient:
        made.append(HttpClient(msgspec.structs.replace(LOCAL, **changes), resolve))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: Callable[..., HttpClient]) -> HttpClient:
    return make_client()
