"""Where the files of the next commit are written, unseen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from pipeline.store import Snapshot
from pipeline.warehouse.errors import WarehouseError, warehouse_error
from schemas.records import TABLES

Publish = Callable[["Stage", dict[str, Any]], Snapshot]
Abandon = Callable[["Stage"], None]


class Stage:
    """The files of one commit. Pickled, it is only the place: workers write, and the writer's own process commits.

    As a context manager it abandons what was not committed.
    """

    def __init__(self, root: Path, publish: Publish | None = None, abandon: Abandon | None = None) -> None:
        self.root = root
        self._publish = publish
        self._abandon = abandon

    def path(self, table: str) -> Path:
        """The folder for the table's new Parquet files: write with `write_parquet`, under any name in *.parquet."""
        if table not in TABLES:
            raise ValueError(f"no table {table!r}; there are {', '.join(TABLES)}")
        folder = self.root / table
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise warehouse_error(error, folder) from error
        return folder

    def commit(self, info: dict[str, Any] | None = None) -> Snapshot:
        """Publish all files of all tables in one step, and give the snapshot.

        Args:
          info: plain JSON values to keep with the commit, e.g. the summary of its cycle.

        Raises WarehouseError: then nothing is published.
        """
        if self._publish is None:
            raise WarehouseError("this stage is over, or was opened by another process: nothing to commit")
        snapshot = self._publish(self, info or {})
        self.abandon()
        return snapshot

    def abandon(self) -> None:
        """Remove what was not committed. Does nothing the second time."""
        if self._abandon is not None:
            self._abandon(self)
        self._publish = self._abandon = None

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abandon()

    def __reduce__(self) -> tuple[Any, ...]:
        return Stage, (self.root,)
