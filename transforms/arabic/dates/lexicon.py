"""The words of Arabic date expressions, read from the YAML files beside this module, and texts as tokens of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import or_
from pathlib import Path
from typing import Any, Final

import yaml

from transforms.arabic.orthography import folded
from transforms.arabic.tokens import Words

_HERE: Final = Path(__file__).parent
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_MEANINGS: Final[Mapping[str, int | str]] = {}
_LONGEST_PHRASE: Final = 3
_LONGEST_NUMBER: Final = 9
_AFTER_DIGITS: Final = ":"
"""A word that sorts before it begins with a digit."""
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


def yaml_of(name: str) -> Any:
    """What a data file of this package holds."""
    return yaml.load((_HERE / name).read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506


def _entries() -> Iterator[tuple[str, str, int | str, str]]:
    """Each (kind, folded phrase, meaning, unit's second meaning) of the word lists."""
    months = yaml_of("months.yaml")
    for number, forms in months["gregorian"].items():
        for name in forms["names"]:
            yield "month", name, number, ""
        for name in forms["ambiguous"]:
            yield "weak_month", name, number, ""
    for number, names in months["hijri"].items():
        for name in names:
            yield "hijri_month", name, number, ""
    for kind, values in yaml_of("words.yaml").items():
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
    if len(base) == 1:
        yield "", (base,)  # 2023 م, not لم
        return
    plain = _RARE_CLITICS if kind in _RARE_KINDS else _PLAIN_CLITICS
    bases = [base, "ال" + base] if optional else [base]
    for form in bases:
        definite = form.startswith("ال")
        for clitic in _ARTICLE_CLITICS if definite and plain is not _RARE_CLITICS else plain:
            yield clitic, tuple((clitic + form).split())
        if definite:
            for clitic in ("", "و"):
                yield clitic + "ل", tuple((clitic + "لل" + form[2:]).split())


_Meaning = tuple[str, dict[str, int | str]]
"""Clitic, and meanings by kind."""


def _table() -> dict[tuple[str, ...], _Meaning]:
    table: dict[tuple[str, ...], _Meaning] = {}
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
_PHRASE_STARTS: Final[dict[str, set[str]]] = {}
"""To the first word of each phrase the words that may come second."""
for _form in _FORMS:
    if len(_form) > 1:
        _PHRASE_STARTS.setdefault(_form[0], set()).add(_form[1])


@cache
def _with_phrase_starts(beginnings: frozenset[str]) -> frozenset[str]:
    return beginnings | _PHRASE_STARTS.keys()


def cue_words(name: str) -> frozenset[str]:
    """The folded words of a list in cues.yaml."""
    return _CUES[name]


_CUES: Final = {name: frozenset(folded(word) for word in listed) for name, listed in yaml_of("cues.yaml").items()}


def forms_of(kinds: frozenset[str]) -> frozenset[str]:
    """The words and phrases of the lists, with all their clitics, that have a meaning of one of these kinds."""
    return frozenset(" ".join(form) for form, (_, meanings) in _FORMS.items() if not kinds.isdisjoint(meanings))


class Tokens:
    """The tokens of a folded text, phrases of the lists as one token; each is made when it is first asked for.

    Most words of a text are no part of a date expression: nothing but a look into the lists is done for them.
    """

    def __init__(self, text: str, words: Words, beginnings: frozenset[str]) -> None:
        """`beginnings`: words and phrases of the lists at which an expression may begin."""
        self.text = text
        self._words = words
        self._phrases: dict[int, _Meaning] = {}
        self._firsts = firsts = list(range(len(words.texts) + 1))
        """Of each token its first word; at the end the number of words."""
        self.gaps = gaps = words.gaps.copy()
        """What stands before each token, and after the last."""
        self.known: list[int] = []
        """Indices of the tokens at which an expression may begin: they are among `beginnings`, or numbers."""
        self.numbers: list[int] = []
        """Offsets of the words that begin with a digit."""
        known, starts, end, swallowed = self.known, _PHRASE_STARTS, 0, 0
        # No loop of Python's for the words that are nothing of the kind.
        listed = map(_with_phrase_starts(beginnings).__contains__, words.texts)
        numbers = map(_AFTER_DIGITS.__gt__, words.texts)
        for at in itertools.compress(itertools.count(), map(or_, listed, numbers)):
            word = words.texts[at]
            if word < _AFTER_DIGITS:
                self.numbers.append(words.starts[at])
            if at < end:
                continue
            phrase = self._phrase_at(at) if word in starts else None
            if phrase is not None:
                form, end = phrase
                self._phrases[at - swallowed] = _FORMS[form]
                if " ".join(form) in beginnings:
                    known.append(at - swallowed)
                del firsts[at - swallowed + 1 : end - swallowed], gaps[at - swallowed + 1 : end - swallowed]
                swallowed += end - at - 1
            elif word in beginnings or word < _AFTER_DIGITS:
                known.append(at - swallowed)
        self._tokens: list[Token | None] = [None] * (len(firsts) - 1)

    def _phrase_at(self, at: int) -> tuple[tuple[str, ...], int] | None:
        """The longest phrase of the lists that begins at word `at`, and the index of the word after it."""
        texts, gaps = self._words.texts, self._words.gaps
        if at + 1 >= len(texts) or texts[at + 1] not in _PHRASE_STARTS[texts[at]]:
            return None
        for length in range(min(_LONGEST_PHRASE, len(texts) - at), 1, -1):
            form = tuple(texts[at : at + length])
            if form in _FORMS and all(gap == " " for gap in gaps[at + 1 : at + length]):
                return form, at + length
        return None

    def __len__(self) -> int:
        return len(self._tokens)

    def __getitem__(self, index: int) -> Token:
        return self._tokens[index] or self._made(index if index >= 0 else index + len(self._tokens))

    def _made(self, index: int) -> Token:
        """Token `index`, which is kept."""
        first, after = self._firsts[index], self._firsts[index + 1]
        texts, starts, ends, gaps = self._words
        word, start, end, gap = texts[first], starts[first], ends[after - 1], gaps[first]
        clitic, meanings = self._phrases.get(index) or _SINGLE.get(word) or ("", _NO_MEANINGS)
        number = None
        if after > first + 1:
            word = self.text[start:end]
        elif len(word) <= _LONGEST_NUMBER and word.isascii() and word.isdigit():
            number = int(word)
        token = self._tokens[index] = Token(word, start, end, gap, meanings, clitic, number)
        return token


def spaced(tokens: Tokens, index: int, allowed: Iterable[str] = ()) -> bool:
    """Whether token `index` exists and follows the one before after spaces (and at most one of `allowed`) only."""
    gaps = tokens.gaps
    if index >= len(gaps) - 1:
        return False
    gap = gaps[index if index >= 0 else index - 1]
    return gap in {" ", ""} or gap.strip(" ") in allowed
