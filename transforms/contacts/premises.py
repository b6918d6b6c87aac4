"""Services that are visited: in their house, as a guest, or as the object of the visit."""

from __future__ import annotations

from typing import Final

from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame, Scene

_PREMISES: Final = frozenset(("مقر", "المقر", "مبني", "المبني", "مقار", "مركز", "قياده", "علي"))
"""What of a service one can go to, and the preposition after which it is one's host."""
_LED_BY: Final = "بقياده"
_DIRECT_REACH: Final = 14
_CALLS_ON: Final = frozenset(("زار", "قصد"))
_GUEST: Final = frozenset(("الضيف", "ضيفه", "ضيفها", "الزاير", "المسوول"))


class Premises(Scene):
    """Tells where a service is what somebody went to."""

    def _is_visited(self, frame: Frame, mention: Mention) -> bool:
        """زار مقر الاستخبارات العسكرية الروسية, حل ضيفا على السي آي إيه: a service in its own house."""
        tokens = self.document.tokens
        before = tokens[mention.start - 1].lstrip("بل") if mention.start else ""
        before = tokens[mention.start] if tokens[mention.start] in _PREMISES else before  # مقر «غرو»
        if mention.start and tokens[mention.start - 1] == _LED_BY:
            # فريق روسي بقيادة رئيس الجهاز
            return False
        guest = any("guest" in self.document.cues[at] for at in range(frame.start, mention.start))
        return before in _PREMISES and (before != "علي" or guest) and mention.start - frame.end <= _DIRECT_REACH

    def _host_before(self, frame: Frame, host: str) -> list[int]:
        """نعى سيرغون، وقال فلين إنه حل ضيفا عليه في موسكو: the one man of that side whom the sentence names before."""
        near = range(frame.end, min(frame.right, frame.end + 2))
        guest = next((at for at in near if "guest" in self.document.cues[at]), None)
        if guest is None or self.document.tokens[guest + 1 : guest + 2] not in (["عليه"], ["لديه"], ["عنده"]):
            return []
        first, _ = self.document.sentences[frame.sentence]
        men = [i for i in self._mentions_between(frame.sentence, first, frame.start) if self.mentions[i].side == host]
        men = [i for i in men if self.mentions[i].kind in {"person", "head"} and not self.mentions[i].weak]
        return men if len(men) == 1 else []

    def _is_house(self, frame: Frame, index: int) -> bool:
        """دخل مولر لوبيانكا, وصل إلى لانغلي: a service called after its house, and the house itself meant."""
        mention, tokens = self.mentions[index], self.document.tokens
        named = mention.end - mention.start == 1 and tokens[mention.start] in self.knowledge.forms["houses"]
        if not named or not self._is_direct(frame, mention):
            return False
        beside = mention.start == frame.end or mention.start - 1 in self._mention_words
        return self.links.of(index) == "الي" or (beside and frame.relation.kind == "verb" and not mention.clitics)

    def _is_called_on(self, frame: Frame, index: int) -> bool:
        """زار برينان جهاز الأمن, الضيف زار جهاز الأمن: a service as object; زار جهاز الأمن واشنطن has it as subject."""
        mention = self.mentions[index]
        calls = getattr(frame.relation.entry, "past", "") in _CALLS_ON and mention.kind == "service"
        if not calls or mention.clitics.strip("ال") or self.links.of(index) not in {"", "verb"}:
            return False
        behind = mention.start == frame.end
        at = self._mention_words.get(frame.start - 1 if behind else mention.start - 1)
        if at is None:
            named = self._is_he(frame, self.knowledge.other_side(mention.side))
            return behind and frame.start > 0 and (named or self.document.tokens[frame.start - 1] in _GUEST)
        guest = self.mentions[at]
        near = behind or guest.start == frame.end
        return near and guest.kind in {"person", "head"} and guest.side == self.knowledge.other_side(mention.side)

    def _is_he(self, frame: Frame, side: str) -> bool:
        """برينان كان هنا. أعلم أنه زار جهاز الأمن: a man of a service of that side, named here or right before."""
        if not frame.start or "pronoun_complement" not in self.document.cues[frame.start - 1]:
            return False
        first, _ = self.document.sentences[max(0, frame.sentence - 1)]
        near = (i for i, m in enumerate(self.mentions) if first <= m.start < frame.start and m.side == side)
        return any(self.mentions[i].kind in {"person", "head"} and self._is_service(i) for i in near)

    def _is_direct(self, frame: Frame, mention: Mention) -> bool:
        """وصل بيرنز موسكو, دخل الأراضي الأمريكية: the destination as object."""
        apart = any("," in self.document.gap(at) for at in range(frame.end, mention.start + 1))
        return not apart and mention.start - frame.end <= _DIRECT_REACH
