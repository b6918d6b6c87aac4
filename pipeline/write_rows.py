"""The sink of bounded cycles: the rows of all tables into the Parquet files of one stage."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import apache_beam as beam

from pipeline.store import Stage
from pipeline.warehouse import write_parquet
from schemas.records import TABLES
from transforms.rows import Row, record_of

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
    """The rows of one table."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def process(self, element: tuple[str, Iterable[bytes]]) -> Iterator[str]:
        table, encoded = element
        rows = iter(encoded)
        for number in itertools.count():
            records = [record_of((table, row)) for row in itertools.islice(rows, ROWS_A_FILE)]
            if not records:
                return
            path = self.stage.path(table) / f"part-{number:05}.parquet"
            write_parquet(path, records, TABLES[table])
            yield str(path)
