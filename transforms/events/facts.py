"""What is known of an event: its reports' facts merged, and where they disagree, who says what."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Final, NamedTuple

from schemas.records import Claim, EventParticipant, EventRevision, Participant, Report
from transforms.events.countries import city
from transforms.events.mentions import founding_order, is_person, published_day

NOT_ASSERTED: Final = frozenset({"denied", "planned"})

_ONE_DAY: Final = dt.timedelta(days=1)

Span = tuple[dt.date, dt.date]


class Days(NamedTuple):
    """When it was: first and last possible day, and how that is known."""

    first: dt.date | None
    last: dt.date | None
    precision: str


def revision_of(
    reports: Collection[Report], event_id: str, *, revision: int, at: dt.datetime, founded_at: dt.datetime, change: str
) -> EventRevision:
    """The revision that states what these reports of one event say together.

    All counts are of those that say the contact took place; a denial shows among the claims. Every source counts
    once: reports of one syndication id are one source. The result does not depend on the order of the reports.

    Raises:
        ValueError: no report says that the contact took place.
    """
    telling = sorted((report for report in reports if report.status not in NOT_ASSERTED), key=founding_order)
    if not telling:
        msg = f"no report says that {event_id} took place"
        raise ValueError(msg)
    days = _days(telling)
    mode = _most_supported(telling, lambda report: report.mode, tie_break="visit")
    place_country = _most_supported(telling, lambda report: report.place_country)
    there = [report for report in telling if report.place_country == place_country]
    place = _most_supported(there, city) or _most_supported(there, lambda report: report.place)
    published = [report.published_at for report in telling if report.published_at is not None]
    return EventRevision(
        event_id=event_id,
        revision=revision,
        revised_at=at,
        change=change,
        founded_at=founded_at,
        title=_title(telling),
        mode=mode or telling[0].mode,
        cameo_code=_most_supported(
            [report for report in telling if report.mode == mode], lambda report: report.cameo_code
        )
        or telling[0].cameo_code,
        status="confirmed" if any(report.status == "confirmed" for report in telling) else "reported",
        participants=_participants(telling),
        event_start=days.first,
        event_end=days.last,
        date_precision=days.precision,
        place=place,
        place_country=place_country,
        topics=tuple(_by_support(telling, lambda report: report.topics)),
        initiator=_most_supported(telling, lambda report: report.initiator),
        cited_sources=tuple(sorted({source for report in telling for source in report.cited_sources})),
        claims=_claims(reports, telling),
        first_reported_at=min(published, default=None),
        last_reported_at=max(published, default=None),
        report_count=len(telling),
        outlet_count=len({report.outlet for report in telling}),
        independent_report_count=len({report.syndication_id for report in telling}),
    )


def _title(telling: list[Report]) -> str | None:
    titled = [report for report in telling if report.title]
    primary = [report for report in titled if report.role == "primary"]
    return next((report.title for report in primary or titled), None)


# --- support ---------------------------------------------------------------------------------------


def _supporters(
    reports: Iterable[Report], values_of: Callable[[Report], Iterable[str]]
) -> dict[str, set[str]]:
    """Value to the independent sources that give it."""
    found: dict[str, set[str]] = defaultdict(set)
    for report in reports:
        for value in values_of(report):
            found[value].add(report.syndication_id)
    return found


def _by_support(reports: Iterable[Report], values_of: Callable[[Report], Iterable[str]]) -> list[str]:
    found = _supporters(reports, values_of)
    return sorted(found, key=lambda value: (-len(found[value]), value))


def _most_supported(
    reports: Iterable[Report], value_of: Callable[[Report], str | None], tie_break: str = ""
) -> str | None:
    """The value that the most independent sources give; of equals the tie-break, else the first by alphabet."""
    found = _supporters(reports, lambda report: [value] if (value := value_of(report)) else [])
    return min(found, key=lambda value: (-len(found[value]), value != tie_break, value), default=None)


# --- days ------------------------------------------------------------------------------------------


def _days(telling: list[Report]) -> Days:
    """The days that the most independent sources allow, of those named by any; narrowed by when it was first told."""
    spans = _spans(telling)
    told_by = [day for report in telling if (day := published_day(report)) is not None]
    limits = [report.event_end for report in telling if report.event_start is None and report.event_end is not None]
    if not spans:
        last = min(limits + told_by, default=None)
        return Days(None, last, "not_later_than" if last else "unknown")
    # Between borders support is constant, so only borders need to be counted.
    borders = sorted({first for first, _ in spans} | {last + _ONE_DAY for _, last in spans})
    stretches = [(low, high - _ONE_DAY) for low, high in itertools.pairwise(borders)]
    first, last = min(stretches, key=lambda stretch: _doubt(stretch, spans))
    earlier = min(limits + told_by, default=last)
    if first <= earlier < last:
        last = earlier
    return Days(first, last, _precision(first, last))


def _doubt(stretch: Span, spans: dict[Span, set[str]]) -> tuple[int, int, dt.date]:
    """Sort key of a stretch of days: most sources first, then named most precisely, then earliest."""
    allowing = [span for span in spans if span[0] <= stretch[0] and stretch[1] <= span[1]]
    sources = {source for span in allowing for source in spans[span]}
    return -len(sources), min(((last - first).days for first, last in allowing), default=0), stretch[0]


def _spans(telling: Iterable[Report]) -> dict[Span, set[str]]:
    """First and last possible day to the independent sources that give them."""
    spans: dict[Span, set[str]] = defaultdict(set)
    for report in telling:
        if report.event_start is not None:
            last = report.event_end or report.event_start
            spans[report.event_start, max(last, report.event_start)].add(report.syndication_id)
    return spans


def _precision(first: dt.date, last: dt.date) -> str:
    if first == last:
        return "day"
    whole_month = first.day == 1 and last == first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return "month" if whole_month else "range"


# --- people ----------------------------------------------------------------------------------------


def _participants(telling: list[Report]) -> tuple[EventParticipant, ...]:
    """Everybody whom any report names, with how many sources do; a service only while none of its people is named."""
    sources: dict[str, set[str]] = defaultdict(set)
    seen: dict[str, Counter[Participant]] = defaultdict(Counter)
    for report in telling:
        for participant in report.participants:
            sources[participant.person_id].add(report.syndication_id)
            seen[participant.person_id][participant] += 1
    usual = {person_id: _usual(those) for person_id, those in seen.items()}
    represented = {one.service for one in usual.values() if is_person(one)}
    kept = [one for one in usual.values() if is_person(one) or one.service not in represented]
    kept.sort(key=lambda one: (one.side, -len(sources[one.person_id]), one.person_id))
    return tuple(
        EventParticipant(
            person_id=one.person_id,
            name=one.name,
            office=one.office,
            service=one.service,
            side=one.side,
            reports=len(sources[one.person_id]),
        )
        for one in kept
    )


def _usual(those: Counter[Participant]) -> Participant:
    return min(those, key=lambda one: (-those[one], one.office or "~", one.service or "~", one.name, one.side))


# --- disagreement ----------------------------------------------------------------------------------


def _claims(reports: Collection[Report], telling: list[Report]) -> tuple[Claim, ...]:
    """Each value of a field on which reports cannot all be right, with the reports that give it."""
    claims: list[Claim] = []
    spans = _spans(telling)
    if spans and max(first for first, _ in spans) > min(last for _, last in spans):
        claims += _values("days", telling, _span_text)
    if len({report.place_country for report in telling} - {None}) > 1:
        claims += _values("place_country", telling, lambda report: report.place_country)
    if len({(city(report) or "").casefold() for report in telling} - {""}) > 1:
        claims += _values("place", telling, city)
    if len({report.initiator for report in telling} - {None}) > 1:
        claims += _values("initiator", telling, lambda report: report.initiator)
    if any(report.status == "denied" for report in reports):
        held = [report for report in reports if report.status != "planned"]
        claims += _values("status", held, lambda report: report.status)
    return tuple(claims)


def _span_text(report: Report) -> str | None:
    if report.event_start is None:
        return None
    first, last = report.event_start, max(report.event_end or report.event_start, report.event_start)
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _values(field: str, reports: Iterable[Report], value_of: Callable[[Report], str | None]) -> list[Claim]:
    by_value: dict[str, list[str]] = defaultdict(list)
    for report in reports:
        value = value_of(report)
        if value:
            by_value[value].append(report.report_id)
    return [Claim(field=field, value=value, report_ids=tuple(sorted(ids))) for value, ids in sorted(by_value.items())]
