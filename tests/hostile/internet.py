"""A small internet on loopback: public names and addresses that lead to one server on this machine.

Names ending in `.example` get public addresses from `resolve`, and the layer that opens sockets leads those
addresses to the server's ports. So the collector runs as it does in production, its refusal of private addresses
included, and `asked_addresses` says what it tried to connect to.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import httpcore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_FIRST_ADDRESS = ipaddress.IPv4Address("8.8.0.1")


class Document(NamedTuple):
    """What a healthy server would send."""

    body: bytes
    content_type: str


Answer = Callable[["Exchange", Document], None]


class Exchange(BaseHTTPRequestHandler):
    """One connection; answers write to it as they like."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 20
    server: _Server

    def do_GET(self) -> None:
        """Send what the internet holds at this host and path."""
        host = (self.headers["Host"] or "").partition(":")[0]
        internet = self.server.internet
        with internet.guard:
            internet.requests.append(Request(time.monotonic(), host, self.path, dict(self.headers.items())))
        try:
            internet.answer(self, host, self.path)
        except OSError:
            self.close_connection = True

    def send(self, document: Document, status: int = 200, **headers: str) -> None:
        """A whole and correct answer."""
        self.head(status, {"Content-Type": document.content_type, "Content-Length": str(len(document.body)), **headers})
        if status != 304:
            self.wfile.write(document.body)

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Status line and headers; `_` in names stands for `-`."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def raw(self, pieces: Iterable[bytes], pause: float = 0.0) -> None:
        """Bytes as they are, and the end of the connection."""
        self.close_connection = True
        for piece in pieces:
            self.wfile.write(piece)
            if pause:
                time.sleep(pause)

    def log_message(self, *args: Any) -> None:
        """Nothing on stderr."""


class Request(NamedTuple):
    """One request that arrived."""

    at: float
    host: str
    path: str
    headers: dict[str, str]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    internet: Internet

    def handle_error(self, *args: Any) -> None:
        """A client that hangs up is part of the tests."""


class Internet:
    """Hosts, their addresses and their server; use it as a context manager.

    `answer(exchange, host, path)` says what a host serves.
    """

    def __init__(self, answer: Callable[[Exchange, str, str], None], folder: Path) -> None:
        self.answer = answer
        self.guard = threading.Lock()
        self.requests: list[Request] = []
        self.asked_addresses: list[str] = []
        self.redirected: dict[str, list[str]] = {}
        """What DNS says of a host from now on."""
        self._numbers: dict[str, int] = defaultdict(lambda: len(self._numbers))
        self._servers = [_Server(("127.0.0.1", 0), Exchange), _Server(("127.0.0.1", 0), Exchange)]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_self_signed(folder / "cert.pem"))
        plain = self._servers[1].socket
        self._servers[1].socket = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)

    def __enter__(self) -> Internet:
        for server in self._servers:
            server.internet = self
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def resolve(self, host: str, port: int) -> list[str]:
        """The addresses of a host."""
        with self.guard:
            return self.redirected.get(host) or [self._address(host)]

    def _address(self, host: str) -> str:
        try:
            return str(ipaddress.ip_address(host.strip("[]")))
        except ValueError:
            return str(_FIRST_ADDRESS + self._numbers[host])

    def backend(self) -> httpcore.NetworkBackend:
        """Opens sockets inside this internet, and none outside."""
        return _Backend(self)

    def place(self, address: str, port: int) -> tuple[str, int]:
        """Where the host of an address really listens."""
        self.asked_addresses.append(address)
        return "127.0.0.1", int(self._servers[port == 443].server_address[1])


class _Backend(httpcore.SyncBackend):
    def __init__(self, internet: Internet) -> None:
        self._internet = internet

    def connect_tcp(self, host: str, port: int, *others: Any, **named: Any) -> httpcore.NetworkStream:
        return super().connect_tcp(*self._internet.place(host, port), *others, **named)


def _self_signed(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nobody.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=2))
        .not_valid_after(now + dt.timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
