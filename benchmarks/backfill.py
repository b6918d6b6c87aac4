"""Pages per second of a backfill, beside the limit and beside a reference stack, on one generated archive.

    python benchmarks/backfill.py [--pages 30000] [--folder FOLDER] [--sample 400] [--rounds 1] [OPTIONS OF BEAM]

limit       read, inflate, undo HTTP's encodings, decode and scan every page, with our own functions; nothing else
ours        `qanat run --warc` as it is: the graph, its rows and its commits included
ours, 2 …   the same with a process for each core beside it
reference   what one writes in an afternoon (benchmarks/throughput.py), on a sample of the same pages, and reading them

Each figure comes from a process of its own, that has loaded its modules, and is of CPU time, so that other work on the
machine does not count: but for the last column, which is of the clock and wants a quiet machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil
from newsarchive import write_archives
from rich.console import Console
from rich.table import Table

from pipeline import logs
from pipeline.archives import Backfill
from pipeline.commands.run import one_cycle
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse
from schemas import coders
from transforms import processes
from transforms.contacts.gate import KnowledgeGate
from transforms.web.archived_pages import Outlets, archived_page, page_body
from transforms.web.charset import decoded
from transforms.web.warc import ArchivedResponse, responses

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
GATE = KnowledgeGate(None)


def archived(files: Iterable[Path]) -> Iterable[tuple[ArchivedResponse, bytes]]:
    """The pages of archives and their content, one after the other."""
    for path in files:
        with path.open("rb") as file:
            for response in responses(file, 0, path.stat().st_size):
                if isinstance(response, ArchivedResponse):
                    body = page_body(response)
                    if body is not None:
                        yield response, body


def limit(files: list[Path], options: argparse.Namespace) -> dict[str, float]:
    """Read and scan every page."""
    GATE("")
    began = time.process_time()
    pages = passed = 0
    for response, body in archived(files):
        pages += 1
        passed += GATE(decoded(body, response.headers.get("content-type")))
    return {"pages": pages, "passed": passed, "seconds": time.process_time() - began}


def reference(files: list[Path], options: argparse.Namespace) -> dict[str, float]:
    """The reference stack on a sample: every nth page."""
    from throughput import reference as stack  # noqa: PLC0415  (loads what the others must not carry)

    step = max(1, options.pages // options.sample)
    seconds = 0.0
    pages = 0
    for number, (response, body) in enumerate(archived(files)):
        page = archived_page(response, body, Outlets(), NOW)
        if number % step == 0 and page is not None:
            began = time.process_time()
            stack(page)
            seconds += time.process_time() - began
            pages += 1
    return {"pages": pages, "seconds": seconds}


def ours(files: list[Path], options: argparse.Namespace) -> dict[str, float]:
    """The backfill, cycle by cycle."""
    logs.configure()
    coders.register()
    backfill = Backfill(str(files[0].parent / (files[0].name[:-11] + "*.warc.gz")))
    settings = Settings(gate=GATE, processes=options.processes)
    with tempfile.TemporaryDirectory() as folder, Warehouse.open(Path(folder) / "warehouse").writer() as writer:
        began, cpu = time.perf_counter(), cpu_seconds()
        one_cycle(writer, backfill.source, settings, options.flags, 60.0)
        while backfill.more():
            one_cycle(writer, backfill.source, settings, options.flags, 60.0)
        wall = time.perf_counter() - began
        beside = beside_this_one()
        processes.close()
        rows = {table: writer.snapshot().metadata().tables[table].rows for table in ("articles", "reports")}
        pages = sum(row.pages for row in writer.snapshot().rows("archive_parts"))
    return {"pages": pages, "seconds": cpu_seconds() - cpu, "wall": wall, "beside": beside, **rows}


def beside_this_one() -> float:
    """MiB that the processes of this one take beside it: what they share counts once, and mapped files not at all."""
    this = psutil.Process()
    taken = sum(memory(process.pid)["Pss_Anon"] for process in (this, *this.children()))
    return (taken - memory(this.pid)["Anonymous"]) / 1024


def memory(pid: int) -> dict[str, int]:
    """What the system says of a process's memory, in KiB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    return {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}


def cpu_seconds() -> float:
    """CPU time of this process and its ended children."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


WORK: dict[str, Callable[[list[Path], argparse.Namespace], dict[str, float]]] = {
    "limit": limit,
    "ours": ours,
    "reference": reference,
}


def measured(name: str, processes: int, options: argparse.Namespace) -> dict[str, float]:
    """One figure from a process of its own."""
    arguments = [sys.executable, __file__, "--only", name, "--processes", str(processes)]
    arguments += ["--pages", str(options.pages), "--files", str(options.files), "--folder", str(options.folder)]
    arguments += ["--sample", str(options.sample), *options.flags]
    done = subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=30_000)
    parser.add_argument("--files", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "qanat-archives")
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=1, help="of which the fastest counts")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)), help="of the third row")
    parser.add_argument("--only", choices=list(WORK), help=argparse.SUPPRESS)
    options, options.flags = parser.parse_known_args()
    files = write_archives(options.folder, options.pages, options.files)
    if options.only:
        figures = WORK[options.only](files, options)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(figures | {"mib": peak + figures.get("beside", 0.0)}))
        return
    console = Console()
    table = Table(title=f"{options.pages:,} pages, {sum(f.stat().st_size for f in files) / 2**20:,.0f} MiB compressed")
    for column in ("", "pages/s", "ms/page", "to the limit", "to the reference", "peak MiB", "pages/s on the clock"):
        table.add_column(column, justify="right" if column else "left")
    several = f"ours, {options.processes} processes"
    work = {
        "limit": ("limit", 1),
        "ours": ("ours", 1),
        several: ("ours", options.processes),
        "reference": ("reference", 1),
    }
    found: dict[str, dict[str, float]] = {}
    for _ in range(options.rounds):
        for name, (kind, number) in work.items():
            figures = measured(kind, number, options)
            if name not in found or figures["seconds"] < found[name]["seconds"]:
                figures["wall"] = min(figures.get("wall", 0.0), found.get(name, figures).get("wall", 0.0))
                found[name] = figures
    rate = {name: figures["pages"] / figures["seconds"] for name, figures in found.items()}
    # The reference must read the pages too.
    rate["reference"] = 1 / (1 / rate["reference"] + 1 / rate["limit"])
    for name, figures in found.items():
        clock = f"{figures['pages'] / figures['wall']:,.0f}" if figures["wall"] else ""
        table.add_row(
            name, f"{rate[name]:,.0f}", f"{1000 / rate[name]:.2f}", f"{rate[name] / rate['limit']:.2f}",
            f"{rate[name] / rate['reference']:.1f}", f"{figures['mib']:,.0f}", clock,
        )  # fmt: skip
    console.print(table)
    mine = found["ours"]
    console.print(
        f"{found['limit']['passed'] / found['limit']['pages']:.1%} pass the gate; {mine['articles']:,.0f} articles and "
        f"{mine['reports']:,.0f} reports kept; on the clock {options.processes} processes are "
        f"{mine['wall'] / found[several]['wall']:.2f} times as fast as one, for "
        f"{found[several]['seconds'] / mine['seconds']:.2f} times the CPU time",
        highlight=False,
    )


if __name__ == "__main__":
    main()
