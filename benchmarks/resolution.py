"""Reports per second and memory of resolution, when all reports of twenty years meet under one key.

    python benchmarks/resolution.py [--reports 100000] [--cycle 500] [--profile]

Made-up reports, 200 of each contact, in the order of their publication: nine in ten within three days of the contact,
the others recount it up to ten years later. One in three is a copy of another of its contact. Prints each tenth's
reports per second and resident memory, and what a cycle of 50 reports costs at the end.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import pstats
import random
import time
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import psutil
from rich.console import Console
from rich.table import Table

from schemas.records import Findings, Participant, Report
from transforms.events.resolution import ResolveFold

START: Final = dt.datetime(2006, 1, 1, tzinfo=dt.UTC)
YEARS: Final = 20
REPORTS_OF_AN_EVENT: Final = 200
HEADS: Final = {
    ("US", "cia"): 5, ("US", "fbi"): 3, ("US", "dni"): 4, ("US", "nsa"): 3, ("US", "dia"): 4,
    ("RU", "svr"): 3, ("RU", "fsb"): 2, ("RU", "gru"): 4,
}  # fmt: skip
"""Services and how many heads they had, one after the other."""
CAMEO: Final = {"call": "041", "meeting": "040", "visit": "042", "message": "064", "exchange": "0841"}
PLACES: Final = {"Ankara": "TR", "Abu Dhabi": "AE", "Geneva": "CH", "Vienna": "AT", "Moscow": "RU", "Washington": "US"}
TOPICS: Final = ["ukraine", "nuclear", "prisoners", "terrorism", "syria", "cyber", "grain"]


class Contact(NamedTuple):
    """What took place."""

    number: int
    day: dt.datetime
    mode: str
    services: tuple[tuple[str, str], tuple[str, str]]
    place: str | None
    topics: tuple[str, ...]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--cycle", type=int, default=500, help="reports of one cycle")
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    options = parser.parse_args()
    fold = ResolveFold()
    state = fold.fresh()
    process = psutil.Process()
    readings = made_readings(options.reports + 50)
    before = process.memory_info().rss
    tenth = options.reports // 10
    table = Table(title=f"{options.reports:,} reports of {options.reports // REPORTS_OF_AN_EVENT:,} contacts")
    for heading in ("reports", "reports/s", "resident MiB"):
        table.add_column(heading, justify="right")
    profile = cProfile.Profile()
    rates = []
    done = 0
    for number in range(10):
        seconds = 0.0
        while done < tenth * (number + 1):
            inputs = [next(readings) for _ in range(min(options.cycle, tenth * (number + 1) - done))]
            done += len(inputs)
            at = max(reading.detected_at for reading in inputs)
            started = time.process_time()
            if options.profile:
                profile.enable()
            state, _ = fold.fold(state, inputs, at)
            profile.disable()
            seconds += time.process_time() - started
        rates.append(tenth / seconds)
        table.add_row(f"{done:,}", f"{rates[-1]:,.0f}", f"{process.memory_info().rss / 2**20:,.0f}")
    console = Console()
    console.print(table)
    grown = process.memory_info().rss - before
    inputs = list(readings)
    started = time.process_time()
    fold.fold(state, inputs, max(reading.detected_at for reading in inputs))
    last = time.process_time() - started
    console.print(
        f"last tenth: {rates[0] / rates[-1]:.2f} times the first per report; {grown / done:,.0f} bytes a report; "
        f"{len(inputs)} more reports: {last:.2f} s",
        highlight=False,
    )
    if options.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def made_readings(count: int) -> Iterator[Findings]:
    """Readings in the order of publication."""
    source = random.Random(0)
    contacts = [contact(number, source) for number in range(max(1, count // REPORTS_OF_AN_EVENT))]
    numbered = [(number, number % len(contacts)) for number in range(count)]
    when = sorted((told_after(contacts[of], source), number, of) for number, of in numbered)
    texts: dict[int, bytes] = {}
    for published, number, of in when:
        if source.random() >= 1 / 3 or of not in texts:
            texts[of] = source.randbytes(256)
        yield told(contacts[of], number, published, texts[of], source)


def contact(number: int, source: random.Random) -> Contact:
    """A contact that took place."""
    mode = source.choice(sorted(CAMEO))
    return Contact(
        number=number,
        day=START + dt.timedelta(days=source.randrange(YEARS * 365)),
        mode=mode,
        services=(
            source.choice([service for service in sorted(HEADS) if service[0] == "US"]),
            source.choice([service for service in sorted(HEADS) if service[0] == "RU"]),
        ),
        place=source.choice(sorted(PLACES)) if mode in {"meeting", "visit", "exchange"} else None,
        topics=tuple(source.sample(TOPICS, 2)),
    )


def told_after(event: Contact, source: random.Random) -> dt.datetime:
    """When a report of the contact is published."""
    days = source.random() * 3 if source.random() < 0.9 else 3 + source.random() ** 3 * 3650
    return event.day + dt.timedelta(days=days)


def told(event: Contact, number: int, published: dt.datetime, minhash: bytes, source: random.Random) -> Findings:
    """How an outlet tells of it, with gaps."""
    facts: dict[str, Any] = {}
    chance = source.random()
    day = event.day.date()
    late = (published - event.day).days > 3
    if chance < (0.3 if late else 0.7):
        facts = {"event_start": day, "event_end": day, "date_precision": "day"}
    elif chance < 0.8:
        first = day.replace(day=1)
        last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
        facts = {"event_start": first, "event_end": last, "date_precision": "month"}
    else:
        facts = {"date_precision": "unknown"}
    place = event.place if source.random() < 0.8 else None
    outlet = f"outlet{source.randrange(60)}.example"
    url = f"https://{outlet}/news/{published:%Y/%m/%d}/{number}"
    report = Report(
        report_id=f"rp_{number:012x}",
        url=url,
        outlet=outlet,
        title=f"title number {number} of the outlet's news",
        published_at=published,
        role="background" if late else "primary",
        mode=event.mode,
        cameo_code=CAMEO[event.mode],
        status=source.choice(["reported"] * 8 + ["confirmed", "denied"]),
        participants=tuple(party(service, event.day, source) for service in event.services),
        place=place,
        place_country=PLACES[place] if place else None,
        topics=event.topics[: source.randrange(3)],
        quote="words of the text that say it, about as many as a sentence has",
        quote_start=0,
        quote_end=62,
        confidence=0.9,
        text_minhash=minhash,
        detected_at=published,
        **facts,
    )
    return Findings(url=url, detected_at=published, reports=(report,))


def party(service: tuple[str, str], day: dt.datetime, source: random.Random) -> Participant:
    """The head of the day, or but the service."""
    side, name = service
    if source.random() < 0.2:
        return Participant(person_id=name, name=name.upper(), service=name, side=side)
    head = (day - START).days * HEADS[service] // (YEARS * 365)
    office = f"{name}-director"
    return Participant(person_id=f"{name}-head-{head}", name=f"Head {head}", office=office, service=name, side=side)


if __name__ == "__main__":
    main()
