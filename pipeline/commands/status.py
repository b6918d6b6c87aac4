"""`qanat status`: what the last cycle did and which feeds are in trouble."""

from __future__ import annotations

import argparse
import sys

from pipeline.commands.common import Commands, add_warehouse, existing_warehouse, new_parser, no_more
from pipeline.exits import OK
from pipeline.status import print_status


def add_parser(commands: Commands) -> None:
    """Add `status` to the commands."""
    parser = new_parser(commands, "status", "what the last cycle did, which feeds are in trouble", action)
    add_warehouse(parser)


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Print the status as the tables tell it."""
    no_more(rest)
    print_status(existing_warehouse(arguments.warehouse), sys.stdout)
    return OK
