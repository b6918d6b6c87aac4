"""What one feed, one page and one row cost: the measured part of the arithmetic in deploy/dataflow/README.md.

    python benchmarks/cost.py [--page_kilobytes 150] [--rounds 5]

Two cycles over the demo newsroom give the rows and their sizes (as JSON, about what BigQuery bills). CPU is that of
this process alone (the best of `--rounds`), on pages of the newsroom padded to the size of an outlet's.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from pipeline.commands.run import feed_source, one_cycle
from pipeline.demo.server import Newsroom
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse
from schemas import coders
from schemas.records import TABLES, Page, ReadArticle, Record
from transforms.clock import SystemClock
from transforms.contacts.gate import KnowledgeGate
from transforms.detect_contacts import _Detection
from transforms.extract_articles import _Extraction
from transforms.keep_arabic import _Language
from transforms.web.fetch import Response
from transforms.web.http import HttpClient, HttpSettings

_JSON = msgspec.json.Encoder()
_FILLER = b"<script>/* " + b"x" * 1000 + b" */</script>\n"


def main() -> None:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page_kilobytes", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    coders.register()
    console = Console(width=110)
    settings = Settings(
        http=HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0), obey_hints=False, gate=KnowledgeGate(None)
    )
    with tempfile.TemporaryDirectory() as folder, Newsroom() as newsroom:
        warehouse = Warehouse.open(Path(folder) / "warehouse")
        for stage in (1, 2):
            newsroom.set_stage(stage)
            with warehouse.writer() as writer:
                one_cycle(writer, feed_source(newsroom.feeds()), settings, [], 60.0)
        snapshot = warehouse.snapshot()
        console.print(_rows({table: list(snapshot.rows(table, latest=False)) for table in TABLES}))
        client = HttpClient(settings.http)
        visits = [row for row in snapshot.rows("pages") if getattr(row, "outcome", "") in _OUTCOMES]
        pages = [_padded(visit, client.get(visit.url, accept="*/*", max_bytes=1 << 23), options) for visit in visits]
    console.print(_steps(pages, options))


_OUTCOMES = ("gated", "no_contact", "reported")


def _padded(visit: Any, response: Response, options: argparse.Namespace) -> Page:
    lacking = options.page_kilobytes * 1000 - len(response.body)
    head, found, rest = response.body.partition(b"</head>")
    body = head + _FILLER * max(0, lacking // len(_FILLER)) + found + rest
    return Page(visit=msgspec.structs.replace(visit, revisits=0), body=body, content_type=response.content_type)


def _rows(rows: dict[str, list[Record]]) -> Table:
    table = Table("table", "rows", "bytes a row", title="rows of two cycles over the demo newsroom")
    for name, found in rows.items():
        if found:
            size = sum(len(_JSON.encode(row)) for row in found) / len(found)
            table.add_row(name, str(len(found)), f"{size:,.0f}")
    return table


def _steps(pages: list[Page], options: argparse.Namespace) -> Table:
    extraction = _Extraction(KnowledgeGate(None))
    language, detection = _Language(False), _Detection(SystemClock(), None, False)
    title = f"CPU of one page of {options.page_kilobytes} KB, milliseconds (best of {options.rounds} rounds)"
    table = Table("pages that end as", "pages", "gate and extract", "language", "detect", title=title)
    for outcome in _OUTCOMES:
        some = [page for page in pages if page.visit.outcome == outcome]
        extracted, first = _timed(extraction, some, options)
        articles = [one for one in extracted if isinstance(one, ReadArticle)]
        kept, second = _timed(language, articles, options)
        _, third = _timed(detection, [one for one in kept if isinstance(one, ReadArticle)], options)
        each = [f"{value / max(1, len(some)):.2f}" for value in (first, second, third)]
        table.add_row(outcome, str(len(some)), *each)
    return table


def _timed(
    step: Callable[[Any], Iterable[Any]], inputs: list[Any], options: argparse.Namespace
) -> tuple[list[Any], float]:
    best, outputs = float("inf"), []
    for _ in range(options.rounds):
        began = time.process_time()
        outputs = [output for one in inputs for output in step(one)]
        best = min(best, time.process_time() - began)
    return outputs, best * 1000


if __name__ == "__main__":
    main()
