"""Journeys of people who are no party: a suspect, a son, somebody whom a text names and nobody knows."""

from __future__ import annotations

from typing import Final

from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame, Scene

_TO_PLACES: Final = frozenset(("الي", "اليه", "اليها", "اليوم", "الان", "الليله", "الاحد", "الاثنين", "الذي", "التي"))
_LET_WITHIN: Final = 4
"""Words from letting somebody go to his going."""


class Strangers(Scene):
    """Finds journeys whose traveller is said and is nobody known."""

    def _stranger_goes(self, frame: Frame, place: Mention) -> bool:
        """وصل إلى الولايات المتحدة المدرس فوغل: right behind the place stands who goes, and is nobody known."""
        at = place.end
        if frame.relation.kind != "verb" or at >= frame.right or self.document.gap(at) != " ":
            return False
        word = self.document.tokens[at]
        known = at in self._mention_words or at in self._dated or bool(self.document.cues[at])
        index = self._mention_words.get(place.start)
        said = index is not None and place.start > frame.end and self.links.of(index) in {"الي", "ل"}
        return said and word.startswith("ال") and not known and word not in _TO_PLACES

    def _is_stranger_behind(self, frame: Frame) -> bool:
        """أمضاها الأخ الأكبر في داغستان, عودة الشاب من داغستان"""
        at = frame.end
        if at >= len(self.document.tokens) or at in self._mention_words:
            return False
        return self.document.gap(at) == " " and self.document.tokens[at] in self.knowledge.forms["strangers"]

    def _is_let_go(self, frame: Frame) -> bool:
        """سمحوا لتسارناييف بالسفر إلى موسكو: behind ل stands somebody whom nobody knows."""
        tokens, first = self.document.tokens, self.document.sentences[frame.sentence][0]
        if frame.relation.kind != "noun" or not tokens[frame.start].startswith("ب"):
            return False
        lets = self.knowledge.forms["lets"]
        near = range(max(first, frame.start - _LET_WITHIN), frame.start)
        let = next((at for at in near if tokens[at].lstrip("وف") in lets), None)
        if let is None or let + 1 >= frame.start:
            return False
        known = any(at in self._mention_words for at in range(let + 1, frame.start))
        return tokens[let + 1].startswith("ل") and not known
