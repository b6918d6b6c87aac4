"""Titles of two at once: the heads or services of both sides in one phrase."""

from __future__ import annotations

from typing import Final

from transforms.contacts.gate import gate_of
from transforms.contacts.mention import HitReader
from transforms.contacts.wordlists import Entity

WHICH: Final = frozenset(("الخارجيه", "الداخليه", "العسكريه", "المركزيه"))
"""Adjectives that say which service of one's own it is."""
_BOTH_STATES: Final = (["البلدين"], ["الدولتين"])
_ALLIED: Final = frozenset((
    "الحليفين", "الحليفتين", "المتحالفين", "المتحالفتين", "الشقيقين", "الشقيقتين", "الصديقين", "الصديقتين", "الجارين",
    "الجارتين",
))  # fmt: skip


class PairedOffices(HitReader):
    """Reads both sides' heads and services where one phrase names them."""

    _names_third = False
    """Whether a third state is among the mentions up to `_read_until`, which need not be looked through again."""
    _read_until = 0

    def _generic(self, index: int, last: int, head: str | None, side: str, former: bool) -> None:
        if head in {"heads", "heads_of_two"}:
            self._add(
                index, last, "head", side, office=self.knowledge.generic_heads[side], former=former, intelligence=True
            )
        elif head is not None:
            mention = self._add(index, last, "official", side, intelligence=True, former=former)
            mention.several = head == "heads_of_several"
        else:
            self._add(index, last, "generic", side, intelligence=True)

    def _two(self, index: int, last: int, head: str | None, own: list[str], entity: Entity | None) -> int:
        """Both sides' heads or services in one phrase: مديرا المخابرات الروسية والأمريكية."""
        if len(own) == 2:
            for side in own:
                self._generic(index, last, head, side, former=False)
            return last + 1
        if len(own) == 1 and (entity is None or entity.kind == "generic"):
            # رئيسي جهازين روسيين: both of one side.
            self._add(index, last, "official", own[0], intelligence=True)
            return last + 1
        mention = self._add(index, last, "both", "", intelligence=True)
        mention.weak = True
        if entity and entity.kind == "service" and own:
            # رئيسي وكالة المخابرات المركزية ومدير ...: the other one is named next.
            mention.kind, mention.side, mention.service, mention.weak = "head", own[0], entity.id, False
            mention.office = self.knowledge.services[entity.id].head
            self.last_service = entity
            self._second_of_heads = last + 1
            return self._second_service(last, own[0])
        return last + 1

    def _second_service(self, last: int, side: str) -> int:
        """رئيسا الاستخبارات الخارجية الروسية والمركزية الأمريكية: the noun is not said again; gives the next hit."""
        end, tokens = self.hits[last].end, self.document.tokens
        adjective = self._kinds(last + 1).get("adjective")
        which = tokens[end].removeprefix("و") if end < len(tokens) else ""
        known = adjective is not None and self.hits[last + 1].start == end + 1 and self.document.gap(end + 1) == " "
        if not known or adjective is None or adjective.side == side or which not in WHICH:
            return last + 1
        found = self.knowledge.entities.match(["الاستخبارات", which], 0)
        for value in found.values if found is not None else ():
            if value.kind == "service" and value.side == adjective.side:
                office = self.knowledge.services[value.id].head
                mention = self._add(last + 1, last + 1, "head", value.side, office=office, service=value.id)
                mention.start, mention.clitics = end, "و"
                mention.parts = [(end, mention.end)]
                self.last_service = value
                return last + 2
        return last + 1

    def _with_capitals(self, own: list[str], last: int) -> tuple[list[str], int]:
        """مديري استخبارات روسيا والولايات المتحدة, رأسا الاستخبارات في واشنطن وموسكو: of both states, named as such."""
        found, at, end = list(own), last + 1, self.hits[last].end
        if not found and end < len(self.document.tokens) and self.document.tokens[end] in {"في", "لدي"}:
            end += 1
            said = self.document.tokens[end : end + 1] == ["البلدين"]
            if said and self._names_only_both() and not self._are_allies(end):
                return list(self.knowledge.pair.sides), last
        while at < len(self.hits) and len(found) < 2 and self.hits[at].start == end:
            kinds = self._kinds(at)
            state = kinds.get("country") or kinds.get("seat")
            joined = self.hits[at].clitics.removesuffix("ال") == ("و" if found else "")
            if state is None or state.side not in self.knowledge.sides or state.side in found or not joined:
                break
            found.append(state.side)
            at, end = at + 1, self.hits[at].end
        return (found, at - 1) if len(found) == 2 else (own, last)

    def _names_only_both(self) -> bool:
        """Whether "both countries" can only be those of the pair: no third state is named so far, but as a place."""
        new = (mention.side for mention in self.found[self._read_until :] if mention.kind != "place")
        self._names_third = self._names_third or any(side and side not in self.knowledge.sides for side in new)
        self._read_until = len(self.found)
        return not self._names_third

    def _are_allies(self, both: int) -> bool:
        """جهازي الاستخبارات في البلدين الحليفين: not of those who are watched for that they are none."""
        return not _ALLIED.isdisjoint(self.document.tokens[both + 1 : both + 2])

    def _is_of_both(self, last: int, at: int) -> bool:
        """مخابرات البلدين, أجهزة المخابرات في الدولتين: the intelligence of both states."""
        return "intelligence" in self._kinds(at) and self._are_of_both_states(self.hits[last].end)

    def _are_of_both_states(self, end: int) -> bool:
        """Whether "of both states" stands at a word, both are named, and no third one is named before."""
        end += self.document.tokens[end : end + 1] == ["في"]
        said = self.document.tokens[end : end + 1] in _BOTH_STATES and not self._are_allies(end)
        alone = said and self._names_only_both() and not self.document.gap(end).strip()
        return alone and gate_of(self.knowledge).names_both_sides(self.document.text)
