"""What a text says of a contact that is no fact of it, but helps to tell contacts apart."""

from __future__ import annotations

from collections.abc import Collection

from transforms.contacts.contact import Contact
from transforms.contacts.days import DayReader
from transforms.contacts.load import Knowledge


def hints_of(contact: Contact, days: DayReader, topics: Collection[str], knowledge: Knowledge) -> tuple[str, ...]:
    """`first`, `second`; `since:` a day; `in:` a time of a year that is not given; `of:` the days of an affair."""
    hints = {telling.ordinal for telling in (*contact.tellings, *contact.additions) if telling.ordinal}
    for telling in contact.tellings:
        for day in days.since(telling.frame):
            if day.mention.first:
                hints.add(f"since:{day.mention.first.isoformat()}")
    yearless = [t.day.mention.any_year for t in contact.tellings if t.day and t.day.mention.any_year]
    if yearless:
        first, last = min(yearless, key=lambda days: days[1] - days[0])
        hints.add(f"in:{first:%m-%d}/{last:%m-%d}")
    spans = {(topic.first, topic.last) for topic in knowledge.content.topics if topic.id in topics}
    spans.discard((None, None))
    if len(spans) == 1:
        [span] = spans
        hints.add("of:" + "/".join(str(day) for day in span if day))
    return tuple(sorted(hints))
