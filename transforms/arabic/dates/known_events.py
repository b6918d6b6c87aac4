"""Days before what everybody knows the day of: قبل الغزو بثلاثة أشهر, قبل أربعة أشهر من الحرب, في نوفمبر، قبيل الغزو.

Years later the war in Ukraine is what the months before it are told by.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.counted_from import days_from
from transforms.arabic.dates.lengths import Length, length_at
from transforms.arabic.dates.lexicon import Tokens, spaced
from transforms.arabic.dates.mention import DateMention
from transforms.arabic.dates.reading import UNKNOWN, Context, Extent, Reading, months_from, shifted

_INVASION: Final = dt.date(2022, 2, 24)
_UKRAINE: Final = ("اوكراني", "كييف")
_RUSSIA: Final = ("روسي", "موسكو", "الكرملين")
_OTHER_WARS: Final = (
    *("عراق", "افغان", "غزه", "سوري", "جورجيا", "صدام", "ايران", "الشيشان", "البارده", "فيتنام", "السودان"),
)
"""A text that names Russia and none of these means the war in Ukraine by the war."""
_WAR: Final = re.compile(
    r"(?:(?:بدء|بدايه|اندلاع|انطلاق|شن|نشوب) )?"
    r"(?:الغزو|غزو|غزوها|الاجتياح|اجتياح|الحرب|حرب|حربها|(?:ال)?عمليت?ها? العسكريه|العمليه العسكريه)"
    r"(?: (?:الروسي|الروسيه|روسيا|الاوكرانيه|الخاصه|الشامل|الشامله|(?:في |علي )?ل?اوكرانيا))*"
    r"(?! (?:البارده|العالميه|الاهليه|علي|في|العراقيه|السوريه|الفيتناميه|العراق|الكويت|تشرين|اكتوبر))\b"
)
_BEFORE: Final = frozenset(("قبل", "قبيل", "عشيه", "وقبل", "وقبيل", "فقبل"))
_TOLD_BY: Final = re.compile(rf"\b[وف]?(?:قبل|قبيل|عشيه|سبقت?) (?:{_WAR.pattern})")
_ENDS: Final = re.compile(r"[.؟?!؛;\n]")
_MOST_DAYS: Final = 366
_HALF_MONTH: Final = 15
_ABOUT: Final = 7


def before_known_reading(tokens: Tokens, start: int) -> Reading | None:
    """قبل الغزو بنحو ثلاثة أشهر, قبل ثلاثة أشهر من الغزو: days counted from a known one."""
    if tokens[start].text not in _BEFORE or not spaced(tokens, start + 1):
        return None
    named = _end_of_event(tokens, start + 1)
    if named is not None:
        if not (spaced(tokens, named) and tokens[named].text.startswith("ب")):
            return None
        counted = length_at(tokens, named - 1)
        end = counted[1] if counted else 0
    else:
        counted = length_at(tokens, start)
        if counted is None or not (spaced(tokens, counted[1]) and tokens[counted[1]].text in {"من", "علي"}):
            return None
        end = _end_of_event(tokens, counted[1] + 1) or 0
    if counted is None or not end or not _is_of_ukraine(tokens.text):
        return None
    length = counted[0]

    def extent(context: Context) -> Extent:
        today = context.published_on
        return UNKNOWN if today is not None and today < _INVASION else _before(length)

    return Reading(start, end, "anaphoric", extent=extent)


def in_year_before_known(
    text: str, readings: Sequence[Reading], mentions: Sequence[DateMention], today: dt.date | None
) -> list[DateMention]:
    """The mentions, with days of a month without its year put before a known day where their sentence says so."""
    found = list(mentions)
    if today is None or today <= _INVASION or not _is_of_ukraine(text):
        return found
    told = [match.span() for match in _TOLD_BY.finditer(text)]
    for at, (mention, reading) in enumerate(zip(found, readings, strict=True)):
        point = reading.point
        if mention.kind not in {"day", "month"} or point is None or point.month_modifier or point.year_modifier:
            continue
        if mention.first is None or mention.last is None or mention.last < _INVASION or mention.future:
            continue
        if not any(_is_beside(text, span, (mention.start, mention.end)) for span in told):
            continue
        years = range(1, mention.last.year - _INVASION.year + 2)
        back = next((n for n in years if months_from(mention.last, -12 * n) < _INVASION), None)
        if back is not None:
            first, last = months_from(mention.first, -12 * back), months_from(mention.last, -12 * back)
            if (_INVASION - first).days <= _MOST_DAYS:
                found[at] = replace(mention, first=first, last=last)
    return found


def _is_beside(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether nothing ends a sentence between the two."""
    first, second = sorted((one, other))
    return first[1] <= second[0] and _ENDS.search(text, first[1], second[0]) is None


def _is_of_ukraine(text: str) -> bool:
    if any(word in text for word in _UKRAINE):
        return True
    return any(word in text for word in _RUSSIA) and not any(word in text for word in _OTHER_WARS)


def _end_of_event(tokens: Tokens, index: int) -> int | None:
    """The index after the words for a known event at token `index`, or null if there are none."""
    if not spaced(tokens, index):
        return None
    match = _WAR.match(tokens.text, tokens[index].start)
    if match is None:
        return None
    while index < len(tokens) and tokens[index].start < match.end():
        index += 1
    return index


def _before(length: Length) -> Extent:
    if length.count is not None and length.unit == "month":
        # بثلاثة أشهر ونصف الشهر: a month around the day so far back, rather than one of the calendar.
        middle = shifted(months_from(_INVASION, -int(length.count)), -_HALF_MONTH if length.count % 1 else 0)
        slack = _HALF_MONTH + (_ABOUT if length.about == "about" else 0)
        return Extent(shifted(middle, -slack), min(shifted(middle, slack), _INVASION), "range")
    return days_from(length, -1, _INVASION, _INVASION)
