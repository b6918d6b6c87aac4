"""The sink of bounded cycles: the rows of all tables into the Parquet files of one stage."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from functools import cache

import apache_beam as beam
import msgspec
from apache_beam.metrics import Metrics

from pipeline.warehouse import Stage, write_parquet
from schemas.records import TABLES, EventRevision, FeedPoll, Record, Visit

NAMESPACE = "WriteRows"
_ROWS_A_FILE = 20_000


class WriteRows(beam.PTransform):
    """{table: PCollection of its rows} → Parquet files in the stage; gives their paths.

    One shuffle serves all tables, since a cycle mostly has few rows for each.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage

    def expand(self, rows: dict[str, beam.PCollection]) -> beam.PCollection[str]:
        """Wire the sink."""
        encoded = [part | f"Encode_{table}" >> beam.ParDo(_Encode(table)) for table, part in rows.items()]
        return (
            encoded
            | "AllTables" >> beam.Flatten()
            | "GroupByTable" >> beam.GroupByKey()
            | "Write" >> beam.FlatMapTuple(self._written).with_output_types(str)
        )

    def _written(self, table: str, encoded: Iterable[bytes]) -> Iterator[str]:
        kind = TABLES[table]
        decoder = msgspec.msgpack.Decoder(kind)
        chunks = iter(encoded)
        for number in itertools.count():
            records = [decoder.decode(row) for row in itertools.islice(chunks, _ROWS_A_FILE)]
            if not records:
                return
            path = self.stage.path(table) / f"part-{number:05}.parquet"
            write_parquet(path, records, kind)
            yield str(path)


class _Encode(beam.DoFn):
    """A row as (table, MessagePack), counted by what it says became of a feed, a page or an event."""

    def __init__(self, table: str) -> None:
        self.table = table

    def process(self, row: Record) -> Iterator[tuple[str, bytes]]:
        _counter(self.table).inc()
        match row:
            case FeedPoll() | Visit():
                _counter(f"{self.table}.{row.outcome}").inc()
            case EventRevision():
                _counter(f"{self.table}.{'new' if row.revision == 1 else 'changed'}").inc()
        yield self.table, msgspec.msgpack.encode(row)


@cache
def _counter(name: str) -> Metrics.DelegatingCounter:
    return Metrics.counter(NAMESPACE, name)
