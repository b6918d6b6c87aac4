"""Options that several commands share."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from apache_beam.options.pipeline_options import PipelineOptions

from pipeline import store
from pipeline.bigquery import BigQueryWarehouse, Place
from pipeline.exits import CANNOT_CREATE, NO_INPUT, USAGE, UserError
from pipeline.warehouse import NotAWarehouse, Warehouse
from pipeline.warehouse.streamed import StreamedWarehouse, is_remote, is_streamed

Commands = Any
"""What argparse's add_subparsers gives; its type has no public name."""


def new_parser(
    commands: Commands, name: str, summary: str, action: Callable[[argparse.Namespace, list[str]], int], text: str = ""
) -> argparse.ArgumentParser:
    """A command's parser with what every command has."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=text or summary,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--verbose", action="store_true", help="say more on stderr, tracebacks included")
    parser.set_defaults(action=action)
    return parser


def place(text: str) -> Path | str:
    """A folder or file as the user names it: a path, or an address on another file system."""
    return text if is_remote(text) else Path(text)


def add_warehouse(parser: argparse.ArgumentParser) -> None:
    """--warehouse DIR."""
    parser.add_argument(
        "--warehouse", type=Path, default=Path("warehouse"), metavar="DIR", help="where the tables are (%(default)s)"
    )


def add_warehouses(parser: argparse.ArgumentParser) -> None:
    """--warehouse DIR or --bigquery PROJECT.DATASET."""
    group = parser.add_argument_group("where the tables are")
    where = group.add_mutually_exclusive_group()
    where.add_argument(
        "--warehouse", type=place, default=Path("warehouse"), metavar="DIR", help="a folder (%(default)s)"
    )
    where.add_argument("--bigquery", metavar="PROJECT.DATASET", help="a dataset in BigQuery")
    add_endpoint(group)


def add_endpoint(parser: Any) -> None:
    """--bigquery_endpoint URL, for a parser or a group of options."""
    parser.add_argument(
        "--bigquery_endpoint",
        metavar="URL",
        help="another service than Google's, e.g. a test server; with http:// no credentials are sent",
    )


def opened(arguments: argparse.Namespace) -> store.Warehouse:
    """The warehouse that the options name; a folder that is absent or empty becomes one."""
    dataset = _dataset(arguments)
    if dataset is None and isinstance(arguments.warehouse, str):
        raise UserError(f"--warehouse {arguments.warehouse}: cycles write to folders of this machine", USAGE)
    if dataset is None and is_streamed(str(arguments.warehouse)):
        raise UserError(
            f"{arguments.warehouse}: --streaming writes here; give another folder, or copy it (qanat copy) and go on"
            " with the copy",
            CANNOT_CREATE,
        )
    return dataset or Warehouse.open(arguments.warehouse)


def existing(arguments: argparse.Namespace) -> store.Warehouse:
    """The warehouse that the options name, if there is one."""
    return _dataset(arguments) or existing_warehouse(arguments.warehouse)


def _dataset(arguments: argparse.Namespace) -> BigQueryWarehouse | None:
    if arguments.bigquery is None:
        if arguments.bigquery_endpoint is not None:
            raise UserError("--bigquery_endpoint goes with --bigquery PROJECT.DATASET", USAGE)
        return None
    return BigQueryWarehouse.open(place_of(arguments.bigquery, arguments.bigquery_endpoint))


def place_of(name: str, endpoint: str | None) -> Place:
    """The dataset that the user named."""
    try:
        return Place.parsed(name, endpoint)
    except ValueError as error:
        raise UserError(f"BigQuery: {error}", USAGE) from None


def existing_warehouse(path: Path | str) -> Warehouse | StreamedWarehouse:
    """The warehouse at the path, if there is one: written in commits, or by a stream."""
    try:
        if isinstance(path, str) or is_streamed(str(path)):
            return StreamedWarehouse.existing(str(path))
        return Warehouse.existing(path)
    except NotAWarehouse as error:
        raise UserError(str(error), NO_INPUT) from error


def no_more(rest: list[str]) -> None:
    """Refuse options that nobody knows."""
    if rest:
        raise UserError(f"unknown option {rest[0]}; see --help", USAGE)


def beam_parser() -> argparse.ArgumentParser:
    """A parser of all options that Beam knows."""
    parsers: list[argparse.ArgumentParser] = []
    PipelineOptions([]).get_all_options(add_extra_args_fn=parsers.append)
    return parsers[0]


def beam_options(rest: list[str], own: list[str]) -> PipelineOptions:
    """The rest of the command line as Beam's options, unknown ones and wrong values refused.

    Args:
        rest: what the command's own parser left.
        own: the command's own options, for a better hint.
    """
    parser = beam_parser()

    def refuse(message: str) -> None:
        raise UserError(f"{message}; see qanat run --help", USAGE)

    parser.error = refuse  # type: ignore[assignment,method-assign]
    _, unknown = parser.parse_known_args(rest)
    if unknown:
        name = unknown[0].split("=")[0]
        known = own + [option for action in parser._actions for option in action.option_strings]
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
        raise UserError(
            f"unknown option {name}" + (f"; did you mean {near[0]}?" if near else "; see qanat run --help"), USAGE
        )
    return PipelineOptions(rest)
