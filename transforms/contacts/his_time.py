"""Which year a day without one is of, by who held an office then: what a head did, he did in his time."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

from transforms.arabic.dates.reading import months_from
from transforms.contacts.days import Day
from transforms.contacts.load import Knowledge

YEARLESS: Final = frozenset(("day", "month"))
_MOST_YEARS: Final = 12


def in_time_of(day: Day, people: Sequence[str], knowledge: Knowledge) -> Day:
    """The day in the last year in which all of those people were of a service on it; as it is if there is none."""
    first, last = day.mention.first, day.mention.last
    if not people or first is None or last is None:
        return day
    for back in range(_MOST_YEARS):
        then = months_from(first, -12 * back), months_from(last, -12 * back)
        if all(any(office.service for office, _ in knowledge.tenures_on(person, *then)) for person in people):
            mention = dataclasses.replace(day.mention, first=then[0], last=then[1])
            return dataclasses.replace(day, mention=mention) if back else day
    return day
