"""Years and what divides or joins them: عام 2016, أواخر 2021, عامي 2015 و2018, الربع الأول من 2022, الثمانينيات."""

from __future__ import annotations

import datetime as dt
from typing import Final

from transforms.arabic.dates.calendar_points import modifier_at, year_number
from transforms.arabic.dates.lexicon import Tokens, spaced
from transforms.arabic.dates.periods import STEPS, part_at
from transforms.arabic.dates.reading import (
    UNKNOWN,
    Context,
    Extent,
    Reading,
    clipped,
    months_from,
    shifted,
    year_extent,
)

_YEARS: Final = range(1900, 2200)


def year_reading(tokens: Tokens, start: int) -> Reading | None:
    """A year: عام 2016, أواخر عام 2021, في 2016, سنة 2010, 1991 م, بين عامي 2015 و2018."""
    opened = part_at(tokens, start)
    if opened is None:
        return None
    part, index = opened
    said = False
    if tokens[index].word("unit") == "year" and tokens[index].number("count") == 1:
        index += 1
        said = True
        if not spaced(tokens, index, ("(",)):
            return None
    elif "two_years" in tokens[index]:
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
    if not (said or part or opens_entry(tokens, index, index + 1)) and not _stands_as_year(tokens, index):
        return None
    if said and not part and start and spaced(tokens, start) and tokens[start - 1].text == "راس":
        return Reading(start - 1, end, "absolute", extent=lambda context: _new_year(year, context))
    return Reading(start, end, "year", extent=lambda context: _year(year, part, context))


def _new_year(year: int, context: Context) -> Extent:
    """ليلة رأس سنة 2020: the night on which it begins."""
    first = dt.date(year, 1, 1)
    return clipped(Extent(first - dt.timedelta(days=1), first, "range"), context.published_on)


def _year(year: int, part: str | None, context: Context) -> Extent:
    found = year_extent(year, part)
    return clipped(found, context.published_on) if context.published_on else found


def _stands_as_year(tokens: Tokens, index: int) -> bool:
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


def opens_entry(tokens: Tokens, start: int, end: int) -> bool:
    """Whether a year opens a line and a dash or colon follows, as in a chronology: 2010 - في التاسع من يوليو."""
    opens = start == 0 or "\n" in tokens.gaps[start]
    if not opens or end >= len(tokens) or tokens[end].value is not None:
        return False
    gap = tokens.gaps[end]
    return "\n" not in gap and gap.strip() in _HEAD_ENDS and (gap.strip() == ":" or gap != gap.strip())


_HEAD_ENDS: Final = frozenset("-:|")
_YEAR_PREPOSITIONS: Final = frozenset(("في", "منذ", "حتي", "خلال", "بحلول", "عقب", "ي"))
_AFTER_YEAR: Final = frozenset(
    ("ان", "انه", "الذي", "عندما", "حين", "حيث", "كان", "كانت", "تم", "علي", "مع", "اي", "هو", "التي")
)
_COUNTED: Final = frozenset(
    ("دولار", "مليون", "مليار", "الف", "شخص", "طن", "يورو", "جنيه", "ريال", "كم", "متر", "كيلومتر", "قتيل", "جريح",
     "ميغاواط", "نقطه", "درهم", "دينار", "ليره", "روبل", "برميل", "هكتار", "فدان", "عنصر", "جندي", "معتقل", "سجين")
)  # fmt: skip


def names_year(tokens: Tokens, reading: Reading) -> bool:
    """Whether the words say which year: مارس 2011, صيف 2010, العام الماضي, نوفمبر الماضي; not a bare month, nor أمس."""
    point = reading.point
    if point is not None:
        return bool(point.year or point.year_modifier or point.month_modifier in {"last", "before_last"})
    if reading.kind in {"absolute", "year", "season"}:
        return True
    return any(tokens[at].word("unit") == "year" for at in range(reading.start, reading.end))


def _two_years(tokens: Tokens, start: int, index: int) -> Reading | None:
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


def quarter_reading(tokens: Tokens, start: int) -> Reading | None:
    """الربع الأول من 2021, النصف الثاني من العام الماضي."""
    divisions = 4 if "quarter" in tokens[start] else 2 if tokens[start].text.endswith("النصف") else 0
    if not divisions or not spaced(tokens, start + 1):
        return None
    which = divisions if "recent" in tokens[start + 1] else tokens[start + 1].number("ordinal")
    if which is None or which > divisions or not spaced(tokens, start + 2) or tokens[start + 2].text != "من":
        return None
    at = start + 3
    if not spaced(tokens, at):
        return None
    modifier = modifier_at(tokens, at + 1) if tokens[at].word("unit") == "year" else None
    months = 12 // divisions

    def within(year: int) -> Extent:
        if not 1 <= year < 9999:
            return UNKNOWN
        first = dt.date(year, (which - 1) * months + 1, 1)
        return Extent(first, shifted(months_from(first, months), -1), "range")

    if modifier and modifier[0] in STEPS:
        step = STEPS[modifier[0]]

        def extent(context: Context) -> Extent:
            today = context.published_on
            return clipped(within(today.year + step), today) if today else UNKNOWN

        return Reading(start, modifier[1], "relative", extent=extent, anchored=True)
    if tokens[at].word("unit") == "year":
        at += 1
    year = year_number(tokens[at]) if spaced(tokens, at) else None
    return Reading(start, at + 1, "year", extent=lambda context: within(year)) if year else None


def decade_reading(tokens: Tokens, start: int) -> Reading | None:
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
    if spaced(tokens, end + 1) and tokens[end].text == "من" and "century" in tokens[end + 1]:
        end += 1
    if spaced(tokens, end) and "century" in tokens[end]:
        modifier = modifier_at(tokens, end + 1)
        end = modifier[1] if modifier else end + 1
    elif decade < 40 and not tokens[start].text.endswith("ات"):
        return None
    extent = Extent(dt.date(1900 + decade, 1, 1), dt.date(1909 + decade, 12, 31), "range")
    return Reading(start, end, "decade", extent=lambda context: extent)
