"""Parts of WARC files to what their articles report, in processes of their own."""

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
from transforms.read_archives import ReadArchives, ReadPart
from transforms.rows import ROWS, Row, with_rows
from transforms.step import Step

_BEFORE: Final = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
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


class Searched(NamedTuple):
    """What comes of a part."""

    findings: list[Findings]
    rows: list[Row]
    counts: dict[tuple[str, str], int]
    """By how much each counter grew, by its namespace and name."""
    activity: dict[str, int]


class SearchArchives(beam.PTransform):
    """ArchivePart → Findings; the rows of all steps up to there.

    What `ReadArchives` and the steps behind it do one after the other, each part in one of several processes: for
    runners that work in one. What is done to a page depends on no other, and what is left of it is small.

    Args:
        read: the first step.
        steps: those that follow, each given what goes on of the one before; the last one gives Findings.
        number: of processes.
    """

    def __init__(self, read: ReadArchives, steps: Sequence[Step], number: int) -> None:
        super().__init__()
        self.search = _Search(read.read, tuple(steps), number)

    def expand(self, parts: beam.PCollection[ArchivePart]) -> beam.pvalue.DoOutputsTuple:
        """Wire the step; the processes are started, unless they are there already."""
        processes.of(self.search.number, self.search.prepare)
        return (
            parts
            | "Spread" >> beam.Reshuffle()
            | "Search" >> beam.ParDo(self.search).with_output_types(Searched)
            | "Give" >> with_rows(beam.ParDo(_Give()), Findings)
        )


class _Search(ConcurrentDoFn):
    """Has parts searched by the processes."""

    def __init__(self, read: ReadPart, steps: tuple[Step, ...], number: int) -> None:
        # One part more than processes is asked for, so that none waits while its last part is taken up here.
        super().__init__(number + 1)
        self.read = read
        self.steps = steps
        self.number = number

    def results(self, part: ArchivePart) -> Iterator[Searched]:
        """What comes of the part."""
        found = processes.of(self.number).call(searched, part, self.read, self.steps)
        for what, by in found.activity.items():
            activity.advance(what, by)
        yield found

    def prepare(self) -> None:
        """Load all that a page may need, so that no process has to do it for itself."""
        if self.read.gate is not None:
            self.read.gate(_SPECIMEN.body.decode())
        with _counted():
            list(_through(self.steps, [_SPECIMEN]))
        activity.reset()


class _Give(beam.DoFn):
    """Searched → its findings and rows; counts what was counted elsewhere."""

    def process(self, found: Searched) -> Iterator[Any]:
        for (namespace, name), by in found.counts.items():
            Metrics.counter(namespace, name).inc(by)
        yield from found.findings
        for row in found.rows:
            yield beam.pvalue.TaggedOutput(ROWS, row)


def searched(part: ArchivePart, read: ReadPart, steps: Sequence[Step]) -> Searched:
    """What the steps give of a part."""
    activity.reset()
    findings: list[Findings] = []
    rows: list[Row] = []
    with _counted() as counts:
        for output in _through(steps, _read(part, read)):
            if isinstance(output, beam.pvalue.TaggedOutput):
                rows.append(output.value)
            else:
                findings.append(output)
    return Searched(findings, rows, dict(counts), activity.done())


def _read(part: ArchivePart, read: ReadPart) -> Iterator[Any]:
    for result in read.results(part):
        read.count(result)
        yield result


def _through(steps: Sequence[Step], given: Iterable[Any]) -> Iterator[Any]:
    """What comes of something after all the steps; rows go past them."""
    for each in given:
        if not steps or isinstance(each, beam.pvalue.TaggedOutput):
            yield each
        else:
            yield from _through(steps[1:], steps[0].process(each))


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
