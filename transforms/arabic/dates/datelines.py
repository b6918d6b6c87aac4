"""Datelines: a day alone on its line (14/11/2022, نشر في: الخميس 13 جويلية 2023) or before a text's first words."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from transforms.arabic.dates.lexicon import cue_words
from transforms.arabic.tokens import words

_PUBLISHED: Final = cue_words("publication_labels")
_OTHER: Final = cue_words("other_labels")
_DEBRIS: Final = cue_words("dateline_debris")
_HEAD: Final = 1500
"""Characters in which a dateline before the first words of a paragraph is looked for."""
_LEAD: Final = 45
"""Characters of place and agency that may stand before it."""
_DASH_AFTER: Final = re.compile(
    r"[\s,]*(?P<agency>\([^()\n]{1,30}\)|/[^/\n]{1,30}/)?(?:[^\W\d]{2,12})?[\s,]*(?:-+(?=[\s(])|:\s)"
)
_STOP_AFTER: Final = re.compile(r"\.\s")
_CLOSED_LEAD: Final = re.compile(r"[\w\s,()/\".-]*[-,)/]\s*")
_PLACE_WORDS: Final = 2
_PLAIN_LEAD: Final = re.compile(r"[\w\s,()/\"-]*")
_LINE: Final = 120
"""Characters beside a day alone on its line."""
_PREPOSITIONS: Final = frozenset(("في", "من", "بين", "منذ", "حتي", "وفي"))
_KINDS: Final = frozenset(("absolute", "day"))


class Dateline(NamedTuple):
    """A dateline and what the words beside it say: `published`, `updated`, or nothing."""

    label: str | None


def datelines(text: str, spans: list[tuple[tuple[int, int], str]]) -> dict[int, Dateline]:
    """Which of the date expressions ((start, end), kind) of a folded text are datelines, by their start.

    On a line of its own a day must come with its year or weekday or a label: a short line "في 14 نوفمبر" is none.
    """
    found: dict[int, Dateline] = {}
    for at, ((start, end), kind) in enumerate(spans):
        if kind not in _KINDS:
            continue
        line_start = text.rfind("\n", max(0, start - _LINE), start) + 1
        line_end = text.find("\n", end, end + _LINE)
        if (line_start == 0 and start > _LINE) or (line_end < 0 and len(text) > end + _LINE):
            line_end = min(len(text), end + _LINE)
            line_start = max(line_start, start - _LINE)
        line_end = len(text) if line_end < 0 else line_end
        lead = text[line_start:start]
        if lead.endswith("و") or lead.lstrip(' "(').partition(" ")[0] in _PREPOSITIONS:
            continue
        rest = _without_dates(text, end, line_end, spans[at + 1 : at + 5])
        label = _label(lead + " " + rest)
        complete = kind == "absolute" or label is not None or not text[start].isdigit()
        alone = complete and len(lead) + len(rest) <= _LINE and _is_debris(lead) and _is_debris(rest)
        if alone or (start < _HEAD and len(lead) <= _LEAD and _opens(text, lead, rest, (end, line_end), kind)):
            found[start] = Dateline(label)
    return found


def _opens(text: str, lead: str, rest: str, after: tuple[int, int], kind: str) -> bool:
    """Whether place and agency (`lead`) and the day open a paragraph: موسكو (وكالات) - 3 نوفمبر 2021 - قال …"""
    if not rest.strip(" .") and _CLOSED_LEAD.fullmatch(lead):
        return True
    if not _PLAIN_LEAD.fullmatch(lead):
        return False
    closed = kind == "absolute" or not lead.strip() or lead.rstrip().endswith((",", ")", "-", "/"))
    # A day between dashes is mostly an aside: أكدت الرئاسة - الخميس 31 يناير- أنها …
    aside = kind != "absolute" and lead.rstrip().endswith("-")
    dash = _DASH_AFTER.match(text, *after)
    if dash and dash[0].rstrip().endswith(":") and lead.rstrip().endswith(" في"):
        # صفقة في 1 آب 2024 رتبتها الأجهزة: the day of what is told.
        return False
    if dash and (dash["agency"] or (closed and not aside)):
        return True
    return lead.endswith(", ") and lead.count(" ") <= _PLACE_WORDS and _STOP_AFTER.match(text, *after) is not None


def _without_dates(text: str, start: int, end: int, spans: list[tuple[tuple[int, int], str]]) -> str:
    """`text[start:end]` with the dates in it left out (a Hijri twin, the day of an update)."""
    parts = []
    for (first, after), _ in spans:
        if first >= end:
            break
        parts.append(text[start:first])
        start = after
    parts.append(text[start:end])
    return " ".join(parts)


def _is_debris(text: str) -> bool:
    known = _DEBRIS | _PUBLISHED | _OTHER
    return all(
        word.text in known or word.text[0].isdigit() or len(word.text) == 1 or word.text.removeprefix("ب") in known
        for word in words(text[:200])
    )


def _label(text: str) -> str | None:
    """What the nearest label says; the first one wins."""
    for word in words(text[:200]):
        if word.text in _PUBLISHED:
            return "published"
        if word.text in _OTHER:
            return "updated"
    return None
