"""Misspelt names: surnames are known by their consonants, those that newsrooms interchange made one."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from transforms.contacts.lexicon import folded_phrase
from transforms.contacts.load import Knowledge
from transforms.contacts.wordlists import Entity

_LEAST_CONSONANTS: Final = 5
_SOUNDS: Final = str.maketrans("غقخطصثظذ", "جككتسسزز", "اويءه")


@lru_cache(maxsize=1 << 16)
def misspelt_surname(token: str, knowledge: Knowledge) -> tuple[Entity, str] | None:
    """The person whose surname a word may be, and the clitic before it."""
    known = _surname_skeletons(knowledge)
    for clitics in ("", token[0]):
        if clitics and clitics not in "وفبلك":
            break
        skeleton = _consonants(token[len(clitics) :])
        if len(skeleton) >= _LEAST_CONSONANTS and (entity := known.get(skeleton)):
            return entity, clitics
    return None


def _consonants(word: str) -> str:
    """The consonants of a folded foreign name, those that newsrooms interchange made one."""
    found = word.translate(_SOUNDS)
    return "".join(letter for index, letter in enumerate(found) if not index or letter != found[index - 1])


@lru_cache(maxsize=8)
def _surname_skeletons(knowledge: Knowledge) -> dict[str, Entity]:
    """The consonants of long surnames that nobody else in the knowledge shares."""
    found: dict[str, Entity] = {}
    shared: set[str] = set()
    for phrase, values in knowledge.entities.phrases():
        skeleton = _consonants(phrase[0])
        for value in values:
            if value.kind != "person" or len(phrase) != 1 or len(skeleton) < _LEAST_CONSONANTS:
                continue
            if skeleton in found and found[skeleton].id != value.id:
                shared.add(skeleton)
            if knowledge.people[value.id].alone == "yes":
                found[skeleton] = value
    for topic in knowledge.affairs:
        # بياروشينكو is a captive behind ب, not Poroshenko.
        words = (folded_phrase(word) for phrase in topic.words for word in phrase.split())
        shared.update(_consonants(clitic + word) for word in words for clitic in ("", "ب", "ل"))
    return {skeleton: entity for skeleton, entity in found.items() if skeleton not in shared}
