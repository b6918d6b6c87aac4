"""Days and months by name: السابع من آذار, 2 و3 تشرين الثاني/ نوفمبر 2021, أواخر يونيو الماضي, 14 من الشهر الجاري."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.lexicon import Token, Tokens, cue_words, spaced
from transforms.arabic.dates.numerals import day_at
from transforms.arabic.dates.reading import Point, Reading

_EVENT_NAMES: Final = cue_words("event_names")
_NO_EVENT_NAMES: Final = frozenset(("بعيد", "لعيد"))
"""Shortly after; it is no ب and عيد."""
_MONTHS_AFTER_PREPOSITION: Final = frozenset(("تموز", "اوت", "نيسان", "جوان", "شباط", "افريل"))
"""Ambiguous names that after في, منذ … are months."""
_DAY_JOINERS: Final = frozenset(("-", ",", "/"))
_ON: Final = frozenset(("في", "وفي", "يوم", "بتاريخ"))
_BOUNDS: Final = frozenset(("بين", "بعد", "قبل", "منذ", "عقب"))
_ELEVENTH, _SEPTEMBER = 11, 9
_FIRST_YEAR, _LAST_YEAR = 1300, 2199
_LATE_YEARS: Final = range(1950, 2060)
"""Years for which no word is needed."""


def year_number(token: Token) -> int | None:
    """A number of four digits that can be a year, Gregorian or Hijri."""
    return token.value if token.value and len(token.text) == 4 and _FIRST_YEAR <= token.value <= _LAST_YEAR else None


def modifier_at(tokens: Tokens, index: int) -> tuple[str, int] | None:
    """Which one of its kind, and the index after it: الماضي, قبل الماضي, الجاري, المقبل, نفسه, التالي, الذي يليه."""
    if not spaced(tokens, index, (")",)):
        return None
    token = tokens[index]
    before = index + 1 if token.text == "ما" and spaced(tokens, index + 1) else index
    if tokens[before].text == "قبل" and spaced(tokens, before + 1) and tokens[before + 1].word("modifier") == "last":
        return "before_last", before + 2
    modifier = token.word("modifier")
    return (modifier, index + 1) if modifier and not token.clitic else None


def month_number(token: Token) -> int | None:
    """The month that the token names, well or ambiguously."""
    return token.number("month") or token.number("weak_month")


def month_at(tokens: Tokens, index: int) -> tuple[int, int, bool] | None:
    """The Gregorian month at token `index`, the index after all its names (مارس/ آذار) and whether it is certain."""
    if index >= len(tokens):
        return None
    token = tokens[index]
    month = month_number(token)
    if month is None:
        return None
    certain = "month" in token and token.text not in {"مارس", "ومارس"}
    index += 1
    while spaced(tokens, index, ("/", "(", "-", ",", ")", "//", "\\", '"', "او", "[")):
        if month_number(tokens[index]) != month or tokens[index].clitic:
            break
        certain = True
        index += 1
    return month, index, certain


def with_year(tokens: Tokens, index: int, point: Point) -> tuple[Point, int]:
    """`point` and `index` after the year, "of this year" or "last" that may follow a month."""
    modifier = modifier_at(tokens, index)
    if modifier:
        point, index = replace(point, month_modifier=modifier[0]), modifier[1]
    after = index
    if spaced(tokens, after, (")", ",", "/", "-", "(", "),", ")/")):
        year = year_number(tokens[after])
        if year is not None and tokens[after].clitic == "":
            return _with_era(tokens, after + 1, replace(point, year=year, month_modifier=None))
    in_year = spaced(tokens, after + 1) and tokens[after].text == "في" and _is_following_year(tokens, after + 1)
    if spaced(tokens, after, (")", ",", "(")) and (tokens[after].text == "من" or in_year):
        after += 1
        if spaced(tokens, after) and tokens[after].value in _LATE_YEARS and not tokens[after].clitic:
            # في مارس من 2011
            return _with_era(tokens, after + 1, replace(point, year=tokens[after].value, month_modifier=None))
    is_year = spaced(tokens, after, (")", ",")) and tokens[after].word("unit") == "year"
    if is_year and tokens[after].number("count") == 1:
        year_modifier = modifier_at(tokens, after + 1)
        if year_modifier:
            return replace(point, year_modifier=year_modifier[0], month_modifier=None), year_modifier[1]
        if spaced(tokens, after + 1) and (year := year_number(tokens[after + 1])):
            return _with_era(tokens, after + 2, replace(point, year=year, month_modifier=None))
    before_unit = spaced(tokens, after + 1) and tokens[after + 1].word("unit") == "year"
    if before_unit and spaced(tokens, after) and {"same_before", "that", "this"} & tokens[after].meanings.keys():
        modifier_word = "this" if "this" in tokens[after] else "same"
        return replace(point, year_modifier=modifier_word, month_modifier=None), after + 2
    return point, index


def _is_following_year(tokens: Tokens, index: int) -> bool:
    """14 نوفمبر في العام التالي, حزيران من السنة التي تلتها"""
    modifier = modifier_at(tokens, index + 1) if tokens[index].word("unit") == "year" else None
    return modifier is not None and modifier[0] in {"following", "preceding"}


def _with_era(tokens: Tokens, index: int, point: Point) -> tuple[Point, int]:
    if spaced(tokens, index, ("(",)):
        if "christian_era" in tokens[index]:
            return point, index + 1
        if "hijri_era" in tokens[index]:
            return replace(point, hijri=True), index + 1
    return point, index


def day_of_month(tokens: Tokens, start: int, weekday: int | None = None) -> Reading | None:
    """The reading of a day, or days, and a month that begins at token `start`."""
    first = day_at(tokens, start)
    if first is None:
        return None
    day, index = first
    last_day = None
    while spaced(tokens, index, _DAY_JOINERS):
        # 2 و3, 2-3, 2 إلى 3, 1 و2 و3; a clitic before digits is a token of its own.
        at = index
        joined = tokens[at].gap.strip() != "" or tokens[at].clitic == "و"
        if tokens[at].text in {"و", "او", "الي", "حتي", "وحتي", "والي"}:
            at += 1
            joined = True
        following = day_at(tokens, at) if joined and spaced(tokens, at, _DAY_JOINERS) else None
        if following is None or not day < following[0] <= 31:
            break
        last_day, index = following
    point = Point(day=day, last_day=last_day, weekday=weekday)
    return _month_after_day(tokens, start, index, point)


def _month_after_day(tokens: Tokens, start: int, index: int, point: Point) -> Reading | None:
    if spaced(tokens, index) and tokens[index].text == "منه" and start and tokens[start - 1].text in _ON:
        # في تشرين الثاني، وتحديدا في 14 منه
        return Reading(start, index + 1, "day", replace(point, month_modifier="same"))
    if spaced(tokens, index) and tokens[index].text == "من":
        index += 1
    named_unit = False
    if spaced(tokens, index) and tokens[index].word("unit") == "month" and tokens[index].number("count") in {1, 3}:
        index += 1
        named_unit = True
    # أبلغتهم في السادس من الشهر
    bare = named_unit and tokens[index - 1].text == "الشهر"
    of_it = Reading(start, index, "day", replace(point, month_modifier="spoken_of"), anchored=True) if bare else None
    if not spaced(tokens, index, ("/", "-", ",", "(")):
        return of_it
    if {"this", "same_before", "that"} & tokens[index].meanings.keys() and spaced(tokens, index + 1):
        if tokens[index + 1].word("unit") == "month" and tokens[index + 1].number("count") == 1:
            which = "this" if "this" in tokens[index] else "same"
            return Reading(start, index + 2, "day", replace(point, month_modifier=which), anchored=which == "this")
        return None
    hijri = tokens[index].number("hijri_month")
    if hijri:
        found, end = with_year(tokens, index + 1, replace(point, month=hijri, hijri=True))
    elif month := month_at(tokens, index):
        found, end = with_year(tokens, month[1], replace(point, month=month[0]))
    else:
        found, end = None, index
    if found:
        named = found.year is None and _names_an_event(tokens, start) and found.month_modifier is None
        kind = "absolute" if found.year else "day"
        return Reading(start, end, "name" if named else kind, found, anchored=found.year is None, named=named)
    modifier = modifier_at(tokens, index)
    if modifier and (named_unit or modifier[0] == "this"):
        return Reading(start, modifier[1], "day", replace(point, month_modifier=modifier[0]), anchored=True)
    return of_it


def _names_an_event(tokens: Tokens, start: int) -> bool:
    if _is_of_2001(tokens, start):
        return True
    for back in (1, 2):
        if start - back >= 0 and all(spaced(tokens, i, ('"',)) for i in range(start - back + 1, start + 1)):
            word = tokens[start - back].text
            if _bare(word) in _EVENT_NAMES:
                return True
            if tokens[start - back].word("unit") != "day":
                return False
    return False


def _is_of_2001(tokens: Tokens, start: int) -> bool:
    """بين 11 سبتمبر والحرب على العراق, بعد 11 سبتمبر: the day stands for what happened on it, and bounds a time."""
    bounds = start > 0 and spaced(tokens, start, ('"',)) and tokens[start - 1].text.lstrip("وف") in _BOUNDS
    if not bounds or tokens[start].value != _ELEVENTH:
        return False
    month = month_at(tokens, start + 1) if spaced(tokens, start + 1) else None
    return month is not None and month[0] == _SEPTEMBER


def _bare(word: str) -> str:
    if word in _NO_EVENT_NAMES:
        return ""
    for clitic in ("وال", "وبال", "بال", "لل", "ال", "و", "ب", "ل", "ف"):
        if word.startswith(clitic) and word[len(clitic) :] in _EVENT_NAMES:
            return word[len(clitic) :]
    return word


def month_expression(
    tokens: Tokens, start: int, original: Callable[[int], str], *, supported: bool = False
) -> Reading | None:
    """The reading of a month without a day that begins at token `start`: its part, "شهر", its names, its year.

    `original` gives a token as written, which tells آب from أب; `supported`: the words before speak for a month.
    """
    index = start
    part = tokens[index].word("part")
    if part:
        index += 1
    named_unit = False
    if part and not spaced(tokens, index):
        return None
    if tokens[index].word("unit") == "month" and tokens[index].number("count") == 1:
        index += 1
        named_unit = True
        if not spaced(tokens, index):
            return None
    month = month_at(tokens, index)
    if month is None:
        return None
    name = tokens[index]
    end = month[1]
    point = Point(month=month[0], part=part)
    # نوفمبر 14, 2022 comes from texts translated from English.
    day = day_at(tokens, end) if spaced(tokens, end) and tokens[end].value is not None else None
    if day and not part and spaced(tokens, day[1], (",",)) and year_number(tokens[day[1]]):
        point, end = with_year(tokens, day[1], replace(point, day=day[0]))
        return Reading(start, end, "absolute", point)
    found, end = with_year(tokens, end, point)
    supported = supported or bool(part or named_unit or found != point) or _leads_to_month(tokens, end)
    if not (supported or month[2] or _follows_preposition(tokens, index, name, original(index))):
        return None
    if found.year is None and not named_unit and not part and found == point and _names_an_event(tokens, index):
        return Reading(start, end, "name", found, named=True)
    return Reading(start, end, "absolute" if found.year else "month", found, anchored=found.year is None)


def _leads_to_month(tokens: Tokens, end: int) -> bool:
    """من مارس إلى مايو: another month follows, certain or not."""
    if not (spaced(tokens, end + 1) and spaced(tokens, end) and tokens[end].text in {"الي", "حتي", "وحتي"}):
        return False
    return month_number(tokens[end + 1]) is not None


def _follows_preposition(tokens: Tokens, index: int, name: Token, original: str) -> bool:
    """Whether an ambiguous month name stands where a month would and its letters are those of the month."""
    if index == 0 or not spaced(tokens, index):
        return False
    if not ("in" in tokens[index - 1] and not tokens[index - 1].text.startswith(("عن",))):
        return False
    if name.text == "مارس":
        # من مارس is also "who practised".
        return tokens[index - 1].text.lstrip("وف") != "من"
    return original.startswith("آ") or name.text in _MONTHS_AFTER_PREPOSITION
