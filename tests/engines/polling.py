"""The demo newsroom polled by an unbounded run, moved on when all it said before has come through."""

from __future__ import annotations

import contextlib
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.runner import PipelineResult, PipelineState

from pipeline.settings import Settings
from pipeline.store import Snapshot
from pipeline.stream import stream
from schemas.records import Feed
from transforms.contacts.gate import KnowledgeGate
from transforms.web.http import HttpSettings

SETTINGS = Settings(
    http=HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0),
    obey_hints=False,
    gate=KnowledgeGate(None),
    fetch_seconds=60.0,
)
POLL_SECONDS = 2.0
PATIENCE_SECONDS = 240.0
QUIET_SECONDS = 3.0
STUCK_SECONDS = 10.0
READ = "SELECT COUNT(DISTINCT url) FROM {pages} WHERE outcome NOT IN ('pending', 'retry')"
POLLS = "SELECT COUNT(*) FROM {feed_polls}"


@dataclass(frozen=True)
class Turns:
    """Which feeds each poll asks. In a worker.

    All in the first poll, none until every page that these list has been read and nothing is asked any more, then all
    again in the poll that moves the newsroom on, and in all that follow. So no poll sees the newsroom at two stages,
    however slow the machine is. A poll that was lost with its engine is made again.
    """

    control_url: str
    feeds: tuple[Feed, ...]
    snapshot: Snapshot
    pages: int
    """So many the newsroom lists at its first stage."""

    def __call__(self) -> tuple[Feed, ...]:
        requests = self._asked("requests")
        quiet = time.time() - max((request["at"] for request in requests), default=0.0)
        if self._asked("state")["stage"] == 1 and requests:
            if self.snapshot.query(READ) != [(self.pages,)]:
                return self.feeds if quiet > STUCK_SECONDS else ()
            if quiet < QUIET_SECONDS:
                return ()
            self._asked("advance", b"")
        return self.feeds

    def _asked(self, what: str, body: bytes | None = None) -> Any:
        with urllib.request.urlopen(f"{self.control_url}/{what}", body, timeout=30) as answer:
            return json.load(answer)


@contextlib.contextmanager
def streaming(
    options: list[str], feeds: Callable[[], Any], snapshot: Snapshot, sink: beam.PTransform
) -> Iterator[PipelineResult]:
    """An unbounded run while the block lasts; its workers are threads of this process."""
    flags = ["--runner=PortableRunner", "--environment_type=LOOPBACK", "--streaming", *options]
    pipeline = beam.Pipeline(options=PipelineOptions(flags))
    stream(pipeline, feeds=feeds, snapshot=snapshot, settings=SETTINGS, sink=sink, every_seconds=POLL_SECONDS)
    result = pipeline.run()
    try:
        yield result
    finally:
        if result.state not in (PipelineState.DONE, PipelineState.FAILED, PipelineState.CANCELLED):
            result.cancel()
        ended = threading.Thread(target=_awaited, args=(result,), daemon=True)
        ended.start()
        ended.join(60)


def _awaited(result: PipelineResult) -> None:
    with contextlib.suppress(Exception):
        result.wait_until_finish()


def awaited(result: PipelineResult, reached: Callable[[], bool]) -> bool:
    """Whether it was reached before the run failed or patience ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if reached():
            return True
        if result.state in (PipelineState.DONE, PipelineState.FAILED, PipelineState.CANCELLED):
            raise AssertionError(f"the run ended: {result.state}")
        time.sleep(0.5)
    return False
