"""Words, clitics, sentences and clauses of folded Arabic text.

All functions take text folded by `transforms.arabic.orthography.fold` and give half-open offsets into it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

_ARABIC: Final = "\u0620-\u064a\u066e-\u06d3\u06d5\u06ee-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
WORD: Final = re.compile(rf"[{_ARABIC}]+|[0-9]+(?:[.,][0-9]+)*|[^\W0-9_{_ARABIC}]+")
"""A run of letters of one script, or a number, in folded text."""


class Span(NamedTuple):
    """A piece of text: `text[start:end]`."""

    start: int
    end: int


class Word(NamedTuple):
    """A run of letters of one script, or a number: `text == source[start:end]`."""

    text: str
    start: int
    end: int


class Stem(NamedTuple):
    """A reading of a word as proclitics and the rest: `word == clitics + text` but for the article in لل."""

    text: str
    clitics: str
    definite: bool
    """The article was among the clitics."""


class Words(NamedTuple):
    """The words of a text in columns: `text[starts[i]:ends[i]] == texts[i]`."""

    texts: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[str]
    """What stands before each word, and after the last."""


_AROUND_WORDS: Final = re.compile(f"({WORD.pattern})")


def cut(text: str) -> Words:
    """The words of `text`. Letters of another script or digits begin a new word, so الcia is ال and cia."""
    # No object for each word: to make them took three times as long as to find them.
    parts = _AROUND_WORDS.split(text)
    borders = list(accumulate(map(len, parts)))
    return Words(parts[1::2], borders[:-1:2], borders[1::2], parts[::2])


def words(text: str) -> list[Word]:
    """The same one by one."""
    found = cut(text)
    return list(map(Word, found.texts, found.starts, found.ends))


_LEAST_STEM: Final = 2


def stems(word: str) -> list[Stem]:
    """Every reading of a folded word with up to three proclitics: و ف, then ب ل ك س, then ال; لل is ل and ال.

    Only what the letters allow is checked, no lexicon: the caller keeps the readings that it knows. A stem has at least
    two letters.
    """
    found = {Stem(word, "", False): None}
    for conjunction in ("", word[:1]) if word[:1] in {"و", "ف"} else ("",):
        rest = word[len(conjunction) :]
        if conjunction:
            found[Stem(rest, conjunction, False)] = None
        particles = ("", rest[:1]) if rest[:1] in {"ب", "ل", "ك", "س"} else ("",)
        for particle in particles:
            bare = rest[len(particle) :]
            if particle:
                found[Stem(bare, conjunction + particle, False)] = None
            if bare.startswith("ال") and particle != "س":
                found[Stem(bare[2:], f"{conjunction}{particle}ال", True)] = None
            elif particle == "ل" and bare.startswith("ل"):
                # للوكالة is ل + الوكالة; للقاء may also be ل + اللقاء with one lam unwritten.
                found[Stem(bare[1:], f"{conjunction}لل", True)] = None
                found[Stem(bare, f"{conjunction}لل", True)] = None
    return [stem for stem in found if len(stem.text) >= _LEAST_STEM or stem.text == word]


# --- sentences -----------------------------------------------------------------------------------

_LETTER_NAMES: Final = frozenset(
    re.findall(
        r"\w+",
        "ا اي ايه ايي اه بي سي دي اف فاء جي جيه غي اتش ايتش كي كيه كاي ال ام ان او كيو ار اس تي يو في دبليو"
        " اكس واي زد زي زيد اك ايل ايم اين ايس اير ايف",
    )
)
"""Arabic spellings of the names of Latin letters, as in سي. آي. إيه, folded and without the article."""
_LETTER_NAMES_AND_WORDS: Final = frozenset(("ان", "في", "او", "ام", "اي"))
"""Those that sentences also begin with."""
_TITLES: Final = frozenset(("mr", "mrs", "ms", "dr", "gen", "col", "sen", "st", "no", "vs"))
_STOP: Final = re.compile(r"\n|[.!?…]+")
_LAST_WORD: Final = re.compile(rf"([{_ARABIC}]+|[a-z]+|[0-9]+)\Z")
_FIRST_WORD: Final = re.compile(rf"\s*[\"(]*([{_ARABIC}]+|[a-z]+|[0-9]+)")
_CLOSING: Final = re.compile(r"[\")\]]*")
_CLAUSE_STOP: Final = re.compile(r",(?![0-9])|[;:](?![0-9])|(?<=\s)-+(?=\s)|…|[()\[\]]")


def sentences(text: str) -> list[Span]:
    """The sentences of `text`, without outer whitespace, closing quotation marks and stops included.

    A line break ends a sentence. A full stop does not within numbers and dates (17.12.2017), addresses (example.com),
    spelt-out abbreviations (سي.آي.إيه, سي. آي. إيه, u.s.), and after initials and titles (ج. د. فانس). One without a
    space after it, between two long words, does: the space was forgotten.
    """
    found: list[Span] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop.start() < start:
            continue
        end = stop.end()
        if stop[0] == "." and not _ends_sentence(text, stop.start()):
            continue
        if stop[0] != "\n" and (closing := _CLOSING.match(text, end)):
            end = closing.end()
            if stop.end() < end and _reopens(text, stop.end(), end):
                end = stop.end()
        _append_trimmed(found, text, start, end)
        start = end
    _append_trimmed(found, text, start, len(text))
    return found


def _reopens(text: str, first: int, end: int) -> bool:
    """Whether the mark after a stop opens the next quotation: . "وقال, with a space before it, never gets here."""
    return text[first:end] == '"' and end < len(text) and text[end].isalnum()


def _append_trimmed(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        found.append(Span(start, end))


def _ends_sentence(text: str, stop: int) -> bool:
    before = _LAST_WORD.search(text, max(0, stop - 24), stop)
    after = _FIRST_WORD.match(text, stop + 1, stop + 40)
    if not before or not after:
        return True
    glued = after.start(1) == stop + 1
    left, right = before[1], after[1]
    if left.isdigit() or right.isdigit():
        return not glued
    if _is_letter_name(left) and _is_letter_name(right):
        return not glued and right in _LETTER_NAMES_AND_WORDS and not text.startswith(".", after.end())
    if left.isascii():
        return not (glued or len(left) == 1 or left in _TITLES)
    if len(left) == 1:
        # د. is a title and أ. ف. ب an agency, but م and هـ after a number are eras that may end a sentence.
        return bool(re.search(r"[0-9]\s*\Z", text[max(0, before.start() - 4) : before.start()]))
    return not glued or (len(left) > 2 and len(right) > 2)


def _is_letter_name(word: str) -> bool:
    return len(word) == 1 or word in _LETTER_NAMES or (word.startswith("ال") and word[2:] in _LETTER_NAMES)


def clauses(text: str, sentence: Span | None = None) -> list[Span]:
    """The clauses of one sentence (or of the whole text): what commas, ؛, colons, dashes and brackets set apart."""
    parts = [sentence] if sentence else sentences(text)
    found: list[Span] = []
    for part in parts:
        start = part.start
        for stop in _CLAUSE_STOP.finditer(text, part.start, part.end):
            _append_trimmed(found, text, start, stop.start())
            start = stop.end()
        _append_trimmed(found, text, start, part.end)
    return found


_QUOTATION: Final = re.compile(r'(?<![a-z0-9])"([^"\n]{1,1000})"(?![a-z0-9])')


def quotations(text: str) -> Iterator[Span]:
    """What stands between quotation marks within one line, at most 1,000 characters, the marks left out."""
    for match in _QUOTATION.finditer(text):
        yield Span(match.start(1), match.end(1))
