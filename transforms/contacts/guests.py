"""Who they were: officials met in one sentence whom one behind it names (القادمون من موسكو كانوا, وضم الوفد)."""

from __future__ import annotations

import bisect
from typing import Final

from transforms.contacts.delegations import is_delegation
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, Frame, Scene

_GUESTS: Final = frozenset(
    ("القادمين", "القادمون", "الزايرين", "الزايرون", "الزوار", "الضيوف", "الحاضرين", "الحاضرون", "المشاركين",
     "المشاركون", "المجتمعين", "المسوولين", "المسوولون", "الوفد")
)  # fmt: skip
_WERE: Final = frozenset(("كانوا", "هم", "ضم", "شمل", "ضموا", "بينهم", "ومنهم", "وبينهم", "ضمنهم"))
_COMPRISE: Final = frozenset(("ضم", "شمل", "بين", "ضمن", "يضم"))
_WITHIN: Final = 6
"""Sentences from who was met to who they were."""
_HEAD_WITHIN: Final = 2
"""Sentences from talks with a delegation to who headed it."""
_MENTIONS_BEHIND: Final = 24
"""Mentions behind the talks that are looked through for it."""
_BEHIND: Final = 4
"""Words from the guests to the word that says who they were, and from there to the first of them."""
_NEXT: Final = 5
"""Words from one of them to the next."""
_UNNAMED: Final = frozenset(("official", "generic"))


class Guests(Scene):
    """Names the officials of contacts already found."""

    def _name_guests(self, found: list[Frame]) -> None:
        """Gives frames with unnamed officials of a side those whom a sentence behind names as them."""
        self._name_heads(found)
        frames = [f for f in found if f.why_not is None and f.mode in {"meeting", "visit", "talk"}]
        frames = [f for f in frames if f.line == "body" and len(f.parties) == 2]
        if not frames:
            return
        for at in (at for at, token in enumerate(self.document.tokens) if token in _GUESTS):
            named = self._named_as(at)
            if not named:
                continue
            sentence, side = self.document.sentence_of[at], named[0].side
            near = [f for f in frames if 0 < sentence - f.sentence <= _WITHIN and self._is_unnamed(f, side)]
            if near:
                near[-1].parties[side] = named

    def _name_heads(self, found: list[Frame]) -> None:
        """أجرى محادثات مع وفد روسي. وكان الوفد الروسي برئاسة كوستيوكوف: with its head, of a service, they talked.

        For talks of the sentence or two before with nobody else of that side.
        """
        frames = [f for f in found if f.why_not is None and f.mode in {"meeting", "talk"}]
        for frame in (f for f in frames if f.line == "body" and len(f.parties) == 2):
            for side, parties in frame.parties.items():
                if any(m.kind != "state" or not self._is_of_delegation(m) for m in parties):
                    continue
                head = next((m for m in self._mentions_behind(frame) if self._is_its_head(m, side)), None)
                if head is not None:
                    frame.parties[side] = [head]
                    break

    def _mentions_behind(self, frame: Frame) -> list[Mention]:
        first = bisect.bisect_right(self.mentions, frame.start, key=lambda mention: mention.start)
        sentence_of, last = self.document.sentence_of, frame.sentence + _HEAD_WITHIN
        return [m for m in self.mentions[first : first + _MENTIONS_BEHIND] if sentence_of[m.start] <= last]

    def _is_of_delegation(self, mention: Mention) -> bool:
        """وفد روسي, a side by the noun for those it sent; not Moscow."""
        words = self.document.tokens[max(0, mention.start - 1) : mention.end]
        return any(is_delegation(word) for word in words)

    def _is_its_head(self, mention: Mention, side: str) -> bool:
        if mention.side != side or mention.kind not in {"person", "head"} or mention.weak:
            return False
        return bool(mention.service or self._held_service(mention)) and self._heads_delegation(mention)

    def _is_unnamed(self, frame: Frame, side: str) -> bool:
        return all(m.kind in _UNNAMED and m.person is None for m in frame.parties.get(side, ()))

    def _named_as(self, at: int) -> list[Mention]:
        """The men of services of one side that a sentence gives as the guests whose word stands at `at`."""
        tokens = self.document.tokens
        sentence = self.document.sentence_of[at]
        first, last = self.document.sentences[sentence]
        end = next((i + 1 for i in range(at + 1, min(last, at + 1 + _BEHIND)) if tokens[i] in _WERE), None)
        before = tokens[at - 1].removeprefix("و") if at > first else ""
        if end is None and before in _COMPRISE:
            end = at + 1
        if end is None:
            return []
        found: list[Mention] = []
        for index in self._mentions_between(sentence, end, last):
            mention = self.mentions[index]
            if mention.start - end > _NEXT or (found and mention.side != found[0].side):
                break
            if mention.weak or mention.person is None or mention.side not in self.sides:
                continue
            if self.links.of(index) in NO_PARTY or not (mention.service or self._held_service(mention)):
                break
            found.append(mention)
            end = mention.end
        return found
