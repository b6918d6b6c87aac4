"""Sentences of what never was: the plot of a novel or film, a cartoon, a scene that is then said to be one."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document

_BEFORE_NOVEL: Final = frozenset(("في", "وفي", "من", "بطل", "بطله", "احداث", "مشهد", "مشاهد", "صفحات"))
_PUBLISHED: Final = frozenset(("صدرت", "تصدر", "صادره", "الصادره"))
"""Behind رواية: nobody's account is published so."""
_BEHIND_NOVEL: Final = frozenset(("الجديده", "الاولي", "الاخيره", "الثانيه", "الثالثه", "المقبله"))
_DOCUMENTARY: Final = 2
_OFTEN: Final = 2
_OF_FILMS: Final = 4
"""Words of makers and audience by which a text that names a film twice is of that film."""
_NARRATES: Final = 4
"""Words behind a film in which a verb says what it tells."""
_OPENING: Final = 3
"""Words at the head of a sentence that may point back."""


def imagined(document: Document) -> frozenset[int]:
    """The sentences that tell of what somebody made up; what points back (هذا ما تخيله) makes up those before it."""
    found: set[int] = set()
    made_up = {document.sentence_of[at] for at in document.cue_positions("unreal")}
    made_up |= _of_novels(document) | _of_films(document)
    for sentence in made_up:
        found.add(sentence)
        if _points_back(document, sentence):
            found.update(range(sentence))
    if _is_of_fiction(document) or _is_review(document):
        found.update(range(len(document.sentences)))
    return frozenset(found)


def _is_of_fiction(document: Document) -> bool:
    """الشخصيات في الفيلم مختلقة: a text that says so of a film or novel speaks of it throughout."""
    forms = document.knowledge.forms
    works = forms["films"] | forms["novels"]
    for first, last in document.sentences:
        said = {token.lstrip("ولب") for token in document.tokens[first:last]} | set(document.tokens[first:last])
        if not (said.isdisjoint(works) or said.isdisjoint(forms["characters"]) or said.isdisjoint(forms["made_up"])):
            return True
    return False


def _is_review(document: Document) -> bool:
    """A text of a film, a play or a series, its makers and its audience: what it tells is what is shown in it."""
    forms, films = document.knowledge.forms, document.knowledge.prefixed("films", "وبل")
    if films.isdisjoint(document.word_set) or sum(token in films for token in document.tokens) < _OFTEN:
        return False
    said = {reading for token in document.word_set for reading in (token, token.removeprefix("و"), token.lstrip("وبل"))}
    return said.isdisjoint(forms["documentary"]) and len(said & forms["of_films"]) >= _OF_FILMS


def _of_novels(document: Document) -> set[int]:
    """رواية is as often somebody's account: of a novel speaks who speaks of its readers, pages and scenes."""
    tokens, forms = document.tokens, document.knowledge.forms
    found = set()
    for at, token in enumerate(tokens):
        if token.lstrip("ولب") not in forms["novels"] and token not in forms["novels"]:
            continue
        sentence = document.sentence_of[at]
        first, _ = document.sentences[max(0, sentence - 1)]
        _, last = document.sentences[min(sentence + 1, len(document.sentences) - 1)]
        placed = tokens[at - 1] in _BEFORE_NOVEL if at else False
        placed = placed or tokens[at + 1 : at + 2] in [[word] for word in _BEHIND_NOVEL]
        published = not _PUBLISHED.isdisjoint(tokens[at + 1 : at + 2])
        if published or (placed and not forms["books"].isdisjoint(tokens[first:last])):
            found.add(sentence)
    return found


def _of_films(document: Document) -> set[int]:
    """يحكي فيلم عن عميلة تلتقي: what a film tells that is no documentary."""
    tokens, forms = document.tokens, document.knowledge.forms
    found = set()
    for at, token in enumerate(tokens):
        if token not in forms["films"] or not forms["documentary"].isdisjoint(tokens[at + 1 : at + 1 + _DOCUMENTARY]):
            continue
        sentence = document.sentence_of[at]
        first, last = document.sentences[sentence]
        near = (*tokens[max(first, at - 1) : at], *tokens[at + 1 : min(last, at + 1 + _NARRATES)])
        if any(word.removeprefix("و") in forms["narrates"] for word in near):
            found.add(sentence)
    return found


def _points_back(document: Document, sentence: int) -> bool:
    """هذا ما تخيله الرسام, من هذا المشهد تبدأ الرواية"""
    first, last = document.sentences[sentence]
    tokens, forms = document.tokens, document.knowledge.forms
    return sentence > 0 and any(
        tokens[at].removeprefix("و") in forms["pointing_back"] and tokens[at + 1] in forms["scenes"]
        for at in range(first, min(last - 1, first + _OPENING))
    )
