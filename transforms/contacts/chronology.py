"""Chronologies: lines that open with a day, which is that of what they tell: ■ 3 مايو 2016: التقى بيرنز."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Final, Generic, Protocol, TypeVar

from transforms.arabic.dates import DateMention
from transforms.contacts.document import Document
from transforms.contacts.lines import Line

_OPENS_WITHIN: Final = 1
"""Words before the day of an entry, as its number: 3. في مايو 2016: ..."""
_LEAST: Final = 2
"""Entries of different days that make a chronology; one day that opens a line is that of a dateline."""


class Dated(Protocol):
    """Words `start` up to `end` that are a date expression."""

    start: int
    end: int
    mention: DateMention


D = TypeVar("D", bound=Dated)


class Chronology(Generic[D]):
    """The entries of one document; without two of different days it has none."""

    def __init__(self, document: Document, lines: Sequence[Line], days: Sequence[D]) -> None:
        self._starts = [line.start for line in lines]
        self._entries: dict[int, D] = {}
        """By line its day."""
        self._alone: set[int] = set()
        """Lines that are but a day, which is that of the line after."""
        for day in days:
            at = bisect.bisect_right(self._starts, day.start) - 1
            line = lines[at] if at >= 0 else None
            if line is None or day.start >= line.end or day.start - line.start > _OPENS_WITHIN or at in self._entries:
                continue
            mention = day.mention
            if mention.first is None or mention.last is None or mention.sense != "at" or mention.label:
                continue
            alone = day.end >= line.end
            if alone or not {":", "-", "|"}.isdisjoint(document.gap(day.end)):
                self._entries[at] = day
                if alone:
                    self._alone.add(at)
        if len({day.mention.first for day in self._entries.values()}) < _LEAST:
            self._entries.clear()

    def day_at(self, word: int) -> D | None:
        """The day of the entry that word `word` stands in."""
        at = bisect.bisect_right(self._starts, word) - 1
        if at in self._entries and at not in self._alone:
            return self._entries[at]
        return self._entries.get(at - 1) if at - 1 in self._alone else None
