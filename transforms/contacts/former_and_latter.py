"""The former and the latter: of two men named in one breath, which of them did something."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention

_FORMER: Final = "الاول"
_LATTER: Final = "الثاني"
_MASCULINE: Final = frozenset(("جهاز", "مكتب", "امن"))
_SENTENCES: Final = 1
"""Sentences between the two and what each of them did."""


def with_former_and_latter(document: Document, mentions: list[Mention]) -> list[Mention]:
    """كلف سوليفان وبيرنز بالمهمة. فتحدث الأول إلى أوشاكوف، وخاطب الثاني ناريشكين: adds whom each word means.

    Only where both words stand, each beside a verb: of anything else there is a first and a second too.
    """
    tokens = document.tokens
    if _FORMER not in document.word_set or _LATTER not in document.word_set:
        return mentions
    found: list[Mention] = []
    pair: tuple[Mention, Mention] | None = None
    for at, token in enumerate(tokens):
        if token not in (_FORMER, _LATTER) or not _is_beside_verb(document, at):
            continue
        if token == _FORMER:
            pair = _two_before(document, mentions, at)
        if pair is not None:
            found.append(_again(pair[token == _LATTER], at))
            pair = None if token == _LATTER else pair
    complete = len(found) > 1
    return sorted([*mentions, *found], key=lambda mention: mention.start) if complete else mentions


def _is_beside_verb(document: Document, at: int) -> bool:
    near = (at - 1, at + 1)
    return any(
        reading.kind == "verb" for i in near for reading in document.relation_words.get(i, ())
    ) and document.tokens[at + 1 : at + 2] != ["من"]


def _two_before(document: Document, mentions: list[Mention], at: int) -> tuple[Mention, Mention] | None:
    """The last two men that و joins, in the same sentence or the one before."""
    least = document.sentence_of[at] - _SENTENCES
    men = [m for m in mentions if m.end <= at and m.person and document.sentence_of[m.start] >= least]
    joined = [
        (one, other)
        for one, other in itertools.pairwise(men)
        if other.clitics.startswith("و") and other.start == one.end and one.person != other.person
    ]
    return joined[-1] if joined else None


def _again(man: Mention, at: int) -> Mention:
    again = Mention(at, at + 1, man.kind, man.side, man.person, man.office, man.service)
    again.intelligence, again.elsewhere = man.intelligence, man.elsewhere
    again.parts.append((at, at + 1))
    return again


def service_before(document: Document, found: list[Mention]) -> Mention | None:
    """وقابل قيادة الأمن الفيدرالي. وكان الأخير قد نبه المكتب: the service named last, if its name is masculine."""
    last = found[-1] if found else None
    if last is None or not last.service:
        return None
    words = [token.lstrip("وبل").removeprefix("ال") for token in document.tokens[last.start : last.end]]
    body = (last.kind == "service" or words[0] == "قياده") and not _MASCULINE.isdisjoint(words)
    return dataclasses.replace(last, kind="service", office=None, person=None) if body else None
