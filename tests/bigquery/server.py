"""The BigQuery test server (local-bigquery): an environment of its own, made once, and a process for each test run.

It needs Python 3.13 and cannot share an environment with Beam. `python -m tests.bigquery.server` makes the environment.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.services import NotHereError, await_url, free_port, install, installing, process

_DUCKDB = "1.5.5"
_EXTENSIONS = ("icu", "ducklake", "httpfs", "spatial")
"""It loads them by itself, and would download them."""
PINS = ("local-bigquery==0.3.2", f"duckdb=={_DUCKDB}", *(f"duckdb-extension-{name}=={_DUCKDB}" for name in _EXTENSIONS))
WHAT = "the BigQuery test server"
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
    raise NotHereError(f"{WHAT} needs Python 3.13, which is not here (QANAT_PYTHON_313 names it)")


def environment() -> Path:
    """Folder of the environment with the server in it; made now if it is not there. Raises NotHereError."""
    with installing(f"bigquery-{abs(hash_of(PINS)):x}") as (folder, missing):
        if missing:
            python, home = str(folder / "bin/python"), {"HOME": str(folder)}
            install(WHAT, python_313(), "-m", "venv", str(folder))
            install(WHAT, python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PINS, env=home)
            install(WHAT, python, "-c", _INSTALL, *_EXTENSIONS, env=home)
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
    log = data / "server.log"
    with process(command, log, HOME=str(folder)) as server:
        await_url(f"http://127.0.0.1:{port}/bigquery/v2/projects/{PROJECT}/datasets", server, log)
        yield f"http://127.0.0.1:{port}", f"127.0.0.1:{grpc_port}"


if __name__ == "__main__":
    try:
        print(environment())
    except NotHereError as error:
        sys.exit(str(error))
