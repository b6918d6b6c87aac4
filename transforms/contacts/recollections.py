"""Contacts told over several sentences: "the call" in one, who called and whom in those beside it."""

from __future__ import annotations

from typing import Final

from transforms.contacts.pairings import Pairings
from transforms.contacts.scene import Frame

_BEFORE: Final = 2
_BEHIND: Final = 1
"""Sentences around a word of contact in which its parties may be named."""
_MODES: Final = frozenset(("call", "meeting", "talk"))
_OBJECTS: Final = ("ه", "ها", "هما")
_LEAST: Final = 4
_WEIGHT: Final = 0.5
_MISLEADING: Final = ("crime", "intercepts", "espionage", "treason", "charges", "sport", "interview")
_NOT_THERE: Final = frozenset(("about", "belongs", "aide", "عبر"))


class Recollections(Pairings):
    """Completes words of contact from the sentences beside them."""

    def _recollect(self, found: list[Frame]) -> None:
        """كان المتصل بيرنز، وكان همه أن يصدق ناريشكين. ... سبق هذه المكالمة: where nothing else tells a contact.

        The nearest men of services of both sides, and nobody of a third state in its sentence.
        """
        if any(self._is_of_services(frame) for frame in found):
            return
        for frame in found:
            if frame.why_not not in {None, "one_side_only"} or not self._names_known_contact(frame):
                continue
            near = self._men_near(frame, found)
            if near is not None:
                frame.parties = {self.mentions[index].side: [self.mentions[index]] for index in near}
                frame.continues, frame.why_not = False, None
                frame.rule, frame.weight = "parties named in the sentences beside it", _WEIGHT
                return

    def _names_known_contact(self, frame: Frame) -> bool:
        """المكالمة, لقاؤه, طلبه: a contact that is known, or what he did to him."""
        word = self.document.tokens[frame.start]
        if frame.mode not in _MODES or frame.line == "short" or frame.relation.form == "plural":
            return False
        if getattr(frame.relation.entry, "weak", False) or getattr(frame.relation.entry, "stay", False):
            return False
        first, last = self.document.sentences[frame.sentence]
        if any(self._has_cue(first, last, name) for name in _MISLEADING):
            return False
        his = word.endswith(_OBJECTS) and len(word) > _LEAST and not word.endswith("اه")
        his = his and not self.document.is_feminine(frame.start)
        if frame.relation.kind == "verb":
            # المعلومات التي جمعها: what was gathered, where جمعهما brought two together.
            return his and (not getattr(frame.relation.entry, "joins", False) or word.endswith("هما"))
        return his or "ال" in word[:_LEAST]

    def _men_near(self, frame: Frame, told: list[Frame]) -> list[int] | None:
        """The men of services of both sides in the sentences around a frame, the nearest mention of each.

        Not who is told there to have been elsewhere: كان بيرنز قد زار القاهرة.
        """
        elsewhere = {each.sentence for each in told if each.why_not == "other_place"} - {frame.sentence}
        sentences = range(max(0, frame.sentence - _BEFORE), frame.sentence + _BEHIND + 1)
        here = [i for at in sentences if at not in elsewhere for i in self._by_sentence.get(at, ())]
        found: dict[str, int] = {}
        for index in sorted(here, key=lambda i: abs(self.mentions[i].start - frame.start)):
            mention = self.mentions[index]
            if self._line_of.get(mention.start) == "debris":
                continue
            other = mention.kind == "leaders" or (mention.kind == "foreign" and not mention.weak)
            if other and self.document.sentence_of[mention.start] == frame.sentence:
                return None
            man = mention.kind in {"person", "head"} and not mention.weak and self._is_service(index)
            if man and mention.side in self.sides and self.links.of(index) not in _NOT_THERE:
                found.setdefault(mention.side, index)
        if len(found) < len(self.sides):
            return None
        chosen = list(found.values())
        return None if any(self.mentions[index].start in self._met_by_third for index in chosen) else chosen
