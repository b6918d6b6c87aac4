"""Places beside a contact that are those of something else: of a message, of an office, of where one went later."""

from __future__ import annotations

from typing import Final

from transforms.contacts.clauses import RELATIVE
from transforms.contacts.days import AFTER_EVENT
from transforms.contacts.grounds import Grounds
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame
from transforms.contacts.strangers import WHO, follows_strange_name

NEAR: Final = 3
"""Words between a contact and what stands beside it."""
_JOURNEY_WITHIN: Final = 6
_LENGTH_WITHIN: Final = 7
"""Words from a journey back to the word that counts from it, and from its place back to it."""
_COUNTED: Final = frozenset(("من", "علي"))
_PRESENCE: Final = frozenset(("الوجود", "التواجد", "الحضور", "التدخل"))
_AFTER_PLACE: Final = (["بعد"], ["عقب"], ["غداه"], ["قبل"], ["اثر"])
_AFTER_IT: Final = frozenset(("بعد", "عقب", "اثر", "من", "مختتما", "منهيا", "خاتما"))
_AGREED: Final = frozenset(("الاتفاق", "التفاهم", "الصفقه", "العمليه", "المبادله", "التبادل"))
_SAYS: Final = frozenset(("مفادها", "مفاده", "فحواها", "فحواه", "مضمونها", "مضمونه", "تقول", "يقول", "خلاصتها"))
_MESSAGE_WITHIN: Final = 12
_ASK: Final = frozenset(
    ("يتساءل", "تتساءل", "تساءل", "تساءلت", "يتساءلون", "يسال", "تسال", "يسالون", "يقال", "يقول", "يقولون")
)
_OVER: Final = frozenset(
    ("ختام", "نهايه", "انتهاء", "اختتام", "اعقاب", "بعد", "عقب", "اثر", "فور", "الفراغ", "الانتهاء")
)


class PlacesOfOthers(Grounds):
    """Tells whose the places beside a contact are."""

    def _is_of_prison(self, mention: Mention) -> bool:
        """أمريكي كان مسجونا في روسيا: in a country of the pair, where somebody was a prisoner until then."""
        own = mention.side in self.document.knowledge.sides
        return own and mention.start > 1 and "captives" in self.document.cues[mention.start - 2]

    def _is_of_talks(self, mention: Mention) -> bool:
        """بعد لقائهما في الدوحة أتما الصفقة: right behind another contact, where that was."""
        readings = self.document.relation_words.get(mention.start - 2, ())
        return any(r.kind == "noun" and r.entry.mode in {"meeting", "visit", "talk"} for r in readings)

    def _is_of_office(self, index: int) -> bool:
        """رئيس الاستخبارات الخارجية في موسكو ميخائيل فرادكوف: between an office and its holder it is of the office."""
        if not 0 < index < len(self.mentions) - 1:
            return False
        before, mention, after = self.mentions[index - 1 : index + 2]
        held = before.kind in {"head", "service", "generic"} and before.side == mention.side == after.side
        return held and after.kind == "person" and before.end == mention.start - 1 and after.start == mention.end

    def _is_place_of_another(self, mention: Mention, frame: Frame) -> bool:
        """شهادة في مجلس النواب كشف فيها أنه واجهه بما لدى واشنطن: where it is said, and what a state knows."""
        if mention.start and self.document.tokens[mention.start - 1] == "لدي":
            return True
        low, high = min(frame.end, mention.end), max(frame.start, mention.start)
        if mention.kind == "service" and any("," in self.document.gap(at) for at in range(low, high + 1)):
            # تكلما في آذار، بعد دخول راتكليف مقر الوكالة في لانغلي: a house is the place of its clause only.
            return True
        if self._is_in_message(mention) or (frame.mode == "exchange" and self._is_of_talks(mention)):
            return True
        if frame.mode != "exchange" and self._is_where_carried_out(mention, frame):
            return True
        between = range(mention.end, frame.start)
        if frame.relation.kind == "noun" and self.document.tokens[mention.end : frame.start][:1] in _AFTER_PLACE:
            # بيرنز في كييف بعد أيام من لقائه ناريشكين
            return len(between) <= NEAR
        said = {"complement", "pronoun_complement"}
        if any(said & self.document.cues[at] for at in between) or self._is_of_speaker(mention, frame):
            return True
        return mention.end <= frame.start and self._says_from(mention)

    def _is_where_carried_out(self, mention: Mention, frame: Frame) -> bool:
        """التقوا في حزيران ومن ذلك خرجت الصفقة التي نفذت في أنقرة: where it was done that was agreed on."""
        tokens, done = self.document.tokens, self.document.knowledge.forms["done"]
        return any(
            (tokens[at] == "ما" or (tokens[at] in RELATIVE and tokens[at - 1] in _AGREED)) and tokens[at + 1] in done
            for at in range(frame.end + 1, mention.start - 1)
        )

    def _is_of_speaker(self, mention: Mention, frame: Frame) -> bool:
        """السفيرة في موسكو لين تريسي: التقى بيرنز ناريشكين: before a colon where he is who says it."""
        colon = self.document.next_gap(":", mention.end + 1, frame.start + 1)
        return colon <= frame.start and any(m.person and m.end == colon for m in self.mentions)

    def _is_where_asked(self, mention: Mention) -> bool:
        """يتساءل كثيرون في كييف: ماذا قال بوتين لبيرنز؟"""
        first, _ = self.document.sentences[self.document.sentence_of[mention.start]]
        return any(word.lstrip("وف") in _ASK for word in self.document.tokens[first : mention.start])

    def _is_in_message(self, mention: Mention) -> bool:
        """رسالة مفادها أن لا حل في سوريا: what the message says."""
        first = max(0, mention.start - _MESSAGE_WITHIN)
        if not self.document.has_cue("complement", first, mention.start):
            return False
        for at in range(mention.start - 1, first, -1):
            if "," in self.document.gap(at + 1):
                return False
            if "complement" in self.document.cues[at]:
                return self.document.tokens[at - 1] in _SAYS
        return False

    def _is_of_presence(self, adjective: int) -> bool:
        """الوجود الإيراني في سوريا: of whose presence they spoke; not اللقاء الروسي الأمريكي في فيينا."""
        adjectives, tokens = self.document.adjective_words, self.document.tokens
        at = adjective
        while at > 0 and (at in adjectives or tokens[at].endswith("يه")):
            at -= 1
        told = at in self._mention_words or at in self.document.relation_words
        known = adjective in self._mention_words or (told and tokens[at] not in _PRESENCE)
        return not known and tokens[at].startswith("ال")

    def _is_of_stranger(self, frame: Frame, mention: Mention) -> bool:
        """اتصالا لترتيب عودة فوغل الذي وصل إلى واشنطن: where somebody went who is no party to it."""
        pronouns = (at for at in range(frame.end, mention.start) if self.document.tokens[at] in WHO)
        return any(follows_strange_name(self.document, at, self._mention_words) for at in pronouns)

    def _is_of_journey_long_ago(self, mention: Mention, frame: Frame) -> bool:
        """بعد عام من زيارته إلى موسكو التقى ناريشكين: where he went on the journey from which the time is counted."""
        tokens = self.document.tokens
        for at in range(mention.start - 1, max(1, mention.start - _JOURNEY_WITHIN), -1):
            if any(r.kind == "noun" and r.entry.mode == "visit" for r in self.document.relation_words.get(at, ())):
                back = range(at - 2, max(-1, at - _LENGTH_WITHIN), -1)
                counted = tokens[at - 1] in _COUNTED and any(tokens[i] in AFTER_EVENT for i in back)
                return counted and frame.start >= mention.end
        return False

    def _is_behind(self, mention: Mention, frame: Frame) -> bool:
        """عاد إلى واشنطن بعد زيارة لموسكو, عودته إلى بلاده من مهمة: where one went after it."""
        between = self.document.tokens[mention.end : frame.start][:NEAR]
        # قبل أسبوع من الصفقة للقاء: that from which is counted.
        return any(word in _AFTER_IT and (word != "من" or not at) for at, word in enumerate(between))

    def _is_of_later(self, frame: Frame, mention: Mention) -> bool:
        """قبل يوم من وصول ويتكوف إلى موسكو: where another one went before or after.

        في ختام الاجتماع غادر إلى كييف: where one went when it was over.
        """
        between = range(frame.end, mention.start)
        over = frame.relation.kind == "noun" and frame.mode != "visit" and between and frame.start > 0
        # بعد الفراغ من لقاءاته
        before = frame.start - 1 - (self.document.tokens[frame.start - 1] == "من")
        if over and self.document.tokens[before].lstrip("و") in _OVER:
            return True
        if not any(self.document.tokens[at] in AFTER_EVENT for at in between):
            return False
        return any(
            r.entry.mode == "visit" and not self.document.tokens[at].endswith(("ه", "ها"))
            for at in between
            for r in self.document.relation_words.get(at, ())
        )
