"""Days that a report gives without their year, as days of one leap year."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final

from transforms.events.mentions import LEAP_YEAR

Span = tuple[int, int]
"""First and last day, proleptic ordinals in the leap year; a contact's may end in the next one."""

_VALUES: Final = ((4, 1.5, 2), (21, 0.8, 4), (math.inf, 0.6, 0))
"""For times shorter than so many days: what it counts that the contact was in one, and by how many days it may miss
it."""
MOST: Final = _VALUES[0][1]
_LEAP_DAYS: Final = 366


def fit(mine: Span, theirs: Span) -> float | None:
    """What it counts that a contact was, or can have been, in a time of the year; null when it was not."""
    value, near = next(value for days, *value in _VALUES if mine[1] - mine[0] < days)
    return value if _apart(mine, theirs) <= near else None


def span(first: int, last: int) -> Span:
    """Days as those of the leap year."""
    start = dt.date.fromordinal(first).replace(year=LEAP_YEAR).toordinal()
    return start, start + last - first


def _apart(one: Span, other: Span) -> int:
    """Days between two times of the year, either of which may reach into the next year or the one before."""
    turns = (-_LEAP_DAYS, 0, _LEAP_DAYS)
    return min(max(other[0] + turn - one[1], one[0] - other[1] - turn) for turn in turns)
