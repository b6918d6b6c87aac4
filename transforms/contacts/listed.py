"""Who several were that are told of by their office: ثلاثة من رؤساء الأجهزة في واشنطن: فلان وفلان."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention

_THEY_ARE: Final = frozenset(("هم", "وهم", "هما", "وهما"))


def listed_behind(document: Document, mentions: Sequence[Mention], index: int) -> list[int]:
    """The people of one side that a list names behind the clause of mention `index`: behind a colon, or هم.

    What else is named before is of the clause; they are joined by و and of the side of that mention.
    """
    told = mentions[index]
    _, last = document.sentences[document.sentence_of[told.start]]
    they_are = (at + 1 for at in range(told.end, last) if document.tokens[at] in _THEY_ARE)
    colon = min(document.next_gap(":", told.end, last), next(they_are, last))
    found: list[int] = []
    end = colon
    for at in range(index + 1, len(mentions)):
        mention = mentions[at]
        if mention.start < colon:
            continue
        joined = mention.clitics == ("و" if found else "") and mention.start == end
        if not joined or mention.person is None or mention.side != told.side:
            break
        found.append(at)
        end = mention.end
    return found if colon < last else []
