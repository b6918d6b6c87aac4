"""Contacts of several days of which a text dates the first or the last: انتهت أمس محادثات استمرت يومين."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

from transforms.contacts.days import Day
from transforms.contacts.document import Document

_LASTED: Final = frozenset(
    ("استمر", "استمرت", "استمرا", "استغرق", "استغرقت", "دام", "دامت", "امتد", "امتدت", "مدي", "مدار", "امتداد")
)
_TWO_DAYS: Final = frozenset(("يومين", "ليومين"))
_NUMBERS: Final = {"ثلاثه": 3, "لثلاثه": 3, "اربعه": 4, "لاربعه": 4, "خمسه": 5, "لخمسه": 5}
_LONG_WITHIN: Final = 3
"""Words from what says that it lasted to how long: استمرت على مدى يومين."""
_BEGAN: Final = frozenset(("بدا", "بدات", "بداها", "انطلق", "انطلقت", "استهل", "استهلها"))
_ARRIVED: Final = frozenset(("وصل", "وصلا", "وصلوا", "وصلت", "وصلها", "حط"))
"""Who arrived on one day and left on another was met on either: only how long he stayed tells of all of it."""
_ENDED: Final = frozenset((
    *("انتهي", "انتهت", "اختتم", "اختتمت", "اختتمها", "اختتما", "انهي", "انهت", "انهاها", "ختام", "غادر", "غادرا"),
    *("غادرت", "غادروا", "غادرها", "عاد", "عادا", "عادوا", "مختتما", "منهيا"),
))
_NEAR: Final = 14
"""Words from what began or ended to its day."""


def spread(
    document: Document,
    sentences: Sequence[int],
    day: Day,
    days: Iterable[Day],
    published: dt.date | None,
) -> tuple[dt.date, dt.date] | None:
    """First and last day of what `day` says only the beginning or the end of; None where it says no such thing."""
    first, last = day.mention.first, day.mention.last or day.mention.first
    if first is None or first != last or day.mention.sense != "at":
        return None
    bound = _bound(document, day)
    if not bound:
        return None
    length = next((n for sentence in sentences if (n := _length(document, sentence))), 0)
    if bound == "ended":
        other = _other_bound(document, sentences, days, "began")
        start = other if other is not None else first - dt.timedelta(days=length - 1) if length else first
        return (start, first) if start < first and (first - start).days <= _LONGEST else None
    other = _other_bound(document, sentences, days, "ended") if bound == "began" else None
    end = other if other is not None else first + dt.timedelta(days=length - 1) if length else first
    end = min(end, published) if published is not None else end
    return (first, end) if first < end and (end - first).days <= _LONGEST else None


_LONGEST: Final = 7


def _bound(document: Document, day: Day) -> str:
    """Whether something `began` or `ended`, or somebody `arrived`, by the nearest such word before a day."""
    first, _ = document.sentences[document.sentence_of[day.start]]
    for at in range(day.start - 1, max(first - 1, day.start - _NEAR - 1), -1):
        word = document.tokens[at]
        bare = word.removeprefix("و")
        if word in _BEGAN or bare in _BEGAN:
            return "began"
        if word in _ARRIVED or bare in _ARRIVED:
            return "arrived"
        if word in _ENDED or bare in _ENDED:
            return "ended"
        if "," in document.gap(at) or "complement" in document.cues[at]:
            break
    return ""


def _other_bound(document: Document, sentences: Sequence[int], days: Iterable[Day], wanted: str) -> dt.date | None:
    """The day on which it began or ended, if one day is said to be that."""
    here = set(sentences)
    found = {
        day.mention.first
        for day in days
        if document.sentence_of[day.start] in here
        and day.mention.first == day.mention.last
        and day.mention.sense == "at"
        and _bound(document, day) == wanted
    }
    return found.pop() if len(found) == 1 else None


def _length(document: Document, sentence: int) -> int:
    """How many days a sentence says that something lasted; 0 if it does not say so."""
    tokens = document.tokens
    first, last = document.sentences[sentence]
    for at in range(first, last):
        if tokens[at].lstrip("وف") not in _LASTED:
            continue
        for near in range(at + 1, min(last, at + 1 + _LONG_WITHIN)):
            if tokens[near] in _TWO_DAYS:
                return 2
            if tokens[near] in _NUMBERS and tokens[near + 1 : near + 2] == ["ايام"]:
                return _NUMBERS[tokens[near]]
    return 0
