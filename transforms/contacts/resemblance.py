"""How much a passage reads like those in which newsrooms report a contact: a second reader beside the rules.

The rules know words and the places of parties beside them; a contact that is told by a word they lack is lost to them.
This reader knows no grammar. It weighs the words of a passage that names both sides and a service, names taken out, by
how often they stood in passages that report a contact and in others (logistic regression). Its weights are
resemblance.json, written by

    python benchmarks/resemblance.py --write

which also says how well it judges texts by writers, and of contacts, that the weights have not seen.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from transforms.arabic.stems import consonants, stem
from transforms.contacts.document import Document
from transforms.contacts.lines import Line
from transforms.contacts.mention import Mention

WEIGHTS_FILE: Final = Path(__file__).with_name("resemblance.json")
GROUP_WEIGH: Final = 2.0
"""The length of the vector of each group of a passage's features, so that long and short ones weigh the same."""
CUES_WEIGH: Final = 0.5
FAMILIES: Final = ("call", "meeting", "message", "exchange")
_LETTERS: Final = (3, 4, 5)
"""Letters of a word that stand together, with its bounds: what its stem and its root do not show."""
_LONGEST: Final = 20
_NEGATED: Final = 3
"""Words that a negation reaches."""


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weights file."""

    command: str
    texts: int
    """Labelled texts with such a passage that they were fitted to, and how many of these report a contact."""
    relevant: int
    intercept: float
    contact: Mapping[str, float]
    family_intercepts: Mapping[str, float]
    families: Mapping[str, Mapping[str, float]]
    """By feature and family, for what kind of contact it speaks."""


class Passage(NamedTuple):
    """Sentences that name both sides and a service, words `start` up to `end`, and what is known of each word."""

    start: int
    end: int
    words: Mapping[int, str]
    """Its words: what is named, as `<0 served>`, or the word. Days, numbers and the rest of names are left out."""
    negations: frozenset[int]
    """Those of them that negate."""
    cues: frozenset[str]
    """Discourse words and kinds of mentions in it."""

    @property
    def plain_words(self) -> int:
        """How many words it has that are neither names nor days."""
        return sum(not word.startswith("<") for word in self.words.values())


class Judgement(NamedTuple):
    """What the second reader makes of a passage."""

    passage: Passage
    likelihood: float
    """That the article reports a contact, from 0 to 1."""
    family: str
    """call, meeting, message or exchange."""
    lead: float
    """How much likelier this family is than the next, in log odds."""
    telling: tuple[int, ...]
    """The words that spoke for it, the strongest first."""


def passages(
    document: Document,
    mentions: Sequence[Mention],
    lines: Iterable[Line],
    dated: frozenset[int],
    published: dt.date | None,
) -> list[Passage]:
    """The passages of one document, outside of page debris; `dated` are the words of date expressions."""
    sides = document.knowledge.pair.sides
    debris = [(line.start, line.end) for line in lines if line.kind == "debris"]
    named: dict[int, set[str]] = {}
    served: set[int] = set()
    shown = [m for m in mentions if not any(start <= m.start < end for start, end in debris)]
    for mention in shown:
        sentence = document.sentence_of[mention.start]
        here = named.setdefault(sentence, set())
        if mention.kind in {"counterpart", "both"}:
            here.update(sides)
        elif mention.side in sides:
            here.add(mention.side)
        serves = mention.service or mention.intelligence or mention.kind == "both"
        if serves or document.knowledge.has_served(mention.person):
            served.add(sentence)
    return [
        _passage(document, shown, document.sentences[first][0], document.sentences[last][1], dated, published)
        for first, last in _spans(named, served, set(sides), len(document.sentences))
    ]


def _spans(named: Mapping[int, set[str]], served: set[int], sides: set[str], count: int) -> list[tuple[int, int]]:
    """First and last sentence of each passage: one, or two where neither says all."""
    found = []
    for at in range(count):
        here, following = named.get(at, set()), named.get(at + 1, set())
        if sides <= here:
            if at in served:
                found.append((at, at))
            elif at - 1 in served:
                found.append((at - 1, at))
        elif at + 1 < count and sides <= here | following and not sides <= following and served & {at, at + 1}:
            found.append((at, at + 1))
    return found


def _passage(
    document: Document,
    mentions: Sequence[Mention],
    start: int,
    end: int,
    dated: frozenset[int],
    published: dt.date | None,
) -> Passage:
    sides = document.knowledge.pair.sides
    labels: dict[int, str] = {}
    for hit in document.entity_hits:
        if start <= hit.start < end:
            side = next((value.side for value in hit.values if value.side), "")
            _label(labels, hit.start, hit.end, f"<{_place(side, sides)} {hit.values[0].kind}>")
    cues: set[str] = set()
    for mention in mentions:
        if start <= mention.start < end:
            serves = bool(mention.service or mention.intelligence) or _serves(document, mention, published)
            kind = ("served" if serves else "person") if mention.person else mention.kind
            place = _place(mention.side, sides)
            _label(labels, mention.start, mention.end, f"<{place} {kind}>")
            cues.add(f"m:{place}{'s' if serves else ''}")
    words: dict[int, str] = {}
    negations = set()
    for at in range(start, end):
        cues.update(f"c:{cue}" for cue in document.cues[at])
        label, token = labels.get(at), document.tokens[at]
        if label is not None:
            if label:
                words[at] = label
        elif at not in dated and not any(character.isdigit() for character in token):
            words[at] = token
            if "negation" in document.cues[at]:
                negations.add(at)
    return Passage(start, end, words, frozenset(negations), frozenset(cues))


def _serves(document: Document, mention: Mention, published: dt.date | None) -> bool:
    """Whether who is named without an office holds one of a service on the day of publication, if that is known."""
    knowledge = document.knowledge
    if mention.person is None or mention.office:
        return False
    if published is None:
        return knowledge.has_served(mention.person)
    return any(office.service for office, _ in knowledge.tenures_on(mention.person, published, published))


def _label(labels: dict[int, str], start: int, end: int, label: str) -> None:
    labels.update(dict.fromkeys(range(start, end), ""))
    labels[start] = label


def _place(side: str, sides: Sequence[str]) -> str:
    """Which of the pair's sides it is: the same weights serve every pair."""
    return str(sides.index(side)) if side in sides else "x" if side else "-"


class Features(NamedTuple):
    """The features of a passage in groups, and of each word those that are of it alone."""

    words: frozenset[str]
    letters: frozenset[str]
    order: frozenset[str]
    """Which words stand side by side, what is named before and behind a word, and what is negated."""
    cues: frozenset[str]
    of_word: Mapping[int, tuple[str, ...]]


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Its stem, its features as a word, and its letters."""
    if word.startswith("<"):
        return word, (word,), ()
    stemmed, bounded = stem(word), f"^{word[:_LONGEST]}$"
    letters = {bounded[at : at + size] for size in _LETTERS for at in range(len(bounded) - size + 1)}
    return stemmed, (stemmed, f"r:{consonants(stemmed)}"), tuple(sorted(f"k:{each}" for each in letters))


def features(passage: Passage) -> Features:
    """All features of a passage, known or not."""
    words: set[str] = set()
    letters: set[str] = set()
    order: set[str] = set()
    of_word: dict[int, tuple[str, ...]] = {}
    before, named, negated = "", "", 0
    unnamed: list[str] = []
    for at, word in passage.words.items():
        short, whole, parts = _of_word(word)
        words.update(whole)
        letters.update(parts)
        if before:
            order.add(f"b:{before} {short}")
        if negated:
            order.add(f"not:{short}")
        negated = _NEGATED if at in passage.negations else max(0, negated - 1)
        if parts:
            of_word[at] = (*whole, *parts)
            unnamed.append(short)
            if named:
                order.add(f"l:{named} {short}")
        else:
            order.update(f"n:{each} {short}" for each in unnamed)
            unnamed, named = [], short
        before = short
    return Features(frozenset(words), frozenset(letters), frozenset(order), passage.cues, of_word)


def vector(found: Features, known: Mapping[str, object] | frozenset[str]) -> dict[str, float]:
    """The features of a passage that are known, with their values."""
    values: dict[str, float] = {}
    for group in (found.words, found.letters, found.order):
        here = [feature for feature in group if feature in known]
        if here:
            values.update(dict.fromkeys(sorted(here), GROUP_WEIGH / math.sqrt(len(here))))
    return values | {cue: CUES_WEIGH for cue in sorted(found.cues) if cue in known}


def judged(passage: Passage, weights: Weights | None = None) -> Judgement:
    """What the second reader makes of a passage."""
    weights = weights or packaged_weights()
    found = features(passage)
    values = vector(found, weights.contact)
    total = weights.intercept + sum(weights.contact[name] * value for name, value in values.items())
    kinds = dict(weights.family_intercepts)
    for name, value in values.items():
        for family, weight in weights.families.get(name, {}).items():
            kinds[family] += weight * value
    family, second = sorted(FAMILIES, key=lambda each: -kinds[each])[:2]
    spoke = {at: sum(weights.contact[f] * values[f] for f in of if f in values) for at, of in found.of_word.items()}
    telling = sorted((at for at in spoke if spoke[at] > 0), key=lambda at: (-spoke[at], at))
    return Judgement(passage, 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), family, kinds[family] - kinds[second], tuple(telling))


@cache
def packaged_weights() -> Weights:
    """The weights that come with the program."""
    return msgspec.json.decode(WEIGHTS_FILE.read_bytes(), type=Weights)
