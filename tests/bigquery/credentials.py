"""Credentials that mean nothing, for libraries that insist on some: a key file, and a server of tokens for it."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.services import key_of_nobody


class _Tokens(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({"access_token": "none", "expires_in": 3600, "token_type": "Bearer"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def thrown_away(folder: Path) -> Iterator[Path]:
    """A key file for GOOGLE_APPLICATION_CREDENTIALS while the block lasts."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Tokens)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path = folder / "credentials.json"
    path.write_text(json.dumps(key_of_nobody("test", f"http://127.0.0.1:{server.server_address[1]}/token")))
    try:
        yield path
    finally:
        server.shutdown()
        server.server_close()
