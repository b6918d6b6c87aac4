"""What can be wrong with a warehouse. Every message says what to do; none needs a traceback."""

from __future__ import annotations

import errno
from pathlib import Path


class WarehouseError(Exception):
    """Base of all: the message is for the user."""


class NotAWarehouse(WarehouseError):  # noqa: N818
    """The folder holds something else, or the warehouse in it is damaged."""


class WarehouseLocked(WarehouseError):  # noqa: N818
    """Another process writes to it."""


class WarehouseTooNew(WarehouseError):  # noqa: N818
    """A newer version of the program wrote it."""


class WarehouseNotWritable(WarehouseError):  # noqa: N818
    """Permissions, a read-only file system, or one without hard and symbolic links."""


class WarehouseFull(WarehouseError):  # noqa: N818
    """The disk, the quota or the file size limit is reached."""


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_LINKS = {errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.EXDEV}
_NOT_WRITABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG}


def warehouse_error(error: OSError, path: Path | str) -> WarehouseError:
    """The error as the user should read it; `path` is what was being written."""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return WarehouseFull(
            f"{path}: cannot write: {reason}. Nothing of this cycle was published and the tables are whole;"
            " make room, then start again."
        )
    if error.errno in _NO_LINKS:
        return WarehouseNotWritable(
            f"{path}: cannot link files here: {reason}. The warehouse needs a file system with hard and symbolic"
            " links; give another folder with --warehouse."
        )
    if error.errno in _NOT_WRITABLE:
        return WarehouseNotWritable(
            f"{path}: cannot write: {reason}. Change the permissions, or give another folder with --warehouse."
        )
    return WarehouseError(f"{path}: {reason}. The tables are as the last whole commit left them; start again.")
