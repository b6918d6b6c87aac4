"""How long it takes from an item in a feed to its row, for a hundred feeds on loopback.

    python benchmarks/latency.py [--feeds 100] [--every 10] [--items 8]

`qanat run --every` polls the feeds of demo newsrooms in a process of its own. One newsroom after the other moves on, at
a random moment of the interval; taken is the time until a report of one of its new articles is in a snapshot, as any
reader sees it. At worst that is the poll interval and what a cycle takes.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipeline.demo.server import Newsroom
from pipeline.warehouse import Warehouse

LONGEST_WAIT = 180.0
LOOK_EVERY = 0.1


class Reader:
    """What somebody sees who asks for the reports again and again."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = Warehouse.open(folder)
        self.commit = -1
        self.urls: set[str] = set()

    def look(self) -> set[str]:
        """The addresses of all reports."""
        snapshot = self.warehouse.snapshot()
        if snapshot.number != self.commit:
            self.commit = snapshot.number
            self.urls = {row.url for row in snapshot.rows("reports")}
        return self.urls


def until_new(reader: Reader, room: Newsroom, known: set[str]) -> float:
    """Seconds until a report of the room is there that was not."""
    began = time.monotonic()
    bases = tuple(room.bases.values())
    while time.monotonic() - began < LONGEST_WAIT:
        if any(url.startswith(bases) for url in reader.look() - known):
            return time.monotonic() - began
        time.sleep(LOOK_EVERY)
    raise SystemExit(f"no report within {LONGEST_WAIT:.0f} s")


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--every", type=int, default=10, help="seconds between polls")
    parser.add_argument("--items", type=int, default=8, help="newsrooms that move on")
    options = parser.parse_args()
    pick = random.Random(1)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rooms: list[Newsroom] = []
        feeds: list[dict[str, str]] = []
        while len(feeds) < options.feeds:
            rooms.append(stack.enter_context(Newsroom()))
            feeds += [{"outlet": each.outlet, "url": each.url} for each in rooms[-1].feeds()]
        # JSON is YAML too.
        (folder / "feeds.yaml").write_text(json.dumps({"feeds": feeds[: options.feeds]}), encoding="utf-8")
        command = [sys.executable, "-m", "pipeline", "run", "--feeds", str(folder / "feeds.yaml")]
        command += ["--warehouse", str(folder / "warehouse"), "--every", f"{options.every}s", "--host_delay", "0"]
        command += ["--allow_private_hosts", "--ignore_feed_hints"]
        program = stack.enter_context(
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        )
        stack.callback(program.send_signal, signal.SIGTERM)
        assert program.stdout is not None
        program.stdout.readline()
        reader = Reader(folder / "warehouse")
        waits = []
        # The last newsroom may not have all its feeds in the list.
        for room in rooms[: min(options.items, len(rooms) - 1)]:
            time.sleep(options.every * (1 + pick.random()))
            known = set(reader.look())
            room.set_stage(2)
            waits.append(until_new(reader, room, known))
    table = Table(title=f"{options.feeds} feeds polled every {options.every} s; {len(waits)} times news")
    for column in ("", "median s", "longest s"):
        table.add_column(column, justify="right" if column else "left")
    for name, less in (("from item to row", 0), ("over the poll interval", options.every)):
        table.add_row(name, f"{statistics.median(waits) - less:.1f}", f"{max(waits) - less:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
