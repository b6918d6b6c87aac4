"""`qanat demo`: the real pipeline over a small newsroom on this machine."""

from __future__ import annotations

import argparse
import shutil
import sys
from functools import partial
from pathlib import Path

from rich.console import Console

from pipeline.commands.common import Commands, new_parser, no_more
from pipeline.commands.run import feed_source, one_cycle
from pipeline.demo.expected import differences
from pipeline.demo.newsdesk import STAGES
from pipeline.demo.server import Newsroom
from pipeline.exits import CANNOT_CREATE, OK, SOFTWARE, UserError
from pipeline.settings import Settings
from pipeline.sql import connection, run_sql
from pipeline.supervisor import run_cycles
from pipeline.warehouse import Warehouse
from transforms.contacts.gate import KnowledgeGate
from transforms.web.http import HttpSettings

_TEXT = """\
Serve a newsroom of several outlets on this machine's loopback addresses and run the real pipeline over it:
two cycles, between which the newsroom moves on (new reports, a correction, a feed that dies). Then print the
events. Nothing outside this machine is asked for anything."""

_FETCH_SECONDS = 60.0
EVENTS = """\
SELECT event_start AS first_day, event_end AS last_day, mode,
       array_to_string([participant.name FOR participant IN participants], ', ') AS who,
       coalesce(place, '') AS place,
       report_count AS reports, outlet_count AS outlets, independent_report_count AS independent
FROM events
ORDER BY coalesce(event_start, event_end), mode"""

_NEXT = """\
Ask more (the tables stay in {warehouse}):
  {qanat} sql --warehouse {warehouse} "FROM timeline"
  {qanat} sql --warehouse {warehouse} "SELECT outlet, mode, event_start, quote FROM reports_latest ORDER BY event_id"
  {qanat} sql --warehouse {warehouse} "SELECT url, rejection_reason FROM articles WHERE NOT relevant"
  {qanat} status --warehouse {warehouse}"""


def add_parser(commands: Commands) -> None:
    """Add `demo` to the commands."""
    parser = new_parser(commands, "demo", "a small newsroom on this machine, from its feeds to a table", action, _TEXT)
    parser.add_argument(
        "--warehouse",
        type=Path,
        default=Path("demo_warehouse"),
        metavar="DIR",
        help="where the tables go; a demo's earlier ones are replaced (%(default)s)",
    )


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run two cycles over the newsroom and print the events."""
    no_more(rest)
    out, err = Console(), Console(stderr=True)
    _make_room(arguments.warehouse)
    settings = Settings(
        http=HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0), obey_hints=False, gate=KnowledgeGate(None)
    )
    with Newsroom() as newsroom, Warehouse.open(arguments.warehouse).writer() as writer:
        (arguments.warehouse / _MARK).touch()
        feeds = newsroom.feeds()
        err.print(f"The newsroom is open: {len(newsroom.bases)} outlets, {len(feeds)} feeds.", highlight=False)
        cycle = partial(one_cycle, writer, feed_source(feeds), settings, [], _FETCH_SECONDS)
        for what in ("First cycle", "The newsroom moves on; second cycle"):
            err.print(f"{what}:", highlight=False)
            status = run_cycles(cycle, None, out, err)
            if status != OK:
                return status
            newsroom.advance()
    warehouse = Warehouse.open(arguments.warehouse)
    out.print()
    run_sql(warehouse, EVENTS, "table", sys.stdout)
    out.print()
    with connection(warehouse.snapshot()) as tables:
        rows = tables.sql("FROM events").to_arrow_table().to_pylist()
    wrong = differences(STAGES[-1], rows)
    for flaw in wrong:
        out.print(f"not as the newsroom tells it: {flaw}", highlight=False, soft_wrap=True)
    if wrong:
        return SOFTWARE
    out.print(f"All {len(rows)} contacts that the newsroom tells of are there, each once.", highlight=False)
    out.print(_NEXT.format(warehouse=arguments.warehouse, qanat=_program()), highlight=False, soft_wrap=True)
    return OK


_MARK = ".demo"


def _program() -> str:
    """How this program was called, as one would type it again."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return "python -m pipeline"
    return str(called.relative_to(Path.cwd())) if called.is_relative_to(Path.cwd()) else str(called)


def _make_room(warehouse: Path) -> None:
    if not warehouse.exists():
        return
    if not (warehouse / _MARK).exists() and any(warehouse.iterdir()):
        raise UserError(f"{warehouse} is not a demo's warehouse: name another folder with --warehouse", CANNOT_CREATE)
    shutil.rmtree(warehouse)
