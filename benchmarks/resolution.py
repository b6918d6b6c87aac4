"""Speed and memory of resolution when all reports of twenty years meet under one key, and the cost of a cycle then.

    python -m benchmarks.resolution [--reports 1000000] [--cycle 500] [--cold] [--anew] [--profile]

Made-up reports, some 200 for each contact, in the order of their publication: nine in ten within three days of the
contact, one in ten recounts a contact of the ten years before, recent ones more often. One in three is a copy of
another of its contact. All rows go to a warehouse; in the end cycles of 50 new reports run through it as they do in
`qanat run`: Beam pipeline, look-ups and commit. With --cold also some each of which is the first of its process, and
goes on from the state on disk: the first of them has to read what came since that was written, the others less than
.2 % of the rows. With --anew also one without a state on disk, which reads all rows.

Contacts take place through all of the twenty years and reports recount at all times, so that each tenth has the same
mix, as the table says, and the last tenth costs more than the first only for what is known by then. A recount costs two
to three times what a piece of news does.
"""

from __future__ import annotations

import argparse
import bisect
import cProfile
import datetime as dt
import gc
import multiprocessing
import os
import pstats
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

import apache_beam as beam
import msgspec
import numpy as np
import psutil
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from rich.console import Console
from rich.table import Table

from pipeline import recall
from pipeline.memory import SnapshotMemory
from pipeline.warehouse import Warehouse, Writer, write_parquet
from pipeline.write_rows import WriteRows
from schemas import coders
from schemas.records import TABLES, Findings, Participant, Record, Report
from transforms.clock import FixedClock
from transforms.events.fingerprints import COUNT, SIZE
from transforms.events.resolution import ResolveFold
from transforms.resolve_events import WATCH, ResolveEvents

START: Final = dt.datetime(2006, 1, 1, tzinfo=dt.UTC)
YEARS: Final = 20
REPORTS_OF_AN_EVENT: Final = 200
RECOUNTS: Final = 0.1
"""Share of reports that recount an old contact."""
NEWS_DAYS: Final = 3
RECOUNT_DAYS: Final = 3650
HEADS: Final = {
    ("US", "cia"): 5, ("US", "fbi"): 3, ("US", "dni"): 4, ("US", "nsa"): 3, ("US", "dia"): 4,
    ("RU", "svr"): 3, ("RU", "fsb"): 2, ("RU", "gru"): 4,
}  # fmt: skip
"""Services and how many heads they had, one after the other."""
CAMEO: Final = {"call": "041", "meeting": "040", "visit": "042", "message": "064", "exchange": "0841"}
PLACES: Final = {"Ankara": "TR", "Abu Dhabi": "AE", "Geneva": "CH", "Vienna": "AT", "Moscow": "RU", "Washington": "US"}
TOPICS: Final = ["ukraine", "nuclear", "prisoners", "terrorism", "syria", "cyber", "grain"]
TABLE_NAMES: Final = ("reports", "event_revisions")
NEW_REPORTS: Final = 50
CYCLES: Final = 5
COMMITTED_REPORTS: Final = 2_500
MIB: Final = 2**20


class Contact(NamedTuple):
    """What took place."""

    number: int
    day: dt.datetime
    mode: str
    services: tuple[tuple[str, str], tuple[str, str]]
    place: str | None
    topics: tuple[str, ...]


class Cost(NamedTuple):
    """What a cycle took."""

    seconds: float
    processor: float
    """Seconds of processor time."""
    read: float
    """MiB read from files, whether the system had them in memory or not, and those of mapped files that were used."""
    peak: float
    """MiB resident at most."""


class Folded(NamedTuple):
    """How the reports were folded."""

    rates: list[float]
    """Reports per second of processor time, for each tenth."""
    recounts: list[float]
    """Share of reports that recount an old contact, for each tenth."""
    seconds: float
    """Of processor time, in all."""
    peak: float
    """MiB."""


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--cycle", type=int, default=500, help="reports of one cycle")
    parser.add_argument("--cold", action="store_true", help="also cycles in processes of their own")
    parser.add_argument("--anew", action="store_true", help="also a cycle that reads all rows")
    parser.add_argument("--profile", action="store_true", help="also print where the time goes")
    options = parser.parse_args()
    coders.register()
    profile = cProfile.Profile()
    readings = made_readings(options.reports + NEW_REPORTS * (2 * CYCLES + 1))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        root = Path(folder) / "warehouse"
        with Warehouse.open(root).writer() as writer:
            folded = fold_all(writer, readings, options.reports, options.cycle, profile if options.profile else None)
            warm = [cycle_cost(writer, new_readings(readings)) for _ in range(CYCLES)]
        recall.forget()
        gc.collect()
        colds = [cold_cost(root, new_readings(readings)) for _ in range(CYCLES if options.cold else 0)]
        if options.anew:
            shutil.rmtree(Path(folder) / "qanat")
            anew = cold_cost(root, new_readings(readings))
    table = Table(title=f"{options.reports:,} reports of {max(1, options.reports // REPORTS_OF_AN_EVENT):,} contacts")
    table.add_column("figure")
    table.add_column("value", justify="right")
    table.add_row("reports/s, all (processor time)", f"{options.reports / folded.seconds:,.0f}")
    for which, place in (("first", 0), ("last", -1)):
        table.add_row(f"{which} tenth, reports/s", f"{folded.rates[place]:,.0f}")
        table.add_row("    of which recount an old contact", f"{folded.recounts[place]:.0%}")
    table.add_row("cost of a report, last tenth over first", f"{folded.rates[0] / folded.rates[-1]:.2f}")
    table.add_row("peak resident memory, MiB", f"{folded.peak:,.0f}")
    add_cost(table, f"cycle with {NEW_REPORTS} new reports (median of {CYCLES})", *warm)
    if options.cold:
        add_cost(table, "the same, first of its process", colds[0])
        add_cost(table, f"the same, with a fresh state on disk (median of {CYCLES - 1})", *colds[1:])
    if options.anew:
        add_cost(table, "the same, without a state on disk", anew)
    Console(width=120).print(table)
    if options.profile:
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


def add_cost(table: Table, title: str, *costs: Cost) -> None:
    """A row for each part of what some cycles took, the median of each."""
    table.add_section()
    seconds, processor, read, peak = (statistics.median(part) for part in zip(*costs, strict=True))
    table.add_row(f"{title}, s", f"{seconds:.2f}")
    table.add_row("    processor time, s", f"{processor:.2f}")
    table.add_row("    read from files, MiB", f"{read:,.0f}")
    table.add_row("    peak resident memory of the process, MiB", f"{peak:,.0f}")


def fold_all(
    writer: Writer, readings: Iterator[Findings], count: int, cycle: int, profile: cProfile.Profile | None
) -> Folded:
    """Fold so many readings, cycle by cycle, with all rows committed now and then, and the state kept for the next."""
    fold = ResolveFold()
    state = fold.fresh()
    process = psutil.Process()
    rates: list[float] = []
    recounts: list[float] = []
    total = 0.0
    rows: list[Any] = []
    tenth = count // 10
    done = 0
    for number in range(1, 11):
        seconds, recounted = 0.0, 0
        while done < tenth * number:
            inputs = [next(readings) for _ in range(min(cycle, tenth * number - done))]
            done += len(inputs)
            recounted += sum(reading.reports[0].role == "background" for reading in inputs)
            at = max(reading.detected_at for reading in inputs)
            started = time.process_time()
            if profile:
                profile.enable()
            state, outputs = fold.fold(state, inputs, at)
            if profile:
                profile.disable()
            seconds += time.process_time() - started
            rows += outputs
            if done % COMMITTED_REPORTS == 0 or done == tenth * 10:
                commit(writer, rows, state)
                rows = []
        rates.append(tenth / seconds)
        recounts.append(recounted / tenth)
        total += seconds
        resident = process.memory_info().rss / MIB
        figures = f"{rates[-1]:,.0f}/s, {recounts[-1]:.0%} recounts, {resident:,.0f} MiB"
        print(f"{done:,} reports: {figures}", file=sys.stderr, flush=True)
    return Folded(rates, recounts, total, peak_mib())


def commit(writer: Writer, rows: Sequence[Record], state: Any) -> None:
    """Make the rows visible, and keep the state as that of the tables then."""
    SnapshotMemory(writer.snapshot()).recall(*TABLE_NAMES).keep(WATCH, state, rows)
    with writer.commit_stage() as stage:
        for table in TABLE_NAMES:
            those = [row for row in rows if type(row) is TABLES[table]]
            write_parquet(stage.path(table) / "part.parquet", those, TABLES[table])
        stage.commit()


def new_readings(readings: Iterator[Findings]) -> list[Findings]:
    """The next few."""
    return [next(readings) for _ in range(NEW_REPORTS)]


def cycle_cost(writer: Writer, inputs: Sequence[Findings]) -> Cost:
    """What a bounded cycle takes, from its snapshot to its commit."""
    process = psutil.Process()
    started, computed, read = time.perf_counter(), time.process_time(), process.io_counters().read_chars
    clock = FixedClock(max(reading.detected_at for reading in inputs))
    with writer.commit_stage() as stage:
        memory = SnapshotMemory(writer.snapshot())
        with beam.Pipeline(runner=FnApiRunner()) as pipeline:
            findings = pipeline | beam.Create(inputs).with_output_types(Findings)
            resolved = findings | ResolveEvents(clock, memory)
            resolved["rows"] | WriteRows(stage)
        stage.commit()
    return Cost(
        time.perf_counter() - started,
        time.process_time() - computed,
        (process.io_counters().read_chars - read + mapped()) / MIB,
        peak_mib(),
    )


def mapped() -> int:
    """Bytes of the state on disk that this process has in memory since it has asked for them."""
    cache = str(Path(os.environ["XDG_CACHE_HOME"]))
    return sum(part.rss for part in psutil.Process().memory_maps() if part.path.startswith(cache))


def peak_mib() -> float:
    """MiB that this process had resident at most."""
    status = Path("/proc/self/status")
    if status.exists():  # What the kernel counts for `getrusage` is never less than the parent process had.
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        return int(fields["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cold_cost(root: Path, inputs: Sequence[Findings]) -> Cost:
    """The same of a cycle that is the first of its process."""
    encoded = msgspec.msgpack.encode(inputs)
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        found = pool.submit(_cold_cost, str(root), encoded).result()
    print(f"first of its process: {found}", file=sys.stderr, flush=True)
    return found


def _cold_cost(root: str, encoded: bytes) -> Cost:
    coders.register()
    inputs = msgspec.msgpack.decode(encoded, type=list[Findings])
    with Warehouse.open(Path(root)).writer() as writer:
        return cycle_cost(writer, inputs)


def made_readings(count: int) -> Iterator[Findings]:
    """Readings in the order of publication."""
    source = random.Random(0)
    numbers = range(max(1, count // REPORTS_OF_AN_EVENT))
    days = sorted(source.random() * YEARS * 365 for _ in numbers)
    contacts = [contact(number, day, source) for number, day in zip(numbers, days, strict=True)]
    of = np.empty(count, np.int64)
    after = np.empty(count, np.float64)
    for number in range(count):
        if source.random() < RECOUNTS:
            after[number], of[number] = recounted(days, source)
        else:
            of[number] = source.randrange(len(contacts))
            after[number] = days[of[number]] + source.random() * NEWS_DAYS
    texts: dict[int, bytes] = {}
    for number in np.argsort(after, kind="stable"):
        told_of = int(of[number])
        if source.random() >= 1 / 3 or told_of not in texts:
            texts[told_of] = fingerprint(source)
        published = START + dt.timedelta(days=float(after[number]))
        yield told(contacts[told_of], int(number), published, texts[told_of], source)


def recounted(days: Sequence[float], source: random.Random) -> tuple[float, int]:
    """The day, counted from the first, on which a report recounts a contact, and which: one that was before."""
    first = days[0] + NEWS_DAYS
    day = first + source.random() * (YEARS * 365 - first)
    since = source.random() ** 3 * min(RECOUNT_DAYS, day - first)
    return day, bisect.bisect_right(days, day - NEWS_DAYS - since) - 1


def fingerprint(source: random.Random) -> bytes:
    """As of a text that is like no other."""
    return source.randbytes(SIZE - COUNT) + source.randrange(100, 1000).to_bytes(COUNT, "little")


def contact(number: int, day: float, source: random.Random) -> Contact:
    """A contact that took place, so many days after the first."""
    mode = source.choice(sorted(CAMEO))
    return Contact(
        number=number,
        day=START + dt.timedelta(days=day),
        mode=mode,
        services=(
            source.choice([service for service in sorted(HEADS) if service[0] == "US"]),
            source.choice([service for service in sorted(HEADS) if service[0] == "RU"]),
        ),
        place=source.choice(sorted(PLACES)) if mode in {"meeting", "visit", "exchange"} else None,
        topics=tuple(source.sample(TOPICS, 2)),
    )


def told(event: Contact, number: int, published: dt.datetime, minhash: bytes, source: random.Random) -> Findings:
    """How an outlet tells of it, with gaps."""
    facts: dict[str, Any] = {}
    chance = source.random()
    day = event.day.date()
    late = (published - event.day).days >= NEWS_DAYS
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
        status=source.choice(["reported"] * 8 + ["confirmed"] * 2),
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
