"""What is read about a telling: who its parties are as of its day, when, where, and whether it counts."""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
from typing import Final

from transforms.contacts.clauses import AFTER, RELATIVE
from transforms.contacts.contact import Telling
from transforms.contacts.days import Day
from transforms.contacts.decisions import Decisions
from transforms.contacts.document import Document
from transforms.contacts.earlier_ones import is_earlier_one
from transforms.contacts.facts import FactReader
from transforms.contacts.heads_of_both import heads_of_both
from transforms.contacts.his_time import YEARLESS, in_time_of
from transforms.contacts.lines import Line
from transforms.contacts.mention import Mention
from transforms.contacts.more_than import is_not_first, is_outdone
from transforms.contacts.occasions import is_occasion
from transforms.contacts.parties import Party, PartyReader
from transforms.contacts.reminders import is_brought_to_mind, is_since
from transforms.contacts.scene import Frame
from transforms.contacts.senders import is_sending
from transforms.contacts.similar import is_like_another

_YEARS_AGO: Final = 200
"""The same where only the second reader finds it told."""
_LONG_AGO: Final = 60
"""Days before publication from which what is told after the lead, or dated at the head of a sentence, is recounted."""
_NEWS_DAYS: Final = 7
_HAD_WITHIN: Final = 14
"""Words from وكان to its قد."""
_COUNTED_WITHIN: Final = 5
"""Words from the head of a sentence to what a time is counted back from."""
_ELABORATES: Final = frozenset(("فقد", "ففي", "فلقد"))
_SEVERAL_SERVICES: Final = frozenset(("اجهزه", "وكالات", "هييات", "دواير", "مجتمع"))
_WENT_BEFORE: Final = frozenset(("سبق", "سبقت", "سبقه", "سبقها", "سبقهما", "سبقتها", "سبقته"))
"""وسبقت المحادثات اتصالات في أبوظبي، حيث اجتمع"""
_IS_NOT: Final = frozenset(("لم", "ليس", "ليست"))
_ALONE: Final = frozenset(("وحده", "وحدها", "وحدهم", "الوحيد", "الوحيده"))
_SAME: Final = frozenset(("ذاتها", "نفسها", "ذاته", "نفسه", "عينها", "عينه", "ذاتهم", "انفسهم"))
_SAME_WITHIN: Final = 3
_SAYS_WHEN_WITHIN: Final = 2
"""Words, names not counted, from a contact to its day, by which it says when another one was."""
_THE_ONE_TOLD: Final = frozenset(("المذكور", "المذكوره", "هذا", "هذه", "ذلك", "تلك"))
_CLAUSE_WITHIN: Final = 10
"""Words from a relative pronoun to what its clause tells."""
_WHEN: Final = frozenset(("حين", "حينما", "عندما"))


class TellingReader:
    """Reads the tellings of one document from its frames."""

    def __init__(
        self,
        document: Document,
        mentions: list[Mention],
        lines: list[Line],
        facts: FactReader,
        published: dt.date | None,
    ) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.mentions = mentions
        self.lines = lines
        self.facts = facts
        self.published = published
        self.parties = PartyReader(self.knowledge, mentions)
        self.decisions = Decisions(document, lines, facts.days.historic, published)
        self._last_days: dict[int, tuple[Day, str]] = {}
        """By word at which a party begins the day and the mode of the last dated telling of it."""

    def telling(self, frame: Frame, day: Day | None) -> Telling:
        """The telling that a frame is, dated by `day`."""
        reader = self.parties
        day = self._in_his_time(frame, day or self._day_of_visit(frame))
        known = (day.mention.first, day.mention.last or day.mention.first) if day and day.mention.first else None
        days = (known[0], known[1]) if known and known[0] and known[1] else None
        if day is not None and days is not None:
            for mention in (m for found in frame.parties.values() for m in found):
                self._last_days[mention.start] = day, frame.mode
        if days is not None:
            heads = heads_of_both(self.document, self.mentions, frame)
            frame.parties, frame.continues = heads or frame.parties, frame.continues and not heads
        when = days or ((self.published, self.published) if self.published else None)
        resolved: dict[str, list[Party]] = {}
        mentions: dict[str, list[Mention]] = {}
        waiting: list[tuple[str, Mention]] = []
        for side, found in frame.parties.items():
            for mention in found:
                if mention.kind == "counterpart" and not mention.person:
                    waiting.append((side, mention))
                    continue
                party = reader.party(mention, when, dated=days is not None)
                if party is not None:
                    resolved.setdefault(side, []).append(party)
                    mentions.setdefault(side, []).append(mention)
        for side, mention in waiting:
            other = self._antecedent(mention, resolved.get(self.knowledge.other_side(side), []), reader, when)
            if other is not None:
                plural = "نظرا" in self.document.tokens[mention.start]
                one = not (self._are_several(mention) or (plural and len(resolved.get(other.side, ())) > 1))
                resolved.setdefault(side, []).append(reader.counterpart(mention, other, when, one=one))
                mentions.setdefault(side, []).append(mention)
        if when is None:
            reader.name_heads(resolved, mentions)
        frame.parties = mentions
        place, _ = self.facts.places.place(frame)
        named = frame.relation.kind == "noun" and "ال" in self.document.tokens[frame.start][:4]
        ordinal, recounted = self.facts.ordinal(frame), self._is_recounted(frame, day)
        other_time = days is not None and self._is_of_another_time(frame, days[1])
        earlier = other_time or is_brought_to_mind(self.document, frame)
        recounted = recounted or earlier
        recounted = recounted or is_since(self.document, frame)
        aside = frame.start > 0 and self._says_when(frame, day)
        if aside and frame.relation.kind == "noun" and days is not None:
            recounted = recounted or self._is_long_before(days)
            # في ثاني محادثة بينهما بعد محادثة جرت في مارس
            second = self.document.has_cue("second", self.document.sentences[frame.sentence][0], frame.start)
            ordinal = ordinal or ("first" if recounted and second else None)
        opening = self.document.tokens[self.document.sentences[frame.sentence][0]]
        return Telling(
            frame, resolved, day, place, ordinal, recounted, days, earlier=earlier,
            aside=aside, names_it=named,
            elaborates=opening in _ELABORATES or self._that_was(frame) or (named and self._says_how(frame)),
            alike=is_like_another(self.document, frame, same=False), occasion=is_occasion(self.document, frame),
            attended=named and self.document.tokens[frame.start - 1] in self.knowledge.forms["attended"],
        )  # fmt: skip

    def _in_his_time(self, frame: Frame, day: Day | None) -> Day | None:
        """هاتفه برينان في 4 أغسطس, written in 2018: in the last year in which he was of a service on such a day."""
        if day is None or day.mention.kind not in YEARLESS or not day.mention.anchored:
            return day
        served = {
            side: [m for m in found if m.service or m.intelligence or self.knowledge.has_served(m.person)]
            for side, found in frame.parties.items()
        }
        men = [m for found in served.values() for m in found if m.person]
        if len(served) < len(self.knowledge.sides) or not all(served.values()):
            # سأل فلين السفير في ديسمبر: what he did when he was of no service, but for one who has his office here.
            here = (m for m in men if self.document.sentence_of[m.start] == frame.sentence)
            men = [m for m in here if m.service and not m.former]
        if any(m.elsewhere or (m.former and m.start == frame.end) for m in men):
            return day  # التقى المدير السابق بورتنيكوف في مارس
        return in_time_of(day, [m.person for m in men if m.person], self.knowledge)

    def _is_long_before(self, days: tuple[dt.date, dt.date]) -> bool:
        """بعد مكالمة آذار، تحدثا: what dates another contact was before it; after yesterday's, it is the news."""
        return ((self.published or days[1]) - (days[1] if self.published else days[0])).days > _NEWS_DAYS

    def _that_was(self, frame: Frame) -> bool:
        """كلم الروس، وذلك في مكالمة مع بورتنيكوف: what the clause before it told of."""
        before = self.document.tokens[max(0, frame.start - 2) : frame.start]
        return "وذلك" in before and frame.relation.kind == "noun"

    def _says_how(self, frame: Frame) -> bool:
        """وقال إن الحديث دار في الرابع من أغسطس: of a contact told just before, when and how it was."""
        tokens = self.document.tokens
        beside = [at for at in (frame.start - 1, frame.end) if 0 <= at < len(tokens)]
        told = any(tokens[at].lstrip("وف") in _THE_ONE_TOLD for at in beside)
        return told or any("light" in self.document.cues[at] for at in beside)

    def _day_of_visit(self, frame: Frame) -> Day | None:
        """حط في موسكو صيف 2013. واستقبله رئيس الجهاز: whom a pronoun means was received on the day of his visit."""
        if frame.mode not in {"visit", "meeting"}:
            return None
        for mention in (m for found in frame.parties.values() for m in found):
            day, mode = self._last_days.get(mention.start, (None, ""))
            if frame.sentence - self.document.sentence_of[mention.start] in {0, 1} and mode == "visit":
                return day
        return None

    def _says_when(self, frame: Frame, day: Day | None) -> bool:
        """حين سافر إلى موسكو, بعد مكالمة آذار: it only says when something else was, or what was outdone."""
        if is_outdone(self.document, frame):
            return True
        before = self.document.tokens[frame.start - 1]
        if frame.relation.kind == "verb":
            return before in _WHEN
        first, _ = self.document.sentences[frame.sentence]
        if before == "من" and self.document.tokens[first] == "قبل" and frame.start - first <= _COUNTED_WITHIN:
            # قبل خمسة أسابيع من مبادلة السجناء، التقى
            return True
        if before not in AFTER or day is None or day.start < frame.end:
            return False
        # بعد مكالمة آذار, بعد اتصالهما المعلن في آذار, بعد لقاء ناريشكين وبيرنز في أنقرة في نوفمبر
        free = sum(at not in self.document.entity_words for at in range(frame.end, day.start))
        return free <= _SAYS_WHEN_WITHIN and self.document.next_gap(",", frame.end, day.start + 1) > day.start

    def _antecedent(
        self, counterpart: Mention, others: list[Party], reader: PartyReader, when: tuple[dt.date, dt.date] | None
    ) -> Party | None:
        """Whose counterpart it is: that of the last one of the other side named before it in the sentence."""
        first, _ = self.document.sentences[self.document.sentence_of[counterpart.start]]
        side = self.knowledge.other_side(counterpart.side)
        last = bisect.bisect_left(self.mentions, counterpart.start, key=lambda mention: mention.start)
        for mention in reversed(self.mentions[:last]):
            if mention.start < first:
                break
            if mention.kind in {"person", "head", "office"} and mention.side == side:
                party = reader.party(mention, when, dated=False)
                if others and (self._sends(mention) or self._only_says(mention, counterpart, party, others)):
                    continue
                return party or (others[0] if others else None)
        return others[0] if others else None

    def _are_several(self, counterpart: Mention) -> bool:
        """تباحث مع زملائه في أجهزة الاستخبارات: of several services none of the heads in particular."""
        after = self.document.tokens[counterpart.end : counterpart.end + 2]
        return len(after) == 2 and after[0] in {"في", "من"} and after[1].removeprefix("ال") in _SEVERAL_SERVICES

    def put_as_of(self, telling: Telling, days: tuple[dt.date, dt.date]) -> None:
        """Reads anew who those are whom an undated telling names, given the days of its contact."""
        for side, mentions in telling.frame.parties.items():
            known = telling.parties.get(side, [])
            if len(known) != len(mentions):
                continue
            for at, mention in enumerate(mentions):
                if mention.person or mention.kind == "head":
                    known[at] = self.parties.party(mention, days) or known[at]

    def _only_says(self, mention: Mention, counterpart: Mention, party: Party | None, others: list[Party]) -> bool:
        """قال السفير إن ضيفه بحث مع نظرائه: theirs is what his guest is, not who says it."""
        known = {other.participant.person_id for other in others if other.participant}
        if not known or party is None or party.participant is None or party.participant.person_id in known:
            return False
        return self.document.has_cue("complement", mention.end, counterpart.start)

    def _sends(self, mention: Mention) -> bool:
        """بايدن أوفد بيرنز ليلتقي نظيره: not the counterpart of him who sends."""
        return any(is_sending(self.document, at) for at in (mention.start - 1, mention.end))

    def _is_recounted(self, frame: Frame, day: Day | None) -> bool:
        first, _ = self.document.sentences[frame.sentence]
        low = max(first, frame.start - 14)
        if self.document.has_cue("background", low, frame.end + 2):
            return True
        tokens = self.document.tokens
        if tokens[first].lstrip("و") in _IS_NOT and self._is_not_alone(first, frame):
            return True
        was = tokens[first].lstrip("و") in {"كان", "كانت", "كانا"}
        if was and "قد" in tokens[first + 1 : self._clause_of(first, frame)]:
            return True
        lead = next((line for line in self.lines if line.kind == "body"), None)
        was = was or tokens[first].lstrip("و") in _WENT_BEFORE
        behind = lead is not None and frame.start >= lead.end
        if was and behind and frame.relation.kind == "verb" and frame.relation.form == "past":
            return True  # وكان بيرنز بحث الملف مع ناريشكين
        if day is None or day.mention.last is None or self.published is None or frame.line == "head":
            return False  # وفي ديسمبر 2017 ...: an old day at the head of a sentence opens what is recounted.
        age = (self.published - day.mention.last).days
        if day.start - first <= 2 and age > _LONG_AGO and frame.sentence > 0:
            return True
        if was and age > _NEWS_DAYS and behind:
            # وكان الملف على طاولة اللقاء الذي جمعهما منتصف الشهر الماضي
            return True
        least = _LONG_AGO if frame.likelihood == 1 else _YEARS_AGO
        return behind and age > least

    def _is_of_another_time(self, frame: Frame, day: dt.date) -> bool:
        """الذي قاد الوفد مطلع الشهر، شارك هذه المرة; الوفود ذاتها التي اجتمعت في 23 يناير: what this time is not."""
        if self.published is None or (self.published - day).days <= _NEWS_DAYS or frame.line == "head":
            return False
        if is_earlier_one(self.document, frame):
            return True
        tokens = self.document.tokens
        first, last = self.document.sentences[frame.sentence]
        before = range(max(first, frame.start - _CLAUSE_WITHIN), frame.start)
        relative = next((at for at in reversed(before) if tokens[at] in RELATIVE), None)
        if relative is None:
            return is_not_first(self.document, first, frame.start)
        this_time = any(pair == ("هذه", "المره") for pair in itertools.pairwise(tokens[frame.end : last]))
        return this_time or not _SAME.isdisjoint(tokens[max(first, relative - _SAME_WITHIN) : relative])

    def _is_not_alone(self, first: int, frame: Frame) -> bool:
        """لم يكن المكتب وحده من تلقى تحذيرا, لم تكن رسالة الجهاز الوحيدة، فقد: the news is who else did."""
        _, last = self.document.sentences[frame.sentence]
        alone = next((at for at in range(first + 1, last) if self.document.tokens[at] in _ALONE), None)
        return alone is not None and frame.start < self.document.next_gap(",", alone, last)

    def _clause_of(self, first: int, frame: Frame) -> int:
        """وكان تبادل المعلومات، بحسب الوكالة، قد أتاح: up to where قد may stand, before what is said in it."""
        least, (_, last) = frame.end + 3, self.document.sentences[frame.sentence]
        cues = self.document.cues
        far = min(last, first + _HAD_WITHIN)
        said = (at for at in range(least, far) if {"complement", "pronoun_complement", "clause_breaks"} & cues[at])
        return max(least, next(said, far))


