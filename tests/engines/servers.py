"""Portable runners for the tests: Prism and Flink, installed once into a cache, each a job server on loopback.

`python tests/engines/servers.py` installs both. Flink's runner is of an older Beam than ours: of the newer ones the
public registries lack a part. A runner's protocol is the same through all of Beam 2.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import apache_beam
import filelock
import grpc

from tests.bigquery.server import NotHereError, cache_folder, free_port

REQUIRED = "QANAT_REQUIRE_ENGINES"
"""Set where the tests must run: then they fail instead of being skipped."""
BEAM_OF_FLINK = "2.62.0"
FLINK = "1.19"
_PRISM = "github.com/apache/beam/sdks/v2/go/cmd/prism"
_POM = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>qanat.tests</groupId><artifactId>flink</artifactId><version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.beam</groupId>
      <artifactId>beam-runners-flink-{FLINK}</artifactId>
      <version>{BEAM_OF_FLINK}</version>
    </dependency>
  </dependencies>
</project>
"""


def prism_binary() -> Path:
    """The Prism command of our Beam's version; built now if it is not there (some minutes). Raises NotHereError."""
    folder = cache_folder() / f"prism-{apache_beam.__version__}"
    with _installing(folder) as missing:
        if missing:
            _install(["go", "install", f"{_PRISM}@v{apache_beam.__version__}"], "Prism", {"GOBIN": str(folder)})
    return folder / "prism"


def flink_jars() -> Path:
    """Folder of the jars that make Flink with Beam's runner; fetched now if they are not there. Raises NotHereError."""
    folder = cache_folder() / f"flink-{FLINK}-{BEAM_OF_FLINK}"
    with _installing(folder) as missing:
        if missing:
            if shutil.which("java") is None:
                raise NotHereError("Flink needs Java, which is not here")
            (folder / "pom.xml").write_text(_POM)
            copy = ["mvn", "-q", "-B", "-f", str(folder / "pom.xml"), "dependency:copy-dependencies"]
            _install([*copy, f"-DoutputDirectory={folder / 'jars'}"], "Flink", {})
    return folder / "jars"


@contextlib.contextmanager
def prism(log: Path) -> Iterator[str]:
    """A Prism that takes jobs; gives its address. Raises NotHereError."""
    port = free_port()
    command = [str(prism_binary()), "--job_port", str(port), "--serve_http=false"]
    with process(command, log) as running:
        await_port(port, running, log)
        yield f"127.0.0.1:{port}"


@contextlib.contextmanager
def flink(log: Path, master: str = "[local]", options: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """A Flink job server; gives its address and that of its artifacts. Raises NotHereError."""
    ports = [str(free_port()) for _ in range(3)]
    command = java("org.apache.beam.runners.flink.FlinkJobServerDriver", "-Xmx768m")
    command += ["--job-host", "127.0.0.1", "--job-port", ports[0], "--artifact-port", ports[1]]
    command += ["--expansion-port", ports[2], "--artifacts-dir", str(log.parent / "artifacts")]
    with process([*command, "--flink-master", master, *options], log) as running:
        await_port(int(ports[0]), running, log)
        yield f"127.0.0.1:{ports[0]}", f"127.0.0.1:{ports[1]}"


def java(main: str, *options: str) -> list[str]:
    """The command that runs a class of Flink's."""
    return ["java", *options, "-cp", f"{flink_jars()}/*", main]


@contextlib.contextmanager
def process(command: Sequence[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process with its output in a file, ended with the block."""
    with log.open("ab") as out:
        running = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def await_port(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a gRPC server answers."""
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        ready = grpc.channel_ready_future(channel)
        for _ in range(120):
            if running.poll() is not None:
                break
            with contextlib.suppress(grpc.FutureTimeoutError):
                ready.result(0.5)
                return
    raise RuntimeError(f"{running.args} did not start: {log.read_text()[-2000:]}")


@contextlib.contextmanager
def _installing(folder: Path) -> Iterator[bool]:
    """Whether the folder is to be filled now; it counts as filled when the block succeeds. One process at a time."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(f"{folder}.lock"):
        missing = not (folder / "ready").exists()
        if missing:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        yield missing
        (folder / "ready").touch()


def _install(command: list[str], what: str, variables: dict[str, str]) -> None:
    if shutil.which(command[0]) is None:
        raise NotHereError(f"{what} needs {command[0]} to be installed, which is not here")
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env=os.environ | variables, timeout=1200
    )
    if done.returncode:
        said = ((done.stderr.strip() or done.stdout.strip()).splitlines() or ["no output"])[0]
        raise NotHereError(f"{what} cannot be installed: {said}")


if __name__ == "__main__":
    started = time.monotonic()
    try:
        for install in (prism_binary, flink_jars):
            print(install(), f"{time.monotonic() - started:.0f} s", flush=True)
    except NotHereError as error:
        sys.exit(str(error))
