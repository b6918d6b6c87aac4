"""The memory of bounded cycles: rows looked up in the warehouse as it stood when the cycle began."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import apache_beam as beam

from pipeline.warehouse import Snapshot
from schemas.records import TABLES, Record
from transforms.memory import Memory


class SnapshotMemory(Memory):
    """Rows of one snapshot. Nothing is read for a step that has no input, so an idle cycle costs little."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def rows_of(self, table: str) -> beam.PTransform:
        """Keys → the latest rows of those keys."""
        return _LookUp(table, lambda keys: self.snapshot.rows(table, keys=keys))

    def every_row(self, table: str) -> beam.PTransform:
        """Any key → all latest rows of the table."""
        return _LookUp(table, lambda _: self.snapshot.rows(table))


class _LookUp(beam.PTransform):
    """All keys meet in one group: one query answers them, and the graph has few stages to pay for."""

    def __init__(self, table: str, rows: Callable[[Iterable[str]], Iterator[Record]]) -> None:
        super().__init__()
        self.table = table
        self.rows = rows

    def expand(self, keys: beam.PCollection[str]) -> beam.PCollection[Record]:
        return (
            keys
            | "Together" >> beam.Map(_together).with_output_types(tuple[str, str])
            | "Group" >> beam.GroupByKey()
            | "Read" >> beam.FlatMapTuple(self._read).with_output_types(TABLES[self.table])
        )

    def _read(self, _: str, keys: Iterable[str]) -> Iterator[Record]:
        return self.rows(sorted(set(keys)))


def _together(key: str) -> tuple[str, str]:
    return "", key
