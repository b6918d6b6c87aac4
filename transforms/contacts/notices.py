"""When a service gave the warning that the text first tells as one state's: زودت واشنطن موسكو مطلع آذار بمعلومات."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transforms.contacts.contact import Telling
from transforms.contacts.days import Day
from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_NEAR: Final = 4
"""Sentences from where the states are named to where the service is."""
_OBJECT: Final = 10
"""Words from a verb to what was given."""


def day_of_notice(
    document: Document, frame: Frame, day: Day | None, between_states: Sequence[Telling]
) -> Day | None:
    """The day of a message that a service gave, where the text has told of it, and when, as one state's to the other.

    `day` is that which the telling itself has.
    """
    if day is not None or frame.mode != "message" or not _is_known(document, frame):
        return day
    for telling in reversed(between_states):
        earlier = telling.frame
        gives = earlier.mode == "message" and earlier.relation.kind == "verb"
        states = all(mention.kind == "state" for found in earlier.parties.values() for mention in found)
        near = 0 < frame.sentence - earlier.sentence <= _NEAR
        if gives and states and near and telling.day is not None:
            return telling.day
    return None


def _is_known(document: Document, frame: Frame) -> bool:
    """نقلت الوكالة التحذير, هذه المعلومات: with the article, what was given is what was told of."""
    words = document.knowledge.words.content_words
    noun = frame.relation.kind == "noun"
    reach = (frame.start, frame.end) if noun else (frame.end, min(frame.right, frame.end + _OBJECT))
    tokens = document.tokens[slice(*reach)]
    return any(token.startswith("ال") and token.removeprefix("ال") in words for token in tokens)
