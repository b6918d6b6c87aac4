"""What a page looks like to the gate: its Arabic letters and its Latin ones, each folded, and nothing between them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from transforms.arabic.orthography import fold

Units = npt.NDArray[np.uint16]
"""A text in UTF-16."""
Mask = npt.NDArray[np.bool_]
LatinLetters = npt.NDArray[np.uint8]
"""Latin letters in lower case, ASCII digits, < and >; everything else is some other character."""

_JSON_ESCAPE: Final = re.compile(r"\\u(0[67][0-9a-fA-F]{2})")
_LATIN_RANGES: Final = (
    (0x80, 0x250), (0x300, 0x370), (0x600, 0x700), (0x1E00, 0x1F00), (0x2000, 0x2070), (0xFE00, 0xFE10),
    (0xFEFF, 0xFF60),
)  # fmt: skip
"""Where Latin letters beyond ASCII, and what may stand unseen between them, are in Unicode."""
_APART: Final = "一"
"""A character that folds to itself, and nothing else to it."""


def _letter_table() -> npt.NDArray[np.uint16]:
    """For each UTF-16 unit the folded Arabic letter it stands for; 0 for everything that is dropped."""
    table = np.zeros(1 << 16, dtype=np.uint16)
    for code, letter in _folded(range(0x0610, 0x08E0)):
        if len(letter) == 1 and letter.isalpha():
            table[code] = ord(letter)
    return table


def _latin_table() -> npt.NDArray[np.uint8]:
    """For each UTF-16 unit beyond ASCII the Latin letter that it stands for; 0 for what is dropped, else a space."""
    table = np.full(1 << 16, ord(" "), dtype=np.uint8)
    for code, letter in _folded(code for start, end in _LATIN_RANGES for code in range(start, end)):
        if not letter or (letter.isascii() and letter.isalpha()):
            table[code] = ord(letter or "\0")
    return table


def _folded(codes: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Characters, and what each folds to."""
    codes = list(codes)
    return zip(codes, fold(_APART.join(map(chr, codes))).text.split(_APART), strict=True)


_FIRST_ARABIC: Final = 0x0610
_LETTERS: Final = _letter_table()
_LATIN: Final = _latin_table()
_FIRST_PRESENTATION_FORM: Final = 0xFB50
_LAST_PRESENTATION_FORM: Final = 0xFEFC
_OPENS, _CLOSES = ord("<"), ord(">")
_MATHEMATICAL: Final = 0xD83B
"""First half of the pairs that stand for Arabic letters in formulas (U+1EE00 to U+1EEFF)."""
_NUMERIC_REFERENCE: Final = re.compile(r"&#(?:[xX]0*[0-9a-fA-F]{1,8}|0*[0-9]{1,8});?")


def unescaped(text: str) -> str:
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


def arabic_letters(units: Units) -> str:
    """The Arabic letters among units of UTF-16, folded, without anything between them."""
    units = units[units >= _FIRST_ARABIC]
    odd = (units >= _FIRST_PRESENTATION_FORM) & (units <= _LAST_PRESENTATION_FORM)
    odd &= (units < 0xFE00) | (units >= 0xFE70)
    odd |= units == _MATHEMATICAL
    if odd.any():
        # Ligatures stand for several letters: leave them to the full folding, which is slower.
        units = units[(units < 0x08E0) | odd | (units & 0xFC00 == 0xDC00)]
        units = units_of(fold(units.tobytes().decode("utf-16-le", "replace")).text)
    letters = _LETTERS[units]
    return str(letters[letters != 0].tobytes(), "utf-16-le")


def without_markup(units: Units) -> Units:
    """The units that can be Arabic, but for what stands between < and >; empty if nothing does."""
    units = units[(units >= _FIRST_ARABIC) | (units == _OPENS) | (units == _CLOSES)]
    seen = outside_markup(units < _FIRST_ARABIC, units == _CLOSES)
    return units[seen] if not seen[units >= _FIRST_ARABIC].all() else units[:0]


def outside_markup(is_border: Mask, closes: Mask) -> Mask:
    """What stands before the first of the borders (< and >), or after one that closes with no other between."""
    borders = np.flatnonzero(is_border)
    if not borders.size:
        return ~is_border
    # To each border belongs what follows it, up to the next one.
    lengths = np.diff(borders, append=is_border.size)
    return np.concatenate([np.ones(borders[0], dtype=bool), np.repeat(closes[borders], lengths)])


def latin_letters(units: Units) -> LatinLetters:
    """The Latin letters of a page as they are matched."""
    letters = units.astype(np.uint8)
    # A to Z are in the two rows from 0x40 on; of what else is there nothing becomes a letter, a digit, < or >.
    letters |= (letters >= 0x40).view(np.uint8) << 5
    # Not many characters are left for the table.
    others = np.flatnonzero(units >= 0x80)
    folded = letters[others] = _LATIN[units[others]]
    return letters if folded.all() else letters[letters != 0]


def units_of(text: str) -> Units:
    """The text in UTF-16; halves of pairs that stand alone stay what they are."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


def _has_references(text: str) -> bool:
    """Whether `&#` is in the text. A page has many # and few &, and to look for one character is fast."""
    at = text.find("&")
    while at >= 0:
        if text.startswith("#", at + 1):
            return True
        at = text.find("&", at + 1)
    return False


def is_latin_1(text: str) -> bool:
    """Whether no character is beyond U+00FF; a tenth of the time of looking at each."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
