"""Datelines: a day alone on its line (14/11/2022, نشر في: الخميس 13 جويلية 2023) or before the first words of a text."""

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
_AFTER: Final = re.compile(r"[\s,]*(?:\([^()\n]{1,30}\)|/[^/\n]{1,30}/|[^\W\d]{2,12})?[\s,]*(?:-+|:)\s")
_STOP_AFTER: Final = re.compile(r"\.\s")
_CLOSED_LEAD: Final = re.compile(r"[\w\s,()/\".-]*[-,)/]\s*")
_PLAIN_LEAD: Final = re.compile(r"[\w\s,()/\"-]*")
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
        if kind not in _KINDS or start in found:
            continue
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        if start - line_start > 80 and start > _HEAD:
            continue
        lead = text[line_start:start]
        rest = _without_dates(text, end, line_end, spans[at + 1 :])
        label = _label(lead + " " + rest)
        complete = kind == "absolute" or label or not text[start].isdigit()
        bare = not lead.strip().startswith(("في", "من", "بين", "منذ", "حتي", "و"))
        if len(lead) + len(rest) <= 120 and complete and bare and _is_debris(lead) and _is_debris(rest):
            found[start] = Dateline(label)
        elif start < _HEAD and len(lead) <= _LEAD and not rest.strip(" .") and _CLOSED_LEAD.fullmatch(lead):
            found[start] = Dateline(label)
        elif start < _HEAD and bare and len(lead) <= _LEAD and _PLAIN_LEAD.fullmatch(lead):
            if _AFTER.match(text, end, line_end) or (lead.endswith(", ") and _STOP_AFTER.match(text, end, line_end)):
                found[start] = Dateline(label)
    return found


def _without_dates(text: str, start: int, end: int, spans: list[tuple[tuple[int, int], str]]) -> str:
    """`text[start:end]` with the dates in it left out (a Hijri twin, the day of an update)."""
    parts = []
    for (first, after), _ in spans[:4]:
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
