"""Which of a table's files to merge, and when nobody reads them.

Files are merged within tiers of size, each sixteen times the one below, so that a row is rewritten once for each tier
it climbs and a table of n bytes has some sixteen files for each tier below n.
"""

from __future__ import annotations

import ctypes
import os
import select
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

FILES_A_TIER = 16
TIER_BYTES = (64 << 10, 1 << 20, 16 << 20, 256 << 20)
"""Upper ends of the tiers; what is larger stays as it is."""
PATIENCE = 32
"""A tier that grows to this many times FILES_A_TIER is merged even while somebody reads."""

_QUIET_SECONDS = 0.5
_IN_OPEN = 0x20
_IN_NONBLOCK = os.O_NONBLOCK
_IN_CLOEXEC = os.O_CLOEXEC


def files_to_merge(sizes: Mapping[str, int]) -> list[str]:
    """Names of the files that should become one, in the order of their names; empty while there is nothing to do.

    Args:
      sizes: bytes of each file of one table.
    """
    lower = 0
    for upper in TIER_BYTES:
        tier = sorted(name for name, size in sizes.items() if lower <= size < upper)
        if len(tier) > FILES_A_TIER:
            return tier
        lower = upper
    return []


class Quiet:
    """Tells whether any process has listed or opened files in some folders since it was made, or holds one open.

    A client that listed a table's files by a glob and has not yet opened them all would miss those that a merge takes
    away; so a merge is published only after a moment in which nobody touched them. Linux tells (inotify); elsewhere
    nobody is ever seen.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        self._descriptor = -1
        folders = list(folders)
        self._files = {_identity(path) for folder in folders if folder.is_dir() for path in folder.iterdir()}
        if sys.platform != "linux" or not folders:
            return
        libc = ctypes.CDLL(None, use_errno=True)
        self._descriptor = libc.inotify_init1(_IN_NONBLOCK | _IN_CLOEXEC)
        if self._descriptor >= 0:
            for folder in folders:
                libc.inotify_add_watch(self._descriptor, os.fsencode(folder), _IN_OPEN)

    def lasts(self, seconds: float = _QUIET_SECONDS) -> bool:
        """Wait that long; False as soon as somebody touches a folder, or if one of its files is open then."""
        if self._descriptor < 0:
            time.sleep(seconds)
            return True
        return not select.select([self._descriptor], [], [], seconds)[0] and not _any_open(self._files)

    def lasted(self) -> bool:
        """Whether nobody has touched a folder until this moment."""
        return self._descriptor < 0 or not select.select([self._descriptor], [], [], 0)[0]

    def close(self) -> None:
        """Stop watching."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _any_open(files: set[tuple[int, int]]) -> bool:
    """Whether a process that we may look into has one of the files open: a long query opens the others later."""
    for descriptor in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if _identity(descriptor) in files:
                return True
        except OSError:  # Closed meanwhile, or another user's.
            continue
    return False
