"""Cycles of the real pipeline over the hostile newsroom, their time and memory measured."""

from __future__ import annotations

import datetime as dt
import gc
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import httpcore
import psutil
import pytest

from pipeline import allocator
from pipeline.commands.run import feed_source
from pipeline.cycle import run_cycle
from pipeline.settings import Settings
from pipeline.sql import connection
from pipeline.summary import CycleSummary
from pipeline.warehouse import Warehouse
from schemas.records import Feed
from tests.hostile.faults import READ_SECONDS, TOTAL_SECONDS
from tests.hostile.newsroom import HostileNewsroom
from transforms.web import network
from transforms.web.http import HttpSettings, forget_clients

HTTP = HttpSettings(
    user_agent="qanat/hostile (+https://example.org/tests)",
    host_delay_seconds=0.0,
    connect_timeout=READ_SECONDS,
    read_timeout=READ_SECONDS,
    total_timeout=TOTAL_SECONDS,
)
SETTINGS = Settings(http=HTTP, obey_hints=False)


class Measured(NamedTuple):
    """What a cycle cost."""

    summary: CycleSummary
    seconds: float
    megabytes: float
    """Most memory of this process over what it held before, the server's part included."""
    cpu_seconds: float
    """Of all threads, the server's included."""


class Watch:
    """One newsroom, one warehouse, and cycles of the one over the other."""

    def __init__(self, newsroom: HostileNewsroom, path: Path) -> None:
        self.newsroom = newsroom
        self.path = path

    def cycle(
        self, feeds: list[Feed], *, fetch_seconds: float = 60.0, threads: int = 32, days_later: float = 0.0
    ) -> Measured:
        """Poll the feeds once, as a process of its own would: from the tables alone."""
        forget_clients()
        now = dt.datetime.now(dt.UTC)
        settings = replace(SETTINGS, threads=threads).fetching_until(now + dt.timedelta(seconds=fetch_seconds))
        gc.collect()
        process = psutil.Process()
        idle = peak = process.memory_info().rss
        done = threading.Event()

        def sample() -> None:
            nonlocal peak
            while not done.wait(0.01):
                peak = max(peak, process.memory_info().rss)

        sampler = threading.Thread(target=sample)
        sampler.start()
        began, began_cpu = time.monotonic(), time.process_time()
        try:
            with Warehouse.open(self.path).writer() as writer:
                at = now + dt.timedelta(days=days_later)
                summary = run_cycle(writer, feed_source(feeds), settings, [], at)
        finally:
            done.set()
            sampler.join()
        cpu_seconds = time.process_time() - began_cpu
        return Measured(summary, time.monotonic() - began, (peak - idle) / 1024**2, cpu_seconds)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Rows of the tables."""
        with connection(Warehouse.open(self.path).snapshot()) as tables:
            found: list[dict[str, Any]] = tables.sql(query).to_arrow_table().to_pylist()
        return found


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileNewsroom]:
    """The newsroom, and this process's client led to it."""
    allocator.give_back()
    forget_clients()
    with HostileNewsroom(tmp_path_factory.mktemp("newsroom")) as opened, pytest.MonkeyPatch.context() as patch:
        patch.setattr(network, "resolved", opened.internet.resolve)
        patch.setattr(httpcore, "SyncBackend", opened.internet.backend)
        # Loads what every process loads once, so that it is not put down to a fault.
        Watch(opened, tmp_path_factory.mktemp("warm")).cycle(opened.feeds())
        yield opened
    forget_clients()


@pytest.fixture
def watch(newsroom: HostileNewsroom, tmp_path: Path) -> Iterator[Watch]:
    """A warehouse of its own over a newsroom whose switches are off."""
    yield Watch(newsroom, tmp_path / "warehouse")
    newsroom.on.clear()
    newsroom.items.clear()
    newsroom.internet.redirected.clear()
