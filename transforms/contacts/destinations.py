"""Where a journey led whose word has no place behind it: one at the head of its clause, or one named before."""

from __future__ import annotations

from typing import Final

from transforms.contacts import records
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame, Scene

_NEAR_WORDS: Final = 3
_BEGINS_OR_ENDS: Final = frozenset(("بدا", "بدات", "انتهي", "انتهت", "اختتم", "اختتمت", "تمت", "جرت", "حصلت"))


class Destinations(Scene):
    """Finds the places to which journeys led."""

    def _place_before(self, frame: Frame, before: list[int], verb: records.Verb | None) -> int | None:
        """في واشنطن، ألقى بورتنيكوف كلمة: the place at the head of the clause."""
        if verb is None:
            return self._place_of_noun(frame, before)
        if not ({"في", "ب"} <= set(verb.to) or "إلى" in verb.to):
            return None
        first, _ = self.document.sentences[frame.sentence]
        for index in before:
            mention = self.mentions[index]
            there = mention.place or (mention.weak and mention.start not in self.document.adjective_words)
            if there and mention.start - first <= 1 and self.links.of(index) in self._whither(frame):
                return index
        return None

    def _place_of_noun(self, frame: Frame, before: list[int]) -> int | None:
        """انتهت أمس في موسكو زيارة لبيرنز: the place between a visit and the verb that is said of it."""
        tokens = self.document.tokens
        place = self.mentions[before[-1]] if before else None
        if place is None or not self._is_somewhere(place) or self.links.of(before[-1]) not in {"في", "ب"}:
            return None
        first, _ = self.document.sentences[frame.sentence]
        verb = [at for at in range(first, place.start - 1) if at not in self._dated][-1:]
        said = bool(verb) and tokens[verb[0]].lstrip("وف") in _BEGINS_OR_ENDS
        guest = self._mention_words.get(frame.end)
        known = guest is not None and self.mentions[guest].side in self.sides  # not لمدير وكالة الطاقة
        between = [at for at in range(place.end, frame.start) if at not in self._dated]
        return before[-1] if said and known and not between else None

    @staticmethod
    def _whither(frame: Frame) -> set[str]:
        """في واشنطن، ألقى كلمة; إلى موسكو، لا إلى كييف، توجه: the prepositions of a place at the head of the clause."""
        return {"الي"} if "إلى" in getattr(frame.relation.entry, "to", ()) else {"في", "ب"}

    def _place_meant(self, frame: Frame) -> int | None:
        """أمضى يومين في موسكو، غادرها; سافر إليها: the place named before in the sentence, or in the one before."""
        tokens = self.document.tokens
        word = tokens[frame.start]
        there = {"اليها", "فيها", "بها", "منها"} & set(tokens[frame.end : frame.end + _NEAR_WORDS])
        to = set(getattr(frame.relation.entry, "to", ()))
        reached = word.endswith("ها") and (not to or "object" in to)
        if frame.relation.kind != "verb" or not (there or reached):
            return None
        named = [
            index
            for sentence in (frame.sentence, frame.sentence - 1)
            for index in reversed(self._by_sentence.get(sentence, ()))
            if self.mentions[index].start < frame.start and self._is_somewhere(self.mentions[index])
        ]
        gone = (index for index in named if self._is_gone(index, frame, reached=reached))
        # كانت موسكو تنتظر جوابا، فطار إليها: no place else is named.
        meant = named[:1] if "اليها" in there and len({self.mentions[i].side for i in named}) == 1 else []
        return next(gone, meant[0] if meant else None)

    def _is_somewhere(self, mention: Mention) -> bool:
        return bool(mention.place) or (mention.weak and mention.kind in {"state", "foreign"})

    def _is_gone(self, index: int, frame: Frame, *, reached: bool) -> bool:
        """Whether a place is one where somebody went or was, or who said that he did."""
        mention = self.mentions[index]
        if self.links.of(index) in {"في", "ب", "الي", "ل"} or self._is_gone_to(mention):
            return True
        # أعلنت موسكو أن برينان زارها; سفير سابق لدى موسكو، وأوفده بايدن إليها
        posted = mention.start > 0 and self.document.tokens[mention.start - 1] == "لدي"
        return posted or (reached and bool(mention.place) and self._said(mention, frame))

    def _said(self, city: Mention, frame: Frame) -> bool:
        """أعلنت موسكو أن بيرنز زارها, كانت موسكو قد قالت إنه زارها"""
        after = range(city.end, min(city.end + _NEAR_WORDS, frame.start))
        said = any("reporting" in self.document.cues[at] for at in (city.start - 1, *after))
        return said and self._has_cue(city.end, frame.start, "complement")

    def _is_gone_to(self, place: Mention) -> bool:
        """يقصد موسكو: right behind the verb, without a preposition."""
        readings = self.document.relations_by_end.get(place.start, ())
        return any(r.kind == "verb" and r.entry.mode == "visit" for r in readings)
