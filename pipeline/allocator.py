"""Memory that is free goes back to the system.

What a cycle holds at a time is little: 30 MB for a feed of 10,000 items. By default three times as much stays with the
process, as holes in the heaps that the C library makes for each thread and as what Arrow keeps for later.
"""

from __future__ import annotations

import ctypes
import sys

import pyarrow

# Of glibc's malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_BYTES = 1024 * 1024
"""Blocks from this size on are given back at once. From 128 KB, as decoded pages are, a backfill takes a third more."""


_PAGE_BYTES = 32 * 1024 * 1024
"""The largest threshold that glibc takes."""


def give_back() -> None:
    """Let this process keep no more memory than it uses, as far as its C library can be told."""
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    _set((_ARENA_MAX, 1), (_TRIM_THRESHOLD, _BYTES), (_MMAP_THRESHOLD, _BYTES))


def keep_for_pages() -> None:
    """Let this process keep the memory of a page for the next one: pages of an archive come by the thousand a second.

    To ask for it anew each time is a twentieth of a backfill's time.
    """
    _set((_TRIM_THRESHOLD, 2 * _PAGE_BYTES), (_MMAP_THRESHOLD, _PAGE_BYTES))


def _set(*options: tuple[int, int]) -> None:
    library = ctypes.CDLL(None)
    if sys.platform == "linux" and hasattr(library, "mallopt"):
        for option, value in options:
            library.mallopt(option, value)
