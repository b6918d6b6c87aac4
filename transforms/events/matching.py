"""Can a report be of this contact, and how well does it fit?

Some facts exclude each other: other holders of one office, days that do not meet, another kind of contact. Where none
does, the score is a sum of named parts, so that every decision can be stated. The weights are a design, not a fit:
a named person counts more than a service, and both sides known outweigh any single other fact.
"""

from __future__ import annotations

import math
from typing import Final

from transforms.events import times_of_year
from transforms.events.mentions import ASSERTS, BARE, FRESH, RARE, SPANNED, SPANNED_DAYS, Side, Variant
from transforms.events.times_of_year import fit, span

ATTACH: Final = 2.0
"""Least score for joining where days are known: they agree, and at least nothing else speaks against it."""
ATTACH_OPEN: Final = 1.0
"""Least score for joining without a day; less, since elapsed time lowers the score."""
ATTACH_BACKGROUND: Final = 0.5
"""The same for a report that recounts: the contact it means is more likely known than new."""
ATTACH_UNDATED: Final = 2.2
"""The same for a report of which nothing says when it was: more than a place or one service must agree, a topic at
least."""
ATTACH_DENIAL: Final = 3.0
"""Least score for a denial or a plan to join a contact: it must name somebody of the contact's."""
DENIAL_LEAD: Final = 0.75
"""By how much such a one must fit a contact better than any other that it fits, or it may mean either and joins
neither. The very day leads the day beside it by more, a city its country by less."""
LEAD_OF_DATED: Final = 0.4
"""What nothing dates is rather of a contact whose days are known than of one that fits a little better, but is in doubt
itself."""
EXCLUDED: Final = -math.inf

NEIGHBOURING_DAYS: Final = 1
"""Days that may be one in two time zones, or in a text that says today of what it heard today."""
VISIT_DAYS: Final = 2
"""A visit may last into the days after, and each of them may be reported as its day."""

EXCHANGE_DAYS: Final = 10
"""An exchange is agreed on, carried out and announced over days, any of which may be reported as its day; no two
services have exchanged twice within so few."""

_PERSON: Final = 3.0
_SERVICE: Final = 2.0
_PERSON_OF_SERVICE: Final = {"message": 1.5, "exchange": 1.5}
"""The report names a person where what is known of the contact names but the service."""
_SENDER_AND_RECEIVER: Final = 1.4
"""One names but who gave a warning, the other but who received it, or one names nobody ("American intelligence", "the
services of both countries")."""
_NEWS_OF_THE_DAY: Final = 1.6
"""Warnings and swaps in the news of the same days are one, whoever of the services is named; so much outweighs what a
week takes away."""
_NEWS_OF_THEM: Final = 3.0
"""News without a day, within days of a contact of theirs, is of that one, though an earlier one names one more."""
_OTHER_PERSON: Final = {"call": -2.5, "encounter": -1.0, "message": -1.5, "exchange": -1.5}
_OTHER_SERVICE: Final = {"call": -3.0, "encounter": -1.0, "message": -2.0, "exchange": -1.0}
_LEADER_OR_SERVICE: Final = {"call": -3.0, "encounter": -0.5, "message": 0.0, "exchange": 0.0}
_SAME_PLACE: Final = {"encounter": 2.0, "exchange": 2.0}
_OTHER_COUNTRY: Final = {"encounter": -3.0, "exchange": -3.0}
_TOPIC: Final = 0.3
_MOST_TOPICS: Final = 3
_OTHER_TOPICS: Final = -0.2
_SAME_AFFAIR: Final = {"message": 2.5, "exchange": 2.5}
"""One attack is warned of, one swap agreed on; people of an affair meet and speak more than once."""
_OTHER_AFFAIR: Final = {"message": -2.5, "exchange": -3.5}
"""A swap is named for those who were swapped; a warning may recall an earlier one."""
_DAYS_OF_AFFAIR: Final = 1.5
"""The contact's reports name no affair, but it was in the days of the one that is named."""
_SPOKEN_OF: Final = 1.0
"""The contact was in a time that the report speaks of, though it does not say that it was then."""
_OTHER_ORDINAL: Final = -1.5
_SAME_ORDINAL: Final = 0.5
_IN_THE_NEWS: Final = 30
"""Days before the first news of a contact without a day in which it took place, most often."""
_FADE: Final = 2.5
"""News without a day is of a contact of the last weeks: each doubling of a month makes an older one less likely."""
_BACKGROUND_FADE: Final = 0.3
_BACKGROUND_LIMIT: Final = 4.5
"""Doublings of a month, about two years, beyond which what is recounted is simply old."""
NEWS_DAYS: Final = 8
"""Days after which a contact that was in the news counts as news again."""


class Profile:
    """What the founding reports of one contact say together."""

    __slots__ = (
        "affairs", "countries", "family", "first", "last", "modes", "news", "ordinals", "places", "position", "sides",
        "since", "time_of_year", "topics",
    )  # fmt: skip

    def __init__(self, variant: Variant) -> None:
        self.family = variant.family
        self.first = variant.first
        self.last = variant.last
        self.position = variant.first if variant.level <= SPANNED else variant.bound
        """Where in time the contact stands for reports without a day."""
        self.news: frozenset[int] = frozenset()
        """Periods of `NEWS_DAYS` in which articles had it as their subject, as far as they knew when it was."""
        self.modes = frozenset([variant.mode])
        self.sides = dict(variant.sides)
        self.places = frozenset([variant.place] if variant.place else ())
        self.countries = frozenset([variant.country] if variant.country else ())
        self.topics = variant.topics
        self.affairs = variant.affairs
        self.ordinals = variant.ordinals
        self.since = variant.since
        self.time_of_year = variant.time_of_year

    def add(self, variant: Variant) -> None:
        """Take in what another founding report says; the days stay the founder's, spans are narrowed."""
        if variant.level == SPANNED and variant.first is not None and self.first is not None:
            first, last = max(self.first, variant.first), min(self.last or 0, variant.last or 0)
            if first <= last:
                self.first, self.last, self.position = first, last, first
        self.modes |= {variant.mode}
        self.places |= {variant.place} if variant.place else frozenset()
        self.countries |= {variant.country} if variant.country else frozenset()
        self.topics |= variant.topics
        if not self.affairs or variant.family not in RARE or not self.affairs.isdisjoint(variant.affairs):
            # A warning that names another matter may be here for its days; it does not make this one of that.
            self.affairs |= variant.affairs
        self.ordinals |= variant.ordinals
        self.time_of_year = self.time_of_year or variant.time_of_year
        for name, side in variant.sides.items():
            mine = self.sides.get(name)
            self.sides[name] = mine.union(side) if mine else side

    def copy(self) -> Profile:
        """The same, to add to."""
        found = Profile.__new__(Profile)
        for name in self.__slots__:
            setattr(found, name, getattr(self, name))
        found.sides = dict(self.sides)
        return found

    def state(self) -> tuple[object, ...]:
        """Everything that a match depends on, for comparison."""
        return tuple(getattr(self, name) for name in self.__slots__)


def score(variant: Variant, profile: Profile, parts: list[tuple[str, float]] | None = None) -> float:
    """How well the variant fits the contact; `EXCLUDED` when it cannot be the same.

    `parts`, when given, receives what the score is made of, or the one reason that excludes.
    """
    total = 0.0
    for name, part in _PARTS if parts is not None or variant.level > SPANNED else _DAYS_FIRST:
        value = part(variant, profile)
        if value == EXCLUDED:
            if parts is not None:
                parts[:] = [(name, EXCLUDED)]
            return EXCLUDED
        if parts is not None and value:
            parts.append((name, value))
        total += value
    return total


def least(variant: Variant) -> float:
    """The least score for joining a contact."""
    if variant.stance != ASSERTS:
        return ATTACH_DENIAL
    if variant.level <= SPANNED:
        return ATTACH
    if variant.bound is None:
        return ATTACH_UNDATED
    return ATTACH_BACKGROUND if variant.background else ATTACH_OPEN


def most_unnamed(variant: Variant, sides: int, *, same_place: bool) -> float:
    """The most that a variant scores with a contact of which it names neither a person nor a service.

    Args:
        sides: how many sides both name.
        same_place: whether they may agree on a place or its country.
    """
    family = variant.family
    persons, services = _OTHER_PERSON.get(family, -1.5), _OTHER_SERVICE.get(family, -1.0)
    against = 0.0 if family == "message" else max(persons, services, _LEADER_OR_SERVICE.get(family, 0.0))
    most = sides * against + _most_about(variant) + _news_of_the_day(variant)
    return most + (_SAME_PLACE.get(family, 0.5) if same_place else 0.0)


def reach(variant: Variant) -> int:
    """Days beyond which news without a day fits no contact."""
    named = _PERSON * len(variant.sides) + _news_of_the_day(variant)
    most = named + _SAME_PLACE.get(variant.family, 0.5) + _most_about(variant)
    return math.ceil(30 * (2 ** ((most - least(variant)) / _FADE) - 1)) + NEWS_DAYS


def _most_about(variant: Variant) -> float:
    affair = _SAME_AFFAIR.get(variant.family, _TOPIC) if variant.affairs else 0.0
    known = (_SAME_ORDINAL if variant.ordinals else 0.0) + (times_of_year.MOST if variant.time_of_year else 0.0)
    known += _SPOKEN_OF if variant.about else 0.0
    return _TOPIC * min(len(variant.topics), _MOST_TOPICS) + affair + known


def news_period(day: int) -> int:
    """The period that a day is in."""
    return day // NEWS_DAYS


def news_day(period: int) -> int:
    """The middle day of a period."""
    return period * NEWS_DAYS + NEWS_DAYS // 2


def _days(variant: Variant, profile: Profile) -> float:
    if variant.since and profile.last is not None and profile.last <= variant.since:
        return EXCLUDED
    if profile.since and variant.last is not None and variant.last <= profile.since:
        return EXCLUDED
    if variant.level > SPANNED:
        return _open_days(variant, profile)
    if profile.first is None or profile.last is None:
        return EXCLUDED
    gap = max(profile.first - (variant.last or 0), (variant.first or 0) - profile.last, 0)
    if variant.level == SPANNED:
        if gap > NEIGHBOURING_DAYS:
            return EXCLUDED
        # Of several contacts in one span the one nearest to the report is meant.
        nearness = _elapsed(variant, profile) * -0.1
        return (1.0 if gap == 0 else 0.5) + nearness
    if gap == 0:
        return 2.0
    if gap <= NEIGHBOURING_DAYS:
        return 1.0
    if gap <= VISIT_DAYS and ("visit" in profile.modes or variant.mode == "visit"):
        return 0.5
    return 0.0 if gap <= EXCHANGE_DAYS and variant.family == "exchange" else EXCLUDED


def _open_days(variant: Variant, profile: Profile) -> float:
    if variant.bound is not None and profile.first is not None and profile.first > variant.bound + NEIGHBOURING_DAYS:
        return EXCLUDED
    if variant.first is not None and profile.last is not None and profile.last < variant.first - NEIGHBOURING_DAYS:
        return EXCLUDED
    elapsed = _elapsed(variant, profile)
    news = _news_of_the_day(variant)
    told_again = variant.background or _is_within(variant, profile) or _is_spoken_of(variant, profile)
    if told_again or _is_of_one_affair(variant, profile):
        return news - min(elapsed, _BACKGROUND_LIMIT) * _BACKGROUND_FADE
    return news - elapsed * _FADE


def _news_of_the_day(variant: Variant) -> float:
    return _NEWS_OF_THE_DAY if variant.level == FRESH and variant.family in RARE else 0.0


def _is_of_one_affair(variant: Variant, profile: Profile) -> bool:
    """Whether both name an attack or a swap of which there is but one: who tells of it years later recounts."""
    return variant.family in RARE and not variant.affairs.isdisjoint(profile.affairs)


def _is_within(variant: Variant, profile: Profile) -> bool:
    """Whether the contact lies within the long span that a report gives ("in 2011", "two years ago")."""
    if variant.first is None or variant.last is None or profile.first is None or profile.last is None:
        return False
    known = profile.last - profile.first < SPANNED_DAYS
    return known and variant.first <= profile.first and profile.last <= variant.last


def _elapsed(variant: Variant, profile: Profile) -> float:
    """Doublings of a month between contact, or news of it, and report; 0 when either day is unknown."""
    bound = variant.bound
    if bound is None or profile.position is None:
        return 0.0
    last = profile.position if profile.last is None or variant.level == SPANNED else max(profile.last, profile.position)
    days = max(bound - last, profile.position - bound, 0)
    if not variant.background:
        for period in profile.news:
            since = abs(bound - news_day(period)) - NEWS_DAYS // 2
            if since < days:
                days = max(since, 0)
    return math.log2(1 + days / 30)


def _people(variant: Variant, profile: Profile) -> float:
    total = 0.0
    for name, mine in variant.sides.items():
        theirs = profile.sides.get(name)
        if theirs is not None:
            total += _side(variant, profile, mine, theirs)
    if variant.family in RARE and variant.level != FRESH and variant.sides.keys().isdisjoint(profile.sides):
        return _SENDER_AND_RECEIVER
    return total


def _news(variant: Variant, profile: Profile) -> float:
    """Of news without a day, that it came within days of a call or a meeting of theirs."""
    if variant.level != FRESH or variant.family in RARE or variant.bound is None or profile.position is None:
        return 0.0
    last = profile.position if profile.last is None else profile.last
    soon = -NEIGHBOURING_DAYS <= variant.bound - last <= NEWS_DAYS // 2
    return _NEWS_OF_THEM if soon and _people(variant, profile) > 0 else 0.0


def _side(variant: Variant, profile: Profile, mine: Side, theirs: Side) -> float:
    family = variant.family
    if not mine.persons.isdisjoint(theirs.persons):
        return _PERSON
    my_persons, their_persons = mine.persons, theirs.persons
    if family == "message":
        # Leaders who thank for a tip are no party to it.
        my_persons, their_persons = my_persons - mine.leaders, their_persons - theirs.leaders
    if my_persons and their_persons:
        if not mine.offices.isdisjoint(theirs.offices):
            return EXCLUDED
        if family == "call" and (my_persons <= mine.leaders or their_persons <= theirs.leaders):
            return EXCLUDED  # A leader and the head of a service are not taken for one another, two heads are.
        either_visits = variant.mode == "visit" or "visit" in profile.modes
        return _OTHER_PERSON.get(family, -1.5) - (0.0 if family != "encounter" or either_visits else 1.0)
    if not mine.services.isdisjoint(theirs.services):
        return _PERSON_OF_SERVICE.get(family, 1.0) if my_persons else _SERVICE
    if mine.services and theirs.services:
        return _OTHER_SERVICE.get(family, -1.0)
    if (my_persons or their_persons) and (mine.services or theirs.services):
        return _LEADER_OR_SERVICE.get(family, 0.0)
    return 0.0


def _place(variant: Variant, profile: Profile) -> float:
    same = _SAME_PLACE.get(variant.family, 0.5)
    if variant.place and variant.place in profile.places:
        return same
    if not variant.country or not profile.countries:
        return 0.0
    if variant.country not in profile.countries:
        if variant.level == BARE and variant.family in _OTHER_COUNTRY:
            return EXCLUDED
        return _OTHER_COUNTRY.get(variant.family, -0.5)
    # Two cities of one country: places that a traveller passes, or a mistake.
    return same * (0.75 if not variant.place or not profile.places else -0.5)


def _topics(variant: Variant, profile: Profile) -> float:
    if not variant.topics or not profile.topics:
        return 0.0
    common = len(variant.topics & profile.topics)
    return _TOPIC * min(common, _MOST_TOPICS) if common else _OTHER_TOPICS


def _affair(variant: Variant, profile: Profile) -> float:
    if not variant.affairs or not profile.affairs:
        return 0.0
    if variant.affairs.isdisjoint(profile.affairs):
        return _OTHER_AFFAIR.get(variant.family, 0.0)
    return _SAME_AFFAIR.get(variant.family, _TOPIC)


def _days_of_affair(variant: Variant, profile: Profile) -> float:
    """Of a report without a day: whether the contact was when what the report names is known to have been."""
    if variant.affair_days is None or variant.family not in RARE or variant.level <= SPANNED:
        return 0.0
    first, last = variant.affair_days
    if profile.first is not None and profile.last is not None and profile.last - profile.first <= SPANNED_DAYS:
        gap = max(profile.first - last, first - profile.last)
        if gap <= NEIGHBOURING_DAYS:
            return 0.0 if profile.affairs else _DAYS_OF_AFFAIR
        if variant.family == "exchange":
            return EXCLUDED if gap > EXCHANGE_DAYS else 0.0
        return 0.0 if profile.affairs else _OTHER_AFFAIR[variant.family]
    if profile.position is None or profile.affairs:
        return 0.0
    return _DAYS_OF_AFFAIR if first <= profile.position <= last + _IN_THE_NEWS else 0.0


def _is_spoken_of(variant: Variant, profile: Profile) -> bool:
    """Whether the contact was in a time long past that the report speaks of: then it recounts it."""
    if variant.about is None or profile.first is None or profile.last is None:
        return False
    first, last = variant.about
    gap = max(profile.first - last, first - profile.last)
    return gap <= NEIGHBOURING_DAYS and profile.last - profile.first <= SPANNED_DAYS


def _spoken_of(variant: Variant, profile: Profile) -> float:
    return _SPOKEN_OF if variant.level > SPANNED and _is_spoken_of(variant, profile) else 0.0


def _ordinal(variant: Variant, profile: Profile) -> float:
    if not variant.ordinals or not profile.ordinals:
        return 0.0
    return _SAME_ORDINAL if variant.ordinals & profile.ordinals else _OTHER_ORDINAL


def _time_of_year(variant: Variant, profile: Profile) -> float:
    """Of a report that knows the day but for its year."""
    mine = variant.time_of_year
    if mine is None:
        return 0.0
    if profile.first is not None and profile.last is not None and profile.last - profile.first <= SPANNED_DAYS:
        value = fit(mine, span(profile.first, profile.last))
        return EXCLUDED if value is None else value
    if profile.time_of_year is not None:
        value = fit(mine, profile.time_of_year)
        return EXCLUDED if value is None else value
    if profile.position is None:
        return 0.0
    # News without a day is of the last weeks, most often.
    return fit(mine, span(profile.position - _IN_THE_NEWS, profile.position)) or 0.0


_PARTS: Final = (
    ("people", _people), ("days", _days), ("news", _news), ("place", _place), ("topics", _topics), ("affair", _affair),
    ("days of the affair", _days_of_affair), ("spoken of", _spoken_of), ("ordinal", _ordinal),
    ("time of year", _time_of_year),
)  # fmt: skip
"""What a score is made of, in the order in which it is stated."""
_DAYS_FIRST: Final = (_PARTS[1], _PARTS[0], *_PARTS[2:])
"""The same sum, sooner told where days exclude most contacts. To swap the first two does not change how it rounds."""
