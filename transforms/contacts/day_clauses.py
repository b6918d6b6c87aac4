"""What the words between a telling and a day make of it: when it was held, when somebody did something else."""

from __future__ import annotations

import bisect
import datetime as dt
from typing import Final

from transforms.contacts.conferences import CONFERENCES
from transforms.contacts.date_expressions import BEFORE, DateExpressions, Day
from transforms.contacts.scene import Frame
from transforms.contacts.strangers import follows_strange_name

CLAUSE: Final = 14
"""Words at most from a telling to the day in its clause."""
_RELATIVE_CLAUSE: Final = 6
"""Further words where a relative clause says when it was held."""
_WHICH: Final = frozenset(("التي", "والتي", "الذي", "والذي"))
_LEFT_WITHIN: Final = 3
_LONG: Final = frozenset(("year", "decade"))
_ABOUT: Final = frozenset(("بشان", "حول", "بخصوص", "عن"))
_LATELY: Final = dt.timedelta(days=15)
WAS: Final = frozenset(["كان", "كانت", "وكان", "وكانت", "فكان", "فكانت"])
_SPANS: Final = frozenset([
    *("الايام", "الاسابيع", "الاشهر", "الشهور", "السنوات", "الاعوام", "الفتره", "المده", "الساعات"),
])
"""Spans of time, of which a relative clause says what was in them."""
_EXACTLY: Final = frozenset(("تحديدا", "التحديد", "الضبط", "الذات", "تحديد"))
"""Without و and ب."""
_CLOSER_WITHIN: Final = 3
SAME_MONTH: Final = 20
RELATIVE: Final = frozenset(["الذي", "التي", "الذين", "اللذين", "والتي", "والذي"])
_OUTCOME: Final = 14
"""Words from what came of a tip to its day."""
_CAME_OF: Final = frozenset((
    *("نتاج", "ثمره", "حصيله", "نتيجه", "سبقه", "سبقها", "سبقته", "سبقتها"),
))
_AND_DONE: Final = ("وتم", "وجرت", "وجري", "ونفذ", "وانجز", "واكتمل")
_LED: Final = frozenset(("قاد", "قادت", "ادي", "ادت", "اوصل", "اوصلت"))
_OUTCOMES: Final = frozenset(("thanks", "crime"))
_HAD_DONE: Final = 12
"""Words from كان to the day of what had been done."""
_HIS_OFFICE: Final = frozenset(("منصبه", "منصبها", "مهامه", "مهامها", "مهماته", "رياسه", "اداره", "قياده"))
AFTER_IT: Final = frozenset(("بعدما", "وبعدما"))
_RELEASED: Final = ("هبوط", "عوده", "عودت", "اطلاق", "افراج", "الافراج", "خروج", "تحرر", "تحرير", "وصول")
"""Beginnings of words for what an exchange was to those exchanged."""
_RELEASED_WITHIN: Final = 16


class DayClauses(DateExpressions):
    """Reads clauses between tellings and days of one document."""

    def is_after_it(self, day: Day) -> bool:
        """قبل أن تقلع الطائرتان في صيف 2010: of what came after that which is told."""
        event = self._other_event(day)
        return event is not None and self.document.tokens[event].removeprefix("و") in BEFORE

    def is_of_other_event(self, day: Day) -> bool:
        """بعد التمرد في 24 يونيو: whether the words before a day make it that of something else."""
        return self._other_event(day) is not None

    def _is_year_of_topic(self, frame: Frame, day: Day) -> bool:
        """محادثات بشأن تحركات فلان خلال العام 2012: the year of what they spoke of."""
        if day.mention.kind not in _LONG or not frame.end <= day.start:
            return False
        tokens = self.document.tokens
        topic = next((at for at in range(frame.end, day.start) if tokens[at] in _ABOUT), None)
        return topic is not None and not any("," in self.document.gap(at) for at in range(topic, day.start))

    def _is_counted_from(self, frame: Frame, day: Day) -> bool:
        """قبل أسبوعين من المبادلة في الأول من آب: what is named there was not two weeks before."""
        event = day.mention.counted_from
        return event is not None and day.end <= frame.start < self.document.word_at(event)

    def _is_since_release(self, day: Day, frame: Frame) -> bool:
        """بعد عام من هبوطه في أنقرة حرا بموجب الصفقة: on the day of an exchange its prisoners were free."""
        behind = "".join(self.document.tokens[day.end : day.end + 1])
        near = frame.mode == "exchange" and 0 < frame.start - day.end <= _RELEASED_WITHIN
        return near and behind.startswith(_RELEASED) and ";" not in self.document.gap(frame.start)

    def _is_named_by(self, day: Day, frame: Frame) -> bool:
        """الذكرى الأولى للقاء, بعد عام على أول لقاء: of the meeting that it names, not of what is done on that day.

        Where another time is told of, it may count from that.
        """
        beside = 0 <= frame.start - day.end <= 1 or self._is_since_release(day, frame)
        if not beside or frame.relation.kind != "noun" or self.published_on is None:
            return False
        several = frame.mode == "talk" or self.document.tokens[frame.start].endswith("ات")
        if several and self.document.tokens[day.end - 1] == "من":
            # بعد يومين من المفاوضات: how long they lasted.
            return False
        lately = self.published_on - _LATELY
        others = (d.mention for d in self.days if d is not day and d.mention.kind not in {"anniversary", "dateline"})
        return all(other.last is None or other.last >= lately for other in others)

    def _left_on(self, day: Day) -> int | None:
        """والتقى بورتنيكوف، وغادرها الأربعاء: the verb whose day it is, of leaving, right before it."""
        for at in range(day.start - 1, max(-1, day.start - _LEFT_WITHIN - 1), -1):
            readings = self.document.relation_words.get(at, ())
            if any(getattr(r.entry, "leaves", False) and "من" not in getattr(r.entry, "to", ()) for r in readings):
                return at
            if "," in self.document.gap(at) or self.document.cues[at]:
                break
        return None

    def _closer(self, day: Day) -> Day:
        """في بداية أغسطس، وبالتحديد يوم الرابع منه: right behind a time stands when in it."""
        at = bisect.bisect_left(self.days, day.end, key=lambda other: other.start)
        if at >= len(self.days):
            return day
        behind, one, other = self.days[at], day.mention, self.days[at].mention
        between = self.document.tokens[day.end : behind.start]
        if len(between) > _CLOSER_WITHIN or not any(token.lstrip("وب") in _EXACTLY for token in between):
            return day
        within = one.first and one.last and other.first and other.last and one.first <= other.first
        return behind if within and one.last and other.last and other.last <= one.last else day

    def _is_of_occasion(self, frame: Frame, pronoun: int) -> bool:
        tokens = self.document.tokens
        announced = any(token.startswith("اعلن") for token in tokens[pronoun + 1 : pronoun + 2])
        return frame.mode == "visit" and not announced and not CONFERENCES.isdisjoint(tokens[pronoun - 2 : pronoun])

    def _says_when_held(self, frame: Frame, day: Day) -> bool:
        """المكالمة الأولى المعلنة بين الرجلين جرت في 11 آذار: right before a day, that it was then that it was held.

        So in a relative clause at the end: أكبر عملية تبادل منذ الحرب الباردة، والتي جرت يوم الخميس.
        """
        between, tokens = range(frame.end, day.start), self.document.tokens
        held = next((at for at in between[-2:] if "light" in self.document.cues[at]), None)
        if held is None or frame.relation.kind != "noun" or len(between) > CLAUSE + _RELATIVE_CLAUSE:
            return False
        relative = held > frame.end and tokens[held - 1] in _WHICH
        commas = [at for at in between if "," in self.document.gap(at) and not (relative and at == held - 1)]
        told = any(at in self.document.relation_words for at in between if not relative or at < held - 1)
        return not told and not commas and (relative or len(between) <= CLAUSE)

    def _is_to_be_held(self, at: int) -> bool:
        """بحثا حماية الألعاب التي تستضيفها سوتشي في شباط: when something is held that was yet to be."""
        tokens = self.document.tokens
        return at < len(tokens) and tokens[at] in self.knowledge.forms["to_be_held"]

    def _tells_of_somebody(self, frame: Frame, pronoun: int, day: Day) -> bool:
        """تلقى رسالة عن الشاب الذي قتل في 19 أبريل: the day of what a relative clause says of him, up to its comma."""
        if self._is_to_be_held(pronoun + 1):
            return True
        parties = {at for found in frame.parties.values() for m in found for at in range(m.start, m.end)}
        clause = range(pronoun + 1, day.start)
        tokens = self.document.tokens
        if not _SPANS.isdisjoint(tokens[max(0, pronoun - 2) : pronoun]) and tokens[pronoun + 1].endswith("ها"):
            # حول الأشهر التي أمضاها هنا العام الماضي: when those were.
            return True
        if frame.mode == "exchange" and tokens[pronoun + 1] in self.document.knowledge.forms["done"]:
            # مبادلة كاريلينا وبتروف التي تمت الخميس: what was done is not those exchanged.
            return False
        own = parties | {
            at
            for at, readings in self.document.relation_words.items()
            if any(not getattr(reading.entry, "content", ()) for reading in readings)
        }
        if clause and follows_strange_name(self.document, pronoun, parties) and parties.isdisjoint(clause):
            # لترتيب عودة فوغل الذي وصل إلى واشنطن أمس
            return not any("," in self.document.gap(at) for at in clause)
        if len(clause) == 0 or not own.isdisjoint(clause) or tokens[pronoun + 1] in WAS:
            # ناريشكين الذي كان في واشنطن الأسبوع الماضي: when they met there.
            return False
        if len(clause) == 1 and tokens[pronoun + 1].endswith(("ه", "ها")):
            # التاريخ الذي يحمله مارس 2011
            return False
        return not any("," in self.document.gap(at) or "light" in self.document.cues[at] for at in clause)

    def _is_said_of_man(self, day: Day) -> bool:
        """فرادكوف، الذي تولى رئاسة الجهاز الخريف الماضي، أجرى محادثات: the last words of a clause set off by commas."""
        tokens, gap = self.document.tokens, self.document.gap
        if day.end >= len(tokens) or "," not in gap(day.end):
            return False
        for at in range(day.start - 1, max(0, day.start - CLAUSE), -1):
            if tokens[at] in RELATIVE:
                return "," in gap(at) and at + 1 < day.start and tokens[at + 1] not in WAS
            if "," in gap(at) or (at in self.document.relation_words and tokens[at + 1] not in _HIS_OFFICE):
                return False
        return False

    def _began_on(self, day: Day, frame: Frame) -> bool:
        """موجود في موسكو منذ الاثنين: a visit that goes on began on that day, if it was one of the last."""
        first, last = day.mention.first, day.mention.last
        if frame.mode != "visit" or first is None or first != last or self.published_on is None:
            return False
        between = range(min(frame.end, day.end), max(frame.start, day.start) + 1)
        return self.published_on - first <= _LATELY and not any("," in self.document.gap(at) for at in between)

    def _is_of_preparation(self, day: Day, exchange: Frame) -> bool:
        """في يونيو قدموا عرض المبادلة التي نفذت الخميس, أشرفوا على المبادلة، بعدما التقوا يوم 25 يونيو"""
        tokens = self.document.tokens
        if day.mention.kind == "anniversary":
            # بعد عام على المبادلة التي أنجزها الجهازان
            return False
        done = self._was_done(exchange.end)
        if (done and day.end <= exchange.start) or not AFTER_IT.isdisjoint(tokens[exchange.end : day.start]):
            return True
        # الصفقة نتاج مكالمات أجراها خلال الأسابيع الماضية, التبادل سبقه لقاء أواخر يونيو: of what came before it.
        came_of = next((at for at in range(exchange.end, day.start) if tokens[at] in _CAME_OF), None)
        if came_of is None:
            return False
        between = range(came_of + 1, day.start)
        return not any("," in self.document.gap(at) or tokens[at].startswith(_AND_DONE) for at in between)

    def _was_done(self, end: int) -> bool:
        """المبادلة التي تمت: whether a relative clause at word `end`, behind an exchange, says that it was done."""
        behind = self.document.tokens[end : end + 2]
        return len(behind) > 1 and behind[0] in RELATIVE and behind[1] in self.document.knowledge.forms["done"]

    def _is_of_what_it_led_to(self, day: Day, frame: Frame) -> bool:
        """Of an exchange the day of the talks before it, of talks that of the exchange that came of them."""
        return self._is_of_preparation(day, frame) if frame.mode == "exchange" else self._is_of_exchange(day, frame)

    def _is_of_exchange(self, day: Day, talks: Frame) -> bool:
        """وقاد اللقاء إلى مبادلة أنقرة الخميس: the day of the exchange that came of it, named right before."""
        tokens, cues = self.document.tokens, self.document.cues
        between, swaps = range(talks.end, day.start), self.document.knowledge.forms["swaps"]
        swap = next((at for at in between if tokens[at] in swaps), None)
        if swap is not None and tokens[day.start - 1] in swaps and not tokens[day.start - 1].startswith("ال"):
            # خدم ذلك اللقاء مبادلة الأول من أغسطس
            return True
        if swap is None or any("," in self.document.gap(at) for at in range(swap + 1, day.start + 1)):
            return False
        if self._was_done(swap + 1):
            # هاتفه وعرض عليه المبادلة التي تمت الجمعة
            return True
        led = range(max(0, talks.start - 1), swap)
        before = tokens[led.start].lstrip("وف") in _LED and "الي" in tokens[talks.end : swap]
        return before or any("leads_to" in cues[at] and not tokens[at].startswith("ل") for at in led)

    def _is_of_thanks(self, day: Day, frame: Frame) -> bool:
        """شكره أمس على معلومات نقلتها الوكالة: thanks on a certain day are for what was given before it.

        So where the thanks stand behind: معلومات نقلتها الوكالة، وشكره أمس.
        """
        first, last = day.mention.first, day.mention.last
        if frame.mode != "message":
            return False
        opening, _ = self.document.sentences[frame.sentence]
        behind = day.end <= frame.start and self.document.tokens[day.end : day.end + 1] == ["علي"]
        behind = behind and self.document.has_cue("thanking", opening, day.start)
        # أبلغه في مكالمة الأحد امتنانه لمعلومات, عبر له الأحد عن امتنانه
        own = day.end + (self.document.tokens[day.end : day.end + 1] == ["عن"])
        grateful = own < frame.start and "thanking" in self.document.cues[own]
        behind = behind or (grateful and not self.document.tokens[own].startswith("ل"))
        after = frame.end <= day.start and self.document.has_cue("thanking", frame.end, day.start)
        thanked = behind or after or getattr(frame.relation.entry, "past", "") == "شكر"
        return thanked and first is not None and last is not None and (last - first).days <= SAME_MONTH

    def _is_of_outcome(self, day: Day, frame: Frame) -> bool:
        """معلومات قادت إلى اعتقال أربعة في 22 يناير: the day of what came of a tip, or of the crime it was about."""
        first, _ = self.document.sentences[self.document.sentence_of[day.start]]
        began, ended = day.mention.first, day.mention.last
        if began and ended and (ended - began).days > SAME_MONTH:
            # أحبطت هجوما في ديسمبر: what came of it came soon.
            return False
        for at in range(day.start - 1, max(first, day.start - _OUTCOME), -1):
            told = at in self.document.relation_words and "crime" not in self.document.cues[at]
            if frame.start <= at < frame.end or "," in self.document.gap(at + 1) or told:
                return False
            if _OUTCOMES & self.document.cues[at]:
                return frame.end <= at or frame.start >= day.end
        return False

    def _is_of_earlier(self, day: Day, frame: Frame) -> bool:
        """بهذه العملية استعادوا شبكة كان المكتب قد أوقع بها أواخر يونيو: the day of what had been done before it."""
        tokens = self.document.tokens
        reach = range(day.start - 1, max(frame.end, day.start - _HAD_DONE) - 1, -1)
        was = next((at for at in reach if tokens[at] in WAS), None)
        if was is None or "قد" not in tokens[was + 1 : day.start - 1]:
            return False
        had = tokens.index("قد", was + 1) + 1
        between = range(had, day.start)
        own = any(at in self.document.relation_words or "light" in self.document.cues[at] for at in between)
        return not own and not any("," in self.document.gap(at) for at in between)
