"""Who goes on a journey: those joined to him, his company, some of several, and whose visit "his visit" is."""

from __future__ import annotations

from typing import Final

from transforms.contacts.kinds import SO_MANY
from transforms.contacts.listed import listed_behind
from transforms.contacts.mention import Mention
from transforms.contacts.scene import STRONG, Frame
from transforms.contacts.senders import Senders

_VEHICLES: Final = frozenset(("طايره", "الطايره", "موكب", "بطايره", "طائره"))
_HIS: Final = ("ته", "تها", "وده", "وله", "ومه", "وره")
"""Ends of the nouns of visits with a pronoun: زيارته, وجوده, وصوله; not of زيارة alone."""


class Travellers(Senders):
    """Finds them."""

    def _some_of(self, after: list[int], destination: int) -> int | None:
        """وصل ثلاثة من قادة المخابرات إلى واشنطن: those of whom some go."""
        tokens, host = self.document.tokens, self.mentions[destination].side
        for index in (i for i in after if i < destination):
            mention = self.mentions[index]
            before = tokens[max(0, mention.start - 2) : mention.start]
            some = before[-1:] == ["من"] and before[0].lstrip("وف") in SO_MANY
            if some and mention.kind == "official" and mention.side == self.knowledge.other_side(host):
                return index
        return None

    def _is_his(self, frame: Frame) -> bool:
        """اجتمع ناريشكين ببيرنز خلال زيارته لموسكو"""
        return frame.relation.kind == "noun" and self.document.tokens[frame.start].endswith(_HIS)

    def _travelled_with(self, before: list[int], after: list[int], journey: tuple[int, int]) -> list[int]:
        """مع ناريشكين سافر بورتنيكوف, زار واشنطن مع بورتنيكوف: his company, first in the clause or behind the place."""
        traveller, destination = journey
        behind = (i for i in after if self.mentions[i].start == self.mentions[destination].end + 1)
        near = (i for i in (*before, *behind) if i != traveller and self.links.of(i) == "مع")
        men = (i for i in near if self.mentions[i].kind in {"person", "head"} and not self.mentions[i].weak)
        return [i for i in men if self.mentions[i].side == self.mentions[traveller].side]

    def _travellers(self, traveller: int) -> list[int]:
        """Who goes and those joined to him by و: وصل ناريشكين وبورتنيكوف إلى واشنطن."""
        if self.mentions[traveller].kind == "official" and not self.mentions[traveller].person:
            listed = listed_behind(self.document, self.mentions, traveller)
            if listed:
                return listed
        found = [traveller]
        for step in (1, -1):
            at = traveller
            while 0 <= at + step < len(self.mentions):
                first, second = sorted((at, at + step))
                one, other = self.mentions[first], self.mentions[second]
                joined = other.clitics.startswith("و") and other.start - one.end <= 0
                if not joined or one.side != other.side or {one.kind, other.kind} - STRONG or one.weak or other.weak:
                    break
                at += step
                found.append(at)
        if self._is_headed_by(traveller, traveller + 1):
            found.append(traveller + 1)
        return sorted(found)

    def _by_plane(self, mention: Mention) -> bool:
        """هبطت طائرة بيرنز, وصل موكب بيرنز: he comes with it."""
        return mention.start > 0 and self.document.tokens[mention.start - 1] in _VEHICLES
