"""`qanat sql`: ask the tables and views."""

from __future__ import annotations

import argparse
import sys

from pipeline.commands.common import Commands, add_warehouse, existing_warehouse, new_parser, no_more
from pipeline.exits import OK
from pipeline.sql import FORMATS, run_sql

_TEXT = """\
Run one SQL query (DuckDB's dialect) over the tables and views of a warehouse, as they stand now.

views:   events  reports_latest  timeline  feed_health
tables:  articles  reports  event_revisions  feed_polls  pages  dead_letters

examples:
  qanat sql "SELECT event_start, mode, title, outlet_count FROM events ORDER BY event_start"
  qanat sql --format csv "FROM timeline" > timeline.csv"""


def add_parser(commands: Commands) -> None:
    """Add `sql` to the commands."""
    parser = new_parser(commands, "sql", "ask the tables", action, _TEXT)
    parser.add_argument("query", help="the query; - reads it from standard input")
    add_warehouse(parser)
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to print the result (%(default)s)")


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run the query on one snapshot."""
    no_more(rest)
    query = sys.stdin.read() if arguments.query == "-" else arguments.query
    run_sql(existing_warehouse(arguments.warehouse), query, arguments.format, sys.stdout)
    return OK
