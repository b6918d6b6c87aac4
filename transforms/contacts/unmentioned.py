"""What a statement does not mention: لم يشر البيان إلى لقاء بينهما."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_OF: Final = frozenset(("الي", "عن", "علي"))
_MENTION: Final = frozenset(("اشاره", "ذكر", "ذكرا", "حديث", "حديثا", "كلام"))
_ANY: Final = frozenset(("اي", "لاي", "ايه", "لايه"))
_BE: Final = frozenset(("يكن", "تكن"))
_YET: Final = (("بعد",), ("حتي", "الان"), ("حتي", "اللحظه"), ("حتي", "الساعه"), ("الي", "الان"), ("قط",), ("ابدا",))
_EARLIER: Final = ("سابق", "اخر", "جمع")
_WITHIN: Final = 6
"""Words from the verb to the contact that it does not mention."""
_LEAST: Final = 4
_POSSESSIVES: Final = ("ه", "ها", "هما", "هم")


def unmentioned(document: Document, frame: Frame) -> int | None:
    """The word by which no contact is mentioned, or no message given; null if there is none."""
    return _not_given(document, frame) if frame.mode == "message" else _not_mentioned(document, frame)


def _not_mentioned(document: Document, frame: Frame) -> int | None:
    """The word by which a statement is said to mention no contact; null if none is.

    Of a contact that is known (اللقاء, لقائه), or of which something else is told (لقاء جمعهما), it says nothing.
    """
    tokens, forms = document.tokens, document.knowledge.forms
    if frame.relation.kind != "noun" or frame.mode == "exchange" or not _is_of_nobody_known(document, frame):
        return None
    first, _ = document.sentences[frame.sentence]
    at, any_one = frame.start - 1, False
    if at > first and tokens[at] in _ANY:
        at, any_one = at - (tokens[at][0] != "ل"), True
    to_it = tokens[at] in _MENTION and tokens[frame.start].startswith("ل")
    if at <= first or not (tokens[at] in _OF or to_it or (any_one and tokens[at][0] == "ل")):
        return None
    at -= not to_it and tokens[at - 1] in _MENTION
    for before in range(at - 1, max(first, at - _WITHIN) - 1, -1):
        if "," in document.gap(before + 1):
            return None
        negated = before > first and tokens[before - 1].lstrip("وف") in {"لم", "لا"}
        if not negated and tokens[before].lstrip("وف") in forms["lacks"]:
            return before
        if negated and tokens[before] in forms["mentions"]:
            return before
    return None


def _not_given(document: Document, frame: Frame) -> int | None:
    """لم يتسلم طلبا: the negation of the verb whose object a message is, right before it; null if there is none."""
    at = frame.start - 1
    # طلبا can be read as "both asked".
    accusative = document.tokens[frame.start].endswith("ا")
    if frame.start not in document.relation_words or not (accusative or frame.relation.kind == "noun"):
        return None
    # لم يتلق حتى الآن طلبا, لم يتلق بعد ردا
    at -= next((len(yet) for yet in _YET if tuple(document.tokens[at - len(yet) + 1 : at + 1]) == yet), 0)
    if at <= document.sentences[frame.sentence][0] or "," in document.gap(frame.start):
        return None
    if "ال" in document.tokens[frame.start][:3]:
        # لم يتلق الرسالة إلا متأخرا: there was one.
        return None
    forms, verb = document.knowledge.forms, document.tokens[at]
    other = verb in forms["lasted"] or verb in forms["comments"] or verb in _BE
    if other or document.tokens[frame.start].startswith("ب"):
        # لم تكتف بتنبيه المكتب: nor only that; لم يكن تحذير الوكالة سابقة: what it was not.
        return None
    negated = document.tokens[at - 1].lstrip("وف") in {"لم", "لن"} and verb.startswith(("ي", "ت", "ن", "ا"))
    _, end = document.sentences[frame.sentence]
    return at - 1 if negated and "الا" not in document.tokens[frame.end : end] else None


def _is_of_nobody_known(document: Document, frame: Frame) -> bool:
    """لقاء, with no article, no pronoun, and no verb behind that says who held it."""
    token, at = document.tokens[frame.start], frame.end
    his = len(token) > _LEAST and token.endswith(_POSSESSIVES) and not document.is_feminine(frame.start)
    if "ال" in token[:3] or his:
        return False
    if at >= len(document.tokens):
        return True
    told = any(r.kind == "verb" and r.form == "past" for r in document.relation_words.get(at, ()))
    return not told and "light" not in document.cues[at] and not document.tokens[at].startswith(_EARLIER)
