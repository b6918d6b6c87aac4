"""A continuous run that is killed again and again ends with the same tables as one that is left alone.

The newsroom runs in a process of its own, at the same addresses for both runs. QANAT_KILLS says how often the
second run is killed (default: a few, for CI).
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from pipeline.warehouse import NotAWarehouse, Warehouse

KILLS = int(os.environ.get("QANAT_KILLS", "6"))
ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
CYCLE_SECONDS = 60.0

TIMES = {
    "fetched_at", "first_seen_at", "visited_at", "polled_at", "next_poll_at", "next_attempt_at", "detected_at",
    "revised_at", "founded_at", "read_at", "failed_at", "elapsed_ms", "started_at",
}  # fmt: skip


def test_killed_runs_leave_the_same_tables(tmp_path: Path) -> None:
    port, control = free_port(), free_port()
    with newsroom(port, control, tmp_path / "feeds.yaml"):
        calm = tmp_path / "calm"
        for stage in (1, 2):
            set_stage(control, stage)
            with running(tmp_path, calm):
                wait_for_cycles(calm, 2)
    with newsroom(port, control, tmp_path / "feeds.yaml"):
        shaken = tmp_path / "shaken"
        moments = random.Random(20260101)
        for stage in (1, 2):
            set_stage(control, stage)
            for _ in range(KILLS // 2):
                with running(tmp_path, shaken, end=signal.SIGKILL):
                    time.sleep(moments.uniform(0.2, 6.0))
            with running(tmp_path, shaken):
                wait_for_cycles(shaken, 2)
    assert contents(shaken) == contents(calm)


def test_a_stop_while_outlets_hang_takes_less_than_ten_seconds(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse"
    feeds = tmp_path / "feeds.yaml"
    with newsroom(free_port(), free_port(), feeds, "--delay_seconds", "30"), running(tmp_path, warehouse):
        began = time.monotonic()
        while not (warehouse / "warehouse.json").exists():
            assert time.monotonic() - began < CYCLE_SECONDS
            time.sleep(0.1)
        time.sleep(3)
    assert number_of(warehouse) == 0


@contextmanager
def newsroom(port: int, control: int, feeds: Path, *more: str) -> Iterator[None]:
    command = [sys.executable, "-m", "pipeline.demo", "--port", str(port), "--control_port", str(control), *more]
    process = subprocess.Popen(
        [*command, "--feeds_file", str(feeds)], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline(), "the newsroom did not open"
        yield
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@contextmanager
def running(folder: Path, warehouse: Path, end: signal.Signals = signal.SIGTERM) -> Iterator[None]:
    command = [sys.executable, "-m", "pipeline", "run", "--feeds", str(folder / "feeds.yaml"), "--every", "1s"]
    command += ["--warehouse", str(warehouse), "--allow_private_hosts", "--host_delay", "0", "--ignore_feed_hints"]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        asked = time.monotonic()
        process.send_signal(end)
        _, errors = process.communicate(timeout=20)
        if end == signal.SIGTERM:
            assert process.returncode == 0, errors
            assert time.monotonic() - asked < 10, "a stop takes at most ten seconds"
            assert "Traceback" not in errors


def wait_for_cycles(path: Path, more: int) -> None:
    began = time.monotonic()
    first = number_of(path)
    while number_of(path) < first + more:
        assert time.monotonic() - began < CYCLE_SECONDS, "no cycle was committed"
        time.sleep(0.1)


def number_of(path: Path) -> int:
    try:
        return Warehouse.existing(path).snapshot().number
    except NotAWarehouse:
        return 0


def set_stage(control: int, stage: int) -> None:
    with urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{control}/stage/{stage}", method="POST"), timeout=10
    ) as answer:
        assert answer.status == 200


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def contents(path: Path) -> dict[str, list[str]]:
    """The latest row of each key in each table, times left out."""
    snapshot = Warehouse.open(path).snapshot()
    tables = ("articles", "reports", "event_revisions", "pages", "dead_letters")
    found = {table: sorted(text_of(msgspec.to_builtins(row)) for row in snapshot.rows(table)) for table in tables}
    assert found["reports"]
    assert found["event_revisions"]
    # How many polls there were depends on time alone; what the last one left behind does not.
    last = {row.feed_url: row for row in snapshot.rows("feed_polls")}
    found["feed_polls"] = sorted(
        json.dumps([row.feed_url, row.etag, row.last_modified, row.body_sha256, row.moved_to]) for row in last.values()
    )
    return found


def text_of(row: dict[str, Any]) -> str:
    return json.dumps(
        {name: value for name, value in row.items() if name not in TIMES}, ensure_ascii=False, default=str
    )
