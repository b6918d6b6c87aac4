"""Contacts that a text only counts: وكانت الأولى في 11 مارس; التقيا مرتين: في جنيف عام 2019 وفي فيينا بعد عام."""

from __future__ import annotations

import bisect
from dataclasses import replace
from typing import Final

from transforms.contacts.days import Day, DayReader
from transforms.contacts.document import Document
from transforms.contacts.earlier_ones import earlier_one
from transforms.contacts.scene import Frame

_TIMES: Final = frozenset(
    ("مرتين", "مرات", "مرتان", "لقاءين", "لقاءان", "مكالمتين", "مكالمتان", "اجتماعين", "اجتماعان")
)
_SENTENCES_BACK: Final = 1
_NEXT: Final = frozenset(("وفي", "ثم", "والثانيه", "واخري"))
_FAR: Final = 40
_BETWEEN: Final = 16
"""Words from the day of one contact to that of the next one of a list."""
_ROUNDS: Final = frozenset(("الجوله", "جوله", "للجوله", "والجوله", "بالجوله"))
_FIRST_ROUND: Final = frozenset(("الاولي", "اولي", "السابقه", "سابقه"))
_ROUND_WITHIN: Final = 12
"""Words from the first round to when it was."""
_ROUNDS_BACK: Final = 10
"""Sentences from what is told of a round to the one before it."""
_OF_OTHERS: Final = frozenset(("بين", "مع"))
COUNTED: Final = "counted: only the day of it is said"


def _names_both(frame: Frame) -> bool:
    return len(frame.parties) == 2 and not frame.continues


class CountedReader:
    """Finds the contacts of one document of which no more is told than their days."""

    def __init__(self, document: Document, days: DayReader) -> None:
        self.document = document
        self.days = [day for day in days.days if day.mention.first and day.mention.sense == "at"]

    def counted(self, frames: list[Frame], dated: dict[int, Day]) -> list[tuple[Frame, Day]]:
        """A telling for each of them, with the parties of the telling that counts it, and its day."""
        both = sorted((f for f in frames if _names_both(f)), key=lambda frame: frame.start)
        taken = {dated[at].start for at, frame in enumerate(frames) if at in dated and _names_both(frame)}
        found: list[tuple[Frame, Day]] = []
        before: Day | None = None
        for day in self.days:
            sentence = self.document.sentence_of[day.start]
            if before is not None and self.document.sentence_of[before.start] != sentence:
                before = None
            first = earlier_one(self.document, day.start)
            start = first if first is not None else day.start
            teller = self._teller(start, both)
            listed = teller is not None and day.start not in taken and self._is_listed(day, teller, before)
            if not listed and first is None and day.start not in taken and self._is_first_round(day):
                teller = self._of_later_round(day, both, dated, frames)
                listed = teller is not None
            if teller is not None and (first is not None or listed):
                told = replace(teller, start=start, end=start + 1, sentence=sentence, place=None, rule=COUNTED)
                # What counts it may be a question in a line of its own.
                told.line = "body"
                found.append((told, day))
            before = day
        return found

    def _teller(self, start: int, frames: list[Frame]) -> Frame | None:
        """The telling before word `start` that can count what stands there, `frames` in their order."""
        at = bisect.bisect_left(frames, start, key=lambda frame: frame.start) - 1
        near = at >= 0 and self.document.sentence_of[start] - frames[at].sentence <= _SENTENCES_BACK
        return frames[at] if near else None

    def _is_first_round(self, day: Day) -> bool:
        """وكانت الجولة الأولى قد عقدت يومي 4 و5 مايو: of nobody else (بين) than of whom was told."""
        tokens = self.document.tokens
        first, last = self.document.sentences[self.document.sentence_of[day.start]]
        near = range(max(first, day.start - _ROUND_WITHIN), day.start)
        counts = any(tokens[at] in _ROUNDS and tokens[at + 1] in _FIRST_ROUND for at in near)
        return counts and _OF_OTHERS.isdisjoint(tokens[first:last])

    def _of_later_round(self, day: Day, both: list[Frame], dated: dict[int, Day], frames: list[Frame]) -> Frame | None:
        """The meeting told before it that was a later one than that of `day`."""
        days = {id(frame): dated[at] for at, frame in enumerate(frames) if at in dated}
        for frame in reversed(both):
            known = days.get(id(frame))
            near = 0 <= self.document.sentence_of[day.start] - frame.sentence <= _ROUNDS_BACK
            if frame.start < day.start and near and frame.mode == "meeting" and known is not None:
                last, first = day.mention.last, known.mention.first
                return frame if last is not None and first is not None and last < first else None
        return None

    def _is_listed(self, day: Day, teller: Frame, before: Day | None) -> bool:
        """تقابلا مرتين: في موسكو في نوفمبر 2021، وفي أنقرة بعد عام: the next one of a list that says how many.

        `before` is the day before it in its sentence.
        """
        tokens = self.document.tokens
        sentence = self.document.sentence_of[day.start]
        first = self.document.sentences[sentence][0]
        if teller.sentence != sentence and _TIMES.isdisjoint(tokens[first : first + 2]):
            return False
        if _TIMES.isdisjoint(tokens[max(first, teller.end, day.start - _FAR) : day.start]):
            return False
        if before is None:
            # The first of a list where the sentence before tells of both.
            return teller.sentence != sentence
        between = tokens[before.end : day.start + 1]
        return len(between) <= _BETWEEN and not _NEXT.isdisjoint(between)
