"""Earlier contacts named by a pronoun: أول زيارة منذ تلك التي قام بها بيرنز في نوفمبر 2021."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from transforms.contacts.clauses import AFTER, RELATIVE
from transforms.contacts.mention import Mention
from transforms.contacts.scene import FEW_SENTENCES, STRONG, Frame, Scene, state

_THAT: Final = frozenset(("تلك", "ذلك", "ذاك"))
_DONE: Final = frozenset(("اجراها", "اجراه", "عقدها", "عقده", "قادته", "حملته", "قادتها", "حملتها"))
_MADE: Final = frozenset(("قام", "قامت"))
_JOINED: Final = frozenset(("جمعت", "جمع", "جمعتهما", "جمعهما", "ضمت", "ضمتهما"))
_EARLIER: Final = (["اولي"], ["سابقه"], ["مماثله"])
_DATED_WITHIN: Final = 4
_MODES: Final = frozenset(("visit", "call", "meeting", "talk"))
_WHO_WITHIN: Final = 6
"""Words from the pronoun to who did it."""


class ThoseThat(Scene):
    """Finds contacts that are told by pointing to another one of their kind."""

    def _those_that(self, found: list[Frame]) -> list[Frame]:
        """A telling for each, of the kind of the noun that the pronoun stands for."""
        tokens = self.document.tokens
        frames: list[Frame] = []
        if _THAT.isdisjoint(self.document.word_set):
            return frames
        for at in range(1, len(tokens) - 3):
            if tokens[at] not in _THAT or tokens[at + 1] not in RELATIVE:
                continue
            self._take_its_kind(at, found)
            if tokens[at + 2] not in _DONE and not (tokens[at + 2] in _MADE and tokens[at + 3] in {"بها", "به"}):
                continue
            frame = self._one_like_it(at, found)
            if frame is not None:
                frames.append(frame)
        return frames

    def _earlier_visits(self, found: list[Frame]) -> None:
        """زيارة ثانية لواشنطن بعد زيارة أولى في يناير 2018: of him who is told to have gone there before it."""
        tokens = self.document.tokens
        told: Frame | None = None
        for frame in found:
            if frame.mode == "visit" and frame.why_not is None and frame.place is not None and len(frame.parties) > 1:
                told = frame
            earlier = frame.mode == "visit" and frame.relation.kind == "noun" and frame.continues and not frame.parties
            if told is None or not earlier or frame.sentence - told.sentence > FEW_SENTENCES or not frame.start:
                continue
            behind = range(frame.end + 1, min(frame.right, frame.end + 1 + _DATED_WITHIN))
            first = tokens[frame.start - 1] in AFTER and tokens[frame.end : frame.end + 1] in _EARLIER
            if not first or self._dated.isdisjoint(behind) or told.place is None:
                continue
            host = told.place.side
            frame.parties = {side: list(men) for side, men in told.parties.items() if side != host}
            frame.parties[host] = [told.place]
            frame.place, frame.continues, frame.rule, frame.weight = told.place, False, "an earlier visit", 0.8

    def _mentions_from(self, sentence: int, until: int) -> list[Mention]:
        """Those of a few sentences up to a word."""
        sentences = range(max(0, sentence - FEW_SENTENCES), sentence + 1)
        near = (i for its in sentences for i in self._by_sentence.get(its, ()))
        return [self.mentions[i] for i in near if self.mentions[i].start < until]

    def _take_its_kind(self, at: int, found: list[Frame]) -> None:
        """مكالمة ثانية بعد تلك التي جمعتهما: what only says that they came together was of the kind of the noun."""
        told = next((f for f in found if f.start == at + 2 and f.mode == "meeting"), None)
        noun = self._noun_before(at, found)
        if told is not None and noun is not None and self.document.tokens[at + 2] in _JOINED:
            told.mode = noun.mode

    def _noun_before(self, at: int, found: list[Frame]) -> Frame | None:
        """The telling by a noun for which a pronoun stands."""
        sentence = self.document.sentence_of[at]
        before = (f for f in found if f.sentence == sentence and f.end <= at and f.relation.kind == "noun")
        return max((f for f in before if f.mode in _MODES), key=lambda f: f.start, default=None)

    def _one_like_it(self, at: int, found: list[Frame]) -> Frame | None:
        sentence = self.document.sentence_of[at]
        _, last = self.document.sentences[sentence]
        noun = self._noun_before(at, found)
        if noun is None:
            return None
        right = self.document.next_gap(",", at + 3, last)
        behind = self._mentions_between(sentence, at + 2, right)
        served = [i for i in behind if self.mentions[i].kind in STRONG and self._is_service(i)]
        if not served or self.mentions[served[0]].start > at + _WHO_WITHIN:
            return None
        frame = replace(noun, start=at, end=at + 3, left=at, right=right, parties={}, why_not=None, continues=False)
        frame.rule, frame.weight, frame.place = "one that a pronoun points to", 0.8, None
        self._take(frame, served[:1])
        side = self.mentions[served[0]].side
        other = self.knowledge.other_side(side)
        if frame.mode == "visit":
            near = self._mentions_from(sentence, at)
            frame.place = next((m for m in reversed(near) if m.side == other and m.place), None)
            frame.parties[other] = [frame.place or state(frame, other)]
        else:
            self._take(frame, [i for i in served[1:] if self.mentions[i].side == other][:1])
        return frame if len(frame.parties) == len(self.sides) else None
