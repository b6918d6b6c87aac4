"""What all reports of one article are made from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from schemas.records import Article
from transforms.contacts.document import Document
from transforms.contacts.facts import FactReader
from transforms.contacts.load import Knowledge
from transforms.contacts.mention import Mention


@dataclass(slots=True)
class Context:
    """What all reports of one article are made from."""

    article: Article
    document: Document
    facts: FactReader
    mentions: list[Mention]
    """Those of the article, page debris left out."""
    knowledge: Knowledge
    published_on: dt.date | None
    detected_at: dt.datetime
    voices: frozenset[int] = frozenset()
    """Words at which men are mentioned whom the article only quotes."""
    signs: dict[str, dict[str, float]] = field(default_factory=dict)
    """By report id what its confidence rests on."""
