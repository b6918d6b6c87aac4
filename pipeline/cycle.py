"""One bounded cycle: read what is known, run the graph, make all rows visible at once or none."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field

import apache_beam as beam
from apache_beam.metrics import MetricsFilter

from pipeline import write_rows
from pipeline.graph import Entries, build
from pipeline.memory import SnapshotMemory
from pipeline.runners import cycle_options
from pipeline.settings import Settings
from pipeline.warehouse import Snapshot, Writer
from transforms.clock import FixedClock
from transforms.fold import Clock

Source = Callable[[beam.Pipeline, Snapshot, Clock], Entries]
"""Adds the data of a cycle to its pipeline."""

_FEED_OK = ("ok", "not_modified")


@dataclass(frozen=True)
class CycleSummary:
    """What one cycle did."""

    cycle: int
    started_at: dt.datetime
    seconds: float
    rows: dict[str, int] = field(default_factory=dict)
    """Rows by table and, where rows have an outcome, by `table.outcome`."""

    @property
    def feeds_ok(self) -> int:
        """Feeds that answered, changed or not."""
        return sum(self.rows.get(f"feed_polls.{outcome}", 0) for outcome in _FEED_OK)

    @property
    def feeds_failed(self) -> int:
        """Feeds polled in vain."""
        return self.rows.get("feed_polls", 0) - self.feeds_ok

    def line(self) -> str:
        """The summary in one line."""
        rows = self.rows
        parts = [
            f"feeds {self.feeds_ok} ok {self.feeds_failed} failed",
            f"pages {rows.get('pages', 0)}",
            f"articles {rows.get('articles', 0)}",
            f"reports {rows.get('reports', 0)}",
            f"events {rows.get('event_revisions.new', 0)} new {rows.get('event_revisions.changed', 0)} changed",
        ]
        if rows.get("dead_letters"):
            parts.append(f"dead letters {rows['dead_letters']}")
        parts.append(f"{self.seconds:.1f} s")
        return f"{self.started_at:%Y-%m-%dT%H:%M:%SZ} cycle {self.cycle}: " + " · ".join(parts)

    def info(self) -> dict[str, object]:
        """The summary as the warehouse keeps it."""
        return asdict(self) | {"started_at": self.started_at.isoformat()}


def run_cycle(
    writer: Writer, source: Source, settings: Settings, flags: Sequence[str], at: dt.datetime | None = None
) -> CycleSummary:
    """Run the graph once over what the source gives, and commit its rows.

    Raises whatever the run or the warehouse raises; nothing is visible then, and the next cycle does the
    work again.
    """
    began = time.monotonic()
    clock = FixedClock(at or dt.datetime.now(dt.UTC))
    snapshot = writer.snapshot()
    with writer.commit_stage() as stage:
        pipeline = beam.Pipeline(options=cycle_options(flags))
        entries = source(pipeline, snapshot, clock)
        rows = build(entries, SnapshotMemory(snapshot), clock, settings)
        rows | "WriteRows" >> write_rows.WriteRows(stage)
        result = pipeline.run()
        result.wait_until_finish()
        counted = result.metrics().query(MetricsFilter().with_namespace(write_rows.NAMESPACE))["counters"]
        summary = CycleSummary(
            cycle=snapshot.number + 1,
            started_at=clock(),
            seconds=round(time.monotonic() - began, 3),
            rows={metric.key.metric.name: metric.committed for metric in counted if metric.committed},
        )
        stage.commit(summary.info())
    return summary
