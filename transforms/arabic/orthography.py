"""Arabic spelling folded to one form for matching, with a way back to the original characters.

`fold` makes texts equal that differ only in how the same words were typed. It is for matching: the text that
people see is always cut from the original by `FoldedText.span`. What is folded, and why:

- *Presentation forms* (U+FB50–FDFF, U+FE70–FEFF) and full-width forms become the characters they present, as NFKC
  says: PDF and old content systems store ﻻ for لا. The spacing diacritics among them are dropped, and the one-character
  blessings (ﷺ) become a space.
- *Diacritics*, Quranic marks, combining hamza and madda (U+0653–0655), superscript alef and *tatweel* are dropped.
- *Invisible characters* (zero-width, bidi marks, soft hyphen, byte order mark; Unicode category Cf) are dropped.
- *Alef* أ إ آ ٱ become ا; *hamza carriers* ؤ ئ become و ي, which also is what the dropped combining hamza leaves;
  ء on the line stays, it distinguishes words. *Final ى* and Persian ی become ي: Egyptian typesetting writes final ي
  as ى. *ة* becomes ه, since many outlets drop its dots. Some words coincide thereby (على and علي, نظيره and نظيرة);
  where that matters the original characters decide.
- *Letters of other Arabic scripts* that foreign names are spelt with go to the nearest Arabic letter: گ ک ← ك, پ ← ب,
  چ ← ج, ژ ← ز, ڤ ← ف, and the forms of heh and yeh that Persian and Urdu keyboards give.
- *Digits* of every script become 0–9, the Arabic decimal separator and a comma before one or two digits (2,5) a full
  stop.
- *Punctuation*: ، ؛ ؟ ٪ become their ASCII twins; all quotation marks become `"`, all dashes `-`.
- *Latin* and Cyrillic letters become lower case, Latin ones without accents.
- *Whitespace* runs, control characters and lone surrogates become one space, or one newline if a line ends in the
  run, so a newline is always a border of paragraphs.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

_Codes = npt.NDArray[np.uint32]
_Offsets = npt.NDArray[np.intp]

_LETTERS: Final = {
    "ا": "أإآٱٲٳٵ",
    "و": "ؤٶ",
    "ي": "ئىیےېۍێٸ",
    "ه": "ةہھەۀۂۃ",
    "ك": "کگڪڭګ",
    "ب": "پ",
    "ج": "چ",
    "ز": "ژ",
    "ف": "ڤڢ",
    "ق": "ڨ",
}
_PUNCTUATION: Final = {
    ",": "،٬",
    ";": "؛",
    "?": "؟",
    "%": "٪",
    ".": "٫۔",
    "/": "⁄∕",
    "*": "٭",
    "(": "﴿",
    ")": "﴾",
    '"': "'«»“”„‟‹›‘’‚‛′″`´ʼʻ〝〞",
    "-": "‐‑‒–—―−",
}
_LINE_ENDS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_TATWEEL: Final = "ـ"


_FOLDED_RANGES: Final = ((0, 0x3100), (0xD800, 0xE000), (0xF900, 0x10000), (0x1D400, 0x1D800), (0x1EE00, 0x1EF00))
"""Where characters are folded at all; all others (Han, Hangul, emoji …) stay as they are."""
_DROP: Final = 0xFFFFFFFF
_SPACE, _NEWLINE = 0x20, 0x0A


def _is_presentation_form(code: int) -> bool:
    return 0xFB00 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC or 0xFF01 <= code <= 0xFFEF or code >= 0x1D400


def _unaccented(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character


def _folded_character(character: str, explicit: dict[str, str]) -> str:
    if character in explicit:
        return explicit[character]
    code = ord(character)
    category = unicodedata.category(character)
    if category in {"Zs", "Cc", "Cs"} or code == 0xFFFC:
        return " "
    if category in {"Mn", "Me", "Cf"} or character == _TATWEEL:
        # Marks of any script: none of them distinguishes words that are matched here.
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if _is_presentation_form(code):
        plain = unicodedata.normalize("NFKC", character)
        if plain == character:
            return character
        if plain.startswith(" "):
            return ""
        # Longer ones are formulas of blessing; written out, 5 MB of them would be 90.
        return "".join(_folded_character(part, explicit) for part in plain) if len(plain) <= 4 else " "
    if code < 0x0250 or 0x1E00 <= code < 0x1F00:
        character = _unaccented(character)
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def _folded_characters() -> Iterator[tuple[int, str]]:
    """Every character that may fold and what it folds to."""
    explicit = dict.fromkeys(_LINE_ENDS, "\n")
    for groups in (_LETTERS, _PUNCTUATION):
        for folded_form, characters in groups.items():
            explicit.update(dict.fromkeys(characters, folded_form))
    for first, after in _FOLDED_RANGES:
        for code in range(first, after):
            yield code, _folded_character(chr(code), explicit)


def _tables() -> tuple[_Codes, dict[int, str], str]:
    """The code that each code folds to (or _DROP), the codes that fold to several, and all marks."""
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    several: dict[int, str] = {}
    marks = [_TATWEEL]
    for code, folded_form in _folded_characters():
        if len(folded_form) == 1:
            table[code] = ord(folded_form)
        elif folded_form:
            several[code] = folded_form
            table[code] = _DROP - 1
        else:
            table[code] = _DROP
            if unicodedata.category(chr(code)) in {"Mn", "Me"}:
                marks.append(chr(code))
    return table, several, "".join(marks)


_TABLE, _SEVERAL, _MARKS = _tables()
_TRAILING_MARKS: Final = re.compile(f"[{re.escape(_MARKS)}]*")
"""What belongs to the letter before it."""
_DECIMAL_COMMA: Final = re.compile(r",(?<=[0-9],)(?=[0-9]{1,2}(?![0-9]))")


def _codes(text: str) -> _Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _folded_codes(text: str) -> tuple[_Codes, list[_Offsets]]:
    """Folded characters, and for each stage of folding which element before it each element after it came from."""
    stages: list[_Offsets] = []
    codes = _TABLE[_codes(text)]
    if codes.size and codes.max() >= _DROP - 1:
        codes, kept = _with_ligatures_resolved(text, codes)
        stages.append(kept)
    space = (codes == _SPACE) | (codes == _NEWLINE)
    later = np.zeros_like(space)
    np.logical_and(space[1:], space[:-1], out=later[1:])
    if later.any():
        first = np.flatnonzero(space & ~later)
        newlines = np.flatnonzero(codes == _NEWLINE)
        codes[first[np.searchsorted(first, newlines, side="right") - 1]] = _NEWLINE
        kept = np.flatnonzero(~later)
        codes = codes[kept]
        stages.append(kept)
    return codes, stages


def _with_ligatures_resolved(text: str, codes: _Codes) -> tuple[_Codes, _Offsets]:
    """`codes` without what is dropped, ligatures as several codes, and the position that each came from."""
    ligatures = np.flatnonzero(codes == _DROP - 1)
    if not ligatures.size:
        kept = np.flatnonzero(codes != _DROP)
        return codes[kept], kept
    lengths = (codes != _DROP).astype(np.intp)
    parts = [_SEVERAL[ord(text[at])] for at in ligatures.tolist()]
    lengths[ligatures] = [len(part) for part in parts]
    resolved = np.repeat(codes, lengths)
    resolved[resolved == _DROP - 1] = _codes("".join(parts))
    return resolved, np.repeat(np.arange(codes.size), lengths)


class FoldedText:
    """A text folded for matching; `span` leads back from `text` to the characters of `original`."""

    def __init__(self, original: str, text: str, stages: list[_Offsets]) -> None:
        """`stages`: of each stage of folding, first to last, which element before it each element came from."""
        self.original = original
        self.text = text
        self._stages = stages[::-1]

    def __repr__(self) -> str:
        return f"FoldedText({self.text[:40]!r}, {len(self.text)} characters)"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """First character and end, in the original, of the words that `text[start:end]` stands for.

        Offsets are clamped to the text. Whitespace at either end is left out, marks on the last letter are taken in;
        of a ligature the whole. An empty or blank slice gives an empty span.
        """
        text = self.text
        start, end = max(0, start), min(len(text), end)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start >= end:
            position = self._position(start) if start < len(text) else len(self.original)
            return position, position
        after = self._position(end - 1) + 1
        marks = _TRAILING_MARKS.match(self.original, after)
        return self._position(start), marks.end() if marks else after

    def quote(self, start: int, end: int) -> str:
        """The original characters that `text[start:end]` stands for."""
        first, after = self.span(start, end)
        return self.original[first:after]

    def _position(self, index: int) -> int:
        """Offset in the original of the character that folded character `index` came from."""
        for stage in self._stages:
            index = int(stage[index])
        return index


def fold(text: str) -> FoldedText:
    """`text` folded for matching (see the module); any text at all, in linear time. Never raises."""
    codes, stages = _folded_codes(text)
    folded_text = codes.tobytes().decode("utf-32-le")
    if "," in folded_text:
        folded_text = _DECIMAL_COMMA.sub(".", folded_text)
    return FoldedText(text, folded_text, stages)


def folded(text: str) -> str:
    """The folded form of a word or phrase, e.g. of an entry in a word list."""
    return fold(text).text.strip()
