"""The mode of a contact and its code."""

from __future__ import annotations

from typing import Final

from transforms.contacts.contact import Contact, Telling
from transforms.contacts.mention import Mention
from transforms.contacts.records import Pair
from transforms.contacts.second_reading import CLEAR, CLEAR_WHERE_UNSAID

_PHONES: Final = frozenset(("هاتف", "تهاتف"))
_CAMEO: Final = {"call": "041", "meeting": "044", "visit": "042", "message": "040", "exchange": "0841"}


def mode_of(contact: Contact, place: Mention | None, pair: Pair) -> str:
    """How the parties of a contact came together, its last doubts settled by where it was and how it reads."""
    family = contact.family
    told_where = any(t.place is not None or t.frame.place is not None for t in contact.tellings)
    if family == "talk" and (not told_where if contact.usual_family == "call" else place is None):
        family = contact.usual_family
    family = _read(contact, family)
    spoken = any(_is_spoken(telling) for telling in contact.tellings)
    if family == "message" and place is not None and contact.between_people and spoken:
        # He warned him in Ankara: they met.
        family = "meeting"
    if family == "message" and contact.between_people and any(_is_talk_of_men(t) for t in contact.tellings):
        # تحدث بيرنز إلى ناريشكين وأبلغه: what was said in talks.
        family = contact.usual_family
    if family in {"call", "message", "exchange"}:
        return family
    # وكانت الزيارة قبل أسبوع: what the text calls a visit of whom it says that they met.
    named = (t for t in contact.additions if t.names_it and t.frame.start > contact.tellings[0].frame.start)
    modes = {telling.frame.mode for telling in (*contact.tellings, *named)}
    if place is not None and place.side in pair.sides:
        return "visit"
    if place is not None:
        return "meeting"
    return "visit" if "visit" in modes else "meeting"


def _read(contact: Contact, family: str) -> str:
    """The family, but for what the second reader clearly takes for another."""
    read, lead = contact.reads_like
    if (family, read) == ("call", "meeting") and any(_is_dated_call(t) or _is_phoned(t) for t in contact.tellings):
        return family
    if (family, read) == ("meeting", "exchange") and any(_is_dated_meeting(t) for t in contact.tellings):
        return family
    if (family, read) == ("call", "message") and any(_is_told_by_phone(t) for t in contact.tellings):
        return family
    if (family, read) == ("message", "meeting") and all(_is_told_in_clause(t) for t in contact.tellings):
        return family
    if read == "call" and contact.family == "talk" and any(_is_told_where(t) for t in contact.tellings):
        return family
    clear = lead >= (CLEAR_WHERE_UNSAID if contact.family == "talk" else CLEAR)
    return read if read and clear else family


def _is_told_where(telling: Telling) -> bool:
    """تحدث بيرنز مع ناريشكين في أنقرة: a verb of talks with both, and where they were; but كلمه في سوريا is of what."""
    frame = telling.frame
    told = frame.relation.kind == "verb" and frame.mode == "talk" and frame.weight == 1
    return told and "مع" in getattr(frame.relation.entry, "takes", ()) and telling.place is not None


def _is_dated_call(telling: Telling) -> bool:
    """في مكالمة في 4 أغسطس: the noun says how they spoke, and the day that it is no meeting beside it."""
    relation = telling.frame.relation
    by_phone = relation.kind == "noun" and relation.entry.mode == "call"
    return by_phone and not getattr(relation.entry, "contact", False) and telling.days is not None


def _is_dated_meeting(telling: Telling) -> bool:
    """اجتمعوا في 25 يونيو وطرحوا صفقة: a verb that says nothing else, with the day when they met."""
    relation = telling.frame.relation
    return relation.kind == "verb" and relation.entry.mode == "meeting" and telling.days is not None


def _is_told_by_phone(telling: Telling) -> bool:
    """أطلعه هاتفيا على معلومات: what one man tells another is a call where a word beside it says so."""
    entry = telling.frame.relation.entry
    return telling.frame.mode == "call" and getattr(entry, "mode", "") == "message" and _is_spoken(telling)


def _is_told_in_clause(telling: Telling) -> bool:
    """أطلع ضباط الجهاز زملاءهم في الوكالة على الخرائط: a verb of telling with both, and no place where they met."""
    frame = telling.frame
    relation = frame.relation
    if frame.weight < 1 or any(m.kind in {"person", "head"} for found in frame.parties.values() for m in found):
        return False
    if relation.kind == "noun":
        # معطيات عن سفر متطرفين إلى سوتشي جاءت من المكتب: the place is of what it says.
        return getattr(relation.entry, "gives", False)
    return relation.entry.mode == "message" and telling.place is None and frame.place is None


def _is_talk_of_men(telling: Telling) -> bool:
    """تحدث بيرنز إلى ناريشكين: a verb of talks with a man named on either side."""
    return telling.family == "talk" and telling.frame.relation.kind == "verb" and _is_spoken(telling)


def _is_phoned(telling: Telling) -> bool:
    """هاتف: a verb that says of nothing else how they spoke."""
    return getattr(telling.frame.relation.entry, "past", "") in _PHONES


def _is_spoken(telling: Telling) -> bool:
    """Whether a verb tells that one man said something to another."""
    relation = telling.frame.relation
    if relation.kind != "verb" or getattr(relation.entry, "receives", False):
        return False
    return all(any(m.kind in {"person", "head"} for m in found) for found in telling.frame.parties.values())


def cameo_code(contact: Contact, mode: str, place: Mention | None, pair: Pair, *, of_terrorism: bool) -> str:
    """The code of a contact in CAMEO's list of events."""
    if mode == "meeting" and (place is None or place.side in pair.sides):
        return "040"
    if mode == "visit":
        verbs = {t.frame.relation.entry.past for t in contact.tellings if hasattr(t.frame.relation.entry, "past")}
        return "043" if verbs & {"استقبل", "استضاف"} else "042"
    if mode == "message":
        nouns = {getattr(t.frame.relation.entry, "noun", "") for t in contact.tellings}
        information = {"معلومات", "معلومة", "معطيات"} & nouns
        return "064" if information or of_terrorism else "040"
    return _CAMEO[mode]
