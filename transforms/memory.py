"""Where stateful steps find what earlier runs left: the rows of their own tables."""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import apache_beam as beam

from schemas.records import Record

Rests = Callable[[dt.datetime], Mapping[str, dt.datetime]]
"""Hosts that asked to be left alone for longer than a given time, and until when."""


def no_rests(at: dt.datetime) -> Mapping[str, dt.datetime]:
    """Nothing is known of any host."""
    return {}


class Recall(abc.ABC):
    """The state of a fold on bounded input, from one cycle to the next. Called in workers."""

    @abc.abstractmethod
    def state(self, key: str, fresh: Callable[[], Any], seeded: Callable[[Any, Iterable[Record]], Any]) -> Any:
        """The state of a key as the tables have it; the caller may change it. Arguments as `transforms.fold.Fold`."""

    @abc.abstractmethod
    def keep(self, key: str, state: Any, outputs: Sequence[Record]) -> None:
        """Take the state after a fold, and the rows that it caused, for the next cycle; both may come to nothing."""


class Memory(abc.ABC):
    """Reads the latest row of each key: from the tables as they stood when a bounded run began, else as they stand."""

    @abc.abstractmethod
    def rows_of(self, table: str) -> beam.PTransform:
        """PCollection[str] of keys → PCollection of the table's latest rows for those keys."""

    def host_rests(self, at: dt.datetime) -> Mapping[str, dt.datetime]:
        """Hosts (`transforms.web.hosts.host_key`) that asked to be left alone for longer than `at`, and until when.

        Called in workers. Without such a memory a host is asked once more after a restart.
        """
        return no_rests(at)

    @abc.abstractmethod
    def every_row(self, *tables: str) -> Callable[[], Iterator[Any]]:
        """Gives, when called in a worker, all latest rows of the tables."""

    @abc.abstractmethod
    def recall(self, *tables: str) -> Recall:
        """The states of a fold whose rows are in these tables, for bounded input."""
