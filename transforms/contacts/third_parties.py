"""Whose a contact is that is told beside one with somebody of a third state."""

from __future__ import annotations

import itertools
from typing import Final

from transforms.contacts.clauses import RELATIVE
from transforms.contacts.mention import Mention
from transforms.contacts.scene import STRONG, Frame, Scene

TOLD_ALIKE: Final = "told, asked or telling alike"
NOBODYS: Final = "given by nobody known"
MET_BY_THIRD: Final = "met by one of a third state, who says so"
_EACH: Final = frozenset(("كلا", "بكل", "لكل"))
_WITH_EACH: Final = frozenset(("مع", "الي", "امام"))
_APART: Final = frozenset(("حده", "حدا", "التوالي", "تباعا"))
_THEN: Final = frozenset(("ثم", "وبعده", "وبعدها", "بعده", "تلاه", "يليه"))
_HAD: Final = frozenset(("كان", "كانت", "قد", "سبق", "ان", "له", "لها"))
_AND: Final = frozenset(("و", "وال", "ول", "وب", "ولل"))
_PAIR: Final = 2
_SERVICES: Final = frozenset(("service", "generic", "official"))
_ONE_ANOTHER: Final = frozenset(
    ("الاخر", "للاخر", "بعضهما", "بعضهم", "لبعضهما", "بعضا", "بينهما", "متبادل", "متبادله", "متبادلا", "المتبادله")
)
_IN_EACH: Final = 3
"""Words from what was held to the first place of several: محادثات في كل من أنقرة والدوحة."""
_NEXT_WITHIN: Final = 6
"""Words from the first of two whom somebody met one after the other to the second one."""


class ThirdParties(Scene):
    """Tells what was done with those of third states from what was done with the other side."""

    def _of_third_party(self, frame: Frame, *, met: bool = False) -> bool:
        """استقبل المستشار الهندي باتروشيف غداة لقائه بيرنز: "his" is that of the one of a third state.

        With `met` only if one of a third state was met, not where somebody only went there.
        """
        told = self._with_third_party
        if met and told is not None and told.why_not != "other_party":
            return False
        if told is None or told.sentence != frame.sentence or told.end > frame.start or self._tells_third_one(told):
            return False
        return self._previous is None or self._previous.start < told.start

    def _tells_third_one(self, frame: Frame) -> bool:
        """أطلع بيرنز زيلينسكي على محادثاته: what one of ours tells somebody of a third state about is his own.

        So where he meets him: التقى بيرنز زيلينسكي بعد يوم من لقائه ناريشكين.
        """
        if frame.mode not in {"message", "call"}:
            return self._has_own_subject(frame)
        for index in self._mentions_between(frame.sentence, frame.left, frame.end + 1):
            mention = self.mentions[index]
            beside = frame.start in (mention.end, mention.start - 1) and mention.side in self.sides
            # تحادث بوتين وأردوغان: the third one did it too.
            joined = any(m.clitics.startswith("و") for m in self.mentions[index + 1 : index + 2])
            if beside and mention.kind in STRONG and not mention.weak and not joined:
                return True
        return False

    def _has_own_subject(self, frame: Frame) -> bool:
        """Whether one of ours stands right behind a verb of meeting, as its subject, and nobody before it."""
        index = self._mention_words.get(frame.end)
        if index is None or frame.relation.kind != "verb" or frame.mode != "meeting" or self.links.of(index) != "verb":
            return False
        subject = self.mentions[index]
        own = subject.side in self.sides and subject.kind in {"person", "head"} and not subject.weak
        opens = frame.start == frame.left or frame.start - 1 not in self._mention_words
        return own and opens and subject.clitics == ""

    def _is_held_in_several(self, frame: Frame) -> bool:
        """أجرى محادثات في كل من تل أبيب والدوحة: in two third states he spoke with those who are there.

        So in one (أجرى محادثات في الدوحة) where nothing was told before of the two.
        """
        index = next((i for i in self._mentions_between(frame.sentence, frame.end, frame.right)), None)
        if frame.relation.kind != "noun" or index is None or self.links.of(index) != "في":
            return False
        one, other = self.mentions[index], self.mentions[min(index + 1, len(self.mentions) - 1)]
        if one.start - frame.end > _IN_EACH or one.kind != "place" or one.side in self.sides:
            return False
        several = other.clitics.startswith("و") and other.start == one.end and other.kind == "place"
        word = self.document.tokens[frame.start]
        talks = self._previous is None and frame.mode == "talk" and word.endswith("ات")
        return (several and other.side not in self.sides) or talks

    def _is_given_to_third(self, frame: Frame) -> bool:
        """أفرج لوكاشنكو عن سجناء بعد زيارة المبعوث الذي سلمه رسالة: "him" is the one of a third state named before."""
        him = frame.relation.kind == "verb" and self.document.tokens[frame.start].endswith("ه")
        if not him or frame.mode != "message":
            return False
        first, _ = self.document.sentences[frame.sentence]
        before = [self.mentions[i] for i in self._mentions_between(frame.sentence, first, frame.start)]
        men = [m for m in before if not m.weak and m.kind in {"foreign", "person", "head"} and m.person]
        return bool(men) and all(m.kind == "foreign" for m in men)

    def _in_presence(self, at: int) -> bool:
        """بالتنسيق مع الاستخبارات التركية: with whom it was prepared."""
        return self.document.tokens[at - 1].removeprefix("و") in self.knowledge.forms["in_presence"]

    def _met_each_apart(self, frame: Frame, chosen: list[int], after: list[int]) -> bool:
        """بحث الرئيس المصري مع كل من بيرنز وناريشكين; استقبل بومبيو ثم ناريشكين: each met him, not one another."""
        tokens = self.document.tokens
        for one, other in itertools.pairwise(after):
            first, second = self.mentions[one], self.mentions[other]
            if {first.side, second.side} != set(self.sides) or self.links.of(one) == "بين":
                continue
            between = tokens[first.end : second.start]
            if len(between) > _NEXT_WITHIN or first.kind not in STRONG or second.kind not in STRONG:
                continue
            joined = second.clitics.startswith("و")
            each = joined and tokens[first.start - 1] == "من" and self._is_each(first.start - 2)
            behind = (*tokens[frame.end : first.start], *tokens[second.end : second.end + _NEXT_WITHIN])
            apart = (joined and not _APART.isdisjoint(behind)) or not _THEN.isdisjoint(between)
            if (each or apart) and not any(i not in {one, other} for i in chosen):
                return True
        return False

    def _are_told_alike(self, frame: Frame, chosen: list[int]) -> bool:
        """طلبت لندن من المكتب والجهاز معلومات, تلقى المكتب والجهاز تحذيرا: both do or get the same, of another one."""
        tokens = self.document.tokens
        takes = getattr(frame.relation.entry, "takes", ())
        if frame.mode != "message" or len(chosen) != _PAIR or not {"object", "إلى", "من"}.intersection(takes):
            return False
        first, second = (self.mentions[i] for i in sorted(chosen))
        if first.side == second.side or first.start < frame.end:
            return False
        of_another = all(self.links.of(i) in {"من", "الي", "ل"} for i in chosen)
        if not (of_another or {first.kind, second.kind} <= _SERVICES):
            # تعاهد بانيتا وفرادكوف: men who do something may do it to one another.
            return False
        between = tokens[first.end : second.start]
        again = len(between) == 1 and between[0] == f"و{tokens[first.start - 1]}"
        joined = again or (not between and second.clitics.startswith("و") and second.clitics in _AND)
        _, last = self.document.sentences[frame.sentence]
        return joined and _ONE_ANOTHER.isdisjoint(tokens[frame.start : last])

    def _is_each(self, at: int) -> bool:
        """التقى كلا من, بحث مع كل من; not اجتمع كل من, who met one another."""
        tokens = self.document.tokens
        return tokens[at] in _EACH or (at > 0 and tokens[at] == "كل" and tokens[at - 1] in _WITH_EACH)

    def _is_of_third_man(self, frame: Frame) -> bool:
        """فيدان، الذي كان استقبل ناريشكين: right behind somebody of a third state a clause tells what he did."""
        tokens, at = self.document.tokens, frame.start - 1
        while at > 0 and tokens[at] in _HAD:
            at -= 1
        if at > 0 and "pronoun_complement" in self.document.cues[at]:
            # قال رئيس الجهاز البيلاروسي إنه التقى ناريشكين: he who says it.
            first, _ = self.document.sentences[frame.sentence]
            said = self._mentions_between(frame.sentence, first, at)
            by = self.mentions[said[-1]] if said else None
            return by is not None and by.kind == "foreign" and not by.weak and self.links.of(said[-1]) == "speaker"
        index = self._mention_words.get(at - 1) if at > 0 and tokens[at] in RELATIVE else None
        return index is not None and self.mentions[index].kind == "foreign" and not self.mentions[index].weak

    def _third_man_goes_on(self, frame: Frame) -> bool:
        """قال إنه التقى ناريشكين وأبلغه بنشاط للوكالة: what he of a third state did, a joined verb goes on with."""
        told, word = self._with_third_party, self.document.tokens[frame.start]
        if told is None or told.sentence != frame.sentence or told.why_not != "other_party" or told.end > frame.start:
            return False
        to_him = frame.relation.form == "past" and word.startswith("و") and word.endswith("ه")
        behind = self._mention_words.get(frame.end)
        own = behind is not None and self.links.of(behind) == "verb"
        return to_him and not own and self._of_third_party(frame) and told.rule == MET_BY_THIRD

    def _is_gone_to_by_others(self, frame: Frame, mention: Mention) -> bool:
        """تحدثت الوكالة عن وصول قوات إلى روسيا: a journey told of between them is what leads there."""
        between = range(frame.end, mention.start)
        return any(r.entry.mode == "visit" for at in between for r in self.document.relation_words.get(at, ()))
