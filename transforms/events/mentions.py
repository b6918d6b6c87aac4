"""What of a report matters for telling contacts apart.

Reports that say the same (as most reports of one contact do) share one `Variant`, so the questions that
resolution asks are asked once for all of them.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, Protocol, TypeVar

from schemas.records import Participant, Report
from schemas.topics import AFFAIR
from transforms.events.columns import NONE
from transforms.events.countries import city

T = TypeVar("T")

DATED: Final = 0
"""Level of a report that knows the contact's day within `DATED_DAYS`."""
SPANNED: Final = 1
"""Level of a report that knows it within `SPANNED_DAYS`."""
FRESH: Final = 2
"""Level of a report that knows at most a last possible day, or a span too wide to tell contacts apart, and has the
contact for its news: it took place not long before."""
BARE: Final = 3
"""Level of a report without a day that recounts, or whose own day is unknown: nothing says when it was."""

DATED_DAYS: Final = 4
SPANNED_DAYS: Final = 100

ASSERTS: Final = "asserts"
"""Stance of a report that says that the contact took place; other stances are the status: `denied`, `planned`."""

FAMILIES: Final = {
    "call": "call",
    "meeting": "encounter",
    "visit": "encounter",
    "message": "message",
    "exchange": "exchange",
}
"""Modes that can be one contact have one family: a visit and the meeting during it are the same event."""

RARE: Final = frozenset({"message", "exchange"})
"""Families of which there is seldom more than one in the same days, and but one for an attack or a swap: a contact
may be known by its days or its affair alone."""

_ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_IN: Final = re.compile(r"in:(\d\d-\d\d)/(\d\d-\d\d)")
LEAP_YEAR: Final = 2000
_OF: Final = re.compile(r"of:(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
_ABOUT: Final = re.compile(r"about:(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
_SINCE: Final = re.compile(r"since:(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class Side(NamedTuple):
    """Who of one state is named."""

    persons: frozenset[str]
    services: frozenset[str]
    """Services of the persons, and services that act without a named person."""
    offices: frozenset[str]
    """Of the persons."""
    leaders: frozenset[str]
    """Those of the persons who belong to no service."""

    def union(self, other: Side) -> Side:
        """Everybody whom either names."""
        return Side(
            self.persons | other.persons,
            self.services | other.services,
            self.offices | other.offices,
            self.leaders | other.leaders,
        )


class Variant:
    """A distinct way of reporting a contact. Days are proleptic ordinals."""

    __slots__ = (
        "__weakref__", "about", "affair_days", "affairs", "background", "bound", "country", "family", "first", "key",
        "last", "level", "mode", "number", "ordinals", "place", "ranks", "sides", "since", "stance", "time_of_year",
        "tokens", "topics",
    )  # fmt: skip

    def __init__(self, number: int, key: VariantKey) -> None:
        self.number = number
        self.key = key
        self.family = FAMILIES.get(key.mode, key.mode)
        self.mode = key.mode
        self.stance = key.stance
        self.level = key.level
        self.first = key.first
        self.last = key.last
        self.bound = key.bound
        self.place = key.place
        self.country = key.country
        self.topics = _frozen(tuple(topic for topic in key.topics if not topic.startswith(AFFAIR)))
        self.affairs = _frozen(tuple(topic for topic in key.topics if topic.startswith(AFFAIR)))
        self.ordinals = _frozen(tuple(_ORDINALS[hint] for hint in key.hints if hint in _ORDINALS))
        self.since = max((_since_day(hint) for hint in key.hints), default=0)
        self.affair_days = next((days for hint in key.hints if (days := _affair_days(hint))), None)
        self.time_of_year = next((days for hint in key.hints if (days := _time_of_year(hint))), None)
        self.about = next((days for hint in key.hints if (days := _about(hint))), None)
        self.background = key.background
        self.sides = _sides(key.people)
        self.tokens = _tokens(self.family, key.people, key.place, self.affairs)
        self.ranks: tuple[str, ...] | None = None
        """The contacts that its reports may join, best first; null when that is not known."""


def phase(variant: Variant) -> int | None:
    """When a variant's reports are taken: by level, denials and plans (null) last."""
    return variant.level if variant.stance == ASSERTS else None


class VariantKey(NamedTuple):
    """What makes two reports the same variant."""

    mode: str
    stance: str
    level: int
    first: int | None
    last: int | None
    bound: int | None
    people: tuple[tuple[str, str, str, str], ...]
    """Side, person or service id, service, office; missing ones empty; sorted."""
    place: str
    country: str
    topics: tuple[str, ...]
    hints: tuple[str, ...]
    background: bool


@dataclass(eq=False, slots=True)
class Mention:
    """One report as resolution sees it."""

    places: Places
    number: int
    report_id: str
    article: int
    """Its number."""
    variant: Variant
    copied: int
    """The bits of the article's syndication id, `NONE` for an article that is no copy and has none."""
    published: int | None
    told: float | None
    """When the article was published, seconds since 1970; null when unknown."""

    @property
    def home(self) -> str | None:
        """The contact that it founded or joined."""
        return self.places.home(self.number)

    @home.setter
    def home(self, contact: str | None) -> None:
        self.places.move(self.number, contact)

    @property
    def mode(self) -> str:
        """How the contact took place."""
        return self.variant.mode

    @property
    def text(self) -> int:
        """What is the same for reports of one text."""
        return text_of(self.article, self.copied)

    @property
    def order(self) -> tuple[bool, float, str]:
        """As `founding_order`."""
        return self.told is None, self.told or 0.0, self.report_id


def text_of(article: int, copied: int) -> int:
    """What is the same for reports of one text; arguments as of `Mention`."""
    return -2 - article if copied == NONE else copied


class Places(Protocol):
    """Where it is known to which contacts reports have gone, by their numbers."""

    def home(self, number: int) -> str | None:
        """The contact that a report is of."""

    def move(self, number: int, contact: str | None) -> None:
        """Note which contact a report is of."""


@lru_cache(maxsize=100_000)
def _one(value: T) -> T:
    """One object for equal days, people or topics."""
    return value


def founding_order(report: Report) -> tuple[bool, float, str]:
    """Sort key: which of an event's reports founds it. Earliest published first, the undated last."""
    published = report.published_at.timestamp() if report.published_at is not None else 0.0
    return report.published_at is None, published, report.report_id


def published_day(report: Report) -> dt.date | None:
    """The day at the publisher's place when the article came out, null when unknown."""
    if report.published_at is None:
        return None
    return (report.published_at + dt.timedelta(minutes=report.utc_offset_minutes or 0)).date()


def variant_key(report: Report, published: dt.date | None) -> VariantKey:
    """The variant that a report belongs to.

    `published` may be the day of another article with the same text when the report's own is unknown. A contact
    that took place did so no later than it was published, one day allowed for clocks elsewhere.
    """
    stance = report.status if report.status in {"denied", "planned"} else ASSERTS
    bound = published.toordinal() if published else None
    first = report.event_start.toordinal() if report.event_start else None
    last = report.event_end.toordinal() if report.event_end else first
    if first is not None and last is not None and last < first:
        last = first
    if stance != "planned" and bound is not None and last is not None:
        last = max(min(last, bound + 1), first if first is not None else 0)
    if first is None or last is None:
        level = FRESH
        bound = last if bound is None else bound if last is None else min(bound, last)
    else:
        days = last - first + 1
        level = DATED if days <= DATED_DAYS else SPANNED if days <= SPANNED_DAYS else FRESH
        if level == FRESH:
            bound = last if bound is None else min(bound, last)
    if level == FRESH and (bound is None or report.role == "background"):
        level = BARE
    return VariantKey(
        mode=sys.intern(report.mode),
        stance=sys.intern(stance),
        level=level,
        first=_one(first),
        last=_one(last),
        # The publication day of a dated report tells nothing more.
        bound=None if level == DATED and stance == ASSERTS else _one(bound),
        people=_one(tuple(sorted({_identity(participant) for participant in report.participants}))),
        place=sys.intern((city(report) or "").casefold()),
        country=sys.intern(report.place_country or ""),
        topics=_one(tuple(sorted(set(report.topics)))),
        hints=_one(tuple(sorted(set(report.hints)))),
        background=report.role == "background",
    )


def tokens(family: str, sides: dict[str, Side], places: Iterable[str], affairs: Iterable[str]) -> frozenset[str]:
    """What a report can be looked up by: its people, services, places and affairs."""
    names = {name for side in sides.values() for name in side.persons | side.services}
    if family in RARE:
        # Of a warning one report may name but who gave it, another but who received it, or nobody.
        names.add("anybody")
    found: frozenset[str] = _one(frozenset(names.union((f"in {place}" for place in places), affairs)))
    return found


@lru_cache(maxsize=8_192)
def _tokens(
    family: str, people: tuple[tuple[str, str, str, str], ...], place: str, affairs: frozenset[str]
) -> frozenset[str]:
    """Of a variant: most that are alive say the same of these."""
    return tokens(family, _sides(people), [place] if place else [], affairs)


@lru_cache(maxsize=100_000)
def _frozen(values: tuple[T, ...]) -> frozenset[T]:
    """One object for equal sets: there are but a few."""
    return frozenset(values)


def is_person(participant: Participant) -> bool:
    """Whether a participant is a named person, not a service that acts without one."""
    return participant.person_id != participant.service


def _identity(participant: Participant) -> tuple[str, str, str, str]:
    return _named(participant.side, participant.person_id, participant.service or "", participant.office or "")


@lru_cache(maxsize=100_000)
def _named(side: str, person_id: str, service: str, office: str) -> tuple[str, str, str, str]:
    """One object for equal names."""
    return side, person_id, service, office


@lru_cache(maxsize=100_000)
def _sides(people: tuple[tuple[str, str, str, str], ...]) -> dict[str, Side]:
    """Who is named of each state; shared by all who name the same, so not to be changed."""
    found: dict[str, Side] = {}
    for name in sorted({side for side, *_ in people}):  # Order decides how sums round.
        those = [(person, service, office) for side, person, service, office in people if side == name]
        persons = [one for one in those if one[0] != one[1]]
        found[name] = Side(
            persons=frozenset(person for person, _, _ in persons),
            services=frozenset(service for _, service, _ in those if service),
            offices=frozenset(office for _, _, office in persons if office),
            leaders=frozenset(person for person, service, _ in persons if not service),
        )
    return found


def _time_of_year(hint: str) -> tuple[int, int] | None:
    """First and last day in the leap year of what is said without its year; null for other hints."""
    match = _IN.fullmatch(hint)
    try:
        days = [dt.date.fromisoformat(f"{LEAP_YEAR}-{day}").toordinal() for day in match.groups()] if match else []
    except ValueError:
        return None
    return (days[0], days[1]) if days and days[0] <= days[1] else None


def _affair_days(hint: str) -> tuple[int, int] | None:
    """Between which days what a report is about was; null for other hints."""
    return _days_of(_OF.fullmatch(hint))


def _about(hint: str) -> tuple[int, int] | None:
    """The days of long ago that a report speaks of beside what it tells; null for other hints."""
    return _days_of(_ABOUT.fullmatch(hint))


def _days_of(match: re.Match[str] | None) -> tuple[int, int] | None:
    try:
        days = [dt.date.fromisoformat(day).toordinal() for day in match.groups()] if match else []
    except ValueError:
        return None
    return (days[0], days[1]) if days and days[0] <= days[1] else None


def _since_day(hint: str) -> int:
    match = _SINCE.fullmatch(hint)
    if not match:
        return 0
    try:
        return dt.date(int(match[1]), int(match[2] or 1), int(match[3] or 1)).toordinal()
    except ValueError:
        return 0
