"""What was to be done, or may be, and was: كلف بيرنز بمهاتفته، ففعل."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from transforms.contacts.contact import Contact, Telling
from transforms.contacts.document import Document
from transforms.contacts.moods import PREDICATE_REACH
from transforms.contacts.scene import Frame

_AND_DID: Final = frozenset(("ففعل", "ففعلت", "ففعلا", "ففعلوا"))
_DID_WITHIN: Final = 12
_AS: Final = frozenset(("كما", "مثلما"))
_DID: Final = frozenset(("فعل", "فعلت", "فعلا", "فعلوا"))
_WHICH: Final = frozenset(("وهو", "وهذا", "هو", "هذا"))
_WAS_DONE: Final = frozenset(
    ("تم", "جري", "حصل", "حدث", "تحقق", "فعل", "فعله", "فعلته", "فعلاه", "فعلوه", "قام", "وقع", "كان")
)
_AT_TIME: Final = (
    *("في ", "نهايه", "اواخر", "اوايل", "مطلع", "منتصف", "قبل ", "عام ", "امس", "اول ", "يوم ", "حين ", "عندما"),
    *("ربيع", "صيف", "خريف", "شتاء", "لاحقا", "بعد ", "ليله", "صباح", "مساء", "مرتين", "مرارا", "الاسبوع", "الشهر"),
)
_AT_NO_TIME: Final = frozenset(("في السابق", "في الماضي", "في كل", "في اي"))


def then_did(document: Document, frame: Frame) -> bool:
    """كلف بيرنز بمهاتفته، ففعل: what somebody was to do he did; so too أن يهاتفه كما فعل في يونيو."""
    _, end = document.sentences[frame.sentence]
    if _did_before(document, frame, end):
        return True
    return not _AND_DID.isdisjoint(document.tokens[frame.end : min(end, frame.end + _DID_WITHIN)])


def _did_before(document: Document, frame: Frame, end: int) -> bool:
    """لا يعترض على أن يكلمه كما فعل في يونيو, أن تبلغه، وهو ما تم في مارس: when he did what he may or was to do."""
    tokens = document.tokens
    for at in range(frame.end, min(end, frame.end + PREDICATE_REACH) - 1):
        as_before = tokens[at] in _AS and tokens[at + 1] in _DID
        if not (as_before or (tokens[at] == "ما" and tokens[at - 1] in _WHICH and tokens[at + 1] in _WAS_DONE)):
            continue
        closes = at + 2 == end or "," in document.gap(at + 2)
        when = " ".join(tokens[at + 2 : min(end, at + 4)])
        return when.startswith(_AT_TIME) and when not in _AT_NO_TIME if not closes else not as_before
    return False


def date_as_planned(found: Sequence[Contact], planned: Sequence[Telling], published: dt.date | None) -> None:
    """كلفه السفر إلى موسكو الثلاثاء الماضي. والتقى هناك باتروشيف: the day of a visit that was to be.

    Only of a visit that has no day of its own, by what was planned for a day that has passed.
    """
    if published is None:
        return
    for contact in found:
        for telling in planned:
            due = telling.days is not None and telling.days[1] < published and telling.frame.mode == "visit"
            if contact.days is None and due and _is_that_visit(contact, telling):
                contact.additions.append(replace(telling, names_it=True))


def _is_that_visit(contact: Contact, telling: Telling) -> bool:
    there = {telling.place.side} if telling.place is not None else set()
    guests = [contact.people(side) & telling.people(side) for side in telling.parties if {side} != there]
    return bool(there) and {t.place.side for t in contact.tellings if t.place} == there and any(guests)
