"""Who is said not to have been there: ولم يكن أوباما بين من صافحوه; أبرز الغائبين كان بورتنيكوف."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention

_WAS: Final = frozenset(("يكن", "تكن"))
_AMONG: Final = (["بين"], ["ضمن"], ["حاضرا"], ["حاضره"], ["هناك"], ["موجودا"])
_NOT_BUT: Final = frozenset(("لا", "وليس", "ليس"))
_TO_OR_WITH: Final = frozenset(("مع", "الي"))
_WITHIN: Final = 14
"""Words from "the absent" to who they were."""


def was_not_there(document: Document, mention: Mention) -> bool:
    """Whether somebody is no party, since he was not among those who were there."""
    tokens = document.tokens
    before, behind = tokens[max(0, mention.start - 2) : mention.start], tokens[mention.end : mention.end + 2]
    if len(before) > 1 and before[0] in _NOT_BUT and before[1] in _TO_OR_WITH:
        # نسقت مع كييف لا مع موسكو
        return True
    if before[-1:] in (["كان"], ["كانت"]):
        # كان بورتنيكوف أبرز الغائبين; أغرب الغائبين عن القمة كان بورتنيكوف
        first, _ = document.sentences[document.sentence_of[mention.start]]
        named = [*tokens[max(first, mention.start - _WITHIN) : mention.start], *behind]
        return any(token.startswith("الغايب") for token in named)
    was_not = len(before) > 1 and before[0].lstrip("وف") == "لم" and before[1] in _WAS
    return was_not and (behind[:1] in _AMONG or behind == ["من", "بين"])
