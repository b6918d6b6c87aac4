"""Exchanges told without a service, where a sentence beside them says that one handed the prisoners over."""

from __future__ import annotations

from typing import Final

from transforms.contacts.arrangements import UNARRANGED
from transforms.contacts.deliveries import Deliveries
from transforms.contacts.mention import Mention
from transforms.contacts.scene import FEW_SENTENCES, NO_PARTY, Frame
from transforms.contacts.soldiers import is_of_soldiers

_BEFORE: Final = 1
_BEHIND: Final = 3
"""Sentences around an exchange in which it is told who handed them over."""
_CHARGED: Final = frozenset(("تولي", "تولت", "تكفل", "تكفلت", "نفذ", "نفذت", "اشرف", "اشرفت", "قام", "قامت"))
_HANDING: Final = frozenset(("تسليم", "تسلم", "استلام", "مبادله", "تبادل"))
_ATTENDS: Final = frozenset(("حضر", "استقبل", "شهد", "رافق", "عاين", "توجه", "وصل", "انتظر"))
_SCENE: Final = frozenset(("المطار", "مطار", "المدرج", "الطايره", "التبادل", "المبادله", "التسليم"))
"""Where prisoners are exchanged."""
_WITHIN: Final = 8
"""Words from a service to what it undertook, and to whom it gave whom."""
_GIVEN_WITHIN: Final = 14
"""Words from the word of giving to whom somebody is given."""
_MEN: Final = frozenset(("service", "official", "head"))


class Handovers(Deliveries):
    """Completes exchanges of one document by the service that carried them out."""

    def _hand_over(self, found: list[Frame]) -> None:
        """شهد المطار مبادلة سجين بآخر. وسلم ضباط الجهاز السجين إلى الأمريكيين: where nothing says who arranged it."""
        self._give_over(found)
        swaps = [frame for frame in found if frame.mode == "exchange" and frame.line != "short"]
        if any(frame.why_not is None for frame in swaps):
            return
        for frame in swaps:
            if frame.why_not not in UNARRANGED or is_of_soldiers(self.document, frame):
                continue
            agent = self._handing_service(frame)
            if agent is None:
                continue
            other = self._named_near(self.knowledge.other_side(agent.side), frame.sentence, FEW_SENTENCES)
            if other is not None:
                frame.parties = {
                    agent.side: [Mention(agent.start, agent.end, "service", agent.side, service=agent.service)],
                    other.side: [other],
                }
                frame.continues, frame.why_not = False, None
                frame.rule = "exchange carried out by a service named beside it"
                return

    def _give_over(self, found: list[Frame]) -> None:
        """الوكالة، التي سلم ممثلوها المهندس إلى ضباط الجهاز: men of one service give somebody to those of the other."""
        for frame in found:
            past = str(getattr(frame.relation.entry, "past", ""))
            if frame.why_not != "no_content" or past not in self.knowledge.forms["handed"] or frame.line != "body":
                continue
            if not any(self._has_cue(*self.document.sentences[at], "captives") for at in self._beside(frame.sentence)):
                continue
            near = self._mentions_between(frame.sentence, frame.start - _GIVEN_WITHIN, frame.end + _GIVEN_WITHIN + 1)
            here = [self.mentions[i] for i in near if self._may_give(i)]
            taker = next((m for m in here if frame.end < m.start <= frame.end + _GIVEN_WITHIN and self._is_to(m)), None)
            if taker is None:
                continue
            others = [m for m in here if m.side != taker.side and m.start < taker.start]
            giver = min(others, key=lambda m: abs(m.start - frame.end), default=None)
            if giver is not None and abs(giver.start - frame.end) <= _WITHIN:
                frame.mode, frame.why_not, frame.continues = "exchange", None, False
                frame.parties = {giver.side: [giver], taker.side: [taker]}
                frame.rule = "prisoner given by one service to the other"

    def _beside(self, sentence: int) -> range:
        return range(max(0, sentence - 1), min(len(self.document.sentences), sentence + 2))

    def _may_give(self, index: int) -> bool:
        mention = self.mentions[index]
        served = mention.kind in _MEN and mention.service and mention.side in self.sides
        return bool(served) and self.links.of(index) not in NO_PARTY | {"speaker"}

    def _is_to(self, mention: Mention) -> bool:
        """إلى ضباط الجهاز"""
        near = self.document.tokens[max(0, mention.start - 2) : mention.start]
        return "الي" in near or mention.clitics == "ل"

    def _name_witnesses(self, found: list[Frame]) -> None:
        """حضر المدير إلى المطار واستقبلها، وإن الوكالة أدارت التفاوض: of those who arranged it he who was there."""
        if not any(frame.mode == "exchange" for frame in found):
            return
        for frame in found:
            negotiates = getattr(frame.relation.entry, "negotiates", False)
            if frame.why_not is not None or not (frame.mode == "exchange" or negotiates):
                continue
            for index in self._by_sentence.get(frame.sentence, ()):
                mention = self.mentions[index]
                named = frame.parties.get(mention.side, [])
                man = mention.kind in {"person", "head"} and self._is_service(index) and not mention.former
                if man and named and all(m.kind in {"service", "generic"} for m in named) and self._was_there(mention):
                    frame.parties[mention.side] = [*named, mention]

    def _was_there(self, mention: Mention) -> bool:
        """المدير حضر إلى المطار"""
        tokens = self.document.tokens
        _, last = self.document.sentences[self.document.sentence_of[mention.start]]
        near = tokens[mention.end : min(last, mention.end + _WITHIN)]
        return bool(near) and near[0] in _ATTENDS and not _SCENE.isdisjoint(near)

    def _handing_service(self, frame: Frame) -> Mention | None:
        """Whose men hand prisoners over in the sentences around an exchange."""
        for sentence in range(max(0, frame.sentence - _BEFORE), frame.sentence + _BEHIND + 1):
            for index in self._by_sentence.get(sentence, ()):
                mention = self.mentions[index]
                served = mention.kind in _MEN and mention.service and mention.side in self.sides
                if served and self.links.of(index) not in NO_PARTY | {"speaker"} and self._hands_over(mention):
                    return mention
        return None

    def _hands_over(self, agent: Mention) -> bool:
        """سلم ضباط الجهاز السجين, تولى ضباط الجهاز تسليمه إلى الأمريكيين."""
        tokens = self.document.tokens
        first, last = self.document.sentences[self.document.sentence_of[agent.start]]
        verb = tokens[agent.start - 1].lstrip("وف") if agent.start > first else ""
        behind = range(agent.end, min(last, agent.end + _WITHIN))
        if verb in _CHARGED:
            return any(tokens[at].lstrip("ب") in _HANDING for at in behind)
        return verb in self.knowledge.forms["handed"] and self._has_cue(behind.start, behind.stop, "captives")
