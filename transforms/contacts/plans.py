"""What belongs to a plan is planned: سيزور موسكو ويجتمع مع نظيره, قد يزورها لإجراء محادثات.

Arabic marks the future once, at the head of a chain of verbs; what is joined to it, or is its purpose, has no mark of
its own. A past verb, a word of reporting or another sentence ends the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame
from transforms.contacts.status import status

_REACH: Final = 25
"""Words that a chain may be long."""
_JOINED: Final = ("و", "ف")
_THEN: Final = frozenset(("ثم", "كما", "حيث", "وكذلك", "وايضا"))
_FOR: Final = frozenset(("بهدف", "بغرض", "بغيه", "قصد", "بقصد", "اجل", "لغرض"))
_DURING: Final = frozenset(("في", "خلال", "عبر", "اثناء"))
_IF: Final = frozenset(("لو", "ولو", "فلو"))
_PRESENT: Final = ("ي", "ت")
_NO_PURPOSE: Final = frozenset(
    ("لكن", "لم", "لن", "لا", "لدي", "لان", "لو", "لقد", "لما", "لاول", "للمره", "له", "لها", "لهم")
)
"""Words that begin with ل but do not say what for."""


def with_plans(document: Document, frames: Sequence[Frame], told: Sequence[Frame]) -> None:
    """Gives `planned` to the tellings that belong to a planned one before them in their sentence.

    What a journey was for that was not made (أرجأ سفره إلى واشنطن لمقابلة بيرنز) is `negated` with it.

    Args:
        frames: of one document, in any order, each with the status that its own words give it; changed in place.
        told: all of the document, of which those of a journey to a third state may be the head of a plan.
    """
    heads: list[Frame] = []
    elsewhere = [frame for frame in told if frame.why_not == "other_place" and frame.relation.form == "present"]
    for frame in elsewhere:
        # قد يتوجه إلى جنيف للقاء الأمريكيين
        frame.status, _ = status(document, frame)
    for frame in sorted([*frames, *elsewhere], key=lambda each: each.start):
        heads = [head for head in heads if head.sentence == frame.sentence]
        if frame.status in {"planned", "negated"}:
            heads.append(frame)
        elif frame.status == "reported" and heads and _belongs(document, heads[-1], frame):
            frame.status = heads[-1].status
            heads.append(frame)


def _belongs(document: Document, head: Frame, frame: Frame) -> bool:
    tokens = document.tokens
    if not head.start <= frame.end or not frame.start <= head.end + _REACH:
        return False
    if head.status == "negated":
        made_for = frame.relation.kind == "noun" and _says_what_for(tokens[frame.start])
        return head.mode == "visit" and head.relation.kind == "noun" and made_for
    joined = getattr(frame.relation.entry, "joins", False) and frame.relation.form == "present"
    if joined and frame.start == head.end:
        # لترتيب لقاء يجمع الرجلين
        return True
    if _is_condition(document, head):
        # لو رفع السماعة وقال له: nothing of it was.
        return tokens[frame.start - 1] not in document.knowledge.forms["adversatives"]
    if any("reporting" in document.cues[at] for at in range(head.end, frame.start)):
        return False
    if frame.relation.kind == "verb":
        return frame.relation.form == "present" and _is_joined(tokens, frame.start)
    near = range(max(head.end, frame.start - 2), frame.start)
    if head.relation.form == "present" and tokens[frame.start - 1] in _DURING:
        # قد يبحث في اتصال هاتفي
        return not any("," in document.gap(at) for at in range(head.end, frame.start + 1))
    if _says_what_for(tokens[frame.start]) or any(tokens[at] in _FOR or _says_what_for(tokens[at]) for at in near):
        return True
    # ثم يجري محادثات: the verb says when, the noun what.
    return any(
        "light" in document.cues[at] and tokens[at].lstrip("وف").startswith(_PRESENT) and _is_joined(tokens, at)
        for at in near
    )


def _is_condition(document: Document, head: Frame) -> bool:
    return head.relation.kind == "verb" and not _IF.isdisjoint(document.tokens[max(0, head.start - 2) : head.start])


def _is_joined(tokens: Sequence[str], at: int) -> bool:
    return tokens[at].startswith(_JOINED) or tokens[at - 1] in _THEN


def _says_what_for(word: str) -> bool:
    return word.startswith("ل") and len(word) > 3 and word not in _NO_PURPOSE
