"""The memory of bounded cycles: rows looked up in the warehouse as it stood when the cycle began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping

import apache_beam as beam

from pipeline.recall import SnapshotRecall
from pipeline.store import Snapshot
from pipeline.waiting import host_rests
from schemas.records import TABLES, Record
from transforms.memory import Memory, Recall


class SnapshotMemory(Memory):
    """Rows of one snapshot. Nothing is read for a step that has no input, so an idle cycle costs little."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def rows_of(self, table: str) -> beam.PTransform:
        """Keys → the latest rows of those keys."""
        return _LookUp(TABLES[table], lambda keys: self.snapshot.rows(table, keys=keys))

    def host_rests(self, at: dt.datetime) -> Mapping[str, dt.datetime]:
        """Hosts that asked to be left alone (Retry-After), and until when."""
        return host_rests(self.snapshot, at)

    def every_row(self, *tables: str) -> Callable[[], Iterator[Record]]:
        """Gives all latest rows of the tables."""

        def rows() -> Iterator[Record]:
            for table in tables:
                yield from self.snapshot.rows(table)

        return rows

    def recall(self, *tables: str) -> Recall:
        """The states of a fold whose rows are in these tables: at hand, else on disk, else made of all rows."""
        return SnapshotRecall(self.snapshot, tables)


class _LookUp(beam.PTransform):
    """All keys meet in one group: one query answers them, and the graph has few stages to pay for."""

    def __init__(self, kind: type[Record], rows: Callable[[list[str]], Iterator[Record]]) -> None:
        super().__init__()
        self.kind = kind
        self.rows = rows

    def expand(self, keys: beam.PCollection[str]) -> beam.PCollection[Record]:
        return (
            keys
            | "Together" >> beam.Map(_together).with_output_types(tuple[str, str])
            | "Group" >> beam.GroupByKey()
            | "Read" >> beam.FlatMapTuple(self._read).with_output_types(self.kind)
        )

    def _read(self, _: str, keys: Iterable[str]) -> Iterator[Record]:
        return self.rows(sorted(set(keys)))


def _together(key: str) -> tuple[str, str]:
    return "", key
