"""Cycles in a row: failures are reported and survived, signals end the run, progress goes to stderr only."""

from __future__ import annotations

import datetime as dt
import io
import os
import signal
import threading
import time
from collections.abc import Callable

import pytest
from rich.console import Console

from pipeline import exits
from pipeline.summary import CycleSummary
from pipeline.supervisor import run_cycles
from pipeline.warehouse import WarehouseFull

AT = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def summary(number: int) -> CycleSummary:
    rows = {
        "feed_polls": 3, "feed_polls.ok": 1, "feed_polls.not_modified": 1, "pages": 7, "articles": 2, "reports": 4,
        "event_revisions.new": 1, "event_revisions.changed": 2, "dead_letters": 5,
    }  # fmt: skip
    return CycleSummary(cycle=number, started_at=AT, seconds=1.25, rows=rows)


def run(cycle: Callable[[], CycleSummary], every: float | None) -> tuple[int, str, str]:
    out, err = Console(file=io.StringIO(), width=300), Console(file=io.StringIO(), width=300)
    status = run_cycles(cycle, every, out, err)
    assert isinstance(out.file, io.StringIO)
    assert isinstance(err.file, io.StringIO)
    return status, out.file.getvalue(), err.file.getvalue()


def test_one_cycle_prints_one_line() -> None:
    status, out, err = run(lambda: summary(1), None)
    assert status == exits.OK
    assert out == (
        "2026-01-01T12:00:00Z cycle 1: feeds 2 ok 1 failed · pages 7 · articles 2 · reports 4 ·"
        " events 1 new 2 changed · dead letters 5 · 1.2 s\n"
    )
    assert err == ""


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OSError(28, "No space left on device"), exits.IO, "free some space"),
        (WarehouseFull("W: cannot write: make room"), exits.IO, "make room"),
        (ZeroDivisionError("a bug"), exits.SOFTWARE, "ZeroDivisionError: a bug"),
        (exits.UserError("no such feed", exits.NO_INPUT), exits.NO_INPUT, "no such feed"),
    ],
)
def test_a_failing_cycle_says_what_was_wrong(error: Exception, status: int, words: str) -> None:
    def failing() -> CycleSummary:
        try:
            raise error
        except type(error) as cause:
            raise RuntimeError("a step failed") from cause

    found, out, err = run(failing if not isinstance(error, ZeroDivisionError) else _raising(error), None)
    assert (found, out) == (status, "")
    assert words in err
    assert "Traceback" not in err


def _raising(error: Exception) -> Callable[[], CycleSummary]:
    def cycle() -> CycleSummary:
        raise error

    return cycle


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_cycles_go_on_after_a_failure_until_a_signal(number: signal.Signals) -> None:
    calls: list[int] = []

    def cycle() -> CycleSummary:
        calls.append(len(calls))
        if len(calls) == 2:
            raise ValueError("only this once")
        if len(calls) == 4:
            os.kill(os.getpid(), number)
        return summary(len(calls))

    began = time.monotonic()
    status, out, err = run(cycle, 0.05)
    assert status == exits.OK
    assert len(calls) == 4
    assert out.count("cycle ") == 3
    assert "only this once" in err
    assert time.monotonic() - began < 10


def test_a_wait_between_cycles_ends_at_once() -> None:
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    began = time.monotonic()
    status, _, _ = run(lambda: summary(1), 3600.0)
    assert status == exits.OK
    assert time.monotonic() - began < 5
