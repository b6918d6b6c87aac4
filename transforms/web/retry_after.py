"""The Retry-After header, RFC 9110 section 10.2.3: seconds or a date."""

from __future__ import annotations

import datetime as dt
import email.utils

LONGEST = dt.timedelta(days=7)
"""No server is taken to mean a longer silence than this."""


def retry_after(value: str | None, now: dt.datetime) -> dt.timedelta | None:
    """How long to wait from `now`, at most `LONGEST`; None if the value says nothing usable."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(dt.timedelta(seconds=min(int(value[:9]), 10**8)), LONGEST)
    try:
        at = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=dt.UTC)
    return min(max(at - now, dt.timedelta(0)), LONGEST)
