"""What time it is for the rows of a run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class FixedClock:
    """One moment for a whole bounded cycle, so that doing it again gives the same rows."""

    at: dt.datetime

    def __call__(self) -> dt.datetime:
        """The moment."""
        return self.at


class SystemClock:
    """The present, for unbounded input."""

    def __call__(self) -> dt.datetime:
        """Now, in UTC."""
        return dt.datetime.now(dt.UTC)
