"""Memory and time of many cycles in one process, as a laptop runs them for weeks.

    python benchmarks/cycles.py [--cycles 500] [--feeds 20]

Polls feeds of demo newsrooms on loopback. The first cycles fetch everything; from then on nothing is new, but for
every fiftieth cycle, when one newsroom moves to another stage and back, so that the way to new rows stays in use.
Prints resident memory at some cycles, and the seconds of idle cycles.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from pipeline import logs
from pipeline.commands.run import feed_source, one_cycle
from pipeline.demo.server import Newsroom
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse
from schemas import coders
from transforms.contacts.gate import KnowledgeGate
from transforms.web.http import HttpSettings


def main() -> None:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=500)
    parser.add_argument("--feeds", type=int, default=20)
    options = parser.parse_args()
    logs.configure()
    coders.register()
    console = Console()
    settings = Settings(
        http=HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0), obey_hints=False, gate=KnowledgeGate(None)
    )
    process = psutil.Process()
    resident: dict[int, float] = {}
    idle: list[float] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rooms: list[Newsroom] = []
        feeds = []
        while len(feeds) < options.feeds:
            rooms.append(stack.enter_context(Newsroom()))
            feeds += rooms[-1].feeds()
        feeds = feeds[: options.feeds]
        writer = stack.enter_context(Warehouse.open(folder / "warehouse").writer())
        for number in range(1, options.cycles + 1):
            if number % 50 == 0:
                rooms[0].set_stage(2 if rooms[0].stage == 1 else 1)
            summary = one_cycle(writer, feed_source(feeds), settings, [], 60.0)
            if not summary.rows.get("pages"):
                idle.append(summary.seconds)
            if number in (10, 50, options.cycles) or number % 100 == 0:
                gc.collect()
                resident[number] = process.memory_info().rss / 2**20
                console.print(summary.line(), f"{resident[number]:.0f} MiB", highlight=False)
    table = Table(title=f"{options.cycles} cycles of {len(feeds)} feeds in one process")
    table.add_column("cycle", justify="right")
    table.add_column("resident MiB", justify="right")
    table.add_column("against cycle 50", justify="right")
    for number, size in resident.items():
        table.add_row(str(number), f"{size:.1f}", f"{size / resident.get(50, size) - 1:+.1%}")
    console.print(table)
    idle.sort()
    console.print(
        f"{len(idle)} idle cycles: median {statistics.median(idle):.2f} s, "
        f"95th percentile {idle[int(len(idle) * 0.95)]:.2f} s, longest {idle[-1]:.2f} s"
    )


if __name__ == "__main__":
    main()
