"""Weeks, months, years, seasons: الأسبوع الماضي, مطلع العام الجاري, صيف 2021, عام 2016, الربع الأول من 2022."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from transforms.arabic.dates.calendar_points import modifier_at, year_number
from transforms.arabic.dates.lexicon import Token, cue_words, spaced
from transforms.arabic.dates.reading import (
    UNKNOWN,
    Context,
    Extent,
    Reading,
    month_extent,
    months_from,
    shifted,
    year_extent,
)

_NOT_YEAR_BEFORE: Final = cue_words("not_year_before")
_SEASONS: Final = {"spring": (3, 6), "summer": (6, 9), "autumn": (9, 12), "winter": (12, 15)}
"""First and last month, generously: outlets mean the meteorological or the astronomical season."""
_YEARS: Final = range(1900, 2200)
_STEPS: Final = {"last": -1, "before_last": -2, "this": 0, "next": 1}


def period_reading(tokens: list[Token], start: int) -> Reading | None:
    """A week, month or year said relative to today: [هذا|مطلع …] الأسبوع/الشهر/العام [الماضي|الجاري|المقبل …]."""
    index = start
    part = tokens[index].word("part")
    if part:
        index += 1
        if spaced(tokens, index) and tokens[index].text == "من":
            index += 1
        if not spaced(tokens, index):
            return None
    this = "this" in tokens[index]
    same = bool({"same_before", "that"} & tokens[index].meanings.keys())
    if this or same:
        index += 1
        if not spaced(tokens, index):
            return None
    unit = tokens[index].word("unit")
    if unit not in {"week", "month", "year"} or tokens[index].number("count") != 1:
        return None
    if not _bare(tokens[index].text).startswith("ال"):
        return None
    if unit == "year" and start and spaced(tokens, index) and tokens[index - 1].text in _NOT_YEAR_BEFORE:
        return None
    modifier = modifier_at(tokens, index + 1)
    end = index + 1
    which: str | None = None
    if modifier:
        which, end = modifier
    elif this:
        which = "this"
    elif same:
        which = "same"
    elif part and unit != "week":
        # مطلع العام, "نهاية الشهر": the current one, unless a year follows.
        if spaced(tokens, index + 1) and year_number(tokens[index + 1]):
            return None
        which = "this"
    if which is None:
        return None
    if which in {"same", "following"}:
        return Reading(start, end, "anaphoric", extent=_same_period(unit, part, which))
    return Reading(start, end, "relative", extent=_period(unit, part, which), anchored=True)


def _bare(word: str) -> str:
    """The word without و ف ب before the article, and لل written out."""
    word = word.lstrip("وفب") if not word.startswith("ال") else word
    return "ال" + word[2:] if word.startswith("لل") else word


def _period(unit: str, part: str | None, which: str) -> Callable[[Context], Extent]:
    step = _STEPS[which]

    def extent(context: Context) -> Extent:
        today = context.published_on
        if today is None:
            return UNKNOWN
        if unit == "week":
            found = _week(today, step, part)
        elif unit == "month":
            day = months_from(today, step)
            found = month_extent(day.year, day.month, part)
        else:
            found = year_extent(today.year + step, part)
        if step > 0 or (step == 0 and context.planned and found.last and found.last > today):
            return found._replace(future=True)
        return _held(found, today)

    return extent


def _held(extent: Extent, today: dt.date) -> Extent:
    """`extent` up to today; what lies wholly ahead of today is marked."""
    if extent.first is None or extent.last is None:
        return extent
    if extent.first > today:
        return extent._replace(future=True)
    return extent._replace(last=min(extent.last, today))


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
        if unit == "week":
            return _week(day, 0, part) if not step else Extent(shifted(day, 1), shifted(day, 13), "range")
        if unit == "month":
            moved = months_from(day, step)
            return month_extent(moved.year, moved.month, part)
        return year_extent(day.year + step, part)

    return extent


def year_reading(tokens: list[Token], start: int) -> Reading | None:
    """A year: عام 2016, أواخر عام 2021, في 2016, سنة 2010, 1991 م, بين عامي 2015 و2018."""
    index = start
    part = tokens[index].word("part")
    if part:
        index += 1
        if spaced(tokens, index) and tokens[index].text == "من":
            index += 1
        if not spaced(tokens, index):
            return None
    said = False
    if tokens[index].word("unit") == "year" and tokens[index].number("count") == 1:
        index += 1
        said = True
        if not spaced(tokens, index, ("(",)):
            return None
    elif tokens[index].text.endswith(("عامي", "سنتي")):
        return _two_years(tokens, start, index + 1)
    year = year_number(tokens[index])
    if year is None:
        return None
    end = index + 1
    era = spaced(tokens, end) and tokens[end]
    if era and "hijri_era" in era:
        return None
    if era and "christian_era" in era:
        end, said = end + 1, True
    if year not in _YEARS:
        return None
    if not (said or part) and not _stands_as_year(tokens, index):
        return None
    return Reading(start, end, "year", extent=lambda context: _year(year, part, context))


def _year(year: int, part: str | None, context: Context) -> Extent:
    found = year_extent(year, part)
    return _held(found, context.published_on) if context.published_on else found


def _stands_as_year(tokens: list[Token], index: int) -> bool:
    """Whether a bare number after في, منذ … is a year rather than a count of things.

    What 1,985 are of ends in the accusative (شخصا) or ة, what 2,000 are of is a bare noun, so a round number needs a
    particle or a definite word after it.
    """
    year = tokens[index].value
    if year is None or not index or not spaced(tokens, index) or "in" not in tokens[index - 1]:
        return False
    if not 1950 <= year <= 2060:
        return False
    if not spaced(tokens, index + 1):
        return True
    following = tokens[index + 1]
    if following.text.startswith(("ال", "و", "ف", "ب", "ل")) or following.text in _AFTER_YEAR or "in" in following:
        return True
    plain = tokens[index - 1].text.lstrip("وف") in _YEAR_PREPOSITIONS and year % 100 != 0
    return plain and not following.text.endswith(("ا", "ه")) and following.text not in _COUNTED


_YEAR_PREPOSITIONS: Final = frozenset(("في", "منذ", "حتي", "خلال", "بحلول", "عقب", "ي"))
_AFTER_YEAR: Final = frozenset(
    ("ان", "انه", "الذي", "عندما", "حين", "حيث", "كان", "كانت", "تم", "علي", "مع", "اي", "هو", "التي")
)
_COUNTED: Final = frozenset(
    ("دولار", "مليون", "مليار", "الف", "شخص", "طن", "يورو", "جنيه", "ريال", "كم", "متر", "كيلومتر", "قتيل", "جريح",
     "ميغاواط", "نقطه", "درهم", "دينار", "ليره", "روبل", "برميل", "هكتار", "فدان", "عنصر", "جندي", "معتقل", "سجين")
)  # fmt: skip


def _two_years(tokens: list[Token], start: int, index: int) -> Reading | None:
    if not spaced(tokens, index):
        return None
    first = year_number(tokens[index])
    at = index + 1
    if first is None or not spaced(tokens, at, ("-", "/")):
        return None
    if tokens[at].text in {"و", "الي", "او", "حتي"}:
        at += 1
    last = year_number(tokens[at]) if spaced(tokens, at, ("-", "/")) else None
    if last is None or not first < last:
        return None
    extent = Extent(dt.date(first, 1, 1), dt.date(last, 12, 31), "range")
    return Reading(start, at + 1, "year", extent=lambda context: extent)


def season_reading(tokens: list[Token], start: int) -> Reading | None:
    """A season: الصيف الماضي, هذا الخريف, صيف 2021, شتاء عام 2022, ربيع العام الماضي; الربيع العربي is none."""
    index = start
    this = "this" in tokens[index]
    part = tokens[index].word("part")
    if this or part:
        index += 1
        if not spaced(tokens, index):
            return None
    if tokens[index].text == "فصل" and spaced(tokens, index + 1):
        index += 1
    season = tokens[index].word("season")
    if season is None:
        return None
    modifier = modifier_at(tokens, index + 1)
    if modifier and modifier[0] in _STEPS:
        which = modifier[0]
        return Reading(start, modifier[1], "season", extent=_season(season, which, None), anchored=True)
    if this:
        return Reading(start, index + 1, "season", extent=_season(season, "this", None), anchored=True)
    at = index + 1
    if spaced(tokens, at) and tokens[at].text == "من":
        at += 1
    if spaced(tokens, at) and tokens[at].word("unit") == "year" and spaced(tokens, at + 1):
        year_modifier = modifier_at(tokens, at + 1)
        if year_modifier and year_modifier[0] in {*_STEPS, "same"}:
            extent = _season(season, None, None, year_modifier[0])
            return Reading(start, year_modifier[1], "season", extent=extent, anchored=year_modifier[0] != "same")
        at += 1
    if spaced(tokens, at) and (year := year_number(tokens[at])):
        return Reading(start, at + 1, "season", extent=_season(season, None, year))
    return None


def _season(
    season: str, which: str | None, year: int | None, year_modifier: str | None = None
) -> Callable[[Context], Extent]:
    first_month, last_month = _SEASONS[season]

    def in_year(of: int) -> Extent:
        if not 1 <= of < 9999:
            return UNKNOWN
        last = months_from(dt.date(of, 1, 1), last_month)
        return Extent(dt.date(of, first_month, 1), shifted(last, -1), "range")

    def extent(context: Context) -> Extent:
        today = context.published_on
        if year is not None:
            found = in_year(year)
            return _held(found, today) if today else found
        if year_modifier == "same":
            day = context.last_known_day()
            return in_year(day.year) if day else UNKNOWN
        if today is None:
            return UNKNOWN
        if year_modifier:
            return _held(in_year(today.year + _STEPS[year_modifier]), today)
        candidates = [in_year(today.year + step) for step in (-2, -1, 0, 1)]
        begun = [found for found in candidates if found.first and found.first <= today]
        running = begun[-1].last is not None and begun[-1].last >= today
        if which == "next":
            return candidates[len(begun)]._replace(future=True) if len(begun) < len(candidates) else UNKNOWN
        if which == "this":
            return _held(begun[-1] if running or len(begun) == len(candidates) else begun[-1], today)
        ended = begun[:-1] if running else begun
        return ended[-2 if which == "before_last" else -1]

    return extent


_ORDINALS: Final = {"first": 1, "second": 2}


def quarter_reading(tokens: list[Token], start: int) -> Reading | None:
    """الربع الأول من 2021, النصف الثاني من العام الماضي."""
    divisions = 4 if "quarter" in tokens[start] else 2 if tokens[start].text.endswith("النصف") else 0
    if not divisions or not spaced(tokens, start + 1):
        return None
    which = tokens[start + 1].number("ordinal")
    if which is None or which > divisions or not spaced(tokens, start + 2) or tokens[start + 2].text != "من":
        return None
    at = start + 3
    if not spaced(tokens, at):
        return None
    modifier = None
    if tokens[at].word("unit") == "year":
        modifier = modifier_at(tokens, at + 1)
        if modifier is None:
            at += 1
    months = 12 // divisions

    def within(year: int) -> Extent:
        if not 1 <= year < 9999:
            return UNKNOWN
        first = dt.date(year, (which - 1) * months + 1, 1)
        return Extent(first, shifted(months_from(first, months), -1), "range")

    if modifier and modifier[0] in _STEPS:
        step = _STEPS[modifier[0]]

        def extent(context: Context) -> Extent:
            today = context.published_on
            return _held(within(today.year + step), today) if today else UNKNOWN

        return Reading(start, modifier[1], "relative", extent=extent, anchored=True)
    year = year_number(tokens[at]) if spaced(tokens, at) else None
    return Reading(start, at + 1, "year", extent=lambda context: within(year)) if year else None


def decade_reading(tokens: list[Token], start: int) -> Reading | None:
    """ثمانينيات القرن الماضي, التسعينيات, القرن الماضي: no days of a report, but they say that it was long ago."""
    decade = tokens[start].number("decade_name")
    if decade is None:
        if "century" not in tokens[start]:
            return None
        modifier = modifier_at(tokens, start + 1)
        if tokens[start].number("century") != 0 and not (modifier and modifier[0] == "last"):
            return None
        end = modifier[1] if modifier else start + 1
        century = Extent(dt.date(1900, 1, 1), dt.date(1999, 12, 31), "range")
        return Reading(start, end, "decade", extent=lambda context: century)
    end = start + 1
    if spaced(tokens, end) and "century" in tokens[end]:
        modifier = modifier_at(tokens, end + 1)
        end = modifier[1] if modifier else end + 1
    elif decade < 40 and not tokens[start].text.endswith("ات"):
        return None
    extent = Extent(dt.date(1900 + decade, 1, 1), dt.date(1909 + decade, 12, 31), "range")
    return Reading(start, end, "decade", extent=lambda context: extent)
