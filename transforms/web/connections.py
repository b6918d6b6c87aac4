"""Connections kept open between requests, host by host."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpcore


class Connections:
    """A pool of its own for each host, lent to one request at a time. Safe to use from many threads.

    One pool for all hosts looks through all its connections at each request: with 200 open ones that took
    httpcore 1.0 80 ms.
    """

    def __init__(self, make: Callable[[], httpcore.ConnectionPool], most_idle: int, idle_seconds: float) -> None:
        self._make = make
        self._most_idle = most_idle
        self._idle_seconds = idle_seconds
        self._idle: OrderedDict[str, tuple[float, httpcore.ConnectionPool]] = OrderedDict()
        self._guard = threading.Lock()

    @contextmanager
    def to(self, host: str) -> Iterator[httpcore.ConnectionPool]:
        """The connections to `host`, for the block alone."""
        with self._guard:
            _, pool = self._idle.pop(host, (0.0, None))
        if pool is None:
            pool = self._make()
        try:
            yield pool
        finally:
            self._put_back(host, pool)

    def close(self) -> None:
        """Close the connections that no request is using."""
        with self._guard:
            pools = [pool for _, pool in self._idle.values()]
            self._idle.clear()
        for pool in pools:
            pool.close()

    def _put_back(self, host: str, pool: httpcore.ConnectionPool) -> None:
        now = time.monotonic()
        surplus = []
        with self._guard:
            other = self._idle.pop(host, None)
            if other is not None:
                surplus.append(other[1])
            if pool.connections:
                self._idle[host] = now, pool
            while self._idle and self._is_surplus(now):
                surplus.append(self._idle.popitem(last=False)[1][1])
        for each in surplus:
            each.close()

    def _is_surplus(self, now: float) -> bool:
        oldest, _ = next(iter(self._idle.values()))
        return len(self._idle) > self._most_idle or oldest + self._idle_seconds < now
