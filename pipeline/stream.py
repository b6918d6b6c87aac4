"""Unbounded runs: the same graph, with a window of the stream in the place of a cycle.

Every impulse polls the feeds, and all that follows from it lies in its window. A window closes as soon as the next
impulse is due at the earliest and everything of its own is through, since the impulses' watermark runs ahead to the
next one: so reports that one poll brings meet before any is given an event, as they do in a cycle, and no step waits
for news that may never come.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.transforms.periodicsequence import PeriodicImpulse, RebaseMode
from apache_beam.transforms.trigger import AccumulationMode
from apache_beam.transforms.window import FixedWindows
from apache_beam.utils.timestamp import MAX_TIMESTAMP, Duration, Timestamp

from pipeline.graph import Entries, build
from pipeline.memory import SnapshotMemory
from pipeline.settings import Settings
from pipeline.store import Snapshot
from pipeline.waiting import due_visits, host_rests
from schemas.records import Feed, Visit
from transforms.clock import SystemClock

LATENESS = Duration(seconds=24 * 60 * 60)
"""How long a window takes in what comes after it has closed: nothing of our own does, but a runner may let it."""
_LATE_SECONDS = 60.0
_RESTS_SECONDS = 60
"""So often at most is looked up which hosts asked to be left alone."""


def stream(
    pipeline: beam.Pipeline,
    *,
    feeds: Callable[[], Iterable[Feed]],
    snapshot: Snapshot,
    settings: Settings,
    sink: beam.PTransform,
    every_seconds: float,
    polls: int | None = None,
) -> None:
    """Add the whole way of the data to an unbounded pipeline.

    Args:
        feeds: gives the feeds to poll; called in a worker at each poll.
        snapshot: of the tables that the sink writes to; what it is asked, it must answer from what they hold then.
        sink: takes the rows.
        every_seconds: pause between two polls.
        polls: after so many the stream ends; null: never.
    """
    impulses = (
        pipeline
        | "Impulse" >> _impulses(every_seconds, polls)
        | "OnePollAWindow"
        >> beam.WindowInto(
            FixedWindows(every_seconds), accumulation_mode=AccumulationMode.DISCARDING, allowed_lateness=LATENESS
        )
        | "InTime" >> beam.ParDo(_InTime(every_seconds))
        # The impulses' own stage must be short: Prism splits a longer one, and then takes its watermark, which is ahead
        # of what it has given out, for the truth.
        | "Spread" >> beam.Reshuffle()
    )
    entries = Entries(
        feeds=impulses | "ReadFeeds" >> beam.FlatMap(lambda _: feeds()).with_output_types(Feed),
        visits=impulses | "TryAgain" >> beam.FlatMap(lambda _: due_now(snapshot)).with_output_types(Visit),
    )
    rows = build(entries, StreamMemory(snapshot), SystemClock(), settings)
    rows | "WriteRows" >> sink


def due_now(snapshot: Snapshot) -> Iterator[Visit]:
    """The pages that wait in the tables and are due."""
    return due_visits(snapshot, dt.datetime.now(dt.UTC))


class StreamMemory(SnapshotMemory):
    """The tables as they stand, and not asked more often than they change."""

    def host_rests(self, at: dt.datetime) -> Any:
        """Hosts that asked to be left alone, as of the last minute."""
        return host_rests(self.snapshot, at - (at - dt.datetime.min.replace(tzinfo=dt.UTC)) % _MINUTE)


_MINUTE = dt.timedelta(seconds=_RESTS_SECONDS)


class _InTime(beam.DoFn):
    """Lets go of impulses that come a whole interval too late, and a minute at least.

    After a standstill all that were missed come at once, and would ask every feed as often.
    """

    def __init__(self, every_seconds: float) -> None:
        self.every = max(every_seconds, _LATE_SECONDS)

    def process(self, impulse: Timestamp, at: Timestamp = beam.DoFn.TimestampParam) -> Iterator[Timestamp]:
        if Timestamp.now() < at + Duration(self.every):
            yield impulse


def _impulses(every_seconds: float, polls: int | None) -> beam.PTransform:
    if polls is None:
        return PeriodicImpulse(
            stop_timestamp=MAX_TIMESTAMP, fire_interval=every_seconds, rebase=RebaseMode.REBASE_START
        )
    return PeriodicImpulse(
        start_timestamp=Timestamp(0),
        stop_timestamp=Timestamp(0) + Duration(every_seconds * polls),
        fire_interval=every_seconds,
        rebase=RebaseMode.REBASE_ALL,
    )
