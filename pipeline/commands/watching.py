"""--prometheus_port: the figures of all cycles for a scraper on this machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.exits import UNAVAILABLE, USAGE, UserError
from pipeline.summary import CycleSummary

Cycle = Callable[[], CycleSummary]

_HELP = "with --every: figures for Prometheus at http://127.0.0.1:PORT/metrics; needs pip install 'qanat[prometheus]'"


def add_prometheus(parser: Any) -> None:
    """--prometheus_port PORT, for a parser or a group of options."""
    parser.add_argument("--prometheus_port", type=int, metavar="PORT", help=_HELP)


@contextmanager
def watched(arguments: argparse.Namespace) -> Iterator[Callable[[Cycle], Cycle]]:
    """Gives what a cycle is to be wrapped in, so that its figures can be scraped while inside."""
    port = arguments.prometheus_port
    if port is None:
        yield lambda cycle: cycle
        return
    if not arguments.every:
        raise UserError("--prometheus_port goes with --every: a single cycle ends before anybody asks", USAGE)
    if not 0 < port < 65536:
        raise UserError(f"--prometheus_port {port}: expected a port from 1 to 65535", USAGE)
    try:
        from pipeline.exposition import exposed  # noqa: PLC0415  (an optional library)
    except ImportError:
        raise UserError(
            "--prometheus_port needs the library prometheus-client: pip install 'qanat[prometheus]'", UNAVAILABLE
        ) from None
    with exposed(port) as exposition:
        yield exposition.watching
