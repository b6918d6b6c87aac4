"""Reports to events: which of them, of all outlets and all time, speak of the same contact?"""

from __future__ import annotations

from collections.abc import Sequence

import apache_beam as beam
from apache_beam.metrics import Metrics

from schemas.records import Findings
from transforms import figures
from transforms.events.overrides import Override, Unapplied
from transforms.events.resolution import ResolveFold
from transforms.fold import Clock, RunFold
from transforms.memory import Memory

WATCH = "us-ru"
TABLES = ("reports", "unrealized_contacts", "event_revisions")
"""Those that resolution writes, and what it knows."""
UNAPPLIED = "ResolveEvents.unapplied"
"""Namespace of counters that are named for what decisions name in vain: position, name and problem, by tabs."""


class ResolveEvents(beam.PTransform):
    """Findings → rows of `reports`, `unrealized_contacts` and `event_revisions` that are new or have changed.

    All reports of one watched pair meet under one key: the funnel leaves some hundred of a million pages.

    Args:
        clock: stamps revisions.
        memory: where earlier rows are read from.
        overrides: the analyst's decisions.
        anew: whether earlier rows are looked at even without findings, since the decisions have changed.
    """

    def __init__(self, clock: Clock, memory: Memory, overrides: Sequence[Override] = (), anew: bool = False) -> None:
        super().__init__()
        self.clock = clock
        self.memory = memory
        self.overrides = tuple(overrides)
        self.anew = anew

    def expand(self, findings: beam.PCollection[Findings]) -> dict[str, beam.PCollection]:
        """Wire the fold to its inputs and to what the tables say; gives {"main": names in vain, "rows": rows}."""
        keyed = findings | "KeyByWatch" >> beam.Map(_counted).with_output_types(tuple[str, Findings])
        fold = ResolveFold(self.overrides)
        if findings.is_bounded:
            also = [WATCH] if self.anew else []
            run = RunFold(fold, self.clock, main=Unapplied, recall=self.memory.recall(*TABLES), also=also)
        else:
            run = RunFold(fold, self.clock, main=Unapplied, begin=self.memory.every_row(*TABLES))
        resolved: dict[str, beam.PCollection] = {"inputs": keyed} | "Resolve" >> run
        resolved["main"] | "CountUnapplied" >> beam.Map(_count).with_output_types(None)
        return resolved


def _counted(findings: Findings) -> tuple[str, Findings]:
    figures.counter(figures.FINDINGS).inc()
    return WATCH, findings


def _count(found: Unapplied) -> None:
    Metrics.counter(UNAPPLIED, f"{found.position}\t{found.name}\t{found.problem}").inc()
