"""Programs that tests install once and run on loopback: where they are kept, how they are started and ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import filelock
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

_STARTS_WITHIN = 60
_INSTALLS_WITHIN = 1200


class NotHereError(Exception):
    """A program cannot be installed on this machine."""


def cache_folder() -> Path:
    """Where programs are kept between runs."""
    named = os.environ.get("QANAT_TEST_CACHE")
    return Path(named) if named else Path.home() / ".cache" / "qanat-tests"


@contextlib.contextmanager
def installing(name: str) -> Iterator[tuple[Path, bool]]:
    """A folder of the cache, and whether it is to be filled now; it counts as filled when the block succeeds.

    One process at a time.
    """
    folder = cache_folder() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(f"{folder}.lock"):
        missing = not (folder / "ready").exists()
        if missing:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        yield folder, missing
        (folder / "ready").touch()


def install(what: str, *command: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> None:
    """Run a step of an installation; raises NotHereError with what it says when it fails."""
    if shutil.which(command[0]) is None:
        raise NotHereError(f"{what} needs {command[0]} to be installed, which is not here")
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        check=False,
        capture_output=True,
        text=True,
        timeout=_INSTALLS_WITHIN,
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()
        raise NotHereError(f"{what} cannot be installed: {' … '.join(dict.fromkeys((said[0], said[-1])))}")


@contextlib.contextmanager
def process(command: Sequence[str], log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process with its output in a file, ended with the block."""
    with log.open("ab") as out:
        running = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ | env)
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def await_url(url: str, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until an HTTP server answers."""
    deadline = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < deadline and running.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{running.args} did not start: {log.read_text()[-2000:]}")


def free_port() -> int:
    """A port of loopback that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def key_of_nobody(project: str, token_uri: str) -> dict[str, str]:
    """A service account's key file that opens nothing, for libraries that insist on one."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return {
        "type": "service_account",
        "project_id": project,
        "private_key_id": "1",
        "private_key": key.decode(),
        "client_email": f"nobody@{project}.iam.gserviceaccount.com",
        "client_id": "1",
        "token_uri": token_uri,
    }
