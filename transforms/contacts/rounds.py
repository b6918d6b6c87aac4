"""When and where talks were whose parties a text names only some sentences further on.

اختتمت الوفود اليوم جولتها الثانية في أبوظبي. ... وترأس الوفد الروسي مدير الاستخبارات العسكرية.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from transforms.contacts.contact import Contact
from transforms.contacts.days import Day, DayReader
from transforms.contacts.document import Document
from transforms.contacts.mention import Mention

_TALKS: Final = frozenset((
    *("جوله", "جولات", "محادثات", "مفاوضات", "مباحثات", "مشاورات", "اجتماعات", "جلسه", "جلسات", "لقاءات"),
    *("جولتهم", "جولتها", "محادثاتهم", "محادثاتها", "مفاوضاتهم", "مفاوضاتها", "اجتماعاتهم", "اجتماعاتها", "جلساتهم"),
))
_BACK: Final = 3
"""Sentences from those who took part back to the talks."""
_LONGEST: Final = 4
_AT_THE_END: Final = frozenset(("ختام", "بختام", "نهايه", "بعد", "عقب", "انقضاء"))
_DAYS: Final = {"ثلاثه": 3, "اربعه": 4, "خمسه": 5, "سته": 6, "سبعه": 7}
"""How many days talks last, at most a week; two of them are one word."""
_REPORTED: Final = 3
_THERE: Final = frozenset(("في", "ب"))
_NAMED: Final = frozenset(("person", "head", "deputy", "official"))


_When = tuple[dt.date, dt.date, Day | None]


class Talks(NamedTuple):
    """First and last day of talks, the expression that says so, and where they were, as far as a text says it."""

    first: dt.date | None
    last: dt.date | None
    day: Day | None
    place: Mention | None


class Rounds:
    """Finds the talks that a contact of delegations is."""

    def __init__(self, document: Document, mentions: list[Mention], days: DayReader, voices: Collection[int]) -> None:
        self.document = document
        self.mentions = mentions
        self.days = days
        self.voices = voices

    def found(self, contact: Contact, apart: Collection[int], *, news: bool) -> Talks:
        """When and where the talks were that a meeting is of; `apart` are sentences of other contacts.

        Args:
            news: whether it is what the text newly reports, so that what has ended has just ended.
        """
        told = self._before(contact, apart)
        when = self._day(told)
        if when is None and news:
            own = sorted({telling.frame.sentence for telling in contact.tellings})
            when = self._just_ended([*own, *told])
        first, last, day = when or (None, None, None)
        return Talks(first, last, day, self._place(told))

    def _before(self, contact: Contact, apart: Collection[int]) -> list[int]:
        """The sentences before a meeting, nearest first, that tell of talks and name nobody else; not those `apart`."""
        told = min(t.frame.sentence for t in contact.tellings)
        if contact.family not in {"meeting", "talk"}:
            return []
        known = {mention.person or mention.office for mention in contact.mentions}
        found = []
        for sentence in range(told - 1, max(-1, told - _BACK - 1), -1):
            if sentence in apart:
                break
            if not self._tells_of_talks(sentence):
                continue
            if any(self._takes_part(m) and (m.person or m.office) not in known for m in self._mentions_of(sentence)):
                break
            found.append(sentence)
        return found

    def _day(self, sentences: list[int]) -> _When | None:
        """First and last day that the nearest of these sentences gives, and the last expression of them."""
        for sentence in sentences:
            days = [
                day
                for day in self.days.days
                if self.document.sentence_of[day.start] == sentence and self._is_day_of_them(day, sentence)
            ]
            known = [day.mention.first for day in days if day.mention.first]
            if known and (max(known) - min(known)).days < _LONGEST:
                return min(known), max(known), max(days, key=lambda day: day.mention.first or dt.date.min)
        return None

    def _just_ended(self, sentences: Iterable[int]) -> _When | None:
        """في ختام يومين من المحادثات: news of what has just ended, and lasted so long."""
        published = self.days.published_on
        if published is None:
            return None
        tokens = self.document.tokens
        for sentence in sentences:
            first, last = self.document.sentences[sentence]
            for at in range(first + 1, last - 2):
                days, end = (2, at + 1) if tokens[at] == "يومين" else (_DAYS.get(tokens[at], 0), at + 2)
                counted = tokens[at + 1] == "ايام" or end == at + 1
                if not days or not counted or tokens[at - 1].removeprefix("و") not in _AT_THE_END:
                    continue
                if tokens[end : end + 1] == ["من"] and "".join(tokens[end + 1 : end + 2]).removeprefix("ال") in _TALKS:
                    return published - dt.timedelta(days=days), published, None
        return None

    def _place(self, sentences: list[int]) -> Mention | None:
        """The one place in which these sentences say that something was."""
        for sentence in sentences:
            places = [m for m in self._mentions_of(sentence) if m.place and self._is_there(m)]
            if len({place.side for place in places}) == 1:
                return places[0]
        return None

    def _is_day_of_them(self, day: Day, sentence: int) -> bool:
        mention = day.mention
        if mention.first is None or mention.first != mention.last or mention.sense != "at" or mention.future:
            return False
        if mention.kind == "anniversary" or self.days.is_of_other_event(day):
            return False
        return not self.days.is_reported(day, sentence, _REPORTED)

    def _tells_of_talks(self, sentence: int) -> bool:
        first, last = self.document.sentences[sentence]
        tokens = (token.lstrip("وفبل") for token in self.document.tokens[first:last])
        return any(token.removeprefix("ال") in _TALKS or token in _TALKS for token in tokens)

    def _takes_part(self, mention: Mention) -> bool:
        of_them = mention.side in self.document.knowledge.sides
        return mention.kind in _NAMED and of_them and mention.start not in self.voices

    def _is_there(self, mention: Mention) -> bool:
        before = self.document.tokens[mention.start - 1] if mention.start else ""
        return before in _THERE or mention.clitics.endswith("ب")

    def _mentions_of(self, sentence: int) -> Iterator[Mention]:
        return (m for m in self.mentions if self.document.sentence_of[m.start] == sentence)
