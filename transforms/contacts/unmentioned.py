"""What a statement does not mention: لم يشر البيان إلى لقاء بينهما."""

from __future__ import annotations

from typing import Final

from transforms.contacts.clauses import RELATIVE
from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_OF: Final = frozenset(("الي", "عن", "علي"))
_MENTION: Final = frozenset(("اشاره", "ذكر", "ذكرا", "حديث", "حديثا", "كلام"))
_ANY: Final = frozenset(("اي", "لاي", "ايه", "لايه"))
_BE: Final = frozenset(("يكن", "تكن"))
_YET: Final = (("بعد",), ("حتي", "الان"), ("حتي", "اللحظه"), ("حتي", "الساعه"), ("الي", "الان"), ("قط",), ("ابدا",))
_EARLIER: Final = ("سابق", "اخر", "جمع")
_KNOWLEDGE: Final = frozenset(("معلومات", "علم", "معرفه", "بيانات"))
_ABOUT: Final = frozenset(("حول", "بشان", "بخصوص"))
_UNTIL: Final = RELATIVE | {"قبل", "بعد", "حتي", "الا", "سوي", "منذ", "لولا"}
_NONE: Final = frozenset(("لا", "ليس", "ليست", "لم", "ما", "بلا"))
_DROPPED: Final = frozenset(("عدل", "عدلت", "عدلوا", "تراجع", "تراجعت", "تراجعوا", "عزف", "عزفت", "احجم", "احجمت"))
_SENDING: Final = ("ارسال", "بعث", "توجيه", "تسليم")
_SENT: Final = ("يرسل", "ترسل", "يبعث", "تبعث", "يسلم", "تسلم")
_SENT_WITHIN: Final = 24
"""Words from a message to where it is said that it was not sent."""
_KNOWN_WITHIN: Final = 16
_DENIED_WITHIN: Final = 4
"""Words from a negation to the knowledge that somebody has not."""
_WITHIN: Final = 6
"""Words from the verb to the contact that it does not mention."""
_LEAST: Final = 4
_POSSESSIVES: Final = ("ه", "ها", "هما", "هم")


def unmentioned(document: Document, frame: Frame) -> int | None:
    """The word by which no contact is mentioned, or no message given; null if there is none."""
    said: tuple[int | None, ...]
    if frame.mode == "message":
        said = (_not_given(document, frame), _not_known(document, frame), _never_sent(document, frame))
    else:
        said = (_not_mentioned(document, frame), _never_sent(document, frame) if frame.mode == "talk" else None)
    return next((at for at in said if at is not None), None)


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


def _not_known(document: Document, frame: Frame) -> int | None:
    """لا معلومات لديه عن تلقي الجهاز تحذيرا, لا علم له بوصول رسالة: who knows nothing of it says of none that it was.

    Of a message that is known (لا علم له بمضمون الرسالة) it is something else that is not known.
    """
    tokens, forms = document.tokens, document.knowledge.forms
    first, _ = document.sentences[frame.sentence]
    if tokens[frame.start].lstrip("وبل").startswith("ال"):
        return None
    for at in range(frame.start - 1, max(first, frame.start - _KNOWN_WITHIN), -1):
        if "," in document.gap(at + 1) or tokens[at] in forms["contents"] or tokens[at] in _UNTIL:
            return None
        if tokens[at] in _KNOWLEDGE and at + 1 < frame.start:
            of_it = tokens[at + 1 : min(at + 4, frame.start)]
            about = any(token in _ABOUT or token.startswith(("ب", "عن")) for token in of_it)
            before = range(max(first, at - _DENIED_WITHIN), at)
            return next((i for i in before if tokens[i].lstrip("وف") in _NONE), None) if about else None
    return None


def _never_sent(document: Document, frame: Frame) -> int | None:
    """كتب رسالة إلى المكتب ثم عدل عن إرسالها, رسالة لم يرسلها: what is said behind it of what was only written."""
    tokens = document.tokens
    _, last = document.sentences[frame.sentence]
    clause = True
    for at in range(frame.end, min(last - 1, frame.end + _SENT_WITHIN)):
        word = tokens[at].lstrip("وف")
        dropped = word in _DROPPED and tokens[at + 1] == "عن" and tokens[at + 2 : at + 3][:1]
        if dropped and dropped[0].startswith(_SENDING) and dropped[0].endswith(_POSSESSIVES):
            return at
        clause = clause and "," not in document.gap(at)
        if clause and word == "لم" and tokens[at + 1].startswith(_SENT) and tokens[at + 1].endswith(_POSSESSIVES):
            return at
    return None


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
