"""Exchanges of prisoners of war, which those at war agree on: تبادل 314 أسيرا."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.records import Noun
from transforms.contacts.scene import Frame
from transforms.contacts.wordlists import Relation

_SOLDIERS: Final = frozenset(("اسري", "اسير", "اسيرا"))
_WORDS_BESIDE: Final = 6
_MANY: Final = 50
"""The services of the pair exchanged at most some thirty prisoners at a time."""
_LONGEST_COUNT: Final = 5


def is_of_soldiers(document: Document, swap: Frame) -> bool:
    """Whether those exchanged are called prisoners of war; some newsrooms call spies so."""
    return any(token.removeprefix("ال") in _SOLDIERS for token in _near(document, swap))


def soldiers(document: Document) -> list[int]:
    """Where a text speaks of prisoners of war."""
    return [at for at, token in enumerate(document.tokens) if token.removeprefix("ال") in _SOLDIERS]


def are_many(document: Document, swap: Frame) -> bool:
    """Whether so many prisoners of war were exchanged that it was not an exchange of the services of the pair."""
    counted = (int(token) for token in _near(document, swap) if token.isdecimal() and len(token) <= _LONGEST_COUNT)
    return is_of_soldiers(document, swap) and any(number >= _MANY and not 1900 <= number < 2100 for number in counted)


def swap_told(document: Document, frame: Frame) -> Relation | None:
    """The reading of a frame's first word as an exchange, if it means nothing else and is not one of soldiers."""
    for reading in document.relation_words.get(frame.start, ()):
        noun = reading.entry
        if not isinstance(noun, Noun) or noun.mode != "exchange" or is_of_soldiers(document, frame):
            continue
        if not (noun.again or noun.needs_captives or noun.needs_release or noun.needs_talks):
            return reading
    return None


def _near(document: Document, swap: Frame) -> list[str]:
    first, last = document.sentences[swap.sentence]
    return document.tokens[max(first, swap.start - _WORDS_BESIDE) : min(last, swap.end + _WORDS_BESIDE)]
