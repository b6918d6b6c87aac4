"""Names of everything in a warehouse, and the few file operations that its guarantees rest on."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from pipeline.warehouse.errors import NotAWarehouse, WarehouseTooNew
from schemas.records import TABLES

FORMAT_VERSION = 1
"""Of the folders and links; a newer one is refused."""
SCHEMA_VERSION = 1
"""Of the tables' columns. Raise it when a column is added: an older program then refuses to drop it unseen."""

METADATA = "warehouse.json"
LOCK = "writer.lock"
HOLDER = "writer.json"
STAGING = "staging"
SNAPSHOTS = "snapshots"
CURRENT = "current"
VIEWS = "views.sql"
SNAPSHOT_METADATA = "snapshot.json"


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """`warehouse.json`."""

    format_version: int = FORMAT_VERSION
    schema_version: int = SCHEMA_VERSION


def is_warehouse(root: Path) -> bool:
    """True where a whole warehouse is."""
    return (root / METADATA).is_file() and (root / CURRENT).is_symlink()


def read_metadata(root: Path) -> Metadata:
    """The metadata of the warehouse at `root`; raises NotAWarehouse or WarehouseTooNew."""
    path = root / METADATA
    try:
        metadata = msgspec.json.decode(path.read_bytes(), type=Metadata)
    except FileNotFoundError:
        raise NotAWarehouse(f"{root}: no warehouse here ({METADATA} is missing); name its folder.") from None
    except msgspec.DecodeError as error:
        raise NotAWarehouse(f"{path}: not readable ({error}); restore it from a backup.") from None
    if metadata.format_version > FORMAT_VERSION or metadata.schema_version > SCHEMA_VERSION:
        raise WarehouseTooNew(
            f"{root}: written by a newer version of qanat (format {metadata.format_version}, schema"
            f" {metadata.schema_version}; this one knows {FORMAT_VERSION} and {SCHEMA_VERSION}); upgrade qanat, or give"
            " another folder with --warehouse."
        )
    return metadata


def current_number(root: Path) -> int:
    """Number of the newest snapshot; raises NotAWarehouse where there is none."""
    try:
        return int((root / CURRENT).readlink().name)
    except (OSError, ValueError):
        raise NotAWarehouse(f"{root}: no whole warehouse here (no link {CURRENT!r} to a snapshot).") from None


def snapshot_dir(root: Path, number: int) -> Path:
    """Where the snapshot of that number is."""
    return root / SNAPSHOTS / f"{number:08d}"


def snapshot_numbers(root: Path) -> list[int]:
    """Numbers of all snapshots on disk, in order."""
    return sorted(int(path.name) for path in (root / SNAPSHOTS).iterdir() if path.name.isdigit())


def link_tables(root: Path) -> None:
    """Make the tables' links, where they are missing."""
    for table in TABLES:
        if not (root / table).is_symlink():
            replace_symlink(f"{CURRENT}/{table}", root / table)


def replace_symlink(target: str, link: Path, provided: Callable[[], bool] = lambda: True) -> bool:
    """Point `link` to `target` in one step: readers see the old target or the new one.

    Asks `provided` right before, and leaves the link when that says no. True when the link was set.
    """
    new = link.with_name(f".{link.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    if not provided():
        return False
    new.replace(link)
    return True


def write_file(path: Path, content: bytes) -> None:
    """Write `content` to `path` in one step that survives a power cut."""
    new = path.with_name(f".{path.name}.new")
    with new.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until the file or folder is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # Some file systems cannot sync folders.
            raise
    finally:
        os.close(descriptor)
