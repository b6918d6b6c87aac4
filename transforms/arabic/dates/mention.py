"""What the package gives: a date expression of a text and the days that it speaks of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression of a text and the days it speaks of, as far as the text and its day of publication say."""

    start: int
    end: int
    """Half-open offsets into the folded text."""
    original_start: int
    original_end: int
    """The same in the original text: `quote == original[original_start:original_end]`."""
    quote: str
    first: dt.date | None
    last: dt.date | None
    """First and last possible day; both null when they cannot be known, only `first` when no earliest day is."""
    precision: str
    """`day`, `range`, `month`, `not_later_than`, `unknown`: as in `Report.date_precision`."""
    kind: str
    """
    - `absolute`: day or month with its year; `day`: day and month; `month`: month; `year`, `season`, `decade`;
    - `weekday`; `relative` (أمس, قبل يومين, العام الماضي); `anaphoric` (counted from a day mentioned before);
    - `anniversary` (الذكرى الأولى ل…): the days of what the words right after it name, and of nothing else;
    - `dateline`: stands at the head of a text or alone on its line;
    - `name`: part of an event's or a place's name (ثورة 25 يناير); `duration`: a length of time from something else.

    The last two never have days.
    """
    anchored: bool
    """The days hold only as of the day of publication; without it they are null."""
    future: bool = False
    """The words or the days lie ahead of publication: nothing that has happened."""
    sense: str = "at"
    """What the word before makes of it: `at`, `since`, `until`, `before`, `after`."""
    debris: bool = False
    """A dateline more than three days off the day of publication: when the page was saved, or another article's."""
    label: str | None = None
    """Of a dateline with such words beside it: `published` or `updated`."""
    counted_from: int | None = None
    """Where the mention begins that these days are counted from (قبل أسبوعين من الهجوم في 22 مارس): what is named
    between the two was on that day."""
    any_year: tuple[dt.date, dt.date] | None = None
    """Of days whose year cannot be known: the first and the last in the year 2000, a leap year."""
