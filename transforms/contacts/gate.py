"""The gate before extraction: does a page name both sides at all?

A page that names no term of one side anywhere in its decoded text cannot report a contact between the two. `detect`
asks the gate first, so a text that it turns away never yields a report, and a page never loses one: letters are all
that is looked at, marks, spaces and markup between them are taken out, which can only let more through.
"""

from __future__ import annotations

import html
import re
from typing import Final

import ahocorasick
import numpy as np
import numpy.typing as npt

from transforms.arabic.orthography import fold
from transforms.contacts.lexicon import folded_words, without_article
from transforms.contacts.load import Knowledge

_JSON_ESCAPE: Final = re.compile(r"\\u(0[67][0-9a-fA-F]{2})")
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
        self._latin = {
            side: [(name, re.compile(rb"(?<![a-z0-9])%s(?![a-z0-9])" % re.escape(name))) for name in sorted(names)]
            for side, stems in latin.items()
            for names in [{stem.lower().encode() for stem in stems}]
        }
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
        wanted = (1 << len(self._sides)) - 1
        found = 0
        text = _unescaped(text)
        letters = _arabic_letters(text)
        if not letters:
            return False
        for _, mask in self._automaton.iter(letters):
            found |= mask
            if found == wanted:
                return True
        plain = text.encode("ascii", "replace").lower()
        for index, side in enumerate(self._sides):
            # Few pages have such letters at all, and to look for them is many times faster than for words.
            if not found >> index & 1 and not any(n in plain and w.search(plain) for n, w in self._latin[side]):
                return False
        return True


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


def _letter_table() -> npt.NDArray[np.uint16]:
    """For each UTF-16 unit the folded Arabic letter it stands for; 0 for everything that is dropped."""
    table = np.zeros(1 << 16, dtype=np.uint16)
    characters = [chr(code) for code in range(0x0610, 0x08E0)]
    for character, letter in zip(characters, fold("|".join(characters)).text.split("|"), strict=True):
        if len(letter) == 1 and letter.isalpha():
            table[ord(character)] = ord(letter)
    return table


_LETTERS: Final = _letter_table()
_FIRST_PRESENTATION_FORM: Final = 0xFB50
_LAST_PRESENTATION_FORM: Final = 0xFEFC
_NUMERIC_REFERENCE: Final = re.compile(r"&#(?:[xX][0-9a-fA-F]{1,8}|[0-9]{1,8});?")


def _unescaped(text: str) -> str:
    """The text with numeric references, and JSON's escapes of Arabic letters, as what they stand for."""
    if _has_references(text):
        text = _NUMERIC_REFERENCE.sub(lambda match: html.unescape(match[0]), text)
    if "\\" in text and "\\u06" in text:
        text = _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text


def _arabic_letters(text: str) -> str:
    """The Arabic letters of a page, folded, without anything between them."""
    if _is_latin_1(text):
        return ""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    units = units[units >= 0x0610]
    presentation = (
        (units >= _FIRST_PRESENTATION_FORM)
        & (units <= _LAST_PRESENTATION_FORM)
        & ((units < 0xFE00) | (units >= 0xFE70))
    )
    if presentation.any():
        # Ligatures stand for several letters: leave them to the full folding, which is slower.
        units = units[(units < 0x08E0) | presentation]
        text = fold(units.astype("<u2").tobytes().decode("utf-16-le", "replace")).text
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    letters = _LETTERS[units]
    return str(letters[letters != 0].astype("<u2").tobytes(), "utf-16-le")


def _has_references(text: str) -> bool:
    """Whether `&#` is in the text. A page has many # and few &, and to look for one character is fast."""
    at = text.find("&")
    while at >= 0:
        if text.startswith("#", at + 1):
            return True
        at = text.find("&", at + 1)
    return False


def _is_latin_1(text: str) -> bool:
    """Whether no character is beyond U+00FF; a tenth of the time of looking at each."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
