"""Exchanges of prisoners: what several sentences tell of one, and who of the services arranged it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from functools import cached_property
from typing import Final

from transforms.contacts.contact import Telling
from transforms.contacts.days import Day
from transforms.contacts.exchange_days import LONG_AGO, NEAR, NEGOTIATED_WITHIN, ExchangeDays, first_and_last

LED_TO: Final = "exchange that the talks led to"
ON_RUNWAY: Final = "exchange told by its planes"
_SEASON: Final = 120
"""Days before an exchange from which talks can have led to it."""
_SLIP: Final = 2
"""Days from an exchange to the landing of those who were exchanged."""


class ExchangeReader(ExchangeDays):
    """Brings together what the sentences of one document tell of exchanges."""

    @cached_property
    def only_offered(self) -> bool:
        """عرض عليه في مكالمة مبادلة العملاء: of no exchange it is said more than that it was offered."""
        document = self.document
        for swap in self.swaps:
            first, last = document.sentences[swap.sentence]
            done = not document.knowledge.forms["done"].isdisjoint(document.tokens[swap.end : last])
            # العرض الذي قاد إلى مبادلة: what came of the offer was done.
            done = done or document.has_cue("leads_to", first, swap.start)
            if done or not document.has_cue("offers", first, swap.start):
                return False
        return bool(self.swaps)

    def arranged(self, tellings: list[Telling], additions: list[Telling]) -> tuple[list[Telling], list[Telling]]:
        """The tellings with the exchanges that talks led to, and the additions with all that is told of them.

        Talks of which nothing is told but that an exchange came of them are that exchange; a call or a meeting that
        led to one stays a contact of its own.
        """
        if self.runway is not None and not any(t.family == "exchange" and not self._is_past(t) for t in tellings):
            tellings = [*tellings, *self._on_runway(tellings, self.runway)]
        if not self.swaps:
            return tellings, additions
        if self._is_to_be_told(tellings) and not self.only_offered:
            arranging = [t for t in tellings if self._leads_to_exchange(t)]
            arranging = arranging or self._beside_negotiations(tellings, additions)
            alone = [t for t in arranging if t.family == "talk"]
            if arranging:
                tellings = [*tellings, self._exchange(alone or arranging)]
        for telling in tellings:
            of_meeting = _is_of_meeting(telling, tellings)
            if telling.family == "talk" and not (self.only_offered or of_meeting) and self._leads_to_exchange(telling):
                by_phone = not getattr(telling.frame.relation.entry, "negotiates", False)
                by_phone &= self.document.has_cue("phone", *self.document.sentences[telling.frame.sentence])
                telling.frame.mode = "call" if by_phone or _spoke_to_one_another(telling) else "exchange"
        self._give_days(tellings)
        self._put_on_runway(tellings)
        self._put_before(tellings)
        told = [t.frame.sentence for t in tellings if t.family == "exchange"]
        if told:
            undated = self._is_news and all(t.days is None for t in tellings if t.family == "exchange")
            near = (index for index in self._near(told) if not (undated and self._is_recalled(index, told)))
            additions = [*additions, *(self._addition(index) for index in near)]
        return tellings, additions

    def _is_past(self, telling: Telling) -> bool:
        """ومبادلة غراينر في ديسمبر 2022: whether an exchange was long before publication."""
        days = telling.days
        return self.published is not None and days is not None and (self.published - days[1]).days > LONG_AGO

    def _is_to_be_told(self, tellings: list[Telling]) -> bool:
        """Whether no telling is of an exchange, or only of old ones and there is one of these days."""
        told = [t for t in tellings if t.family == "exchange"]
        recent = any(not self._is_long_past(index) for index in self.days)
        return not told or (recent and all(map(self._is_past, told)))

    @cached_property
    def _are_long_past(self) -> bool:
        """Whether each exchange that is told of has a day long before publication."""
        ended = [known[1] for known in map(first_and_last, self.days.values()) if known is not None]
        if self.published is None or len(self.days) < len(self.swaps) or len(ended) < len(self.days):
            return False
        return all((self.published - day).days > LONG_AGO for day in ended)

    def _leads_to_exchange(self, telling: Telling) -> bool:
        """Whether talks are those from which the exchange came: said to be negotiations, or told with it."""
        frame = telling.frame
        if telling.family not in {"talk", "call", "meeting"} or frame.line == "short":
            return False
        if not telling.recounted and self._are_long_past:
            # بحث الرجلان أمس ... وكانت صفقة تمت قبل عام: what the news is did not lead to it.
            return False
        distance = min(abs(swap.sentence - frame.sentence) for swap in self.swaps)
        if frame.relation.entry.negotiates:
            # What the headline says was exchanged, the whole text tells of.
            return distance <= NEGOTIATED_WITHIN or self._is_news
        first, last = self.document.sentences[frame.sentence]
        cues = self.document.cues[first:last]
        named = any({"captives", "swapping"} & words for words in cues) or distance == 0
        arranged = any("arranges" in words or "leads_to" in words for words in cues)
        if self._head_says_it_led and telling.family == "meeting" and len(telling.parties) == 2:
            named = arranged = True
        # عرضوا عليهم صفقة. وبعد شهر أنجزت المبادلة: what was offered, and then done.
        done = any(self._is_done(swap) for index, swap in enumerate(self.swaps) if index in self.days)
        arranged = arranged or (done and any("offers" in words for words in cues))
        if telling.family == "talk":
            return (distance <= 1 or (distance <= NEAR and named)) and not telling.days
        agreed = any("agrees_on" in words for words in cues)
        return distance <= NEGOTIATED_WITHIN and (agreed or (named and arranged))

    @cached_property
    def _head_says_it_led(self) -> bool:
        """لقاء سري مهد لصفقة أنقرة: the headline says that the exchange came of a meeting."""
        swaps = [swap for swap in self.swaps if swap.line == "head"]
        for line in self.lines if swaps else ():
            words = range(line.start, line.end)
            if line.kind != "head" or not any(swap.start in words for swap in swaps):
                continue
            readings = itertools.chain.from_iterable(self.document.relation_words.get(at, ()) for at in words)
            led = self.document.has_cue("leads_to", line.start, line.end)
            if led and any(reading.entry.mode == "meeting" for reading in readings):
                return True
        return False

    def _beside_negotiations(self, tellings: list[Telling], additions: list[Telling]) -> list[Telling]:
        """راتكليف قاد المفاوضات مع الروس ... تحادث مع بورتنيكوف: contacts told beside the negotiations."""
        bodies = [t.frame for t in additions if t.frame.line == "body"]
        negotiations = [frame.sentence for frame in bodies if getattr(frame.relation.entry, "negotiates", False)]
        return [
            t
            for t in tellings
            if t.family in {"talk", "call", "meeting"}
            and any(abs(t.frame.sentence - sentence) <= NEAR for sentence in negotiations)
            and min(abs(swap.sentence - t.frame.sentence) for swap in self.swaps) <= NEGOTIATED_WITHIN
        ]

    def _exchange(self, arranging: list[Telling]) -> Telling:
        """The exchange itself, with the parties of the talks nearest to it."""
        swap_index, swap = min(
            enumerate(self.swaps),
            key=lambda item: (
                self._is_long_past(item[0]), item[0] not in self.days, not self._is_done(item[1]),
                item[1].line == "head", item[1].start,
            ),
        )  # fmt: skip
        nearest = min(arranging, key=lambda t: abs(t.frame.start - swap.start))
        frame = dataclasses.replace(
            swap, why_not=None, continues=False, parties=nearest.frame.parties, rule=LED_TO
        )
        place, _ = self.facts.places.place(swap)
        day = self.days.get(swap_index)
        return Telling(frame, nearest.parties, day, place, None, False, first_and_last(day))

    def _near(self, told: list[int]) -> list[int]:
        return [
            index
            for index, swap in enumerate(self.swaps)
            if swap.line == "head" or any(abs(swap.sentence - s) <= NEGOTIATED_WITHIN for s in told)
        ]

    def _is_recalled(self, index: int, told: list[int]) -> bool:
        """Whether an exchange is an old one that a sentence behind the one told of recalls."""
        swap, known = self.swaps[index], first_and_last(self.days.get(index))
        if known is None or self.published is None or swap.sentence <= min(told):
            return False
        return (self.published - known[1]).days > LONG_AGO

    def _addition(self, index: int) -> Telling:
        swap, day = self.swaps[index], self.days.get(index)
        place, _ = self.facts.places.place(swap)
        return Telling(swap, {}, day, place, None, False, first_and_last(day), names_it=True)

    def _on_runway(self, tellings: list[Telling], day: Day) -> list[Telling]:
        """The exchange of which a text only tells the planes and what was spoken about the prisoners before it."""
        known, sentence = first_and_last(day), self.document.sentence_of[day.start]
        heads = [line for line in self.lines if line.kind == "head"]
        headline = any(self.document.has_cue("captives", line.start, line.end) for line in heads)
        if known is None or not (headline or self._names_captives(sentence, NEAR)):
            return []
        before = [
            t
            for t in tellings
            if t.family in {"talk", "call", "meeting"}
            and t.frame.line == "body"
            and len(t.parties) == 2
            and (t.days is None or (t.days[1] <= known[0] and (known[0] - t.days[1]).days <= _SEASON))
            and (headline or t.frame.relation.entry.negotiates or self._names_captives(t.frame.sentence, 1))
        ]
        negotiations = [t for t in before if t.family == "talk" and t.days is None and not _spoke_to_one_another(t)]
        for telling in negotiations:
            telling.frame.mode, telling.frame.rule, telling.place = "exchange", ON_RUNWAY, None
            telling.day, telling.days = day, known
        if negotiations or not before:
            return []
        nearest = min(before, key=lambda t: abs(t.frame.start - day.start))
        for telling in before:
            if telling.day is not None and telling.day.start == day.start:
                # هبطت الطائرتان أمس في عملية رتباها في ثلاث مكالمات: the calls were before.
                telling.day, telling.days, telling.recounted = None, None, True
        frame = dataclasses.replace(
            nearest.frame, start=day.start, end=day.end, sentence=sentence, mode="exchange", place=None, rule=ON_RUNWAY
        )
        return [Telling(frame, nearest.parties, day, None, None, False, known)]

    def _put_before(self, tellings: list[Telling]) -> None:
        """تبادلتا الاثنين سجينين في صفقة رتباها خلال مكالمات: the calls by which one was arranged were before it."""
        swaps = [t for t in tellings if t.family == "exchange" and t.day is not None]
        for telling in tellings:
            at, day = telling.frame.start, telling.day
            if telling.family not in {"call", "meeting", "talk"} or day is None or day.end > at:
                continue
            for swap in swaps:
                same = swap.day is day and swap.frame.sentence == telling.frame.sentence
                by_it = not _BY_WAY.isdisjoint(self.document.tokens[at - 2 : at])
                if same and by_it and self.document.has_cue("arranges", swap.frame.end, at):
                    telling.day, telling.days, telling.recounted = None, None, True

    def _names_captives(self, sentence: int, beside: int) -> bool:
        last = min(len(self.document.sentences) - 1, sentence + beside)
        words = self.document.sentences[max(0, sentence - beside)][0], self.document.sentences[last][1]
        return any(self.document.has_cue(cue, *words) for cue in ("captives", "swapping"))

    def _put_on_runway(self, tellings: list[Telling]) -> None:
        """هبطت طائرتان أمس ... الصفقة، وكانت آخر مكالمة في 3 يوليو: what led to an exchange was before it."""
        day, known = self.runway, first_and_last(self.runway)
        if day is None or known is None or not self._names_captives(self.document.sentence_of[day.start], NEAR):
            return
        for telling in tellings:
            if telling.family != "exchange" or telling.recounted or telling.frame.line == "short":
                continue
            if telling.day is None or telling.days is None or self._was_before(telling.days, known):
                telling.day, telling.days = day, known

    def _was_before(self, days: tuple[dt.date, dt.date], runway: tuple[dt.date, dt.date]) -> bool:
        """Whether a telling has a day some days before that on the runway, and is not of an older exchange."""
        ago = (runway[0] - days[1]).days
        return _SLIP < ago <= LONG_AGO


_BY_WAY: Final = frozenset(("خلال", "عبر", "في", "بعد", "عقب", "اثر"))
"""Before calls or meetings by which an exchange was arranged."""


def _is_of_meeting(talk: Telling, tellings: list[Telling]) -> bool:
    """بعد اجتماع أنقرة، حين أثار بيرنز ملف السجناء مع ناريشكين: what those who met spoke of, of a day that is told."""
    here = (t for t in tellings if t.family == "meeting" and t.frame.sentence == talk.frame.sentence and t.days)
    return any(
        t.frame.start < talk.frame.start and all(t.people(side) & talk.people(side) for side in talk.parties)
        for t in here
    )


def _spoke_to_one_another(telling: Telling) -> bool:
    """تكلم بانيتا ثلاث مرات مع فرادكوف: two men who spoke did so on the telephone if no more is said."""
    entry = telling.frame.relation.entry
    verb = telling.frame.relation.kind == "verb" and entry.usually == "call" and not entry.negotiates
    men = telling.frame.parties.values()
    named = [mentions for mentions in men if any(m.person or m.kind in {"head", "counterpart"} for m in mentions)]
    return verb and len(named) > 1
