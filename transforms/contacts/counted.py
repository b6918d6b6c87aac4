"""Contacts that a text only counts: وكانت الأولى في 11 مارس; التقيا مرتين: في جنيف عام 2019 وفي فيينا بعد عام."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from transforms.contacts.days import Day, DayReader
from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_TIMES: Final = frozenset(
    ("مرتين", "مرات", "مرتان", "لقاءين", "لقاءان", "مكالمتين", "مكالمتان", "اجتماعين", "اجتماعان")
)
_SENTENCES_BACK: Final = 1
_BETWEEN: Final = 16
"""Words from the day of one contact to that of the next one of a list."""
COUNTED: Final = "counted: only the day of it is said"


class CountedReader:
    """Finds the contacts of one document of which no more is told than their days."""

    def __init__(self, document: Document, days: DayReader) -> None:
        self.document = document
        self.reader = days
        self.days = [day for day in days.days if day.mention.first and day.mention.sense == "at"]

    def counted(self, frames: list[Frame], dated: dict[int, Day]) -> list[tuple[Frame, Day]]:
        """A telling for each of them, with the parties of the telling that counts it, and its day."""
        both = [frame for frame in frames if len(frame.parties) == 2 and not frame.continues]
        taken = {day.start for day in dated.values()}
        found: list[tuple[Frame, Day]] = []
        for day in self.days:
            first = self.reader.first_one(day)
            start = first if first is not None else day.start
            teller = self._teller(start, both)
            if teller is None:
                continue
            if first is not None or (day.start not in taken and self._is_listed(day, teller, taken)):
                sentence = self.document.sentence_of[start]
                told = replace(teller, start=start, end=start + 1, sentence=sentence, place=None, rule=COUNTED)
                found.append((told, day))
        return found

    def _teller(self, start: int, frames: list[Frame]) -> Frame | None:
        """The telling before word `start` that can count what stands there."""
        sentence = self.document.sentence_of[start]
        before = [f for f in frames if f.start < start and sentence - f.sentence <= _SENTENCES_BACK]
        return max(before, key=lambda frame: frame.start, default=None)

    def _is_listed(self, day: Day, teller: Frame, taken: set[int]) -> bool:
        """تقابلا مرتين: في موسكو في نوفمبر 2021، وفي أنقرة بعد عام: the next one of a list that says how many."""
        tokens = self.document.tokens
        sentence = self.document.sentence_of[day.start]
        first = self.document.sentences[sentence][0]
        if teller.sentence != sentence and _TIMES.isdisjoint(tokens[first : first + 2]):
            return False
        if _TIMES.isdisjoint(tokens[max(first, teller.end) : day.start]):
            return False
        before = [other for other in self.days if first <= other.start < day.start]
        if not before or day.start - before[-1].end > _BETWEEN:
            # The first of a list where the sentence before tells of both.
            return teller.sentence != sentence and not before and day.start not in taken
        between = range(before[-1].end, day.start)
        return any(tokens[at] in {"وفي", "ثم", "والثانيه", "واخري"} for at in (*between, day.start))
