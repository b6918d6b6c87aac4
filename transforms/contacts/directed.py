"""What goes from one named party to the other, whatever verb tells it: by what is given, or by the telephone."""

from __future__ import annotations

import itertools
import re
from typing import Final

from transforms.contacts import records
from transforms.contacts.lookalikes import is_telephone
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, STRONG, Frame, Scene
from transforms.contacts.wordlists import Relation

_GIVEN: Final = records.Noun(mode="message", noun="رسالة")
_SPOKEN: Final = records.Noun(mode="call", noun="مكالمة")
_TALKED: Final = records.Verb(mode="talk", past="تحاور", present="يتحاور", takes=("مع",))
_RECIPROCAL: Final = re.compile("[وف]?(س?يت|س?تت|ت)[^اويت]ا[^اي][^ا](ا|تا|وا|ان|ون)?")
"""A verb of the form تفاعل, which says that two did something to one another."""
_SEATED: Final = records.Noun(mode="meeting", noun="طاولة")
_PRESENT: Final = ("ي", "تت", "س")
_VERB_REACH: Final = 5
_APART: Final = 12
"""Words between the parties, and from them to what is given."""
_MOST_NAMED: Final = 24
"""Parties of one sentence that are looked at, so that time stays bounded."""
_WEIGHT: Final = 0.7
_DOUBTFUL: Final = frozenset(
    ("رد", "طلب", "عرض", "نص", "صور", "صورا", "ملف", "ملفا", "تقرير", "تقريرا", "يفيد", "تسجيل", "تسجيلا", "تسجيلات",
     "اسماء", "وثايق", "ادله", "دليلا", "استخباراتيه", "موافقه", "بيانات", "خطاب", "خطابا", "نسخه", "نسخا",
     "مقترح", "قايمه", "لايحه", "مفاده", "مفادها")
)  # fmt: skip
"""Words for what is given that as often are verbs, or something to read."""
_NOT: Final = frozenset(("لم", "لا", "لن"))
_NEITHER: Final = NO_PARTY | {"speaker", "aide", "في", "by"}


class Directed(Scene):
    """Finds contacts between named parties that no known verb tells of."""

    def _directed(self, found: list[Frame]) -> list[Frame]:
        """سمع ناريشكين من بيرنز تحذيرا, جاء الطلب من الجهاز إلى المكتب, وبخ برينان بورتنيكوف هاتفيا."""
        told = {frame.sentence for frame in found if frame.why_not == "other_party" or len(frame.parties) == 2}
        frames: list[Frame] = []
        for sentence, here in self._by_sentence.items():
            if sentence in told:
                continue
            named = [i for i in here if self._is_named(i)][:_MOST_NAMED]
            if len(self._sides_of(named)) < len(self.sides) or not any(self._is_service(i) for i in named):
                continue
            if any(self.mentions[i].kind == "foreign" and not self.mentions[i].weak for i in here):
                continue
            frame = self._with_one_another(sentence, named) or self._at_one_table(sentence, named)
            leaders = any(self.mentions[i].kind == "leaders" for i in here)
            if frame is None and not leaders and not self._is_of_crime(sentence):
                frame = self._given(sentence, named) or self._by_telephone(sentence, named)
            if frame is not None:
                frames.append(frame)
        return frames

    def _is_of_crime(self, sentence: int) -> bool:
        """سرق قراصنة الجهاز معلومات من الوكالة"""
        first, last = self.document.sentences[sentence]
        return any(
            self._has_cue(first, last, name) for name in ("crime", "intercepts", "espionage", "treason", "charges")
        )

    def _is_named(self, index: int) -> bool:
        mention = self.mentions[index]
        if mention.kind not in STRONG or mention.weak or mention.side not in self.sides:
            return False
        if mention.start > 1 and self.document.tokens[mention.start - 2].lstrip("وف") in _NOT:
            # ولم تتدخل أجهزة الاستخبارات
            return False
        return self._line_of.get(mention.start) != "debris" and self.links.of(index) not in _NEITHER

    def _given(self, sentence: int, named: list[int]) -> Frame | None:
        """What one gives and the other gets: من says from whom, إلى or ل to whom, ب what somebody is given."""
        for giver in named:
            for getter in named:
                if self.mentions[giver].side == self.mentions[getter].side:
                    continue
                content = self._content(giver, getter)
                if content is not None:
                    frame = self._found(sentence, content, _GIVEN, giver, getter)
                    if self.document.tokens[self.mentions[getter].start - 1] == "امام":
                        # وضع على الطاولة أمام نظرائهم عرضا
                        frame.mode = "meeting"
                    return frame
        return None

    def _content(self, giver: int, getter: int) -> int | None:
        """The word for what went from one to the other, if the prepositions say that something did."""
        one, other = self.mentions[giver], self.mentions[getter]
        first, last = min(one.start, other.start), max(one.end, other.end)
        if last - first - (one.end - one.start) - (other.end - other.start) > _APART:
            return None
        between = range(min(one.end, other.end), max(one.start, other.start))
        if any("complement" in self.document.cues[at] for at in between):
            # سلم المكتب رسالة قال فيها إن موكله يعمل للجهاز: what it says.
            return None
        come_from, go_to = self.links.of(giver) == "من", self.links.of(getter) in {"الي", "ل"}
        acts = {"", "verb"}
        start = self.document.sentences[self.document.sentence_of[first]][0]
        if come_from and go_to and one.start - 1 == start and other.start - one.end <= 1:
            # من السي آي إيه إلى الأمن الفيدرالي: هجوم وشيك
            return start
        if come_from and (go_to or (self.links.of(getter) in acts and other.start < one.start)):
            near = range(max(start, first - 3), last + 4)
        elif go_to and self.links.of(giver) in acts and one.start < other.start:
            near = range(one.end, other.end + 4)
        elif self.links.of(giver) in acts and self.links.of(getter) in acts and one.end < other.start:
            near = range(other.end, other.end + 1)
            if not self._is_given(other.end, clitic="ب"):
                return None
        else:
            return None
        return next((at for at in near if self._is_given(at)), None)

    def _is_given(self, at: int, clitic: str = "") -> bool:
        tokens = self.document.tokens
        if at >= len(tokens) or at in self._mention_words or (clitic and not tokens[at].startswith(clitic)):
            return False
        word = tokens[at]
        words = self.knowledge.words.content_words
        for form in (word, word.removeprefix("ال"), word.removeprefix("ب"), word.removeprefix("ب").removeprefix("ال")):
            if form in words and form not in _DOUBTFUL:
                return True
        return word in {"الطلب", "طلبا", "طلبات", "الرساله"}

    def _by_telephone(self, sentence: int, named: list[int]) -> Frame | None:
        """راتكليف وناريشكين على الخط: both beside a word for the telephone."""
        first, last = self.document.sentences[sentence]
        for at in self.document.cue_positions("phone"):
            if not first <= at < last or at in self._mention_words or is_telephone(self.document, at):
                continue
            near = sorted(named, key=lambda i: self._distance(at, self.mentions[i]))
            one = near[0]
            other = next((i for i in near if self.mentions[i].side != self.mentions[one].side), None)
            if other is None or self._distance(at, self.mentions[other]) > _APART:
                continue
            apart = any(
                {"complement", "pronoun_complement", "clause_breaks"} & self.document.cues[i]
                for i in self._span(one, other, at)
            )
            if not apart:
                return self._found(sentence, at, _SPOKEN, one, other)
        return None

    def _with_one_another(self, sentence: int, named: list[int]) -> Frame | None:
        """تعاهد عليه بانيتا وفرادكوف, يتحاور مديرا الجهازين: a verb of the form تفاعل with both as its subject."""
        first, last = self.document.sentences[sentence]
        tokens = self.document.tokens
        for one in named:
            for other in named:
                pair = (self.mentions[one], self.mentions[other])
                if pair[0].side == pair[1].side or not self._are_joined(*pair):
                    continue
                start, end = min(m.start for m in pair), max(m.end for m in pair)
                near = [*range(start - 1, max(first, start - _VERB_REACH) - 1, -1), *range(end, min(last, end + 2))]
                for at in near:
                    if "," in self.document.gap(at + 1) and at < start:
                        break
                    if self._is_told_apart(at, start):
                        break
                    if at not in self._mention_words and _RECIPROCAL.fullmatch(tokens[at]) and not self._is_no_talk(at):
                        return self._found(sentence, at, _TALKED, one, other)
        return None

    def _is_told_apart(self, at: int, start: int) -> bool:
        """مذكرة تفاهم كان يفترض أن يوقعها المكتب والجهاز: another verb has them as its subject."""
        return at < start and any({"planned", "complement"} & self.document.cues[i] for i in range(at + 1, start))

    def _at_one_table(self, sentence: int, named: list[int]) -> Frame | None:
        """حول طاولة واحدة: بيرنز وناريشكين"""
        first, last = self.document.sentences[sentence]
        at = next((at for at in range(first, last) if self.document.tokens[at] in self.knowledge.forms["tables"]), None)
        if at is None:
            return None
        for one, other in itertools.permutations(named, 2):
            pair = (self.mentions[one], self.mentions[other])
            if pair[0].side != pair[1].side and self._are_joined(*pair) and self._distance(at, pair[0]) <= _APART:
                return self._found(sentence, at, _SEATED, one, other)
        return None

    def _is_no_talk(self, at: int) -> bool:
        """تنافس, تراشق: what two do to one another without talking."""
        word = self.document.tokens[at].lstrip("وف")
        return word in self.knowledge.forms["no_talk"] or bool(self.document.cues[at])

    def _are_joined(self, one: Mention, other: Mention) -> bool:
        """أ وب, or both by one phrase: مديرا الجهازين."""
        return one.start == other.start or self._follows_and(one, other)

    def _span(self, one: int, other: int, at: int) -> range:
        starts = [self.mentions[one].start, self.mentions[other].start, at]
        return range(min(starts), max(starts))

    def _distance(self, at: int, mention: Mention) -> int:
        return at - mention.end if mention.end <= at else mention.start - at

    def _found(self, sentence: int, at: int, told: records.Noun | records.Verb, one: int, other: int) -> Frame:
        first, last = self.document.sentences[sentence]
        relation = Relation("noun", told, "singular")
        if isinstance(told, records.Verb):
            present = self.document.tokens[at].removeprefix("و").removeprefix("ف").startswith(_PRESENT)
            relation = Relation("verb", told, "present" if present else "past")
        frame = Frame(at, at + 1, relation, told.mode, sentence, first, last)
        frame.line = self._line_of.get(at, "body")
        frame.rule = "from one named party to the other"
        frame.weight = _WEIGHT
        self._take(frame, [one, other])
        return frame
