"""`qanat run --streaming`: one unbounded run on a runner that can."""

from __future__ import annotations

import argparse
import importlib.util
import logging
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import apache_beam as beam
from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from apache_beam.runners.runner import PipelineResult, PipelineState
from rich.console import Console

from pipeline import feeds_file
from pipeline.bigquery import BigQueryWarehouse
from pipeline.bigquery.dataset import require_usable
from pipeline.bigquery.layout import METHODS, STORAGE_WRITE_API
from pipeline.commands.common import opened
from pipeline.dataflow import explained, is_dataflow, prepare, what_became
from pipeline.exits import NO_INPUT, OK, SOFTWARE, USAGE, UserError
from pipeline.feeds_file import read_feeds
from pipeline.settings import Settings
from pipeline.store import Snapshot
from pipeline.stream import stream
from pipeline.warehouse.streamed import is_remote, make_streamed
from pipeline.write_windows import WriteWindows
from schemas.records import Feed
from schemas.yamlfile import ConfigError
from transforms.clock import SystemClock

_LOG = logging.getLogger(__name__)

DEFAULT_EVERY = "15m"
_WRITE = "with --streaming, how rows reach BigQuery (%(default)s, which needs Java where the run is started)"
_EXPANSION = "an expansion service with Beam's BigQuery transforms, for storage_write_api (default: Beam starts one)"
_BOUNDED_ONLY = (None, "DirectRunner", "FnApiRunner", "BundleBasedDirectRunner")
_ENDED = (PipelineState.DONE, PipelineState.CANCELLED, PipelineState.DRAINED, PipelineState.UPDATED)


def add_streaming(parser: Any) -> None:
    """Options of unbounded runs, for a group; --streaming itself is Beam's."""
    parser.add_argument("--polls", type=int, metavar="N", help="with --streaming: end after N polls (default: never)")
    parser.add_argument("--bigquery_write", choices=METHODS, default=STORAGE_WRITE_API, help=_WRITE)
    parser.add_argument("--bigquery_expansion", metavar="HOST:PORT", help=_EXPANSION)


@dataclass(frozen=True)
class FeedsFile:
    """The feeds of a file that is read again at each poll, in a worker."""

    path: str
    first: tuple[Feed, ...]
    """What it said when the run began: that goes on where workers cannot see the file, or while it is malformed."""

    @classmethod
    def at(cls, path: Path | str | None) -> FeedsFile:
        """The file, read now; raises UserError, ConfigError."""
        path = str(path or feeds_file.PACKAGED)
        if not FileSystems.exists(path):
            raise UserError(
                f"--feeds {path}: no such file; the packaged list to start from is {feeds_file.PACKAGED}", NO_INPUT
            )
        return cls(path, tuple(_read(path)))

    def __call__(self) -> tuple[Feed, ...]:
        """What the file says now."""
        try:
            return tuple(_read(self.path))
        except (OSError, BeamIOError, ConfigError) as error:
            _LOG.warning("%s: %s; what it said when the run began goes on", self.path, error)
            return self.first


def _read(path: str) -> list[Feed]:
    if not is_remote(path):
        return read_feeds(Path(path))
    with tempfile.TemporaryDirectory() as folder:
        local = Path(folder) / path.rpartition("/")[2]
        with FileSystems.open(path) as file:
            local.write_bytes(file.read())
        return read_feeds(local)


def run_stream(
    arguments: argparse.Namespace, options: PipelineOptions, settings: Settings, every_seconds: float
) -> int:
    """Run until the stream ends, SIGINT or SIGTERM; on Dataflow, only start it. The exit status."""
    _check(arguments, options)
    out = Console()
    if is_dataflow(options):
        prepare(options, streaming=True, local=arguments.bigquery is None and not is_remote(str(arguments.warehouse)))
        with explained(options):
            result = _built(arguments, options, settings, every_seconds).run()
        out.print(what_became(result, options), highlight=False, soft_wrap=True)
        return OK
    result = _built(arguments, options, settings, every_seconds).run()
    out.print(f"streaming: a poll every {every_seconds:g} s, until Ctrl-C", highlight=False)
    with _cancelled_on_signals(result) as stopped:
        try:
            state = result.wait_until_finish()
        except Exception as error:
            if stopped.is_set():
                return OK
            raise UserError(f"the stream failed: {error}", SOFTWARE) from error
    return OK if stopped.is_set() or state in _ENDED else SOFTWARE


def _built(
    arguments: argparse.Namespace, options: PipelineOptions, settings: Settings, every_seconds: float
) -> beam.Pipeline:
    feeds = FeedsFile.at(arguments.feeds)
    snapshot, sink = _target(arguments)
    options.view_as(StandardOptions).streaming = True
    pipeline = beam.Pipeline(options=options)
    stream(
        pipeline,
        feeds=feeds,
        snapshot=snapshot,
        settings=settings,
        sink=sink,
        every_seconds=every_seconds,
        polls=arguments.polls,
    )
    return pipeline


def _check(arguments: argparse.Namespace, options: PipelineOptions) -> None:
    for name in ("articles", "warc", "archive", "once"):
        if getattr(arguments, name):
            raise UserError(f"--streaming polls feeds without end: --{name} does not go with it", USAGE)
    if arguments.polls is not None and arguments.polls < 1:
        raise UserError(f"--polls {arguments.polls}: expected a number from 1", USAGE)
    runner = options.view_as(StandardOptions).runner
    if runner in _BOUNDED_ONLY:
        raise UserError(
            f"--streaming needs a runner for unbounded input, which {runner or 'the local one'} is not: --runner"
            " PrismRunner, FlinkRunner, PortableRunner or DataflowRunner; on one machine --every 15m does the same in"
            " cycles",
            USAGE,
        )


def _target(arguments: argparse.Namespace) -> tuple[Snapshot, beam.PTransform]:
    """The tables as memory, and the sink that writes to them."""
    if arguments.bigquery is None:
        place = str(arguments.warehouse)
        if not is_remote(place):
            place = str(Path(place).absolute())
        return make_streamed(place).snapshot(), WriteWindows(place)
    warehouse = opened(arguments)
    assert isinstance(warehouse, BigQueryWarehouse)
    if importlib.util.find_spec("apitools") is None:
        raise UserError("--streaming into BigQuery needs more of Beam: pip install 'qanat[gcp]'", SOFTWARE)
    require_usable(warehouse.session)
    dataset = warehouse.session.place
    if dataset.endpoint is not None:  # Beam finds another service than Google's by this variable alone.
        os.environ["BIGQUERY_EMULATOR_HOST"] = dataset.endpoint
    # Beam's part takes a second or more to import: no other command is to wait for it.
    from pipeline.bigquery.stream_rows import StreamRows  # noqa: PLC0415

    sink = StreamRows(dataset, arguments.bigquery_write, SystemClock(), arguments.bigquery_expansion)
    return warehouse.snapshot(), sink


@contextmanager
def _cancelled_on_signals(result: PipelineResult) -> Iterator[threading.Event]:
    stopped = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if not stopped.is_set():
            stopped.set()
            threading.Thread(target=cancel, daemon=True).start()

    def cancel() -> None:
        with suppress(Exception):  # The job may have ended by itself.
            result.cancel()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
