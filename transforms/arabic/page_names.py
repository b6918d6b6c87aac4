"""Whether a page names each of several parties: one look over its letters, which needs nothing but lists of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ahocorasick

from transforms.arabic.latin_names import LatinNames
from transforms.arabic.page_letters import (
    arabic_letters,
    is_latin_1,
    latin_letters,
    unescaped,
    units_of,
    without_markup,
)


class PageNames:
    """The names of some parties, ready to be looked for. Pickles small, so that it can be sent along.

    Args:
        arabic: for each party stems, folded: their letters may stand within longer words.
        latin: for each party names in Latin letters, which are words of their own.
    """

    def __init__(self, arabic: Sequence[Iterable[str]], latin: Sequence[Iterable[str]]) -> None:
        self._wanted = (1 << len(arabic)) - 1
        self._latin = [(1 << index, LatinNames(names)) for index, names in enumerate(latin)]
        self._latin.sort(key=lambda each: len(each[1].names))
        self._automaton = ahocorasick.Automaton()
        owners: dict[str, int] = {}
        for index, stems in enumerate(arabic):
            for stem in stems:
                owners[stem] = owners.get(stem, 0) | 1 << index
        for stem, mask in owners.items():
            self._automaton.add_word(stem, mask)
        if owners:
            self._automaton.make_automaton()

    def __call__(self, text: str) -> bool:
        """Whether `text` (a decoded page, or plain text) has a name of each party.

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
        found = self._named(letters, 0)
        if found == self._wanted:
            return True
        # The title of a link, or a comment, may stand between the words of a name.
        bare = without_markup(units)
        if bare.size:
            found = self._named(arabic_letters(bare), found)
        if found == self._wanted:
            return True
        latin = latin_letters(units)
        return all(found & mask or names.are_in(latin) for mask, names in self._latin)

    def _named(self, letters: str, found: int) -> int:
        """`found`, and a bit for each party that the letters name, until all are there."""
        for _, mask in self._automaton.iter(letters):
            found |= mask
            if found == self._wanted:
                break
        return found
