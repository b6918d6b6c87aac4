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
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import repeat
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
_NOTHING: Final[Mapping[str, float]] = {}
_SURE: Final = 30.0
"""Log odds beyond which nothing is surer."""


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


@dataclass
class Judgement:
    """What the second reader makes of a passage."""

    passage: Passage
    opinion: SecondOpinion

    @cached_property
    def likelihood(self) -> float:
        """That the article reports a contact, from 0 to 1."""
        return self.opinion.likelihood(self.passage)

    @cached_property
    def _values(self) -> dict[str, float]:
        return vector(self.passage)

    @cached_property
    def families(self) -> dict[str, float]:
        """For each kind of contact, how much speaks for it (log odds), the likeliest first."""
        return dict(sorted(self.opinion.families(self.passage).items(), key=lambda item: -item[1]))

    @property
    def family(self) -> str:
        """call, meeting, message or exchange."""
        return next(iter(self.families))

    @property
    def lead(self) -> float:
        """How much likelier this family is than the next, in log odds."""
        first, second, *_ = self.families.values()
        return first - second

    @cached_property
    def telling(self) -> list[int]:
        """The words that spoke for it, the strongest first."""
        contact, values = self.opinion.weights.contact, self._values
        spoke = {}
        for at, word in self.passage.words.items():
            of_word = _of_word(word)
            names = {*of_word.features, *of_word.letters} if of_word.letters else set()
            spoke[at] = math.fsum(contact[name] * values[name] for name in names if name in contact)
        return sorted((at for at in spoke if spoke[at] > 0), key=lambda at: (-spoke[at], at))


def passages(
    document: Document,
    mentions: Sequence[Mention],
    lines: Iterable[Line],
    *,
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
    for hit in document.entity_hits:
        # نظيره ناريشكين: whose counterpart he is was said before.
        if any(value.kind == "counterparts" for value in hit.values) and hit.start < len(document.sentence_of):
            sentence = document.sentence_of[hit.start]
            if sentence in named:
                named[sentence].update(sides)
    return [
        _passage(
            document, shown, document.sentences[first][0], document.sentences[last][1], dated=dated, published=published
        )
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
    *,
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
    spoken: set[str] = set()
    for at, (token, here) in enumerate(zip(document.tokens[start:end], document.cues[start:end], strict=True), start):
        spoken |= here
        label = labels.get(at)
        if label is not None:
            if label:
                words[at] = label
        elif at not in dated and (token.isalpha() or not any(map(str.isdigit, token))):
            words[at] = token
            if "negation" in here:
                negations.add(at)
    cues.update(f"c:{cue}" for cue in spoken)
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


class OfWord(NamedTuple):
    """The features of a word by itself."""

    short: str
    """Its stem, or what is named."""
    features: tuple[str, ...]
    letters: tuple[str, ...]


@lru_cache(maxsize=1 << 13)
def _of_word(word: str) -> OfWord:
    if word.startswith("<"):
        return OfWord(word, (word,), ())
    stemmed, bounded = stem(word), f"^{word[:_LONGEST]}$"
    letters = (bounded[at : at + size] for size in _LETTERS for at in range(len(bounded) - size + 1))
    return OfWord(stemmed, (stemmed, f"r:{consonants(stemmed)}"), tuple(f"k:{each}" for each in letters))


def _order(passage: Passage, shorts: Sequence[str]) -> list[str]:
    """Which words stand side by side, what is named before and behind a word, and what is negated."""
    found = []
    before, named, negated = "", "", 0
    unnamed: list[str] = []
    for at, short in zip(passage.words, shorts, strict=True):
        if before:
            found.append(f"b:{before} {short}")
        if negated:
            found.append(f"not:{short}")
        negated = _NEGATED if at in passage.negations else max(0, negated - 1)
        if short.startswith("<"):
            found += [f"n:{each} {short}" for each in unnamed]
            unnamed, named = [], short
        else:
            unnamed.append(short)
            if named:
                found.append(f"l:{named} {short}")
        before = short
    return found


def _groups(passage: Passage) -> tuple[list[str], list[str], list[str]]:
    """The features of its words, of their letters and of their order, each as often as it stands there."""
    of_words = [_of_word(word) for word in passage.words.values()]
    words = [feature for each in of_words for feature in each.features]
    letters = [feature for each in of_words for feature in each.letters]
    return words, letters, _order(passage, [each.short for each in of_words])


def vector(passage: Passage) -> dict[str, float]:
    """The features of a passage with their values."""
    values = dict.fromkeys(sorted(passage.cues), CUES_WEIGH)
    for group in _groups(passage):
        share = GROUP_WEIGH / math.sqrt(len(group)) if group else 0.0
        values |= {name: share * count for name, count in Counter(group).items()}
    return values


class SecondOpinion:
    """Judges passages by weights; what it knows of a word it keeps."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._sums = lru_cache(maxsize=1 << 13)(self._sums_of)
        self._kinds = lru_cache(maxsize=1 << 13)(self._kinds_of)

    def judged(self, passage: Passage) -> Judgement:
        """What to make of a passage; each part of it is worked out when it is first asked for."""
        return Judgement(passage, self)

    def likelihood(self, passage: Passage) -> float:
        """The same as the passage's vector times the weights, word by word."""
        known = self.weights.contact
        total = [self.weights.intercept, CUES_WEIGH * math.fsum(known.get(cue, 0.0) for cue in passage.cues)]
        if passage.words:
            of_words = map(self._sums, passage.words.values())
            shorts, counts, sums, letter_counts, letter_sums = zip(*of_words, strict=True)
            order = _order(passage, shorts)
            for count, weight in (
                (sum(counts), math.fsum(sums)),
                (sum(letter_counts), math.fsum(letter_sums)),
                (len(order), math.fsum(map(known.get, order, repeat(0.0)))),
            ):
                if count:
                    total.append(GROUP_WEIGH * weight / math.sqrt(count))
        odds = max(-_SURE, min(_SURE, math.fsum(total)))
        return 1 / (1 + math.exp(-odds))

    def families(self, passage: Passage) -> dict[str, float]:
        """For each kind of contact its log odds: likewise the vector times the weights."""
        of_words = [self._kinds(word) for word in passage.words.values()]
        order = _order(passage, [each[0] for each in of_words])
        odds = dict(self.weights.family_intercepts)
        for count, sums, share in (
            (1, [self._by_family(tuple(passage.cues))], CUES_WEIGH),
            (sum(each[1] for each in of_words), [each[2] for each in of_words], GROUP_WEIGH),
            (sum(each[3] for each in of_words), [each[4] for each in of_words], GROUP_WEIGH),
            (len(order), [self._by_family(order)], GROUP_WEIGH),
        ):
            for found in sums if count else ():
                for family, weight in found.items():
                    odds[family] += share * weight / math.sqrt(count)
        return odds

    def _kinds_of(self, word: str) -> tuple[str, int, dict[str, float], int, dict[str, float]]:
        found = _of_word(word)
        of_word, of_letters = self._by_family(found.features), self._by_family(found.letters)
        return found.short, len(found.features), of_word, len(found.letters), of_letters

    def _by_family(self, names: Sequence[str]) -> dict[str, float]:
        known, sums = self.weights.families, dict.fromkeys(self.weights.family_intercepts, 0.0)
        for name in names:
            for family, weight in known.get(name, _NOTHING).items():
                sums[family] += weight
        return sums

    def _sums_of(self, word: str) -> tuple[str, int, float, int, float]:
        known, found = self.weights.contact, _of_word(word)
        of_word, of_letters = (
            math.fsum(known.get(name, 0.0) for name in names) for names in (found.features, found.letters)
        )
        return found.short, len(found.features), of_word, len(found.letters), of_letters


@cache
def packaged_opinion() -> SecondOpinion:
    """That of the weights which come with the program."""
    return SecondOpinion(packaged_weights())


@cache
def packaged_weights() -> Weights:
    """The weights that come with the program."""
    return msgspec.json.decode(WEIGHTS_FILE.read_bytes(), type=Weights)
