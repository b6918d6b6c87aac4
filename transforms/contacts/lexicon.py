"""The words of the knowledge files compiled for lookup: tries over folded words, and what each phrase stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import compress, product
from typing import Any, Final, NamedTuple

from transforms.arabic.orthography import folded
from transforms.arabic.tokens import Stem, stems, words

Node = dict[str, Any]
"""A trie node: the next word to a node; under the empty word a tuple of the values that end here."""

_CHOICE: Final = re.compile(r"\(([^()]*)\)|([^()]+)")


def alternatives(pattern: str) -> list[str]:
    """The phrases that a pattern with choices `(a|b|)` stands for; an empty choice leaves the word out."""
    parts = [match[1].split("|") if match[1] is not None else [match[2]] for match in _CHOICE.finditer(pattern)]
    return [" ".join("".join(choice).split()) for choice in product(*parts)]


class _Folding(dict[int, str]):
    """What each character that was met folds to, by its code."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = found = " " if character.isspace() else folded(character)
        return found


_FOLDING: Final = _Folding()
_ARABIC_LETTERS: Final = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهوي ")


def folded_phrase(phrase: str) -> str:
    """`phrase` folded, character by character: for thousands of short phrases much faster than folding each."""
    return phrase.translate(_FOLDING)


@lru_cache(maxsize=1 << 16)
def folded_words(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase."""
    letters = folded_phrase(phrase)
    if _ARABIC_LETTERS.issuperset(letters):
        return tuple(letters.split())  # as most phrases are, and much faster
    return tuple(word.text for word in words(letters))


def without_article(word: str) -> str:
    """A folded word without a leading ال, if enough remains."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


@lru_cache(maxsize=1 << 16)
def readings(word: str) -> tuple[Stem, ...]:
    """The readings of a word as clitics and stem, longest stem first."""
    return tuple(stems(word))


_MOST_REMEMBERED: Final = 1 << 17


class Hit(NamedTuple):
    """A phrase found: words `start` up to `end`, what it stands for, and the clitics on its first word."""

    start: int
    end: int
    values: tuple[Any, ...]
    clitics: str


class _Start(NamedTuple):
    """What a word can begin."""

    nodes: tuple[tuple[Node, str], ...]
    """The nodes that it leads to from the root, with its clitics."""
    alone: tuple[tuple[Any, ...], str] | None
    """What it stands for by itself, and its clitics then."""
    following: frozenset[str]
    """The words with which a phrase may go on."""


class _Starts(dict[str, _Start | None]):
    """What each word that was met can begin, null if nothing; remembered, since most words recur."""

    # One look, not two: another thread may forget them all between.

    def __init__(self, root: Node) -> None:
        super().__init__()
        self._root = root

    def __missing__(self, word: str) -> _Start | None:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        nodes = ((self._root.get(stem.text), stem.clitics) for stem in stems(word))
        found = tuple((node, clitics) for node, clitics in nodes if node is not None)
        alone = next(((node[""], clitics) for node, clitics in found if node.get("")), None)
        following = frozenset(token for node, _ in found for token in node if token)
        start = self[word] = _Start(found, alone, following) if found else None
        return start


class Trie:
    """Phrases of folded words; the first word of a phrase is found with any proclitics and with or without article."""

    def __init__(self) -> None:
        self._root: Node = {}
        self._starts = _Starts(self._root)

    def add(self, phrase: str, value: Any, *, article: bool = True) -> None:
        """Adds a phrase in any spelling; the same phrase may stand for several values.

        `article` says that a leading ال is the article; that of the verb التقى is not.
        """
        tokens = folded_words(phrase)
        if not tokens:
            return
        node = self._root
        for token in (without_article(tokens[0]) if article else tokens[0], *tokens[1:]):
            node = node.setdefault(token, {})
        values = node.get("", ())
        if value not in values:
            node[""] = (*values, value)
        self._starts.clear()

    def match(self, tokens: list[str], at: int) -> Hit | None:
        """The longest phrase that begins at word `at`; among equals the one with the fewest clitics."""
        found = self.longest(tokens, at)
        return Hit(at, *found) if found else None

    def longest(self, tokens: list[str], at: int) -> tuple[int, tuple[Any, ...], str] | None:
        """The same bare: its end, what it stands for, and its clitics."""
        start = self.start(tokens[at])
        if start is None:
            return None
        most = len(tokens)
        if at + 1 >= most or tokens[at + 1] not in start.following:
            # As nearly all words are.
            return (at + 1, *start.alone) if start.alone else None
        best_end, best_values, best_clitics = at, None, ""
        for first, clitics in start.nodes:
            node: Node | None = first
            end = at + 1
            found_end, found = end, first.get("")
            while end < most:
                node = node.get(tokens[end]) if node else None
                if node is None:
                    break
                end += 1
                if values := node.get(""):
                    found_end, found = end, values
            if found and found_end > best_end:
                best_end, best_values, best_clitics = found_end, found, clitics
        return (best_end, best_values, best_clitics) if best_values else None

    def found(self, tokens: list[str]) -> Iterator[tuple[int, int, tuple[Any, ...], str]]:
        """The longest phrase at each word at which one begins: start, end, what it stands for, and its clitics.

        They may overlap.
        """
        # No loop of Python's for the words that begin nothing, and no call for those that stand alone.
        starts = list(map(self._starts.__getitem__, tokens))
        for at, start in compress(enumerate(starts), starts):
            assert start is not None
            if at + 1 < len(tokens) and tokens[at + 1] in start.following:
                longest = self.longest(tokens, at)
                if longest is not None:
                    yield at, *longest
            elif start.alone is not None:
                yield at, at + 1, *start.alone

    def start(self, word: str) -> _Start | None:
        """What a word can begin, null if nothing."""
        return self._starts[word]

    def merge_values(self, merged: Callable[[tuple[Any, ...]], Any]) -> None:
        """Replaces the values of each phrase by the one that `merged` makes of them."""
        self._starts.clear()
        stack = [self._root]
        while stack:
            for word, inner in (node := stack.pop()).items():
                if word:
                    stack.append(inner)
                else:
                    node[word] = (merged(inner),)

    def phrases(self) -> Iterator[tuple[tuple[str, ...], tuple[Any, ...]]]:
        """All phrases as stored (first word without article) with their values."""
        stack: list[tuple[tuple[str, ...], Node]] = [((), self._root)]
        while stack:
            prefix, node = stack.pop()
            for word, inner in node.items():
                if word:
                    stack.append(((*prefix, word), inner))
                else:
                    yield prefix, inner


_PRONOUNS: Final = ("ه", "ها", "هما", "هم")
_OBJECTS: Final = (*_PRONOUNS, "ني", "نا")


def adjective_forms(masculine: str, plurals: Iterable[str] = ()) -> set[str]:
    """The folded forms of a nisba adjective (أمريكي), with and without article."""
    # الأمريكى is listed with its article; ألماني only looks as if it were, once it is folded.
    base = folded_phrase(masculine.removeprefix("ال"))
    stem = base[:-1] if base.endswith("ي") else base
    forms = {
        base,
        base + "ه",
        base + "ين",
        base + "ون",
        base + "ان",
        base + "ا",
        base + "تين",
        base + "تان",
        stem + "يتين",
    }
    if " " in base:
        first, _, rest = base.partition(" ")
        return {f"{first}{a} {rest}{b}" for a, b in (("", ""), ("ه", "ه"))} | {
            f"ال{first} ال{rest}",
            f"ال{first}ه ال{rest}ه",
        }
    bare = forms
    for plural in plurals:
        broken = folded_phrase(plural.removeprefix("ال"))
        bare |= {broken, broken + "ا"}
    return {form for form in bare if not form.startswith("ال")} | {"ال" + form for form in bare}


def demonym_forms(masculine: str, plurals: Iterable[str] = ()) -> set[str]:
    """The folded definite plurals that stand for a state's people in office (الأمريكيين, الروس)."""
    base = folded_phrase(masculine)
    found = {f"ال{base}ين", f"ال{base}ون"}
    for plural in plurals:
        found.add("ال" + folded_phrase(plural.removeprefix("ال")))
    return found


def past_forms(base: str, *, objects: bool = True) -> set[str]:
    """The folded past forms of a verb given as third person masculine singular, with object pronouns if it has any."""
    word = folded_phrase(base)
    if word.endswith("ي") or (word.endswith("ا") and len(word) > 3):
        stem = word[:-1]
        forms = {word, stem + "ت", stem + "يا", stem + "وا", stem + "يت", stem + "تا", stem + "ينا"}
        with_object = {stem + "ا", stem + "ت", stem + "و"}
    else:
        forms = {word, word + "ت", word + "ا", word + "وا", word + "تا", word + "نا"}
        with_object = {word, word + "ت", word + "و"}
    if word.endswith("اء"):
        # جاؤوا, as it is folded
        forms.add(word[:-1] + "ووا")
    return forms | {form + pronoun for form in with_object for pronoun in _OBJECTS if objects}


def present_forms(base: str, *, objects: bool = True) -> set[str]:
    """The folded present forms of a verb given as third person masculine singular, with object pronouns likewise."""
    word = folded_phrase(base)
    found: set[str] = set()
    for prefix in ("ي", "ت", "ن", "ا"):
        stem = prefix + word[1:]
        found |= {stem, *(stem + pronoun for pronoun in _OBJECTS if objects)}
        if prefix in "يت":
            body = stem[:-1] if stem.endswith("ي") else stem
            found |= {stem + "ان", stem + "ا", body + "ون", body + "وا"}
    return found


def jussive_forms(base: str) -> set[str]:
    """The folded short forms after لم of a weak verb, given as its present: يلتق, تأت, يلتقه, يزر.

    Of hollow verbs those that are no form of another one, as يعد is.
    """
    word = folded_phrase(base)
    if word in _HOLLOW_VERBS:
        bodies = {prefix + word[1] + word[-1] for prefix in "يتن"}
    elif len(word) > _WEAK_VERB and word[-1] in "يوا":
        bodies = {prefix + word[1:-1] for prefix in "يتنا"}
    else:
        return set()
    return bodies | {body + pronoun for body in bodies for pronoun in _OBJECTS}


def verb_words(verb: str) -> set[str]:
    """The folded forms of the third person of `past/present`, either of which may be left out.

    With those of the first person in the present (أتمنى), the pronouns of an object, and the short forms of the
    present after لم: ينف, يقل, يستضف.
    """
    past, _, present = verb.partition("/")
    found: set[str] = set()
    if past:
        word = folded_phrase(past)
        # دعا, دعت; but بدأ, بدأت.
        stem = word[:-1] if word.endswith("ي") or past.endswith("ا") else word
        weak = stem != word
        found = {word, stem + "ت", stem + "وا", stem + ("يا" if weak else "ا"), stem + "تا"}
        found |= {form + pronoun for form in (stem + "ا" if weak else word, stem + "ت") for pronoun in _PRONOUNS}
    if present:
        found |= {prefix + folded_phrase(present)[1:] for prefix in "ان"}
        for prefix in "يت":
            word = prefix + folded_phrase(present)[1:]
            bare = word[:-1] if word[-1:] in {"ي", "و", "ا"} else word
            found |= {word, word + "ان", word + "ا", bare + "ون", bare + "وا", bare}
            found |= {form + pronoun for form in (word, bare) for pronoun in _PRONOUNS}
            if (
                len(word) > _WEAK_VERB
                and word[-2] in "وي"
                and (len(word) == _HOLLOW or folded_phrase(past)[-2:-1] == "ا")
            ):
                found.add(word[:-2] + word[-1])
    return found


_WEAK_VERB: Final = 3
_HOLLOW_VERBS: Final = frozenset(("يزور", "يطير"))
_HOLLOW: Final = 4
"""Letters of the present of a hollow verb: يقول."""


def noun_forms(noun: str, plural: str | None = None) -> tuple[set[str], set[str]]:
    """The folded forms of a noun (possessives, accusative, dual) and, apart, those of its plural."""
    return _noun_inflections(noun), _noun_inflections(plural) if plural else set()


def _noun_inflections(noun: str) -> set[str]:
    first, _, rest = noun.partition(" ")
    tail = " " + folded_phrase(rest) if rest else ""
    word = folded_phrase(first)
    feminine = first.endswith("ة")
    if feminine:
        body = word[:-1] + "ت"
        inflected = {word, *(body + p for p in (*_PRONOUNS, "ي", "نا")), *(body + e for e in ("ان", "ين", "ا", "ي"))}
    elif word.endswith("ء"):
        body = word[:-1]
        inflected = {
            word,
            word + "ا",
            *(body + h + p for h in "يوء" for p in (*_PRONOUNS, "ي", "نا")),
            *(body + h + d for h in "يء" for d in ("ين", "ان")),
        }
    else:
        inflected = {word, word + "ا", *(word + p for p in (*_PRONOUNS, "ي", "نا")), word + "ان", word + "ين"}
    if not tail:
        return inflected
    tails = {tail, *(tail + e for e in ("ا", "ه"))}
    definite = {" ال" + t.strip() for t in tails}
    return {form + t for form in inflected for t in tails | definite}
