"""From a point in the calendar to days: which year or month is meant, as of the day of publication."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.hijri import gregorian_day, gregorian_month, hijri_year
from transforms.arabic.dates.reading import (
    UNKNOWN,
    Context,
    Extent,
    Point,
    Reading,
    clipped,
    day_or_none,
    month_extent,
    months_from,
)

_STEPS: Final = {"last": -1, "before_last": -2, "this": 0, "next": 1}
_FROM_NAMED: Final = {"same": 0, "following": 1, "preceding": -1}
"""Years from the one named before: من العام نفسه, من العام الذي يليه, من السنة التي سبقتها."""
_SOON: Final = 120
"""Days ahead within which a planned day without a year lies."""
_LONG_PAST: Final = 180
"""Days before publication from which a bare month within a story of a named year is of that year."""
_OF_NEWS: Final = 3
"""Days before publication that today, yesterday and weekdays mean."""
_LEAP_YEAR: Final = 2000
_NEAR: Final = 30
"""Days ahead within which a day without a year lies ahead even if nothing else says so: of eleven months ago, the year
would have been given. It is marked as future, so nothing is said to have happened on it."""


def reading_extent(reading: Reading, context: Context) -> Extent:
    """The days that `reading` speaks of."""
    if reading.named:
        return UNKNOWN
    if reading.point:
        return point_extent(reading.point, context)
    return reading.extent(context) if reading.extent else UNKNOWN


def in_any_year(reading: Reading) -> tuple[dt.date, dt.date] | None:
    """The days of a reading that gives no year, in a leap year; null where it gives no month either."""
    point = reading.point
    if point is None or reading.named or point.month is None or point.year is not None or point.hijri:
        return None
    found = _in_year(point, _LEAP_YEAR)
    return (found.first, found.last) if found.first and found.last else None


def point_extent(point: Point, context: Context) -> Extent:
    """The days that `point` speaks of; unknown where the text and the day of publication do not support any."""
    today = context.published_on
    if point.month is None:
        return _in_modified_month(point, context)
    years = _possible_years(point, context)
    found = [extent for year in years if (extent := _in_year(point, year)) is not UNKNOWN]
    if not found:
        return UNKNOWN
    if len(years) == 1:
        guessed = point.year_modifier in _FROM_NAMED and context.named is None and not context.planned
        if guessed and today is not None and found[0].first is not None and found[0].first > today:
            # أغسطس من ذلك العام, where no year was named, is not that of a later day this year.
            return UNKNOWN
        modified_next = point.month_modifier == "next" or point.year_modifier == "next"
        return found[0]._replace(future=True) if modified_next else clipped(found[0], today)
    if today is None:
        return UNKNOWN
    return _likeliest(found, point, context, today)


def _in_year(point: Point, year: int) -> Extent:
    assert point.month is not None
    if point.hijri:
        if point.day is None:
            month = gregorian_month(year, point.month)
            return Extent(month[0], month[1], "month") if month else UNKNOWN
        first = gregorian_day(year, point.month, point.day)
        last = gregorian_day(year, point.month, point.last_day) if point.last_day else first
    else:
        if point.day is None:
            return month_extent(year, point.month, point.part)
        first = day_or_none(year, point.month, point.day)
        last = day_or_none(year, point.month, point.last_day) if point.last_day else first
    if first is None or last is None:
        return UNKNOWN
    return Extent(first, last, "range" if point.last_day else "day")


def _possible_years(point: Point, context: Context) -> list[int]:
    """The years that the words allow, latest last; one where they say it, none where it cannot be known."""
    if point.year is not None:
        return [point.year]
    if point.year_modifier in _FROM_NAMED:
        named = context.same_year()
        return [] if named is None else [named + _FROM_NAMED[point.year_modifier]]
    if point.month_modifier == "same":
        day = context.last_known_day()
        return [] if day is None else [day.year]
    bare = not (point.hijri or point.year_modifier or point.month_modifier)
    if bare and context.entry is not None:
        return [context.entry]
    today = context.published_on
    if today is None:
        # Without a day of publication a bare month is of the year that was named.
        return [context.named.year] if bare and context.named else []
    if point.hijri:
        year = hijri_year(today)
        return [] if year is None else [year - 1, year, year + 1]
    if point.year_modifier:
        return [today.year + _STEPS[point.year_modifier]] if point.year_modifier in _STEPS else []
    if point.month_modifier in {"last", "before_last"}:
        # نوفمبر الماضي is the November before this one, even in November.
        year = today.year - (today.month <= (point.month or 0))
        if point.day is not None and today.month == point.month and point.month_modifier == "last":
            # 3 نوفمبر الماضي written on 28 November means this month.
            same_month = day_or_none(today.year, today.month, point.last_day or point.day)
            year = today.year if same_month and same_month < today else year
        return [year - (point.month_modifier == "before_last")]
    if point.month_modifier in {"next", "following"}:
        this_year = today.month < (point.month or 0) or (
            today.month == point.month and point.day is not None and point.day > today.day
        )
        return [today.year + (not this_year)]
    if point.month_modifier == "this":
        return [today.year]
    story = (context.told.first, context.told.last) if context.told else ()
    told = {day.year for day in story if day is not None}
    return sorted(year for year in told | {*range(today.year - 7, today.year + 2)} if 1 <= year <= 9999)


def _likeliest(found: list[Extent], point: Point, context: Context, today: dt.date) -> Extent:
    """Of the same day in several years the latest not after publication, unless weekday or words say otherwise."""
    past = [extent for extent in found if extent.first and extent.first <= today]
    narrated = _narrated(past, context, today) if point.weekday is None and not context.planned else None
    if narrated is not None:
        return clipped(narrated, today)
    ahead = [extent for extent in found if extent.first and extent.first > today]
    soon = [extent for extent in ahead if extent.first and (extent.first - today).days <= _SOON]
    if point.weekday is not None and point.day is not None:
        recent = past[-1:]
        if not _on_weekday(recent, point.weekday):
            if _on_weekday(soon, point.weekday):
                return soon[0]._replace(future=True)
            # An older year fits only if none of the near ones does and the words are no mere slip by a day.
            older = [extent for extent in past[-3:] if _on_weekday([extent], point.weekday)]
            if older and recent and recent[0].first and (today - recent[0].first).days > 60:
                return clipped(older[-1], today)
    if soon and (context.planned or (point.day is not None and _days_ahead(soon[0], today) <= _NEAR)):
        return soon[0]._replace(future=True)
    return clipped(past[-1], today) if past else UNKNOWN


def _narrated(past: list[Extent], context: Context, today: dt.date) -> Extent | None:
    """صيف 2010 ... وفي التاسع من يوليو: a bare day or month within what was just told, or long past and later in it.

    Of months not long past newsrooms leave out the year whatever was told before.
    """
    told = context.told
    if told is None or told.first is None or told.last is None or not past:
        return None
    within = [extent for extent in past if extent.first and told.first <= extent.first <= told.last]
    if within:
        return within[-1]
    latest = past[-1].first
    if latest is None or (today - latest).days < _LONG_PAST:
        return None
    year = told.first.year
    return next((e for e in past if e.first and e.first.year == year and e.first > told.first), None)


def _days_ahead(extent: Extent, today: dt.date) -> int:
    return (extent.first - today).days if extent.first else 0


def _on_weekday(extents: list[Extent], weekday: int) -> bool:
    return bool(extents) and extents[0].first is not None and extents[0].first.weekday() == weekday


def _in_modified_month(point: Point, context: Context) -> Extent:
    """14 من الشهر الجاري, السابع من الشهر الماضي, 20 من الشهر نفسه, السادس من الشهر."""
    modifier = point.month_modifier
    if modifier == "spoken_of":
        # The month told of last (أمس tells of none), else the running one.
        told = _last_day_not_of_news(context)
        modifier = "same" if told else "this"
    else:
        told = context.last_known_day()
    if modifier in {"same", "following"}:
        day = told
        if day is None:
            return UNKNOWN
        month = months_from(day, 1 if modifier == "following" else 0)
    elif context.published_on is None or modifier not in _STEPS:
        return UNKNOWN
    else:
        month = months_from(context.published_on, _STEPS[modifier])
    found = _in_year(replace(point, month=month.month), month.year)
    if found is UNKNOWN:
        return UNKNOWN
    return found._replace(future=True) if modifier == "next" else clipped(found, context.published_on)


def _last_day_not_of_news(context: Context) -> dt.date | None:
    """The first day of the nearest mention before that has any, the days right before publication left out."""
    days = (extent.first for extent in reversed(context.before) if extent.first)
    today = context.published_on
    return next((day for day in days if today is None or (today - day).days > _OF_NEWS), None)
