"""By when it had taken place, where nothing says when a text was published: its sources spoke on a day it gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

from transforms.contacts.days import Day, DayReader

_NEAR: Final = 3
"""Words at most from a word of saying so to its day."""


def said_by(reader: DayReader, sentences: Collection[int], of_message: bool) -> Day | None:
    """صرح بذلك في مطلع يوليو 2021; قبل الصفقة في صيف 2010; أدت إلى توقيف شابين أواخر 2017: the last of these days.

    Args:
        sentences: those that tell of a contact.
        of_message: whether it is a message; of what it led to, too, the day is known.
    """
    found = [day for day in reader.days if _has_year(day) and _is_later(reader, day, sentences, of_message)]
    return max(found, key=lambda day: day.mention.last or dt.date.min, default=None)


def _has_year(day: Day) -> bool:
    mention = day.mention
    return mention.last is not None and not mention.anchored and mention.sense == "at" and not mention.future


def _is_later(reader: DayReader, day: Day, sentences: Collection[int], of_message: bool) -> bool:
    sentence = reader.document.sentence_of[day.start]
    if sentence not in sentences and sentence - 1 not in sentences:
        return False
    said = reader.is_reported(day, sentence, _NEAR) or reader.is_after_it(day)
    return said or (of_message and reader.leads_to(day))
