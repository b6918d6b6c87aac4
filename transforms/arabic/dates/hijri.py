"""Hijri days as Gregorian ones, by the Umm al-Qura calendar (hijridate, 1343–1500 AH)."""

from __future__ import annotations

import datetime as dt
from typing import Final

from hijridate import Gregorian, Hijri

_YEARS: Final = range(1343, 1501)


def gregorian_day(year: int, month: int, day: int) -> dt.date | None:
    """The Gregorian day, or null where the calendar has none or does not reach."""
    if year not in _YEARS:
        return None
    try:
        converted = Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
    return dt.date(converted.year, converted.month, converted.day)


def gregorian_month(year: int, month: int) -> tuple[dt.date, dt.date] | None:
    """First and last Gregorian day of a Hijri month."""
    first = gregorian_day(year, month, 1)
    if first is None:
        return None
    return first, first + dt.timedelta(days=Hijri(year, month, 1).month_length() - 1)


def hijri_year(day: dt.date) -> int | None:
    """The Hijri year that a Gregorian day falls in, or null outside the calendar's reach."""
    try:
        return int(Gregorian(day.year, day.month, day.day).to_hijri().year)
    except (ValueError, OverflowError):
        return None
