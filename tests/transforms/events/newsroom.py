"""Reports of made-up contacts, as outlets with different knowledge would write them."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from hypothesis import strategies as st

from schemas.records import EventRevision, Findings, Participant, Report, UnrealizedContact
from transforms.events.overrides import Unapplied
from transforms.events.resolution import ResolveFold
from transforms.events.tally import NOT_ASSERTED

Row = Report | UnrealizedContact | EventRevision
"""Of the tables of resolution."""

PEOPLE = {
    "burns": Participant(
        person_id="william-burns", name="William Burns", office="cia-director", service="cia", side="US"
    ),
    "ratcliffe": Participant(
        person_id="john-ratcliffe", name="John Ratcliffe", office="cia-director", service="cia", side="US"
    ),
    "naryshkin": Participant(
        person_id="sergey-naryshkin", name="Sergey Naryshkin", office="svr-director", service="svr", side="RU"
    ),
    "bortnikov": Participant(
        person_id="alexander-bortnikov", name="Alexander Bortnikov", office="fsb-director", service="fsb", side="RU"
    ),
    "patrushev": Participant(
        person_id="nikolai-patrushev", name="Nikolai Patrushev", office="ru-security-council-secretary", side="RU"
    ),
    "putin": Participant(person_id="vladimir-putin", name="Vladimir Putin", office="ru-president", side="RU"),
    "cia": Participant(person_id="cia", name="CIA", service="cia", side="US"),
    "fbi": Participant(person_id="fbi", name="FBI", service="fbi", side="US"),
    "svr": Participant(person_id="svr", name="SVR", service="svr", side="RU"),
    "fsb": Participant(person_id="fsb", name="FSB", service="fsb", side="RU"),
}
CAMEO = {"call": "041", "meeting": "040", "visit": "042", "message": "064", "exchange": "0841"}
CITIES = {"Ankara": "TR", "Moscow": "RU", "Abu Dhabi": "AE", "Geneva": "CH"}
EPOCH = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def moment(day: str | dt.date, hour: int = 12) -> dt.datetime:
    """Noon, or another hour, of a day."""
    day = dt.date.fromisoformat(day) if isinstance(day, str) else day
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def report(
    url: str,
    people: str = "burns naryshkin",
    mode: str = "call",
    days: str | tuple[str | None, str | None] | None = None,
    published: str | None = None,
    *,
    number: int = 0,
    **facts: Any,
) -> Report:
    """A report; `days` is a day, or first and last."""
    start, end = (days, days) if isinstance(days, str) else days or (None, None)
    precision = "range" if start else "not_later_than" if end else "unknown"
    values: dict[str, Any] = {
        "report_id": f"{url}#{number}",
        "url": url,
        "outlet": url.split("/")[0],
        "title": f"title of {url}",
        "published_at": moment(published) if published else None,
        "role": "primary",
        "mode": mode,
        "cameo_code": CAMEO[mode],
        "status": "reported",
        "participants": tuple(PEOPLE[name] for name in people.split()),
        "event_start": dt.date.fromisoformat(start) if start else None,
        "event_end": dt.date.fromisoformat(end) if end else None,
        "date_precision": "day" if start and start == end else precision,
        "quote": "",
        "quote_start": 0,
        "quote_end": 0,
        "confidence": 0.9,
        "detected_at": EPOCH,
    }
    return Report(**(values | facts))


def unrealized(report: Report, text: str = "") -> UnrealizedContact:
    """What a report that is denied or planned is in its own table, where its id says which of them."""
    values = {name: getattr(report, name) for name in report.__struct_fields__}
    kept = {name: values[name] for name in UnrealizedContact.__struct_fields__ if name in values}
    return UnrealizedContact(claim_id=f"{report.report_id} {report.status}", text_sha256=text or report.url, **kept)


def findings(*reports: Report, url: str | None = None, at: dt.datetime = EPOCH) -> Findings:
    """One reading of one article; those of the reports that are denied or planned are what it says is not realized."""
    return Findings(
        url=url or reports[0].url,
        detected_at=at,
        reports=tuple(one for one in reports if one.status not in NOT_ASSERTED),
        unrealized=tuple(unrealized(one) for one in reports if one.status in NOT_ASSERTED),
    )


class Tables:
    """A warehouse of the tables of resolution, and the fold that writes to it."""

    def __init__(self) -> None:
        self.fold = ResolveFold()
        self.state = self.fold.fresh()
        self.rows: list[Row] = []
        self.at = EPOCH
        self.unapplied: list[Unapplied] = []
        """What the decisions named in vain in the last cycle."""

    def cycle(self, *inputs: Findings | Report) -> list[Row]:
        """Fold the inputs in; gives the new rows."""
        self.at += dt.timedelta(minutes=15)
        readings = [one if isinstance(one, Findings) else findings(one) for one in inputs]
        self.state, outputs = self.fold.fold(self.state, readings, self.at)
        self.unapplied = [one for one in outputs if isinstance(one, Unapplied)]
        rows = [one for one in outputs if not isinstance(one, Unapplied)]
        self.rows += rows
        return rows

    def restart(self) -> None:
        """Forget everything but the tables."""
        self.state = self.fold.seeded(self.fold.fresh(), self.rows)

    def reports(self) -> dict[str, Report]:
        """The latest row of each report."""
        found: dict[str, Report] = {}
        for row in self.rows:
            if isinstance(row, Report) and (
                row.report_id not in found or row.detected_at > found[row.report_id].detected_at
            ):
                found[row.report_id] = row
        return found

    def unrealized(self) -> dict[str, UnrealizedContact]:
        """The latest row of each contact that was denied or planned."""
        found: dict[str, UnrealizedContact] = {}
        for row in self.rows:
            if isinstance(row, UnrealizedContact) and (
                row.claim_id not in found or row.detected_at > found[row.claim_id].detected_at
            ):
                found[row.claim_id] = row
        return found

    def said(self) -> dict[str, Report | UnrealizedContact]:
        """The latest rows of both that were not withdrawn."""
        both: dict[str, Report | UnrealizedContact] = {**self.reports(), **self.unrealized()}
        return {key: row for key, row in both.items() if row.withdrawn_at is None}

    def revisions(self) -> dict[str, EventRevision]:
        """The latest revision of each event."""
        found: dict[str, EventRevision] = {}
        for row in self.rows:
            if isinstance(row, EventRevision) and (
                row.event_id not in found or _age(row) > _age(found[row.event_id])
            ):
                found[row.event_id] = row
        return found

    def events(self) -> dict[str, EventRevision]:
        """The events that stand, as the view shows them."""
        return {
            event_id: revision
            for event_id, revision in self.revisions().items()
            if revision.merged_into is None and revision.report_count
        }

    def partition(self) -> set[frozenset[str]]:
        """What is said by event; what is of none stands alone under its own name."""
        groups: dict[str, set[str]] = {}
        for key, row in self.said().items():
            groups.setdefault(row.event_id or f"none {key}", set()).add(key)
        return {frozenset(group) for group in groups.values()}

    def picture(self) -> dict[frozenset[str], tuple[object, ...]]:
        """Members of each standing event to its facts: everything but names, times and history."""
        members: dict[str, set[str]] = {}
        for key, row in self.said().items():
            if row.event_id is not None:
                members.setdefault(row.event_id, set()).add(key)
        return {
            frozenset(members[event_id]): tuple(
                getattr(revision, name)
                for name in revision.__struct_fields__
                if name not in {"event_id", "revision", "revised_at", "change", "founded_at"}
            )
            for event_id, revision in self.events().items()
        }

    def copies(self) -> dict[str, str]:
        """What is said, to its syndication id."""
        return {key: row.syndication_id for key, row in self.said().items()}


def _age(revision: EventRevision) -> tuple[int, dt.datetime]:
    return revision.revision, revision.revised_at


# --- hidden events -----------------------------------------------------------------------------------


def hidden_events(count: int, source: random.Random, years: int = 6) -> list[dict[str, Any]]:
    """Contacts that took place."""
    found = []
    for _ in range(count):
        mode = source.choice(["call", "call", "meeting", "visit", "message", "exchange"])
        place = source.choice(sorted(CITIES)) if mode in {"meeting", "visit", "exchange"} else None
        us = source.choice(["burns", "ratcliffe"])
        ru = source.choice(["naryshkin", "bortnikov", *(["patrushev"] if mode == "visit" else [])])
        found.append({
            "mode": mode,
            "place": place,
            "us": us,
            "ru": ru,
            "day": dt.date(2019, 1, 1) + dt.timedelta(days=source.randrange(365 * years)),
            "topics": tuple(source.sample(["ukraine", "prisoners", "terrorism", "syria", "affair:a", "affair:b"], 2)),
        })
    return found


def told(event: dict[str, Any], url: str, source: random.Random, number: int = 0) -> Report:
    """How one outlet reports a contact: with its own gaps."""
    services = {"burns": "cia", "ratcliffe": "cia", "naryshkin": "svr", "bortnikov": "fsb", "patrushev": "svr"}
    us = event["us"] if source.random() < 0.8 else services[event["us"]]
    ru = event["ru"] if source.random() < 0.8 else services[event["ru"]]
    sides = source.choice([f"{us} {ru}"] * 6 + [us, ru])
    day: dt.date = event["day"]
    published: dt.date | None = day + dt.timedelta(days=source.choice([0, 0, 0, 1, 1, 2, 5, 20, 200, 900]))
    kind = source.random()
    days: str | tuple[str | None, str | None] | None
    if kind < 0.55:
        days = day.isoformat()
    elif kind < 0.65:
        days = (day.replace(day=1).isoformat(), (day.replace(day=28) + dt.timedelta(days=3)).isoformat())
    elif kind < 0.75:
        days = ((day - dt.timedelta(days=3)).isoformat(), (day + dt.timedelta(days=4)).isoformat())
    elif kind < 0.85:
        days = (None, published.isoformat())
    else:
        days = None
    if source.random() < 0.1:
        published = None
    place = event["place"] if source.random() < 0.8 else None
    return report(
        url,
        sides,
        mode="meeting" if event["mode"] == "visit" and source.random() < 0.3 else event["mode"],
        days=days,
        published=published.isoformat() if published else None,
        number=number,
        place=place,
        place_country=CITIES[place] if place else None,
        topics=event["topics"][: source.randrange(3)],
        role=source.choice(["primary", "primary", "background"]),
        status=source.choice(["reported"] * 6 + ["confirmed", "denied", "planned"]),
        initiator=source.choice([None, "US", "RU"]),
        text_minhash=bytes([source.randrange(3)]) * 256 if source.random() < 0.3 else source.randbytes(256),
    )


def newspaper(seed: int, events: int = 6, articles: int = 24) -> list[Findings]:
    """Readings of articles that tell of hidden events; some twice, the second time corrected."""
    source = random.Random(seed)
    happened = hidden_events(events, source, years=source.choice([1, 6]))
    found = []
    for number in range(articles):
        url = f"outlet{source.randrange(5)}.example/{number}"
        for reading in range(1 + (source.random() < 0.15)):
            # No table remembers a reading without reports, so a correction that leaves none is tested by itself.
            most = source.choice([1, 1, 1, 2] if reading else [0, 1, 1, 1, 2])
            subjects = source.sample(happened, min(len(happened), most))
            reports = [told(event, url, source, place) for place, event in enumerate(subjects)]
            found.append(findings(*reports, url=url, at=EPOCH + dt.timedelta(minutes=reading)))
    return found


@st.composite
def cut(draw: st.DrawFn, inputs: list[Findings]) -> list[list[Findings]]:
    """The inputs in any order, cut into any cycles."""
    order = draw(st.permutations(inputs))
    borders = sorted(draw(st.lists(st.integers(0, len(order)), max_size=5)))
    return [order[low:high] for low, high in zip([0, *borders], [*borders, len(order)], strict=True)]


def one_event(tables: Tables) -> EventRevision:
    """The only event that stands."""
    events = tables.events()
    assert len(events) == 1, events
    return next(iter(events.values()))
