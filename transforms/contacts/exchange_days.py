"""When exchanges of prisoners were, where another clause or sentence says it than the one that tells of them."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Final

from transforms.contacts.arrangements import UNARRANGED
from transforms.contacts.clauses import RELATIVE
from transforms.contacts.contact import Telling
from transforms.contacts.days import Day
from transforms.contacts.document import Document
from transforms.contacts.facts import FactReader
from transforms.contacts.lines import Line
from transforms.contacts.reminders import is_brought_to_mind
from transforms.contacts.runways import Runways
from transforms.contacts.scene import Frame
from transforms.contacts.soldiers import are_many, is_of_soldiers, soldiers
from transforms.contacts.status import status

NEGOTIATED_WITHIN: Final = 4
"""Sentences between an exchange and the negotiations that it came from."""
LONG_AGO: Final = 60
"""Days before publication from which an exchange is an older one."""
AFTER: Final = frozenset(("بعد", "بعدما", "عقب", "اثر"))
NEAR: Final = 2
"""Sentences between an exchange and talks that are not said to be negotiations."""
_PREPARED_WITHIN: Final = 2
_OFFERED_WITHIN: Final = 2


class ExchangeDays:
    """The exchanges that the sentences of one document tell of, and the days of those told without one."""

    def __init__(self, document: Document, facts: FactReader, lines: list[Line], frames: list[Frame]) -> None:
        self.document = document
        self.lines = lines
        self.facts = facts
        self.published = next((f.published for f in frames if f.published is not None), None)
        swaps = [f for f in frames if f.mode == "exchange" and (f.why_not is None or f.why_not in UNARRANGED)]
        swaps = [f for f in swaps if f.line in {"head", "body"}]
        theirs = [f for f in frames if f.mode == "exchange" and f.why_not == "other_party"]
        of_soldiers = [swap for swap in [*swaps, *theirs] if is_of_soldiers(document, swap)]
        theirs_elsewhere = any(document.sentence_of[at] in self._other_states for at in soldiers(document))
        if (of_soldiers and theirs_elsewhere) or any(
            self._is_near_other_state(swap) or are_many(document, swap) for swap in of_soldiers
        ):
            # محادثات مع الأوكرانيين انتهت بتبادل أسرى: what those at war agree on, also in the headline.
            swaps = [swap for swap in swaps if not is_of_soldiers(document, swap)]
        self.swaps = [f for f in swaps if status(document, f)[0] in {"reported", "confirmed"}]
        """Every word that tells of an exchange that took place."""
        self.days = facts.days.assign_days(self.swaps)
        # عرضوا عليهم في 25 يونيو الصفقة: when it was offered.
        self.days = {index: day for index, day in self.days.items() if not self._is_offered(self.swaps[index])}
        self._is_news = any(swap.line == "head" and not is_of_soldiers(document, swap) for swap in self.swaps)

    @cached_property
    def runway(self) -> Day | None:
        """The day on which planes were on a runway, in a text that speaks of prisoners or of exchanging them."""
        if not self.swaps and not any(map(self.document.cue_positions, ("captives", "swapping"))):
            return None
        return Runways(self.document, self.facts.days, self.lines, self.published).day()

    def _is_done(self, swap: Frame) -> bool:
        """أنجزت المبادلة, المبادلة التي تمت: right before the word for it, or right behind it."""
        tokens, done = self.document.tokens, self.document.knowledge.forms["done"]
        near = tokens[max(0, swap.start - 2) : swap.start]
        behind = tokens[swap.end : swap.end + 2]
        return not done.isdisjoint(near) or (behind[:1] != [] and behind[0] in RELATIVE and behind[-1] in done)

    def _is_offered(self, swap: Frame) -> bool:
        """عرضوا عليهم الصفقة: right before the word for it, and no word behind that it was done."""
        _, last = self.document.sentences[swap.sentence]
        done = not self.document.knowledge.forms["done"].isdisjoint(self.document.tokens[swap.end : last])
        return not done and self.document.has_cue("offers", max(0, swap.start - _OFFERED_WITHIN), swap.start)

    def _is_near_other_state(self, swap: Frame) -> bool:
        return any(swap.sentence - step in self._other_states for step in (0, 1))

    @cached_property
    def _other_states(self) -> frozenset[int]:
        """Sentences in which a state that is not of the pair, or its people, is named, but for places in it."""
        own = self.document.knowledge.pair.sides
        return frozenset(
            self.document.sentence_of[hit.start]
            for hit in self.document.entity_hits
            for value in hit.values
            if value.kind in {"adjective", "people", "country"} and value.side and value.side not in own
        )

    def _day_of_lead(self) -> Day | None:
        """The day of the first sentences, where news tells of planes and prisoners before it says what it was."""
        lead = [line for line in self.lines if line.kind == "body"][:1]
        for line in lead:
            first = self.document.sentence_of[line.start]
            for sentence in range(first, min(first + NEAR, len(self.document.sentences))):
                day = self.facts.days.only_day(sentence)
                if day is not None:
                    return day
        return None

    def _farness(self, telling: Telling, swap: Frame, day: Day) -> tuple[bool, int, int]:
        """How far a dated word for an exchange is from a telling; an old one recalled later is farthest."""
        recalled = self._is_old(telling, day) and not telling.recounted and swap.sentence > telling.frame.sentence
        return recalled, abs(swap.sentence - telling.frame.sentence), swap.sentence

    @staticmethod
    def _is_old(telling: Telling, day: Day) -> bool:
        published, last = telling.frame.published, day.mention.last
        return published is not None and last is not None and (published - last).days > LONG_AGO

    def _is_long_past(self, index: int) -> bool:
        known = first_and_last(self.days.get(index))
        return self.published is not None and known is not None and (self.published - known[1]).days > LONG_AGO

    def _is_prepared(self, frame: Frame) -> bool:
        """سافر في يوليو لترتيب تفاصيل العملية: when it was prepared is not when it was."""
        near = self.document.tokens[max(0, frame.start - _PREPARED_WITHIN) : frame.start]
        arranging = self.document.knowledge.forms["arranging"]
        definite = frame.relation.kind == "noun" and self.document.tokens[frame.start].startswith("ال")
        return definite and any(token.lstrip("ولب") in arranging for token in near)

    def _give_days(self, tellings: list[Telling]) -> None:
        """Gives exchanges told without a day the one of their sentence, else that of the swap told beside them.

        Who arranged a swap often stands in another clause or sentence than when it was.
        """
        talks = [t for t in tellings if t.family in {"call", "meeting"} and t.day is not None]
        for telling in tellings:
            if telling.family != "exchange":
                continue
            prepared = self._is_prepared(telling.frame)
            if prepared or self._is_of_talks(telling.day, telling.frame, talks):
                telling.day = telling.days = None
                telling.recounted = telling.recounted and not prepared
        undated = [t for t in tellings if t.family == "exchange" and t.day is None and t.frame.line != "short"]
        self.days = {i: day for i, day in self.days.items() if not self._is_of_talks(day, self.swaps[i], talks)}
        swaps = ((self.swaps[index], day) for index, day in self.days.items())
        swaps = ((swap, day) for swap, day in swaps if not self._is_prepared(swap))
        beside = [(swap, day) for swap, day in swaps if not is_brought_to_mind(self.document, swap)]
        for telling in undated:
            own = telling.frame.sentence
            day = None if self._is_prepared(telling.frame) else self.facts.days.only_day(own)
            if self._is_of_talks(day, telling.frame, talks) or self._is_of_one_before(day, telling.frame):
                day = None
            if day is None:
                near = [item for item in beside if abs(item[0].sentence - own) <= NEGOTIATED_WITHIN]
                near = [item for item in near if not self._is_of_one_before(item[1], telling.frame)]
                if telling.recounted:
                    # وكان الجهازان قد تبادلا: what is recounted was not on the day of the news.
                    near = [item for item in near if self._is_old(telling, item[1])]
                nearest = min(near, key=lambda item: self._farness(telling, *item), default=None)
                if nearest is None or self._farness(telling, *nearest)[0]:
                    # Of an exchange that the headline tells, an older one gives no day.
                    lead = None if telling.recounted else self.runway or self._day_of_lead()
                    lead = None if self._is_of_talks(lead, telling.frame, talks) else lead
                    day = lead or (nearest[1] if nearest and not self._is_news else None)
                else:
                    day = nearest[1]
            known = first_and_last(day)
            if day is None or known is None or day.mention.future:
                continue
            telling.day, telling.days = day, known

    def _is_of_one_before(self, day: Day | None, exchange: Frame) -> bool:
        """وتأتي العملية بعد عامين على مبادلة غراينر في 8 ديسمبر 2022: the day of the one after which it came."""
        tokens = self.document.tokens
        return day is not None and any(
            known is day and not AFTER.isdisjoint(tokens[exchange.end : self.swaps[index].start])
            for index, known in self.days.items()
            if self.swaps[index].sentence == exchange.sentence
        )

    def _is_of_talks(self, day: Day | None, exchange: Frame, talks: list[Telling]) -> bool:
        """الصفقة، بعدما اتفقوا في اجتماع في يوليو: the day of talks that were before the exchange told before them."""
        tokens = self.document.tokens
        if day is not None and any(told.day is day for told in talks) and day.end <= exchange.start:
            # جلسوا إليهم يوم 25 حزيران، وهناك ولدت صفقة آب
            return self.document.has_cue("leads_to", day.end, exchange.end)
        return day is not None and any(
            told.day is day
            and exchange.end <= told.frame.start <= day.start
            # صفقة ولدت من اتصال في نهاية يونيو
            and (tokens[told.frame.start - 1] == "من" or not AFTER.isdisjoint(tokens[exchange.end : told.frame.start]))
            for told in talks
        )


def first_and_last(day: Day | None) -> tuple[dt.date, dt.date] | None:
    """First and last day of an expression, if it says any."""
    if day is None or not day.mention.first:
        return None
    return day.mention.first, day.mention.last or day.mention.first
