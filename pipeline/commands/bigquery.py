"""`qanat bigquery`: make a dataset, or say what differs from what this version needs."""

from __future__ import annotations

import argparse

from rich.console import Console

from pipeline.bigquery import differences, make_dataset, open_session, repaired
from pipeline.commands.common import Commands, add_endpoint, new_parser, no_more, place_of
from pipeline.exits import CONFIG, OK

_TEXT = """\
Look after a dataset in BigQuery: its tables (divided by day, clustered by key), its views, and `commits`, which keeps
bounded cycles whole.

  qanat bigquery init my-project.qanat --location EU    make it, or bring an older one up to date
  qanat bigquery check my-project.qanat                 say what differs; changes nothing

What BigQuery lets one change (missing tables, columns and views, columns that need no value any more, clustering) init
changes; the rest it refuses, and says so. Credentials: gcloud auth application-default login, or
GOOGLE_APPLICATION_CREDENTIALS; needed are BigQuery Data Editor on the dataset and BigQuery Job User on the project."""


def add_parser(commands: Commands) -> None:
    """Add `bigquery` to the commands."""
    parser = new_parser(commands, "bigquery", "make or check a dataset in BigQuery", init, _TEXT)
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    for name, summary, action in (
        ("init", "make the dataset, or bring it up to date", init),
        ("check", "say what differs", check),
    ):
        one = new_parser(actions, name, summary, action)
        one.add_argument("dataset", metavar="PROJECT.DATASET")
        add_endpoint(one)
        if action is init:
            one.add_argument("--location", help="where a new dataset is made: EU, US, europe-west1 ... (US)")


def init(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Make the dataset, or repair what differs."""
    no_more(rest)
    out = Console()
    place = place_of(arguments.dataset, arguments.bigquery_endpoint)
    session, made = make_dataset(place, arguments.location)
    if made:
        out.print(f"made dataset {place} in {session.location}", highlight=False, soft_wrap=True, markup=False)
    for what in repaired(session):
        out.print(f"repaired: {what}", highlight=False, soft_wrap=True, markup=False)
    out.print(f"{place} is ready: qanat run --bigquery {place}", highlight=False, soft_wrap=True, markup=False)
    return OK


def check(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Say what differs; status CONFIG when rows cannot be written or read."""
    no_more(rest)
    out = Console()
    place = place_of(arguments.dataset, arguments.bigquery_endpoint)
    found = list(differences(open_session(place)))
    for difference in found:
        cure = f"qanat bigquery init {place}" if difference.repair else "nothing can change it"
        word = "differs, harmless" if difference.harmless else "differs"
        out.print(
            f"{word}: {difference.says}" + ("" if difference.harmless and not difference.repair else f" ({cure})"),
            highlight=False,
            soft_wrap=True,
            markup=False,
        )
    wrong = [difference for difference in found if not difference.harmless]
    if not wrong:
        out.print(f"{place}: tables and views are as they should be", highlight=False, soft_wrap=True, markup=False)
    return CONFIG if wrong else OK
