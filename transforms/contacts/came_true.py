"""What was to be done, or may be, and was: كلف بيرنز بمهاتفته، ففعل."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from transforms.contacts.clauses import RELATIVE
from transforms.contacts.contact import Contact, Telling
from transforms.contacts.document import Document
from transforms.contacts.moods import PREDICATE_REACH
from transforms.contacts.scene import Frame

_AND_DID: Final = frozenset(("ففعل", "ففعلت", "ففعلا", "ففعلوا"))
_DID_WITHIN: Final = 12
_AS: Final = frozenset(("كما", "مثلما"))
_DID: Final = frozenset(("فعل", "فعلت", "فعلا", "فعلوا"))
_SO_IT_WAS: Final = ("وهكذا كان", "وكان له", "وكان لها", "وتم ذلك", "وجري ذلك", "وحصل ذلك", "وتحقق ذلك", "ونفذ الامر")
_ARRIVED: Final = frozenset(("وصل", "وصلت", "بلغ", "بلغت"))
_MESSAGES: Final = frozenset(("التحذير", "الانذار", "التنبيه", "الرساله", "المعلومات", "البلاغ", "الاشعار", "الاخطار"))
_WHICH: Final = frozenset(("وهو", "وهذا", "هو", "هذا"))
_WAS_DONE: Final = frozenset(
    ("تم", "جري", "حصل", "حدث", "تحقق", "فعل", "فعله", "فعلته", "فعلاه", "فعلوه", "قام", "وقع", "كان")
)
_AT_TIME: Final = (
    *("في ", "نهايه", "اواخر", "اوايل", "مطلع", "منتصف", "قبل ", "عام ", "امس", "اول ", "يوم ", "حين ", "عندما"),
    *("ربيع", "صيف", "خريف", "شتاء", "لاحقا", "بعد ", "ليله", "صباح", "مساء", "مرتين", "مرارا", "الاسبوع", "الشهر"),
)
_WAS: Final = frozenset(("كان", "كانت", "كانا", "كانوا", "يكن", "تكن", "يكونا", "يكونوا"))
_AT_NO_TIME: Final = frozenset(("في السابق", "في الماضي", "في كل", "في اي"))

_DURING: Final = frozenset(("خلال", "اثناء", "في"))
_VISITS: Final = frozenset(("الزياره", "زيارته", "وجوده", "اقامته", "مهمته"))
_DURING_WITHIN: Final = 5
_VISIT_WITHIN: Final = 2
"""Sentences from a visit to what was done during it."""


def then_did(document: Document, frame: Frame) -> bool:
    """كلف بيرنز بمهاتفته، ففعل: what somebody was to do he did; so too أن يهاتفه كما فعل في يونيو."""
    _, end = document.sentences[frame.sentence]
    if _did_before(document, frame, end) or _it_arrived(document, frame, end):
        return True
    near = range(frame.end, min(end, frame.end + _DID_WITHIN))
    return any(document.tokens[at] in _AND_DID or _so_it_was(document.tokens[at : at + 2]) for at in near)


def _so_it_was(words: list[str]) -> bool:
    """وهكذا كان, وتم ذلك, وقد فعلت, وفعلت ذلك"""
    did = not _DID.isdisjoint(word.removeprefix("و") for word in words)
    return " ".join(words) in _SO_IT_WAS or (did and (words[0] == "وقد" or words[-1] == "ذلك") and words[0][0] == "و")


def _it_arrived(document: Document, frame: Frame, end: int) -> bool:
    """أمر بأن يحذروا واشنطن، وإن التحذير وصل; ووصلت الرسالة: the message that was to be sent did."""
    tokens = document.tokens
    for at in range(frame.end, end - 1) if frame.mode == "message" else ():
        pair = (tokens[at].lstrip("وف"), tokens[at + 1])
        if not (_ARRIVED.isdisjoint(pair) or _MESSAGES.isdisjoint(pair)):
            return document.next_gap(",", frame.end, at + 1) <= at
    return False


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


def is_narrated(document: Document, frame: Frame, days: tuple[dt.date, dt.date] | None) -> bool:
    """في 2022 لم يكن يعرف الرجل الذي سيكلمه هاتفيا في نوفمبر: who tells of the past speaks so of what then came.

    A relative clause, which is the narrator's own, of days that had passed when the text was published; where nothing
    says when that was, in a sentence of what had been. A day that stands before it is one before it came to that.
    """
    tokens, (first, _) = document.tokens, document.sentences[frame.sentence]
    at = frame.start - 1
    if frame.relation.kind != "verb" or at < first or tokens[at] not in RELATIVE or days is None:
        return False
    if frame.published is not None:
        return days[1] < frame.published
    return any(token.lstrip("وف") in _WAS for token in tokens[first:at])


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


def date_by_visit(document: Document, found: Sequence[Contact]) -> None:
    """زار موسكو الثلاثاء. وخلال الزيارة هاتف بوتين: a call during a visit has the days of it."""
    visits = [t for contact in found for t in contact.tellings if t.frame.mode == "visit" and t.days and t.day]
    for contact in found:
        if contact.days is not None or contact.family != "call":
            continue
        for telling in contact.tellings:
            visit = next((v for v in visits if _is_during(document, telling, v)), None)
            if visit is not None:
                telling.day, telling.days = visit.day, visit.days
                break


def _is_during(document: Document, telling: Telling, visit: Telling) -> bool:
    """Whether it is said of what a guest did that it was during his visit, just told: خلال زيارته."""
    frame = telling.frame
    if not 0 <= frame.sentence - visit.frame.sentence <= _VISIT_WITHIN or visit.frame.start > frame.start:
        return False
    if not any(telling.people(side) & visit.people(side) for side in telling.parties):
        return False
    tokens, (first, last) = document.tokens, document.sentences[frame.sentence]
    near = range(max(first, frame.start - _DURING_WITHIN), min(last, frame.end + _DURING_WITHIN) - 1)
    return any(tokens[at].lstrip("و") in _DURING and tokens[at + 1] in _VISITS for at in near)


def _is_that_visit(contact: Contact, telling: Telling) -> bool:
    there = {telling.place.side} if telling.place is not None else set()
    guests = [contact.people(side) & telling.people(side) for side in telling.parties if {side} != there]
    return bool(there) and {t.place.side for t in contact.tellings if t.place} == there and any(guests)
