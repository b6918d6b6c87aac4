"""Contacts that are only spoken of for the sake of others: of which these remind, or since which they are the first."""

from __future__ import annotations

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame


def is_brought_to_mind(document: Document, frame: Frame) -> bool:
    """Whether a contact named before it in the sentence reminds of this one, which so is another one."""
    if frame.start == 0 or document.tokens[frame.start - 1] not in document.knowledge.forms["minds"]:
        return False
    before = range(document.sentences[frame.sentence][0], frame.start)
    return any(reading.kind == "noun" for at in before for reading in document.relation_words.get(at, ()))


def is_since(document: Document, frame: Frame) -> bool:
    """هي الأولى منذ زيارة بيرنز, منذ أن زارها بيرنز: whether a contact only says since when something is so."""
    before = document.tokens[max(0, frame.start - 2) : frame.start]
    return before[-1:] == ["منذ"] or before == ["منذ", "ان"]
