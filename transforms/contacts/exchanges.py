"""Exchanges of prisoners: what several sentences tell of one, and who of the services arranged it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from functools import cached_property
from typing import Final

from transforms.contacts.arrangements import UNARRANGED
from transforms.contacts.contact import Telling
from transforms.contacts.days import Day
from transforms.contacts.document import Document
from transforms.contacts.facts import FactReader
from transforms.contacts.lines import Line
from transforms.contacts.reminders import is_brought_to_mind
from transforms.contacts.runways import Runways
from transforms.contacts.scene import Frame
from transforms.contacts.soldiers import are_many, is_of_soldiers
from transforms.contacts.status import status

LED_TO: Final = "exchange that the talks led to"
ON_RUNWAY: Final = "exchange told by its planes"
_NEGOTIATED_WITHIN: Final = 4
"""Sentences between an exchange and the negotiations that it came from."""
_LONG_AGO: Final = 60
"""Days before publication from which an exchange is an older one."""
_SEASON: Final = 120
"""Days before an exchange from which talks can have led to it."""
_SLIP: Final = 2
"""Days from an exchange to the landing of those who were exchanged."""
_AFTER: Final = frozenset(("بعد", "بعدما", "عقب", "اثر"))
_NEAR: Final = 2
"""Sentences between an exchange and talks that are not said to be negotiations."""
_PREPARED_WITHIN: Final = 2
_OFFERED_WITHIN: Final = 2


class ExchangeReader:
    """Brings together what the sentences of one document tell of exchanges."""

    def __init__(self, document: Document, facts: FactReader, lines: list[Line], frames: list[Frame]) -> None:
        self.document = document
        self.lines = lines
        self.facts = facts
        self.published = next((f.published for f in frames if f.published is not None), None)
        swaps = [f for f in frames if f.mode == "exchange" and (f.why_not is None or f.why_not in UNARRANGED)]
        swaps = [f for f in swaps if f.line in {"head", "body"}]
        theirs = [f for f in frames if f.mode == "exchange" and f.why_not == "other_party"]
        of_soldiers = [swap for swap in [*swaps, *theirs] if is_of_soldiers(document, swap)]
        if any(self._is_near_other_state(swap) or are_many(document, swap) for swap in of_soldiers):
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

    def _is_done(self, swap: Frame) -> bool:
        """أنجزت المبادلة: right before the word for it."""
        near = self.document.tokens[max(0, swap.start - 2) : swap.start]
        return not self.document.knowledge.forms["done"].isdisjoint(near)

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
            if telling.family == "talk" and self._leads_to_exchange(telling):
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
        return self.published is not None and days is not None and (self.published - days[1]).days > _LONG_AGO

    def _is_to_be_told(self, tellings: list[Telling]) -> bool:
        """Whether no telling is of an exchange, or only of old ones and there is one of these days."""
        told = [t for t in tellings if t.family == "exchange"]
        recent = any(not self._is_long_past(index) for index in self.days)
        return not told or (recent and all(map(self._is_past, told)))

    def _is_long_past(self, index: int) -> bool:
        known = _known(self.days.get(index))
        return self.published is not None and known is not None and (self.published - known[1]).days > _LONG_AGO

    @cached_property
    def _are_long_past(self) -> bool:
        """Whether each exchange that is told of has a day long before publication."""
        ended = [known[1] for known in map(_known, self.days.values()) if known is not None]
        if self.published is None or len(self.days) < len(self.swaps) or len(ended) < len(self.days):
            return False
        return all((self.published - day).days > _LONG_AGO for day in ended)

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
            return distance <= _NEGOTIATED_WITHIN or self._is_news
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
            return (distance <= 1 or (distance <= _NEAR and named)) and not telling.days
        agreed = any("agrees_on" in words for words in cues)
        return distance <= _NEGOTIATED_WITHIN and (agreed or (named and arranged))

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
            and any(abs(t.frame.sentence - sentence) <= _NEAR for sentence in negotiations)
            and min(abs(swap.sentence - t.frame.sentence) for swap in self.swaps) <= _NEGOTIATED_WITHIN
        ]

    def _exchange(self, arranging: list[Telling]) -> Telling:
        """The exchange itself, with the parties of the talks nearest to it."""
        swap_index, swap = min(
            enumerate(self.swaps),
            key=lambda item: (
                self._is_long_past(item[0]), item[0] not in self.days, not self._is_done(item[1]), item[1].line == "head", item[1].start
            ),
        )  # fmt: skip
        nearest = min(arranging, key=lambda t: abs(t.frame.start - swap.start))
        frame = dataclasses.replace(
            swap, why_not=None, continues=False, parties=nearest.frame.parties, rule=LED_TO
        )
        place, _ = self.facts.places.place(swap)
        day = self.days.get(swap_index)
        return Telling(frame, nearest.parties, day, place, None, False, _known(day))

    def _day_of_lead(self) -> Day | None:
        """The day of the first sentences, where news tells of planes and prisoners before it says what it was."""
        lead = [line for line in self.lines if line.kind == "body"][:1]
        for line in lead:
            first = self.document.sentence_of[line.start]
            for sentence in range(first, min(first + _NEAR, len(self.document.sentences))):
                day = self.facts.days.only_day(sentence)
                if day is not None:
                    return day
        return None

    def _near(self, told: list[int]) -> list[int]:
        return [
            index
            for index, swap in enumerate(self.swaps)
            if swap.line == "head" or any(abs(swap.sentence - s) <= _NEGOTIATED_WITHIN for s in told)
        ]

    def _is_recalled(self, index: int, told: list[int]) -> bool:
        """Whether an exchange is an old one that a sentence behind the one told of recalls."""
        swap, known = self.swaps[index], _known(self.days.get(index))
        if known is None or self.published is None or swap.sentence <= min(told):
            return False
        return (self.published - known[1]).days > _LONG_AGO

    def _addition(self, index: int) -> Telling:
        swap, day = self.swaps[index], self.days.get(index)
        place, _ = self.facts.places.place(swap)
        return Telling(swap, {}, day, place, None, False, _known(day), names_it=True)

    def _farness(self, telling: Telling, swap: Frame, day: Day) -> tuple[bool, int, int]:
        """How far a dated word for an exchange is from a telling; an old one recalled later is farthest."""
        recalled = self._is_old(telling, day) and not telling.recounted and swap.sentence > telling.frame.sentence
        return recalled, abs(swap.sentence - telling.frame.sentence), swap.sentence

    @staticmethod
    def _is_old(telling: Telling, day: Day) -> bool:
        published, last = telling.frame.published, day.mention.last
        return published is not None and last is not None and (published - last).days > _LONG_AGO

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
                near = [item for item in beside if abs(item[0].sentence - own) <= _NEGOTIATED_WITHIN]
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
            known = _known(day)
            if day is None or known is None or day.mention.future:
                continue
            telling.day, telling.days = day, known

    def _is_of_one_before(self, day: Day | None, exchange: Frame) -> bool:
        """وتأتي العملية بعد عامين على مبادلة غراينر في 8 ديسمبر 2022: the day of the one after which it came."""
        tokens = self.document.tokens
        return day is not None and any(
            known is day and not _AFTER.isdisjoint(tokens[exchange.end : self.swaps[index].start])
            for index, known in self.days.items()
            if self.swaps[index].sentence == exchange.sentence
        )

    def _on_runway(self, tellings: list[Telling], day: Day) -> list[Telling]:
        """The exchange of which a text only tells the planes and what was spoken about the prisoners before it."""
        known, sentence = _known(day), self.document.sentence_of[day.start]
        heads = [line for line in self.lines if line.kind == "head"]
        headline = any(self.document.has_cue("captives", line.start, line.end) for line in heads)
        if known is None or not (headline or self._names_captives(sentence, _NEAR)):
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
        day, known = self.runway, _known(self.runway)
        if day is None or known is None or not self._names_captives(self.document.sentence_of[day.start], _NEAR):
            return
        for telling in tellings:
            if telling.family != "exchange" or telling.recounted or telling.frame.line == "short":
                continue
            if telling.day is None or telling.days is None or self._was_before(telling.days, known):
                telling.day, telling.days = day, known

    def _was_before(self, days: tuple[dt.date, dt.date], runway: tuple[dt.date, dt.date]) -> bool:
        """Whether a telling has a day some days before that on the runway, and is not of an older exchange."""
        ago = (runway[0] - days[1]).days
        return _SLIP < ago <= _LONG_AGO

    def _is_of_talks(self, day: Day | None, exchange: Frame, talks: list[Telling]) -> bool:
        """الصفقة، بعدما اتفقوا في اجتماع في يوليو: the day of talks that were before the exchange told before them."""
        tokens = self.document.tokens
        if day is not None and any(told.day is day for told in talks) and day.end <= exchange.start:
            # جلسوا إليهم يوم 25 حزيران، وهناك ولدت صفقة آب
            return self.document.has_cue("leads_to", day.end, exchange.end)
        return day is not None and any(
            told.day is day
            and exchange.end <= told.frame.start <= day.start
            and not _AFTER.isdisjoint(tokens[exchange.end : told.frame.start])
            for told in talks
        )


_BY_WAY: Final = frozenset(("خلال", "عبر", "في", "بعد", "عقب", "اثر"))
"""Before calls or meetings by which an exchange was arranged."""


def _spoke_to_one_another(telling: Telling) -> bool:
    """تكلم بانيتا ثلاث مرات مع فرادكوف: two men who spoke did so on the telephone if no more is said."""
    entry = telling.frame.relation.entry
    verb = telling.frame.relation.kind == "verb" and entry.usually == "call" and not entry.negotiates
    men = telling.frame.parties.values()
    named = [mentions for mentions in men if any(m.person or m.kind in {"head", "counterpart"} for m in mentions)]
    return verb and len(named) > 1


def _known(day: Day | None) -> tuple[dt.date, dt.date] | None:
    if day is None or not day.mention.first:
        return None
    return day.mention.first, day.mention.last or day.mention.first
