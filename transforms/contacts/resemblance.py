"""How much a passage reads like those in which newsrooms report a contact: a second reader beside the rules.

The rules know words and the places of parties beside them; a contact that is told by a word they lack is lost to them.
This reader knows no grammar. It weighs the words of a passage that names both sides and a service, names taken out, by
how often they stood in passages that report a contact and in others (logistic regression). Its weights are
resemblance.json, written by

    python benchmarks/resemblance.py --write

which also says how well it judges texts by writers, and of contacts, that the weights have not seen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from transforms.arabic.stems import consonants, stem
from transforms.contacts.document import Document
from transforms.contacts.lines import Line
from transforms.contacts.mention import Mention

WEIGHTS_FILE: Final = Path(__file__).with_name("resemblance.json")
WORDS_WEIGH: Final = 2.0
"""The length of the vector of a passage's words, so that long and short ones weigh the same."""
CUES_WEIGH: Final = 0.5
FAMILIES: Final = ("call", "meeting", "message", "exchange")


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
    words: Mapping[int, tuple[str, ...]]
    """The features that each word gives."""
    cues: frozenset[str]
    """Discourse words and kinds of mentions in it."""

    @property
    def plain_words(self) -> int:
        """How many words it has that are neither names nor days."""
        return sum(not features[0].startswith("<") for features in self.words.values())


class Judgement(NamedTuple):
    """What the second reader makes of a passage."""

    passage: Passage
    likelihood: float
    """That the article reports a contact, from 0 to 1."""
    family: str
    """call, meeting, message or exchange."""
    telling: tuple[int, ...]
    """The words that spoke for it, the strongest first."""


def passages(
    document: Document,
    mentions: Sequence[Mention],
    lines: Iterable[Line],
    dated: frozenset[int],
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
        if mention.service or mention.intelligence or mention.kind == "both":
            served.add(sentence)
    return [
        _passage(document, shown, document.sentences[first][0], document.sentences[last][1], dated)
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


def _passage(document: Document, mentions: Sequence[Mention], start: int, end: int, dated: frozenset[int]) -> Passage:
    sides = document.knowledge.pair.sides
    labels: dict[int, str] = {}
    for hit in document.entity_hits:
        if start <= hit.start < end:
            side = next((value.side for value in hit.values if value.side), "")
            _label(labels, hit.start, hit.end, f"<{_place(side, sides)} {hit.values[0].kind}>")
    cues: set[str] = set()
    for mention in mentions:
        if start <= mention.start < end:
            kind = mention.kind
            if mention.person:
                kind = "served" if mention.service or mention.intelligence else "person"
            place = _place(mention.side, sides)
            _label(labels, mention.start, mention.end, f"<{place} {kind}>")
            cues.add(f"m:{place}{'s' if mention.service or mention.intelligence else ''}")
    words: dict[int, tuple[str, ...]] = {}
    for at in range(start, end):
        cues.update(f"c:{cue}" for cue in document.cues[at])
        label, token = labels.get(at), document.tokens[at]
        if label is not None:
            if label:
                words[at] = (label,)
        elif at not in dated and not any(character.isdigit() for character in token):
            stemmed = stem(token)
            words[at] = (stemmed, f"r:{consonants(stemmed)}")
    return Passage(start, end, words, frozenset(cues))


def _label(labels: dict[int, str], start: int, end: int, label: str) -> None:
    labels.update(dict.fromkeys(range(start, end), ""))
    labels[start] = label


def _place(side: str, sides: Sequence[str]) -> str:
    """Which of the pair's sides it is: the same weights serve every pair."""
    return str(sides.index(side)) if side in sides else "x" if side else "-"


def vector(passage: Passage, known: Mapping[str, object] | frozenset[str]) -> dict[str, float]:
    """The features of a passage that are known, with their values."""
    words = {feature for features in passage.words.values() for feature in features if feature in known}
    share = WORDS_WEIGH / math.sqrt(len(words)) if words else 0.0
    return dict.fromkeys(sorted(words), share) | {c: CUES_WEIGH for c in sorted(passage.cues) if c in known}


def judged(passage: Passage, weights: Weights | None = None) -> Judgement:
    """What the second reader makes of a passage."""
    weights = weights or packaged_weights()
    values = vector(passage, weights.contact)
    total = weights.intercept + sum(weights.contact[name] * value for name, value in values.items())
    families = dict(weights.family_intercepts)
    for name, value in values.items():
        for family, weight in weights.families.get(name, {}).items():
            families[family] += weight * value
    family = max(FAMILIES, key=lambda each: families[each])
    spoke = {
        at: sum(weights.contact.get(feature, 0.0) for feature in features)
        for at, features in passage.words.items()
        if not features[0].startswith("<")
    }
    telling = sorted((at for at in spoke if spoke[at] > 0), key=lambda at: (-spoke[at], at))
    return Judgement(passage, 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), family, tuple(telling))


@cache
def packaged_weights() -> Weights:
    """The weights that come with the program."""
    return msgspec.json.decode(WEIGHTS_FILE.read_bytes(), type=Weights)
