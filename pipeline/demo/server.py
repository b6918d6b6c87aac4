"""The demo newsroom as real HTTP servers on loopback, one address for each outlet, and its control server."""

from __future__ import annotations

import contextlib
import http.server
import threading
import time
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
import yaml

from pipeline.demo.hosts import LoopbackServer, QuietHandler, bound_servers, is_unchanged
from pipeline.demo.newsdesk import STAGES, Outlet, articles, outlets
from pipeline.demo.site import answer
from schemas.records import Feed


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
        self._servers: list[LoopbackServer] = []
        self._bases: dict[str, str] = {}
        self.control_url: str | None = None

    def __enter__(self) -> Newsroom:
        with contextlib.ExitStack() as unless_open:
            unless_open.callback(self._close)
            self._open()
            unless_open.pop_all()
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
        for stage in STAGES:
            articles(stage)  # read now: msgspec crashes when two threads decode a type for the first time
        handlers = [self._handler(o) for o in desks]
        for server, outlet in zip(bound_servers(handlers, self._port), desks, strict=True):
            self._servers.append(server)
            host, port = str(server.server_address[0]), int(server.server_address[1])
            self._bases[outlet.outlet] = f"http://{host}:{port}"
        if self._control_port is not None:
            control = LoopbackServer(("127.0.0.1", self._control_port), self._control_handler())
            self._servers.append(control)
            self.control_url = f"http://127.0.0.1:{int(control.server_address[1])}"
        for server in self._servers:
            server.start()

    def _close(self) -> None:
        for server in self._servers:
            server.close()
        self._servers.clear()

    def _log(self, request: Request) -> None:
        with self._lock:
            self._requests.append(request)

    def _handler(self, outlet: Outlet) -> type[http.server.BaseHTTPRequestHandler]:
        newsroom = self

        class Handler(QuietHandler):
            def do_GET(self) -> None:  # noqa: N802 - the name that http.server looks for
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

        class Control(QuietHandler):
            def do_GET(self) -> None:  # noqa: N802 - the name that http.server looks for
                if self.path == "/state":
                    self.reply_json(newsroom.state())
                elif self.path == "/requests":
                    self.reply_json([msgspec.structs.asdict(r) for r in newsroom.requests])
                else:
                    self.reply_json({"error": "GET /state, GET /requests, POST /advance, POST /stage/N"}, 404)

            def do_POST(self) -> None:  # noqa: N802
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
