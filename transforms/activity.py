"""What this process is doing right now, for whoever shows progress; the figures that count are Beam's."""

from __future__ import annotations

import os
import threading
from collections import Counter

_lock = threading.Lock()
# A copy of this process (`transforms.processes`) finds the lock as nobody's.
os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)
_done: Counter[str] = Counter()


def advance(what: str, by: int = 1) -> None:
    """Note that some more of `what` is done."""
    with _lock:
        _done[what] += by


def reset() -> None:
    """Begin to count anew."""
    with _lock:
        _done.clear()


def done() -> dict[str, int]:
    """How much of what is done since the last reset."""
    with _lock:
        return dict(_done)
