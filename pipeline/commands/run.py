"""`qanat run`: from feeds or saved articles to rows."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from rich.console import Console

from pipeline import __version__, allocator, feeds_file
from pipeline.archives import Backfill
from pipeline.commands.common import Commands, add_warehouses, beam_options, new_parser, opened, place
from pipeline.commands.streaming import DEFAULT_EVERY, add_streaming, run_stream
from pipeline.commands.watching import add_prometheus, watched
from pipeline.cycle import Source, run_cycle
from pipeline.dataflow import is_dataflow, prepare
from pipeline.decisions import DecisionsFile, decisions_file
from pipeline.exits import NO_INPUT, USAGE, UserError
from pipeline.feeds_file import minutes_of, read_feeds
from pipeline.graph import Entries
from pipeline.runners import runs_in_this_process
from pipeline.settings import Settings
from pipeline.sources import article_entries, feed_entries
from pipeline.store import Snapshot, Writer
from pipeline.summary import CycleSummary
from pipeline.supervisor import run_cycles
from pipeline.waiting import due_visits
from schemas.records import Feed
from transforms.contacts import WATCHED_PAIR, load_knowledge
from transforms.contacts.gate import KnowledgeGate
from transforms.fold import Clock
from transforms.web.archived_pages import Outlets
from transforms.web.http import HttpSettings

_TEXT = """\
Run the pipeline: fetch, extract, keep what is Arabic, detect contacts, resolve events, write rows.

three ways to run:
  --once          one cycle, then end (the default)
                    qanat run --feeds my-feeds.yaml
  --every 15m     a cycle every 15 minutes until Ctrl-C or SIGTERM; a cycle that fails is reported
                  and the next one does its work again; --prometheus_port shows how it fares
                    qanat run --every 15m --contact you@example.org
  --streaming     one run without end, a poll every 15 minutes (--every), on a runner for unbounded input:
                  --runner PrismRunner, FlinkRunner, PortableRunner or DataflowRunner
                    qanat run --streaming --runner DataflowRunner --bigquery my-project.qanat
                        --project my-project --region europe-west1 --temp_location gs://my-bucket/temp
                  (deploy/dataflow does that with an image and a template: see its README)

where the rows go:
  --warehouse DIR               Parquet files in a folder (the default); with --streaming files for each poll, on any
                                file system that Beam knows (gs://..., s3://...), in a folder of their own
  --bigquery PROJECT.DATASET    BigQuery; make the dataset first with qanat bigquery init PROJECT.DATASET

corrections by hand (overrides.yaml, read before every cycle; names are ids of events or reports):
  overrides:
    - {merge: [ev_1, ev_2], why: two accounts of one call}
    - {split: [report_3], why: a second call on the same day}
    - {no_event: ev_4, why: a theatre play}
    - {day: 2025-03-11, event: ev_5, why: the services' own statement}

Every option of Apache Beam may follow (--runner, --direct_num_workers, ...)."""

_BUDGET = "pages not begun by then wait for the next cycle (%(default)s)"
_OVERRIDES = "the analyst's decisions (merge, split, no_event, day); default: overrides.yaml in the warehouse, if there"
_PAIR = "the two sides that are watched, a file under pairs/ (%(default)s; us-cn is there too); one warehouse for each"
_HINTS = "poll as often as told, even feeds that ask for longer pauses (ttl, sy:updatePeriod, Cache-Control)"


def add_parser(commands: Commands) -> None:
    """Add `run` to the commands."""
    parser = new_parser(commands, "run", "from feeds or saved articles to rows", action, _TEXT)
    source = parser.add_argument_group("what to read (default: the packaged feeds)").add_mutually_exclusive_group()
    source.add_argument("--feeds", type=place, metavar="FILE", help="YAML list of feeds; see the packaged feeds.yaml")
    source.add_argument(
        "--articles",
        metavar="PATTERN",
        help="saved articles, one JSON object a line: url, outlet, title, published_at, and text or html",
    )
    source.add_argument(
        "--warc",
        metavar="PATTERN",
        help="web archives (WARC; gzip, zstd or plain), e.g. those of Common Crawl's news crawl; goes on where it was",
    )
    add_warehouses(parser)
    parser.add_argument("--archive", type=Path, metavar="DIR", help="keep all answers as WARC; --warc reads them again")
    parser.add_argument("--processes", type=int, metavar="N", help="that search archives (default: one a core)")
    when = parser.add_argument_group("when")
    often = when.add_mutually_exclusive_group()
    often.add_argument("--once", action="store_true", help="one cycle (the default)")
    often.add_argument("--every", metavar="DURATION", help="a cycle every 90s, 15m, 2h ...")
    add_streaming(when)
    when.add_argument("--fetch_budget", default="10m", metavar="DURATION", help=_BUDGET)
    when.add_argument("--ignore_feed_hints", action="store_true", help=_HINTS)
    add_prometheus(when)
    add_how(parser)


def add_how(parser: argparse.ArgumentParser) -> None:
    """Options of all commands that run the graph."""
    how = parser.add_argument_group("how")
    how.add_argument("--keep_all_articles", action="store_true", help="keep the texts of irrelevant articles too")
    add_knowledge(how)
    how.add_argument("--overrides", type=Path, metavar="FILE", help=_OVERRIDES)
    how.add_argument("--threads", type=int, default=64, metavar="N", help="hosts asked at a time (%(default)s)")
    how.add_argument("--contact", metavar="URL_OR_MAIL", help="who asks, for the User-Agent that outlets see")
    how.add_argument("--host_delay", type=float, metavar="SECONDS", help="pause between two requests to a host")
    how.add_argument(
        "--allow_private_hosts", action="store_true", help="fetch from this machine and private networks too"
    )


def add_knowledge(parser: Any) -> None:
    """--knowledge DIR and --pair ID, for a parser or a group of options."""
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="knowledge files of your own")
    parser.add_argument("--pair", default=WATCHED_PAIR, metavar="ID", help=_PAIR)


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Check everything that was given, then run."""
    own = list(vars(arguments))
    options = beam_options(rest, [f"--{name}" for name in own])
    if options.view_as(StandardOptions).streaming:
        return _stream(arguments, options)
    if arguments.polls is not None:
        raise UserError("--polls goes with --streaming", USAGE)
    if is_dataflow(options):
        prepare(options, streaming=False, local=False)
    every = _duration("--every", arguments.every) if arguments.every else None
    backfill = Backfill(arguments.warc) if arguments.warc else None
    source = (
        backfill.source
        if backfill
        else article_source(arguments.articles)
        if arguments.articles
        else feed_source(_feeds(arguments.feeds))
    )
    settings = settings_of(arguments)
    if backfill:
        allocator.keep_for_pages()
        settings = replace(settings, processes=_processes(arguments.processes, backfill, rest))
    decisions = decisions_file(arguments.overrides, None if arguments.bigquery else arguments.warehouse)
    budget = _duration("--fetch_budget", arguments.fetch_budget)
    out, err = Console(), Console(stderr=True)
    with opened(arguments).writer() as writer, watched(arguments) as watch:
        cycle = watch(partial(one_cycle, writer, source, settings, rest, budget, decisions=decisions))
        if backfill:
            return run_cycles(cycle, every, out, err, more=backfill.more, doing=backfill.doing)
        return run_cycles(cycle, every, out, err)


def _stream(arguments: argparse.Namespace, options: PipelineOptions) -> int:
    decisions = decisions_file(arguments.overrides, None if arguments.bigquery else arguments.warehouse).latest()
    settings = replace(
        settings_of(arguments),
        fetch_seconds=_duration("--fetch_budget", arguments.fetch_budget),
        overrides=decisions.decisions.overrides,
    )
    return run_stream(arguments, options, settings, _duration("--every", arguments.every or DEFAULT_EVERY))


def one_cycle(
    writer: Writer,
    source: Source,
    settings: Settings,
    flags: Sequence[str],
    fetch_seconds: float,
    *,
    decisions: DecisionsFile | None = None,
) -> CycleSummary:
    """One cycle whose fetches begin within so many seconds from now."""
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=fetch_seconds)
    decided = decisions.latest() if decisions is not None else None
    return run_cycle(writer, source, settings.fetching_until(until), flags, decided=decided)


def feed_source(feeds: list[Feed]) -> Source:
    """Polls feeds, and tries again what earlier cycles left."""

    def source(pipeline: beam.Pipeline, snapshot: Snapshot, clock: Clock) -> Entries:
        return feed_entries(pipeline, feeds, partial(due_visits, snapshot, clock()))

    return source


def article_source(pattern: str) -> Source:
    """Reads saved articles; refuses a pattern that no file matches."""
    try:
        found = FileSystems.match([pattern])[0].metadata_list
    except (BeamIOError, ValueError) as error:
        raise UserError(f"--articles {pattern}: {error}", NO_INPUT) from error
    if not found:
        raise UserError(f"--articles {pattern}: no such file", NO_INPUT)

    def source(pipeline: beam.Pipeline, snapshot: Snapshot, clock: Clock) -> Entries:
        return article_entries(pipeline, pattern, clock)

    return source


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings that the options ask for; knowledge files are read now, so that errors come early."""
    if arguments.threads < 1:
        raise UserError(f"--threads {arguments.threads}: expected a number from 1", USAGE)
    load_knowledge(arguments.knowledge, pair=arguments.pair)
    http: dict[str, Any] = {"allow_private_hosts": arguments.allow_private_hosts}
    if arguments.contact:
        http["user_agent"] = f"qanat/{__version__} (+{arguments.contact})"
    if arguments.host_delay is not None:
        if arguments.host_delay < 0:
            raise UserError(f"--host_delay {arguments.host_delay}: expected seconds from 0", USAGE)
        http["host_delay_seconds"] = arguments.host_delay
    if getattr(arguments, "archive", None):
        http["archive"] = str(arguments.archive.resolve())
    return Settings(
        http=HttpSettings(**http),
        threads=arguments.threads,
        obey_hints=not getattr(arguments, "ignore_feed_hints", False),
        gate=None if arguments.keep_all_articles else KnowledgeGate(arguments.knowledge, arguments.pair),
        knowledge=arguments.knowledge,
        pair=arguments.pair,
        keep_all_articles=arguments.keep_all_articles,
        outlets=Outlets.of_feeds(read_feeds(feeds_file.PACKAGED)),
    )


def _processes(asked: int | None, backfill: Backfill, flags: Sequence[str]) -> int:
    """How many processes search the archives."""
    if asked is not None and asked < 1:
        raise UserError(f"--processes {asked}: expected a number from 1", USAGE)
    if not runs_in_this_process(flags):
        if asked is not None:
            raise UserError("--processes: with this runner its own options say how many workers there are", USAGE)
        return 1
    return backfill.processes() if asked is None else asked


def _feeds(path: Path | str | None) -> list[Feed]:
    path = Path(path) if path is not None else None
    if path is not None and not path.exists():
        raise UserError(
            f"--feeds {path}: no such file; the packaged list to start from is {feeds_file.PACKAGED}", NO_INPUT
        )
    return read_feeds(path or feeds_file.PACKAGED)


def _duration(option: str, value: str) -> float:
    try:
        return minutes_of(value) * 60
    except ValueError as error:
        raise UserError(f"{option}: {error}", USAGE) from None
