"""The demo newsroom in a process of its own: `python -m pipeline.demo`.

It prints one line of JSON when it serves (`stage`, `control_url`, `bases`, `feeds`, `article_urls`), then serves
until SIGTERM or Ctrl-C. It is moved on from outside: `curl -X POST CONTROL_URL/advance`.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from pipeline.demo.expected import write_gold
from pipeline.demo.newsdesk import STAGES
from pipeline.demo.server import Newsroom

PORT_TAKEN = 4


def main(argv: list[str] | None = None) -> int:
    """Serves until told to stop; returns 0, or 4 when a wished port is taken."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.demo", description="Serve the demo newsroom on loopback.")
    parser.add_argument("--port", type=int, default=0, help="port of the outlets (default: a free one)")
    parser.add_argument("--control_port", type=int, default=0, help="port of the control server (default: a free one)")
    parser.add_argument("--stage", type=int, choices=STAGES, default=1, help="stage to open at")
    parser.add_argument("--delay_seconds", type=float, default=0.0, help="least time that every answer takes")
    parser.add_argument("--feeds_file", type=Path, help="write the feeds here, for qanat run --feeds")
    parser.add_argument("--gold", type=Path, help="write what is true of each stage here: stage_1, stage_2, stage_3")
    options = parser.parse_args(argv)

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        with Newsroom(options.port, options.stage, options.delay_seconds, options.control_port) as newsroom:
            if options.feeds_file:
                newsroom.write_feeds_file(options.feeds_file)
            for stage in STAGES if options.gold else ():
                write_gold(options.gold / f"stage_{stage}", stage, newsroom.bases)
            print(json.dumps(newsroom.state(), ensure_ascii=False), flush=True)
            stop.wait()
    except OSError as error:
        print(f"the newsroom cannot open: {error}; choose another --port or --control_port", file=sys.stderr)
        return PORT_TAKEN
    return 0
