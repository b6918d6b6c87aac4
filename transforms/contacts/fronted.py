"""Contacts that stand before the clause of one of their parties: خلال اتصال مع ناريشكين، أكد بيرنز."""

from __future__ import annotations

from typing import Final

from transforms.contacts.apart import WITHIN
from transforms.contacts.clauses import AFTER
from transforms.contacts.scene import STRONG, Frame, Scene

_FRONTING: Final = frozenset(("في", "خلال", "اثناء", "عقب", "بعد", "عبر", "اثر", "ضمن", "لدي"))
"""Prepositions that put a contact before the clause it belongs to."""
_DURING: Final = frozenset(("في", "خلال", "اثناء"))
_WITH_OBJECT: Final = 2
_SINCE_IT: Final = frozenset(("علي", "من"))
_SPAN: Final = 4
"""Words from بعد to what it was after: بعد أكثر من أسبوعين على."""
_MAIN_CLAUSE: Final = 6
"""Words from the last party of the contact to the subject of the clause."""


class Fronted(Scene):
    """Finds the party that acts in the main clause."""

    def _take_following_subject(self, frame: Frame) -> None:
        """خلال اتصال مع ناريشكين، أكد بيرنز أن: who acts in the main clause is the other party."""
        if not self._is_fronted(frame):
            return
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        last = max(mention.end for found in frame.parties.values() for mention in found)
        for index in self._mentions_between(frame.sentence, last, last + _MAIN_CLAUSE):
            mention = self.mentions[index]
            if mention.weak or mention.kind not in STRONG:
                continue
            if self._has_cue(last, mention.start, "complement"):
                # قال بورتنيكوف، خلال اجتماع مع قادة الجهاز، إن الوكالة تزود كييف: of whom he spoke.
                return
            if mention.side == missing and self.links.of(index) in {"speaker", "verb", "gen", ""}:
                frame.parties[missing] = [mention]
                frame.rule += ", the subject of the main clause"
            return

    def _acting_then(self, frame: Frame, before: list[int], after: list[int]) -> list[int]:
        """شكر بوتين المكتب خلال اجتماع مع بورتنيكوف: who did something to one of them met him, if anybody did.

        Of those named before, who acts alone, where nothing else is told between him and the contact.
        """
        if frame.relation.kind != "noun" or len(before) < _WITH_OBJECT or not after:
            return before
        acting, done_to, met = self.mentions[before[-2]], self.mentions[before[-1]], self.mentions[after[0]]
        with_him = self.links.of(after[0]) == "مع" and met.start - frame.end <= 1 and met.side in self.sides
        named = {acting.kind, met.kind} <= set(STRONG) and not (acting.weak or met.weak) and acting.side in self.sides
        first, _ = self.document.sentences[frame.sentence]
        link = self.links.of(before[-2])
        acts = link in {"verb", "speaker"} or (not link and acting.start == first + 1)
        if not (with_him and named and acts) or self.document.tokens[frame.start - 1] not in _DURING:
            return before
        between = range(acting.end, frame.start)
        told = any(at in self.document.relation_words or "," in self.document.gap(at) for at in between)
        if told or done_to.side == acting.side:
            return before
        if acting.side == met.side:
            frame.why_not, frame.rule = "no_relation", WITHIN
        return before[-2:-1]

    def _is_fronted(self, frame: Frame) -> bool:
        """خلال اتصال, بعد أسبوعين على اجتماعه"""
        first, _ = self.document.sentences[frame.sentence]
        words = self.document.tokens[max(first, frame.start - _SPAN) : frame.start]
        before = [word.removeprefix("و") for word in words]
        if not before or before[-1] in _FRONTING:
            return bool(before)
        return before[-1] in _SINCE_IT and not AFTER.isdisjoint(before)
