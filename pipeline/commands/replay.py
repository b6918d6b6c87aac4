"""`qanat replay`: try again what earlier runs could not handle."""

from __future__ import annotations

import argparse
import datetime as dt
from functools import partial
from typing import TypeVar

import apache_beam as beam
from rich.console import Console

from pipeline.commands.common import Commands, add_warehouses, beam_options, existing, new_parser
from pipeline.commands.run import add_how, one_cycle, settings_of
from pipeline.decisions import decisions_file
from pipeline.exits import OK
from pipeline.graph import Entries
from pipeline.sources import parsed_line
from pipeline.store import Snapshot
from pipeline.supervisor import run_cycles
from schemas.records import ArchivePart, DeadLetter, Page, ReadArticle, Record, Visit, from_json
from transforms.fold import Clock
from transforms.rows import Row, row_of

_TEXT = """\
Take the records out of dead_letters and send each into the step that failed, with today's program and
knowledge. What succeeds is marked as resolved; what fails again stays, with one attempt more."""

_KINDS: dict[str, type[Record]] = {kind.__name__: kind for kind in (Visit, Page, ReadArticle, ArchivePart)}
_FETCH_SECONDS = 600.0
R = TypeVar("R", bound=Record)


def add_parser(commands: Commands) -> None:
    """Add `replay` to the commands."""
    parser = new_parser(commands, "replay", "try again what ended in dead_letters", action, _TEXT)
    add_warehouses(parser)
    parser.add_argument("--stage", help="only dead letters of this stage")
    add_how(parser)


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Replay the open dead letters in one cycle."""
    beam_options(rest, [f"--{name}" for name in vars(arguments)])
    settings = settings_of(arguments)
    out, err = Console(), Console(stderr=True)
    with existing(arguments).writer() as writer:
        letters = open_letters(writer.snapshot(), arguments.stage)
        if not letters:
            out.print("no open dead letters")
            return OK
        source = partial(replayed_entries, letters)
        decisions = decisions_file(arguments.overrides, None if arguments.bigquery else arguments.warehouse)
        cycle = partial(one_cycle, writer, source, settings, rest, _FETCH_SECONDS, decisions=decisions)
        return run_cycles(cycle, None, out, err)


def open_letters(snapshot: Snapshot, stage: str | None) -> list[DeadLetter]:
    """The dead letters that wait, of one stage or of all."""
    rows = [row for row in snapshot.rows("dead_letters") if isinstance(row, DeadLetter)]
    return [row for row in rows if row.resolved_at is None and stage in (None, row.stage)]


def replayed_entries(letters: list[DeadLetter], pipeline: beam.Pipeline, snapshot: Snapshot, clock: Clock) -> Entries:
    """The records of dead letters, each entering the graph at the step that failed."""
    records = [record_of(letter, clock()) for letter in letters]
    again = [record for record in records if isinstance(record, DeadLetter)]

    def made(label: str, kind: type[R]) -> beam.PCollection[R]:
        of_kind = [record for record in records if isinstance(record, kind)]
        return pipeline | label >> beam.Create(of_kind).with_output_types(kind)

    return Entries(
        due=made("DueAgain", Visit),
        parts=made("PartsAgain", ArchivePart),
        pages=made("PagesAgain", Page),
        articles=made("ArticlesAgain", ReadArticle),
        rows=[pipeline | "StillUnreadable" >> beam.Create(list(map(row_of, again))).with_output_types(Row)],
        replayed=pipeline | "Replayed" >> beam.Create(letters).with_output_types(DeadLetter),
    )


def record_of(letter: DeadLetter, now: dt.datetime) -> Record:
    """The record that a dead letter holds, or a dead letter again if it still cannot be read."""
    kind = _KINDS.get(letter.payload_type)
    if kind is None:
        return parsed_line(letter.payload.encode(), letter.key, now)
    return from_json(letter.payload, kind)
