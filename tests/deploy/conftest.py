"""What Dataflow would see: the environment of its image, Cloud Storage and credentials, all on this machine."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.deploy.environment import REQUIRED, ROOT, environment, installed
from tests.services import NotHereError, await_url, free_port, key_of_nobody, process

BUCKET = "my-bucket"
PROJECT = "my-project"
NOBODY = "http://127.0.0.1:9"
"""A proxy that is not there: what is not on loopback cannot be asked."""


class Image(NamedTuple):
    """An environment as the image has it."""

    python: Path
    site: Path
    """Qanat, from its sdist."""


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    try:
        python = environment() / "bin" / "python"
        return Image(python, installed(python, tmp_path_factory.mktemp("image")))
    except NotHereError as error:
        if os.environ.get(REQUIRED):
            raise
        pytest.skip(str(error))


class Google(NamedTuple):
    """Cloud Storage and what gives tokens."""

    storage: str
    environment: dict[str, str]
    """For a process that is to reach these, and nobody else."""

    def objects(self) -> dict[str, int]:
        """Size by name of everything in the bucket."""
        listed = self._get(f"/storage/v1/b/{BUCKET}/o")
        return {item["name"]: int(item["size"]) for item in json.loads(listed).get("items", ())}

    def content(self, name: str) -> bytes:
        """What an object holds."""
        return self._get(f"/storage/v1/b/{BUCKET}/o/{urllib.parse.quote(name, safe='')}?alt=media")

    def put(self, name: str, content: bytes) -> None:
        """Make an object."""
        query = urllib.parse.urlencode({"uploadType": "media", "name": name})
        request = urllib.request.Request(f"{self.storage}/upload/storage/v1/b/{BUCKET}/o?{query}", content)
        urllib.request.urlopen(request, timeout=30).close()

    def _get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.storage + path, timeout=30) as answer:
            content: bytes = answer.read()
        return content


class Answers(http.server.ThreadingHTTPServer):
    """A service on loopback that gives every request the answer that `reply` names, and notes it."""

    def __init__(self, reply: Any) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.reply = reply
        self.asked: list[tuple[str, str, Any]] = []


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Answers

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_json = "json" in self.headers.get("Content-Type", "")
        self.server.asked.append((self.command, self.path, json.loads(body) if is_json and body else None))
        status, content = self.server.reply(self.command, self.path.partition("?")[0])
        encoded = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    do_GET = do_POST = do_PUT = do_PATCH = _answer  # noqa: N815

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@contextmanager
def answering(reply: Any) -> Iterator[Answers]:
    """A running service."""
    with Answers(reply) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def google(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Google]:
    folder = tmp_path_factory.mktemp("google")
    token = {"access_token": "throw-away", "expires_in": 3600, "token_type": "Bearer"}
    with answering(lambda method, path: (200, token)) as tokens, _storage(image, folder) as storage:
        key = folder / "key.json"
        key.write_text(json.dumps(key_of_nobody(PROJECT, f"http://127.0.0.1:{tokens.server_port}/token")))
        yield Google(
            storage,
            {
                "STORAGE_EMULATOR_HOST": storage,
                "GOOGLE_APPLICATION_CREDENTIALS": str(key),
                "HTTPS_PROXY": NOBODY,
                "NO_PROXY": "127.0.0.1,localhost",
                "CLOUDSDK_CONFIG": str(folder / "gcloud"),
            },
        )


@contextmanager
def _storage(image: Image, folder: Path) -> Iterator[str]:
    port, log = free_port(), folder / "storage.log"
    command = [str(image.python.parent / "gcp-storage-emulator"), "start", "--host", "127.0.0.1", "--port", str(port)]
    with process([*command, "--in-memory", "--default-bucket", BUCKET], log) as server:
        await_url(f"http://127.0.0.1:{port}/storage/v1/b/{BUCKET}", server, log)
        yield f"http://127.0.0.1:{port}"


def launched(image: Image, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the template's launcher would run, with Qanat as it was installed from its sdist."""
    return in_image(image, environment, str(ROOT / "deploy" / "dataflow" / "launch.py"), *arguments)


def in_image(image: Image, environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    """Python of the image, which sees nothing of the working tree."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GOOGLE_", "QANAT_"))}
    return subprocess.run(
        [str(image.python), "-P", *command],
        cwd=image.site,
        env=kept | {"PYTHONPATH": str(image.site)} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
