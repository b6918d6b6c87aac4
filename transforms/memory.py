"""Where stateful steps find what earlier runs left: the rows of their own tables."""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Callable, Mapping

import apache_beam as beam

Rests = Callable[[dt.datetime], Mapping[str, dt.datetime]]
"""Hosts that asked to be left alone for longer than a given time, and until when."""


def no_rests(at: dt.datetime) -> Mapping[str, dt.datetime]:
    """Nothing is known of any host."""
    return {}


class Memory(abc.ABC):
    """Reads the latest row of each key from the tables as they stood when the run began."""

    @abc.abstractmethod
    def rows_of(self, table: str) -> beam.PTransform:
        """PCollection[str] of keys → PCollection of the table's latest rows for those keys."""

    def host_rests(self, at: dt.datetime) -> Mapping[str, dt.datetime]:
        """Hosts (`transforms.web.hosts.host_key`) that asked to be left alone for longer than `at`, and until when.

        Called in workers. Without such a memory a host is asked once more after a restart.
        """
        return no_rests(at)

    @abc.abstractmethod
    def every_row(self, *tables: str) -> beam.PTransform:
        """PCollection[str] → PCollection of all latest rows of the tables if there is any key, else nothing."""
