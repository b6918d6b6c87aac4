"""A loopback proxy in front of the test server that spoils the requests it is told to."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

CUT = "cut"
"""Pass the request on, then drop the connection instead of answering."""


@dataclass
class Rule:
    """What to do with requests that match."""

    matches: Callable[[str, str, bytes], bool]
    """Of method, path and body."""
    does: tuple[int, str] | str
    """An HTTP status and BigQuery's reason, or CUT."""
    times: int
    done: int = 0


@dataclass
class Proxy:
    """Its address, and the rules in force."""

    endpoint: str
    rules: list[Rule] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of every request."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def spoil(
        self, does: tuple[int, str] | str, times: int = 1, *, method: str = "", path: str = "", body: str = ""
    ) -> Rule:
        """Spoil the next requests whose method, path and body hold these."""
        rule = Rule(lambda m, p, b: method in m and path in p and body.encode() in b, does, times)
        self.rules.append(rule)
        return rule

    def chosen(self, method: str, path: str, body: bytes) -> tuple[int, str] | str | None:
        """What to do with the request."""
        with self.lock:
            self.seen.append((method, path))
            for rule in self.rules:
                if rule.done < rule.times and rule.matches(method, path, body):
                    rule.done += 1
                    return rule.does
        return None


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    """A proxy in front of `upstream`."""
    target = urlsplit(upstream)
    assert target.hostname
    proxy = Proxy("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            does = proxy.chosen(self.command, self.path, body)
            if isinstance(does, tuple):
                self.refuse(*does)
                return
            connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=120)
            # The server then makes its upload addresses out of the Host that it is given: ours.
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            connection.close()
            if does == CUT:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"transfer-encoding", "content-length", "connection", "date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815

        def refuse(self, status: int, reason: str) -> None:
            error = {"reason": reason, "message": f"spoiled: {reason}"}
            content = json.dumps({"error": {"code": status, "message": error["message"], "errors": [error]}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

    server = Server(("127.0.0.1", 0), Handler)
    proxy.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
