"""The same once more to another: تسلمت الوكالة كتابا مشابها, تلقت وكالة ثانية التحذير نفسه."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_REACH: Final = 8
"""Words, names not counted, from a verb to what it says was like the one before."""
_WITHIN: Final = 2
"""Sentences back to the message that another one is like."""

_IN_TURN: Final = frozenset(("بدورها", "بدوره", "بدورهم"))
_TOO: Final = (["هي", "الاخري"], ["هو", "الاخر"])
"""تسلمت الوكالة بدورها كتابا"""
_WEIGHT: Final = 0.8


def is_like_another(document: Document, frame: Frame, *, same: bool = True) -> bool:
    """Whether a message is said to be like one told before, or (with `same`) the very same."""
    _, last = document.sentences[frame.sentence]
    if frame.mode != "message":
        return False
    tokens = document.tokens
    if not _IN_TURN.isdisjoint(tokens[frame.end : frame.end + 2]) or tokens[frame.end : frame.end + 2] in _TOO:
        return bool(getattr(frame.relation.entry, "receives", False))
    words = 0
    for at in range(frame.end, last):
        if "," in document.gap(at) or words > _REACH:
            return False
        if at in document.entity_words:
            continue
        words += 1
        word, forms = document.tokens[at], document.knowledge.forms
        alike = word.removeprefix("ال") in forms["alike"] or (same and word in forms["the_same"])
        if alike and at > frame.end and _is_message(document, at - 1):
            return True
    return False


def take_from_similar(document: Document, frame: Frame, previous: Frame | None) -> None:
    """Gives a message that leaves a party out the one of the message before, if it is like it."""
    if len(frame.parties) != 1 or previous is None or previous.mode != "message":
        return
    missing = document.knowledge.other_side(next(iter(frame.parties)))
    near = frame.sentence - previous.sentence <= _WITHIN
    if near and missing in previous.parties and is_like_another(document, frame):
        frame.parties[missing] = list(previous.parties[missing])
        frame.rule += ", like the message before"
        frame.weight = _WEIGHT


def _is_message(document: Document, at: int) -> bool:
    word = document.tokens[at].removeprefix("ال")
    if word in document.knowledge.words.content_words or word in document.knowledge.forms["letters"]:
        return True
    readings = document.relation_words.get(at, ())
    return any(reading.kind == "noun" and reading.entry.mode == "message" for reading in readings)
