"""Whether the words of a passage deny, or leave to come, what it reads like."""

from __future__ import annotations

from typing import Final

from transforms.contacts.attempts import is_broken_off
from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.moods import is_resumed
from transforms.contacts.resemblance import Passage
from transforms.contacts.scene import STRONG, Frame

_ABLE: Final = frozenset(
    ("يستطع", "تستطع", "يستطيعوا", "يتمكن", "تتمكن", "يتمكنوا", "ينجح", "تنجح", "يفلح", "تفلح", "يقو", "تقو",
     "يثق", "تثق")
)
"""What one could not do, or does not when there is nothing between two, behind a negation."""
_WITHOUT: Final = frozenset(("بلا", "بدون", "دون"))
_NOT_WITHIN: Final = 4
_IN_TOUCH: Final = frozenset(("اتصال", "تواصل", "تشاور"))
_BETWEEN: Final = frozenset(("بين", "بينه", "بينها", "بينهما"))
_RELATIONS: Final = frozenset(("علاقه", "علاقات", "ثقه", "عداء", "خلاف", "خلافات", "توتر", "فجوه", "تنافس", "منافسه"))
_HAD_WITHIN: Final = 5
"""Words from who has it to a channel: لدى مديري الجهازين قناة."""


class PassageDenials:
    """Reads the passages of one document for what takes back that a contact took place."""

    def __init__(self, document: Document, mentions: list[Mention]) -> None:
        self.document = document
        self.mentions = mentions
        self.sides = tuple(document.knowledge.pair.sides)

    def denies(self, passage: Passage) -> bool:
        """لم يلتق بيرنز ناريشكين, لم تستطع أن تقدم: a word of contact is negated, or what a party did or could.

        كلف الرئيسان بورتنيكوف ومولر: two who are given a task have not yet done it.
        """
        cues, relations = self.document.cues, self.document.relation_words
        acting = {m.start - 1 for m in self.mentions if m.side in self.sides and m.kind in STRONG and not m.weak}
        if self._gives_task(passage, acting) or self._has_channel(passage) or self._resumes(passage):
            return True
        if self._is_of_relations(passage) or self._recruits(passage):
            return True
        return any(
            "negation" in cues[at - 1]
            and (at in relations or at in acting or self.document.tokens[at] in _ABLE)
            and not self._is_not_without(at - 1)
            for at in range(passage.start + 1, passage.end)
        )

    def _has_channel(self, passage: Passage) -> bool:
        """لديهما قناة اتصال لإدارة المخاطر, على اتصال دائم: what they have is told, not that they used it."""
        tokens, cues, forms = self.document.tokens, self.document.cues, self.document.knowledge.forms
        told = any(
            reading.kind == "verb" and reading.form == "past"
            for at in range(passage.start, passage.end)
            # لبحث الملف, لمنعه وبحث غيره: the masdar looks like the verb.
            if not tokens[at].endswith("بحث") and "reporting" not in cues[at]
            for reading in self.document.relation_words.get(at, ())
        )
        if told or any({"phone", "light"} & cues[at] for at in range(passage.start, passage.end)):
            return False
        habits = forms["habits"]
        if any(tokens[at].lstrip("وف") in habits for at in range(passage.start, passage.end)):
            # اعتادت التواصل معه: what somebody does at times.
            return True
        had = (at + 1 for at in range(passage.start, passage.end) if tokens[at].lstrip("وف") in forms["has"])
        return any(not forms["channel"].isdisjoint(tokens[at : at + _HAD_WITHIN]) for at in had) or any(
            self._are_in_touch(at, passage) for at in range(passage.start, passage.end - 1)
        )

    def _is_of_relations(self, passage: Passage) -> bool:
        """تحسنت العلاقة بين الوكالة والجهاز: how two stand to each other, where no word of contact is said of them."""
        tokens = self.document.tokens
        said = (at for at in range(passage.start + 1, passage.end) if tokens[at] in _BETWEEN)
        return any(tokens[at - 1].removeprefix("ال") in _RELATIONS for at in said) and not any(
            at in self.document.relation_words and tokens[at] != "باحث" for at in range(passage.start, passage.end)
        )

    def _recruits(self, passage: Passage) -> bool:
        """محاولات تجنيدهم من قبل الوكالة: who is won over is nobody of a service, where nothing else is told."""
        cues, relations, forms = self.document.cues, self.document.relation_words, self.document.knowledge.forms
        words = range(passage.start, passage.end)
        if not any(self.document.tokens[at].lstrip("وفبل") in forms["recruits"] for at in words):
            return False
        return not any(
            "phone" in cues[at] or (r.entry.mode != "message" and "reporting" not in cues[at])
            for at in words
            for r in relations.get(at, ())
        )

    def _resumes(self, passage: Passage) -> bool:
        """دعا الجهاز إلى استئناف الحوار معهم, إلى قطعه: what is to go on or end, where no verb tells that it was."""
        relations, cues = self.document.relation_words, self.document.cues
        told = any(
            reading.kind == "verb" and reading.form == "past" and "reporting" not in cues[at]
            for at in range(passage.start, passage.end)
            for reading in relations.get(at, ())
        )
        return not told and any(
            at in relations and (is_resumed(self.document, at) or is_broken_off(self.document, at) is not None)
            for at in range(passage.start + 1, passage.end)
        )

    def _are_in_touch(self, at: int, passage: Passage) -> bool:
        """على اتصال دائم: at any time; but على اتصال دائم حول سنودن, of two who were given that task."""
        tokens, forms = self.document.tokens, self.document.knowledge.forms
        if tokens[at] not in _IN_TOUCH or tokens[at - 1] != "علي" or tokens[at + 1] not in forms["lasting"]:
            return False
        given = any(token.lstrip("وف") in forms["gives_task"] for token in tokens[passage.start : at])
        return not given and "about" not in self.document.cues[min(at + 2, passage.end - 1)]

    def _gives_task(self, passage: Passage, acting: set[int]) -> bool:
        tasks, tokens = self.document.knowledge.forms["gives_task"], self.document.tokens
        given = any(passage.start <= at < passage.end and tokens[at].lstrip("وف") in tasks for at in acting)
        # وأنهما على اتصال دائم
        return given and not any(tokens[at] in _IN_TOUCH for at in range(passage.start, passage.end))

    def _is_not_without(self, at: int) -> bool:
        """لم تكن موسكو بلا إنذار: two negations say that there was one."""
        before = range(max(0, at - _NOT_WITHIN), at)
        without = self.document.tokens[at] in _WITHOUT
        return without and any("negation" in self.document.cues[i] for i in before)

    def is_what_is_denied(self, frame: Frame) -> bool:
        """نفى جهاز الأمن أنه تلقى تحذيرا: behind a word of denial, its subject and "that", a verb of contact."""
        cues, first = self.document.cues, self.document.sentences[frame.sentence][0]
        at = frame.start - 1
        if frame.relation.kind != "verb" or at <= first or not {"complement", "pronoun_complement"} & cues[at]:
            return False
        while at - 1 > first and at - 1 in self.document.entity_words:
            at -= 1
        return "denial" in cues[at - 1]
