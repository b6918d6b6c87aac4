"""Reports to events: which of them, of all outlets and all time, speak of the same contact?"""

from __future__ import annotations

from typing import Any

import apache_beam as beam

from schemas.records import EventRevision, Findings, Report
from transforms.events.resolution import ResolveFold
from transforms.fold import Clock, RunFold
from transforms.memory import Memory

WATCH = "us-ru"


class ResolveEvents(beam.PTransform):
    """Findings → rows of `reports` and `event_revisions` that are new or have changed.

    All reports of one watched pair meet under one key: the funnel leaves some hundred of a million pages.

    Args:
        clock: stamps revisions.
        memory: where earlier rows are read from.
    """

    def __init__(self, clock: Clock, memory: Memory) -> None:
        super().__init__()
        self.clock = clock
        self.memory = memory

    def expand(self, findings: beam.PCollection[Findings]) -> beam.pvalue.DoOutputsTuple:
        """Wire the fold to its inputs and its seeds."""
        keyed = findings | "KeyByWatch" >> beam.Map(_with_watch).with_output_types(tuple[str, Findings])
        watches = keyed | "Watches" >> beam.Keys().with_output_types(str)
        seeds = (
            watches
            | "EarlierRows" >> self.memory.every_row("reports", "event_revisions")
            | "KeyRowsByWatch" >> beam.Map(_with_watch).with_output_types(tuple[str, Any])
        )
        return {"inputs": keyed, "seeds": seeds} | "Resolve" >> RunFold(ResolveFold(), self.clock)


def _with_watch(value: Findings | Report | EventRevision) -> tuple[str, Findings | Report | EventRevision]:
    return WATCH, value
