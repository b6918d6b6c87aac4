"""Who heads a delegation: of the side by whose adjective it is called (وفد روسي يقوده مدير الاستخبارات العسكرية)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

_DELEGATIONS: Final = frozenset(
    ("وفد", "وفدا", "الوفد", "فريق", "فريقا", "الفريق", "جانب", "الجانب", "طرف", "الطرف", "بعثه", "البعثه")
)
_LEAD: Final = frozenset((
    *("قاد", "قاده", "يقود", "يقوده", "بقياده", "قايده", "تقدم", "يتقدم", "تقدمه", "يتقدمه", "تزعم", "يتزعم", "يتزعمه"),
    *("تصدر", "يتصدر", "يتصدره", "بزعامه", "ضم", "يضم", "راس", "راسه", "يراس", "يراسه", "تراس", "تراسه", "يتراس"),
    *("يتراسه", "برياسه", "رييسه"),
))
AMONG: Final = frozenset(("بينهم", "بينه", "ضمنهم", "ضمنه", "فيهم", "فيه", "منهم", "ابرزهم", "اعضاؤه", "اعضايه"))
"""Before who is of it: وفد روسي، من بينهم رئيس الاستخبارات العسكرية."""
WITHIN: Final = 9
"""Words from the delegation's adjective to who heads it."""


WORDS: Final = frozenset(particle + word for particle in ("", "و", "ب", "ل", "ف") for word in _DELEGATIONS)
"""Those for a delegation, or for a side at a table, with what may be written before them."""


def is_delegation(token: str) -> bool:
    """Whether a word is one for a delegation, or for a side at a table."""
    return token in WORDS


def is_lead(token: str) -> bool:
    """Whether a word says that somebody heads what was named: يقوده, تترأسه."""
    bare = token.lstrip("وف")
    return bare in _LEAD or (bare.startswith("ت") and "ي" + bare[1:] in _LEAD)


def is_headed(tokens: Sequence[str], adjective: int, leader: int) -> bool:
    """Whether the words around a delegation say that who stands at `leader` heads it: its noun, then its adjective.

    ورأس الفريق الروسي مدير الاستخبارات, وفدا روسيا يقوده مسؤول في الاستخبارات
    """
    said = [*tokens[max(0, adjective - 2) : adjective - 1], *tokens[adjective + 1 : leader]]
    return any(token in _LEAD or token.lstrip("وف") in _LEAD for token in said)


def has_among_it(tokens: Sequence[str], adjective: int, member: int) -> bool:
    """Whether the words behind a delegation say that who stands at `member` is one of it."""
    return any(token.lstrip("وف") in AMONG or token in AMONG for token in tokens[adjective + 1 : member])


def leads(tokens: Sequence[str], end: int, adjectives: Mapping[int, str], side: str) -> bool:
    """Whether the words from `end` say of who was named before them that he heads a side's: ترأس الوفد الروسي."""
    if end + 2 >= len(tokens) or tokens[end].lstrip("وف") not in _LEAD or not is_delegation(tokens[end + 1]):
        return False
    return adjectives.get(end + 2) == side or tokens[end + 2] == "بلاده"
