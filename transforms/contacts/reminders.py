"""Of which another contact reminds: أعادت المبادلة إلى الأذهان صفقة 2010."""

from __future__ import annotations

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame


def is_brought_to_mind(document: Document, frame: Frame) -> bool:
    """Whether a contact named before it in the sentence reminds of this one, which so is another one."""
    if frame.start == 0 or document.tokens[frame.start - 1] not in document.knowledge.forms["minds"]:
        return False
    before = range(document.sentences[frame.sentence][0], frame.start)
    return any(reading.kind == "noun" for at in before for reading in document.relation_words.get(at, ()))
