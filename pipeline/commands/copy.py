"""`qanat copy`: all rows of one warehouse into another."""

from __future__ import annotations

import argparse
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rich.console import Console

from pipeline.bigquery import BigQueryWarehouse, Place
from pipeline.commands.common import Commands, add_endpoint, existing_warehouse, new_parser, no_more, place_of
from pipeline.copying import copied
from pipeline.exits import OK, USAGE, UserError
from pipeline.store import Warehouse as AnyWarehouse
from pipeline.warehouse import Warehouse

_TEXT = """\
Copy all rows, with their ids, their history and their order, from one warehouse into another: each is a folder or
PROJECT.DATASET in BigQuery. A folder whose name looks like a dataset is written ./that.folder.

  qanat copy warehouse my-project.qanat      from the laptop to BigQuery (make it first: qanat bigquery init)
  qanat copy my-project.qanat ./warehouse    and back

Run again, it goes on where it was, and then copies only what is new. The other warehouse must be new, or hold nothing
but earlier copies of the same one. Nobody may write to either meanwhile."""


def add_parser(commands: Commands) -> None:
    """Add `copy` to the commands."""
    parser = new_parser(commands, "copy", "all rows of a warehouse into another", action, _TEXT)
    parser.add_argument("source", metavar="FROM", help="folder or PROJECT.DATASET")
    parser.add_argument("target", metavar="TO", help="folder or PROJECT.DATASET")
    add_endpoint(parser)


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Copy, and say how far it is."""
    no_more(rest)
    out, err = Console(), Console(stderr=True)
    source, target = _warehouse(arguments.source, arguments, True), _warehouse(arguments.target, arguments, False)
    if source.name == target.name:
        raise UserError("FROM and TO are the same", USAGE)
    total = 0
    with _held(source), target.writer() as writer:
        for progress in copied(source.snapshot(), source.name, writer, target.name):
            total += progress.rows
            if progress.table:
                err.print(f"{progress.table}: {progress.done:,} of {progress.of:,}", highlight=False)
    out.print(f"copied {total:,} rows from {source.name} to {target.name}", highlight=False, soft_wrap=True)
    return OK


def _warehouse(name: str, arguments: argparse.Namespace, exists: bool) -> AnyWarehouse:
    if _is_dataset(name):
        return BigQueryWarehouse.open(place_of(name, arguments.bigquery_endpoint))
    return existing_warehouse(Path(name)) if exists else Warehouse.open(name)


def _is_dataset(name: str) -> bool:
    if Path(name).exists():
        return False
    try:
        Place.parsed(name)
    except ValueError:
        return False
    return True


def _held(source: AnyWarehouse) -> AbstractContextManager[object]:
    """A folder is locked while it is read: its files vanish some time after the next commit."""
    return source.writer() if isinstance(source, Warehouse) else nullcontext()
