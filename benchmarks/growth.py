"""Whether a page of a backfill costs the same at its end as at its beginning, and beside many known events.

    python benchmarks/growth.py [--pages 30000] [--known 0] [--cycles 20] [--median 8000] [--folder FOLDER]

Reads one generated archive (benchmarks/newsarchive.py) in so many cycles in one process, and prints the CPU time of a
page in each tenth. Its pages are small, so that what grows with the tables is not lost in the reading. `--known`
reports, each of the day of a contact of its own and resolved one after the other (benchmarks/resolution.py), are in
the warehouse before the first cycle: some coincide, and the number of events is told. The first cycle of a process
reads the events that are known; that is told apart from the pages.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import tempfile
import time
from pathlib import Path

import resolution
from newsarchive import Mixture, write_archives
from rich.console import Console
from rich.table import Table

from pipeline import logs, recall
from pipeline.archives import Backfill
from pipeline.commands.run import one_cycle
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse, Writer
from schemas import coders
from transforms.contacts.gate import KnowledgeGate

TENTHS = 10
YEARS = 400
"""Over which known contacts are spread: one a day and more, all of two services each, is already far from life."""


def know(writer: Writer, reports: int) -> int:
    """Fill the warehouse with so many reports, each of another contact; the number of events they make."""
    resolution.REPORTS_OF_AN_EVENT = 1
    resolution.YEARS = YEARS
    resolution.START = dt.datetime(2026 - YEARS, 1, 1, tzinfo=dt.UTC)
    # Reports of one contact each that do not say when it was would all have to be held against each other.
    made = resolution.made_readings(3 * reports)
    dated = (reading for reading in made if reading.reports[0].date_precision == "day")
    resolution.fold_all(writer, dated, reports, 500, None)
    recall.forget()
    return len({row.event_id for row in writer.snapshot().rows("reports")})


def warm_up(files: list[Path]) -> None:
    """A backfill of the first pages into a warehouse of its own: modules, knowledge and profiles are then loaded."""
    backfill = Backfill(str(files[0]), part_bytes=1 << 20, cycle_bytes=1 << 20)
    with tempfile.TemporaryDirectory() as folder, Warehouse.open(Path(folder) / "warehouse").writer() as writer:
        one_cycle(writer, backfill.source, Settings(gate=KnowledgeGate(None)), [], 60.0)
    recall.forget()


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=30_000)
    parser.add_argument("--known", type=int, default=0, help="reports that are there before")
    parser.add_argument("--cycles", type=int, default=20)
    parser.add_argument("--median", type=int, default=8_000, help="of the pages' sizes, in bytes")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "qanat-archives")
    options = parser.parse_args()
    logs.configure()
    coders.register()
    files = write_archives(options.folder, options.pages, 2, Mixture(median_bytes=options.median))
    size = sum(file.stat().st_size for file in files)
    warm_up(files)
    settings = Settings(gate=KnowledgeGate(None))
    costs: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder, Warehouse.open(Path(folder) / "warehouse").writer() as writer:
        known = know(writer, options.known) if options.known else 0
        part = size // options.cycles // 2 + 1
        backfill = Backfill(str(files[0]).replace("-000.", "-*."), part_bytes=part, cycle_bytes=2 * part)
        first = 0.0
        if known:
            # Reads the events that are known, and one page or two.
            look = Backfill(str(files[0]), part_bytes=400_000, cycle_bytes=400_000)
            began = time.process_time()
            one_cycle(writer, look.source, settings, [], 60.0)
            first = time.process_time() - began
        while not costs or backfill.more():
            began = time.process_time()
            summary = one_cycle(writer, backfill.source, settings, [], 60.0)
            costs.append((summary.rows["archive_parts.pages"], time.process_time() - began))
        reports = writer.snapshot().metadata().tables["reports"].rows
    table = Table(title=f"{options.pages:,} pages in {len(costs)} cycles beside {known:,} events")
    table.add_column("pages", justify="right")
    table.add_column("ms of CPU a page", justify="right")
    tenths = [costs[len(costs) * n // TENTHS : len(costs) * (n + 1) // TENTHS] for n in range(TENTHS)]
    each = [1000 * sum(seconds for _, seconds in those) / sum(pages for pages, _ in those) for those in tenths]
    done = 0
    for those, cost in zip(tenths, each, strict=True):
        done += sum(pages for pages, _ in those)
        table.add_row(f"{done:,}", f"{cost:.3f}")
    console = Console()
    console.print(table)
    console.print(
        f"last tenth over first: {each[-1] / each[0]:.2f}; mean {sum(each) / TENTHS:.3f} ms; {reports:,} reports in "
        f"the end; the first look at what is known took {first:.1f} s; peak "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB",
        highlight=False,
    )


if __name__ == "__main__":
    main()
