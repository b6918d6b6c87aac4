"""Whom a spokesman calls the president: بيسكوف: الرئيس تحدث هاتفيا إلى مدير الوكالة."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention

_PRESIDENT: Final = {"الرييس": "ال", "للرييس": "ل", "بالرييس": "ب", "والرييس": "و"}
"""The word, and what is written with it."""
_SAYS_THAT: Final = frozenset(("complement", "pronoun_complement"))
_NOT_HE: Final = frozenset(("نايب", "مساعد", "مستشار", "مبعوث", "فريق", "اداره", "مكتب", "ابن", "زوجه", "طايره", "عن"))
"""Before the word: his people and things, and what is said about him."""

_NEAR: Final = 5


def with_their_president(document: Document, mentions: list[Mention]) -> list[Mention]:
    """Adds whom the word means by itself in the mouth of one who speaks for him, in the same sentence."""
    if document.word_set.isdisjoint(_PRESIDENT):
        return mentions
    knowledge, tokens = document.knowledge, document.tokens
    spoken_for = ((source.id, source.leader or "") for source in knowledge.content.sources)
    leaders = {source: knowledge.offices[leader] for source, leader in spoken_for if leader in knowledge.offices}
    known = {at for mention in mentions for start, end in mention.parts for at in range(start, end)}
    found: list[Mention] = []
    for hit in document.entity_hits:
        office = next((leaders[v.id] for v in hit.values if v.kind == "source" and v.id in leaders), None)
        if office is None:
            continue
        _, last = document.sentences[document.sentence_of[hit.start]]
        for at in range(hit.end, last):
            meant = at not in known and tokens[at] in _PRESIDENT and _is_bare(document, at)
            if meant and _is_said(document, hit.end, at):
                clitics = _PRESIDENT[tokens[at]]
                found.append(Mention(at, at + 1, "office", office.side, None, office.id, clitics=clitics))
                break
    return sorted([*mentions, *found], key=lambda mention: mention.start) if found else mentions


def _is_bare(document: Document, at: int) -> bool:
    """Neither الرئيس بوتين, nor الرئيس الفرنسي, nor نائب الرئيس."""
    behind = document.tokens[at + 1 : at + 2]
    named = at + 1 in document.entity_words or at + 1 in document.adjective_words
    named = named or (bool(behind) and behind[0].startswith("ال") and document.gap(at + 1) == " ")
    return not named and document.tokens[at - 1].lstrip("وفبل") not in _NOT_HE


def _is_said(document: Document, start: int, at: int) -> bool:
    """Whether a colon, or "that", stands between who speaks and the word, not far before it."""
    near = range(max(start, at - _NEAR), at + 1)
    return any(":" in document.gap(i) or _SAYS_THAT & document.cues[i] for i in near)
