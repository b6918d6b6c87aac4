"""`qanat run --every ... --prometheus_port`: a scrape tells what the cycles did."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipeline import exits
from pipeline.exposition import exposed
from pipeline.status import status
from pipeline.summary import CycleSummary
from pipeline.warehouse import Warehouse

FEEDS = "feeds:\n  - {outlet: Nobody, url: 'http://127.0.0.1:9/rss'}\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def scraped(port: int) -> dict[str, float]:
    """Samples by name and labels, as Prometheus reads them."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    return {
        sample.name + "".join(f"[{value}]" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@contextmanager
def running(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "run", "--feeds", "feeds.yaml", *arguments],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def test_a_scrape_tells_what_the_cycles_did(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    port = free_port()
    with running(tmp_path, "--allow_private_hosts", "--every", "1h", "--prometheus_port", str(port)) as process:
        assert process.stdout is not None
        assert "feeds 0 ok 1 failed" in process.stdout.readline()
        found = scraped(port)
        with pytest.raises(OSError, match=r"refused|unreachable"):
            urllib.request.urlopen(f"http://{_own_address()}:{port}/metrics", timeout=2)
    assert process.returncode == exits.OK
    assert found["qanat_cycles_total[ok]"] == 1
    assert found["qanat_cycles_total[failed]"] == 0
    assert found["qanat_feeds_polled_total"] == found["qanat_feeds_failed_total"] == 1
    assert found["qanat_rows_total[unreachable][feed_polls]"] == 1
    assert found["qanat_pages_fetched_total"] == 0
    assert found["qanat_fetch_seconds_count"] == 0
    assert found["qanat_cycle_seconds_count"] == 1
    last = status(Warehouse.existing(tmp_path / "warehouse")).cycle
    assert last is not None
    assert found["qanat_cycle_seconds_sum"] == last.seconds
    assert abs(found["qanat_last_success_timestamp_seconds"] - time.time()) < 3600
    assert found["process_resident_memory_bytes"] > 1e6


def _own_address() -> str:
    """An address of this machine that is not the one that listens."""
    return "127.0.0.2" if sys.platform == "linux" else "::1"


def test_totals_add_up_over_cycles_and_failures_are_counted(summaries) -> None:
    outcomes = iter(summaries)

    def cycle():
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    port = free_port()
    with exposed(port) as exposition:
        watched = exposition.watching(cycle)
        for outcome in summaries:
            if isinstance(outcome, Exception):
                with pytest.raises(RuntimeError):
                    watched()
            else:
                assert watched() is outcome
        found = scraped(port)
    assert found["qanat_cycles_total[ok]"] == 2
    assert found["qanat_cycles_total[failed]"] == 1
    assert found["qanat_pages_fetched_total"] == 7
    assert found["qanat_rows_total[gated][pages]"] == 5
    assert found["qanat_rows_total[retry][pages]"] == 1
    assert "qanat_rows_total[][pages]" not in found  # or a sum over outcomes would count each page twice
    assert found["qanat_rows_total[][articles]"] == 2
    assert found["qanat_fetch_seconds_sum"] == pytest.approx(0.75)
    assert found["qanat_fetch_seconds_count"] == 8
    assert found["qanat_warnings"] == 1
    with pytest.raises(OSError, match="refused"):
        scraped(port)


@pytest.fixture
def summaries():
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    first = CycleSummary(
        1,
        at,
        1.5,
        {"pages": 5, "pages.gated": 4, "pages.retry": 1, "articles": 2},
        {"pages_fetched": 4, "fetch_milliseconds.count": 5, "fetch_milliseconds.sum": 500},
    )
    second = CycleSummary(
        2,
        at,
        0.5,
        {"pages": 1, "pages.gated": 1},
        {"pages_fetched": 3, "fetch_milliseconds.count": 3, "fetch_milliseconds.sum": 250},
        overrides_unapplied=("x:1: no such report",),
    )
    return [first, RuntimeError("the disk is on fire"), second]


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--feeds", "feeds.yaml", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )


def test_wrong_use_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for arguments, status_, words in (
            (["--prometheus_port", "9100"], exits.USAGE, "--every"),
            (["--every", "1h", "--prometheus_port", "70000"], exits.USAGE, "1 to 65535"),
            (["--every", "1h", "--prometheus_port", port], exits.UNAVAILABLE, f"cannot listen on 127.0.0.1:{port}"),
        ):
            done = run(tmp_path, *arguments)
            assert done.returncode == status_, done.stderr
            assert done.stderr.count("\n") == 1
            assert words in done.stderr


def test_without_the_library_the_message_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "prometheus_client.py").write_text("raise ImportError('hidden')\n")
    root = Path(__file__).parents[2]
    done = run(tmp_path, "--every", "1h", "--prometheus_port", "9100", PYTHONPATH=f"{tmp_path}/hidden:{root}")
    assert done.returncode == exits.UNAVAILABLE, done.stderr
    assert done.stderr.count("\n") == 1
    assert "pip install 'qanat[prometheus]'" in done.stderr
