"""Days said from today: اليوم, أمس, أول أمس, الليلة الماضية, غدا; or from the day before: اليوم نفسه, اليوم التالي."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.calendar_points import day_of_month, modifier_at
from transforms.arabic.dates.lexicon import Tokens, cue_words, spaced
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, shifted
from transforms.arabic.dates.weekdays import (
    dated_weekday,
    day_extent,
    next_weekday,
    reconciled,
    weekday_at,
)

_NOT_TODAY_AFTER: Final = cue_words("not_today_after")
_NOT_TODAY_BEFORE: Final = cue_words("not_today_before")
_NOT_TODAY_BEHIND_FIRST: Final = cue_words("not_today_behind_first")
_MONTHS: Final = frozenset(("month", "weak_month", "part"))
_NIGHTS: Final = {"last": -1, "before_last": -2}


def today_reading(tokens: Tokens, start: int) -> Reading | None:
    """اليوم, هذا اليوم, الليلة, and with them a weekday and a day: اليوم الإثنين 14 نوفمبر."""
    token = tokens[start]
    if token.text.endswith("ليله") and (modifier := modifier_at(tokens, start + 1)) and modifier[0] in _NIGHTS:
        return _dated(tokens, start, modifier[1], _NIGHTS[modifier[0]])
    if token.word("unit") == "day" and not token.text.endswith("اليوم"):
        return None
    if spaced(tokens, start + 1) and tokens[start + 1].text in _NOT_TODAY_AFTER:
        return None
    if start and spaced(tokens, start) and tokens[start - 1].text.removeprefix("و") in _NOT_TODAY_BEFORE:
        return None
    if start == 1 and spaced(tokens, start) and tokens[0].text in _NOT_TODAY_BEHIND_FIRST:
        return None
    return _dated(tokens, start, start + 1, 0)


def yesterday_reading(tokens: Tokens, start: int) -> Reading | None:
    """أمس, أول أمس, يوم أمس الثلاثاء."""
    return _dated(tokens, start, start + 1, tokens[start].number("yesterday") or -1)


def tomorrow_reading(tokens: Tokens, start: int) -> Reading | None:
    """غدا, بعد غد, غدا الجمعة, يوم الغد; الغد alone is also a newspaper, a party or the future.

    اليوم وغدا is read as the first of the two: what goes on tomorrow is told of today.
    """
    if start and "today" in tokens[start - 1] and spaced(tokens, start) and tokens[start].clitic.startswith("و"):
        return None
    if tokens[start].text.endswith("غد") and "بعد" not in tokens[start].text:
        before = tokens[start - 1] if start and spaced(tokens, start) else None
        followed = spaced(tokens, start + 1, (",", "(")) and "weekday" in tokens[start + 1]
        if not followed and (before is None or not ("time_of_day" in before or before.text.endswith("يوم"))):
            return None
    return _dated(tokens, start, start + 1, tokens[start].number("tomorrow") or 1)


def _dated(tokens: Tokens, start: int, index: int, days: int) -> Reading | None:
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


def recently_reading(tokens: Tokens, start: int) -> Reading | None:
    """مؤخرا, في الآونة الأخيرة: no more than that it is over; قبل قليل: today."""
    if tokens[start].number("recently") == 0:
        return Reading(start, start + 1, "relative", extent=_days_from_today(0, None), anchored=True)
    return Reading(start, start + 1, "relative", extent=_over, anchored=True)


def _over(context: Context) -> Extent:
    today = context.published_on
    return Extent(None, today, "not_later_than") if today else UNKNOWN


def anaphoric_day_reading(tokens: Tokens, start: int) -> Reading | None:
    """اليوم نفسه, نفس اليوم, ذلك اليوم, اليوم التالي: counted from the day mentioned before."""
    if tokens[start].word("unit") == "day" and spaced(tokens, start + 1) and tokens[start].number("count") == 1:
        modifier = tokens[start + 1].word("modifier")
        if tokens[start].text.endswith("اليوم") and modifier in {"same", "following"}:
            return Reading(start, start + 2, "anaphoric", extent=_from_mentioned(1 if modifier == "following" else 0))
    if {"same_before", "that"} & tokens[start].meanings.keys() and spaced(tokens, start + 1):
        after = tokens[start + 1]
        if after.word("unit") == "day" and after.number("count") == 1 and after.text.endswith("اليوم"):
            if _is_of_month(tokens, start + 2):
                return None
            return Reading(start, start + 2, "anaphoric", extent=_from_mentioned(0))
    return None


def _is_of_month(tokens: Tokens, at: int) -> bool:
    """ذلك اليوم من أغسطس 2016: a day of the month that is said, not the one mentioned before."""
    of = spaced(tokens, at) and tokens[at].text == "من" and spaced(tokens, at + 1)
    return of and not _MONTHS.isdisjoint(tokens[at + 1].meanings.keys())


def _from_mentioned(days: int) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        for known in reversed(context.before[-3:]):
            if known.first and known.precision == "day":
                return day_extent(shifted(known.first, days), future=known.future)
        return UNKNOWN

    return extent
