"""What is known of an event: its reports' facts merged, and where they disagree, who says what."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import Final, NamedTuple, TypeVar

from schemas.records import Claim, EventParticipant, EventRevision, Participant, Report
from transforms.events.mentions import is_person
from transforms.events.tally import Bits, Span, Tally

_ONE_DAY: Final = dt.timedelta(days=1)

V = TypeVar("V", bound=Hashable)


class Days(NamedTuple):
    """When it was: first and last possible day, and how that is known."""

    first: dt.date | None
    last: dt.date | None
    precision: str


def revision_of(
    reports: Collection[Report] | Tally,
    event_id: str,
    *,
    revision: int,
    at: dt.datetime,
    founded_at: dt.datetime,
    change: str,
) -> EventRevision:
    """The revision that states what these reports of one event say together.

    All counts are of those that say the contact took place, but for that of denials, which show among the claims.
    Every source counts once (see `Tally.support`): reports of one syndication id or of one outlet are of one source,
    and so are those that such reports connect. The result does not depend on the order of the reports.

    Raises:
        ValueError: no report says that the contact took place.
    """
    tally = reports if isinstance(reports, Tally) else Tally(reports)
    if not tally.telling:
        msg = f"no report says that {event_id} took place"
        raise ValueError(msg)
    days = _days(tally)
    mode = _most_supported(tally, tally.modes, tie_break="visit") or ""
    country = _most_supported(tally, tally.countries)
    return EventRevision(
        event_id=event_id,
        revision=revision,
        revised_at=at,
        change=change,
        founded_at=founded_at,
        title=_title(tally),
        mode=mode,
        cameo_code=_most_supported(tally, _of(mode, tally.cameo_codes)) or "",
        status="confirmed" if tally.confirmed else "reported",
        participants=_participants(tally, whole=mode in _OF_SERVICES),
        event_start=days.first,
        event_end=days.last,
        date_precision=days.precision,
        place=_most_supported(tally, _of(country, tally.cities))
        or _most_supported(tally, _of(country, tally.places)),
        place_country=country,
        topics=tuple(_by_support(tally, tally.topics)),
        initiator=_most_supported(tally, tally.initiators),
        cited_sources=tuple(sorted(tally.cited_sources)),
        claims=_claims(tally),
        first_reported_at=tally.first,
        last_reported_at=tally.last,
        report_count=tally.telling,
        outlet_count=len(tally.outlets),
        independent_report_count=tally.sources,
        independent_denial_count=tally.denials,
    )


def _title(tally: Tally) -> str | None:
    first = tally.titles.get(True) or tally.titles.get(False)
    return first[1] if first else None


# --- support ---------------------------------------------------------------------------------------


def _of(group: str | None, texts: Mapping[tuple[str | None, str], Bits] | Mapping[tuple[str, str], Bits]) -> dict[
    str, Bits
]:
    """Those of the values that are of a group."""
    return {value: bits for (name, value), bits in texts.items() if name == group}


def _lack(tally: Tally, texts: Bits) -> tuple[int, int]:
    """Sort key: most independent sources first; of equals most texts."""
    sources, count = tally.support(texts)
    return -sources, -count


def _by_support(tally: Tally, texts: Mapping[str, Bits]) -> list[str]:
    return sorted(texts, key=lambda value: (_lack(tally, texts[value]), value))


def _most_supported(tally: Tally, texts: Mapping[str, Bits], tie_break: str = "") -> str | None:
    """The value that the most independent sources give; of equals the tie-break, else the first by alphabet."""
    return min(texts, key=lambda value: (_lack(tally, texts[value]), value != tie_break, value), default=None)


# --- days ------------------------------------------------------------------------------------------


def _days(tally: Tally) -> Days:
    """The days that the most independent sources allow, of those named by any; narrowed by when it was first told."""
    limits = [day for day in (tally.first_limit, tally.first_told) if day is not None]
    spans = tally.spans
    if not spans:
        last = min(limits, default=None)
        return Days(None, last, "not_later_than" if last else "unknown")
    # Between borders support is constant, so only borders need to be counted.
    borders = sorted({first for first, _ in spans} | {last + _ONE_DAY for _, last in spans})
    stretches = [(low, high - _ONE_DAY) for low, high in itertools.pairwise(borders)]
    first, last = min(stretches, key=lambda stretch: _doubt(tally, stretch))
    earlier = min(limits, default=last)
    if first <= earlier < last:
        last = earlier
    return Days(first, last, _precision(first, last))


def _doubt(tally: Tally, stretch: Span) -> tuple[tuple[int, int], int, dt.date]:
    """Sort key of a stretch of days: most support first, then named most precisely, then earliest."""
    allowing = [span for span in tally.spans if span[0] <= stretch[0] and stretch[1] <= span[1]]
    texts = 0
    for span in allowing:
        texts |= tally.spans[span]
    return _lack(tally, texts), min(((last - first).days for first, last in allowing), default=0), stretch[0]


def _precision(first: dt.date, last: dt.date) -> str:
    if first == last:
        return "day"
    whole_month = first.day == 1 and last == first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return "month" if whole_month else "range"


# --- people ----------------------------------------------------------------------------------------


_OF_SERVICES: Final = frozenset(("message", "exchange"))
"""Modes in which a service acts as a whole, whoever of it speaks of it."""


def _participants(tally: Tally, *, whole: bool) -> tuple[EventParticipant, ...]:
    """Everybody whom any report names, with how many sources do.

    A service is named while none of its people is, or where it acts as a `whole`.
    """
    described: dict[str, list[Participant]] = defaultdict(list)
    for participant in tally.seen:
        described[participant.person_id].append(participant)
    usual = {person_id: _usual(those, tally.seen) for person_id, those in described.items()}
    represented = {one.service for one in usual.values() if is_person(one)}
    kept = [one for one in usual.values() if whole or is_person(one) or one.service not in represented]
    support = {person_id: tally.support(bits)[0] for person_id, bits in tally.people.items()}
    kept.sort(key=lambda one: (one.side, -support[one.person_id], one.person_id))
    return tuple(
        EventParticipant(
            person_id=one.person_id,
            name=one.name,
            office=one.office,
            service=one.service,
            side=one.side,
            reports=support[one.person_id],
        )
        for one in kept
    )


def _usual(those: Iterable[Participant], seen: Mapping[Participant, int]) -> Participant:
    return min(those, key=lambda one: (-seen[one], one.office or "~", one.service or "~", one.name, one.side))


# --- disagreement ----------------------------------------------------------------------------------


def _claims(tally: Tally) -> tuple[Claim, ...]:
    """Each value of a field on which reports cannot all be right, with the reports that give it."""
    fields: list[str] = []
    spans = tally.spans
    if spans and max(first for first, _ in spans) > min(last for _, last in spans):
        fields.append("days")
    if len(tally.countries) > 1:
        fields.append("place_country")
    if len({name.casefold() for _, name in tally.cities}) > 1:
        fields.append("place")
    if len(tally.initiators) > 1:
        fields.append("initiator")
    if ("status", "denied") in tally.claimed:
        fields.append("status")
    return tuple(
        Claim(field=field, value=value, report_ids=report_ids)
        for field in fields
        for value, report_ids in tally.values(field)
    )
