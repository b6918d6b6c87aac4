"""All date expressions of a text: the rules tried at every word, ranges joined, days resolved."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

from transforms.arabic.dates.anniversaries import (
    anniversary_reading,
    elapsed_reading,
    same_day_reading,
    years_ago_reading,
)
from transforms.arabic.dates.calendar_points import day_of_month, modifier_at, month_expression, with_year
from transforms.arabic.dates.counted_from import counted_from
from transforms.arabic.dates.datelines import Dateline, datelines
from transforms.arabic.dates.known_events import before_known_reading, in_year_before_known
from transforms.arabic.dates.later import later_reading, thence_reading
from transforms.arabic.dates.lengths import ago_reading, recent_reading
from transforms.arabic.dates.lexicon import Tokens, forms_of, spaced
from transforms.arabic.dates.mention import DateMention
from transforms.arabic.dates.month_parts import month_part_reading
from transforms.arabic.dates.numeric import NumericDay, numeric_days
from transforms.arabic.dates.periods import period_reading
from transforms.arabic.dates.ranges import joined_ranges, two_months_reading
from transforms.arabic.dates.reading import Context, Extent, Point, Reading, clipped
from transforms.arabic.dates.relative import (
    anaphoric_day_reading,
    recently_reading,
    today_reading,
    tomorrow_reading,
    yesterday_reading,
)
from transforms.arabic.dates.resolve import in_any_year, reading_extent
from transforms.arabic.dates.seasons import season_reading
from transforms.arabic.dates.senses import is_planned, sense_of
from transforms.arabic.dates.weekdays import in_named_week, weekday_at, weekday_reading
from transforms.arabic.dates.years import decade_reading, names_year, opens_entry, quarter_reading, year_reading
from transforms.arabic.orthography import FoldedText, fold
from transforms.arabic.tokens import Words, cut

_Rule = Callable[[Tokens, int], Reading | None]
_DEBRIS_AFTER: Final = 3
"""Days between a dateline and the day of publication; clocks and corrections explain no more."""
_LINES_APART: Final = 1
"""A story goes on in the next paragraph; farther off it is over."""
_STORY_DAYS: Final = 100
"""A month or a season is told of; a year or more only frames what is told."""
_CLOSER: Final = re.compile(r"\s*[,(]\s*(?:و?(?:تحديدا|بالتحديد|بالضبط|بالذات)\s*)?(?:في|خلال|شهر|\s)*")
_CLOSER_WITHIN: Final = 24
"""Characters between a year and the month of it that is said right behind."""
_DATED: Final = frozenset(("تاريخ", "بتاريخ", "وبتاريخ"))


def _hijri_month_reading(tokens: Tokens, start: int) -> Reading | None:
    """رمضان 1444 هـ, شهر رمضان الماضي: a bare name may be a person's."""
    index = start
    if tokens[index].word("unit") == "month" and spaced(tokens, index + 1):
        index += 1
    month = tokens[index].number("hijri_month")
    if month is None:
        return None
    plain = Point(month=month, hijri=True)
    point, end = with_year(tokens, index + 1, plain)
    if point == plain and index == start:
        return None
    if point.year and not 1300 <= point.year < 1500:
        return None
    return Reading(start, end, "absolute" if point.year else "month", point, anchored=point.year is None)


_RULES: Final[dict[str, tuple[_Rule, ...]]] = {
    "weekday": (weekday_reading,),
    "today": (today_reading,),
    "yesterday": (yesterday_reading,),
    "tomorrow": (tomorrow_reading,),
    "recently": (recently_reading,),
    "ago": (ago_reading, years_ago_reading, before_known_reading),
    "shortly_before": (before_known_reading,),
    "after": (later_reading, elapsed_reading),
    "has_passed": (elapsed_reading,),
    "thence": (thence_reading,),
    "ordinal": (day_of_month,),
    "tens": (day_of_month,),
    "cardinal": (recent_reading,),
    "part": (period_reading, year_reading, season_reading),
    "unit": (
        period_reading,
        recent_reading,
        anaphoric_day_reading,
        year_reading,
        weekday_reading,
        month_part_reading,
        _hijri_month_reading,
    ),
    "this": (period_reading, season_reading),
    "same_before": (period_reading, anaphoric_day_reading),
    "that": (period_reading, anaphoric_day_reading),
    "season": (season_reading,),
    "quarter": (quarter_reading,),
    "half": (quarter_reading, month_part_reading),
    "decade_name": (decade_reading,),
    "century": (decade_reading,),
    "two_years": (year_reading,),
    "two_months": (two_months_reading,),
    "such": (same_day_reading,),
    "anniversary": (anniversary_reading,),
    "article": (day_of_month,),
    "hijri_month": (_hijri_month_reading,),
}
_YEAR: Final = re.compile(r"(?<![\d.,/-])(?:19|20)\d\d(?![\d.,/-]\d|\d)")
_SINCE: Final = re.compile(r"منذ (?:العام |عام |سنه |السنه )?$")
_SAME_WITHIN: Final = 600
"""Characters back to a year that "that year" is."""
_MONTH_STARTS: Final = frozenset(("month", "weak_month", "part", "unit"))
_BEGINNINGS: Final = forms_of(_MONTH_STARTS | _RULES.keys())
"""Words at which some rule may read an expression; hardly half of those that have a meaning within one."""


def date_mentions(
    text: FoldedText | str, published_on: dt.date | None, words: Words | None = None
) -> list[DateMention]:
    """The date expressions of `text` in order, not overlapping, with the days they speak of as of `published_on`.

    `published_on` is the day of publication on the publisher's clock; without it, expressions that need it have no
    days. `words` are the words of the folded text if they are known. Any text gives a result, in linear time.
    """
    view = fold(text) if isinstance(text, str) else text
    tokens = Tokens(view.text, cut(view.text) if words is None else words, _BEGINNINGS)
    readings = in_named_week(view.text, tokens, joined_ranges(view.text, tokens, _readings(view, tokens)))
    spans = [_span(view.text, tokens, reading) for reading in readings]
    heads = datelines(
        view.text, [(span, _dateline_kind(reading)) for span, reading in zip(spans, readings, strict=True)]
    )
    found: list[DateMention] = []
    before: list[Extent] = []
    named: dt.date | None = None
    told: Extent | None = None
    wide: Extent | None = None
    entry: int | None = None
    since = False
    end = named_end = wide_end = entry_end = 0
    for reading, span in zip(readings, spans, strict=True):
        head = heads.get(span[0])
        sense = sense_of(tokens, reading)
        planned = sense in {"until", "before"} or is_planned(view.text, span[0])
        if told and view.text.count("\n", end, span[0]) > _LINES_APART:
            told = None
        same = reading.point is not None and reading.point.year_modifier == "same"
        year = (_bare_year(view.text, max(named_end, span[0] - _SAME_WITHIN), span[0]) if same else None) or named
        # معاقب منذ 2016 ... في 23 يناير: a bare day is not of the year since which something is so.
        year = year if same or not since else None
        closer = wide if wide and _says_closer(view.text[wide_end : span[0]]) else None
        if entry and "\n" in view.text[entry_end : span[0]]:
            entry = None
        context = Context(published_on, before, planned, year, closer or told, entry)
        extent = clipped(reading_extent(reading, context), published_on)
        found.append(_mention(view, reading, span, extent, sense=sense, head=head, published_on=published_on))
        if extent.first and not head and reading.kind != "anniversary":
            before.append(extent)
            told, end = _story(tokens, reading, extent, sense, told), span[1]
        wide = None
        if extent.first and names_year(tokens, reading) and not (sense == "since" and named):
            named, named_end, since = extent.first, span[1], sense == "since"
            wide, wide_end = extent, span[1]
        if extent.first and reading.kind == "year" and opens_entry(tokens, reading.start, reading.end):
            entry, entry_end = extent.first.year, span[1]
    found = in_year_before_known(view.text, readings, found, published_on)
    return counted_from(view.text, tokens, readings, found, published_on)


def _bare_year(text: str, start: int, end: int) -> dt.date | None:
    """حملة 2016 ... من ذلك العام: the last year that stands by itself between two offsets.

    One since which something is so is not the year of what is told.
    """
    found = [*_YEAR.finditer(text, start, end)]
    years = [year for year in found if _SINCE.search(text[start : year.start()]) is None]
    return dt.date(int(years[-1].group()), 1, 1) if years else None


def _says_closer(between: str) -> bool:
    """في عام 2018، وتحديدا في يناير; قبل سنتين، في أواخر يناير: right behind a year stands when in it."""
    return len(between) <= _CLOSER_WITHIN and bool(_CLOSER.fullmatch(between))


def _story(tokens: Tokens, reading: Reading, extent: Extent, sense: str, told: Extent | None) -> Extent | None:
    """What is told of a named year after this mention: a month or season of it, or a bare day within the story."""
    if sense == "since" or extent.first is None or extent.last is None:
        return None
    if (extent.last - extent.first).days > _STORY_DAYS:
        return None
    inherited = told is not None and told.first is not None and told.first.year == extent.first.year
    bare = reading.point is not None or reading.kind in {"anaphoric", "month"}
    return extent if names_year(tokens, reading) or (inherited and bare) else None


def published_day(text: FoldedText | str) -> dt.date | None:
    """The day that the text's own datelines give for its publication: null if they give none, or several.

    A dateline labelled "published" goes before others; unlabelled ones count only where all name one day, since
    pages also print the day on which they were saved.
    """
    heads = [mention for mention in date_mentions(text, None) if mention.kind == "dateline" and mention.first]
    for label in ("published", None):
        days = {mention.first for mention in heads if mention.label == label}
        if len(days) == 1:
            return days.pop()
    return None


# --- reading ---------------------------------------------------------------------------------------


def _readings(view: FoldedText, tokens: Tokens) -> list[Reading]:
    numeric = {day.start: day for day in numeric_days(view.text, tokens.numbers)}
    found: list[Reading] = []
    end = 0
    for at in tokens.known:
        if at >= end and (reading := _reading_at(view, tokens, at, numeric)):
            found.append(reading)
            end = reading.end
    return found


@cache
def _rules(kinds: tuple[str, ...], number: bool) -> tuple[tuple[_Rule, ...], bool]:
    """The rules for a token that has meanings of these kinds, and whether a month may begin there."""
    found = {rule: None for kind in kinds for rule in _RULES.get(kind, ())}
    if number:
        found |= dict.fromkeys((day_of_month, year_reading, recent_reading))
    return tuple(found), not _MONTH_STARTS.isdisjoint(kinds)


def _reading_at(view: FoldedText, tokens: Tokens, at: int, numeric: dict[int, NumericDay]) -> Reading | None:
    token = tokens[at]
    best: Reading | None = None
    rules, month = _rules(tuple(token.meanings), token.value is not None)
    for rule in rules:
        reading = rule(tokens, at)
        if reading and (best is None or reading.end > best.end):
            best = reading
    if month:
        reading = month_expression(tokens, at, lambda index: view.quote(tokens[index].start, tokens[index].end))
        if reading and (best is None or reading.end > best.end):
            best = reading
    reading = _numeric_reading(tokens, at, numeric)
    if reading and (best is None or reading.end > best.end):
        best = reading
    return best


def _numeric_reading(tokens: Tokens, at: int, numeric: dict[int, NumericDay]) -> Reading | None:
    """A day in digits at token `at`, or after the weekday or "يوم" there; one without a year also after "بتاريخ"."""
    token = tokens[at]
    if token.start not in numeric and "weekday" not in token.meanings and "unit" not in token.meanings:
        return None
    weekday = weekday_at(tokens, at)
    index = weekday[1] if weekday else at
    after_day_word = tokens[at].word("unit") == "day" and tokens[at].number("count") == 1
    if after_day_word and not weekday:
        index = at + 1
    if index != at and spaced(tokens, index, (",", "(", ":")) and "after_weekday" in tokens[index]:
        index += 1
    if index >= len(tokens) or (index != at and not spaced(tokens, index, (",", "(", ":", "-"))):
        return None
    day = numeric.get(tokens[index].start)
    if day is None:
        return None
    dated = at > 0 and spaced(tokens, at) and tokens[at - 1].text in _DATED
    end = index
    while end < len(tokens) and tokens[end].start < day.end:
        end += 1
    point = day.point
    modifier = modifier_at(tokens, end) if point.year is None else None
    if modifier and modifier[0] in {"last", "this"}:
        # في 28/2 الماضي
        point, end = replace(point, month_modifier=modifier[0]), modifier[1]
    elif point.year is None and not (weekday or after_day_word or dated):
        return None
    if end < len(tokens) and point.year and spaced(tokens, end) and "hijri_era" in tokens[end] and not point.hijri:
        return None
    if end < len(tokens) and spaced(tokens, end) and {"hijri_era", "christian_era"} & tokens[end].meanings.keys():
        end += 1
    kind = "absolute" if point.year else "day"
    return Reading(at, end, kind, replace(point, weekday=weekday and weekday[0]), anchored=point.year is None)


# --- resolving -------------------------------------------------------------------------------------


def _dateline_kind(reading: Reading) -> str:
    """The reading's kind, but of a single day only: no other can be a dateline."""
    point = reading.point
    return reading.kind if point and point.day and not point.last_day and point.month else ""


def _span(text: str, tokens: Tokens, reading: Reading) -> tuple[int, int]:
    """Where the expression stands: without a conjunction or preposition written onto it, with its closing bracket."""
    token = tokens[reading.start]
    clitic = len(token.clitic)
    if token.clitic.endswith("ل") and token.text.startswith("ل", clitic):
        clitic -= 1
    start, end = token.start + clitic, tokens[reading.end - 1].end
    if text.count("(", start, end) > text.count(")", start, end) and text.startswith(")", end):
        end += 1
    return start, end


def _mention(
    view: FoldedText,
    reading: Reading,
    span: tuple[int, int],
    extent: Extent,
    *,
    sense: str,
    head: Dateline | None,
    published_on: dt.date | None,
) -> DateMention:
    first, after = view.span(*span)
    off = abs((extent.first - published_on).days) if extent.first and published_on else 0
    return DateMention(
        start=span[0],
        end=span[1],
        original_start=first,
        original_end=after,
        quote=view.original[first:after],
        first=extent.first,
        last=extent.last,
        precision=extent.precision,
        kind="dateline" if head else reading.kind,
        # Known without a day of publication, it was the text that gave the year.
        anchored=reading.anchored and not (published_on is None and extent.last is not None),
        future=extent.future,
        sense=sense,
        debris=bool(head) and off > _DEBRIS_AFTER,
        label=head.label if head else None,
        any_year=in_any_year(reading) if extent.first is None else None,
    )
