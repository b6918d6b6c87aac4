"""Weeks, months and years said from today: الأسبوع الماضي, هذا الشهر, مطلع العام الجاري, نفس الشهر من العام الماضي."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from transforms.arabic.dates.calendar_points import modifier_at, year_number
from transforms.arabic.dates.lexicon import Tokens, cue_words, spaced
from transforms.arabic.dates.reading import (
    UNKNOWN,
    Context,
    Extent,
    Reading,
    clipped,
    month_extent,
    months_from,
    shifted,
    year_extent,
)

_NOT_YEAR_BEFORE: Final = cue_words("not_year_before")
_OTHER_YEARS: Final = frozenset(("الدراسي", "المالي", "الجامعي", "الهجري", "القضايي"))
"""After العام: years that are not the calendar's."""
STEPS: Final = {"last": -1, "before_last": -2, "this": 0, "next": 1}
"""How many of its kind later than the current one."""


def period_reading(tokens: Tokens, start: int) -> Reading | None:
    """A week, month or year said relative to today: [هذا|مطلع …] الأسبوع/الشهر/العام [الماضي|الجاري|المقبل …]."""
    opened = part_at(tokens, start)
    if opened is None:
        return None
    part, index = opened
    this = "this" in tokens[index]
    same = bool({"same_before", "that"} & tokens[index].meanings.keys())
    if this or same:
        index += 1
    if not _is_definite_period(tokens, start, index):
        return None
    unit = tokens[index].word("unit") or ""
    modifier = modifier_at(tokens, index + 1)
    end = index + 1
    if modifier:
        which, end = modifier
    elif this or _is_earlier(tokens, index):
        which = "this"
    elif same:
        which = "same"
    elif part and not (spaced(tokens, end) and year_number(tokens[end])):
        # مطلع العام, نهاية الشهر: the current one; نهاية الأسبوع: the weekend, mostly the last one.
        which = "weekend" if unit == "week" and part == "late" else "this"
    else:
        return None
    if which in {"same", "following"}:
        of_year = _same_month_of_year(tokens, start, end, part) if which == "same" and unit == "month" else None
        return of_year or Reading(start, end, "anaphoric", extent=_same_period(unit, part, which))
    return Reading(start, end, "relative", extent=_period(unit, part, which), anchored=True)


def _is_earlier(tokens: Tokens, index: int) -> bool:
    """في وقت سابق من العام: of the current one."""
    if index < 2 or tokens[index - 1].text != "من" or not (spaced(tokens, index) and spaced(tokens, index - 1)):
        return False
    return tokens[index - 2].text == "سابق"


def part_at(tokens: Tokens, start: int) -> tuple[str | None, int] | None:
    """The part of a period that token `start` names (مطلع, أواخر), if any, and the index of what it is a part of."""
    part = tokens[start].word("part")
    if part is None:
        return None, start
    index = start + 1
    if spaced(tokens, index) and tokens[index].text == "من":
        index += 1
    return (part, index) if spaced(tokens, index) else None


def _is_definite_period(tokens: Tokens, start: int, index: int) -> bool:
    """Whether token `index` is "the week", "the month" or "the year", and the calendar's."""
    if index >= len(tokens) or (index > start and not spaced(tokens, index)):
        return False
    unit = tokens[index].word("unit")
    if unit not in {"week", "month", "year"} or tokens[index].number("count") != 1:
        return False
    if not _bare(tokens[index].text).startswith("ال"):
        return False
    if unit == "year" and index and spaced(tokens, index) and tokens[index - 1].text in _NOT_YEAR_BEFORE:
        return False
    return not (spaced(tokens, index + 1) and tokens[index + 1].text in _OTHER_YEARS)


def _same_month_of_year(tokens: Tokens, start: int, end: int, part: str | None) -> Reading | None:
    """نفس الشهر من العام الماضي, الشهر نفسه من عام 2012: the month mentioned before, in that year."""
    if not (spaced(tokens, end + 1) and tokens[end].text == "من" and tokens[end + 1].word("unit") == "year"):
        return None
    modifier = modifier_at(tokens, end + 2)
    year = year_number(tokens[end + 2]) if spaced(tokens, end + 2) else None
    if year is None and (modifier is None or modifier[0] not in STEPS):
        return None

    def extent(context: Context) -> Extent:
        day = context.last_known_day()
        if day is None or (year is None and context.published_on is None):
            return UNKNOWN
        of = year or (context.published_on or day).year + STEPS[modifier[0] if modifier else "this"]
        found = month_extent(of, day.month, part)
        return clipped(found, context.published_on) if context.published_on else found

    after = modifier[1] if modifier and year is None else end + 3
    return Reading(start, after, "anaphoric", extent=extent, anchored=year is None)


def _bare(word: str) -> str:
    """The word without و ف ب before the article, and لل written out."""
    word = word.lstrip("وفب") if not word.startswith("ال") else word
    return "ال" + word[2:] if word.startswith("لل") else word


def _period(unit: str, part: str | None, which: str) -> Callable[[Context], Extent]:
    step = STEPS.get(which, 0)

    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        if which == "weekend":
            return Extent(shifted(today, -7), today, "range")
        if unit == "week":
            found = _week(today, step, part)
        elif unit == "month":
            day = months_from(today, step)
            found = month_extent(day.year, day.month, part)
        else:
            found = year_extent(today.year + step, part)
        if step > 0 or (step == 0 and context.planned and found.last and found.last > today):
            return found._replace(future=True)
        return clipped(found, today)

    return extent


def _week(today: dt.date, step: int, part: str | None) -> Extent:
    """The week by any of the three first days in use (Saturday, Sunday, Monday): from the earliest to the latest."""
    starts = [shifted(today, -((today.weekday() - first) % 7)) for first in (5, 6, 0)]
    first, last = shifted(min(starts), 7 * step), shifted(max(starts), 7 * step + 6)
    if step < 0:
        last = shifted(today, -1 + 7 * (step + 1))
    if part == "late" and step < 0:
        first = shifted(first, 4)
    return Extent(first, last, "range")


def _same_period(unit: str, part: str | None, which: str) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        day = context.last_known_day()
        if day is None:
            return UNKNOWN
        step = 1 if which == "following" else 0
        if unit == "year" and not step:
            return year_extent(context.same_year() or day.year, part)
        if unit == "week":
            return _week(day, 0, part) if not step else Extent(shifted(day, 1), shifted(day, 13), "range")
        if unit == "month":
            moved = months_from(day, step)
            return month_extent(moved.year, moved.month, part)
        return year_extent(day.year + step, part)

    return extent
