"""The sink of bounded cycles: the rows of all tables into the Parquet files of one stage."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import cache

import apache_beam as beam
from apache_beam.metrics import Metrics

from pipeline.store import Stage
from pipeline.warehouse import write_parquet
from schemas.records import TABLES, ArchivePart, EventRevision, FeedPoll, Record, Visit
from transforms.rows import Row, record_of

NAMESPACE = "WriteRows"
ROWS_A_FILE = 20_000


class WriteRows(beam.PTransform):
    """Rows of all tables → Parquet files in the stage; gives their paths."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage

    def expand(self, rows: beam.PCollection[Row]) -> beam.PCollection[str]:
        """Wire the sink."""
        return (
            rows
            | "GroupByTable" >> beam.GroupByKey()
            | "Write" >> beam.ParDo(_Write(self.stage)).with_output_types(str)
        )


class _Write(beam.DoFn):
    """The rows of one table, counted by what they say became of a feed, a page or an event."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def process(self, element: tuple[str, Iterable[bytes]]) -> Iterator[str]:
        table, encoded = element
        rows = iter(encoded)
        for number in itertools.count():
            records = [record_of((table, row)) for row in itertools.islice(rows, ROWS_A_FILE)]
            if not records:
                return
            for record in records:
                count_row(table, record)
            path = self.stage.path(table) / f"part-{number:05}.parquet"
            write_parquet(path, records, TABLES[table])
            yield str(path)


def count_row(table: str, record: Record) -> None:
    """Count a row that is written, by its table and by what it says."""
    _counter(table).inc()
    match record:
        case FeedPoll() | Visit():
            _counter(f"{table}.{record.outcome}").inc()
        case ArchivePart():
            _counter(f"{table}.pages").inc(record.pages)
            _counter(f"{table}.candidates").inc(record.candidates)
        case EventRevision():
            _counter(f"{table}.{'new' if record.revision == 1 else 'changed'}").inc()


@cache
def _counter(name: str) -> Metrics.DelegatingCounter:
    return Metrics.counter(NAMESPACE, name)
