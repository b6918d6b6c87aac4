"""Whether behind a verb of meeting and its subject its object stands, who is nobody known: التقى بوتين الصحافي."""

from __future__ import annotations

from typing import Final

from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame, Scene

_RECIPIENTS: Final = frozenset(
    ("رييس", "وزير", "قاده", "اعضاء", "كبار", "نواب", "عددا", "عدد", "مسوولين", "لجنه", "مجلس")
)
_SAID_OF_HIM: Final = frozenset(
    ("المشمول", "المدرج", "الخاضع", "المعاقب", "المقرب", "المطلوب", "الملقب", "المعروف", "المتهم", "الممنوع", "نفسه")
)
"""Participles behind a name that are said of him."""
_ACCORDING: Final = frozenset(("حسب", "بحسب", "وفق", "وفقا", "حسبما", "كما"))
_SOURCE_WORDS: Final = 8
_OWN_WITHIN: Final = 4
"""Words of a title of which nobody is known before the name of whom somebody met."""
_BESIDE: Final = frozenset(("مع", "بين", "ب", "في", "من", "الي", "speaker"))
_MAN: Final = frozenset(("interview",))
"""Cues of words that are also a man's: الصحافي."""


class ObjectsMet(Scene):
    """Finds whom somebody met who is nobody known."""

    def _has_object(self, subject: Mention, frame: Frame) -> bool:
        """Whether a noun that is nobody known follows the one behind the verb."""
        at = self._past_place(self._past_source(subject.end))
        apart = at == subject.end and at < len(self.document.tokens) and "," in self.document.gap(at)
        if at >= frame.right or apart or at in self._dated:
            return False
        if self._is_one_of_own(subject, at):
            return True
        if at not in self._mention_words and self._is_one_of_nation(at):
            return True
        word = self.document.tokens[at]
        if word in _RECIPIENTS or word in self.knowledge.forms["people_met"]:
            return True
        if self.document.cues[at] - _MAN:
            return self.document.cues[at] == {"captives"} and self.document.gap(at) == " "
        if self.document.tokens[at] in _SAID_OF_HIM:
            # استقبل ناريشكين المشمول بالعقوبات
            return False
        return word.startswith("ال")

    def _is_one_of_own(self, subject: Mention, start: int) -> bool:
        """التقى بيرنز المرشح لخلافته جون راتكليف: another man of his own side, with no comma between."""
        for at in range(start, min(start + _OWN_WITHIN, len(self.document.tokens))):
            if "," in self.document.gap(at):
                return False
            if at in self._mention_words:
                met = self.mentions[self._mention_words[at]]
                other = met.person is not None and subject.person is not None and met.person != subject.person
                own = met.side == subject.side and met.kind == "person" and not met.weak
                return other and own and not met.clitics and self.links.of(self._mention_words[at]) not in _BESIDE
        return False

    def _past_place(self, at: int) -> int:
        """التقى بورتنيكوف في أستانا رؤساء الأجهزة: the word behind where it was, and behind when."""
        while at < len(self.document.tokens):
            index = self._mention_words.get(at + 1) if self.document.tokens[at] == "في" else None
            if index is not None and self.mentions[index].kind == "place":
                at = self.mentions[index].end
            elif at in self._dated:
                at += 1
            else:
                break
        return at

    def _is_one_of_nation(self, at: int) -> bool:
        """الصحافي الأمريكي, رجل الأعمال الأمريكي: a noun that is nobody known, and whose country is said."""
        behind = at + 1 + self.document.tokens[at + 1 : at + 2][:1].count("الاعمال")
        return self.document.gap(behind) == " " and behind in self.document.adjective_words and (
            behind not in self._mention_words
        )

    def _past_source(self, at: int) -> int:
        """التقى برينان، بحسب الصحيفة، القائم بالأعمال: the word behind who says it, set off by commas."""
        tokens = self.document.tokens
        if at < len(tokens) and "," in self.document.gap(at) and tokens[at] in _ACCORDING:
            for end in range(at + 1, min(at + _SOURCE_WORDS, len(tokens))):
                if "," in self.document.gap(end):
                    return end
        return at
