"""In which contact something was said: وأوضح أن التحذير جاء في مكالمة يوم 4 أغسطس."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_WORDS: Final = 2
"""Words that stand between what was said and the contact: جاء في."""
_DURING: Final = frozenset(("في", "خلال", "عبر", "اثناء"))
_CAME: Final = frozenset(("جاء", "جاءت", "تم", "تمت", "كان", "كانت", "وجه", "وجهه", "نقل", "نقله", "قيل", "حصل"))
_THAT: Final = frozenset(("ذلك", "هذا", "وذلك"))


def is_occasion(document: Document, frame: Frame) -> bool:
    """Whether a call or meeting is named as that in which a message just told of was given."""
    tokens, at = document.tokens, frame.start - 1
    if frame.relation.kind != "noun" or frame.mode not in {"call", "meeting", "talk"}:
        return False
    if at < _WORDS or tokens[at] not in _DURING or tokens[at - 1] not in _CAME:
        return False
    said = document.relation_words.get(at - 2, ())
    message = tokens[at - 2].startswith("ال") and any(reading.entry.mode == "message" for reading in said)
    return message or tokens[at - 2] in _THAT
