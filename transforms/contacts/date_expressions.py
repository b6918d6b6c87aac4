"""What a date expression is the day of by its own words: another event, the first of two, what is said on it."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from transforms.arabic.dates import DateMention, date_mentions
from transforms.contacts.chronology import Chronology
from transforms.contacts.document import Document
from transforms.contacts.earlier_ones import GOES_BACK, TOOK_PLACE
from transforms.contacts.lines import Line
from transforms.contacts.scene import Frame

_WIDEST: Final = 560
"""Days of a period that still dates a contact: "in recent decades" does not."""
_TOLD_RIGHT: Final = 3
"""Words from a telling to the day right behind it."""
_BACK_WITHIN: Final = 14
_SUPERLATIVES: Final = frozenset([
    *("اول", "الاول", "اولي", "الاولي", "اسوا", "الاسوا", "اكبر", "الاكبر"),
    *("اعلي", "الاعلي", "ارفع", "الارفع", "اخطر", "الاخطر", "اوسع", "الاوسع", "اضخم", "الاضخم", "اهم", "الاهم"),
    *("اعقد", "الاعقد", "ابرز", "الابرز", "ادني", "اطول", "الاطول"),
])
_NOUN_PHRASE: Final = 7
"""So many words at most stand between the superlative and its since."""
_FIRST_OF: Final = 6
_WAS_STILL: Final = frozenset(("كان", "كانت", "ظل", "ظلت", "بقي", "بقيت", "وكان", "شغل"))
_TIMES: Final = frozenset(["للمره", "المره", "مره"])
_COUNTED: Final = 20
"""Days of a time in which contacts are counted."""
_TOPICS: Final = frozenset(("عن", "احداث", "باحداث", "لاحداث", "هجمات", "اعتداءات"))
"""Before a day: what happened on it is spoken of."""
_ON: Final = frozenset(["في", "يوم"])
_WAS_THERE: Final = frozenset(("وكان", "وكانت", "وجري", "وجرت", "وعقد", "وعقدت", "وتم"))
_WHERE_IT_WAS: Final = 6
_THAT_WITHIN: Final = 3
THEN_REACH: Final = 4
"""Words from a day to what happened on it: منذ 2022 حين كان قد استقبل."""
WHEN: Final = frozenset(("حين", "حينما", "عندما", "اذ", "لما", "حيث", "يوم"))
"""Right after a day they open what happened on it: في ديسمبر 2019، حين سلمت."""
AFTER_EVENT: Final = frozenset(["عقب", "بعد", "قبل", "منذ", "اعقاب", "قبيل", "غداه", "عشيه", "بعيد", "وقبل", "وبعد"])
BEFORE: Final = frozenset(("قبل", "قبيل", "عشيه"))
FOLLOWS: Final = frozenset(("تلت", "تلا", "اعقبت", "اعقب", "سبقت"))
"""مكالمة تلت الاعتقالات في 27 يونيو"""
"""Words after which another event stands than the one told."""
_SINCE_HIS: Final = 2
"""Words from since to the day of what somebody did: منذ تعيينه قبل أشهر."""
_LIKE: Final = frozenset(("كما", "وكما", "مثلما", "ومثلما"))
_DID: Final = frozenset(("فعل", "فعلت", "فعلا", "حدث", "حصل", "جري", "كان", "كانت"))
_LIKE_WITHIN: Final = 6
_ATTACKS: Final = frozenset((
    *("تفجير", "تفجيري", "تفجيرا", "تفجيرات", "هجوم", "هجومي", "هجمات", "اعتداء", "اعتداءات", "انفجار", "انفجاري"),
    *("اغتيال", "مجزره", "مذبحه", "انقلاب", "كارثه", "تحطم", "سقوط"),
))
_EVENTS: Final = frozenset((
    *("تمرد", "غزو", "اجتياح", "قمه", "انتخابات", "حرب", "احداث", "استفتاء", "اقتحام", "عمليه", "معركه", "زلزال"),
    *("حادث", "احتجاجات", "تنصيب", "خطاب", "موتمر", "اعتقال", "توقيف", "مقتل", "طرد", "قصف", "ضربه", "ضربات", "ازمه"),
))
"""What a day right behind it is of: منذ تمرد 24 يونيو, unlike بعد ظهر 24 يونيو."""
_OUTCOME: Final = 12
"""Words from what came of a contact to its day."""
_NOT: Final = frozenset(("لم", "لن", "لا"))
_REFUSES: Final = ("رفض", "امتنع", "احجم", "تحفظ", "اعتذر")
_REFUSED: Final = frozenset(("الكشف", "كشف", "الافصاح", "التعليق", "الخوض", "الحديث", "الادلاء", "تاكيد", "ذكر"))
_REFUSED_WITHIN: Final = 3
_OF_ATTACK: Final = 4
"""Words at most from an attack to its day: بتفجيري الماراثون يوم 15 أبريل."""


_SOURCED: Final = frozenset(("حسب", "حسبما", "فق", "فقا", "نقلا"))
"""Words for a source, without و and ب, by which what says who says so begins."""
_SOURCE_WITHIN: Final = 8
_AS: Final = frozenset(("علي", "حسب", "فق"))
"""Before ما, without و and ب: على ما ذكر."""
_CAME_OUT: Final = frozenset(("الصادر", "الصادره", "المنشور", "المنشوره", "المذاع", "المذاعه", "الصادرين"))
_PAPERS: Final = frozenset(("بيان", "بيانه", "بيانها", "تقرير", "تقريره", "تقريرها", "مقال", "مذكراته", "كتابه"))
_PAPER_WITHIN: Final = 5
_GOES_ON: Final = frozenset(("بما", "ولم", "ولا", "ولن", "لم"))
"""Behind a day: what is said or not said further on was not on it."""


@dataclass(slots=True)
class Day:
    """A date expression and the words it stands on."""

    start: int
    end: int
    mention: DateMention


class DateExpressions:
    """The days of one document, apart from those in debris, and what the words around each make it the day of."""

    def __init__(self, document: Document, lines: list[Line], published_on: dt.date | None) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.published_on = published_on
        debris = [(line.start, line.end) for line in lines if line.kind == "debris"]
        self.days: list[Day] = []
        found: list[Day] = []
        for mention in date_mentions(document.view, published_on, document.words):
            day = Day(document.word_at(mention.start), document.word_at(mention.end), mention)
            if day.start >= len(document.tokens) or any(first <= day.start < last for first, last in debris):
                continue
            found.append(day)
            if not (mention.kind in {"name", "duration", "dateline"} or mention.debris or mention.label):
                self.days.append(day)
        self._found = found
        self._chronology = Chronology(document, lines, found)
        self._other_events: dict[int, int | None] = {}

    def day_in_headline(self, lines: list[Line]) -> dt.date | None:
        """The one day that the headline names, null for none, several, or more than a day."""
        heads = [(line.start, line.end) for line in lines if line.kind == "head"]
        here = {
            (day.mention.first, day.mention.last)
            for day in self._found
            if any(start <= day.start < end for start, end in heads)
        }
        first, last = here.pop() if len(here) == 1 else (None, None)
        return first if first == last else None

    @cached_property
    def dated_words(self) -> frozenset[int]:
        """The words that date expressions stand on."""
        return frozenset(at for day in self.days for at in range(day.start, day.end))

    def _dates_something(self, day: Day) -> bool:
        """Whether a day can be that of a telling: not the end of a time, not "this year" of "the second time"."""
        mention = day.mention
        if mention.sense == "until" and mention.kind != "relative" and not self._goes_back(day):
            return False
        before = self.document.tokens[max(0, day.start - 2) : day.start]
        if mention.sense == "until" and not _WAS_STILL.isdisjoint(before):
            # كان حتى الشهر الماضي مديرا للوكالة: the end of his time.
            return False
        if mention.sense == "since" and (self._is_overshadowed(day) or self._bounds_a_superlative(day)):
            return False
        tokens = self.document.tokens
        if day.start and tokens[day.start - 1] in _TOPICS and mention.kind in {"absolute", "day"}:
            # سأله عن 24 يونيو, ذكر أحداث 24 يونيو: what was spoken of.
            return False
        if "كما" in tokens[max(0, day.start - 2) : day.start] and tokens[day.start - 1] in {"كما", *_ON}:
            # كما في كانون الثاني: as the one before.
            return False
        if self._is_likened(day):
            return False
        if tokens[day.start][:2] == "هذ" and _TIMES & set(tokens[max(0, day.start - 3) : day.start]):
            return False
        if tokens[day.start][:2] == "هذ" and self._counts_in(day):
            return False
        return not (mention.first and mention.last and (mention.last - mention.first).days > _WIDEST)

    def _counts_in(self, day: Day) -> bool:
        """الاتصال الثاني بينهما هذا العام: in which time it was the second one."""
        first, last = day.mention.first, day.mention.last
        if first is None or last is None or (last - first).days <= _COUNTED:
            return False
        near = range(max(self.document.sentences[self.document.sentence_of[day.start]][0], day.start - 4), day.start)
        return any({"first", "second", "again"} & self.document.cues[at] for at in near)

    def _is_likened(self, day: Day) -> bool:
        """وكما في الجولة الأولى في يناير، ترأس الوفد: as it had been then, so it was this time."""
        first, last = self.document.sentences[self.document.sentence_of[day.start]]
        reach = range(max(first, day.start - _LIKE_WITHIN), day.start - 1)
        like = next((at for at in reach if self.document.tokens[at] in _LIKE), None)
        if like is None or any("," in self.document.gap(at) for at in range(like + 1, day.start + 1)):
            return False
        # ، كما فعل في جولة 23 يناير
        did = self.document.tokens[like + 1] in _DID and "," in self.document.gap(like)
        return did or (day.end < last and "," in self.document.gap(day.end))

    def _was_spoken_of(self, day: Day) -> bool:
        """تفاصيل خرجت الجمعة عن المبادلة: a day before عن, with no contact told before it, is when that came out."""
        tokens = self.document.tokens
        if tokens[day.end : day.end + 1] != ["عن"] or tokens[day.end + 1 : day.end + 2] == ["طريق"]:
            return False
        first, _ = self.document.sentences[self.document.sentence_of[day.start]]
        before = range(first, day.start)
        # أفرجت موسكو الخميس عن فوغل
        released = any({"releases", "captives"} & self.document.cues[at] for at in before)
        return not released and not any(at in self.document.relation_words for at in before)

    def _bounds_a_superlative(self, day: Day) -> bool:
        """أسوأ توتر بين البلدين منذ عقود, في أول لقاء منذ عام: how long there was no like of it."""
        return any(self.document.tokens[at] in _SUPERLATIVES for at in self._before(day, _NOUN_PHRASE))

    def _before(self, day: Day, words: int) -> Iterable[int]:
        """So many words before a day, those of names not counted: أول اتصال بين رئيسي الجهازين منذ عام."""
        first, _ = self.document.sentences[self.document.sentence_of[day.start]]
        names, cues = self.document.entity_words, self.document.cues
        back = range(day.start - 1, first - 1, -1)
        return itertools.islice((at for at in back if at not in names or "first" in cues[at]), words)

    def _is_overshadowed(self, day: Day) -> bool:
        """The first meeting for a year: the year dates nothing, nor does it beside the day itself (الاثنين)."""
        first, last = self.document.sentences[self.document.sentence_of[day.start]]
        if any("first" in self.document.cues[at] for at in self._before(day, _FIRST_OF)):
            return True
        return any(
            first <= other.start < last and other.mention.sense == "at" and other.mention.first for other in self.days
        )

    def _says_what_was(self, day: Day) -> bool:
        """منذ خريف 2022، يوم استضافت أنقرة الرجلين: right behind the day stands what happened on it."""
        if day.mention.sense == "at" or day.end >= len(self.document.tokens):
            return False
        near = range(day.end + 1, self.document.next_gap(",", day.end + 1, day.end + 1 + THEN_REACH))
        readings = (reading for at in near for reading in self.document.relation_words.get(at, ()))
        past = any(reading.kind == "verb" and reading.form == "past" for reading in readings)
        return self.document.tokens[day.end] in WHEN and past

    def _says_when_that_was(self, day: Day) -> bool:
        """زار المقر، وكان ذلك في يونيو 2013، حيث ألقى كلمة: of what stands before it."""
        tokens = self.document.tokens
        before = [token.lstrip("وف") for token in tokens[max(0, day.start - _THAT_WITHIN) : day.start]]
        if "ذلك" in before:
            return not TOOK_PLACE.isdisjoint(before[: before.index("ذلك")])
        # لقاء جمع الرجلين، وكان في أنقرة في نوفمبر 2022
        where = range(max(1, day.start - _WHERE_IT_WAS), day.start - 1)
        was = next((at for at in where if tokens[at] in _WAS_THERE and "," in self.document.gap(at)), None)
        between = range(was + 1, day.start) if was is not None else range(0)
        return bool(between) and all(at in self.document.entity_words or tokens[at] == "في" for at in between)

    def _goes_back(self, day: Day) -> bool:
        """تعود إلى أغسطس 2024: the day itself, not an end."""
        tokens = self.document.tokens
        before = tokens[max(0, day.start - 2) : day.start]
        if any(token.lstrip("وف") in GOES_BACK for token in before):
            return True
        # وتعود آخر صفقة بين الجهازين إلى أغسطس: the verb opens the sentence.
        first, _ = self.document.sentences[self.document.sentence_of[day.start]]
        opens = tokens[first].lstrip("وف") in GOES_BACK and before[-1:] == ["الي"]
        behind = range(first + 1, day.start)
        return opens and len(behind) <= _BACK_WITHIN and not any("," in self.document.gap(at) for at in behind)

    def _other_event(self, day: Day) -> int | None:
        """The word after which another event stands that the day is of: بعد التمرد في 24 يونيو."""
        if day.start not in self._other_events:
            self._other_events[day.start] = self._event_before(day)
        return self._other_events[day.start]

    def _event_before(self, day: Day) -> int | None:
        tokens = self.document.tokens
        first, _ = self.document.sentences[self.document.sentence_of[day.start]]
        for at in range(day.start - 1, max(first - 1, day.start - 13), -1):
            if not {",", "\n", ":"}.isdisjoint(self.document.gap(at + 1)):
                return None
            if day.start - at <= _OF_ATTACK and self._is_attack(at):
                return at
            took_office = tokens[at] == "منذ" and day.start - at == _SINCE_HIS and tokens[at + 1].endswith(("ه", "ها"))
            if tokens[at + 1] == "ذلك":
                continue  # والتقيا قبل ذلك في نوفمبر
            if (tokens[at] in AFTER_EVENT or tokens[at] in FOLLOWS) and (
                day.start - at > 2
                or took_office
                or tokens[at + 1].removeprefix("ال") in _EVENTS
                or self._is_told_of(at + 1, day.start)
            ):
                return at
        return None

    def leads_to(self, day: Day) -> bool:
        """معلومات أدت إلى توقيف شابين يوم 27 ديسمبر: the day of what came of what is told."""
        first, _ = self.document.sentences[self.document.sentence_of[day.start]]
        before = range(day.start - 1, max(first, day.start - _OUTCOME) - 1, -1)
        clause = itertools.takewhile(lambda at: "," not in self.document.gap(at + 1), before)
        return any("outcome" in self.document.cues[at] for at in clause)

    def _is_attack(self, at: int) -> bool:
        return self.document.tokens[at].lstrip("وبل").removeprefix("ال") in _ATTACKS

    def _is_told_of(self, at: int, day: int) -> bool:
        """بعد مكالمة آذار: a noun that tells of a contact stands right before a day, which is its own."""
        return at + 1 == day and any(r.kind == "noun" for r in self.document.relation_words.get(at, ()))

    def _reporting_distance(self, day: Day, sentence: int, told: Collection[int] = ()) -> int:
        """How near a reporting verb is that the day may belong to: قال الأربعاء إنه.

        Behind a telling (its word is among `told`) what is said is told by it: نبه الوكالة في أكتوبر إلى أنه.
        """
        first, last = self.document.sentences[sentence]
        cues = self.document.cues
        best = 1000
        if self._is_of_source(day, first) or self._is_of_paper(day):
            return 0
        # روى برينان أمام النواب، الخميس، تفاصيل مكالمة: set off by commas it is of the verb, however far.
        # ونقل عنه قوله، الأحد: «أجريت مكالمة»: what stands behind the colon is said on it.
        apart = "," in self.document.gap(day.start) and not {",", ":"}.isdisjoint(self.document.gap(day.end))
        refuses = self._is_of_refusal(day, first)
        for at in range(max(first, day.start - 25), day.start):
            if at == refuses:
                best = 1
            elif "reporting" in cues[at] and (at not in told or self._cites(at)) and not self.document.is_feminine(at):
                # كتب الجهاز إلى المكتب في مارس: the verb of saying is itself what is told.
                cost = 0 if apart else day.start - at - 1
                between = range(at + 1, day.start)
                said = any("complement" in cues[i] or "pronoun_complement" in cues[i] for i in between)
                if said or any(i in told for i in between):
                    cost += 25
                elif any(
                    "complement" in cues[i] or "pronoun_complement" in cues[i] or self.document.tokens[i] == "عن"
                    for i in range(day.end, min(last, day.end + 3))
                ):
                    cost = min(cost, 1)
                best = min(best, cost)
        for at in range(day.end, min(last, day.end + 2)):
            if self.document.tokens[at] in _NOT:
                break  # منذ مكالمة 30 يونيو لم يعلن عن أي اتصال
            # أمس قال, أمس ليقول: the day stands right before the verb.
            closed = "," in self.document.gap(at) or self.document.tokens[at] in _GOES_ON
            if closed or at in self.document.relation_words:
                # في مارس رسالة قال فيها: the message says it, on whatever day; جرت الاثنين ولم يكشف عنها.
                break
            purpose = self.document.tokens[at].startswith(("لي", "لت"))
            if purpose and any(0 < self._words_to(day, i) <= _TOLD_RIGHT for i in told):
                # هاتفه في يونيو ليؤكد: what he phoned him for.
                break
            # تلقى في مارس إشارة: a noun by its ending.
            verb = not self.document.tokens[at].startswith(("و", "ف")) and not self.document.is_feminine(at)
            if "reporting" in cues[at] and verb:
                best = min(best, at - day.end)
        return best

    def _is_of_refusal(self, day: Day, first: int) -> int | None:
        """رفض بيسكوف الخميس الكشف عن مضمون المحادثات: where the refusal to say something stands, whose day it is."""
        tokens = self.document.tokens
        if _REFUSED.isdisjoint(tokens[day.end : day.end + _REFUSED_WITHIN]):
            return None
        near = range(day.start - 1, max(first, day.start - _SOURCE_WITHIN) - 1, -1)
        return next((at for at in near if tokens[at].lstrip("وف").startswith(_REFUSES)), None)

    def _words_to(self, day: Day, at: int) -> int:
        """Words from one to a day behind it in its clause, however long those are called who are named between."""
        apart = self.document.next_gap(",", at, day.start) < day.start
        return 0 if apart else sum(i not in self.document.entity_words for i in range(at, day.start))

    def _cites(self, at: int) -> bool:
        """على ما ذكر الكرملين الأحد: who says so, though the verb can tell of a message."""
        before = self.document.tokens[max(0, at - 2) : at]
        return (before[-1:] == ["ما"] and before[0].lstrip("وب") in _AS) or before[-1:] in (["كما"], ["حسبما"])

    def _is_of_paper(self, day: Day) -> bool:
        """بيان الكرملين الصادر أمس: when it came out, not what it tells."""
        at = day.start - 1
        if at < 1 or self.document.tokens[at].removeprefix("و") not in _CAME_OUT:
            return False
        before = self.document.tokens[max(0, at - _PAPER_WITHIN) : at]
        forms = (form for token in before for form in (token, token[1:], token.removeprefix("ال")))
        return not _PAPERS.isdisjoint(forms)

    def _is_of_source(self, day: Day, first: int) -> bool:
        """، حسب بيان الكرملين اليوم الأحد: in what a comma sets off to say who says so, to its end."""
        ends = day.end >= len(self.document.tokens) or self.document.gap(day.end) != " "
        # ، وفق بيان السفارة، الأربعاء: the day may be set off in it.
        set_off = "," in self.document.gap(day.start) and day.start > first
        reach = range(day.start - set_off, max(first, day.start - _SOURCE_WITHIN), -1)
        comma = next((at for at in reach if "," in self.document.gap(at)), None)
        return ends and comma is not None and self.document.tokens[comma].lstrip("وب") in _SOURCED

    def since(self, frame: Frame) -> Iterable[Day]:
        """Days in the frame's sentence since which something holds."""
        return [day for day in self._since if self.document.sentence_of[day.start] == frame.sentence]

    @cached_property
    def _since(self) -> list[Day]:
        return [day for day in self.days if day.mention.sense == "since" and day.mention.first]

    @cached_property
    def historic(self) -> list[Day]:
        """Days before the pair's first day."""
        first = self.knowledge.pair.first_day
        return [
            d for d in self.days if d.mention.last is not None and d.mention.last < first and d.mention.sense == "at"
        ]
