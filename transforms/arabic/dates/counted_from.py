"""Lengths of time from what has its own day: قبل خمسة أسابيع من التبادل الذي جرى في الأول من آب."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from transforms.arabic.dates.later import moved
from transforms.arabic.dates.lengths import UNCOUNTED, Length, length_at
from transforms.arabic.dates.lexicon import Tokens
from transforms.arabic.dates.mention import DateMention
from transforms.arabic.dates.reading import UNKNOWN, Extent, Reading, shifted

_DIRECTIONS: Final = {"قبل": -1, "بعد": 1}
_KINDS: Final = frozenset(("duration", "anniversary"))
_COUNTED_FROM: Final = frozenset(("absolute", "day", "month"))
_WITHIN: Final = 60
"""Characters from a length to the day of what it is counted from."""
_ENDS: Final = re.compile(r"[.؟?!؛;\n:]|,|\bو?(?:ان|بان)\b")
"""Another clause: the day is of something else."""
_WIDEST: Final = 31
_UNCOUNTED_MOST: Final = 365
_HOURS: Final = 24


def counted_from(
    text: str, tokens: Tokens, readings: Sequence[Reading], mentions: Sequence[DateMention], today: dt.date | None
) -> list[DateMention]:
    """The mentions, with days for those that count from the day mentioned right behind them."""
    found = list(mentions)
    for at in range(len(found) - 1):
        mention, event, reading = found[at], found[at + 1], readings[at]
        if mention.kind not in _KINDS or event.kind not in _COUNTED_FROM or event.start - mention.end > _WITHIN:
            continue
        direction = next((n for word, n in _DIRECTIONS.items() if tokens[reading.start].text.endswith(word)), 0)
        counted = length_at(tokens, reading.start) if direction else None
        if counted is None or event.first is None or event.last is None or _ENDS.search(text, mention.end, event.start):
            continue
        extent = days_from(counted[0], direction, event.first, event.last)
        if extent.first is None or event.future or (today and extent.first > today):
            continue
        last = min(extent.last, today) if today and extent.last else extent.last
        found[at] = replace(
            mention, first=extent.first, last=last, precision=extent.precision, kind="anaphoric",
            anchored=event.anchored, counted_from=event.start,
        )  # fmt: skip
    return found


def days_from(length: Length, direction: int, first: dt.date, last: dt.date) -> Extent:
    """The days that lie a length of time before (-1) or after (1) those from `first` to `last`."""
    if (last - first).days > _WIDEST:
        return UNKNOWN
    if length.count is None:
        most, least = UNCOUNTED[length.unit]
        if most is None or most > _UNCOUNTED_MOST:
            return UNKNOWN
        if direction < 0:
            return Extent(shifted(first, -most), shifted(last, -least // 2), "range")
        return Extent(shifted(first, least // 2), shifted(last, most), "range")
    if length.unit in {"minute", "hour"}:
        days = -(-int(length.count) // _HOURS) if length.unit == "hour" else 1
        return Extent(min(first, shifted(first, direction * days)), max(last, shifted(last, direction * days)), "range")
    if length.count % 1 or length.unit not in {"day", "week", "month", "year"}:
        return UNKNOWN
    found = moved(first, last, length.unit, direction * int(length.count))
    if length.about and found.first and found.last and length.unit == "day":
        return Extent(shifted(found.first, -1), shifted(found.last, 1), "range")
    return found
