"""One bounded cycle: read what is known, run the graph, make all rows visible at once or none."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence

import apache_beam as beam
from apache_beam.metrics import MetricsFilter

from pipeline import write_rows
from pipeline.graph import Entries, build
from pipeline.memory import SnapshotMemory
from pipeline.runners import cycle_options
from pipeline.settings import Settings
from pipeline.summary import CycleSummary
from pipeline.warehouse import Snapshot, Writer
from transforms.clock import FixedClock
from transforms.fold import Clock

Source = Callable[[beam.Pipeline, Snapshot, Clock], Entries]
"""Adds the data of a cycle to its pipeline."""


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
