"""Parties that stand in the sentence of a relation word though no rule of the clause links them to it."""

from __future__ import annotations

from typing import Final

from transforms.contacts.anaphora import Anaphora
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, Frame

_FARTHEST: Final = 30
"""Words between the relation word and a party of its sentence."""
_MODES: Final = frozenset(("call", "meeting", "talk"))
_ONE_OF_THEM: Final = frozenset(("الاول", "الثاني", "الاخير", "احدهما", "الاخر"))
_NAMED: Final = frozenset(("person", "head", "deputy"))
_IDEAS: Final = frozenset(("فكره", "احتمال", "امكانيه", "مقترح", "اقتراح", "سيناريو"))
"""ناقش أوروبيون فكرة أن يجتمعا: what was talked about has not been."""
_IDEA_WITHIN: Final = 3
_MISLEADING: Final = ("espionage", "sport")


class Proximity(Anaphora):
    """Completes tellings from their sentence."""

    def _fill_from_sentence(self, frame: Frame) -> None:
        """Takes the nearest ones named of either side, if nobody else is named that the contact could be with.

        Word order in news is freer than any rule of clauses; two who are both named beside a word of contact, one of
        them of a service and nobody of a third state with them, are its parties more often than not.
        """
        here = self._by_sentence.get(frame.sentence)
        if (
            not here
            or frame.mode not in _MODES
            or frame.why_not not in {None, "one_side_only"}
            or len(frame.parties) == 2
            or self._is_of_other_time(frame.start)
            or self._is_contact_told_of(frame)
        ):
            return
        if self._names_another(frame) or getattr(frame.relation.entry, "weak", False) or self._means_one_before(frame):
            return
        first, last = self.document.sentences[frame.sentence]
        if any(self._has_cue(first, last, name) for name in _MISLEADING):
            return
        idea = not _IDEAS.isdisjoint(self.document.tokens[frame.end : frame.end + _IDEA_WITHIN])
        if idea or any(self._is_other(i) for i in here):
            return
        found: dict[str, int] = {}
        for index in sorted(here, key=lambda i: self._words_between(frame, self.mentions[i])):
            mention = self.mentions[index]
            if mention.side in self.sides and self._may_be_party(frame, index):
                found.setdefault(mention.side, index)
        if len(found) < 2:
            found = self._side_by_side(frame)
        if len(found) < 2 or not any(self._is_service(i) for i in found.values()):
            return
        frame.parties = {side: self._with_joined(index) for side, index in found.items()}
        frame.continues, frame.why_not = False, None
        frame.rule = "parties named in one sentence"
        frame.weight = 0.7

    def _with_joined(self, index: int) -> list[Mention]:
        """ويتكوف وكوشنر: with those of its side that are joined to it by و."""
        found = [self.mentions[index]]
        for mention in self.mentions[index + 1 :]:
            last = found[-1]
            if not self._follows_and(last, mention) or mention.side != last.side or mention.kind not in _NAMED:
                break
            found.append(mention)
        return found

    def _means_one_before(self, frame: Frame) -> bool:
        """وتعيد المكالمة إلى الأذهان: the call that was told before, not one of those who are named beside it."""
        previous = self._previous
        if previous is None or previous.sentence == frame.sentence or frame.relation.kind != "noun":
            return False
        return previous.mode in {frame.mode, "talk"} and self.document.tokens[frame.start].lstrip("وف").startswith("ال")

    def _side_by_side(self, frame: Frame) -> dict[str, int]:
        """المفاوضات التي أدارها رجال الأمن الفيدرالي والسي آي إيه: services of both sides joined by و."""
        for index in self._mentions_between(frame.sentence, frame.left, frame.right):
            first, second = self.mentions[index - 1] if index else None, self.mentions[index]
            if first is None or not second.clitics.startswith("و") or second.start != first.end:
                continue
            if {first.side, second.side} == set(self.sides) and first.service and second.service:
                return {first.side: index - 1, second.side: index}
        return self._named_behind(frame)

    def _named_behind(self, frame: Frame) -> dict[str, int]:
        """اجتمع في أنقرة رجلان: بيرنز وناريشكين"""
        _, last = self.document.sentences[frame.sentence]
        for index in self._mentions_between(frame.sentence, frame.end, last):
            first, second = self.mentions[index - 1], self.mentions[index]
            joined = second.clitics.startswith("و") and second.start == first.end
            if not joined or {first.side, second.side} != set(self.sides) or {first.kind, second.kind} - _NAMED:
                continue
            if ":" in self.document.gap(first.start):
                return {first.side: index - 1, second.side: index}
        return {}

    def _is_other(self, index: int) -> bool:
        mention = self.mentions[index]
        told_by = self.links.of(index) in {"speaker", "cited"}  # روى فيدان أن بيرنز جاءه صامتا
        return mention.kind == "leaders" or (mention.kind == "foreign" and not mention.weak and not told_by)

    def _may_be_party(self, frame: Frame, index: int) -> bool:
        mention, link = self.mentions[index], self.links.of(index)
        if mention.weak or mention.kind not in _NAMED or link in NO_PARTY or link in {"aide", "speaker", "في"}:
            return False
        if any(self._opens_with_subject(at) for at in range(frame.end, mention.start + 1)):
            return False
        talked = frame.relation.kind == "verb" and frame.relation.entry.mode == "talk"
        if talked and self._has_cue(frame.end, mention.start, "complement"):
            # اتفق قادة الأجهزة على أن بوتين, ناقش أوروبيون أن يجتمع مديرا الجهازين: what they agree on or speak of.
            return False
        of_what_is_between = link == "بين" and "عن" in self.document.tokens[frame.end : mention.start]
        if self._speaks_of(frame) or (talked and of_what_is_between):
            # تحدث بيرنز عن الثقة المفقودة بينه وبين ناريشكين
            return False
        low, high = min(frame.end, mention.end), max(frame.start, mention.start)
        if any(self.document.tokens[at] in self.knowledge.forms["adversatives"] for at in range(low, high)):
            # وقابل فيها ولي العهد، بينما قضى ناريشكين: two things told against each other.
            return False
        return self._words_between(frame, mention) <= _FARTHEST

    def _speaks_of(self, frame: Frame) -> bool:
        """تبادلا الاتهامات: الأول يتحدث عن مختبرات، والثاني عن حرب: one of them speaks of something, to nobody."""
        tokens = self.document.tokens
        one = frame.start > 0 and tokens[frame.start - 1].lstrip("وف") in _ONE_OF_THEM
        return one and frame.relation.kind == "verb" and tokens[frame.end : frame.end + 1] in (["عن"], ["حول"])

    def _words_between(self, frame: Frame, mention: Mention) -> int:
        return mention.start - frame.end if mention.start >= frame.end else frame.start - mention.end
