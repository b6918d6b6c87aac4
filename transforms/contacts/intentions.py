"""Contacts that somebody calls for, plans beside another one, agrees on or is charged with: they are yet to be."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.lexicon import folded_phrase
from transforms.contacts.moods import PREDICATE_REACH
from transforms.contacts.scene import Frame

_AFTER: Final = 4
_CHARGED_WITHIN: Final = 30
_STEM: Final = 3
"""Letters by which a noun is known from one with ل before it."""
_CALLED_FOR: Final = 5
"""Words from a call for a contact to it, names not counted."""
_CALLED_FOR_BOTH: Final = 10
_TO: Final = frozenset(("الي", "علي"))
_HOLDING: Final = 3
"""Words between إلى and the contact: إلى العودة لعقد."""
_MASDARS: Final = frozenset(("وبحث", "وتبادل", "وتشاور", "وتباحث", "وتواصل"))
"""Words that are a past verb as well as a noun, behind و."""
_MASDAR_WITHIN: Final = 8


def intended(document: Document, frame: Frame) -> int | None:
    """The word by which a contact is only meant to be, if one of these says so."""
    found = (say(document, frame) for say in (_called_for, _planned_with, _agreed_on, _charged_with))
    return next((at for at in found if at is not None), None)


def _called_for(document: Document, frame: Frame) -> int | None:
    """دعا مدير الجهاز الوكالة إلى العودة لعقد لقاءات: where the call is, the names between not counted."""
    tokens, forms = document.tokens, document.knowledge.forms
    first, _ = document.sentences[frame.sentence]
    # The first letter of لقاء is its own.
    own = folded_phrase(getattr(frame.relation.entry, "noun", ""))[:_STEM]
    word = tokens[frame.start].lstrip("وف")
    for_it = frame.relation.kind == "noun" and word.startswith("ل") and not word.startswith(own)
    if (frame.start and tokens[frame.start - 1] == "الي") or for_it:
        # دعا خبراء إلى لقاء, تسعى واشنطن لمبادلتهما
        free = [at for at in range(first, frame.start) if at not in document.entity_words]
        for near in free[-_CALLED_FOR:]:
            if tokens[near].lstrip("وف") in forms["calls_for"]:
                return near
    if tokens[frame.start] == "وتبادل":
        # دعاهم إلى الحذر وتبادل المعلومات: the second of two masdars that looks like a verb
        for near in range(max(first, frame.start - _CALLED_FOR_BOTH), frame.start):
            to = not _TO.isdisjoint(tokens[near + 1 : frame.start])
            if to and tokens[near].lstrip("وف") in forms["calls_for"] | forms["urged"]:
                return near
    at = frame.start - 1
    while at > first and frame.start - at <= _HOLDING and tokens[at].removeprefix("ل") in forms["holding"]:
        at -= 1
    if frame.relation.kind != "noun" or at + 1 == frame.start or at <= first or tokens[at] != "الي":
        return None
    for before in range(at - 1, max(first, at - PREDICATE_REACH) - 1, -1):
        if {"complement", "pronoun_complement"} & document.cues[before] or ";" in document.gap(before + 1):
            return None
        if tokens[before].lstrip("وف") in forms["calls_for"]:
            return before
    return None


def _planned_with(document: Document, frame: Frame) -> int | None:
    """قد يسافر للقائه وبحث الملف: what puts off the first of two nouns, of which the other has the form of a verb."""
    if document.tokens[frame.start] not in _MASDARS:
        return None
    first, _ = document.sentences[frame.sentence]
    joined = False
    for at in range(frame.start - 1, first - 1, -1):
        noun = any(reading.kind == "noun" for reading in document.relation_words.get(at, ()))
        joined = joined or (noun and document.tokens[at].startswith("ل") and frame.start - at <= _MASDAR_WITHIN)
        may = document.tokens[at] == "قد" and document.tokens[at + 1].startswith(("ي", "ت"))
        if joined and (may or "planned" in document.cues[at]):
            return at
        if "," in document.gap(at):
            break
    return None


def _agreed_on(document: Document, frame: Frame) -> int | None:
    """اتفق الرجلان على عقد لقاءات: where the agreement is; but اتفقا على لقاء عقد أمس was held."""
    tokens, forms = document.tokens, document.knowledge.forms
    first, end = document.sentences[frame.sentence]
    if frame.relation.kind != "noun" or frame.mode == "exchange":
        return None
    at = frame.start - 1
    while at > first and frame.start - at <= _HOLDING and tokens[at] in forms["holding"]:
        at -= 1
    if frame.mode == "message" and frame.parties:
        shared = range(max(first, frame.start - _HOLDING), frame.start)
        at = next((i - 1 for i in shared if tokens[i] in forms["sharing"]), at)
    if at <= first or tokens[at] != "علي":
        return None
    held = tokens[frame.end : min(end, frame.end + _AFTER)]
    if any(token.lstrip("وف") in forms["happens"] or token in forms["done"] for token in held):
        return None
    reach = range(at - 1, max(first, at - PREDICATE_REACH) - 1, -1)
    return next((i for i in reach if tokens[i].lstrip("وف") in forms["agreed"]), None)


def _charged_with(document: Document, frame: Frame) -> int | None:
    """كلف ترامب الوزير روبيو والمدير راتكليف والمبعوث ويتكوف بقيادة المفاوضات: however many they are."""
    tokens, tasks = document.tokens, document.knowledge.forms["gives_task"]
    first, _ = document.sentences[frame.sentence]
    task = any(tokens[at].startswith("ب") for at in range(max(first, frame.start - 1), frame.start + 1))
    if not task or frame.mode == "message" or frame.relation.kind != "noun":
        return None
    for at in range(frame.start - 1, max(first, frame.start - _CHARGED_WITHIN) - 1, -1):
        if tokens[at].lstrip("وف") in tasks:
            return at
        if "complement" in document.cues[at] or "," in document.gap(at + 1):
            return None
    return None
