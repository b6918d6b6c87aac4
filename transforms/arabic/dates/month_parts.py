"""Parts of a month or year by count: الأسبوع الأول من نوفمبر, النصف الثاني من الشهر الماضي, الأيام الأخيرة من 2019."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.calendar_points import month_expression
from transforms.arabic.dates.lexicon import Tokens, spaced
from transforms.arabic.dates.periods import period_reading
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, clipped
from transforms.arabic.dates.resolve import point_extent
from transforms.arabic.dates.years import year_reading

_DAYS: Final = {("week", n): ((n - 1) * 7 + 1, n * 7) for n in (1, 2, 3, 4)}
_HALVES: Final = {1: (1, 15), 2: (16, 31)}
_LAST_WEEK: Final = (22, 31)
_FIRST_DAYS: Final = (1, 7)


def month_part_reading(tokens: Tokens, start: int) -> Reading | None:
    """The reading of a counted part of a month or year that begins at token `start`."""
    days = _days_at(tokens, start)
    if days is None or not spaced(tokens, start + 3) or tokens[start + 2].text != "من":
        return None
    whole = month_expression(tokens, start + 3, lambda index: tokens[index].text, supported=True)
    if whole and whole.point and whole.point.day is None and whole.point.part is None and not whole.named:
        point = whole.point
        return replace(whole, start=start, point=None, extent=_part(lambda context: point_extent(point, context), days))
    year = year_reading(tokens, start + 3)
    if year and year.extent and not tokens[start].text.endswith("النصف"):
        return replace(year, start=start, extent=_end_of_year(year.extent, days))
    period = period_reading(tokens, start + 3)
    if period and period.extent and tokens[start + 3].word("unit") == "month":
        return replace(period, start=start, extent=_part(period.extent, days))
    return None


def _days_at(tokens: Tokens, start: int) -> tuple[int, int] | None:
    """First and last day of the part: its unit at `start`, which one after it."""
    if not spaced(tokens, start + 1):
        return None
    unit, form, which = tokens[start].word("unit"), tokens[start].number("count"), tokens[start + 1].number("ordinal")
    last = "recent" in tokens[start + 1]
    if tokens[start].text.endswith("النصف"):
        return _HALVES.get(2 if last else which or 0)
    if unit == "week" and form == 1:
        return _LAST_WEEK if last else _DAYS.get((unit, which or 0))
    if unit == "day" and form == 0:
        return _LAST_WEEK if last else _FIRST_DAYS if "first_of_several" in tokens[start + 1] else None
    return None


def _part(whole: Callable[[Context], Extent], days: tuple[int, int]) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        # The whole month even where it is still running: its part may be over.
        month = whole(context)
        if month.first is None or month.precision != "month":
            return UNKNOWN
        last = calendar.monthrange(month.first.year, month.first.month)[1]
        first = month.first.replace(day=days[0])
        found = Extent(first, month.first.replace(day=min(days[1], last)), "range", month.future)
        return clipped(found, context.published_on)

    return extent


def _end_of_year(whole: Callable[[Context], Extent], days: tuple[int, int]) -> Callable[[Context], Extent]:
    """الأيام الأخيرة من 2019 are those of December, the first ones those of January."""

    def extent(context: Context) -> Extent:
        year = whole(context)
        if year.first is None or (days[1] <= _FIRST_DAYS[1] and year.first.month != 1):
            return UNKNOWN
        month = 1 if days[0] < _LAST_WEEK[0] else 12
        first, last = year.first.replace(month=month, day=days[0]), year.first.replace(month=month, day=days[1])
        return clipped(Extent(first, last, "range", year.future), context.published_on)

    return extent
