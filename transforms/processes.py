"""Processes that work for this one, so that a backfill on one machine uses all its cores.

Where the system allows it they are copies of this one, made before its first cycle: what is loaded by then is theirs
too, at no cost of time or memory. They live until the program ends, and end with it however it ends: their connection
then closes.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from pathlib import Path
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")

_STANDARD: Final = (0, 1, 2)
_OPEN_FILES: Final = Path("/proc/self/fd")
# Elsewhere libraries of the system do not stand being copied while they run.
_CONTEXT: Final[ForkContext | SpawnContext] = (
    multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")
)


class WorkerError(RuntimeError):
    """A process ended before its work was done."""


class _Worker(NamedTuple):
    process: multiprocessing.process.BaseProcess
    connection: Connection


class Processes:
    """So many processes; each does one thing at a time. Safe to use from many threads."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for _ in range(number):
            self._idle.put(_started())

    def close(self) -> None:
        """End them once they have nothing to do."""
        for _ in range(self.number):
            worker = self._idle.get()
            worker.connection.close()
            worker.process.join()

    def call(self, function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """What the function returns or raises in the first process that has nothing to do.

        All that goes there and back is pickled. Raises WorkerError if the process ends; another one takes its place.
        """
        worker = self._idle.get()
        try:
            answer = _answer(worker, (function, args, kwargs))
        except WorkerError:
            worker = _started()
            raise
        finally:
            self._idle.put(worker)
        if isinstance(answer, BaseException):
            raise answer
        result: _T = answer
        return result


_lock = threading.Lock()
_processes: dict[int, Processes] = {}


def of(number: int, prepare: Callable[[], None] = lambda: None) -> Processes:
    """The processes of this program; `prepare` is called before they start, at the first call."""
    with _lock:
        if number not in _processes:
            prepare()
            _processes[number] = Processes(number)
        return _processes[number]


def close() -> None:
    """End the processes of this program."""
    with _lock:
        while _processes:
            _processes.popitem()[1].close()


def _started() -> _Worker:
    ours, theirs = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=_serve, args=(theirs, gc.get_threshold()), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _answer(worker: _Worker, task: tuple[Any, ...]) -> Any:
    try:
        worker.connection.send(task)
        return worker.connection.recv()
    except (EOFError, OSError) as error:
        worker.process.kill()
        worker.process.join()
        worker.connection.close()
        raise WorkerError(
            f"a process ended with status {worker.process.exitcode}; if memory is short, give --processes 1"
        ) from error


def _serve(tasks: Connection, collected_after: tuple[int, int, int]) -> None:
    """Answer tasks until the connection closes."""
    # A session of its own: Ctrl-C is for the program, which finishes or gives up its cycle.
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    _let_go(tasks.fileno())
    # What is loaded stays, and is not looked at again: it would have to be copied.
    gc.freeze()
    gc.set_threshold(*collected_after)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            function, args, kwargs = tasks.recv()
            try:
                answer: object = function(*args, **kwargs)
            except Exception as error:  # noqa: BLE001  (raised again in the program)
                answer = error
            tasks.send(answer)


def _let_go(kept: int) -> None:
    """Hold no file of the program open: its locks, and the connections of the other processes, are its own.

    The numbers stay taken, so that whoever thinks that a file is his never closes that of another.
    """
    # What anybody prints goes where errors go: the output is the program's.
    os.dup2(2, 1)
    if not _OPEN_FILES.is_dir():
        return
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in [int(path.name) for path in _OPEN_FILES.iterdir()]:
        if number not in (*_STANDARD, kept, nothing):
            os.dup2(nothing, number)
