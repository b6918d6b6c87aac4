"""The gate before extraction: does a page name both sides at all?

A page that names no term of one side anywhere in its decoded text cannot report a contact between the two. `detect`
asks the gate first, so a text that it turns away never yields a report, and a page never loses one: letters are all
that is looked at, marks, spaces and markup between them are taken out, which can only let more through.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import ahocorasick
import numpy as np
import numpy.typing as npt

from transforms.arabic.orthography import fold
from transforms.contacts.lexicon import folded_words, without_article
from transforms.contacts.load import WATCHED_PAIR, Knowledge, load_knowledge

_Units = npt.NDArray[np.uint16]

_JSON_ESCAPE: Final = re.compile(r"\\u(0[67][0-9a-fA-F]{2})")
_LATIN_RANGES: Final = (
    (0x21, 0x250), (0x300, 0x370), (0x600, 0x700), (0x1E00, 0x1F00), (0x2000, 0x2070), (0xFE00, 0xFE10),
    (0xFEFF, 0xFF60),
)  # fmt: skip
"""Where Latin letters, digits and what may stand unseen between them are in Unicode."""
_APART: Final = "一"
"""A character that folds to itself, and nothing else to it."""
_UNSEEN: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
"""What may stand between two letters of a Latin name."""
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
        self._latin = [
            (1 << index, [(n, re.compile(rb"(?<![a-z0-9])%s(?![a-z0-9])" % re.escape(n))) for n in sorted(names)])
            for index, side in enumerate(self._sides)
            for names in ({stem.lower().encode() for stem in latin[side]},)
        ]
        self._latin.sort(key=lambda each: len(each[1]))
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
        them. Latin names (CIA, cia, Cia) count as words of their own: social is none; markup within one is not looked
        through. A text without Arabic letters names nobody: no article of ours is in it.
        """
        text = _unescaped(text)
        if _is_latin_1(text):
            return False
        units = _units(text)
        letters = _arabic_letters(units)
        if not letters:
            return False
        wanted = (1 << len(self._sides)) - 1
        found = self._named(letters, 0, wanted)
        if found == wanted:
            return True
        # The title of a link, or a comment, may stand between the words of a name.
        bare = _without_markup(units)
        if bare.size:
            found = self._named(_arabic_letters(bare), found, wanted)
        latin = _latin_words(text, units) if found < wanted else b""
        for mask, names in self._latin:
            # Few pages have such letters at all, and to look for them is many times faster than for words.
            if not found & mask and not any(name in latin and word.search(latin) for name, word in names):
                return False
        return True

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


def _letter_table() -> npt.NDArray[np.uint16]:
    """For each UTF-16 unit the folded Arabic letter it stands for; 0 for everything that is dropped."""
    table = np.zeros(1 << 16, dtype=np.uint16)
    for code, letter in _folded(range(0x0610, 0x08E0)):
        if len(letter) == 1 and letter.isalpha():
            table[code] = ord(letter)
    return table


def _latin_table() -> npt.NDArray[np.uint8]:
    """For each UTF-16 unit the folded Latin letter or digit that it stands for; 0 for what is dropped, else a space."""
    table = np.full(1 << 16, ord(" "), dtype=np.uint8)
    for code, letter in _folded(code for start, end in _LATIN_RANGES for code in range(start, end)):
        if letter.isascii() and (letter.isalnum() or not letter):
            table[code] = ord(letter or "\0")
    return table


def _folded(codes: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Characters, and what each folds to."""
    codes = list(codes)
    return zip(codes, fold(_APART.join(map(chr, codes))).text.split(_APART), strict=True)


_LETTERS: Final = _letter_table()
_LATIN: Final = _latin_table()
_FIRST_PRESENTATION_FORM: Final = 0xFB50
_LAST_PRESENTATION_FORM: Final = 0xFEFC
_FIRST_FULL_WIDTH: Final = 0xFF01
_OPENS, _CLOSES = ord("<"), ord(">")
_MATHEMATICAL: Final = 0xD83B
"""First half of the pairs that stand for Arabic letters in formulas (U+1EE00 to U+1EEFF)."""
_NUMERIC_REFERENCE: Final = re.compile(r"&#(?:[xX]0*[0-9a-fA-F]{1,8}|0*[0-9]{1,8});?")


def _unescaped(text: str) -> str:
    """The text with numeric references, and JSON's escapes of Arabic letters, as what they stand for."""
    if _has_references(text):
        text = _NUMERIC_REFERENCE.sub(lambda match: _character(match[0]), text)
    if "\\" in text and "\\u06" in text:
        text = _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text


@lru_cache(maxsize=4096)
def _character(reference: str) -> str:
    """What a numeric reference stands for."""
    return html.unescape(reference)


def _arabic_letters(units: _Units) -> str:
    """The Arabic letters among units of UTF-16, folded, without anything between them."""
    units = units[units >= 0x0610]
    odd = (units >= _FIRST_PRESENTATION_FORM) & (units <= _LAST_PRESENTATION_FORM)
    odd &= (units < 0xFE00) | (units >= 0xFE70)
    odd |= units == _MATHEMATICAL
    if odd.any():
        # Ligatures stand for several letters: leave them to the full folding, which is slower.
        units = units[(units < 0x08E0) | odd | (units & 0xFC00 == 0xDC00)]
        units = _units(fold(units.tobytes().decode("utf-16-le", "replace")).text)
    letters = _LETTERS[units]
    return str(letters[letters != 0].tobytes(), "utf-16-le")


def _without_markup(units: _Units) -> _Units:
    """Of the units those that can be Arabic, but for what stands between < and >; empty if nothing does."""
    units = units[(units >= 0x0610) | (units == _OPENS) | (units == _CLOSES)]
    borders = np.flatnonzero(units < 0x0610)
    if not borders.size:
        return borders.astype(np.uint16)
    # To each border belongs what follows it, up to the next one.
    lengths = np.diff(borders, append=units.size)
    kept = np.concatenate([np.ones(borders[0], dtype=bool), np.repeat(units[borders] == _CLOSES, lengths)])
    return units[kept] if not kept[units >= 0x0610].all() else units[:0]


def _latin_words(text: str, units: _Units) -> bytes:
    """The text with Latin letters and digits as they are matched, and others where there is something else."""
    if not any(character in text for character in _UNSEEN) and not (units >= _FIRST_FULL_WIDTH).any():
        return text.encode("ascii", "replace").lower()
    words = _LATIN[units]
    return bytes(words[words != 0])


def _units(text: str) -> _Units:
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


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
