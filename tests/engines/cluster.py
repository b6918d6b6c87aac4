"""A Flink cluster of processes: a job manager and task managers that can be killed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from tests.engines.servers import java
from tests.services import free_port

_CONFIGURATION = """\
jobmanager.rpc.address: 127.0.0.1
jobmanager.rpc.port: {rpc}
jobmanager.bind-host: 127.0.0.1
rest.address: 127.0.0.1
rest.bind-address: 127.0.0.1
rest.port: {rest}
blob.server.port: {blob}
taskmanager.bind-host: 127.0.0.1
taskmanager.host: 127.0.0.1
taskmanager.numberOfTaskSlots: 2
taskmanager.cpu.cores: 2
taskmanager.memory.task.heap.size: 256m
taskmanager.memory.task.off-heap.size: 0m
taskmanager.memory.framework.heap.size: 128m
taskmanager.memory.framework.off-heap.size: 128m
taskmanager.memory.network.min: 64m
taskmanager.memory.network.max: 64m
taskmanager.memory.managed.size: 64m
taskmanager.memory.jvm-metaspace.size: 256m
taskmanager.memory.jvm-overhead.min: 128m
taskmanager.memory.jvm-overhead.max: 128m
heartbeat.interval: 1000
heartbeat.timeout: 6000
akka.ask.timeout: 60 s
restart-strategy.type: fixed-delay
restart-strategy.fixed-delay.attempts: 10
restart-strategy.fixed-delay.delay: 1 s
state.checkpoint-storage: filesystem
state.checkpoints.dir: file://{folder}/checkpoints
io.tmp.dirs: {folder}/tmp
"""


@dataclass
class Cluster:
    """A running session cluster."""

    folder: Path
    rest: int
    managers: list[subprocess.Popen[bytes]]
    _stack: contextlib.ExitStack

    def add_task_manager(self) -> None:
        """Start another task manager, with two slots."""
        command = java("org.apache.flink.runtime.taskexecutor.TaskManagerRunner", "-Xmx512m", *_OPENED)
        command += ["--configDir", str(self.folder)]
        self.managers.append(self._stack.enter_context(_logged(command, self.folder / f"task{len(self.managers)}.log")))

    def replace_task_manager(self) -> None:
        """Kill the one started last, as a machine that fails would, and start another."""
        self.managers[-1].kill()
        self.managers[-1].wait()
        self.add_task_manager()

    def asked(self, what: str) -> Any:
        """What the job manager's REST interface tells."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}/{what}", timeout=30) as answer:
            return msgspec.json.decode(answer.read())

    def checkpoints(self) -> int:
        """How many the job has made."""
        return self._count("completed")

    def restored(self) -> int:
        """How often the job went back to one."""
        return self._count("restored")

    def _count(self, what: str) -> int:
        jobs = self.asked("jobs")["jobs"]
        return int(self.asked(f"jobs/{jobs[0]['id']}/checkpoints")["counts"][what]) if jobs else 0

    def await_slots(self) -> None:
        """Wait until a task manager offers its slots."""
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, KeyError):
                if self.asked("overview")["slots-available"] >= 2:
                    return
            time.sleep(0.3)
        logs = "\n".join(log.read_text()[-1500:] for log in sorted(self.folder.glob("*.log")))
        raise RuntimeError(f"the Flink cluster did not start:\n{logs}")


_OPENED = tuple(
    f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.util", "java.lang", "java.nio", "java.time")
)


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster with one task manager. Raises NotHereError."""
    rest = free_port()
    (folder / "tmp").mkdir(parents=True)
    configuration = _CONFIGURATION.format(rpc=free_port(), rest=rest, blob=free_port(), folder=folder)
    (folder / "flink-conf.yaml").write_text(configuration)
    entry = java("org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint", "-Xmx512m", *_OPENED)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_logged([*entry, "--configDir", str(folder)], folder / "jobs.log"))
        made = Cluster(folder, rest, [], stack)
        made.add_task_manager()
        made.await_slots()
        yield made


@contextlib.contextmanager
def _logged(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        running = subprocess.Popen(command, stdout=out, stderr=out, env=os.environ)
        try:
            yield running
        finally:
            running.kill()
            running.wait()
