"""Weekdays: الأربعاء, يوم الخميس الماضي, الجمعة المقبل, ليل الأحد الاثنين, and how a weekday goes with a day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.calendar_points import day_of_month, modifier_at
from transforms.arabic.dates.lexicon import Tokens, cue_words, spaced
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, shifted

_NOT_BEFORE: Final = cue_words("not_weekday_before")
_DUAL_VERBS: Final = cue_words("dual_verbs")
_OF: Final = frozenset(("من", "في"))
_THAT: Final = frozenset(("ان", "بان", "لان", "لكن"))
_LEAST_DUAL: Final = 4
_SATURDAY: Final = 5
_DAY_AND_NAME: Final = 2
"""Words of a weekday with يوم before it."""
_SAYING: Final = cue_words("reporting_verbs") - {"التقي", "التقت", "زار", "زارت", "اجتمع", "تحدث", "كان", "كانت"}
_BEHIND: Final = 2
"""Words behind a weekday in which a verb of saying makes it the day of a statement."""
_SENTENCE: Final = 160
_ENDS: Final = re.compile(r"[.\n؟!?]")
_NEAR: Final = 3
"""Days by which a weekday beside "today" may miss: reports wander past midnight and between time zones."""


def latest_weekday(weekday: int, until: dt.date) -> dt.date:
    """The last such weekday up to and including `until`."""
    return shifted(until, -((until.weekday() - weekday) % 7))


def next_weekday(weekday: int, after: dt.date) -> dt.date:
    """The first such weekday after `after`."""
    return shifted(after, (weekday - after.weekday() - 1) % 7 + 1)


def day_extent(day: dt.date, *, future: bool = False) -> Extent:
    """A single day."""
    return Extent(day, day, "day", future)


def reconciled(day: dt.date, weekday: int | None, published_on: dt.date) -> dt.date:
    """`day`, or the day near it, not after publication, that is the weekday which the words name beside it."""
    if weekday is None or day.weekday() == weekday:
        return day
    near = latest_weekday(weekday, min(shifted(day, 2), published_on))
    return near if abs((near - day).days) <= _NEAR else day


def weekday_at(tokens: Tokens, index: int) -> tuple[int, int] | None:
    """The weekday at token `index`, after "يوم" if it is there, and the index after it."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.word("unit") == "day" and "today" not in token and spaced(tokens, index + 1):
        index += 1
        token = tokens[index]
    weekday = token.number("weekday")
    return (weekday, index + 1) if weekday is not None else None


def weekday_reading(tokens: Tokens, start: int) -> Reading | None:
    """The reading of a weekday at token `start`, with the day and month that may follow it."""
    found = weekday_at(tokens, start)
    if found is None:
        return None
    weekday, index = found
    dated = dated_weekday(tokens, start, index, weekday)
    if dated:
        return dated
    if _is_no_weekday(tokens, start, index):
        return None
    second = weekday_at(tokens, index) if spaced(tokens, index, ("-", "/")) else None
    if second and second[0] == (weekday + 1) % 7:
        both = _dated_pair(tokens, start, second[1], weekday)
        if both is not None:
            return both
        more, index = _further_weekdays(tokens, second[1], second[0])
        end = modifier_at(tokens, index)
        if end and end[0] == "last":
            return Reading(start, end[1], "weekday", extent=_weekdays_from(weekday, more, before=1), anchored=True)
        after = _of_last_week(tokens, index) if spaced(tokens, index) else None
        if after is not None:
            return Reading(start, after, "weekday", extent=_in_last_week(weekday, more), anchored=True)
        return Reading(start, index, "weekday", extent=_weekdays_from(weekday, more), anchored=True)
    modifier = modifier_at(tokens, index)
    if modifier and modifier[0] in {"last", "before_last", "this", "next", "preceding"}:
        dated = dated_weekday(tokens, start, modifier[1], weekday)
        if dated:
            return dated
        if modifier[0] == "preceding":
            return Reading(start, modifier[1], "anaphoric", extent=_before_mentioned(weekday))
        return Reading(start, modifier[1], "weekday", extent=_weekday_extent(weekday, modifier[0]), anchored=True)
    if spaced(tokens, index + 1) and "this" in tokens[index] and tokens[index + 1].word("unit") == "week":
        return Reading(start, index + 2, "weekday", extent=_weekday_extent(weekday, "this"), anchored=True)
    after = _of_last_week(tokens, index) if spaced(tokens, index) else None
    if after is not None:
        return Reading(start, after, "weekday", extent=_in_last_week(weekday), anchored=True)
    return Reading(start, index, "weekday", extent=_weekday_extent(weekday, None), anchored=True)


def _further_weekdays(tokens: Tokens, index: int, weekday: int) -> tuple[int, int]:
    """Days from the first to the last of weekdays that follow each other (الاثنين والثلاثاء والأربعاء), of which that
    before `index` is the second; and the index after them."""
    more = 1
    while spaced(tokens, index, ("-", "/", ",")) and (following := weekday_at(tokens, index)):
        if following[0] != (weekday + 1) % 7 or not tokens[index].clitic.startswith("و"):
            break
        more, (weekday, index) = more + 1, following
    return more, index


def in_named_week(text: str, tokens: Tokens, readings: list[Reading]) -> list[Reading]:
    """زار موسكو الأسبوع الماضي، حيث قابلهم يوم الثلاثاء: a bare weekday behind last week, in its sentence, is of it.

    Not where somebody says something on that day.
    """
    found: list[Reading] = []
    week = None
    for reading in readings:
        if reading.kind == "weekday" and week is not None and reading.end - reading.start <= _DAY_AND_NAME:
            between = text[tokens[week - 1].end : tokens[reading.start].start]
            words = {tokens[at].text for at in range(week, min(reading.end + _BEHIND, len(tokens)))}
            weekday = tokens[reading.end - 1].number("weekday")
            apart = len(between) > _SENTENCE or _ENDS.search(between) or not _SAYING.isdisjoint(words)
            if weekday is not None and not apart:
                found.append(replace(reading, extent=_in_last_week(weekday)))
                continue
        if _of_last_week(tokens, reading.start) == reading.end:
            week = reading.end
        found.append(reading)
    return found


def _of_last_week(tokens: Tokens, index: int) -> int | None:
    """The index after (من) الأسبوع الماضي, if that stands at `index`."""
    if spaced(tokens, index) and tokens[index].text in _OF:
        index += 1
    if index >= len(tokens) or tokens[index].word("unit") != "week":
        return None
    modifier = modifier_at(tokens, index + 1) if tokens[index].number("count") == 1 else None
    return modifier[1] if modifier and modifier[0] == "last" else None


def _in_last_week(weekday: int, more: int = 0) -> Callable[[Context], Extent]:
    """That weekday and `more` days in the week before that of publication; weeks begin on Saturday."""

    def extent(context: Context) -> Extent:
        if context.published_on is None:
            return UNKNOWN
        first = latest_weekday(weekday, shifted(latest_weekday(_SATURDAY, context.published_on), -1))
        return Extent(first, shifted(first, more), "range") if more else day_extent(first)

    return extent


def dated_weekday(tokens: Tokens, start: int, index: int, weekday: int) -> Reading | None:
    """The reading of a day and month right after a weekday: الاثنين 14 نوفمبر, الجمعة، الموافق 20 رجب 1444."""
    if spaced(tokens, index, (",", "(")) and "after_weekday" in tokens[index]:
        index += 1
        if spaced(tokens, index) and tokens[index].text == "ل":
            index += 1
    if not spaced(tokens, index, (",", "(", "/", "-", ":")):
        return None
    dated = day_of_month(tokens, index, weekday)
    return replace(dated, start=start) if dated else None


def _dated_pair(tokens: Tokens, start: int, index: int, weekday: int) -> Reading | None:
    """The reading of two days and their month right after two weekdays: الجمعة والسبت 26 و27 يناير."""
    if not spaced(tokens, index, (",", "(")):
        return None
    dated = day_of_month(tokens, index, weekday)
    two = dated is not None and dated.point is not None and dated.point.last_day is not None
    return replace(dated, start=start) if dated is not None and two else None


def _before_mentioned(weekday: int) -> Callable[[Context], Extent]:
    """أمس الأحد ... الاثنين الذي قبله: the last such weekday before the day mentioned before."""

    def extent(context: Context) -> Extent:
        for known in reversed(context.before[-3:]):
            if known.first and known.precision == "day" and not known.future:
                return day_extent(latest_weekday(weekday, shifted(known.first, -1)))
        return UNKNOWN

    return extent


def _is_no_weekday(tokens: Tokens, start: int, index: int) -> bool:
    if start and spaced(tokens, start) and tokens[start - 1].text in _NOT_BEFORE:
        pair = tokens[start - 1].text == "بين" and spaced(tokens, index) and tokens[index].clitic == "و"
        return not (pair and "weekday" in tokens[index])
    name = tokens[index - 1]
    if name.number("weekday") == 0 and spaced(tokens, index):
        following = tokens[index].text
        if start and spaced(tokens, start) and tokens[start - 1].text in _THAT and following.endswith("ا"):
            # إن الاثنين تهاتفا: what "that" opens is said of the two.
            return len(following) >= _LEAST_DUAL
        return following in _DUAL_VERBS or (following.startswith(("ي", "سي")) and following.endswith("ان"))
    return False


def _weekday_extent(weekday: int, modifier: str | None) -> Callable[[Context], Extent]:
    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        if modifier == "next" or (modifier is None and context.planned):
            return day_extent(next_weekday(weekday, today), future=True)
        if modifier == "last":
            return day_extent(latest_weekday(weekday, shifted(today, -1)))
        if modifier == "before_last":
            return day_extent(shifted(latest_weekday(weekday, shifted(today, -1)), -7))
        return day_extent(latest_weekday(weekday, today))

    return extent


def _weekdays_from(weekday: int, more: int, *, before: int = 0) -> Callable[[Context], Extent]:
    """The weekday and `more` days after it; `before` says how long before publication all were over."""

    def extent(context: Context) -> Extent:
        if context.published_on is None:
            return UNKNOWN
        if before:
            last = latest_weekday((weekday + more) % 7, shifted(context.published_on, -before))
            return Extent(shifted(last, -more), last, "range")
        first = latest_weekday(weekday, context.published_on)
        return Extent(first, min(shifted(first, more), context.published_on), "range")

    return extent
