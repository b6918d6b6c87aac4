"""`qanat status`: what the last cycle did and which feeds are in trouble."""

from __future__ import annotations

import argparse
import sys

from pipeline.commands.common import Commands, add_warehouses, existing, new_parser, no_more
from pipeline.exits import OK
from pipeline.status import print_status


def add_parser(commands: Commands) -> None:
    """Add `status` to the commands."""
    parser = new_parser(commands, "status", "what the last cycle did, which feeds are in trouble", action)
    add_warehouses(parser)


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Print the status as the tables tell it."""
    no_more(rest)
    print_status(existing(arguments), sys.stdout)
    return OK
