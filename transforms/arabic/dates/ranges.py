"""Two expressions made one range: من 29 نوفمبر وحتى السادس من ديسمبر, بين 2 و4 مايو, من الأحد إلى الثلاثاء."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.calendar_points import month_expression
from transforms.arabic.dates.lexicon import Tokens, spaced
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, shifted
from transforms.arabic.dates.resolve import reading_extent

_TO: Final = re.compile(r"\s*,?\s*(?:و?حتي|و?الي|و?لغايه|الي غايه|-)\s*(?:يوم|تاريخ|مساء|صباح|شهر)?\s*")


def two_months_reading(tokens: Tokens, start: int) -> Reading | None:
    """شهري يونيو ويوليو 2022, شهري مارس وأبريل الماضيين: from the first day of the one to the last of the other."""
    if not spaced(tokens, start + 1):
        return None
    first = month_expression(tokens, start + 1, lambda index: tokens[index].text, supported=True)
    if first is None or first.point is None or not spaced(tokens, first.end) or tokens[first.end].clitic != "و":
        return None
    last = month_expression(tokens, first.end, lambda index: tokens[index].text, supported=True)
    if last is None or last.point is None:
        return None
    end = last.end
    if last.point.year is None and spaced(tokens, end) and tokens[end].text in {"الماضيين", "المنصرمين", "الفايتين"}:
        end += 1
        last = replace(last, point=replace(last.point, month_modifier="last"))
    if last.point and last.point.month_modifier == "last" and first.point.year is None:
        first = replace(first, point=replace(first.point, month_modifier="last"))
    return replace(_range(first, last), start=start, end=end, kind="month")


def joined_ranges(text: str, tokens: Tokens, readings: list[Reading]) -> list[Reading]:
    """Readings with "from A to B" and "between A and B" made one."""
    found: list[Reading] = []
    for reading in readings:
        previous = found[-1] if found else None
        if previous and _is_range(text, tokens, previous, reading):
            found[-1] = _range(previous, reading)
        elif previous and _are_days_of_news(text, tokens, previous, reading):
            found[-1] = _both_days(previous, reading)
        elif previous and _shares_year(text, tokens, previous, reading):
            found[-1] = _with_year_of(previous, reading)
            found.append(reading)
        else:
            found.append(reading)
    return found


_RANGE_OPENERS: Final = frozenset(("من", "بدءا من", "اعتبارا من", "منذ", "ليل", "ليله"))
_JOINABLE: Final = frozenset(("absolute", "day", "month", "weekday", "year", "relative"))


def _is_range(text: str, tokens: Tokens, first: Reading, last: Reading) -> bool:
    if {first.kind, last.kind} - _JOINABLE or first.named or last.named:
        return False
    if first.point and last.point and first.point.hijri != last.point.hijri:
        return False
    between = text[tokens[first.end - 1].end : tokens[last.start].start]
    if len(between) > 20 or "\n" in between:
        return False
    opener = tokens[first.start - 1].text.lstrip("وف") if first.start else ""
    if opener in {"بين", "ما بين", "مابين"}:
        return between.strip() in {"", "و", ",", "و يوم"} and (
            tokens[last.start].clitic.startswith("و") or "و" in between
        )
    dashed = between.strip() == "-" and first.kind in {"absolute", "day"} and last.kind in {"absolute", "day"}
    return bool(_TO.fullmatch(between)) and (dashed or opener in _RANGE_OPENERS)


def _follows_with_and(text: str, tokens: Tokens, first: Reading, last: Reading) -> bool:
    between = text[tokens[first.end - 1].end : tokens[last.start].start]
    return not between.strip() and "\n" not in between and tokens[last.start].clitic.startswith("و")


def _are_days_of_news(text: str, tokens: Tokens, first: Reading, last: Reading) -> bool:
    """أول أمس وأمس, أمس وأول من أمس, أمس واليوم"""
    return (
        first.kind == last.kind == "relative"
        and all({"yesterday", "today"} & tokens[reading.start].meanings.keys() for reading in (first, last))
        and _follows_with_and(text, tokens, first, last)
    )


def _both_days(one: Reading, other: Reading) -> Reading:
    def extent(context: Context) -> Extent:
        days = [day for reading in (one, other) for day in reading_extent(reading, context)[:2] if day]
        return Extent(min(days), max(days), "range") if days else UNKNOWN

    return Reading(one.start, other.end, "relative", extent=extent, anchored=True)


def _shares_year(text: str, tokens: Tokens, first: Reading, last: Reading) -> bool:
    """في مارس وسبتمبر 2011, في 4 مارس و11 سبتمبر 2011"""
    if first.point is None or last.point is None or last.point.year is None or last.kind != "absolute":
        return False
    bare = first.point.year is None and not (first.point.month_modifier or first.point.year_modifier)
    same = first.point.hijri == last.point.hijri and (first.point.day is None) == (last.point.day is None)
    return first.kind in {"day", "month"} and bare and same and _follows_with_and(text, tokens, first, last)


def _with_year_of(first: Reading, last: Reading) -> Reading:
    assert first.point
    assert last.point
    assert last.point.year
    before = (first.point.month or 0) > (last.point.month or 0)
    return replace(first, kind="absolute", point=replace(first.point, year=last.point.year - before), anchored=False)


def _range(first: Reading, last: Reading) -> Reading:
    def extent(context: Context) -> Extent:
        start, end = first, last
        if start.point and end.point and start.point.year is None and end.point.year is not None:
            earlier = (start.point.month or 0) > (end.point.month or 0)
            start = replace(start, point=replace(start.point, year=end.point.year - earlier))
        elif start.point and end.point and end.point.year is None and start.point.year is not None:
            later = (start.point.month or 0) > (end.point.month or 13)
            end = replace(end, point=replace(end.point, year=start.point.year + later))
        begun, ended = reading_extent(start, context), reading_extent(end, context)
        if begun.first and ended.last and begun.first > ended.last and start.kind == end.kind == "weekday":
            # Tuesday to Thursday, said on a Wednesday: of the week before.
            begun = begun._replace(first=shifted(begun.first, -7))
        if begun.first is None or ended.last is None or begun.first > ended.last:
            return UNKNOWN
        return Extent(begun.first, ended.last, "range", begun.future)

    anchored = (first.anchored and last.anchored) or {first.kind, last.kind} <= {"weekday", "relative"}
    return Reading(first.start, last.end, last.kind, extent=extent, anchored=anchored)
