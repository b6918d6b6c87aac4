"""Processes that read parts of archives, so that a backfill on one machine uses all its cores.

Reading and the gate are half of a backfill's time or more, and what is left of a part afterwards is small: that
is what these processes do, and what comes of the pages happens in the program's own, which keeps the events. They load
what they need and no more, live until the program ends, and end with it however it ends: their input then closes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import BinaryIO, Final

from schemas.records import ArchivePart, Record
from transforms.web.archive_parts import Gate, Open, read_part
from transforms.web.archived_pages import Outlets

_PROGRAM: Final = "import sys; sys.path[:] = {!r}; from transforms.web import archive_workers; archive_workers.serve()"


_NICE: Final = 5


class WorkerError(RuntimeError):
    """A process that reads archives ended before its work was done."""


class Workers:
    """So many processes; each reads one part at a time. Safe to use from many threads."""

    def __init__(self, processes: int) -> None:
        self.processes = processes
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        for _ in range(processes):
            self._idle.put(_started())

    def close(self) -> None:
        """End them once they have nothing to do."""
        for _ in range(self.processes):
            self._idle.get().communicate()

    def read_part(
        self, part: ArchivePart, gate: Gate | None, outlets: Outlets, now: dt.datetime, open_file: Open
    ) -> Iterator[Record]:
        """As `transforms.web.archive_parts.read_part`, by the first process that has nothing to do."""
        worker = self._idle.get()
        try:
            records = _answer(worker, (part, gate, outlets, now, open_file))
        except WorkerError:
            worker = _started()
            raise
        finally:
            self._idle.put(worker)
        yield from records


_lock = threading.Lock()
_workers: dict[int, Workers] = {}


def of(processes: int) -> Workers:
    """The processes of this program, started at the first call."""
    with _lock:
        if processes not in _workers:
            _workers[processes] = Workers(processes)
        return _workers[processes]


def close() -> None:
    """End the processes of this program."""
    with _lock:
        while _workers:
            _workers.popitem()[1].close()


def _started() -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C is for the program, which finishes or gives up its cycle.
    return subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-c", _PROGRAM.format(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def _answer(worker: subprocess.Popen[bytes], task: tuple[object, ...]) -> list[Record]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    given = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
    try:
        worker.stdin.write(given)
        worker.stdin.flush()
        answer = pickle.load(worker.stdout)  # noqa: S301  (written by our own process)
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        worker.kill()
        worker.stdout.close()
        with contextlib.suppress(OSError):
            worker.stdin.close()
        raise WorkerError(
            f"a process that reads archives ended with status {worker.wait()}; if memory is short, give --processes 1"
        ) from error
    if isinstance(answer, BaseException):
        raise answer
    records: list[Record] = answer
    return records


def serve() -> None:
    """Answer parts until the input ends."""
    # The program's own process has more to do than any of these, and the events: it goes first where cores are few.
    os.nice(_NICE)
    gc.freeze()
    tasks, answers = sys.stdin.buffer, _private_output()
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301  (written by the program that started us)
        except EOFError:
            return
        try:
            answer: object = list(read_part(*task))
        except Exception as error:  # noqa: BLE001  (raised again in the program)
            answer = error
        try:
            pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()
        except BrokenPipeError:
            os._exit(0)


def _private_output() -> BinaryIO:
    """The output that the program reads; what anybody prints goes where errors go."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return output
