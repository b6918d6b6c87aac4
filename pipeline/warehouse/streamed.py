"""A folder that unbounded runs write Parquet files into, on any file system that Beam knows.

    streamed.json                 says what the folder is
    <table>/<window>-<hash>.parquet

Each file holds the rows of one table and one window of the stream, and is named for the window's end and for its rows:
a bundle that is run again writes the same file, or one more with rows that are there already, which the views leave
out. Nothing makes the rows of all tables visible at once: a reader may see a window's reports before its events.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import tempfile
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from apache_beam.io.filesystem import BeamIOError, CompressionTypes
from apache_beam.io.filesystems import FileSystems

from pipeline.store import Writer
from pipeline.warehouse import layout
from pipeline.warehouse.errors import NotAWarehouse, WarehouseNotWritable, WarehouseTooNew, warehouse_error
from pipeline.warehouse.parquet import row_count, write_parquet
from pipeline.warehouse.snapshot import Snapshot, SnapshotMetadata, TableMetadata
from pipeline.warehouse.views_file import write_views
from schemas.records import TABLES, Record

MARK = "streamed.json"


def is_remote(place: str) -> bool:
    """Whether a place is on another file system than this machine's."""
    return "://" in place


def is_streamed(place: str) -> bool:
    """Whether a stream's folder is there."""
    return bool(FileSystems.exists(_joined(place, MARK)))


def make_streamed(place: str) -> StreamedWarehouse:
    """The stream's folder there, made if there is none; raises NotAWarehouse where something else is."""
    if not is_streamed(place):
        if not is_remote(place) and Path(place).exists() and any(Path(place).iterdir()):
            what = "a warehouse that is written in commits" if layout.is_warehouse(Path(place)) else "other files"
            raise NotAWarehouse(f"{place}: holds {what}; a stream needs an empty or new folder.")
        for table, kind in TABLES.items():
            # The first file of each: a table without one cannot be read by a plain glob.
            write_rows(place, table, dt.datetime(1970, 1, 1, tzinfo=dt.UTC), [], kind)
        _create(_joined(place, MARK), msgspec.json.encode(layout.Metadata()))
    if not is_remote(place):
        write_views(Path(place).absolute())
    return StreamedWarehouse(place)


def write_rows(place: str, table: str, until: dt.datetime, rows: Sequence[Record], kind: type[Record]) -> str:
    """Write the rows of a window that ends at `until`; gives the file's address. It appears whole."""
    with tempfile.TemporaryDirectory(prefix="qanat-window-") as folder:
        local = Path(folder) / "part.parquet"
        write_parquet(local, rows, kind)
        content = local.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:16]
    path = _joined(place, table, f"{until:%Y%m%dT%H%M%S.%f}Z-{digest}.parquet")
    _create(path, content)
    return path


class StreamedWarehouse:
    """A stream's folder, for readers."""

    def __init__(self, place: str) -> None:
        self.place = place

    @classmethod
    def existing(cls, place: str) -> StreamedWarehouse:
        """The folder at `place`; raises NotAWarehouse, WarehouseTooNew."""
        if not is_streamed(place):
            raise NotAWarehouse(f"{place}: no warehouse here; make one with: qanat run --warehouse {place}")
        with FileSystems.open(_joined(place, MARK)) as file:
            metadata = msgspec.json.decode(file.read(), type=layout.Metadata)
        if metadata.format_version > layout.FORMAT_VERSION or metadata.schema_version > layout.SCHEMA_VERSION:
            raise WarehouseTooNew(f"{place}: written by a newer version of qanat; upgrade qanat.")
        return cls(place)

    @property
    def name(self) -> str:
        """The folder."""
        return self.place

    def snapshot(self) -> StreamedSnapshot:
        """The files that are there whenever it is asked."""
        return StreamedSnapshot(Path(self.place), 0, {}, self.place)

    def writer(self) -> AbstractContextManager[Writer]:
        """There is none but the stream; raises WarehouseNotWritable."""
        raise WarehouseNotWritable(f"{self.place}: only qanat run --streaming writes here; give another folder.")


@dataclass(frozen=True)
class StreamedSnapshot(Snapshot):
    """Whatever files are there when it is asked: a stream has no commits."""

    place: str = ""

    def files(self, table: str) -> list[str]:
        """Paths of the table's files on this machine, in the order of their windows; remote ones are fetched once."""
        found = FileSystems.match([_joined(self.place, table, "*.parquet")])[0].metadata_list
        paths = sorted(file.path for file in found)
        return [_mirrored(self.place, table, path) for path in paths] if is_remote(self.place) else paths

    def metadata(self) -> SnapshotMetadata:
        """Nothing but the rows' numbers is known."""
        tables = {
            table: TableMetadata(files=len(files), rows=sum(row_count(Path(file)) for file in files))
            for table in TABLES
            if (files := self.files(table))
        }
        now = dt.datetime.now(dt.UTC)
        return SnapshotMetadata(number=0, schema_version=layout.SCHEMA_VERSION, committed_at=now, tables=tables)

    def __hash__(self) -> int:
        return hash(self.place)


def _joined(place: str, *names: str) -> str:
    return "/".join((place.rstrip("/"), *names))


def _create(path: str, content: bytes) -> None:
    """Write a file that appears whole. Folders are made on the way, where a file system has any."""
    folder, _, name = path.rpartition("/")
    with suppress(BeamIOError, OSError):
        FileSystems.mkdirs(folder)
    if is_remote(path):  # An object appears when it is closed.
        with FileSystems.create(path, "application/octet-stream", CompressionTypes.UNCOMPRESSED) as file:
            file.write(content)
        return
    new = f"{folder}/.{name}.{uuid.uuid4().hex[:8]}.new"
    try:
        Path(new).write_bytes(content)
        Path(new).replace(path)
    except OSError as error:
        raise warehouse_error(error, Path(path)) from error


def _mirrored(place: str, table: str, path: str) -> str:
    """The file's copy on this machine. Files never change, so that one is enough."""
    folder = Path(tempfile.gettempdir()) / f"qanat-mirror-{hashlib.sha256(place.encode()).hexdigest()[:16]}" / table
    local = folder / path.rpartition("/")[2]
    if not local.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as file:
            _create(str(local), file.read())
    return str(local)
