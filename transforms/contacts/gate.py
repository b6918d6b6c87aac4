"""The gate before extraction: does a page name both sides at all?

A page that names no term of one side anywhere in its decoded text cannot report a contact between the two. `detect`
asks the gate first, so a text that it turns away never yields a report, and a page never loses one: letters are all
that is looked at, marks, spaces and markup between them are taken out, which can only let more through.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import ahocorasick

from transforms.contacts.latin_names import LatinNames
from transforms.contacts.lexicon import folded_words, without_article
from transforms.contacts.load import WATCHED_PAIR, Knowledge, load_knowledge
from transforms.contacts.page_letters import (
    arabic_letters,
    is_latin_1,
    latin_letters,
    unescaped,
    units_of,
    without_markup,
)

_SIDE_KINDS: Final = frozenset(("service", "generic", "title", "adjective", "people", "country", "seat"))


class Gate:
    """Stems of which a text must have one of either side, derived from the knowledge files."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._sides = tuple(knowledge.pair.sides)
        arabic: dict[str, set[str]] = {side: set() for side in self._sides}
        latin: dict[str, set[str]] = {side: set() for side in self._sides}
        for phrase, values in knowledge.entities.phrases():
            for value in values:
                if value.side not in arabic or value.kind not in _SIDE_KINDS:
                    continue
                if value.kind == "service" and value.sure == "needs_side":
                    continue  # the side's adjective or country, which it needs, is a stem of its own
                (latin if phrase[0].isascii() else arabic)[value.side].add("".join(phrase))
        for person in knowledge.content.people:
            if person.side in arabic:
                arabic[person.side] |= _person_stems(knowledge, person.id)
        self.stems = {side: _shortest(stems) for side, stems in arabic.items()}
        self._latin = [(1 << index, LatinNames(latin[side])) for index, side in enumerate(self._sides)]
        self._latin.sort(key=lambda each: len(each[1].names))
        self._automaton = ahocorasick.Automaton()
        owners: dict[str, int] = {}
        for index, side in enumerate(self._sides):
            for stem in self.stems[side]:
                owners[stem] = owners.get(stem, 0) | 1 << index
        for stem, mask in owners.items():
            self._automaton.add_word(stem, mask)
        if owners:
            self._automaton.make_automaton()

    def names_both_sides(self, text: str) -> bool:
        """Whether `text` (a decoded page, or plain text) has a term of each side.

        Numeric character references and JSON escapes of Arabic letters are read too, so the caller need not decode
        them. Latin names (CIA, cia, Cia) count as words of their own: social is none. A text without Arabic letters
        names nobody: no article of ours is in it.
        """
        text = unescaped(text)
        if is_latin_1(text):
            return False
        units = units_of(text)
        letters = arabic_letters(units)
        if not letters:
            return False
        wanted = (1 << len(self._sides)) - 1
        found = self._named(letters, 0, wanted)
        if found == wanted:
            return True
        # The title of a link, or a comment, may stand between the words of a name.
        bare = without_markup(units)
        if bare.size:
            found = self._named(arabic_letters(bare), found, wanted)
        if found == wanted:
            return True
        latin = latin_letters(units)
        return all(found & mask or names.are_in(latin) for mask, names in self._latin)

    def _named(self, letters: str, found: int, wanted: int) -> int:
        """`found`, and a bit for each side that the letters name, until all wanted are there."""
        for _, mask in self._automaton.iter(letters):
            found |= mask
            if found == wanted:
                break
        return found


@lru_cache(maxsize=8)
def gate_of(knowledge: Knowledge) -> Gate:
    """The gate of a knowledge, made once in a process."""
    return Gate(knowledge)


@dataclass(frozen=True)
class KnowledgeGate:
    """The gate that follows from a folder of knowledge files (null: the packaged ones) and a pair of sides in it.

    It travels to workers as these names alone and is built there once.
    """

    knowledge: Path | None = None
    pair: str = WATCHED_PAIR

    def __call__(self, html: str) -> bool:
        """Whether the page names both sides."""
        return _gate_in(self.knowledge, self.pair).names_both_sides(html)


@lru_cache(maxsize=8)
def _gate_in(folder: Path | None, pair: str) -> Gate:
    # Asked for every page: to look the folder up costs a tenth of the scan.
    return gate_of(load_knowledge(folder, pair=pair))


def _person_stems(knowledge: Knowledge, person_id: str) -> set[str]:
    """The surnames of a person; for one whose surname alone says nothing, the longer of first name and surname."""
    person = knowledge.people[person_id]
    surnames = set()
    for last in person.last:
        for spelling in knowledge.content.first_names[last[1:]] if last.startswith("$") else (last,):
            tokens = folded_words(spelling)
            surnames.add("".join((without_article(tokens[0]), *tokens[1:])))
    if person.alone == "yes":
        return surnames
    # Such a person is found by first name and surname together, or by surname with an office, which has its own stem.
    firsts = {without_article(name.replace(" ", "")) for name in knowledge.first_names[person_id]}
    return {first + surname for first in firsts for surname in surnames}


def _shortest(stems: set[str]) -> frozenset[str]:
    """Without the stems that have another one in them."""
    automaton = ahocorasick.Automaton()
    for stem in stems:
        if stem:
            automaton.add_word(stem, len(stem))
    if not len(automaton):
        return frozenset()
    automaton.make_automaton()
    return frozenset(stem for stem in stems if stem and all(n == len(stem) for _, n in automaton.iter(stem)))
