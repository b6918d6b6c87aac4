"""Seasons: الصيف الماضي, هذا الخريف, صيف 2021, شتاء عام 2022, ربيع العام الماضي. الربيع العربي is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from transforms.arabic.dates.calendar_points import modifier_at, year_number
from transforms.arabic.dates.lexicon import Tokens, spaced
from transforms.arabic.dates.periods import STEPS
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, clipped, months_from, shifted

_SEASONS: Final = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14)}
"""First and last month of the meteorological seasons, 13 and 14 in the year after: at most 92 days."""
_WINTERS_OF_YEAR: Final = (1, 14)
"""Of which of its two winters a year is said does not show: شتاء 2015 was in February as often as in December."""


def season_reading(tokens: Tokens, start: int) -> Reading | None:
    """A season: الصيف الماضي, هذا الخريف, صيف 2021, شتاء عام 2022, ربيع العام الماضي, خريف هذا العام."""
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
    if modifier and modifier[0] in STEPS:
        which = modifier[0]
        return Reading(start, modifier[1], "season", extent=_season(season, which, None), anchored=True)
    if this:
        return Reading(start, index + 1, "season", extent=_season(season, "this", None), anchored=True)
    return _season_of_year(tokens, start, index + 1, season)


def _season_of_year(tokens: Tokens, start: int, at: int, season: str) -> Reading | None:
    """A season whose year stands at token `at`: صيف 2021, صيف هذا العام, ربيع العام الماضي."""
    if spaced(tokens, at) and tokens[at].text == "من":
        at += 1
    if spaced(tokens, at + 1) and spaced(tokens, at) and tokens[at + 1].word("unit") == "year":
        # صيف هذا العام, ربيع ذلك العام
        pointing = tokens[at].meanings.keys() & {"this", "that", "same_before"}
        if pointing and tokens[at + 1].number("count") == 1:
            year_of = "this" if "this" in pointing else "same"
            extent = _season(season, None, None, year_of)
            return Reading(start, at + 2, "season", extent=extent, anchored=year_of == "this")
    if spaced(tokens, at) and tokens[at].word("unit") == "year" and spaced(tokens, at + 1):
        year_modifier = modifier_at(tokens, at + 1)
        if year_modifier and year_modifier[0] in {*STEPS, "same"}:
            extent = _season(season, None, None, year_modifier[0])
            return Reading(start, year_modifier[1], "season", extent=extent, anchored=year_modifier[0] != "same")
        at += 1
    if spaced(tokens, at) and (year := year_number(tokens[at])):
        end = at + 1
        if season == "winter" and spaced(tokens, end, ("-", "/")) and year_number(tokens[end]) == year + 1:
            end += 1
            return Reading(start, end, "season", extent=_season(season, None, year, months=_SEASONS[season]))
        return Reading(start, end, "season", extent=_season(season, None, year))
    return None


def _season(
    season: str,
    which: str | None,
    year: int | None,
    year_modifier: str | None = None,
    *,
    months: tuple[int, int] | None = None,
) -> Callable[[Context], Extent]:
    of_year = _WINTERS_OF_YEAR if season == "winter" else _SEASONS[season]

    def in_year(of: int, months: tuple[int, int] = months or of_year) -> Extent:
        if not 1 <= of < 9999:
            return UNKNOWN
        first_month, last_month = months
        last = months_from(dt.date(of, 1, 1), last_month)
        return Extent(dt.date(of, first_month, 1), shifted(last, -1), "range")

    def extent(context: Context) -> Extent:
        today = context.published_on
        if year is not None:
            found = in_year(year)
            return clipped(found, today) if today else found
        if year_modifier == "same":
            same = context.same_year()
            return in_year(same) if same else UNKNOWN
        if today is None:
            return UNKNOWN
        if year_modifier:
            return clipped(in_year(today.year + STEPS[year_modifier]), today)
        candidates = [in_year(today.year + step, _SEASONS[season]) for step in (-3, -2, -1, 0, 1)]
        begun = [found for found in candidates if found.first and found.first <= today]
        if len(begun) < 2:
            return UNKNOWN
        running = begun[-1].last is not None and begun[-1].last >= today
        if which == "next":
            return candidates[len(begun)]._replace(future=True) if len(begun) < len(candidates) else UNKNOWN
        if which == "this":
            return clipped(begun[-1] if running else in_year(today.year, _SEASONS[season]), today)
        ended = begun[:-1] if running else begun
        return ended[-2 if which == "before_last" else -1]

    return extent
