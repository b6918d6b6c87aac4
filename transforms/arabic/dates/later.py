"""Lengths of time on from what was told, or back: في نوفمبر 2021، ... وبعد عام, بعد شهرين من ذلك, قبل ذلك بعامين."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from transforms.arabic.dates.lengths import length_at
from transforms.arabic.dates.lexicon import Tokens, spaced
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, month_extent, months_from, shifted
from transforms.arabic.dates.weekdays import day_extent

_COUNTS_FROM: Final = frozenset(("من", "علي", "ان", "عن"))
"""After a length they tell from what it counts: بعد عام من الحرب."""
PASSING: Final = frozenset(("مرور", "مضي", "انقضاء"))
"""بعد مرور ستة أشهر"""
THAT: Final = frozenset(("ذلك", "هذا", "تلك"))
_WEEK_SLACK: Final = 3
_WIDEST_ANCHOR: Final = 100
_MOST: Final = 1200
_MONTHS: Final = {"month": 1, "year": 12}


def later_reading(tokens: Tokens, start: int) -> Reading | None:
    """بعد and a counted length of time: counted on from the day or month mentioned before.

    "بعد عام من الحرب" counts from something else, "بعد أيام" says too little: neither is a day.
    """
    if not tokens[start].text.endswith("بعد"):
        return None
    passed = spaced(tokens, start + 1) and tokens[start + 1].text in PASSING
    found = length_at(tokens, start + 1 if passed else start)
    if found is None:
        return None
    length, end = found
    if length.about or length.count is None or length.count % 1 or length.unit not in {"day", "week", "month", "year"}:
        return None
    if length.unit == "day" and length.count < 2:
        return None
    if spaced(tokens, end):
        following = tokens[end].text
        if following in _COUNTS_FROM:
            if following != "من" or not spaced(tokens, end + 1) or tokens[end + 1].text not in THAT:
                return None
            end += 2
        elif following.startswith("ال"):
            return None
    return Reading(start, end, "anaphoric", extent=_later(length.unit, int(length.count)))


def thence_reading(tokens: Tokens, start: int) -> Reading | None:
    """بعد ذلك بعامين, وقبلها بثلاثة أشهر: counted on or back from the day or month mentioned before."""
    direction = tokens[start].number("thence")
    if not direction or not spaced(tokens, start + 1) or not tokens[start + 1].text.startswith("ب"):
        return None
    found = length_at(tokens, start)
    if found is None:
        return None
    length, end = found
    if length.count is None or length.count % 1 or length.unit not in {"day", "week", "month", "year"}:
        return None
    return Reading(start, end, "anaphoric", extent=_later(length.unit, direction * int(length.count)))


def _later(unit: str, count: int) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        known = context.before[-1] if context.before else UNKNOWN
        first, last = known.first, known.last
        if first is None or last is None or (last - first).days > _WIDEST_ANCHOR or known.future:
            return UNKNOWN
        found = moved(first, last, unit, count)
        today = context.published_on
        return UNKNOWN if today and found.first and found.first > today else found

    return extent


def moved(first: dt.date, last: dt.date, unit: str, count: int) -> Extent:
    """The days so long after: the months that hold them, since nobody counts years and months by the day."""
    if unit == "day":
        return day_extent(shifted(first, count)) if first == last else UNKNOWN
    if unit == "week":
        return Extent(shifted(first, 7 * count - _WEEK_SLACK), shifted(last, 7 * count + _WEEK_SLACK), "range")
    months = _MONTHS[unit] * max(-_MOST, min(count, _MOST))
    begun, ended = months_from(first, months), months_from(last, months)
    one, other = month_extent(begun.year, begun.month), month_extent(ended.year, ended.month)
    if one is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    return one if one == other else Extent(one.first, other.last, "range")
