"""Which mentions of a clause are subject or object of its relation word."""

from __future__ import annotations

import itertools
from typing import Final

from transforms.contacts import records
from transforms.contacts.clauses import AFTER, RELATIVE
from transforms.contacts.earlier_events import is_counted_from, is_of_contact_before
from transforms.contacts.governed import Governed
from transforms.contacts.lexicon import folded_phrase
from transforms.contacts.links import HIS_MAN, STANDS_FOR, WITH_IT
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame

_ABOUT: Final = frozenset(("حول", "بشان", "بخصوص", "لبحث", "لتسويه", "لانهاء"))
_OF_TOPIC: Final = frozenset(("عن", "حول", "بشان", "بخصوص", "ان", "بان"))
_WEAK_REACH: Final = 4
_FROM_REACH: Final = 3
_ATTRIBUTES: Final = frozenset(("light", "adverbs", "phone", "first", "second", "again", "attributes"))
_EACH_OF: Final = (["كلا", "من"], ["كل", "من"])
_MEANWHILE: Final = frozenset(("بالتزامن", "تزامنا", "بالتوازي", "بموازاه"))
_WITH_PRONOUN: Final = frozenset(
    f"{stem}{ending}"
    for stem in ("علي", "الي", "ل", "ب", "في", "بشان", "حول", "من", "عن", "لاجل")
    for ending in ("ه", "ها", "هما", "هم")
)
"""Prepositions with the object they govern, which may stand between a verb and its subject."""


class Arguments(Governed):
    """Tells subjects and objects from what else stands in a clause."""

    def _is_argument(self, frame: Frame, index: int, is_verb: bool) -> bool:
        mention, link = self.mentions[index], self.links.of(index)
        if link == "في" and mention.kind == "service" and not mention.weak and frame.mode in {"meeting", "talk"}:
            # أجرى لقاءات في جهاز الأمن الاتحادي; not معلومات عن وحدة في الجهاز
            of_topic = not _OF_TOPIC.isdisjoint(self.document.tokens[frame.end : mention.start])
            return not (of_topic or self._is_only_where(frame, index) or is_counted_from(self.document, frame, mention))
        if not self._eligible(index) or link in {"في", "speaker"} or self._is_of_time(frame, mention):
            return False
        if self._is_beyond_object(frame, mention) or (link == "gen" and is_counted_from(self.document, frame, mention)):
            return False
        entry = frame.relation.entry
        if is_verb and link == "" and mention.start == frame.end and "," in self.document.gap(frame.end):
            # بوتين يتوعد، مدير الوكالة أمام الشيوخ: no object.
            return False
        if link == "aide" or (not is_verb and self._acts_on_another(frame, mention)):
            return False
        if link == "بين" and self._is_between_others(frame, index):
            return False
        if link == "by":
            # استقبل بيرنز من قبل ناريشكين
            return frame.mode == "message" or (is_verb and "object" in getattr(entry, "takes", ()))
        answers = getattr(entry, "receives", False) or "على" in getattr(entry, "takes", ())
        # حصلت على تسجيل لمسؤول روسي: he is whose it was, and did not give it.
        whose = answers and link == "ل" and mention.kind == "state" and mention.start > frame.end
        if is_verb and (whose or (answers and self._owns_content(mention))):
            return not whose or getattr(entry, "past", "") == "شكر"
        if link == "من" and not (isinstance(entry, records.Verb) and "من" in entry.takes) and frame.mode != "message":
            return not mention.weak and frame.mode in {"call", "visit"} and mention.start - frame.end <= _FROM_REACH
        if is_verb and link == "gen" and frame.mode == "message" and self._is_of_contact(mention):
            # طلب بيرنز لقاء ناريشكين: with whom, not of whom.
            return False
        if is_verb and link == "من" and "من" not in getattr(entry, "takes", ()) and not self._follows_content(mention):
            # يحذر من الاستخبارات الروسية
            return False
        if not mention.weak:
            return link != "" or self._stands_free(frame, index, is_verb)
        return self._is_weak_argument(frame, index, is_verb)

    def _is_of_time(self, frame: Frame, mention: Mention) -> bool:
        """التقى القائد، بعد أسبوع من مغادرة بيرنز: what happened before or after tells when, not with whom."""
        tokens = self.document.tokens
        if not _MEANWHILE.isdisjoint(tokens[frame.end : mention.start]) and frame.mode != "message":
            # اجتمع مع نظرائه، بالتزامن مع زيارة الوزير
            return True
        if is_of_contact_before(self.document, frame, mention):
            return True
        commas = [at for at in range(frame.end, mention.start) if "," in self.document.gap(at)]
        behind = commas[-1] + (tokens[commas[-1]] == "وذلك") if commas else frame.end
        return bool(commas) and tokens[behind] in AFTER and frame.mode in {"meeting", "talk", "call", "visit"}

    def _is_weak_argument(self, frame: Frame, index: int, is_verb: bool) -> bool:
        """Whether a state stands where the other party does."""
        mention, link, entry = self.mentions[index], self.links.of(index), frame.relation.entry
        if mention.kind == "both":
            return True
        behind = frame.end + (is_verb and not WITH_IT.isdisjoint(self.document.tokens[frame.end : frame.end + 1]))
        if mention.start == behind:
            return "place" not in getattr(entry, "takes", ())
        if link == "بين" and self._with_third_state(index):
            return False
        joined = mention.clitics.startswith("و") and index > 0 and self.mentions[index - 1].end == mention.start
        if link == "gen" and not is_verb and joined:
            # مشاورات خبراء روسيا والولايات المتحدة
            return True
        if link == "مع" and not _ABOUT.isdisjoint(self.document.tokens[frame.end : mention.start]):
            # مشاورات حول التسوية مع روسيا: what they speak of.
            return False
        if link in {"مع", "بين"}:
            beside = index > 0 and self.mentions[index - 1].end >= mention.start - 1
            return beside or mention.start - frame.end <= _WEAK_REACH
        if link == "من":
            return "من" in getattr(entry, "takes", ())
        if link in {"الي", "ل"}:
            near = is_verb or mention.start - frame.end <= _WEAK_REACH
            takes = bool({"إلى", "ل"} & set(getattr(entry, "takes", ("إلى",))))
            near = near and not (link == "الي" and self._is_gone_to_by_others(frame, mention))
            return near and frame.mode in {"message", "talk", "call"} and takes
        if link == "ب":
            return frame.mode == "call"
        previous = self.mentions[index - 1] if index else None
        if not is_verb or previous is None or previous.start != behind:
            return False
        # أبلغت الوكالة أمس، بحسب صحيفة، موسكو: right behind the subject, but for when it was and who says so.
        at = next(i for i in itertools.count(previous.end) if i not in self._dated)
        return self._past_source(at) == mention.start

    def _with_third_state(self, index: int) -> bool:
        """بين الروس والأوكرانيين: theirs, not of those who speak of it."""
        following = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        joined = following is not None and following.clitics.startswith("و")
        return joined and following is not None and following.kind == "foreign"

    def _stands_free(self, frame: Frame, index: int, is_verb: bool) -> bool:
        """Whether a mention without preposition is subject or object, and no noun before it owns it (عودة ترامب)."""
        mention = self.mentions[index]
        # استضافت أنقرة سلفه وليام بيرنز, جلس مستشار المدير بيسيدا
        himself = self.document.tokens[mention.start - 1] in HIS_MAN or "aides" in self.document.cues[mention.start - 1]
        # استقبل مقر المكتب خبراء الجهاز
        himself = himself or (frame.mode == "visit" and self.document.tokens[mention.start - 1] == "مقر")
        # سلم ممثلا عن مكتب الملحق
        stands_for = self.document.tokens[mention.start - 1] == "عن"
        stands_for = stands_for and self.document.tokens[mention.start - 2] in STANDS_FOR
        each = self.document.tokens[mention.start - 2 : mention.start] in _EACH_OF
        # استقبل الأمريكي مولر
        himself = himself or self._is_called_by_nation(mention)
        start = mention.start - 2 if stands_for or each else self.links.counted_from(mention) - himself
        if start - frame.end <= 0 or "," in self.document.gap(start) or mention.clitics.startswith("و"):
            return True
        before = start - 1
        cues = self.document.cues[before]
        if (
            before in self._dated
            or before in self._mention_words
            or "light" in cues
            or "adverbs" in cues
            or "joining" in cues
            or (is_verb and self._is_aside(before))
        ):
            return True
        verb = any(relation.kind == "verb" for relation in self.document.relations_by_end.get(mention.start, ()))
        if verb or (is_verb and self._is_owned_by_none(mention)):
            return True
        content = getattr(frame.relation.entry, "content", ())
        if (
            is_verb
            and before == frame.end
            and self.document.tokens[before] in {folded_phrase(word) for word in content}
        ):
            # لفتت نظر السي آي إيه
            return True
        # تفاوضت عليه الوكالة, بعثت بها إليه الهيئة, سلمت محطة الوكالة
        return is_verb and all(self._is_transparent(at) for at in range(frame.end, mention.start))

    def _is_called_by_nation(self, mention: Mention) -> bool:
        """Whether right before a name stands of which country he is."""
        man = mention.person is not None and not mention.clitics and self.document.gap(mention.start) == " "
        one = self.document.tokens[mention.start - 1].endswith("ي")
        return man and one and self.document.adjective_words.get(mention.start - 1) == mention.side

    def _is_transparent(self, at: int) -> bool:
        """Whether a word can stand between a verb and its subject or object without being either."""
        cues = self.document.cues[at]
        # والتقى الوفد باتروشيف: that which came.
        their = self.document.tokens[at] in {"الوفد", "الوفدان"} and at + 1 not in self.document.adjective_words
        return (
            their
            or self.document.tokens[at] in _WITH_PRONOUN
            or at in self._dated
            or bool({"units", "phone", "adverbs", "aside"} & cues)
        )

    def _acts_on_another(self, frame: Frame, mention: Mention) -> bool:
        """المكالمة رسائل نقلتها السفيرة: a verb between them that tells of another noun (but المكالمة التي تلقاها)."""
        for at in range(frame.end, mention.start):
            readings = self.document.relation_words.get(at, ())
            told = any(r.kind == "verb" and r.entry.mode == "message" for r in readings)
            if told and "light" not in self.document.cues[at]:
                return not all(self._is_attribute(i) for i in range(frame.end, at))
        return False

    def _is_attribute(self, at: int) -> bool:
        """Whether a word can stand between a noun and the relative clause that tells of it: الهاتفية الأخيرة التي."""
        known = at in self._dated or at in self._mention_words or bool(self.document.cues[at] & _ATTRIBUTES)
        return known or self.document.tokens[at] in RELATIVE or self.document.tokens[at].startswith("ال")
