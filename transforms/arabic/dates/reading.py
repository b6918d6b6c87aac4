"""What a date expression says, before it is known of which days it speaks."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Extent(NamedTuple):
    """Days from `first` to `last`, both included; a null `first`: no earliest day is known."""

    first: dt.date | None
    last: dt.date | None
    precision: str
    """`day`, `range`, `month`, `not_later_than`, `unknown`."""
    future: bool = False
    """The words point past the day of publication, or the days lie there."""


UNKNOWN = Extent(None, None, "unknown")


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read against."""

    published_on: dt.date | None
    before: Sequence[Extent]
    """Extents of the mentions before it in the text, nearest last."""
    planned: bool
    """The words before it say that something lies ahead."""
    named: dt.date | None = None
    """The first day of the nearest mention before it whose words say which year: مارس 2011, العام الماضي."""
    told: Extent | None = None
    """The extent of the mention right before it, if that is part of what is told of a named year."""

    entry: int | None = None
    """The year that opens the line, as in a chronology: a day without one is of it."""

    def last_known_day(self) -> dt.date | None:
        """The first day of the nearest mention before this one that has any."""
        return next((extent.first for extent in reversed(self.before) if extent.first), None)

    def same_year(self) -> int | None:
        """The year that "the same year" is: the last that was named, else that of the last known day."""
        day = self.named or self.last_known_day()
        return day.year if day else None


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the calendar as far as the words give it."""

    year: int | None = None
    month: int | None = None
    """Null in "14 of this month"."""
    day: int | None = None
    last_day: int | None = None
    """Of a list or range within the month."""
    weekday: int | None = None
    part: str | None = None
    """`early`, `middle`, `late` part of the month or year."""
    month_modifier: str | None = None
    """`last`, `before_last`, `this`, `next`, `same`, `following`, `preceding`: which of the months of that name, or
    which month."""
    year_modifier: str | None = None
    hijri: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """Tokens `start` to `end` read as a date expression: either a point in the calendar or an `extent` of days."""

    start: int
    end: int
    kind: str
    point: Point | None = None
    extent: Callable[[Context], Extent] | None = None
    anchored: bool = False
    """It takes the day of publication to know the days."""
    named: bool = False
    """It is the name of an event, or habitual: no day of its own."""


# --- calendar arithmetic: null instead of OverflowError at the ends of the calendar ----------------


def day_or_none(year: int, month: int, day: int) -> dt.date | None:
    """The day, or null where the calendar has none."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def shifted(day: dt.date, days: int) -> dt.date:
    """`day` moved by `days`, held within the calendar."""
    ordinal = min(max(day.toordinal() + days, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(ordinal)


def months_from(day: dt.date, months: int) -> dt.date:
    """`day` moved by whole months (the last day of the month where that has no such day), within the calendar."""
    total = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(total, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_extent(year: int, month: int, part: str | None = None) -> Extent:
    """The whole month, or its part: the tenth, twentieth and last day end the early, middle and late one."""
    if not 1 <= year <= 9999:
        return UNKNOWN
    last = calendar.monthrange(year, month)[1]
    first_day, last_day = {"early": (1, 10), "middle": (11, 20), "late": (21, last)}.get(part or "", (1, last))
    precision = "range" if part else "month"
    return Extent(dt.date(year, month, first_day), dt.date(year, month, last_day), precision)


def year_extent(year: int, part: str | None = None) -> Extent:
    """The whole year or its part: the first or last three months, or the three around its middle."""
    if not 1 <= year <= 9999:
        return UNKNOWN
    first, last = {
        "early": ((1, 1), (3, 31)),
        "middle": ((5, 16), (8, 15)),
        "late": ((10, 1), (12, 31)),
    }.get(part or "", ((1, 1), (12, 31)))
    return Extent(dt.date(year, *first), dt.date(year, *last), "range")


def clipped(extent: Extent, published_on: dt.date | None) -> Extent:
    """`extent` as a report of that day can mean it: days after publication left out, or marked as future."""
    if published_on is None or extent.first is None or extent.last is None or extent.future:
        return extent
    if extent.first > published_on:
        return extent._replace(future=True)
    return extent._replace(last=min(extent.last, published_on))
