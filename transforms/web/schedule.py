"""When a feed wants to be asked again: ttl, sy:updatePeriod, skipHours, skipDays and Cache-Control."""

from __future__ import annotations

import datetime as dt
import re

LONGEST_ASKED_MINUTES = 60.0
"""A feed's wish for a longer pause counts as this: defaults of publishing systems ask for a day, news does not wait."""

_PERIOD_MINUTES = {
    "hourly": 60.0,
    "daily": 24 * 60.0,
    "weekly": 7 * 24 * 60.0,
    "monthly": 30 * 24 * 60.0,
    "yearly": 365 * 24 * 60.0,
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SKIPPED = re.compile(rb"<skip(hours|days)\b[^>]*>(.{0,2000}?)</skip\1\s*>", re.IGNORECASE | re.DOTALL)
_ENTRY = re.compile(rb"<(?:hour|day)\b[^>]*>\s*(\w+)\s*<", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def period_minutes(period: str | None, frequency: str | None) -> float | None:
    """`sy:updatePeriod` and `sy:updateFrequency` (times per period, default 1) as minutes between updates."""
    minutes = _PERIOD_MINUTES.get((period or "").strip().lower())
    if minutes is None:
        return None
    times = int(frequency) if frequency and frequency.strip().isdecimal() and len(frequency) < 9 else 1
    return minutes / max(times, 1)


def max_age_minutes(cache_control: str | None) -> float | None:
    """`max-age` of a Cache-Control header as minutes; None if there is none."""
    found = _MAX_AGE.search(cache_control or "")
    return int(found[1]) / 60 if found else None


def asked_minutes(*wishes: float | None) -> float | None:
    """The longest of the pauses that a feed asks for, at most `LONGEST_ASKED_MINUTES`; None if it asks for none."""
    stated = [wish for wish in wishes if wish is not None and wish > 0]
    return min(max(stated), LONGEST_ASKED_MINUTES) if stated else None


def skips(body: bytes) -> tuple[str, ...]:
    """Hours (GMT, `0` to `23`) and days (English names) in which an RSS document asks not to be read, sorted."""
    found: set[str] = set()
    for match in _SKIPPED.finditer(body, 0, 64 * 1024):
        for entry in _ENTRY.findall(match[2]):
            word = entry.decode("ascii", "ignore").capitalize()
            if match[1].lower() == b"days" and word in _DAYS:
                found.add(word)
            elif match[1].lower() == b"hours" and word.isdecimal() and len(word) <= 2:
                found.add(str(int(word) % 24))  # RSS 0.91 counts from 1 to 24
    return tuple(sorted(found))


def not_skipped(at: dt.datetime, skipped: tuple[str, ...]) -> dt.datetime:
    """The first moment from `at` on outside the hours and days of `skips`; `at` itself if all are skipped."""
    moment = at
    for _ in range(8 * 24):
        if str(moment.hour) not in skipped and _DAYS[moment.weekday()] not in skipped:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return at
