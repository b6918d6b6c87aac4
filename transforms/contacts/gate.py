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

from transforms.arabic.page_names import PageNames
from transforms.contacts.lexicon import folded_words, without_article
from transforms.contacts.load import WATCHED_PAIR, Knowledge, load_knowledge

_SIDE_KINDS: Final = frozenset(("service", "generic", "title", "adjective", "people", "country", "seat"))


class Gate:
    """Stems of which a text must have one of either side, derived from the knowledge files."""

    def __init__(self, knowledge: Knowledge) -> None:
        sides = tuple(knowledge.pair.sides)
        arabic: dict[str, set[str]] = {side: set() for side in sides}
        latin: dict[str, set[str]] = {side: set() for side in sides}
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
        for source in knowledge.content.sources:
            leader = knowledge.offices.get(source.leader or "")
            if leader is not None and leader.side in arabic:
                # بيسكوف: الرئيس تحدث إلى مدير الوكالة
                arabic[leader.side] |= {"".join(folded_words(name)) for name in source.names}
        for affair in knowledge.affairs:
            for stems in arabic.values():
                stems |= {"".join(folded_words(words)) for words in affair.words}
        self.stems = {side: _shortest(stems) for side, stems in arabic.items()}
        self.names = PageNames([self.stems[side] for side in sides], [latin[side] for side in sides])
        """What decides; it needs no knowledge any more."""

    def names_both_sides(self, text: str) -> bool:
        """Whether `text` (a decoded page, or plain text) has a term of each side: see `PageNames`."""
        return self.names(text)


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
        return _gate_in(self.knowledge, self.pair).names(html)


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
