"""Whether somebody held his office then: التقاه حين كان وزيرا للدفاع, what a former head does now."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.mentions import OTHER_OFFICES
from transforms.contacts.scene import Frame

_WHEN: Final = frozenset(("حين", "حينما", "عندما", "يوم", "وقت", "ايام"))
_WAS: Final = frozenset(("كان", "كانت"))
_BEHIND: Final = 3
"""Words from when it was to the office: يوم كان لا يزال وزيرا."""
_BEFORE: Final = 3
"""Words before a verb in which it may be said to be of an earlier time."""


def put_in_office_then(document: Document, frame: Frame) -> None:
    """Marks the men of a frame whom a sentence before names as of another office, if its clause says so of them."""
    if frame.relation.kind != "verb" or not _says_so(document, frame):
        return
    for side, found in frame.parties.items():
        frame.parties[side] = [
            dataclasses.replace(m, elsewhere=True)
            if m.person and document.sentence_of[m.start] < frame.sentence
            else m
            for m in found
        ]


def _says_so(document: Document, frame: Frame) -> bool:
    tokens = document.tokens
    _, last = document.sentences[frame.sentence]
    for at in range(frame.end, last - 1):
        if tokens[at] in _WHEN and tokens[at + 1] in _WAS:
            return not OTHER_OFFICES.isdisjoint(tokens[at + 2 : min(last, at + 2 + _BEHIND)])
    return False


def did_it_later(document: Document, frame: Frame, published: dt.date | None) -> bool:
    """سافر المدير السابق كومي إلى موسكو: what a former head does now, not what he tells of his time in office.

    Nor what former heads of both sides do: ناقش الرئيس الأسبق للجهاز والمدير السابق للوكالة.
    """
    low = max(document.sentences[frame.sentence][0], frame.start - _BEFORE)
    if frame.relation.kind != "verb" or document.has_cue("background", low, frame.end + 1):
        return False
    men = [m for found in frame.parties.values() for m in found]
    former = [m for m in men if m.former and _has_left(document, m, published)]
    return len(former) == len(men) or any(frame.end == m.start or frame.start == m.end for m in former)


def _has_left(document: Document, mention: Mention, published: dt.date | None) -> bool:
    """Whether he held no office of a service on the day of publication."""
    if published is None or mention.person is None:
        return False
    held = document.knowledge.tenures_on(mention.person, published, published)
    return not any(office.service for office, _ in held)
