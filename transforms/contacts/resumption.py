"""Clauses that go on behind who says so: مكالمة قال المكتب إن مديره أجراها مع نظيره; أبلغت، كما قال المتحدث، موسكو."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from typing import Final

from transforms.contacts.document import Document

_QUALIFIED: Final = 2
"""Attributes between a noun and the verb of who speaks of it: مكالمة هاتفية مطولة قال."""
_SAYING: Final = 14
"""Words of a verb of saying with who says it and when, and of what he says up to the verb that resumes the noun."""

_ASIDE: Final = 8
"""Words of an aside that says whose word it is, at most."""
_AS: Final = frozenset(("كما", "حسبما", "مثلما", "ما"))


def is_in_aside(document: Document, says: int) -> bool:
    """أبلغت الوكالة، كما قال المتحدث، موسكو: whether a verb of saying only says, between commas, whose word it is."""
    if not says or document.tokens[says - 1] not in _AS:
        return False
    opens = says - 1 if document.tokens[says - 1] != "ما" else says - 2
    _, last = document.sentences[document.sentence_of[says]]
    closes = document.next_gap(",", says + 1, min(last, says + _ASIDE))
    said = any("complement" in document.cues[at] for at in range(says, closes))
    return opens >= 0 and "," in document.gap(opens) and "," in document.gap(closes) and closes < last and not said


def resumed(document: Document, end: int, at: int, closings: Sequence[int], last: int) -> int:
    """Where the clause of a relation word that ends before `end` closes, given that a word at `at` may close it.

    That word closes it, unless a verb of saying stands behind a noun that what is said takes up again.
    """
    says = next((i for i in range(end, min(last, end + _QUALIFIED + 1)) if "reporting" in document.cues[i]), None)
    if says is None or not says <= at <= says + _SAYING or "," in document.gap(says):
        return at
    if not any(reading.kind == "noun" for reading in document.relations_by_end.get(end, ())):
        return at
    said = next((i for i in range(says, min(last, says + _SAYING)) if "complement" in document.cues[i]), last)
    pronouns = (i for i in range(said, min(last, said + _SAYING)) if document.tokens[i].endswith(("ه", "ها")))
    verb = next((i for i in pronouns if "light" in document.cues[i]), None)
    if verb is None:
        return at
    behind = bisect.bisect_right(closings, verb)
    return min(closings[behind], last) if behind < len(closings) else last


def goes_on_saying(document: Document, end: int, verb: int) -> bool:
    """لا علم لنا باتصال بين المديرين، قال بيسكوف، ونصح بسؤالهما: who says so goes on, not whom his words end with."""
    if verb <= end or not document.tokens[verb].startswith("و") or "," not in document.gap(verb):
        return False
    verbs = any(reading.kind == "verb" for reading in document.relation_words.get(verb, ()))
    return verbs and "," in document.gap(end) and "reporting" in document.cues[end]
