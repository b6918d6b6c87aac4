"""Bounded cycles, once or for ever: signals, failures, progress and one summary line a cycle."""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console

from pipeline import exits, recall
from pipeline.summary import CycleSummary
from pipeline.warehouse import WarehouseError
from transforms import activity

_LOG = logging.getLogger(__name__)

_BEAM_NOTE = re.compile(r" \[while running '[^']*'\]")
_GRACE_SECONDS = 6.0
"""How long a cycle under way may take to finish once a stop is asked for."""
_PLAIN_EVERY_SECONDS = 10.0


def run_cycles(
    cycle: Callable[[], CycleSummary],
    every_seconds: float | None,
    out: Console,
    err: Console,
    *,
    more: Callable[[], bool] = lambda: False,
    doing: Callable[[float], str] | None = None,
) -> int:
    """Run `cycle` once, or every so many seconds until SIGINT or SIGTERM; the exit status.

    A cycle that fails is reported; the next one does its work again. A cycle still under way some seconds
    after a stop was asked for is given up: nothing of it is visible, so the warehouse stays whole.

    Args:
        more: asked after a cycle that succeeded; True: the next one begins at once, once or not.
        doing: what the cycle does, in one line, so many seconds after it began.
    """
    stop = threading.Event()
    with _stopping_on_signals(stop):
        try:
            while True:
                began = time.monotonic()
                stopped = exits.INTERRUPTED if every_seconds is None else exits.OK
                status = _one_cycle(cycle, stop, stopped, out, err, doing=doing or _doing)
                if status == exits.OK and more():
                    if stop.is_set():
                        return stopped
                    continue
                if every_seconds is None:
                    return status
                if stop.wait(max(0.0, every_seconds - (time.monotonic() - began))):
                    return exits.OK
        finally:
            recall.finish()


def _one_cycle(
    cycle: Callable[[], CycleSummary],
    stop: threading.Event,
    when_stopped: int,
    out: Console,
    err: Console,
    *,
    doing: Callable[[float], str],
) -> int:
    activity.reset()
    ended = threading.Event()
    # The cycle has the main thread: job servers of Beam's runners set handlers of signals, which only it may do.
    watch = threading.Thread(target=_watch, args=(ended, stop, when_stopped, err, doing), name="watch", daemon=True)
    watch.start()
    failed: BaseException | None = None
    try:
        summary = cycle()
    except BaseException as error:  # noqa: BLE001  (reported below)
        failed = error
    finally:
        ended.set()
        watch.join()
    if failed is not None:
        return _report(failed, err)
    out.print(summary.line(), soft_wrap=True, highlight=False)
    for warning in summary.warnings:
        out.print(f"warning: {warning}", soft_wrap=True, highlight=False, markup=False)
    return exits.OK


def _watch(
    ended: threading.Event, stop: threading.Event, when_stopped: int, err: Console, doing: Callable[[float], str]
) -> None:
    """Show what goes on until the cycle ends; a cycle that does not in time after a stop is given up."""
    began, told, deadline = time.monotonic(), time.monotonic(), None
    with err.status("starting", spinner="dots") if err.is_terminal else _no_status() as status:
        while not ended.wait(0.1):
            now = time.monotonic()
            if stop.is_set():
                deadline = deadline or now + _GRACE_SECONDS
                if now > deadline:
                    err.print(
                        "stopped: the cycle under way was given up; the warehouse is as the last whole cycle left it"
                    )
                    _leave(when_stopped)
            text = f"{doing(now - began)} · {now - began:.0f} s"
            if status is not None:
                status.update(text)
            elif now - told > _PLAIN_EVERY_SECONDS:
                told = now
                err.print(text, highlight=False)


def _doing(seconds: float) -> str:
    done = activity.done()
    return " · ".join(f"{count} {what}" for what, count in done.items()) or "working"


@contextmanager
def _no_status() -> Iterator[None]:
    yield None


def _report(error: BaseException, err: Console) -> int:
    cause = _named_cause(error)
    status = exits.status_of(cause)
    message = _BEAM_NOTE.sub("", str(cause))
    if status == exits.SOFTWARE:
        message = f"{type(cause).__name__}: {message}"
        _LOG.debug("cycle failed", exc_info=error)
    elif isinstance(cause, OSError):
        message += " (if the disk is full, free some space, then start again: the tables are whole)"
    err.print(f"cycle failed: {message}", highlight=False, soft_wrap=True, markup=False)
    return status


def _named_cause(error: BaseException) -> BaseException:
    """The error at the root: Beam wraps what a step raises."""
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen:
        seen.append(current)
        if isinstance(current, WarehouseError | OSError | exits.UserError):
            return current
        current = current.__cause__ or current.__context__
    return error


def _leave(status: int) -> None:
    """End at once: fetches that hang in other threads must not hold up the end, and nothing is left to save."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


@contextmanager
def _stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
