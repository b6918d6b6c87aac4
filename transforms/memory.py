"""Where stateful steps find what earlier runs left: the rows of their own tables."""

from __future__ import annotations

import abc

import apache_beam as beam


class Memory(abc.ABC):
    """Reads the latest row of each key from the tables as they stood when the run began."""

    @abc.abstractmethod
    def rows_of(self, table: str) -> beam.PTransform:
        """PCollection[str] of keys → PCollection of the table's latest rows for those keys."""

    @abc.abstractmethod
    def every_row(self, *tables: str) -> beam.PTransform:
        """PCollection[str] → PCollection of all latest rows of the tables if there is any key, else nothing."""
