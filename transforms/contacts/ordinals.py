"""Contacts that a text counts by whom they were with: الأولى لمكتب التحقيقات في مارس، والثانية للوكالة في الخريف."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from transforms.contacts.scene import STRONG, Frame, Scene

_FIRST: Final = frozenset(
    ("الاولي", "الاول", "اولاها", "اولاهما", "اولهما", "احداها", "احداهما", "احدهما", "مره", "واحده")
)
_SECOND: Final = frozenset(
    ("والثانيه", "والثاني", "والاخري", "والاخر", "وثانيها", "وثانيهما", "ثم", "واخري", "ومره")
)
_WITHIN: Final = 12
"""Words from the number to whom that one was with."""
_SENTENCES_BACK: Final = 1
_TO: Final = frozenset(("ل", "الي", "مع", "من", "ب", "عبر"))
_TOLD: Final = frozenset((None, "public_statement"))
"""Of a warning to a state; who got it is named behind the numbers."""
_MODES: Final = frozenset(("message", "call", "meeting", "talk"))


class Ordinals(Scene):
    """Finds contacts told once and then counted."""

    def _ordinals(self, found: list[Frame]) -> list[Frame]:
        """A telling for the first and the second one, with the parties of the telling that is counted but for those."""
        frames: list[Frame] = []
        tokens = self.document.tokens
        by_sentence: dict[int, list[Frame]] = {}
        for frame in found:
            if frame.mode in _MODES and len(frame.parties) == len(self.sides) and frame.why_not in _TOLD:
                by_sentence.setdefault(frame.sentence, []).append(frame)
        for at in (at for at, token in enumerate(tokens) if token in _FIRST):
            sentence = self.document.sentence_of[at]
            _, last = self.document.sentences[sentence]
            one = self._with_whom(at, sentence, last)
            if one is None:
                continue
            second = next((i for i in range(self.mentions[one].end, last) if tokens[i] in _SECOND), None)
            other = self._with_whom(second, sentence, last) if second is not None else None
            near = (by_sentence.get(s, ()) for s in range(sentence - _SENTENCES_BACK, sentence + 1))
            told = max((f for here in near for f in here if f.start < at), key=lambda f: f.start, default=None)
            if second is None or other is None or told is None:
                continue
            if self.mentions[one].side != self.mentions[other].side or self.mentions[one].side not in told.parties:
                continue
            told.why_not = told.why_not or "counted"
            frames += [self._one_of_them(told, one), self._one_of_them(told, other)]
        return frames

    def _with_whom(self, at: int, sentence: int, last: int) -> int | None:
        """The first man of a service, or service, that a preposition names behind a number."""
        for index in self._mentions_between(sentence, at + 1, min(last, at + _WITHIN)):
            if self.mentions[index].kind in STRONG and self._is_service(index):
                return index if self._is_after_preposition(index) else None
        return None

    def _is_after_preposition(self, index: int) -> bool:
        """لمكتب التحقيقات, or the particle set apart by quotation marks: لـ«الأف بي آي»."""
        return self.links.of(index) in _TO

    def _one_of_them(self, told: Frame, index: int) -> Frame:
        mention = self.mentions[index]
        sentence = self.document.sentence_of[mention.start]
        _, last = self.document.sentences[sentence]
        frame = replace(told, start=mention.start, end=mention.end, sentence=sentence, why_not=None, place=None)
        frame.left, frame.right = mention.start, last
        frame.parties = {**told.parties, mention.side: [mention]}
        frame.line = self._line_of.get(mention.start, "body")
        frame.rule, frame.continues = "one of several that are counted", False
        return frame
