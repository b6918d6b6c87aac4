"""The command line: one parser, one function a command, every trouble a message and a status of its own."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

import pipeline
from pipeline import logs
from pipeline.commands import bigquery, copy, demo, evaluate, explain, feeds, replay, run, sql, status
from pipeline.exits import OK, UserError, status_of
from pipeline.template import run_arguments
from pipeline.warehouse import WarehouseError
from schemas import coders
from schemas.yamlfile import ConfigError

_DESCRIPTION = """\
Watches Arabic news and keeps one trustworthy row for every contact between US and Russian intelligence."""

_EPILOG = """\
examples:
  qanat demo                                   a small newsroom on this machine, from its feeds to a table
  qanat run --every 15m                        poll the packaged feeds into ./warehouse
  qanat run --feeds my-feeds.yaml --once       poll your own feeds once
  qanat run --articles saved.jsonl             saved articles instead of feeds
  qanat sql "SELECT * FROM events"             ask the tables
  qanat feeds check my-feeds.yaml              ask every feed of a list once
  qanat status                                 what the last cycle did, which feeds are in trouble

exit status: 0 done · 2 unknown option or wrong value · 65 unusable data or SQL · 66 no such file or dataset ·
  69 BigQuery out of reach · 70 a cycle failed · 73 cannot write · 74 disk full · 75 warehouse in use ·
  77 no permission · 78 wrong configuration file"""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    root = argparse.ArgumentParser(
        prog="qanat", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    root.add_argument("--version", action="version", version=f"qanat {pipeline.__version__}")
    commands = root.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in (run, demo, sql, status, explain, evaluate, feeds, replay, bigquery, copy):
        module.add_parser(commands)
    return root


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status."""
    err = Console(stderr=True)
    coders.register()
    root = parser()
    known, rest = root.parse_known_args(arguments)
    logs.configure(known.verbose)
    action: Callable[[argparse.Namespace, list[str]], int] = known.action
    try:
        return action(known, rest)
    except (UserError, ConfigError, WarehouseError) as error:
        err.print(f"qanat: {error}", highlight=False, soft_wrap=True, markup=False)
        return status_of(error)
    except BrokenPipeError:
        # The reader of our output has seen enough.
        sys.stderr.close()
        return OK


def run_main() -> None:
    """Entry point of the console script."""
    sys.exit(main())


def run_parser() -> argparse.ArgumentParser:
    """The parser of `qanat run` alone."""
    commands = argparse.ArgumentParser(prog="qanat").add_subparsers()
    run.add_parser(commands)
    found: argparse.ArgumentParser = commands.choices["run"]
    return found


def run_template() -> None:
    """Entry point of the Flex Template: an unbounded run with the parameters that its launcher passes."""
    err = Console(stderr=True)
    try:
        arguments, unknown = run_arguments(sys.argv[1:], run_parser())
    except UserError as error:
        err.print(f"qanat: {error}", highlight=False, soft_wrap=True, markup=False)
        sys.exit(error.status)
    for argument in unknown:
        err.print(f"qanat: left out, since neither qanat run nor Beam knows it: {argument}", soft_wrap=True)
    sys.exit(main(["run", "--streaming", *arguments]))
