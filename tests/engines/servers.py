"""Portable runners for the tests: Prism and Flink, installed once into a cache, each a job server on loopback.

`python -m tests.engines.servers` installs both. Flink's runner is of an older Beam than ours: of the newer ones the
public registries lack a part. A runner's protocol is the same through all of Beam 2.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import apache_beam
import grpc

from tests.services import NotHereError, free_port, install, installing, process

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
    with installing(f"prism-{apache_beam.__version__}") as (folder, missing):
        if missing:
            install("Prism", "go", "install", f"{_PRISM}@v{apache_beam.__version__}", env={"GOBIN": str(folder)})
    return folder / "prism"


def flink_jars() -> Path:
    """Folder of the jars that make Flink with Beam's runner; fetched now if they are not there. Raises NotHereError."""
    with installing(f"flink-{FLINK}-{BEAM_OF_FLINK}") as (folder, missing):
        if missing:
            if shutil.which("java") is None:
                raise NotHereError("Flink needs Java, which is not here")
            (folder / "pom.xml").write_text(_POM)
            copy = ["mvn", "-q", "-B", "-f", str(folder / "pom.xml"), "dependency:copy-dependencies"]
            install("Flink", *copy, f"-DoutputDirectory={folder / 'jars'}")
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


if __name__ == "__main__":
    started = time.monotonic()
    try:
        for installed in (prism_binary, flink_jars):
            print(installed(), f"{time.monotonic() - started:.0f} s", flush=True)
    except NotHereError as error:
        sys.exit(str(error))
