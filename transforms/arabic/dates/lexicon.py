"""The words of Arabic date expressions, read from the YAML files beside this module, and texts as tokens of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import yaml

from transforms.arabic.orthography import folded
from transforms.arabic.tokens import WORD

_HERE: Final = Path(__file__).parent
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_MEANINGS: Final[Mapping[str, int | str]] = {}
_LONGEST_PHRASE: Final = 3
_LONGEST_NUMBER: Final = 9
_PLAIN_CLITICS: Final = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
_ARTICLE_CLITICS: Final = ("", "و", "ف", "ب", "وب", "فب", "ك")
_RARE_CLITICS: Final = ("", "و")
"""For words that with ل or ب before them become other words: باب, لأمس."""
_RARE_KINDS: Final = frozenset(
    ("weak_month", "hijri_month", "yesterday", "modifier", "recent", "few", "part", "season")
)


@dataclass(slots=True)
class Token:
    """A word, number or fixed phrase: `text` is folded, `start` and `end` are offsets into the folded text."""

    text: str
    start: int
    end: int
    gap: str
    """What stands between the token before and this one."""
    meanings: Mapping[str, int | str]
    """What it may mean in a date expression, e.g. {"month": 11}."""
    clitic: str
    value: int | None
    """Of a plain whole number of at most nine digits."""

    def number(self, kind: str) -> int | None:
        """The token's numeric meaning of this kind."""
        value = self.meanings.get(kind)
        return value if isinstance(value, int) else None

    def word(self, kind: str) -> str | None:
        """The token's meaning of this kind as a word."""
        value = self.meanings.get(kind)
        return value if isinstance(value, str) else None

    def __contains__(self, kind: str) -> bool:
        return kind in self.meanings


def _yaml(name: str) -> dict[Any, Any]:
    data: dict[Any, Any] = yaml.load((_HERE / name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    return data


def _entries() -> Iterator[tuple[str, str, int | str, str]]:
    """Each (kind, folded phrase, meaning, unit's second meaning) of the word lists."""
    months = _yaml("months.yaml")
    for number, forms in months["gregorian"].items():
        for name in forms["names"]:
            yield "month", name, number, ""
        for name in forms["ambiguous"]:
            yield "weak_month", name, number, ""
    for number, names in months["hijri"].items():
        for name in names:
            yield "hijri_month", name, number, ""
    for kind, values in _yaml("words.yaml").items():
        for value, phrases in values.items():
            for phrase in phrases:
                if kind == "unit":
                    unit, count = value.split()
                    yield "unit", phrase, unit, count
                else:
                    yield kind, phrase, value, ""


def _surface_forms(phrase: str, kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(clitic, folded words) of every way to write a phrase of the lists with proclitics."""
    optional = phrase.startswith("(ال)")
    base = folded(phrase.removeprefix("(ال)"))
    plain = _RARE_CLITICS if kind in _RARE_KINDS else _PLAIN_CLITICS
    bases = [base, "ال" + base] if optional else [base]
    for form in bases:
        definite = form.startswith("ال")
        for clitic in _ARTICLE_CLITICS if definite and plain is not _RARE_CLITICS else plain:
            yield clitic, tuple((clitic + form).split())
        if definite:
            for clitic in ("", "و"):
                yield clitic + "ل", tuple((clitic + "لل" + form[2:]).split())


def _table() -> dict[tuple[str, ...], tuple[str, dict[str, int | str]]]:
    table: dict[tuple[str, ...], tuple[str, dict[str, int | str]]] = {}
    for kind, phrase, value, count in _entries():
        for clitic, form in _surface_forms(phrase, kind):
            known = table.get(form)
            if known and len(known[0]) < len(clitic):
                # A word of its own wins over another word with a clitic: وليد, فجر.
                continue
            if not known or len(known[0]) > len(clitic):
                known = (clitic, {})
                table[form] = known
            known[1][kind] = value
            if count:
                known[1]["count"] = int(count)
    return table


_FORMS: Final = _table()
_SINGLE: Final = {form[0]: meaning for form, meaning in _FORMS.items() if len(form) == 1}
_PHRASE_STARTS: Final = frozenset(form[0] for form in _FORMS if len(form) > 1)


def cue_words(name: str) -> frozenset[str]:
    """The folded words of a list in cues.yaml."""
    return _CUES[name]


_CUES: Final = {name: frozenset(folded(word) for word in listed) for name, listed in _yaml("cues.yaml").items()}


def date_tokens(text: str) -> list[Token]:
    """The tokens of a folded text, phrases of the lists as one token."""
    found: list[Token] = []
    matches = list(WORD.finditer(text))
    at = before = 0
    while at < len(matches):
        match = matches[at]
        word, start, end = match[0], match.start(), match.end()
        known = _SINGLE.get(word)
        at += 1
        if word in _PHRASE_STARTS:
            phrase = _phrase_at(text, matches, at - 1)
            if phrase:
                known, at = phrase
                end = matches[at - 1].end()
        clitic, meanings = known or ("", _NO_MEANINGS)
        number = int(word) if len(word) <= _LONGEST_NUMBER and word.isascii() and word.isdigit() else None
        found.append(Token(text[start:end], start, end, text[before:start], meanings, clitic, number))
        before = end
    return found


def _phrase_at(
    text: str, matches: list[re.Match[str]], at: int
) -> tuple[tuple[str, dict[str, int | str]], int] | None:
    """The longest phrase of the lists that begins at word `at`, and the index after it."""
    for length in range(min(_LONGEST_PHRASE, len(matches) - at), 1, -1):
        words = matches[at : at + length]
        known = _FORMS.get(tuple(word[0] for word in words))
        if known and all(text[a.end() : b.start()] == " " for a, b in pairwise(words)):
            return known, at + length
    return None


def spaced(tokens: list[Token], index: int, allowed: Iterable[str] = ()) -> bool:
    """Whether token `index` exists and follows the one before after spaces (and at most one of `allowed`) only."""
    if index >= len(tokens):
        return False
    gap = tokens[index].gap
    return gap in {" ", ""} or gap.strip(" ") in allowed
