"""`qanat sql`: ask the tables and views."""

from __future__ import annotations

import argparse
import sys

from pipeline.bigquery import open_session
from pipeline.bigquery.answers import answer
from pipeline.commands.common import Commands, add_warehouses, existing_warehouse, new_parser, no_more, place_of
from pipeline.exits import OK
from pipeline.sql import FORMATS, print_rows, run_sql

_TEXT = """\
Run one SQL query (DuckDB's dialect; with --bigquery, BigQuery's) over the tables and views of a warehouse,
as they stand now.

views:   events  reports_latest  unrealized_latest  disputes  timeline  feed_health
tables:  articles  reports  unrealized_contacts  event_revisions  feed_polls  pages  dead_letters

examples:
  qanat sql "SELECT event_start, mode, title, outlet_count FROM events ORDER BY event_start"
  qanat sql --format csv "FROM timeline" > timeline.csv"""


def add_parser(commands: Commands) -> None:
    """Add `sql` to the commands."""
    parser = new_parser(commands, "sql", "ask the tables", action, _TEXT)
    parser.add_argument("query", help="the query; - reads it from standard input")
    add_warehouses(parser)
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to print the result (%(default)s)")


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Run the query on one snapshot."""
    no_more(rest)
    query = sys.stdin.read() if arguments.query == "-" else arguments.query
    if arguments.bigquery:
        session = open_session(place_of(arguments.bigquery, arguments.bigquery_endpoint))
        columns, rows = answer(session, query)
        print_rows(columns, iter(rows), arguments.format, sys.stdout)
    else:
        run_sql(existing_warehouse(arguments.warehouse), query, arguments.format, sys.stdout)
    return OK
