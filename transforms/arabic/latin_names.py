"""Latin names (CIA, fsb) among the letters of a page, found many times faster than by looking for words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from transforms.arabic.page_letters import LatinLetters, outside_markup

_SPACE: Final = ord(" ")
_OPENS: Final = ord("<")
_CLOSES: Final = ord(">")
_IN_WORDS: Final = np.isin(np.arange(256), list(b"abcdefghijklmnopqrstuvwxyz0123456789"))


class LatinNames:
    """Names that count as words of their own: `social` does not name the CIA."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted({name.lower().encode() for name in names})
        # What may stand before a tag within a name.
        self._beginnings = sorted({name[:length] for name in self.names for length in range(1, len(name))})
        self._before_tag = np.isin(np.arange(256), [part[-1] for part in self._beginnings])
        self._edge = np.full(max(map(len, self.names), default=0) + 1, _SPACE, dtype=np.uint8)

    def are_in(self, letters: LatinLetters) -> bool:
        """Whether one of the names is among the letters, markup within it or not."""
        letters = self._bordered(letters)
        if any(_has_word(letters, name) for name in self.names):
            return True
        opened = np.flatnonzero(letters == _OPENS)
        opened = opened[self._before_tag[letters[opened - 1]]]
        if not any(_beginning(letters, opened - len(part), part).size for part in self._beginnings):
            return False
        borders = (letters == _OPENS) | (letters == _CLOSES)
        bare = self._bordered(letters[outside_markup(borders, letters == _CLOSES) & ~borders])
        return any(_has_word(bare, name) for name in self.names)

    def _bordered(self, letters: LatinLetters) -> LatinLetters:
        """The letters between so many spaces that no place that is looked at lies outside."""
        return np.concatenate([self._edge, letters, self._edge])


def _has_word(letters: LatinLetters, word: bytes) -> bool:
    size = letters.size - len(word)
    found = letters[:size] == word[0]
    for place in range(1, len(word)):
        found &= letters[place : size + place] == word[place]
    if not found.any():
        return False
    at = np.flatnonzero(found)
    return not (_IN_WORDS[letters[at - 1]] | _IN_WORDS[letters[at + len(word)]]).all()


def _beginning(letters: LatinLetters, at: npt.NDArray[np.intp], part: bytes) -> npt.NDArray[np.intp]:
    """Which of those places are where a word begins with these letters."""
    for place, letter in enumerate(part):
        at = at[letters[at + place] == letter]
    return at[~_IN_WORDS[letters[at - 1]]]
