"""Denials that take a contact for granted: what it was about is denied, not that it was."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.moods import PREDICATE_REACH
from transforms.contacts.scene import Frame

TOOK_PLACE: Final = frozenset(("قد", "جرت", "جري", "حصلت", "حصل", "تمت", "تم", "مبرمجه", "مقرره"))
"""What says of a contact that it was held, or is to be."""
_POSSESSIVES: Final = ("ه", "ها", "هما")
_ON_OCCASION: Final = frozenset(("خلال", "اثناء", "لدي", "ابان"))
_WAS: Final = frozenset(("كان", "كانت", "تناول", "تناولت", "تطرق", "تطرقت", "شمل", "شملت", "استهدف", "استهدفت"))
_AFTER_IT: Final = frozenset(("بعد", "عقب", "اثر", "غداه", "منذ"))
_UNITS: Final = frozenset((
    *("ساعات", "ساعه", "ساعتين", "دقايق", "يوم", "يومين", "ايام", "اسبوع", "اسبوعين", "اسابيع", "شهر", "شهرين", "اشهر"),
    *("سنه", "عام", "عامين", "اعوام"),
))
_COUNTED_WITHIN: Final = 6
"""Words from what says that something is counted from a contact to it: بعد أقل من يوم على إتمام."""
_PREDICATED: Final = 4
"""Words from his contact, names left out, to what is denied that it was."""
_TRUE: Final = frozenset(("صحيحا", "حقيقيا", "واردا", "مطروحا", "مقررا", "مخططا", "ممكنا", "محتملا"))
_DEALT: Final = 16
"""Words from a contact to what is denied that it was about."""


def is_presupposed(document: Document, frame: Frame) -> bool:
    """نفى أن مكالمته مع بيرنز كانت مخصصة لفاغنر: of a contact taken for granted something else is denied."""
    tokens, cues = document.tokens, document.cues
    if frame.relation.kind != "noun" or not frame.start:
        return False
    if _is_counted_from(document, frame):
        return True
    his = tokens[frame.start].endswith(_POSSESSIVES)
    certain = his or tokens[frame.start].startswith("ال") or frame.end in document.entity_words
    if tokens[frame.start - 1] in {"يكون", "تكون"} and certain:
        # نفى أن تكون المحادثات بينهما تطرقت إلى أوكرانيا, أن تكون زيارة برينان مرتبطة بالانسحاب
        _, end = document.sentences[frame.sentence]
        behind = [tokens[at] for at in range(frame.end, end) if at not in document.entity_words]
        if not document.knowledge.forms["dealt_with"].isdisjoint(behind[:_DEALT]):
            return True
        # أن يكون لقاؤه بهم سريا: what it was like, or what it was for
        what = behind[:_PREDICATED]
        return his and TOOK_PLACE.isdisjoint(what) and any(word.endswith("ا") and word not in _TRUE for word in what)
    if tokens[frame.start - 1] == "بين" and tokens[frame.start - 2] in document.knowledge.forms["connections"]:
        # نفى وجود أي صلة بين زيارة برينان والانسحاب
        return frame.end in document.entity_words
    if not his:
        return False
    if tokens[frame.start - 1] in _ON_OCCASION:
        # نفى أن يكون التقى بوتين خلال وجوده في موسكو
        return True
    if "complement" not in cues[frame.start - 1]:
        return False
    _, end = document.sentences[frame.sentence]
    was = next((at for at in range(frame.end, min(end, frame.end + PREDICATE_REACH)) if tokens[at] in _WAS), None)
    return was is not None and not TOOK_PLACE & set(tokens[was + 1 : was + 3])


def _is_counted_from(document: Document, frame: Frame) -> bool:
    """ينفي وساطة أنقرة بعد ساعات على مبادلة السجناء: what something else is counted from was."""
    tokens = document.tokens
    first, _ = document.sentences[frame.sentence]
    for at in range(frame.start - 1, max(first, frame.start - _COUNTED_WITHIN) - 1, -1):
        if "," in document.gap(at + 1) or document.cues[at] & {"complement", "denial"}:
            return False
        if tokens[at].removeprefix("و") in _AFTER_IT:
            between = tokens[at + 1 : frame.start]
            done = between[-1:] and between[-1] in document.knowledge.forms["being_done"]
            counted = between[:-1] if done else between
            # بعد أقل من يوم على, but not بعد يوم من نفي
            return not counted or (counted[-1] in {"من", "علي"} and not _UNITS.isdisjoint(counted))
    return False
