"""Where a contact was."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from transforms.contacts.days import AFTER_EVENT
from transforms.contacts.document import Document
from transforms.contacts.links import Links
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame
from transforms.contacts.wordlists import Relation

_FARTHEST: Final = 26
_HOUSES: Final = frozenset(
    ("مطار", "مدينه", "العاصمه", "مقر", "فندق", "قصر", "منتجع", "سفاره", "قاعده", "عاصمه", "منطقه", "ضاحيه")
)


_SUMMITS: Final = frozenset(("قمه", "موتمر", "منتدي"))
"""What is named after where it is held: على هامش قمة البيت الأبيض."""
_PARTS: Final = frozenset(("ارض", "ارضيه", "مدرج", "مدارج", "صاله", "قاعه", "محيط"))
"""Of an airport and the like."""
_GROUNDS: Final = frozenset(("مطار", "المطار", "مدرج", "المدرج", "جسر", "الجسر", "ساحه"))
_THERE: Final = frozenset(("هناك", "هنالك"))
_NEAR: Final = 3
_SAYS: Final = frozenset(("مفادها", "مفاده", "فحواها", "فحواه", "مضمونها", "مضمونه", "تقول", "يقول", "خلاصتها"))
_MESSAGE_WITHIN: Final = 12
_PRESENT: Final = frozenset(
    ("كان", "كانت", "موجود", "موجودا", "موجودان", "موجودين", "متواجد", "متواجدا", "حاضر", "حاضرا", "وجوده", "تواجده")
)
"""بيرنز موجود في أنقرة, كان في أنقرة"""
_HELD: Final = frozenset((
    *("مره", "مرتين", "مرات", "اختتمت", "تختتم", "انتهت", "انطلق", "انطلقت", "استونف", "استونفت", "تواصل", "تواصلت"),
    *("استمرت", "التامت", "التام"),
))
"""اختتمت في جنيف محادثات"""


class PlaceReader:
    """Reads the places of the tellings of one document."""

    def __init__(
        self, document: Document, mentions: list[Mention], links: Links, dated_words: frozenset[int]
    ) -> None:
        self.document = document
        self.mentions = mentions
        self.links = links
        self.dated_words = dated_words

    def place(self, frame: Frame) -> tuple[Mention | None, bool]:
        """Where the contact was, and whether the place hosts (استضافت أنقرة)."""
        if frame.place is not None:
            return frame.place, False
        first, _ = self.document.sentences[frame.sentence]
        best: tuple[int, Mention] | None = None
        hosting = False
        for index in self._mentions_of(frame.sentence):
            mention = self.mentions[index]
            if not (mention.place or (mention.weak and mention.kind in {"state", "foreign"})):
                continue
            link = self.links.of(index)
            hosts = self._hosts(mention)
            if mention.start == frame.end and frame.relation.kind == "noun" and mention.kind == "place":
                return mention, False
            if link == "في" and (self._is_of_office(index) or not self._tells_where(mention, frame)):
                continue
            if (link == "ب" and not mention.place) or self._is_place_of_another(mention, frame):
                continue
            if link not in {"في", "ب", "الي"} and not hosts and not self._in_house(mention):
                continue
            distance = mention.start - frame.end if mention.start >= frame.end else frame.start - mention.end
            cues = self.document.cues
            low, high = (frame.end, mention.start) if mention.start >= frame.end else (mention.end, frame.start)
            distance += sum(12 for at in range(low, high) if "clause_breaks" in cues[at] or "complement" in cues[at])
            distance += sum(6 for at in range(low, high) if at in self.document.relation_words)
            if mention.start >= frame.end:
                distance += sum(
                    10 for at in range(low, high) if self.document.tokens[at] in AFTER_EVENT and high - at > 2
                )
            if link == "الي" and (not self._travels(first, mention.start) or self._is_of_other_journey(frame, mention)):
                continue
            if link == "الي" and frame.mode == "exchange":
                # وعاد بموجبها إلى الولايات المتحدة: where they went, not where they were exchanged.
                continue
            if distance > _FARTHEST or (mention.start < frame.left and not hosts):
                continue
            if best is None or distance < best[0]:
                best, hosting = (distance, mention), hosts
        return (best[1] if best else self._there(frame)), hosting

    def _there(self, frame: Frame) -> Mention | None:
        """حمل إلى موسكو رسالة، والتقى هناك مسؤولين: the last place before it in the sentence."""
        if _THERE.isdisjoint(self.document.tokens[frame.end : frame.end + _NEAR]):
            return None
        for index in reversed(self._mentions_of(frame.sentence)):
            mention = self.mentions[index]
            if mention.start >= frame.start or not (mention.place or mention.weak or mention.kind == "place"):
                continue
            if self.links.of(index) in {"الي", "في", "ب"} and not self._is_in_message(mention):
                return mention
        return None

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
        if self._is_in_message(mention):
            return True
        between = range(mention.end, frame.start)
        said = {"complement", "pronoun_complement"}
        return any(said & self.document.cues[at] for at in between)

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

    def _hosts(self, mention: Mention) -> bool:
        cues, tokens = self.document.cues, self.document.tokens
        behind = mention.start > 0 and "hosts" in cues[mention.start - 1]
        if behind and tokens[mention.start - 1].lstrip("وي").removeprefix("ت").startswith("جمع"):
            # تجمع روسيا والولايات المتحدة: those brought together.
            behind = False
        # أنقرة تؤكد استضافة اجتماع
        at = mention.end + (mention.end < len(cues) and bool({"reporting", "confirmation"} & cues[mention.end]))
        return behind or (at < len(cues) and "hosts" in cues[at])

    def _tells_where(self, mention: Mention, frame: Frame) -> bool:
        """Whether في belongs to the contact and not to a noun before it (الحرب في أوكرانيا, السفارة في موسكو)."""
        at = mention.start - 2
        if at < 0 or "," in self.document.gap(at + 1) or at < frame.end <= at + 1:
            return True
        cues = self.document.cues[at]
        if frame.mode == "exchange" and ("arranges" in cues or self.document.tokens[at] in _GROUNDS):
            # نفذت في أبوظبي, على مدرج مطار في تركيا
            return True
        if frame.mode == "exchange" and self._are_exchanged(frame.end, at):
            return True
        if {
            "light",
            "adverbs",
            "both",
            "phone",
            "first",
            "second",
            "again",
            "attributes",
        } & cues or at in self.dated_words:
            return True
        if self.document.tokens[at].lstrip("وف") in _PRESENT | _HELD:
            return True
        if at in self.document.relation_words or at in self.document.adjective_words:
            return True
        return at in self._mention_words

    def _are_exchanged(self, start: int, last: int) -> bool:
        """تبادلت واشنطن وموسكو كارلينا وبتروف في أبوظبي: between verb and place stand but who did it, and whom."""
        tokens = self.document.tokens
        for at in range(start, last + 1):
            known = at in self._mention_words or at in self.dated_words or "captives" in self.document.cues[at]
            if "," in self.document.gap(at) or at in self.document.relation_words:
                return False
            if not known and (tokens[at].startswith("ال") or self.document.cues[at]):
                return False
        return True

    @cached_property
    def _mention_words(self) -> frozenset[int]:
        return frozenset(at for m in self.mentions for start, end in m.parts for at in range(start, end))

    def _mentions_of(self, sentence: int) -> list[int]:
        return self._by_sentence.get(sentence, [])

    @cached_property
    def _by_sentence(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for index, mention in enumerate(self.mentions):
            found.setdefault(self.document.sentence_of[mention.start], []).append(index)
        return found

    def _is_of_later(self, frame: Frame, mention: Mention) -> bool:
        """قبل يوم من وصول ويتكوف إلى موسكو: where another one went before or after."""
        between = range(frame.end, mention.start)
        if not any(self.document.tokens[at] in AFTER_EVENT for at in between):
            return False
        return any(
            r.entry.mode == "visit" and not self.document.tokens[at].endswith(("ه", "ها"))
            for at in between
            for r in self.document.relation_words.get(at, ())
        )

    def _is_of_other_journey(self, frame: Frame, mention: Mention) -> bool:
        """Whether who went there did so at another time: طار إلى كييف ليطلعه على فحوى لقائه بناريشكين."""
        spoken_of = self.document.knowledge.forms["asking"]
        told = mention.end <= frame.start and self.document.tokens[frame.start - 1] in spoken_of
        return told or self._is_of_later(frame, mention)

    def _in_house(self, mention: Mention) -> bool:
        """في مطار أبو ظبي, بمدينة جدة, على مدرج مطار فيينا: the nouns between hide the preposition."""
        at = mention.start - 1
        tokens = self.document.tokens
        if at <= 0 or (tokens[at].lstrip("بل") not in _HOUSES and tokens[at] not in _SUMMITS):
            return False
        if tokens[at].startswith("ب") or tokens[at - 1] in {"في", "من"}:
            return True
        if tokens[at] in _SUMMITS:
            return tokens[at - 1] == "هامش"
        return at > 1 and tokens[at - 1] in _PARTS and tokens[at - 2] in {"في", "علي"}

    def _travels(self, first: int, until: int) -> bool:
        readings = (self.document.relation_words.get(at, ()) for at in range(first, until))
        # في ضيافة الأتراك is no journey.
        return any(r.entry.mode == "visit" and not _hosts_only(r) for relations in readings for r in relations)


def _hosts_only(relation: Relation) -> bool:
    entry = relation.entry
    if relation.kind == "verb":
        return "place" not in getattr(entry, "takes", ())
    return getattr(entry, "object", False) or getattr(entry, "noun", "") == "ضيافة"
