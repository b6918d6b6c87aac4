"""Days before what everybody knows the day of: قبل الغزو بثلاثة أشهر, قبل أربعة أشهر من الحرب, في نوفمبر، قبيل الغزو.

Years later the months before a war are told by it. The events are in known_events.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import msgspec

from transforms.arabic.dates.counted_from import days_from
from transforms.arabic.dates.lengths import Length, length_at
from transforms.arabic.dates.lexicon import Tokens, spaced, yaml_of
from transforms.arabic.dates.mention import DateMention
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, months_from, shifted
from transforms.arabic.orthography import folded

_BEFORE: Final = frozenset(("قبل", "قبيل", "عشيه", "وقبل", "وقبيل", "فقبل"))
_ENDS: Final = re.compile(r"[.؟?!؛;\n]")
_MOST_DAYS: Final = 366
_HALF_MONTH: Final = 15
_ABOUT: Final = 7


class KnownEvent(NamedTuple):
    """One event of known_events.yaml."""

    day: dt.date
    words: re.Pattern[str]
    """What it is called."""
    told_by: re.Pattern[str]
    """Words of the time shortly before it."""
    named_by: tuple[str, ...]
    hinted_by: tuple[str, ...]
    others: tuple[str, ...]

    def is_meant(self, text: str) -> bool:
        """Whether the event that a text calls by such words is this one."""
        if any(word in text for word in self.named_by):
            return True
        return any(word in text for word in self.hinted_by) and not any(word in text for word in self.others)


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as the file has it."""

    name: str
    day: dt.date
    openings: list[str]
    nouns: list[str]
    attributes: list[str]
    not_before: list[str]
    named_by: list[str]
    hinted_by: list[str]
    others: list[str]


def _known(entry: _Entry) -> KnownEvent:
    openings, nouns, attributes, not_before = (
        "|".join(re.escape(folded(word)) for word in words)
        for words in (entry.openings, entry.nouns, entry.attributes, entry.not_before)
    )
    words = rf"(?:(?:{openings}) )?(?:{nouns})(?: (?:{attributes}))*(?! (?:{not_before}))\b"
    named_by, hinted_by, others = (
        tuple(map(folded, words)) for words in (entry.named_by, entry.hinted_by, entry.others)
    )
    told_by = re.compile(rf"\b[وف]?(?:قبل|قبيل|عشيه|سبقت?) (?:{words})")
    return KnownEvent(entry.day, re.compile(words), told_by, named_by, hinted_by, others)


_EVENTS: Final = tuple(map(_known, msgspec.convert(yaml_of("known_events.yaml"), list[_Entry])))


def before_known_reading(tokens: Tokens, start: int) -> Reading | None:
    """قبل الغزو بنحو ثلاثة أشهر, قبل ثلاثة أشهر من الغزو: days counted from a known one."""
    if tokens[start].text not in _BEFORE or not spaced(tokens, start + 1):
        return None
    return next((found for event in _EVENTS if (found := _before_event(tokens, start, event)) is not None), None)


def _before_event(tokens: Tokens, start: int, event: KnownEvent) -> Reading | None:
    named = _end_of_event(tokens, start + 1, event)
    if named is not None:
        if not (spaced(tokens, named) and tokens[named].text.startswith("ب")):
            return None
        counted = length_at(tokens, named - 1)
        end = counted[1] if counted else 0
    else:
        counted = length_at(tokens, start)
        if counted is None or not (spaced(tokens, counted[1]) and tokens[counted[1]].text in {"من", "علي"}):
            return None
        end = _end_of_event(tokens, counted[1] + 1, event) or 0
    if counted is None or not end or not event.is_meant(tokens.text):
        return None
    length = counted[0]

    def extent(context: Context) -> Extent:
        today = context.published_on
        return UNKNOWN if today is not None and today < event.day else _before(length, event.day)

    return Reading(start, end, "anaphoric", extent=extent)


def in_year_before_known(
    text: str, readings: Sequence[Reading], mentions: Sequence[DateMention], today: dt.date | None
) -> list[DateMention]:
    """The mentions, with days of a month without its year put before a known day where their sentence says so."""
    found = list(mentions)
    for event in _EVENTS:
        if today is None or today <= event.day or not event.is_meant(text):
            continue
        told = [match.span() for match in event.told_by.finditer(text)]
        for at, (mention, reading) in enumerate(zip(found, readings, strict=True)):
            if any(_is_beside(text, span, (mention.start, mention.end)) for span in told):
                found[at] = _before_day(mention, reading, event.day)
    return found


def _before_day(mention: DateMention, reading: Reading, day: dt.date) -> DateMention:
    """A month, or a day of one, in the last year that puts it before a day; as it is if its year is said."""
    point = reading.point
    if mention.kind not in {"day", "month"} or point is None or point.month_modifier or point.year_modifier:
        return mention
    if mention.first is None or mention.last is None or mention.last < day or mention.future:
        return mention
    years = range(1, mention.last.year - day.year + 2)
    back = next((n for n in years if months_from(mention.last, -12 * n) < day), None)
    if back is None:
        return mention
    first, last = months_from(mention.first, -12 * back), months_from(mention.last, -12 * back)
    return replace(mention, first=first, last=last) if (day - first).days <= _MOST_DAYS else mention


def _is_beside(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether nothing ends a sentence between the two."""
    first, second = sorted((one, other))
    return first[1] <= second[0] and _ENDS.search(text, first[1], second[0]) is None


def _end_of_event(tokens: Tokens, index: int, event: KnownEvent) -> int | None:
    """The index after the words for an event at token `index`, or null if there are none."""
    if not spaced(tokens, index):
        return None
    match = event.words.match(tokens.text, tokens[index].start)
    if match is None:
        return None
    while index < len(tokens) and tokens[index].start < match.end():
        index += 1
    return index


def _before(length: Length, day: dt.date) -> Extent:
    """The days that lie so long before a day, up to the day itself."""
    if length.count is not None and length.unit == "month":
        # بثلاثة أشهر ونصف الشهر: a month around the day so far back, rather than one of the calendar.
        middle = shifted(months_from(day, -int(length.count)), -_HALF_MONTH if length.count % 1 else 0)
        slack = _HALF_MONTH + (_ABOUT if length.about == "about" else 0)
        return Extent(shifted(middle, -slack), min(shifted(middle, slack), day), "range")
    return days_from(length, -1, day, day)
