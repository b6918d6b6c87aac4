"""Dates as feeds write them to UTC and the publisher's clock.

Beyond RFC 822 and ISO 8601: Arabic month and day names (Egyptian, Levantine, Maghrebi), Arabic and Persian
digits, Hijri years, zone abbreviations as the Arab press means them, and local times labelled as GMT.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import zoneinfo
from typing import NamedTuple

from hijridate import Hijri

EARLIEST_YEAR = 1990
"""Before the web; what is earlier is a default of some program (1970, year 1)."""

FUTURE_SLACK = dt.timedelta(minutes=10)
"""Clocks of publishers run ahead by this much."""

WRONG_ZONE = dt.timedelta(hours=14)
"""A date no further in the future than this is a local time with a wrong zone; beyond, it is no date."""

_MONTHS = {
    1: "january jan janvier يناير كانون_الثاني جانفي",
    2: "february feb fevrier فبراير شباط فيفري",
    3: "march mar mars مارس اذار",
    4: "april apr avril ابريل نيسان افريل",
    5: "may mai مايو ايار ماي",
    6: "june jun juin يونيو حزيران جوان يونيه",
    7: "july jul juillet يوليو تموز جويليه يوليه",
    8: "august aug aout اغسطس اب اوت غشت",
    9: "september sep sept septembre سبتمبر ايلول شتنبر",
    10: "october oct octobre اكتوبر تشرين_الاول",
    11: "november nov novembre نوفمبر تشرين_الثاني نونبر",
    12: "december dec decembre ديسمبر كانون_الاول دجنبر",
}
_HIJRI_MONTHS = {
    1: "محرم المحرم",
    2: "صفر",
    3: "ربيع_الاول ربيع_اول",
    4: "ربيع_الاخر ربيع_الثاني ربيع_ثاني ربيع_ثان",
    5: "جمادي_الاولي جمادي_الاول جمادي_اول",
    6: "جمادي_الاخره جمادي_الثانيه جمادي_الاخر جمادي_ثاني",
    7: "رجب",
    8: "شعبان",
    9: "رمضان",
    10: "شوال",
    11: "ذو_القعده ذي_القعده",
    12: "ذو_الحجه ذي_الحجه",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}
_HIJRI_MONTH_OF = {name: number for number, names in _HIJRI_MONTHS.items() for name in names.split()}
_TWO_WORDS = re.compile(
    r"(كانون|تشرين|ربيع|جمادي|ذو|ذي)\s+(الثاني|الاول|الاخر|الاولي|الاخره|الثانيه|اول|ثاني|ثان|القعده|الحجه)"
)
_FOLDED = str.maketrans("أإآىةؤئ", "ااايهوي", "ـ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u200e\u200f\u061c،,")

# Minutes east of Greenwich. AST and IST are read as an Arab newsroom means them (Arabia, Israel).
_ZONES = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "eet": 120,
    "eest": 180, "ast": 180, "trt": 180, "msk": 180, "gst": 240, "irst": 210, "pkt": 300, "ist": 120, "idt": 180,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "مكه": 180, "غرينتش": 0, "جرينتش": 0,
}  # fmt: skip
_ZONE_NAMES = {
    "AE": "Asia/Dubai", "BH": "Asia/Bahrain", "DZ": "Africa/Algiers", "EG": "Africa/Cairo", "IQ": "Asia/Baghdad",
    "JO": "Asia/Amman", "KW": "Asia/Kuwait", "LB": "Asia/Beirut", "LY": "Africa/Tripoli", "MA": "Africa/Casablanca",
    "MR": "Africa/Nouakchott", "OM": "Asia/Muscat", "PS": "Asia/Gaza", "QA": "Asia/Qatar", "SA": "Asia/Riyadh",
    "SD": "Africa/Khartoum", "SO": "Africa/Mogadishu", "SY": "Asia/Damascus", "TN": "Africa/Tunis",
    "YE": "Asia/Aden", "DJ": "Africa/Djibouti", "KM": "Indian/Comoro", "IR": "Asia/Tehran", "IL": "Asia/Jerusalem",
    "TR": "Europe/Istanbul", "RU": "Europe/Moscow", "GB": "Europe/London", "FR": "Europe/Paris",
    "DE": "Europe/Berlin", "US": "America/New_York", "CN": "Asia/Shanghai", "CY": "Asia/Nicosia",
}  # fmt: skip

_ISO = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:[t\s]+(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?)?(?P<rest>.*)"
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:t?(?P<time>\d{4}(?:\d{2})?))?(?P<rest>\D.*|)"
)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})(?P<rest>.*)")
_NAMED = re.compile(
    r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s/-]+(?:من\s+)?"
    r"(?P<name>[^\W\d]+)\.?[\s/-]+(?P<year>\d{4}|\d{2}\b)(?P<rest>.*)"
)
_NAME_FIRST = re.compile(
    r"(?P<name>[^\W\d]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<rest1>.*?)(?P<year>\d{4})(?P<rest>.*)"
)
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")
_HALF = re.compile(r"(am|pm|a\.m\.|p\.m\.|ص|م|صباحا|مساء|مساءا)(?![^\W\d])")
_OFFSET = re.compile(r"(?:gmt|utc)?\s*([+\-−])(\d{1,2}):?(\d{2})?\b")


class FeedDate(NamedTuple):
    """A moment, and the publisher's clock then: minutes east of Greenwich, None if unknown."""

    at: dt.datetime
    utc_offset_minutes: int | None


def feed_date(text: str | None, country: str | None, now: dt.datetime) -> FeedDate | None:
    """The moment that `text` names; None if it names none, or one that cannot be a day of publication.

    `country` (ISO 3166-1 alpha-2) gives the clock of a time without a zone, and of one labelled GMT, which
    many publishers write whatever their day. A time slightly in the future, up to `WRONG_ZONE`, is a local
    time under a wrong label: it is read on the country's clock, or else taken to be `now`.
    """
    read = _read(text or "")
    if read is None:
        return None
    local, offset = read
    zone = _zone(country)
    try:
        if offset is None:
            at = local.replace(tzinfo=zone or dt.UTC).astimezone(dt.UTC)
        else:
            at = local.replace(tzinfo=dt.timezone(dt.timedelta(minutes=offset))).astimezone(dt.UTC)
        if at > now + FUTURE_SLACK:
            if at > now + WRONG_ZONE:
                return None
            at = local.replace(tzinfo=zone).astimezone(dt.UTC) if zone is not None else now
            at = min(at, now)
    except (OverflowError, ValueError):
        return None
    if at.year < EARLIEST_YEAR:
        return None
    if zone is not None and not offset:
        offset = _minutes(at.astimezone(zone))
    return FeedDate(at, offset)


def publisher_offset(country: str | None, at: dt.datetime) -> int | None:
    """Minutes east of Greenwich of the country's clock at `at`; None if the country is unknown."""
    zone = _zone(country)
    return None if zone is None else _minutes(at.astimezone(zone))


def _minutes(local: dt.datetime) -> int:
    return round((local.utcoffset() or dt.timedelta(0)).total_seconds() / 60)


def has_clock(country: str) -> bool:
    """Whether the clock of that country (ISO 3166-1) is known."""
    return country in _ZONE_NAMES


def _zone(country: str | None) -> zoneinfo.ZoneInfo | None:
    name = _ZONE_NAMES.get((country or "").upper())
    return None if name is None else zoneinfo.ZoneInfo(name)


def _read(text: str) -> tuple[dt.datetime, int | None] | None:
    """The local time and the offset in minutes that `text` states."""
    folded = "".join(_digit(character) for character in text[:100].strip().lower()).translate(_FOLDED)
    folded = _TWO_WORDS.sub(r"\1_\2", unicodedata.normalize("NFC", folded))
    for pattern in (_ISO, _COMPACT):
        match = pattern.match(folded)
        if match:
            return _made(int(match["year"]), int(match["month"]), int(match["day"]), match["time"], match["rest"])
    for pattern in (_NAMED, _NAME_FIRST):
        for match in pattern.finditer(folded):
            made = _named(match)
            if made is not None:
                return made
    match = _DAY_FIRST.search(folded)
    if match:
        return _made(int(match["year"]), int(match["month"]), int(match["day"]), None, match["rest"])
    return None


def _named(match: re.Match[str]) -> tuple[dt.datetime, int | None] | None:
    year = int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < 70 else 1900
    rest = match.groupdict().get("rest1", "") + " " + match["rest"]
    name = match["name"]
    if name in _MONTH_OF:
        return _made(year, _MONTH_OF[name], int(match["day"]), None, rest)
    if name in _HIJRI_MONTH_OF:
        return _made(year, _HIJRI_MONTH_OF[name], int(match["day"]), None, rest)
    return None


def _made(year: int, month: int, day: int, clock: str | None, rest: str) -> tuple[dt.datetime, int | None] | None:
    hour, minute, second = 0, 0, 0
    if clock is not None and ":" not in clock:
        clock = ":".join(clock[start : start + 2] for start in range(0, len(clock), 2))
    found = _CLOCK.match(clock) if clock else _CLOCK.search(rest)
    if found:
        hour, minute, second = int(found[1]), int(found[2]), min(int(found[3] or 0), 59)
        if clock is None:
            rest = rest[found.end() :] + " " + rest[: found.start()]
    half = _HALF.match(rest.lstrip())
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half[1][0] in "pم" else 0)
    try:
        if 1300 <= year <= 1500:
            gregorian = Hijri(year, month, day).to_gregorian()
            year, month, day = gregorian.year, gregorian.month, gregorian.day
        # 24:00 is how some feeds write midnight at the end of a day.
        days = dt.timedelta(days=1) if hour == 24 else dt.timedelta(0)
        local = dt.datetime(year, month, day, hour % 24 if hour == 24 else hour, minute, second) + days
    except (ValueError, OverflowError):
        return None
    return local, _offset(rest)


def _offset(rest: str) -> int | None:
    found = _OFFSET.search(rest)
    if found:
        digits = found[2] + (found[3] or "")
        hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
        total = hours * 60 + minutes
        return None if total > 14 * 60 else total if found[1] == "+" else -total
    for word in re.findall(r"[^\W\d]+", rest):
        if word in _ZONES:
            return _ZONES[word]
    return None


def _digit(character: str) -> str:
    if character.isascii():
        return character
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
