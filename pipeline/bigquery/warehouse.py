"""A dataset as a warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pipeline.bigquery.dataset import open_session, require_usable
from pipeline.bigquery.session import Place, Session
from pipeline.bigquery.snapshot import BigQuerySnapshot
from pipeline.bigquery.writer import BigQueryWriter


class BigQueryWarehouse:
    """Tables in a dataset. Any number of readers and writers; of writers that meet, one succeeds."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @classmethod
    def open(cls, place: Place) -> BigQueryWarehouse:
        """The warehouse there; raises WarehouseError where there is none, or no way to it."""
        return cls(open_session(place))

    @property
    def name(self) -> str:
        """PROJECT.DATASET."""
        return str(self.session.place)

    def snapshot(self) -> BigQuerySnapshot:
        """The newest commit."""
        return BigQuerySnapshot.newest(self.session)

    @contextmanager
    def writer(self) -> Iterator[BigQueryWriter]:
        """A writer; raises DatasetDiffers unless the tables are as this program needs them."""
        require_usable(self.session)
        yield BigQueryWriter(self.session)
