"""Which date expression dates a telling."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from typing import Final

from transforms.contacts.date_expressions import AFTER_EVENT, FOLLOWS, THEN_REACH, WHEN, Day
from transforms.contacts.day_clauses import AFTER_IT, CLAUSE, RELATIVE, SAME_MONTH, WAS, DayClauses
from transforms.contacts.earlier_ones import earlier_one
from transforms.contacts.ordinals import IN_ITS_PART
from transforms.contacts.scene import Frame

__all__ = ["AFTER_EVENT", "Day", "DayReader"]

_FARTHEST: Final = 26
_NEAR_ENOUGH: Final = 14
_CALENDAR: Final = frozenset(["absolute", "day", "month"])
_WITH_YEAR: Final = frozenset([*_CALENDAR, "season"])
_NO_VERB: Final = ("في", "فقط", "فور", "فضلا", "فجر")
_THEN: Final = frozenset(("حينها", "وقتها", "انذاك", "حينذاك", "وقتذاك", "يومها", "يومذاك", "عندها"))
_OF_A_TIME: Final = frozenset(("at", "until"))
_HAPPENED: Final = frozenset(("حدث", "كان", "جري", "وقع", "تم", "حصل"))
_ITS_DAY: Final = frozenset(("التاريخ", "الموعد", "تاريخه", "تاريخها", "موعده", "موعدها"))
_IS: Final = frozenset(("هو", "كان", "يوم", "في"))
_ITS_DAY_WITHIN: Final = 9
_THAT_REACH: Final = 4
"""Words from the head of a sentence to the day when that was."""
_THEN_WITHIN: Final = 2
"""Sentences from "then" back to the time that it means."""
_ANNOUNCED: Final = frozenset(("اعلن", "كشف", "اعلنت", "كشفت", "اعلنا", "تحدث", "افصح"))
_OF_IT: Final = frozenset(("عنه", "عنها", "عنهما"))
_ANNOUNCED_WITHIN: Final = 3
"""Words before a day in which it is said to be that of an announcement."""
_SEASON: Final = 100
_LONG_AGO: Final = 60
"""Days before publication from which what was revealed is recounted."""
_NEXT_CLAUSE: Final = 12
_TWO: Final = 2
_WHEN_IT: Final = frozenset(("عندما", "حين", "حينما", "لما", "يوم", "اذ"))
_LATER: Final = 20
_IN_A_ROW: Final = 3
"""Verbs of a sentence of which the first has the day."""
_HEADING: Final = 3
"""Words that a sentence which is but a day may have beside it."""


class DayReader(DayClauses):
    """Gives the days of one document to its tellings."""

    def _date_by_when(self, frames: list[Frame], dated: dict[int, Day], by_sentence: dict[int, list[int]]) -> None:
        """ناقش معه العقوبات حين التقيا في يناير: what was done when they met has the day of that."""
        tokens = self.document.tokens
        for at in dated.copy():
            met = frames[at]
            if not met.start or tokens[met.start - 1] not in _WHEN_IT or len(met.parties) < _TWO:
                continue
            for index in by_sentence[met.sentence]:
                frame = frames[index]
                if index in dated or not frame.end < met.start:
                    continue
                near = self.document.next_gap(",", frame.end, met.start + 1) > met.start
                if near and frame.relation.kind == "verb" and len(frame.parties) == _TWO:
                    dated[index] = dated[at]

    def assign_days(self, frames: list[Frame]) -> dict[int, Day]:
        """For the index of each frame the date expression that dates it, if one does."""
        found: dict[int, tuple[int, Day]] = {}
        by_sentence: dict[int, list[int]] = {}
        for index, frame in enumerate(frames):
            by_sentence.setdefault(frame.sentence, []).append(index)
        for day in self.days:
            sentence = self.document.sentence_of[day.start]
            if sentence not in by_sentence or not (self._dates_something(day) or self._says_what_was(day)):
                continue
            here = [index for index in by_sentence[sentence] if self._may_date(day, frames[index])]
            if not here:
                continue
            if self._says_when_that_was(day):
                told = [i for i in here if frames[i].end <= day.start and len(frames[i].parties) == 2]
                found |= dict.fromkeys(told[-1:], (0, day))
            follows = any(self._is_of_its_clause(frames[i], day) for i in here)
            distances = sorted((self._distance(frames[i], day, follows), i) for i in here)
            full = [item for item in distances if len(frames[item[1]].parties) == 2 and not frames[item[1]].continues]
            if full and full[0][0] <= _NEAR_ENOUGH:
                # "the warning", "talks" beside a telling that names both parties do not take its day away.
                distances = full
            # أقر بأنه قال له عبر الهاتف يوم 4 أغسطس: a telling by words of saying is all of them.
            words = {at for f in map(frames.__getitem__, here) for at in range(f.start, f.end) if f.end <= day.start}
            reported = self._reporting_distance(day, sentence, words | {frames[i].start for i in here})
            for distance, index in distances:
                if distance > _FARTHEST or distance >= reported or distance > distances[0][0] + 3:
                    break
                if index not in found or self._is_better(frames[index], day, distance, *found[index][::-1]):
                    found[index] = (distance, day)
        dated = {index: day for index, (_, day) in found.items()}
        self._date_by_when(frames, dated, by_sentence)
        taken = {day.start for index, day in dated.items() if len(frames[index].parties) == 2}
        for index, frame in enumerate(frames):
            heading = self._entry_of_then(frame, dated.get(index))
            if heading is None and index not in dated:
                heading = self._heading(frame) or self._entry(frame) or self._opening(frame, taken)
                heading = heading or self._at_that_time(frame) or self._said_next(frame) or self._announced(frame)
                heading = heading or self._said_before(frame)
                heading = heading or self._thanked(frame)
            if heading is not None:
                dated[index] = heading
        dated |= self._thereupon(frames, dated, by_sentence)
        return {index: self._closer(day) for index, day in dated.items()}

    def _thereupon(
        self, frames: list[Frame], dated: dict[int, Day], by_sentence: dict[int, list[int]]
    ) -> dict[int, Day]:
        """The days of tellings without one that follow at once upon another one of their sentence."""
        found: dict[int, Day] = {}
        for index, frame in enumerate(frames):
            if index not in dated and self._follows_at_once(frame):
                before = [i for i in by_sentence[frame.sentence] if frames[i].start < frame.start]
                # أوفده في نوفمبر إلى موسكو حيث قابل باتروشيف وكلم بوتين: of the first as of the second.
                for earlier in sorted(before, key=lambda i: -frames[i].start)[:_IN_A_ROW]:
                    if not self._goes_on_from(frames[earlier], frame):
                        break
                    if earlier in dated:
                        found[index] = dated[earlier]
                        break
        return found

    def _follows_at_once(self, frame: Frame) -> bool:
        """سافر الثلاثاء إلى موسكو، فجلس إلى باتروشيف وكلم بوتين: done thereupon, or done too."""
        past = str(getattr(frame.relation.entry, "past", ""))
        joined = self.document.tokens[frame.start].startswith(("ف", "و")) and not past.startswith(("ف", "و"))
        return joined and frame.relation.kind == "verb" and frame.relation.form == "past" and len(frame.parties) == 2

    def _goes_on_from(self, earlier: Frame, frame: Frame) -> bool:
        """Whether what و joins to a dated telling was done by the same one, of whom that is told in the past."""
        if self.document.tokens[frame.start].startswith("ف"):
            return True
        same = any(m in found for side, found in earlier.parties.items() for m in frame.parties.get(side, ()))
        return same and (earlier.relation.kind, earlier.relation.form) == ("verb", "past") and frame.weight == 1

    def _opening(self, frame: Frame, taken: set[int]) -> Day | None:
        """The one day of a sentence that dates no other contact, before what is told: كلّف في أوت مديرا هاتف نظيره.

        Of several days the last, if it opens a clause: عُيّن سنة 2012، وفي يونيو 2013 صار أول من يزور المقر.
        """
        days = [day for day in self.days if self.document.sentence_of[day.start] == frame.sentence]
        if len(days) > 1 and days[-1].end <= frame.start and self._opens_clause(days[-1]):
            days = days[-1:]
        if len(days) != 1 or len(frame.parties) != 2 or days[0].start in taken or days[0].end > frame.start:
            return None
        [day] = days
        if day.mention.kind not in _WITH_YEAR or day.mention.sense != "at" or not day.mention.first:
            return None
        if not self._dates_something(day) or not self._may_date(day, frame) or self._other_event(day) is not None:
            return None
        return day if self._reporting_distance(day, frame.sentence) > _NEAR_ENOUGH else None

    def _opens_clause(self, day: Day) -> bool:
        """، وفي يونيو 2013"""
        before = [at for at in (day.start, day.start - 1) if self.document.tokens[at].startswith("و")]
        return any("," in self.document.gap(at) for at in before)

    def _entry(self, frame: Frame) -> Day | None:
        """The day that opens the entry of a chronology in which a telling stands."""
        return self._chronology.day_at(frame.start) if len(frame.parties) == 2 else None

    def _entry_of_then(self, frame: Frame, day: Day | None) -> Day | None:
        """30 يونيو: صحيفة تكشف أنه اتصل به هذا الأسبوع: an entry of a chronology counts from its own day."""
        entry = self._entry(frame)
        if entry is None or day is None or not day.mention.anchored or day.mention.kind not in {"relative", "weekday"}:
            return None
        last, published = entry.mention.last, self.published_on
        return entry if last is not None and published is not None and last < published else None

    def _at_that_time(self, frame: Frame) -> Day | None:
        """أن الخطر كان حقيقيا في خريف 2022. وأضاف أن الرئيس أرسله حينها: the time told of last, if it is near."""
        tokens = self.document.tokens
        words = (at for at in range(frame.left, frame.right) if not _THEN.isdisjoint((tokens[at], tokens[at][1:])))
        then = [at for at in words if tokens[at - 1] not in WAS]
        if len(frame.parties) != 2 or not then:
            return None
        before = bisect.bisect_right(self.days, frame.start, key=lambda day: day.end + 1)
        # تكلما في آذار، بعد أسابيع من دخوله المقر، واتفقا حينها: in March.
        day = next((day for day in reversed(self.days[:before]) if day.mention.kind != "anniversary"), None)
        if day is None or frame.sentence - self.document.sentence_of[day.start] > _THEN_WITHIN:
            return None
        if day.mention.first is None or day.mention.last is None:
            return None
        wide = (day.mention.last - day.mention.first).days > _SEASON
        # عاد بسامعيه إلى نوفمبر 2021. يومها أوفده: that is the time, and no end of one.
        return None if wide or day.mention.sense not in _OF_A_TIME or day.mention.future else day

    def _said_before(self, frame: Frame) -> Day | None:
        """كان ذلك في صيف 2010، بعد كشف الشبكة. رفع المدير السماعة: the sentence before opens with when that was."""
        if frame.sentence == 0 or len(frame.parties) != 2:
            return None
        first, _ = self.document.sentences[frame.sentence - 1]
        opening = [token.lstrip("وف") for token in self.document.tokens[first : first + 2]]
        if not (opening and opening[0] in _HAPPENED and opening[1:] == ["ذلك"]):
            return None
        days = [day for day in self.days if first < day.start <= first + _THAT_REACH]
        own = any(self.document.sentence_of[day.start] == frame.sentence for day in self.days)
        return days[0] if days and not own and days[0].mention.sense == "at" and days[0].mention.first else None

    def _said_next(self, frame: Frame) -> Day | None:
        """زار المقر. حدث ذلك في يونيو 2013: the sentence behind opens with when that was."""
        behind = frame.sentence + 1
        if len(frame.parties) != 2 or behind >= len(self.document.sentences):
            return None
        first, _ = self.document.sentences[behind]
        opening = [token.lstrip("وف") for token in self.document.tokens[first : first + 2]]
        if opening[:1] and opening[0] in _ITS_DAY:
            # التاريخ، كما دونته الصحيفة، هو 25 حزيران
            reach = range(first + 1, first + _ITS_DAY_WITHIN)
            days = [d for d in self.days if d.start in reach and self.document.tokens[d.start - 1].lstrip("و") in _IS]
        elif opening[:1] and opening[0] in _HAPPENED and opening[1:] == ["ذلك"]:
            days = [day for day in self.days if first < day.start <= first + _THAT_REACH]
        else:
            return None
        return days[0] if days and days[0].mention.sense == "at" and days[0].mention.first else None

    def _thanked(self, frame: Frame) -> Day | None:
        """في ديسمبر 2017 شكر بوتين ترامب على معلومات من الوكالة: the tip is about as old as the thanks for it."""
        if frame.mode != "message" or len(frame.parties) != 2:
            return None
        for day in self.days:
            if self.document.sentence_of[day.start] != frame.sentence or day.end > frame.start:
                continue
            between = range(day.end, frame.start)
            apart = any("," in self.document.gap(at) and self.document.tokens[at] not in _WHEN_IT for at in between)
            thanked = any("thanking" in self.document.cues[at] for at in between)
            first, last = day.mention.first, day.mention.last
            # Thanks on a certain day are for what was told before it.
            wide = first and last and (last - first).days > SAME_MONTH
            if wide and thanked and not apart and day.mention.sense == "at" and not day.mention.future:
                return day
        return None

    def _announced(self, frame: Frame) -> Day | None:
        """مكالمة أعلن عنها في مارس: it was before, or then."""
        first = bisect.bisect_left(self.days, frame.end, key=lambda day: day.start)
        tokens = self.document.tokens
        for day in self.days[first : first + 1]:
            before = tokens[max(frame.end, day.start - _ANNOUNCED_WITHIN) : day.start]
            near = self.document.sentence_of[day.start] == frame.sentence and len(before) == _ANNOUNCED_WITHIN
            told = any(a in _ANNOUNCED and b in _OF_IT for a, b in itertools.pairwise(before))
            if near and told and day.mention.sense == "at" and day.mention.last:
                return Day(day.start, day.end, dataclasses.replace(day.mention, sense="before"))
        return self._revealed(frame)

    def _revealed(self, frame: Frame) -> Day | None:
        """وكان ناريشكين قد كشف في يونيو 2025 عن مكالمة: what had been revealed long ago was not later than that."""
        first, _ = self.document.sentences[frame.sentence]
        opening = [token.lstrip("وف") for token in self.document.tokens[first : first + 1]]
        if len(frame.parties) != 2 or frame.continues or self.published_on is None or not {*opening} & {"كان", "سبق"}:
            return None
        days = [day for day in self.days if self.document.sentence_of[day.start] == frame.sentence]
        if len(days) != 1 or days[0].end > frame.start or days[0].mention.sense != "at":
            return None
        [day] = days
        last = day.mention.last
        old = last is not None and (self.published_on - last).days > _LONG_AGO
        if not old or self._reporting_distance(day, frame.sentence) > 1:
            return None
        return Day(day.start, day.end, dataclasses.replace(day.mention, sense="before"))

    def _heading(self, frame: Frame) -> Day | None:
        """The day that heads a step of a chronology: المحطة الأولى: نوفمبر 2022. اجتمع بيرنز ..."""
        before = frame.sentence - 1
        if before < 0:
            return None
        first, last = self.document.sentences[before]
        here = [day for day in self.days if first <= day.start < last]
        own = any(self.document.sentence_of[day.start] == frame.sentence for day in self.days)
        if own or len(here) != 1 or last - first > here[0].end - here[0].start + _HEADING or here[0].end < last:
            return None
        if here[0].mention.last == self.published_on:
            # موقع الطريق | الجمعة 10/5/2013: the day of the page.
            return None
        return here[0] if here[0].mention.first and here[0].mention.sense == "at" else None

    def _may_date(self, day: Day, frame: Frame) -> bool:
        """Whether a day of its sentence can be that of a telling."""
        # الأولى في مارس إلى المكتب والثانية في سبتمبر: the day of the other one.
        other = frame.rule == IN_ITS_PART and not frame.left <= day.start < frame.right
        if other or self._is_of_what_it_led_to(day, frame):
            return False
        if day.mention.kind == "anniversary":
            return self._is_named_by(day, frame)
        if (left := self._left_on(day)) is not None and frame.start != left:
            return False
        if self._says_what_was(day) and day.end < frame.start <= day.end + THEN_REACH:
            return True
        if not self._dates_something(day) or self._is_of_thanks(day, frame) or self._is_counted_from(frame, day):
            return False
        between = self.document.tokens[max(frame.end, day.start - CLAUSE) : day.start]
        if not self.document.knowledge.forms["minds"].isdisjoint(between):
            return False  # أعادت المبادلة إلى الأذهان صفقة 2010
        if day.mention.sense == "since" and day.mention.kind != "relative" and not self._goes_back(day):
            # طلبنا منه منذ أكتوبر: one asks once, يزورها منذ الأحد: when it began; what else is told is since then.
            # قاعدة معمول بها منذ 2015، نبهت الوكالة: of something told before it.
            apart = day.end <= frame.start and self.document.next_gap(",", day.end, frame.start + 1) <= frame.start
            asked = frame.mode == "message" and frame.relation.kind == "verb" and not apart
            return asked or self._began_on(day, frame)
        if self._was_spoken_of(day) or self._is_of_earlier(day, frame) or self._is_year_of_topic(frame, day):
            return False
        if frame.mode == "message" and self._is_of_outcome(day, frame):
            return False
        first = earlier_one(self.document, day.start)
        if first is not None and frame.start < first:
            return False
        event = self._other_event(day)
        if event is not None and (self._is_attack(event) or self.document.tokens[event] in FOLLOWS):
            # تحادثا حول تفجيري الماراثون يوم 15 أبريل
            return event < frame.start < day.start
        # منذ مغادرته الوكالة في أبريل 2018: of what happened then, not of what did since.
        if event is None or self.document.tokens[event] != "منذ" or event < frame.start < day.start:
            return True
        return any("light" in self.document.cues[at] for at in range(event, day.start))

    def _is_better(self, frame: Frame, day: Day, distance: int, known: Day, known_distance: int) -> bool:
        """Whether a day dates a telling better than the known one: it lies within it, or stands nearer."""
        one, other = day.mention, known.mention
        if frame.mode != "exchange" and self.leads_to(day) and not self.leads_to(known):
            # أرسل في نهاية 2019 معلومات أدت إلى توقيف شابين يوم 27 ديسمبر: of what came of it, as an exchange may be.
            return False
        if one.first and one.last and other.first and other.last and (one.first, one.last) != (other.first, other.last):
            if other.first <= one.first and one.last <= other.last:
                return True
            if one.first <= other.first and other.last <= one.last:
                return False
        return distance < known_distance

    def is_reported(self, day: Day, sentence: int, within: int) -> bool:
        """قال الأربعاء إنه: whether a day is that of a word of saying so near."""
        return self._reporting_distance(day, sentence) <= within

    def only_day(self, sentence: int) -> Day | None:
        """The day of a sentence that gives one and no other, unless it is that of a statement."""
        days = [
            day
            for day in self.days
            if self.document.sentence_of[day.start] == sentence
            and (day.mention.sense == "at" or self._goes_back(day))
            and day.mention.first
            and day.mention.first == day.mention.last
        ]
        if len(days) != 1 or self._other_event(days[0]) is not None or self._was_spoken_of(days[0]):
            return None
        first, _ = self.document.sentences[sentence]
        if not AFTER_IT.isdisjoint(self.document.tokens[first : days[0].start]):
            return None
        return days[0] if self._reporting_distance(days[0], sentence) > _NEAR_ENOUGH else None

    def _is_of_its_clause(self, frame: Frame, day: Day) -> bool:
        """اجتمع أ بب في جنيف في 25 يونيو، وطرحوا: a day behind a telling that names both, without a comma between."""
        if not (frame.end <= day.start and len(frame.parties) == 2 and not frame.continues):
            return False
        own = {at for found in frame.parties.values() for m in found for at in range(m.start, m.end + 1)}
        between = [at for at in range(frame.end, day.start + 1) if at not in own]
        return len(between) <= CLAUSE and not any("," in self.document.gap(at) for at in between)

    def _distance(self, frame: Frame, day: Day, follows: bool = False) -> int:
        """Words between a telling and a day, those of its parties not counted, and what parts them.

        With `follows` another telling stands right before the day, so that it does not open the clause behind it.
        """
        first, last = (frame.end, day.start) if day.start >= frame.end else (day.end, frame.start)
        cost = max(0, last - first)
        ahead = day.start < frame.start
        cost += 40 if ahead and self._is_said_of_man(day) else 0
        comma = False
        # لم يكتفوا بمراسلة المكتب؛ ففي الخريف تلقت الوكالة برقية: of what follows.
        cost += 0 if ahead or self.document.so_behind(first, last) == last else _LATER
        cues, tokens = self.document.cues, self.document.tokens
        for mentions in frame.parties.values():
            cost -= sum(max(0, min(m.end, last) - max(m.start, first)) for m in mentions)
        if ahead and follows:
            cost += self._cost_of_next(frame, day)
        elif not ahead and self._says_when_held(frame, day):
            cost = 1
        for at in range(first, last):
            if "," in self.document.gap(at):
                cost += 0 if ahead else 2
                comma = True
                if not ahead and tokens[at].startswith("ف") and not tokens[at].startswith(_NO_VERB):
                    # تسلمت التحذير، فأبعد موظف في يناير: what came of it was then.
                    cost += _LATER
            resumed = not ahead and day.start < frame.right
            if resumed and {"complement", "pronoun_complement"} & cues[at]:
                # مكالمة قال المكتب إن مديره أجراها الأربعاء: what is said is of the contact.
                cost -= at - frame.end
            elif "complement" in cues[at] or "pronoun_complement" in cues[at]:
                # رد المتحدث، الخميس، بأن: right after the day it makes it that of the word that says so.
                cost += 40 if ahead and (comma or at == day.end) else 20
            elif "clause_breaks" in cues[at] and not (ahead and at == day.end and tokens[at] in WHEN):
                cost += 12
            elif tokens[at] in RELATIVE and self._is_of_occasion(frame, at):
                # للمشاركة في القمة التي دعا إليها البيت الأبيض في شباط: when it was held he was there.
                cost -= last - at
                break
            elif tokens[at] in RELATIVE and at - frame.end > 1:
                cost += 40 if not ahead and self._tells_of_somebody(frame, at, day) else 8
        event = self._other_event(day)
        if event is not None and not event < frame.start < day.start:
            cost += 12
        return cost + (2 if ahead else 0)

    def _cost_of_next(self, frame: Frame, day: Day) -> int:
        """What parts a telling from a day ahead of it that stands right behind another one."""
        tokens, cost = self.document.tokens, 0
        if day.end < len(tokens) and "," in self.document.gap(day.end):
            # في اتصال أمس، على معلومات سلمتها: of the call, not of what it was about.
            cost = _NEXT_CLAUSE if tokens[day.end].startswith("و") or frame.mode == "message" else 0
        elif tokens[frame.start].startswith("و") and "," in self.document.gap(frame.start):
            cost = _NEXT_CLAUSE  # تحادثا في يونيو عقب التمرد، والتقيا قبل ذلك
        # التقيا في ديسمبر 2022 ثم تهاتفا: what was then was later.
        return cost + (_LATER if "ثم" in tokens[day.end : frame.start] else 0)
