"""The sink of unbounded runs into files: the rows of each table and window into a Parquet file of their own."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam

from pipeline.warehouse.streamed import write_rows
from pipeline.write_in_order import WriteInOrder
from pipeline.write_rows import ROWS_A_FILE
from schemas.records import TABLES
from transforms.rows import Row, record_of


class WriteWindows(beam.PTransform):
    """Rows of all tables, in windows → Parquet files at `place` (see `pipeline.warehouse.streamed`)."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def expand(self, rows: beam.PCollection[Row]) -> beam.PCollection[str]:
        """Wire the sink."""
        return rows | WriteInOrder(lambda _: _WriteFiles(self.place))


class _WriteFiles(beam.PTransform):
    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def expand(self, rows: beam.PCollection[Row]) -> beam.PCollection[str]:
        return (
            rows
            | "GroupByTable" >> beam.GroupByKey()
            | "Write" >> beam.ParDo(_WriteWindow(self.place)).with_output_types(str)
        )


class _WriteWindow(beam.DoFn):
    def __init__(self, place: str) -> None:
        self.place = place

    def process(self, element: tuple[str, Iterable[bytes]], window: Any = beam.DoFn.WindowParam) -> Iterator[str]:
        table, encoded = element
        # In one order, however they came: the same rows are the same file.
        rows = iter(sorted(encoded))
        while records := [record_of((table, row)) for row in itertools.islice(rows, ROWS_A_FILE)]:
            yield write_rows(self.place, table, window.end.to_utc_datetime(has_tz=True), records, TABLES[table])
