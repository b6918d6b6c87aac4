"""Which date expression dates a telling."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from transforms.arabic.dates import DateMention, date_mentions
from transforms.contacts.chronology import Chronology
from transforms.contacts.document import Document
from transforms.contacts.lines import Line
from transforms.contacts.scene import Frame

_FARTHEST: Final = 26
_WIDEST: Final = 400
"""Days of a period that still dates a contact: "in recent decades" does not."""
_NEAR_ENOUGH: Final = 14
_GOES_BACK: Final = frozenset(["تعود", "يعود", "عاد", "عادت", "ترجع", "يرجع", "رجع", "رجعت"])
_SUPERLATIVES: Final = frozenset([
    *("اول", "الاول", "اولي", "الاولي", "اسوا", "الاسوا", "اكبر", "الاكبر"),
    *("اعلي", "الاعلي", "ارفع", "الارفع", "اخطر", "الاخطر"),
])
_NOUN_PHRASE: Final = 5
"""So many words at most stand between the superlative and its since."""
_TIMES: Final = frozenset(["للمره", "المره", "مره"])
_RELATIVE: Final = frozenset(["الذي", "التي", "الذين", "اللذين", "والتي", "والذي"])
_CALENDAR: Final = frozenset(["absolute", "day", "month"])
_ON: Final = frozenset(["في", "يوم"])
_WAS: Final = frozenset(["كان", "كانت", "وكان", "وكانت", "فكان", "فكانت"])
_THEN: Final = frozenset(("حينها", "وقتها", "انذاك", "حينذاك", "وقتذاك", "يومها", "يومذاك", "عندها"))
_THAT_WITHIN: Final = 3
_THEN_REACH: Final = 4
"""Words from a day to what happened on it: منذ 2022 حين كان قد استقبل."""
_THEN_WITHIN: Final = 2
"""Sentences from "then" back to the time that it means."""
_SEASON: Final = 100
_CLAUSE: Final = 14
_NEXT_CLAUSE: Final = 12
_LATER: Final = 20
_ELLIPTIC: Final = frozenset(("الاولي", "الاول", "اولاهما", "اولهما", "اولاها", "اولها"))
"""The first one, of what was named before."""
_TOOK_PLACE: Final = frozenset(("كان", "كانت", "جرت", "جري", "تمت", "عقدت", "عقد", "في", "يوم"))
_FIRST_WITHIN: Final = 3
"""Words from "the first" to its day."""
_HEADING: Final = 3
"""Words that a sentence which is but a day may have beside it."""
_WHEN: Final = frozenset(("حين", "حينما", "عندما", "اذ", "لما", "حيث", "يوم"))
"""Right after a day they open what happened on it: في ديسمبر 2019، حين سلمت."""
AFTER_EVENT: Final = frozenset(["عقب", "بعد", "قبل", "منذ", "اعقاب", "قبيل", "غداه", "عشيه", "بعيد", "وقبل", "وبعد"])
"""Words after which another event stands than the one told."""


@dataclass(slots=True)
class Day:
    """A date expression and the words it stands on."""

    start: int
    end: int
    mention: DateMention


class DayReader:
    """Reads the days of one document, apart from those in debris, and gives them to its tellings."""

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
        self._chronology = Chronology(document, lines, found)
        self._other_events: dict[int, int | None] = {}

    @cached_property
    def dated_words(self) -> frozenset[int]:
        """The words that date expressions stand on."""
        return frozenset(at for day in self.days for at in range(day.start, day.end))

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
            reported = self._reporting_distance(day, sentence, {frames[i].start for i in here})
            for distance, index in distances:
                if distance > _FARTHEST or distance >= reported or distance > distances[0][0] + 3:
                    break
                if index not in found or self._is_better(day, distance, *found[index][::-1]):
                    found[index] = (distance, day)
        dated = {index: day for index, (_, day) in found.items()}
        taken = {day.start for index, day in dated.items() if len(frames[index].parties) == 2}
        for index, frame in enumerate(frames):
            heading = None
            if index not in dated:
                heading = self._heading(frame) or self._entry(frame) or self._opening(frame, taken)
                heading = heading or self._at_that_time(frame)
            if heading is not None:
                dated[index] = heading
        return dated

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
        if day.mention.kind not in _CALENDAR or day.mention.sense != "at" or not day.mention.first:
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

    def _at_that_time(self, frame: Frame) -> Day | None:
        """أن الخطر كان حقيقيا في خريف 2022. وأضاف أن الرئيس أرسله حينها: the time told of last, if it is near."""
        tokens = self.document.tokens
        then = [at for at in range(frame.left, frame.right) if tokens[at] in _THEN and tokens[at - 1] not in _WAS]
        if len(frame.parties) != 2 or not then:
            return None
        at = bisect.bisect_left(self.days, frame.start, key=lambda day: day.end + 1) - 1
        if at < 0 or frame.sentence - self.document.sentence_of[self.days[at].start] > _THEN_WITHIN:
            return None
        day = self.days[at]
        if day.mention.first is None or day.mention.last is None:
            return None
        wide = (day.mention.last - day.mention.first).days > _SEASON
        return None if wide or day.mention.sense != "at" or day.mention.future else day

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
        return here[0] if here[0].mention.first and here[0].mention.sense == "at" else None

    def _dates_something(self, day: Day) -> bool:
        """Whether a day can be that of a telling: not the end of a time, not "this year" of "the second time"."""
        mention = day.mention
        if mention.sense == "until" and mention.kind != "relative" and not self._goes_back(day):
            return False
        if mention.sense == "since" and (self._is_overshadowed(day) or self._bounds_a_superlative(day)):
            return False
        tokens = self.document.tokens
        if "كما" in tokens[max(0, day.start - 2) : day.start] and tokens[day.start - 1] in {"كما", *_ON}:
            # كما في كانون الثاني: as the one before.
            return False
        if tokens[day.start][:2] == "هذ" and _TIMES & set(tokens[max(0, day.start - 3) : day.start]):
            return False
        return not (mention.first and mention.last and (mention.last - mention.first).days > _WIDEST)

    def _bounds_a_superlative(self, day: Day) -> bool:
        """أسوأ توتر بين البلدين منذ عقود, في أول لقاء منذ عام: how long there was no like of it."""
        first = self.document.sentences[self.document.sentence_of[day.start]][0]
        return not _SUPERLATIVES.isdisjoint(self.document.tokens[max(first, day.start - _NOUN_PHRASE) : day.start])

    def _may_date(self, day: Day, frame: Frame) -> bool:
        """Whether a day of its sentence can be that of a telling."""
        if day.mention.kind == "anniversary":
            # الذكرى الأولى للقاء: of the meeting that it names, not of what is done on that day.
            return frame.start == day.end
        if self._says_what_was(day) and day.end < frame.start <= day.end + _THEN_REACH:
            return True
        if not self._dates_something(day):
            return False
        if day.mention.sense == "since" and day.mention.kind != "relative" and not self._goes_back(day):
            # طلبنا منه منذ أكتوبر 2011: one asks once; what else is told is since then.
            return frame.mode == "message" and frame.relation.kind == "verb"
        first = self.first_one(day)
        if first is not None and frame.start < first:
            return False
        event = self._other_event(day)
        # منذ مغادرته الوكالة في أبريل 2018: of what happened then, not of what did since.
        if event is None or self.document.tokens[event] != "منذ" or event < frame.start < day.start:
            return True
        return any("light" in self.document.cues[at] for at in range(event, day.start))

    def first_one(self, day: Day) -> int | None:
        """الأولى كانت في 11 مارس, وكانت الأولى في 11 مارس: the word for the one before, of which the day is."""
        tokens = self.document.tokens
        first = self.document.sentences[self.document.sentence_of[day.start]][0]
        for at in range(day.start - 1, max(first, day.start - _FIRST_WITHIN) - 1, -1):
            if tokens[at].lstrip("وف") not in _ELLIPTIC:
                if tokens[at] not in _TOOK_PLACE and tokens[at].lstrip("وف") not in _TOOK_PLACE:
                    return None
                continue
            before = tokens[at - 1] if at > first else ""
            was = {before.lstrip("وف"), tokens[at + 1], tokens[at + 1].lstrip("وف")}
            if _TOOK_PLACE.isdisjoint(was):
                # كما أعلن الأول أمس: the former of two.
                return None
            # المكالمة الأولى في 11 مارس is told as others are.
            named = before.startswith(("ال", "وال", "بال", "لل")) and not self.document.gap(at).strip()
            return None if named or at - 1 in self.document.relation_words else at
        return None

    @staticmethod
    def _is_better(day: Day, distance: int, known: Day, known_distance: int) -> bool:
        """Whether a day dates a telling better than the known one: it lies within it, or stands nearer."""
        one, other = day.mention, known.mention
        if one.first and one.last and other.first and other.last and (one.first, one.last) != (other.first, other.last):
            if other.first <= one.first and one.last <= other.last:
                return True
            if one.first <= other.first and other.last <= one.last:
                return False
        return distance < known_distance

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
        if len(days) != 1 or self._other_event(days[0]) is not None:
            return None
        return days[0] if self._reporting_distance(days[0], sentence) > _NEAR_ENOUGH else None

    def _is_of_its_clause(self, frame: Frame, day: Day) -> bool:
        """اجتمع أ بب في جنيف في 25 يونيو، وطرحوا: a day behind a telling that names both, without a comma between."""
        if not (frame.end <= day.start and len(frame.parties) == 2 and not frame.continues):
            return False
        own = {at for found in frame.parties.values() for m in found for at in range(m.start, m.end + 1)}
        between = [at for at in range(frame.end, day.start + 1) if at not in own]
        return len(between) <= _CLAUSE and not any("," in self.document.gap(at) for at in between)

    def _distance(self, frame: Frame, day: Day, follows: bool = False) -> int:
        """Words between a telling and a day, those of its parties not counted, and what parts them.

        With `follows` another telling stands right before the day, so that it does not open the clause behind it.
        """
        first, last = (frame.end, day.start) if day.start >= frame.end else (day.end, frame.start)
        cost = max(0, last - first)
        ahead = day.start < frame.start
        comma = False
        cues, tokens = self.document.cues, self.document.tokens
        for mentions in frame.parties.values():
            cost -= sum(max(0, min(m.end, last) - max(m.start, first)) for m in mentions)
        if ahead and follows and day.end < len(tokens) and "," in self.document.gap(day.end):
            # في اتصال أمس، على معلومات سلمتها: of the call, not of what it was about.
            cost += _NEXT_CLAUSE if tokens[day.end].startswith("و") or frame.mode == "message" else 0
        if ahead and follows and "ثم" in tokens[day.end : frame.start]:
            # التقيا في ديسمبر 2022 ثم تهاتفا: what was then was later.
            cost += _LATER
        for at in range(first, last):
            if "," in self.document.gap(at):
                cost += 0 if ahead else 2
                comma = True
            if "complement" in cues[at] or "pronoun_complement" in cues[at]:
                # رد المتحدث، الخميس، بأن: right after the day it makes it that of the word that says so.
                cost += 40 if ahead and (comma or at == day.end) else 20
            elif "clause_breaks" in cues[at] and not (ahead and at == day.end and tokens[at] in _WHEN):
                cost += 12
            elif tokens[at] in _RELATIVE and at - frame.end > 1:
                cost += 40 if not ahead and self._tells_of_somebody(frame, at, day) else 8
        event = self._other_event(day)
        if event is not None and not event < frame.start < day.start:
            cost += 12
        return cost + (2 if ahead else 0)

    def _tells_of_somebody(self, frame: Frame, pronoun: int, day: Day) -> bool:
        """تلقى رسالة عن الشاب الذي قتل في 19 أبريل: the day of what a relative clause says of him, up to its comma."""
        parties = {at for found in frame.parties.values() for m in found for at in range(m.start, m.end)}
        clause = range(pronoun + 1, day.start)
        tokens = self.document.tokens
        own = parties | {
            at
            for at, readings in self.document.relation_words.items()
            if any(not getattr(reading.entry, "content", ()) for reading in readings)
        }
        if len(clause) == 0 or not own.isdisjoint(clause) or tokens[pronoun + 1] in _WAS:
            # ناريشكين الذي كان في واشنطن الأسبوع الماضي: when they met there.
            return False
        if len(clause) == 1 and tokens[pronoun + 1].endswith(("ه", "ها")):
            # التاريخ الذي يحمله مارس 2011
            return False
        return not any("," in self.document.gap(at) or "light" in self.document.cues[at] for at in clause)

    def _is_overshadowed(self, day: Day) -> bool:
        """The first meeting for a year: the year dates nothing, nor does it beside the day itself (الاثنين)."""
        first, last = self.document.sentences[self.document.sentence_of[day.start]]
        if any("first" in self.document.cues[at] for at in range(max(first, day.start - 6), day.start)):
            return True
        return any(
            first <= other.start < last and other.mention.sense == "at" and other.mention.first for other in self.days
        )

    def _says_what_was(self, day: Day) -> bool:
        """منذ خريف 2022، يوم استضافت أنقرة الرجلين: right behind the day stands what happened on it."""
        if day.mention.sense == "at" or day.end >= len(self.document.tokens):
            return False
        near = range(day.end + 1, day.end + 1 + _THEN_REACH)
        readings = (reading for at in near for reading in self.document.relation_words.get(at, ()))
        past = any(reading.kind == "verb" and reading.form == "past" for reading in readings)
        return self.document.tokens[day.end] in _WHEN and past

    def _says_when_that_was(self, day: Day) -> bool:
        """زار المقر، وكان ذلك في يونيو 2013، حيث ألقى كلمة: of what stands before it."""
        before = [token.lstrip("وف") for token in self.document.tokens[max(0, day.start - _THAT_WITHIN) : day.start]]
        return "ذلك" in before and not _TOOK_PLACE.isdisjoint(before[: before.index("ذلك")])

    def _goes_back(self, day: Day) -> bool:
        """تعود إلى أغسطس 2024: the day itself, not an end."""
        before = self.document.tokens[max(0, day.start - 2) : day.start]
        return any(token.lstrip("وف") in _GOES_BACK for token in before)

    def _other_event(self, day: Day) -> int | None:
        """The word after which another event stands that the day is of: بعد التمرد في 24 يونيو."""
        if day.start not in self._other_events:
            self._other_events[day.start] = self._event_before(day)
        return self._other_events[day.start]

    def _event_before(self, day: Day) -> int | None:
        tokens = self.document.tokens
        for at in range(day.start - 1, max(-1, day.start - 13), -1):
            if "," in self.document.gap(at + 1) or "\n" in self.document.gap(at + 1):
                return None
            if tokens[at] in AFTER_EVENT and (day.start - at > 2 or self._is_told_of(at + 1, day.start)):
                return at
        return None

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
        # روى برينان أمام النواب، الخميس، تفاصيل مكالمة: set off by commas it is of the verb, however far.
        apart = "," in self.document.gap(day.start) and "," in self.document.gap(day.end)
        for at in range(max(first, day.start - 25), day.start):
            if "reporting" in cues[at]:
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
            # أمس قال, أمس ليقول: the day stands right before the verb.
            if "," in self.document.gap(at) or at in self.document.relation_words or self.document.tokens[at] == "بما":
                # في مارس رسالة قال فيها: the message says it, on whatever day.
                break
            if "reporting" in cues[at] and not self.document.tokens[at].startswith(("و", "ف")):
                best = min(best, at - day.end)
        return best

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
