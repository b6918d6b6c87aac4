"""Politeness per host: one request at a time, a pause after each, silence when the host asks for it."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_DEFAULT_PORTS = (None, 80, 443)


class _Turn:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free_at = 0.0
        self.resting_until = 0.0


class Hosts:
    """The turns of all hosts that one process talks to. Safe to use from many threads."""

    def __init__(self, delay_seconds: float) -> None:
        self._delay = delay_seconds
        self._turns: dict[str, _Turn] = {}
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay_seconds: float = 0.0) -> Iterator[None]:
        """Wait until `host` may be asked, and keep it to oneself inside the block.

        `delay_seconds` is a longer pause than usual after this request, e.g. the Crawl-delay of the host.
        """
        turn = self._turn(host)
        with turn.lock:
            wait = turn.free_at - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            try:
                yield
            finally:
                turn.free_at = time.monotonic() + max(self._delay, delay_seconds)

    def rest(self, host: str, pause: dt.timedelta) -> None:
        """Note that `host` asked to be left alone for `pause`."""
        turn = self._turn(host)
        turn.resting_until = max(turn.resting_until, time.monotonic() + pause.total_seconds())

    def rest_until(self, rests: Mapping[str, dt.datetime], now: dt.datetime) -> None:
        """Note what hosts asked of earlier runs: until when each is to be left alone."""
        for host, until in rests.items():
            if until > now:
                self.rest(host, until - now)

    def resting(self, host: str) -> dt.timedelta | None:
        """For how much longer `host` wants to be left alone, or None."""
        left = self._turn(host).resting_until - time.monotonic()
        return dt.timedelta(seconds=left) if left > 0 else None

    def _turn(self, host: str) -> _Turn:
        with self._guard:
            return self._turns.setdefault(host, _Turn())


def host_key(host: str, port: int | None) -> str:
    """What counts as one host: the name, and the port if it is none of the web's usual ones."""
    name = host.lower().rstrip(".")
    return name if port in _DEFAULT_PORTS else f"{name}:{port}"
