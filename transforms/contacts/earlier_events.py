"""Who is named as of another event from which one is counted: بعد شهر من لقاء أ وب, بعد أسابيع من دخوله المقر."""

from __future__ import annotations

from typing import Final

from transforms.contacts.clauses import AFTER
from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame

_CONTACTS: Final = frozenset(("call", "meeting", "visit", "talk", "message", "exchange"))
_TALKS: Final = frozenset(("call", "meeting", "talk"))
_COUNTED_WITHIN: Final = 5
"""Words from بعد to من: بعد أكثر من أسبوع من."""


def is_of_contact_before(document: Document, frame: Frame, mention: Mention) -> bool:
    """ويأتي الاجتماع بعد أشهر من مكالمة ناريشكين وراتكليف: those of a contact that only says when it was."""
    tokens = document.tokens
    if frame.relation.kind != "noun" or not tokens[frame.start].startswith("ال"):
        return False
    after = next((at for at in range(frame.end, mention.start) if tokens[at] in AFTER), mention.start)
    told = (document.relation_words.get(at, ()) for at in range(after + 1, mention.start))
    return any(r.kind == "noun" and r.entry.mode in _CONTACTS for relations in told for r in relations)


def is_of_other(document: Document, swap: Frame, mention: Mention) -> bool:
    """كلم ناريشكين هاتفيا، ثم كان في المطار يوم المبادلة: those of a contact told apart from an exchange."""
    first, _ = document.sentences[swap.sentence]
    then = next((at for at in range(mention.end, swap.start) if document.tokens[at] == "ثم"), None)
    if then is None or "," not in document.gap(then):
        return is_of_contact_before(document, swap, mention)
    told = (document.relation_words.get(at, ()) for at in range(first, mention.start))
    return any(r.kind == "verb" and r.entry.mode in _TALKS for relations in told for r in relations)


def is_counted_from(document: Document, frame: Frame, mention: Mention) -> bool:
    """تكلما بعد أسابيع من دخول راتكليف مقر الوكالة: those of what happened some time before it."""
    tokens = document.tokens
    for at in range(frame.end, mention.start - 1):
        if tokens[at] in AFTER and "من" in tokens[at + 2 : min(at + _COUNTED_WITHIN, mention.start)]:
            return not any("," in document.gap(i) for i in range(at + 1, mention.start))
    return False
