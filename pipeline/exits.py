"""How a command ends: an exit status of its own for each kind of trouble (names and numbers from sysexits.h)."""

from __future__ import annotations

from pipeline.bigquery.errors import (
    BigQueryRefused,
    BigQueryUnavailable,
    CommitSuperseded,
    DatasetDiffers,
    NoSuchDataset,
    RowsRefused,
)
from pipeline.warehouse import (
    NotAWarehouse,
    WarehouseError,
    WarehouseFull,
    WarehouseLocked,
    WarehouseNotWritable,
    WarehouseTooNew,
)
from schemas.yamlfile import ConfigError

OK = 0
USAGE = 2
"""Unknown option or wrong value (argparse's own status)."""
DATA = 65
"""Input that cannot be used at all: SQL that is not valid, an --articles file without one usable line."""
NO_INPUT = 66
"""A file or folder that was named does not exist."""
UNAVAILABLE = 69
"""A Google service cannot be reached, keeps failing, or a quota is used up; or an optional part is not installed."""
SOFTWARE = 70
"""The cycle failed: a defect of the program or of its surroundings; the message says which."""
CANNOT_CREATE = 73
"""The warehouse cannot be written: permissions, or the folder holds something else."""
IO = 74
"""Writing failed half-way: the disk is full."""
LOCKED = 75
"""Another process writes to the warehouse; try again when it has ended."""
NO_PERMISSION = 77
"""No Google credentials, or they do not allow it."""
CONFIG = 78
"""A feeds, knowledge or other configuration file is malformed, or the warehouse is of a newer version."""
INTERRUPTED = 130
"""Stopped before the one cycle that was asked for was whole."""


class UserError(Exception):
    """Ends the command with a message that says what to do, and a status; never a traceback."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


_STATUSES: tuple[tuple[type[Exception], int], ...] = (
    (ConfigError, CONFIG),
    (WarehouseLocked, LOCKED),
    (WarehouseNotWritable, CANNOT_CREATE),
    (NotAWarehouse, CANNOT_CREATE),
    (WarehouseTooNew, CONFIG),
    (WarehouseFull, IO),
    (BigQueryUnavailable, UNAVAILABLE),
    (BigQueryRefused, NO_PERMISSION),
    (NoSuchDataset, NO_INPUT),
    (DatasetDiffers, CONFIG),
    (CommitSuperseded, LOCKED),
    (RowsRefused, DATA),
    (WarehouseError, IO),
    (OSError, IO),
)


def status_of(error: BaseException) -> int:
    """The exit status that an error ends a command with."""
    if isinstance(error, UserError):
        return error.status
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), SOFTWARE)
