"""One bounded cycle: read what is known, run the graph, make all rows visible at once or none."""

from __future__ import annotations

import atexit
import datetime as dt
import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import apache_beam as beam
from apache_beam.metrics import MetricsFilter
from apache_beam.runners.runner import PipelineResult

from pipeline.decisions import Decided, have_changed
from pipeline.graph import Entries, build
from pipeline.memory import SnapshotMemory
from pipeline.runners import cycle_options
from pipeline.settings import Settings
from pipeline.store import Snapshot, Writer
from pipeline.summary import CycleSummary, summary_of
from pipeline.write_rows import WriteRows
from transforms import figures
from transforms.clock import FixedClock
from transforms.fold import Clock
from transforms.resolve_events import UNAPPLIED

_YOUNG_OBJECTS = 10_000
"""A page's tree and mentions are some thousands, and hardly any of them is in a cycle."""
Source = Callable[[beam.Pipeline, Snapshot, Clock], Entries]
"""Adds the data of a cycle to its pipeline."""


def run_cycle(
    writer: Writer,
    source: Source,
    settings: Settings,
    flags: Sequence[str],
    at: dt.datetime | None = None,
    *,
    decided: Decided | None = None,
) -> CycleSummary:
    """Run the graph once over what the source gives, and commit its rows.

    Raises whatever the run or the warehouse raises; nothing is visible then, and the next cycle does the
    work again.
    """
    began = time.monotonic()
    _settle()
    clock = FixedClock(at or dt.datetime.now(dt.UTC))
    snapshot = writer.snapshot()
    decided = decided or Decided()
    last = summary_of(snapshot.commit().info)
    settings = replace(
        settings, overrides=decided.decisions.overrides, overrides_changed=have_changed(decided, last)
    )
    with writer.commit_stage() as stage:
        pipeline = beam.Pipeline(options=cycle_options(flags))
        entries = source(pipeline, snapshot, clock)
        rows = build(entries, SnapshotMemory(snapshot), clock, settings)
        rows | "WriteRows" >> WriteRows(stage)
        result = pipeline.run()
        result.wait_until_finish()
        counted = _figures(result)
        unapplied: tuple[str, ...] = () if last is None else last.overrides_unapplied
        if settings.overrides_changed or counted.get(figures.FINDINGS.name):
            unapplied = decided.unapplied(_counters(result, UNAPPLIED))
        summary = CycleSummary(
            cycle=snapshot.number + 1,
            started_at=clock(),
            seconds=round(time.monotonic() - began, 3),
            rows=_counters(result, figures.ROWS_NAMESPACE),
            figures=counted,
            overrides=decided.fingerprint,
            overrides_count=len(decided.decisions.overrides),
            overrides_unapplied=unapplied,
            overrides_problem=decided.problem,
        )
        stage.commit(summary.info())
    return summary


@cache
def _settle() -> None:
    """Let the garbage collector pass over all that is loaded before the first cycle.

    Beam and its libraries are some 350,000 objects; to look at them each time was a tenth of a backfill's start.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS)
    # Some modules complain of what is left of them in the end.
    atexit.register(gc.unfreeze)


def _counters(result: PipelineResult, namespace: str) -> dict[str, int]:
    found = result.metrics().query(MetricsFilter().with_namespace(namespace))["counters"]
    return {metric.key.metric.name: metric.committed for metric in found if metric.committed}


def _figures(result: PipelineResult) -> dict[str, int]:
    found = dict.fromkeys((figure.name for figure in figures.ALL if figure.kind == "counter"), 0)
    told = result.metrics().query(MetricsFilter().with_namespace(figures.NAMESPACE))
    for metric in told["counters"]:
        found[metric.key.metric.name] += metric.committed or 0
    for metric in told["distributions"]:
        if metric.committed is not None and metric.committed.count:
            for part in ("count", "sum", "min", "max"):
                found[f"{metric.key.metric.name}.{part}"] = int(getattr(metric.committed, part))
    return found
