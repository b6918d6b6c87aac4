"""When a contact was, by all that is told of it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from transforms.contacts.contact import Contact, Telling
from transforms.contacts.context import Context
from transforms.contacts.days import Day
from transforms.contacts.facts import in_year_of_affair
from transforms.contacts.lasting import spread
from transforms.contacts.mention import Mention
from transforms.contacts.records import Topic
from transforms.contacts.rounds import Rounds
from transforms.contacts.said_by import said_by
from transforms.contacts.told_in import sentences_of, told_of, with_next

_CALENDAR: Final = frozenset(("absolute", "day", "month"))
_WIDEST_AFTER: Final = 92
_NEAR: Final = 2
"""Sentences behind a telling in which the contact is given a closer day."""
When = tuple[dt.date | None, dt.date | None, str, Day | None]
"""First and last possible day, precision, and the expression that gave them."""


def when_and_where(
    context: Context, contact: Contact, mode: str, place: Mention | None, others: list[Contact], *, news: bool
) -> tuple[When, Mention | None]:
    """The days of a contact, and its place, with what is told of the talks or the affair that it was of."""
    start, end, precision, day = _days(context, contact)
    if mode == "meeting" and (start is None or place is None):
        talks = Rounds(context.document, context.mentions, context.facts.days, context.voices)
        found = talks.found(contact, told_of(others), news=news)
        if start is None and found.first is not None:
            start, end, day = found.first, found.last, found.day
            precision = "day" if start == end else "range"
        place = place or found.place
    if day is not None and mode in {"message", "exchange"} and day.mention.kind in {"day", "month"}:
        start, end = in_year_of_affair(start, end, _affairs(context, sentences_of(contact, others)))
    return (start, end, precision, day), place


def _days(context: Context, contact: Contact) -> When:
    published = context.published_on
    dated = [
        (telling, telling.day)
        for telling in contact.tellings
        if telling.days and telling.day and telling.day.mention.first
    ] or [
        (telling, telling.day)
        for telling in contact.dated_additions
        if telling.day and telling.day.mention.first and telling.family in {contact.family, "talk"}
    ]
    if dated:
        anchor = dated[0][0].days
        if anchor and anchor[0] < anchor[1]:
            # هاتفه نهاية الأسبوع. وجرت المكالمة يوم الجمعة
            last_told = dated[0][0].frame.sentence
            closer = [t for t in contact.additions if t.names_it and t.frame.sentence <= last_told + _NEAR]
            dated += [(t, t.day) for t in closer if t.day and t.days]
        within = [
            (telling, day)
            for telling, day in dated
            if anchor
            and telling.days
            and anchor[0] <= telling.days[0]
            and telling.days[1] <= anchor[1]
            and telling.frame.weight >= 0.8
            and telling.family in {contact.family, dated[0][0].family}
        ]
        _telling, day = min(within or dated[:1], key=lambda item: _precision_rank(item[1], item[0]))
        first, last = day.mention.first, day.mention.last or day.mention.first
        precision = day.mention.precision
        if day.mention.sense == "before":
            return None, last, "not_later_than", day
        if day.mention.sense == "after" and day.mention.kind in _CALENDAR and published and first and first < published:
            # After 24 June: between it and publication, if that is not too long to say anything.
            near = (published - first).days <= _WIDEST_AFTER
            return (first, published, "range", day) if near else (None, published, "not_later_than", day)
        if published and last and last > published and first and first <= published:
            last = published
        lasted = spread(context.document, with_next(sentences_of(contact), context.document, set()), day,
                        context.facts.days.days, published)
        if lasted is not None and contact.family in {"meeting", "talk"}:
            return *lasted, "range", day
        if first and last and precision == "unknown":
            precision = "day" if first == last else "range"
        return first, last, precision, day
    ends = [t for t in contact.tellings if t.day and t.day.mention.last]
    if ends and ends[0].day:
        return None, ends[0].day.mention.last, "not_later_than", ends[0].day
    if published:
        return None, published, "not_later_than", None
    said = said_by(context.facts.days, sentences_of(contact), contact.family == "message")
    return (None, said.mention.last, "not_later_than", said) if said else (None, None, "unknown", None)


def _precision_rank(day: Day, telling: Telling) -> tuple[int, int]:
    first, last = day.mention.first, day.mention.last
    width = (last - first).days if first and last else 999
    return width, telling.frame.start


def _affairs(context: Context, sentences: list[int]) -> list[Topic]:
    """Those that the sentences name."""
    named = context.facts.topics(sentences, primary=True)
    return [topic for topic in context.knowledge.content.topics if topic.id in named and topic.first and topic.last]
