"""Opening a warehouse, and the lock that lets one process write."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import filelock
import msgspec

from pipeline.warehouse import layout
from pipeline.warehouse.errors import NotAWarehouse, WarehouseLocked, warehouse_error
from pipeline.warehouse.snapshot import Snapshot
from pipeline.warehouse.views_file import write_views
from pipeline.warehouse.writer import GRACE_SECONDS, Writer, first_snapshot
from schemas.records import TABLES

_OWN = {layout.METADATA, layout.LOCK, layout.HOLDER, layout.STAGING, layout.SNAPSHOTS, layout.CURRENT, layout.VIEWS}
_CREATION_SECONDS = 10.0


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds the lock."""

    pid: int
    host: str
    since: dt.datetime


class Warehouse:
    """A warehouse at a folder. Readers take `snapshot()`; the one writer takes `writer()`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def open(cls, path: Path | str) -> Warehouse:
        """The warehouse at `path`; an absent or empty folder becomes one.

        Raises NotAWarehouse, WarehouseTooNew, WarehouseNotWritable, WarehouseFull.
        """
        root = Path(path).absolute()
        if not layout.is_warehouse(root):
            try:
                _create(root)
            except OSError as error:
                raise warehouse_error(error, error.filename or root) from error
        layout.read_metadata(root)
        return cls(root)

    @classmethod
    def existing(cls, path: Path | str) -> Warehouse:
        """The warehouse at `path`, for a reader: nothing is made there. Raises NotAWarehouse, WarehouseTooNew."""
        root = Path(path).absolute()
        if not layout.is_warehouse(root):
            raise NotAWarehouse(f"{path}: no warehouse here; make one with: qanat run --warehouse {path}")
        layout.read_metadata(root)
        return cls(root)

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.root)

    def snapshot(self) -> Snapshot:
        """The newest commit. Needs no lock."""
        layout.read_metadata(self.root)
        return Snapshot.newest(self.root)

    @contextlib.contextmanager
    def writer(self, grace_seconds: float = GRACE_SECONDS) -> Iterator[Writer]:
        """The one writer, with the lock held until the block ends or the process dies; raises WarehouseLocked."""
        with _lock(self.root, timeout=0.0):
            layout.read_metadata(self.root)
            writer = Writer(self.root, grace_seconds)
            try:
                write_views(self.root)
            except OSError as error:
                raise warehouse_error(error, self.root / layout.VIEWS) from error
            yield writer


@contextlib.contextmanager
def _lock(root: Path, timeout: float) -> Iterator[None]:
    """Hold the lock file; the system releases it when the process ends, however it ends."""
    lock = filelock.FileLock(root / layout.LOCK, timeout=timeout)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise WarehouseLocked(_locked_message(root)) from None
    except OSError as error:
        raise warehouse_error(error, error.filename or root / layout.LOCK) from error
    try:
        holder = Holder(pid=os.getpid(), host=socket.gethostname(), since=dt.datetime.now(dt.UTC))
        with contextlib.suppress(OSError):  # Only for the message above.
            layout.write_file(root / layout.HOLDER, msgspec.json.encode(holder))
        yield
    finally:
        lock.release()


def _locked_message(root: Path) -> str:
    try:
        holder = msgspec.json.decode((root / layout.HOLDER).read_bytes(), type=Holder)
        who = f"process {holder.pid} on {holder.host}, since {holder.since:%Y-%m-%d %H:%M:%S} UTC"
    except (OSError, msgspec.DecodeError):
        who = "another process"
    return (
        f"{root}: in use by {who}. One process writes at a time: wait for it or stop it, or give another folder with"
        " --warehouse. Reading (qanat sql, qanat status) works meanwhile."
    )


def _create(root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in root.iterdir())
    others = [name for name in names if name.strip(".").removesuffix(".new") not in _OWN | set(TABLES)]
    if others and not (root / layout.METADATA).exists():
        raise NotAWarehouse(f"{root}: holds other files ({others[0]} …) and no warehouse; give an empty or new folder.")
    with _lock(root, timeout=_CREATION_SECONDS):
        if layout.is_warehouse(root):
            return
        (root / layout.SNAPSHOTS).mkdir(exist_ok=True)
        first_snapshot(root)
        layout.link_tables(root)
        write_views(root)
        layout.write_file(root / layout.METADATA, msgspec.json.encode(layout.Metadata()))
