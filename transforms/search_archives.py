"""Parts of WARC files to what their articles report: several pages at a time, and in processes of their own."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.runners.worker import statesampler

from schemas.records import ArchivePart, Findings, Page, Visit
from transforms import activity, processes
from transforms.concurrent import ConcurrentDoFn
from transforms.read_archives import ReadPart
from transforms.rows import ROWS, Row, tagged, with_rows
from transforms.step import Step

_BEFORE: Final = dt.datetime(2022, 11, 15, tzinfo=dt.UTC)
_VISIT: Final = Visit(
    url="https://example.org/news", link="https://example.org/news", outlet="example.org",
    first_seen_at=_BEFORE, fetched_at=_BEFORE, visited_at=_BEFORE,
)  # fmt: skip
_SPECIMEN: Final = Page(
    visit=_VISIT,
    body=(
        "<html><head><title>أخبار</title></head><body><article><h1>أخبار</h1>"
        + "<p>التقى رئيس جهاز الاستخبارات الخارجية الروسية سيرغي ناريشكين مدير وكالة المخابرات المركزية الأمريكية"
        " وليام بيرنز في أنقرة أمس الاثنين، وقالت وسائل إعلام إنهما بحثا ملفات عدة.</p>" * 3
        + "</article></body></html>"
    ).encode(),
    content_type="text/html; charset=utf-8",
)
"""Goes through all the steps, so that all is loaded that they need."""

_BATCH_BYTES: Final = 4 << 20
"""Pages that go through a step together. One at a time each would find the caches full of another step's: that costs
a tenth of a backfill's time. From 2 MiB on there is nothing more to gain, and all of a batch is in memory."""


class Searched(NamedTuple):
    """What comes of a batch of pages."""

    findings: list[Findings]
    rows: list[Row]
    counts: dict[tuple[str, str], int]
    """By how much each counter grew, by its namespace and name."""


class SearchArchives(beam.PTransform):
    """ArchivePart → Findings; the rows of all steps up to there.

    What is done to a page depends on no other one, and what is left of it is small: so each part goes through all the
    steps where it is read.

    Args:
        read: the first step.
        steps: those that follow, each given what goes on of the one before; the last one gives Findings.
        number: of parts that are searched at a time, for runners that work in one process.
        apart: in processes of their own; otherwise in threads, since the options of other file systems are known to
            this process alone.
    """

    def __init__(self, read: ReadPart, steps: Sequence[Step], number: int = 1, *, apart: bool = False) -> None:
        super().__init__()
        self.search = _Search(read, tuple(steps), number, apart and number > 1)

    def expand(self, parts: beam.PCollection[ArchivePart]) -> beam.pvalue.DoOutputsTuple:
        """Wire the step; the processes are started, unless they are there already."""
        if self.search.apart:
            processes.of(self.search.number, self.search.prepare)
        return (
            parts
            | "Spread" >> beam.Reshuffle()
            | "Search" >> beam.ParDo(self.search).with_output_types(Searched)
            | "Give" >> with_rows(beam.ParDo(_Give()), Findings)
        )


class _Search(ConcurrentDoFn):
    """Searches parts, or has them searched."""

    def __init__(self, read: ReadPart, steps: tuple[Step, ...], number: int, apart: bool) -> None:
        # One part more than processes is asked for, so that none waits while its last part is taken up here.
        super().__init__(number + 1 if number > 1 else 1)
        self.read = read
        self.steps = steps
        self.number = number
        self.apart = apart

    def results(self, part: ArchivePart) -> Iterator[Searched]:
        """What comes of the part."""
        if not self.apart:
            yield from searched(part, self.read, self.steps)
            return
        found, done = processes.of(self.number).call(_searched_apart, part, self.read, self.steps)
        for what, by in done.items():
            activity.advance(what, by)
        yield from found

    def prepare(self) -> None:
        """Load all that a page may need, so that no process has to do it for itself."""
        if self.read.gate is not None:
            self.read.gate(_SPECIMEN.body.decode())
        with _counted():
            _through(self.steps, [_SPECIMEN])
        activity.reset()


class _Give(beam.DoFn):
    """Searched → its findings and rows; counts what was counted elsewhere."""

    def process(self, found: Searched) -> Iterator[Any]:
        for (namespace, name), by in found.counts.items():
            Metrics.counter(namespace, name).inc(by)
        yield from found.findings
        for row in found.rows:
            yield beam.pvalue.TaggedOutput(ROWS, row)


def searched(part: ArchivePart, read: ReadPart, steps: Sequence[Step]) -> Iterator[Searched]:
    """What the steps give of a part, batch by batch."""
    given = tagged(read(part), Page)
    while True:
        with _counted() as counts:
            batch = _batch(given)
            if not batch:
                return
            outputs = _through(steps, batch)
        rows = [output.value for output in outputs if isinstance(output, beam.pvalue.TaggedOutput)]
        findings = [output for output in outputs if isinstance(output, Findings)]
        yield Searched(findings, rows, dict(counts))


def _searched_apart(part: ArchivePart, read: ReadPart, steps: Sequence[Step]) -> tuple[list[Searched], dict[str, int]]:
    """The same in a process that works for another one, and what it did meanwhile."""
    activity.reset()
    return list(searched(part, read, steps)), activity.done()


def _batch(given: Iterator[Any]) -> list[Any]:
    """The next pages, and the rows between them."""
    batch: list[Any] = []
    size = 0
    for each in given:
        batch.append(each)
        size += len(each.body) if isinstance(each, Page) else 0
        if size >= _BATCH_BYTES:
            break
    return batch


def _through(steps: Sequence[Step], batch: list[Any]) -> list[Any]:
    """What comes of a batch after all the steps; rows go past them."""
    for step in steps:
        batch = [output for each in batch for output in _outputs(step, each)]
    return batch


def _outputs(step: Step, each: Any) -> Iterable[Any]:
    return (each,) if isinstance(each, beam.pvalue.TaggedOutput) else step.process(each)


class _Tally:
    """Takes what Beam's counters count in a thread that works for no bundle."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def update_metric(self, typed: Any, value: int) -> None:
        self.counts[typed.metric_name.namespace, typed.metric_name.name] += value


@contextmanager
def _counted() -> Iterator[Counter[tuple[str, str]]]:
    """What this thread's counters count meanwhile."""
    before, tally = statesampler.get_current_tracker(), _Tally()
    statesampler.set_current_tracker(tally)
    try:
        yield tally.counts
    finally:
        statesampler.set_current_tracker(before)
