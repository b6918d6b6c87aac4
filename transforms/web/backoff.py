"""How long to wait after a failure: growing, bounded, and spread by a jitter that is the same on every run."""

from __future__ import annotations

import datetime as dt
import hashlib


def backoff(failures: int, first: dt.timedelta, longest: dt.timedelta, key: str) -> dt.timedelta:
    """The pause after the `failures`-th failure in a row: doubling from `first`, never above `longest`.

    `key` (a URL) takes up to a quarter off, so that what failed together is not tried again together.
    """
    doubled = first * 2 ** min(max(failures - 1, 0), 30)
    pause = min(doubled, longest)
    share = int.from_bytes(hashlib.sha256(f"{key} {failures}".encode("utf-8", "replace")).digest()[:4]) / 2**32
    return dt.timedelta(seconds=round(pause.total_seconds() * (1 - share / 4)))
