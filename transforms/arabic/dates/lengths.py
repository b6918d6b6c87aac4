"""Lengths of time back from the day of publication: قبل ثلاثة أيام, منذ نحو شهرين, الأيام القليلة الماضية.

The longer the unit, the rougher it is meant: "three days ago" is a day, "two months ago" a month around the day two
months back, "five years ago" a year around it. Uncounted plurals ("days ago") give the range in which people say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from transforms.arabic.dates.lexicon import Tokens, cue_words, spaced
from transforms.arabic.dates.numerals import count_at
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, months_from, shifted
from transforms.arabic.dates.weekdays import day_extent

UNCOUNTED: Final[dict[str, tuple[int | None, int]]] = {
    "minute": (1, 0),
    "hour": (1, 0),
    "day": (10, 2),
    "week": (70, 13),
    "month": (365, 50),
    "year": (None, 500),
    "decade": (None, 6500),
}
"""Of an uncounted plural: how many days ago at most (null: no end) and at least."""
_PAST: Final = {"minute": 1, "hour": 1, "day": 14, "week": 60, "month": 365, "year": 3650, "decade": 18250}
"""How many days "the past days, weeks …" reach back at most; half of it with "few"."""
_DAYS: Final = {"minute": 1, "hour": 1, "day": 1, "week": 7, "month": 31, "year": 366, "decade": 3653}
_YEAR_SLACK: Final = 45
"""Days by which "a year ago" may miss: beyond, one counts in months."""
_EXACTLY: Final = frozenset(("بالتمام", "بالضبط", "تماما"))
_EXACT_SLACK: Final = 10
_MOST_DAYS: Final = 100_000
_MILESTONES: Final = cue_words("milestones")
_NOT_COUNTED_FROM: Final = cue_words("not_counted_from")
_LEADING_FEW: Final = frozenset(("بعض", "عده", "بضع", "بضعه", "عدد من"))
_ADJECTIVES: Final = frozenset(("قليله", "معدوده", "قلايل"))
_NUMERALS: Final = {
    **dict.fromkeys(("ثلاثه", "ثلاث"), 3),
    **dict.fromkeys(("اربعه", "اربع"), 4),
    **dict.fromkeys(("خمسه", "خمس"), 5),
    **dict.fromkeys(("سته", "ست"), 6),
    **dict.fromkeys(("سبعه", "سبع"), 7),
    **dict.fromkeys(("ثمانيه", "ثماني"), 8),
    **dict.fromkeys(("تسعه", "تسع"), 9),
    **dict.fromkeys(("عشره", "عشر"), 10),
}


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time: `count` units, null if uncounted; `about`: "about", "more", "less", "exactly" or nothing."""

    unit: str
    count: float | None
    about: str


def ago_reading(tokens: Tokens, start: int) -> Reading | None:
    """قبل / منذ and a length of time: قبل يومين, منذ نحو ثلاثة أشهر, قبل أيام قليلة, قبل عام ونصف العام.

    "قبل أيام من الموعد" counts from something else than the day of publication and gives no days.
    """
    found = length_at(tokens, start)
    if found is None:
        return None
    length, index = found
    if spaced(tokens, index) and "of_time" in tokens[index]:
        index += 1
    elif spaced(tokens, index + 1) and tokens[index].text == "من" and tokens[index + 1].text == "اليوم":
        index += 2
    elif spaced(tokens, index) and _counts_from_else(tokens, start, index):
        return Reading(start, index, "duration", extent=lambda context: UNKNOWN)
    return Reading(start, index, "relative", extent=ago(length), anchored=True)


def _counts_from_else(tokens: Tokens, start: int, index: int) -> bool:
    """قبل أيام من الموعد, قبل يومين على الانتخابات; but not حذرت قبل أيام من أن."""
    following = tokens[index + 1].text if spaced(tokens, index + 1) else ""
    if not tokens[start].text.endswith("قبل"):
        return False
    if tokens[index].text == "من":
        return following not in _NOT_COUNTED_FROM
    return tokens[index].text == "علي" and following in _MILESTONES


def length_at(tokens: Tokens, start: int) -> tuple[Length, int] | None:
    """The length of time after token `start` and the index after it."""
    index = start + 1
    about = ""
    few = False
    while spaced(tokens, index) and ("about" in tokens[index] or "few" in tokens[index]):
        about = tokens[index].word("about") or about
        few = few or "few" in tokens[index]
        index += 1
    if not spaced(tokens, index):
        return None
    count: float | None = None
    counted = None if few or tokens[index].word("unit") else count_at(tokens, index)
    if counted:
        count, index = float(counted[0]), counted[1]
    if not spaced(tokens, index):
        return None
    unit, form = tokens[index].word("unit"), tokens[index].number("count")
    if unit is None or (tokens[index].text.startswith("ال") and not (about and form in {1, 2})):
        return None
    if count is None:
        if form == _AFTER_NUMERAL or (spaced(tokens, index + 1) and _completes(tokens, start, index)):
            return None
        count = float(form) if form else None
    count, index, about = _after_length(tokens, index + 1, count, about)
    return Length(unit, count, about), index


_AFTER_NUMERAL: Final = 3
"""`count` of forms that only follow a numeral: يوما, شهرا."""


def _completes(tokens: Tokens, start: int, index: int) -> bool:
    """Whether what follows the unit belongs to it: منذ عام 2016, قبل شهر رمضان, منذ أيام الحرب."""
    following = tokens[index + 1]
    if {"month", "weak_month", "hijri_month"} & following.meanings.keys() or following.value is not None:
        return True
    construct = following.text.startswith("ال") and not following.meanings.keys() & {"few", "modifier", "recent"}
    return construct and tokens[start].text.endswith("منذ") and tokens[index].number("count") == 0


def _after_length(
    tokens: Tokens, index: int, count: float | None, about: str
) -> tuple[float | None, int, str]:
    """What may follow a length of time: واحد, قليلة, ونصف, مضت, تقريبا."""
    while spaced(tokens, index):
        token = tokens[index]
        one = token.number("cardinal") == 1 and not token.clitic and count == 1
        few = "few" in token and not token.clitic and token.text not in _LEADING_FEW
        if token.text == "تقريبا":
            about = "about"
        elif token.text in _EXACTLY:
            about = "exactly"
        elif "half" in token and token.clitic == "و":
            count = (count or 1) + 0.5
            if spaced(tokens, index + 1) and tokens[index + 1].word("unit") and tokens[index + 1].text.startswith("ال"):
                index += 1
        elif not (one or few or "passed" in token):
            break
        index += 1
    return count, index, about


def ago(length: Length) -> Callable[[Context], Extent]:
    """The days that lie so far back from the day of publication."""

    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        if length.count is not None:
            return _counted_ago(today, length.unit, min(length.count, float(_MOST_DAYS)), length.about)
        most, least = UNCOUNTED[length.unit]
        last = shifted(today, -least)
        return Extent(shifted(today, -most), last, "range") if most else Extent(None, last, "not_later_than")

    return extent


def _counted_ago(today: dt.date, unit: str, count: float, about: str) -> Extent:
    if unit in {"minute", "hour"}:
        days, rest = divmod(count / (1 if unit == "hour" else 60), 24)
        return Extent(shifted(today, -int(days) - (rest > 0)), shifted(today, -int(days)), "range")
    if unit == "day" and not about:
        return day_extent(shifted(today, -int(count)))
    center, slack = _center(today, unit, count)
    if about == "exactly":
        slack = min(slack, _EXACT_SLACK)
    if about == "more":
        # Rarely half as long again; then the next round number would have been said.
        return Extent(shifted(center, -max(slack, (today - center).days // 2)), center, "range")
    if about == "less":
        # Eight months and more are less than a year; below, one speaks of half a year.
        return Extent(center, min(shifted(center, max(slack, (today - center).days // 3)), today), "range")
    if about == "about" and (unit, count) != ("year", 1):
        slack += slack // 2
    return Extent(shifted(center, -slack), min(shifted(center, slack), today), "range")


def _center(today: dt.date, unit: str, count: float) -> tuple[dt.date, int]:
    """The day so long ago and by how many days it may be missed either way."""
    if unit == "day":
        return shifted(today, -int(count)), max(1, int(count * 0.2))
    if unit == "week":
        return shifted(today, -int(count * 7)), min(2 + int(count), 10)
    if unit == "month":
        return shifted(months_from(today, -int(count)), -15 if count % 1 else 0), 15
    if unit == "decade":
        return months_from(today, -int(count * 120)), 1100
    return months_from(today, -int(count * 12)), _YEAR_SLACK if count < 2 else 183


def recent_reading(tokens: Tokens, start: int) -> Reading | None:
    """الأيام القليلة الماضية, اليومين الماضيين, الـ24 ساعة الماضية, الأشهر الستة المقبلة."""
    index = start
    count: int | None = None
    if tokens[index].word("unit") is None:
        counted = count_at(tokens, index)
        if not counted or not spaced(tokens, counted[1]):
            return None
        count, index = counted
    unit, form = tokens[index].word("unit"), tokens[index].number("count")
    if unit is None or (count is None and form not in {0, 2}):
        return None
    index += 1
    if count is None:
        count, index = (form, index) if form else _numeral_after(tokens, index)
    few = False
    while spaced(tokens, index) and tokens[index].text.removeprefix("ال") in _ADJECTIVES:
        few = True
        index += 1
    if not spaced(tokens, index):
        return None
    direction = "last" if "recent" in tokens[index] else tokens[index].word("modifier")
    if direction not in {"last", "next"}:
        return None
    if unit in {"minute", "hour"}:
        reach = max(1, -(-(count or 1) // 24))
    else:
        reach = count * _DAYS[unit] if count is not None else _PAST[unit] // (1 + few)
    return Reading(start, index + 1, "relative", extent=_within(min(reach, _MOST_DAYS), direction), anchored=True)


def _numeral_after(tokens: Tokens, index: int) -> tuple[int | None, int]:
    """The numeral after a plural, الأيام الثلاثة or الأيام الـ10, and the index after it."""
    if not spaced(tokens, index):
        return None, index
    if "article" in tokens[index] and spaced(tokens, index + 1):
        index += 1
    numeral = tokens[index].value or _NUMERALS.get(tokens[index].text.removeprefix("ال"))
    return (numeral, index + 1) if numeral else (None, index)


def _within(days: int, direction: str) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        if direction == "next":
            return Extent(today, shifted(today, days), "range", future=True)
        return Extent(shifted(today, -days), today, "range")

    return extent
