"""The day on which prisoners changed planes, where a text tells that without a word for their exchange."""

from __future__ import annotations

import datetime as dt
from typing import Final

from transforms.contacts.clauses import RELATIVE
from transforms.contacts.date_expressions import Day
from transforms.contacts.days import DayReader
from transforms.contacts.document import Document
from transforms.contacts.lines import Line

_WITHIN: Final = 14
"""Words between planes or a runway and the day on which they were there."""
_RECENT: Final = 10
"""Days before publication up to which it is the news."""
_REPORTED_WITHIN: Final = 2
_RELATIVE_WITHIN: Final = 2
_SAID: Final = frozenset(("complement", "pronoun_complement"))


class Runways:
    """Finds the day of the scene on the runway in one document."""

    def __init__(self, document: Document, days: DayReader, lines: list[Line], published: dt.date | None) -> None:
        self.document = document
        self.days = days
        self.published = published
        self._body = [(line.start, line.end) for line in lines if line.kind == "body"]

    def day(self) -> Day | None:
        """The first recent day on which planes or their passengers were on a runway: هبطت طائرتان أمس على المدرج."""
        return next((day for day in self.days.days if self._is_recent(day) and self._is_of_planes(day)), None)

    def _is_recent(self, day: Day) -> bool:
        first, last = day.mention.first, day.mention.last
        if self.published is None or first is None or last is None or day.mention.sense != "at" or day.mention.future:
            return False
        one = (last - first).days <= 1
        return one and 0 <= (self.published - last).days <= _RECENT

    def _is_of_planes(self, day: Day) -> bool:
        if not any(start <= day.start < end for start, end in self._body):
            return False
        sentence = self.document.sentence_of[day.start]
        if self.days.is_reported(day, sentence, _REPORTED_WITHIN):
            return False
        first, last = self.document.sentences[sentence]
        planes = self.document.knowledge.forms["runway"]
        reach = range(max(first, day.start - _RELATIVE_WITHIN), day.start)
        relative = next((at for at in reach if self.document.tokens[at] in RELATIVE), None)
        if relative is not None and not any(self._bare(at, planes) for at in (relative - 1, relative - 2)):
            # الأسماء التي نزلت اليوم: it is of those who came, not what is told; but الطائرات السبع التي حطت أمس.
            return False
        near = range(max(first, day.start - _WITHIN), min(last, day.end + _WITHIN))
        return any(
            self._bare(at, planes) and not any(_SAID & self.document.cues[i] for i in self._between(at, day))
            for at in near
        )

    def _bare(self, at: int, planes: frozenset[str]) -> bool:
        token = self.document.tokens[at].lstrip("وف")
        return token in planes or token.removeprefix("ب") in planes or token.replace("لل", "ال", 1) in planes

    @staticmethod
    def _between(at: int, day: Day) -> range:
        return range(at + 1, day.start) if at < day.start else range(day.end, at)
