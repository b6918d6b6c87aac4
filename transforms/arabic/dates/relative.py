"""Days counted from the day of publication: اليوم, أمس, غدا, قبل ثلاثة أيام, منذ نحو شهرين, الأيام القليلة الماضية."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.calendar_points import day_of_month, year_number
from transforms.arabic.dates.lexicon import Token, cue_words, spaced
from transforms.arabic.dates.numerals import count_at
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, months_from, shifted
from transforms.arabic.dates.weekdays import (
    dated_weekday,
    day_extent,
    next_weekday,
    reconciled,
    weekday_at,
)

_NOT_TODAY_AFTER: Final = cue_words("not_today_after")
_NOT_TODAY_BEFORE: Final = cue_words("not_today_before")
_SLACK: Final = {"about": 1.5, "more": 1.0, "less": 1.0, "": 1.0}
_FEW: Final[dict[str, tuple[dt.timedelta | None, dt.timedelta]]] = {
    # Of an uncounted plural: how long ago at most and at least.
    "minute": (dt.timedelta(1), dt.timedelta(0)),
    "hour": (dt.timedelta(1), dt.timedelta(0)),
    "day": (dt.timedelta(10), dt.timedelta(2)),
    "week": (dt.timedelta(70), dt.timedelta(13)),
    "month": (dt.timedelta(365), dt.timedelta(50)),
    "year": (None, dt.timedelta(500)),
    "decade": (None, dt.timedelta(6500)),
}
_RECENT: Final = {"minute": 1, "hour": 1, "day": 10, "week": 60, "month": 365, "year": 3650, "decade": 18250}
"""How many days "the past days, weeks …" reach back at most."""


def today_reading(tokens: list[Token], start: int) -> Reading | None:
    """اليوم, هذا اليوم, الليلة, and with them a weekday and a day: اليوم الإثنين 14 نوفمبر."""
    token = tokens[start]
    if token.text.endswith("ليله") and spaced(tokens, start + 1) and tokens[start + 1].word("modifier") == "last":
        return _dated(tokens, start, start + 2, -1)
    if token.word("unit") == "day" and not token.text.endswith("اليوم"):
        return None
    if spaced(tokens, start + 1) and tokens[start + 1].text in _NOT_TODAY_AFTER:
        return None
    if start and spaced(tokens, start) and tokens[start - 1].text.removeprefix("و") in _NOT_TODAY_BEFORE:
        return None
    return _dated(tokens, start, start + 1, 0)


def yesterday_reading(tokens: list[Token], start: int) -> Reading | None:
    """أمس, أول أمس, يوم أمس الثلاثاء."""
    return _dated(tokens, start, start + 1, tokens[start].number("yesterday") or -1)


def tomorrow_reading(tokens: list[Token], start: int) -> Reading | None:
    """غدا, بعد غد, غدا الجمعة, يوم الغد; الغد alone is also a newspaper, a party or the future."""
    if tokens[start].text.endswith("الغد") and not tokens[start].text.startswith("بعد"):
        before = tokens[start - 1] if start and spaced(tokens, start) else None
        if before is None or not ("time_of_day" in before or before.text.endswith("يوم")):
            return None
    return _dated(tokens, start, start + 1, tokens[start].number("tomorrow") or 1)


def _dated(tokens: list[Token], start: int, index: int, days: int) -> Reading | None:
    weekday = None
    if spaced(tokens, index, (",", "(", ":")):
        dated = day_of_month(tokens, index)
        if dated:
            return replace(dated, start=start)
        found = weekday_at(tokens, index)
        if found:
            dated = dated_weekday(tokens, start, found[1], found[0])
            if dated:
                return dated
            weekday, index = found
    return Reading(start, index, "relative", extent=_days_from_today(days, weekday), anchored=True)


def _days_from_today(days: int, weekday: int | None) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        if days > 0:
            ahead = shifted(today, days)
            if weekday is not None and ahead.weekday() != weekday:
                ahead = next_weekday(weekday, today)
            return day_extent(ahead, future=True)
        return day_extent(reconciled(shifted(today, days), weekday, today))

    return extent


def ago_reading(tokens: list[Token], start: int) -> Reading | None:
    """قبل / منذ and a length of time: قبل يومين, منذ نحو ثلاثة أشهر, قبل أيام قليلة, قبل عام ونصف العام.

    "قبل أيام من الموعد" counts from something else than the day of publication and gives no days.
    """
    index = start + 1
    about = ""
    few = False
    count: float | None = None
    while spaced(tokens, index) and ("about" in tokens[index] or "few" in tokens[index]):
        about = tokens[index].word("about") or about
        few = few or "few" in tokens[index]
        index += 1
    if not spaced(tokens, index):
        return None
    found = None if few or tokens[index].word("unit") else count_at(tokens, index)
    if found:
        count, index = float(found[0]), found[1]
        if not spaced(tokens, index):
            return None
    unit = tokens[index].word("unit")
    unit_count = tokens[index].number("count")
    if unit is None or tokens[index].text.startswith("ال"):
        return None
    if unit == "year" and count is None and spaced(tokens, index + 1) and year_number(tokens[index + 1]):
        return None
    if count is None and unit_count in {1, 2}:
        count = float(unit_count)
    if count is None and unit_count == 3:
        return None
    index += 1
    count, index, about = _after_length(tokens, index, count, about)
    if spaced(tokens, index) and "of_time" in tokens[index]:
        index += 1
    elif spaced(tokens, index) and tokens[index].text == "من":
        return Reading(start, index, "duration", extent=lambda context: UNKNOWN)
    if spaced(tokens, index) and tokens[index].text.startswith(("عل", "عن")) and tokens[start].text.endswith("قبل"):
        # قبل يومين على الانتخابات: before the elections.
        return Reading(start, index, "duration", extent=lambda context: UNKNOWN)
    if tokens[start].text.endswith("قبل") and unit in {"day", "week", "month", "year"} and unit_count == 1:
        follows = tokens[index].text if spaced(tokens, index) else ""
        if unit == "day" and follows in {"ال", "غد"}:
            return None
    return Reading(start, index, "relative", extent=_length_ago(unit, count, about), anchored=True)


def _after_length(
    tokens: list[Token], index: int, count: float | None, about: str
) -> tuple[float | None, int, str]:
    """What may follow a length of time: واحد, قليلة, ونصف, مضت, تقريبا."""
    while spaced(tokens, index):
        token = tokens[index]
        if token.number("cardinal") == 1 and not token.clitic and count == 1:
            index += 1
        elif "few" in token and not token.clitic and token.text not in {"بعض", "عده", "بضع", "بضعه", "عدد من"}:
            index += 1
        elif "passed" in token:
            index += 1
        elif token.word("about") and token.text == "تقريبا":
            about, index = "about", index + 1
        elif "half" in token and token.clitic == "و":
            count = (count or 1) + 0.5
            index += 1
            if spaced(tokens, index) and tokens[index].word("unit") and tokens[index].text.startswith("ال"):
                index += 1
        else:
            break
    return count, index, about


def _length_ago(unit: str, count: float | None, about: str) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        if count is None:
            most, least = _FEW[unit]
            last = shifted(today, -least.days)
            return (
                Extent(shifted(today, -most.days), last, "range")
                if most
                else Extent(None, last, "not_later_than")
            )
        return _counted_ago(today, unit, min(count, 100_000.0), about)

    return extent


def _counted_ago(today: dt.date, unit: str, count: float, about: str) -> Extent:
    if unit in {"minute", "hour"}:
        days = int(count * (1 if unit == "hour" else 1 / 60) // 24)
        return Extent(shifted(today, -days - 1), shifted(today, -days), "range")
    if unit == "day":
        center = shifted(today, -int(count))
        if not about:
            return day_extent(center)
        slack = max(1, int(count * 0.2))
    elif unit == "week":
        center = shifted(today, -int(count * 7))
        slack = min(2 + int(count), 10)
    elif unit == "month":
        center = shifted(months_from(today, -int(count)), -15 if count % 1 else 0)
        slack = 15
    else:
        center = months_from(today, -int(count * (120 if unit == "decade" else 12)))
        slack = 120 if unit == "year" and count < 2 else 183 if unit == "year" else 1100
    slack = int(slack * _SLACK[about])
    first, last = shifted(center, -slack), min(shifted(center, slack), today)
    if about == "more":
        # Rarely half as long again; then the next round number would have been said.
        return Extent(shifted(center, -max(slack, (today - center).days // 2)), center, "range")
    if about == "less":
        return Extent(center, last, "range")
    return Extent(first, last, "range")


def recent_reading(tokens: list[Token], start: int) -> Reading | None:
    """الأيام القليلة الماضية, اليومين الماضيين, الـ24 ساعة الماضية, الأشهر الأخيرة; with المقبلة what lies ahead."""
    index = start
    count = None
    if tokens[index].word("unit") is None:
        found = count_at(tokens, index)
        if not found or not spaced(tokens, found[1]) or tokens[found[1]].word("unit") is None:
            return None
        count, index = found
    unit, unit_count = tokens[index].word("unit"), tokens[index].number("count")
    if unit is None or (count is None and unit_count not in {0, 2}):
        return None
    index += 1
    if count is None and unit_count == 2:
        count = 2
    if count is None and tokens[start].text.endswith(("ايام", "اسابيع", "اشهر", "سنوات", "شهور", "ساعات", "اعوام")):
        # الأيام الثلاثة الماضية
        numeral = tokens[index].text.removeprefix("ال") if spaced(tokens, index) else ""
        if numeral in _COUNTS:
            count, index = _COUNTS[numeral], index + 1
        elif spaced(tokens, index) and tokens[index].value and tokens[index].gap == " ":
            count, index = tokens[index].value, index + 1
    while spaced(tokens, index) and (tokens[index].text.removeprefix("ال") in _FEW_ADJECTIVES):
        index += 1
    if not spaced(tokens, index):
        return None
    token = tokens[index]
    direction = "last" if "recent" in token else token.word("modifier")
    if direction not in {"last", "next"}:
        return None
    reach = count * {"minute": 1, "hour": 1, "day": 1, "week": 7, "month": 31, "year": 366, "decade": 3653}[unit] \
        if count is not None else _RECENT[unit]
    if unit in {"minute", "hour"}:
        reach = max(1, -(-(count or 1) // 24))
    return Reading(start, index + 1, "relative", extent=_reach(min(reach, 100_000), direction), anchored=True)


_COUNTS: Final = {
    "ثلاثه": 3, "ثلاث": 3, "اربعه": 4, "اربع": 4, "خمسه": 5, "خمس": 5, "سته": 6, "ست": 6, "سبعه": 7, "سبع": 7,
    "ثمانيه": 8, "ثماني": 8, "تسعه": 9, "تسع": 9, "عشره": 10, "عشر": 10,
}
_FEW_ADJECTIVES: Final = frozenset(("قليله", "معدوده", "قلايل"))


def _reach(days: int, direction: str) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        if direction == "next":
            return Extent(today, shifted(today, days), "range", future=True)
        return Extent(shifted(today, -days), today, "range")

    return extent


def anaphoric_day_reading(tokens: list[Token], start: int) -> Reading | None:
    """اليوم نفسه, نفس اليوم, ذلك اليوم, اليوم التالي: counted from the day mentioned before."""
    if tokens[start].word("unit") == "day" and spaced(tokens, start + 1) and tokens[start].number("count") == 1:
        modifier = tokens[start + 1].word("modifier")
        if tokens[start].text.endswith("اليوم") and modifier in {"same", "following"}:
            return Reading(start, start + 2, "anaphoric", extent=_from_mentioned(1 if modifier == "following" else 0))
    if {"same_before", "that"} & tokens[start].meanings.keys() and spaced(tokens, start + 1):
        after = tokens[start + 1]
        if after.word("unit") == "day" and after.number("count") == 1 and after.text.endswith("اليوم"):
            return Reading(start, start + 2, "anaphoric", extent=_from_mentioned(0))
    return None


def _from_mentioned(days: int) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        for known in reversed(context.before[-3:]):
            if known.first and known.precision == "day":
                return day_extent(shifted(known.first, days), future=known.future)
        return UNKNOWN

    return extent
