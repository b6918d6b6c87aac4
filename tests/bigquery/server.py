"""The BigQuery test server (local-bigquery): an environment of its own, made once, and a process for each test run.

It needs Python 3.13 and cannot share an environment with Beam. `python tests/bigquery/server.py` makes the environment.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import filelock

_DUCKDB = "1.5.5"
_EXTENSIONS = ("icu", "ducklake", "httpfs", "spatial")
"""It loads them by itself, and would download them."""
PINS = ("local-bigquery==0.3.2", f"duckdb=={_DUCKDB}", *(f"duckdb-extension-{name}=={_DUCKDB}" for name in _EXTENSIONS))
PROJECT = "test"
REQUIRED = "QANAT_REQUIRE_BIGQUERY"
"""Set where the tests must run: then they fail instead of being skipped."""
_INSTALL = """
import duckdb, pathlib, sys
folder = pathlib.Path(duckdb.__file__).parents[1]
with duckdb.connect() as db:
    for name in sys.argv[1:]:
        [file] = folder.glob(f"duckdb_extension_{name}/extensions/v*/{name}.duckdb_extension")
        db.execute(f"INSTALL '{file}'")
"""


class NotHereError(Exception):
    """The server cannot be installed on this machine."""


def cache_folder() -> Path:
    """Where the environment is kept between runs."""
    named = os.environ.get("QANAT_TEST_CACHE")
    return Path(named) if named else Path.home() / ".cache" / "qanat-tests"


def python_313() -> str:
    """The interpreter to use; raises NotHereError."""
    named = [os.environ.get("QANAT_PYTHON_313"), "python3.13"]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    named += map(str, sorted(pyenv.glob("3.13*/bin/python"), reverse=True))
    for candidate in filter(None, named):
        path = shutil.which(candidate)
        version = [path or "", "-c", "import sys; print(sys.version_info[:2])"]
        told = path and subprocess.run(version, check=False, capture_output=True)
        if path and told and told.stdout.strip() == b"(3, 13)":
            return path
    raise NotHereError("the BigQuery test server needs Python 3.13, which is not here (QANAT_PYTHON_313 names it)")


def environment() -> Path:
    """Folder of the environment with the server in it; made now if it is not there. Raises NotHereError."""
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"bigquery-{abs(hash_of(PINS)):x}"
    with filelock.FileLock(cache / "bigquery.lock"):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            for command in (
                [python_313(), "-m", "venv", str(folder)],
                [str(folder / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PINS],
                [str(folder / "bin/python"), "-c", _INSTALL, *_EXTENSIONS],
            ):
                done = subprocess.run(
                    command,
                    check=False,
                    capture_output=True,
                    text=True,
                    env=os.environ | {"HOME": str(folder)},
                    timeout=900,
                )
                if done.returncode:
                    said = (done.stderr.strip().splitlines() or ["no output"])[-1]
                    raise NotHereError(f"the BigQuery test server cannot be installed: {said}")
            (folder / "ready").touch()
    return folder


def hash_of(pins: tuple[str, ...]) -> int:
    """The same in every process."""
    return sum(ord(letter) * 31**place for place, letter in enumerate(" ".join(pins))) % 2**32


@contextlib.contextmanager
def running(data: Path) -> Iterator[tuple[str, str]]:
    """A server on loopback; gives its REST endpoint and its gRPC address. Raises NotHereError."""
    folder = environment()
    port, grpc_port = free_port(), free_port()
    command = [str(folder / "bin/local-bigquery"), "serve", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--grpc-port", str(grpc_port), "--project", PROJECT, "--data-dir", str(data)]
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"HOME": str(folder)})
        try:
            _await(f"http://127.0.0.1:{port}/bigquery/v2/projects/{PROJECT}/datasets", process, data / "server.log")
            yield f"http://127.0.0.1:{port}", f"127.0.0.1:{grpc_port}"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the BigQuery test server did not start: {log.read_text()[-2000:]}")


def free_port() -> int:
    """A port of loopback that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    try:
        print(environment())
    except NotHereError as error:
        sys.exit(str(error))
