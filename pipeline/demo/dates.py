"""Days and times as Arabic outlets print them."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime

GREGORIAN = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
             "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")  # fmt: skip
LEVANTINE = ("كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
             "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول")  # fmt: skip
MAGHREBI = ("جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان",
            "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")  # fmt: skip
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def month_name(month: int, style: str) -> str:
    """The name of a month (1-12) in `style`: `gregorian`, `levantine`, `maghrebi`, `slash` or `bracket`."""
    gregorian, levantine = GREGORIAN[month - 1], LEVANTINE[month - 1]
    return {
        "gregorian": gregorian,
        "levantine": levantine,
        "maghrebi": MAGHREBI[month - 1],
        "slash": f"{gregorian}/{levantine}",
        "bracket": f"{gregorian} ({levantine})",
    }[style]


def printed_day(at: dt.datetime, style: str, arabic_digits: bool = False) -> str:
    """Weekday, day, month and year in the zone of `at`: `الخميس 10 أبريل 2025`."""
    text = f"{WEEKDAYS[at.weekday()]} {at.day} {month_name(at.month, style)} {at.year}"
    return text.translate(ARABIC_DIGITS) if arabic_digits else text


def feed_date(at: dt.datetime, style: str) -> str:
    """The time of a feed entry in `style`: `rfc822`, `iso` or `arabic` (local time without a zone)."""
    if style == "iso":
        return at.isoformat()
    if style == "arabic":
        return f"{WEEKDAYS[at.weekday()]}، {at.day} {GREGORIAN[at.month - 1]} {at.year} - {at:%H:%M}"
    return format_datetime(at)
