"""Days in digits: 17.12.2017, 23-3-2021, 2021/3/23, 2022-11-14, 14/11/22; 20/4/1444 is Hijri.

The order is day, month, year, as Arab newspapers write; year, month, day where the year comes first; month, day, year
only where nothing else is a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from transforms.arabic.dates.reading import Point, day_or_none

_FULL: Final = re.compile(
    r"(?<![0-9.,/:-])([0-9]{1,4}) ?([./\\-]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,4})"
    r"(?=t[0-9]|(?![0-9a-z]))(?![./-][0-9]|:[0-9])"
)
_WITHOUT_YEAR: Final = re.compile(r"(?<![0-9.,/:-])([0-9]{1,2})([/-])([0-9]{1,2})(?![0-9.,/:%-])")
_HIJRI_YEARS: Final = range(1343, 1501)
_YEARS: Final = range(1900, 2200)
_PIVOT: Final = 50
"""Years of two digits below it are of this century; others are not taken for years."""


class NumericDay(NamedTuple):
    """A day in digits at `start` to `end` of the text; without a year only beside a weekday or "يوم"."""

    start: int
    end: int
    point: Point


def numeric_days(text: str, numbers: Iterable[int]) -> Iterator[NumericDay]:
    """All days in digits of a folded text that the calendar has; of others (2.1.3, 31.2.2020) nothing.

    `numbers`: offsets of the words that begin with a digit. No day begins elsewhere.
    """
    for match in _matches(_FULL, text, numbers):
        point = _full_point(match[1], match[3], match[4])
        if point:
            yield NumericDay(match.start(), match.end(), point)
    for match in _matches(_WITHOUT_YEAR, text, numbers):
        day, month = int(match[1]), int(match[3])
        if day_or_none(2000, month, day):
            yield NumericDay(match.start(), match.end(), Point(month=month, day=day))


def _matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What the pattern finds at these offsets, none within another."""
    end = 0
    for start in starts:
        if start >= end and (match := pattern.match(text, start)):
            end = match.end()
            yield match


def _full_point(first: str, second: str, third: str) -> Point | None:
    if len(first) == 4 and len(third) <= 2:
        orders = ((first, second, third), (first, third, second))
    elif len(first) <= 2 and len(third) in {2, 4}:
        orders = ((third, second, first), (third, first, second))
    else:
        return None
    for year_digits, month_digits, day_digits in orders:
        year, month, day = int(year_digits), int(month_digits), int(day_digits)
        if len(year_digits) == 2:
            if year >= _PIVOT:
                return None
            year += 2000
        if year in _HIJRI_YEARS and 1 <= month <= 12 and 1 <= day <= 30:
            return Point(year=year, month=month, day=day, hijri=True)
        if year in _YEARS and day_or_none(year, month, day):
            return Point(year=year, month=month, day=day)
    return None
