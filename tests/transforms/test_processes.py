"""Processes that work for the program do what it would do itself, and end with it."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from transforms.processes import Processes, WorkerError

PROGRAM = """
import signal
import time
from transforms import processes
{before}
processes.of(2)
print("started", flush=True)
{after}
"""


@pytest.fixture(scope="module")
def workers() -> Iterator[Processes]:
    """Two processes."""
    found = Processes(2)
    yield found
    found.close()


def square(number: int) -> tuple[int, int]:
    return os.getpid(), number * number


def crash(status: int) -> None:
    os._exit(status)


def wrong(path: str) -> None:
    raise ValueError(path)


def chatty(text: str) -> str:
    print("reading", text, flush=True)
    return text


def locked(path: Path) -> bool:
    """Whether somebody holds the file."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_each_answer_is_that_of_its_own_question(workers: Processes) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: workers.call(square, number), range(200)))
    assert [answer for _, answer in answers] == [number * number for number in range(200)]
    assert os.getpid() not in {pid for pid, _ in answers}


def test_what_they_print_disturbs_nothing(workers: Processes, capfd: pytest.CaptureFixture[str]) -> None:
    assert workers.call(chatty, "news") == "news"
    assert capfd.readouterr().out == ""


def test_an_error_is_raised_here(workers: Processes) -> None:
    with pytest.raises(ValueError, match=r"news\.warc\.gz"):
        workers.call(wrong, "news.warc.gz")


def test_a_process_that_dies_is_replaced(workers: Processes) -> None:
    for _ in range(3):
        with pytest.raises(WorkerError, match="status 3"):
            workers.call(crash, 3)
    assert workers.call(square, 7)[1] == 49


def test_what_the_program_holds_is_free_once_it_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        beside = Processes(1)
        assert beside.call(locked, path)
    assert not locked(path)
    beside.close()


def test_they_close_while_one_works() -> None:
    others = set(psutil.Process().children())
    beside = Processes(2)
    mine = set(psutil.Process().children()) - others
    assert len(mine) == 2
    with ThreadPoolExecutor(1) as threads:
        under_way = threads.submit(beside.call, time.sleep, 0.5)
        while beside._idle.qsize() == 2:
            time.sleep(0.01)
        closing = threading.Thread(target=beside.close)
        closing.start()
        assert under_way.result() is None
        closing.join()
    assert not [process for process in mine if process.is_running()]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_they_end_with_a_program_that_is_killed(number: signal.Signals) -> None:
    with started("", "time.sleep(60)") as program:
        children = psutil.Process(program.pid).children()
        assert len(children) == 2
        program.send_signal(number)
    ended(children)


def test_they_end_with_a_program_that_takes_signals_itself() -> None:
    with started("signal.signal(signal.SIGTERM, lambda *_: None)", "time.sleep(0.5)") as program:
        children = psutil.Process(program.pid).children()
        assert program.wait(60) == 0
    ended(children)


def started(before: str, after: str) -> subprocess.Popen[bytes]:
    """A program with two processes that work for it."""
    source = PROGRAM.format(before=before, after=after)
    program = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE)
    assert program.stdout is not None
    assert program.stdout.readline() == b"started\n"
    return program


def ended(processes: list[psutil.Process]) -> None:
    deadline = time.monotonic() + 60
    while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes):
        assert time.monotonic() < deadline
        time.sleep(0.05)
