"""What a text says of a contact that is no fact of it, but helps to tell contacts apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from transforms.contacts.contact import Contact
from transforms.contacts.days import DayReader
from transforms.contacts.load import Knowledge

_OLD: Final = dt.timedelta(days=60)
"""Before publication: what is told of days so long ago is told again."""
_AROUND: Final = 2
"""Sentences before a contact without a day in which the time may be named that the text speaks of."""


def hints_of(
    contact: Contact, days: DayReader, topics: Collection[str], knowledge: Knowledge, others: Collection[Contact] = ()
) -> tuple[str, ...]:
    """What is no fact of a contact, each with its days where it has any.

    `first`, `second`; `since:` a day; `in:` a time of a year that is not given; `of:` the days of an affair; `about:`
    a time long past that the text speaks of beside a contact without a day.
    """
    hints = {telling.ordinal for telling in (*contact.tellings, *contact.additions) if telling.ordinal}
    for telling in contact.tellings:
        for day in days.since(telling.frame):
            if day.mention.first:
                hints.add(f"since:{day.mention.first.isoformat()}")
    yearless = [t.day.mention.any_year for t in contact.tellings if t.day and t.day.mention.any_year]
    if yearless:
        first, last = min(yearless, key=lambda days: days[1] - days[0])
        hints.add(f"in:{first:%m-%d}/{last:%m-%d}")
    past = None if contact.days is not None else _spoken_of(contact, days, others)
    if past is not None:
        hints.add(f"about:{past[0].isoformat()}/{past[1].isoformat()}")
    spans = {(topic.first, topic.last) for topic in knowledge.content.topics if topic.id in topics}
    spans.discard((None, None))
    if len(spans) == 1:
        [span] = spans
        hints.add("of:" + "/".join(str(day) for day in span if day))
    return tuple(sorted(hints))


def _spoken_of(
    contact: Contact, days: DayReader, others: Collection[Contact]
) -> tuple[dt.date, dt.date] | None:
    """في خريف 2022 كانوا خائفين. لذلك طار إلى تركيا: the nearest past time named before a contact.

    Not the day of another contact.
    """
    if days.published_on is None:
        return None
    theirs = {(t.day.start, t.day.end) for other in others for t in (*other.tellings, *other.additions) if t.day}
    frame = contact.tellings[0].frame
    sentence_of, latest = days.document.sentence_of, days.published_on - _OLD
    nearest: tuple[int, tuple[dt.date, dt.date]] | None = None
    for day in days.days:
        first, last = day.mention.first, day.mention.last
        if first is None or last is None or last > latest or day.mention.sense == "since":
            continue
        if 0 <= frame.sentence - sentence_of[day.start] <= _AROUND and (day.start, day.end) not in theirs:
            gap = frame.start - day.start
            if gap > 0 and (nearest is None or gap < nearest[0]):
                nearest = gap, (first, last)
    return nearest[1] if nearest is not None else None
