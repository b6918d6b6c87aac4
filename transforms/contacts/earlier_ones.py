"""Contacts named as earlier ones: الاتصال السابق, وكانت الأولى في 11 مارس, بعد ذلك الذي جرى في مارس."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_FIRST: Final = frozenset(("الاولي", "الاول", "اولاهما", "اولهما", "اولاها", "اولها"))
"""The first one, of what was named before."""
_FIRST_OF: Final = frozenset(("اول", "اولي"))
_THAT: Final = frozenset(("ذلك", "ذاك", "تلك"))
_WHICH: Final = frozenset(("الذي", "التي"))
TOOK_PLACE: Final = frozenset(("كان", "كانت", "جرت", "جري", "تمت", "عقدت", "عقد", "في", "يوم"))
_WITHIN: Final = 4
"""Words from the word to its day."""
GOES_BACK: Final = frozenset(("يعود", "تعود", "يرجع", "ترجع", "عاد", "عادت", "رجع", "رجعت"))
"""Of a contact, to its day."""
_PRESENT: Final = ("ي", "ت")
_GOES_BACK_WITHIN: Final = 14
_PREVIOUS: Final = frozenset(("السابق", "السابقه", "الاول", "الاولي", "الاسبق"))
_OUTERMOST: Final = frozenset(("اول", "واول", "اولي", "واولي", "اخر", "واخر"))
_BEHIND: Final = 2
"""Words from the noun to which of them it is."""


def is_earlier_one(document: Document, frame: Frame) -> bool:
    """كان الاتصال السابق في مارس, بعد مكالمتهما الأولى, آخر لقاء بينهما, بعد تلك التي جمعتهما: one before the news."""
    if frame.line == "head":
        return False
    tokens = document.tokens
    before, behind = tokens[max(0, frame.start - _BEHIND) : frame.start], tokens[frame.end : frame.end + _BEHIND]
    if frame.relation.kind != "noun":
        return len(before) == _BEHIND and before[0] in _THAT and before[1] in _WHICH
    if not _PREVIOUS.isdisjoint(behind):
        return True
    if _goes_back(document, frame.end) and before[-1:] and before[-1].lstrip("وف") in _FIRST_OF:
        return True
    of_two = "بينهما" in behind or tokens[frame.end - 1].endswith("هما")
    return of_two and not _OUTERMOST.isdisjoint(before[-1:])


def _goes_back(document: Document, end: int) -> bool:
    """أول اتصال معلن بينه وبين راتكليف يعود إلى مارس: said behind it of when it was; but not عاد بيرنز إلى واشنطن."""
    tokens, (_, last) = document.tokens, document.sentences[document.sentence_of[end - 1]]
    reach = range(end, min(last, end + _GOES_BACK_WITHIN) - 1)
    verbs = (at for at in reach if tokens[at] in GOES_BACK and tokens[at].startswith(_PRESENT))
    return any(tokens[at + 1] == "الي" for at in verbs)


def earlier_one(document: Document, day: int) -> int | None:
    """The word for the earlier contact of which the day is that begins at a word."""
    tokens = document.tokens
    first = document.sentences[document.sentence_of[day]][0]
    if day - first > 1 and tokens[day - 1] == "الي" and tokens[day - 2] in GOES_BACK:
        # أول اتصال معلن بينه وبين راتكليف يعود إلى 11 مارس
        reach = range(day - 2, max(first, day - _GOES_BACK_WITHIN) - 1, -1)
        said = (at for at in reach if tokens[at].lstrip("وف") in _FIRST_OF)
        return next((at for at in said if at + 1 in document.relation_words), None)
    for at in range(day - 1, max(first, day - _WITHIN) - 1, -1):
        word = tokens[at].lstrip("وف")
        if word in _FIRST or (word in _FIRST_OF and _is_theirs(document, at + 1)):
            return at if _is_said_when(document, at, first) else None
        if word in _THAT and tokens[at + 1] in _WHICH and tokens[at + 2] in TOOK_PLACE:
            return at
        if not ({tokens[at], word} & TOOK_PLACE or word in _WHICH or _is_theirs(document, at)):
            return None
    return None


def _is_theirs(document: Document, at: int) -> bool:
    """مكالماتهما: contacts of the two."""
    return document.tokens[at].endswith("هما") and at in document.relation_words


def _is_said_when(document: Document, at: int, first: int) -> bool:
    """Whether of "the first one" it is said when it was, in a sentence that begins at word `first`."""
    tokens = document.tokens
    before = tokens[at - 1] if at > first else ""
    behind = tokens[at + 2] if _is_theirs(document, at + 1) else tokens[at + 1]
    if TOOK_PLACE.isdisjoint({before.lstrip("وف"), behind, behind.lstrip("وف")}):
        # كما أعلن الأول أمس: the former of two.
        return False
    # المكالمة الأولى في 11 مارس is told as others are.
    named = before.startswith(("ال", "وال", "بال", "لل")) and not document.gap(at).strip()
    return not named and at - 1 not in document.relation_words
