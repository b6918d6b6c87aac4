"""The same day of another year (في مثل هذا اليوم من العام الماضي), anniversaries (في الذكرى السنوية الأولى لـ…), and
how long ago something was (بعد عام على …, مر عام على …)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from transforms.arabic.dates.calendar_points import modifier_at, year_number
from transforms.arabic.dates.later import PASSING, THAT
from transforms.arabic.dates.lengths import ago, length_at
from transforms.arabic.dates.lexicon import Tokens, spaced
from transforms.arabic.dates.numerals import count_at
from transforms.arabic.dates.periods import STEPS
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, month_extent, months_from, shifted

_SLACK: Final = {"day": (0, 0), "days": (7, 7), "week": (7, 7)}
"""Days before and after the same day of the other year; "these days" and "this week" are rough."""
_ANNIVERSARY_SLACK: Final = 15
"""Days by which a text may come before or after the anniversary that it speaks of."""
_YEARS: Final = range(1, 60)
_DECADES: Final = {"عقد": 1, "عقدين": 2, "عقود": 0}
_WHOLE: Final = frozenset(("كامل", "كاملين", "كامله", "بالضبط", "تماما"))
_ON: Final = frozenset(("في", "وفي"))
_FROM_IT: Final = frozenset(("علي", "من"))
_ORDINALS: Final = {"الاولي": 1, "الثانيه": 2, "الثالثه": 3, "الرابعه": 4, "الخامسه": 5, "السادسه": 6, "السابعه": 7,
                    "الثامنه": 8, "التاسعه": 9, "العاشره": 10}  # fmt: skip
"""Feminine ordinals, which nothing but a hour or an anniversary has."""


def same_day_reading(tokens: Tokens, start: int) -> Reading | None:
    """في مثل هذا اليوم من العام الماضي, في مثل هذه الأيام قبل عامين, مثل هذا الشهر من عام 2021."""
    same = _same_of(tokens, start)
    found = _other_year(tokens, same[1]) if same else None
    if same is None or found is None:
        return None
    year_of, end, anchored = found
    return Reading(start, end, "relative", extent=_same(same[0], year_of), anchored=anchored)


def _same_of(tokens: Tokens, at: int) -> tuple[str, int] | None:
    """The same what: مثل هذا اليوم is `day`, مثل هذه الأيام `days`; and the index after it."""
    if not (spaced(tokens, at + 2) and spaced(tokens, at + 1) and "this" in tokens[at + 1]):
        return None
    unit, form = tokens[at + 2].word("unit"), tokens[at + 2].number("count")
    if tokens[at + 2].text == "اليوم":
        unit, form = "day", 1
    if unit not in {"day", "week", "month"} or form not in {0, 1}:
        return None
    return "days" if (unit, form) == ("day", 0) else unit, at + 3


def years_ago_reading(tokens: Tokens, start: int) -> Reading | None:
    """قبل عامين في مثل هذا اليوم, قبل عام، في مثل هذه الأيام: the same day, with the year before it."""
    found = _years_ago(tokens, start + 1) if spaced(tokens, start + 1) else None
    if found is None:
        return None
    year_of, at, anchored = found
    if spaced(tokens, at, (",",)) and tokens[at].text in _ON:
        at += 1
    if not (spaced(tokens, at, (",",)) and "such" in tokens[at]):
        return None
    same = _same_of(tokens, at)
    if same is None:
        return None
    name, end = same
    return Reading(start, end, "relative", extent=_same(name, year_of), anchored=anchored)


_YearOf = Callable[[dt.date], int | None]


def _other_year(tokens: Tokens, index: int) -> tuple[_YearOf, int, bool] | None:
    """Which year, the index after it: من العام الماضي, قبل عام, قبل ثلاث سنوات, قبل عقد كامل, من عام 2021."""
    if not spaced(tokens, index, (",",)):
        return None
    if "ago" in tokens[index] and spaced(tokens, index + 1):
        return _years_ago(tokens, index + 1)
    at = index + 1 if tokens[index].text == "من" else index
    if not (spaced(tokens, at) and tokens[at].word("unit") == "year" and tokens[at].number("count") == 1):
        return None
    modifier = modifier_at(tokens, at + 1)
    if modifier and modifier[0] in STEPS and STEPS[modifier[0]] < 0:
        step = STEPS[modifier[0]]
        return lambda today: today.year + step, modifier[1], True
    year = year_number(tokens[at + 1]) if spaced(tokens, at + 1) else None
    return (lambda today: year, at + 2, True) if year else None


def _years_ago(tokens: Tokens, index: int) -> tuple[_YearOf, int, bool] | None:
    """The year so many years or decades ago: عام, ثلاث سنوات, عقد كامل, ثلاثة عقود."""
    alone = tokens[index].word("unit") or tokens[index].text in _DECADES
    counted = None if alone else count_at(tokens, index)
    at = counted[1] if counted else index
    if at >= len(tokens):
        return None
    if tokens[at].text in _DECADES:
        years = 10 * (counted[0] if counted else _DECADES[tokens[at].text])
    elif tokens[at].word("unit") == "year":
        years = counted[0] if counted else tokens[at].number("count") or 0
    else:
        return None
    if years not in _YEARS:
        return None
    end = at + 1 + (spaced(tokens, at + 1) and tokens[at + 1].text in _WHOLE)
    return lambda today: today.year - years, end, True


def _same(unit: str, year_of: _YearOf) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        today = context.published_on
        year = year_of(today) if today else None
        if today is None or year is None or not 1 < year < today.year:
            return UNKNOWN
        day = months_from(today, 12 * (year - today.year))
        if unit == "month":
            return month_extent(day.year, day.month)
        before, after = _SLACK[unit]
        return Extent(shifted(day, -before), shifted(day, after), "range" if after else "day")

    return extent


def anniversary_reading(tokens: Tokens, start: int) -> Reading | None:
    """في الذكرى السنوية الأولى ل…, الذكرى الثالثة ل…: about when what the next words name was.

    What is told beside it was not then but now, so these days are of the words that follow and of nothing else.
    """
    index = start + 1
    while spaced(tokens, index) and "annual" in tokens[index]:
        index += 1
    if not spaced(tokens, index):
        return None
    years = _ORDINALS.get(tokens[index].text)
    if years is None or not spaced(tokens, index + 1):
        return None
    index += 1
    if "annual" in tokens[index]:
        index += 1
    if index >= len(tokens) or not tokens[index].text.startswith("ل"):
        return None

    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        day = months_from(today, -12 * years)
        return Extent(shifted(day, -_ANNIVERSARY_SLACK), shifted(day, _ANNIVERSARY_SLACK), "range")

    return Reading(start, index, "anniversary", extent=extent, anchored=True)


def elapsed_reading(tokens: Tokens, start: int) -> Reading | None:
    """بعد عام على…, بعد مرور أسبوعين على…, مر عام على…: about when what the next words name was.

    Only for news of today: what is told of another time counts from that.
    """
    passing = spaced(tokens, start + 1) and tokens[start + 1].text in PASSING
    found = length_at(tokens, start + 1 if passing else start)
    if found is None:
        return None
    length, end = found
    end += spaced(tokens, end) and tokens[end].text in _WHOLE
    if length.unit in {"minute", "hour"} or not spaced(tokens, end + 1):
        return None
    if tokens[end].text not in _FROM_IT or tokens[end + 1].text in THAT:
        return None
    return Reading(start, end + 1, "anniversary", extent=ago(length), anchored=True)
