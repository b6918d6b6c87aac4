"""What all stateless steps share: a function over one record, its outputs tagged, its failures kept.

A step's function gives records. Those of the step's main type go on to the next step; the others are rows. A
record that makes the function raise becomes a dead letter with the record in it, so that one bad page never
holds up the rest, and nothing is lost.
"""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.metrics import Metrics

from schemas.records import Article, DeadLetter, Page, ReadArticle, Record, Visit, to_json
from transforms import figures
from transforms.rows import tagged

_MAX_ERROR = 2_000


def key_of(record: Record | str) -> str:
    """What a dead letter calls the record: its URL."""
    match record:
        case Page() | ReadArticle():
            return record.visit.url
        case Visit() | Article():
            return record.url
    return str(getattr(record, "url", record))


def dead_letters(stage: str, record: Record, error: Exception, at: dt.datetime) -> list[Record]:
    """The dead letter of a record that a step could not handle, and the end of its page's visit."""
    where = traceback.extract_tb(error.__traceback__)
    last = f" ({where[-1].name}, line {where[-1].lineno})" if where else ""
    letter = DeadLetter(
        stage=stage,
        key=key_of(record),
        error_type=type(error).__name__,
        error=(str(error)[:_MAX_ERROR] or type(error).__name__) + last,
        payload=to_json(record),
        payload_type=type(record).__name__,
        failed_at=at,
    )
    visit = record if isinstance(record, Visit) else getattr(record, "visit", None)
    if not isinstance(visit, Visit):
        return [letter]
    return [letter, msgspec.structs.replace(visit, outcome="dead_letter", reason=letter.error_type, visited_at=at)]


class Step(beam.DoFn):
    """Applies `function` to each record; see the module's docstring.

    Args:
        stage: name of the transform, as dead letters and counters give it.
        function: from one record to the records that follow from it.
        main: type of the records that go on.
        clock: stamps dead letters.
    """

    def __init__(
        self,
        stage: str,
        function: Callable[[Any], Iterable[Record]],
        main: type,
        clock: Callable[[], dt.datetime],
    ) -> None:
        self.stage = stage
        self.function = function
        self.main = main
        self.clock = clock
        self.taken = Metrics.counter(stage, figures.RECORDS_IN)
        self.failed = Metrics.counter(stage, figures.FAILED)

    def process(self, element: Any) -> Iterator[Any]:
        """Give the records that follow from the element, or its dead letter."""
        self.taken.inc()
        try:
            outputs = list(self.function(element))
        except Exception as error:  # noqa: BLE001  (kept, named and counted: see the module's docstring)
            self.failed.inc()
            outputs = dead_letters(self.stage, element, error, self.clock())
        yield from tagged(outputs, self.main)
