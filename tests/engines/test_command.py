"""`qanat run` as a user types it, on Prism."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.demo.expected import differences
from pipeline.demo.server import Newsroom
from pipeline.sql import connection
from pipeline.warehouse.streamed import StreamedWarehouse
from tests.engines import servers
from tests.engines.conftest import absent
from tests.services import NotHereError


@pytest.mark.parametrize("ends", ["after its polls", "by SIGTERM"])
def test_a_stream_runs_until_its_end(tmp_path: Path, ends: str):
    try:
        prism = servers.prism_binary()
    except NotHereError as error:
        absent(error)
    with Newsroom() as newsroom:
        newsroom.write_feeds_file(tmp_path / "feeds.yaml")
        command = [sys.executable, "-m", "pipeline", "run", "--streaming", "--every", "2s"]
        command += ["--feeds", str(tmp_path / "feeds.yaml"), "--warehouse", str(tmp_path / "streamed")]
        command += ["--ignore_feed_hints", "--allow_private_hosts", "--host_delay", "0"]
        command += ["--runner", "PrismRunner", "--prism_location", str(prism), "--environment_type", "LOOPBACK"]
        command += ["--polls", "3"] if ends == "after its polls" else []
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
            if ends == "by SIGTERM":
                deadline = time.monotonic() + 120
                while time.monotonic() < deadline and not list((tmp_path / "streamed").glob("feed_polls/2*.parquet")):
                    time.sleep(0.3)
                run.send_signal(signal.SIGTERM)
            said, _ = run.communicate(timeout=180)
    assert run.returncode == 0, said
    assert "streaming: a poll every 2 s" in said
    with connection(StreamedWarehouse.existing(str(tmp_path / "streamed")).snapshot()) as tables:
        assert differences(1, tables.sql("FROM events").to_arrow_table().to_pylist()) == []


def test_a_cycle_over_saved_articles(tmp_path: Path):
    try:
        prism = servers.prism_binary()
    except NotHereError as error:
        absent(error)
    article = {
        "url": "https://outlet.example/1", "outlet": "Outlet", "title": "", "published_at": "2022-11-15T10:00:00+03:00",
        "text": "التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين في أنقرة أمس.",
    }  # fmt: skip
    (tmp_path / "articles.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "pipeline", "run", "--articles", str(tmp_path / "articles.jsonl")]
    command += ["--warehouse", str(tmp_path / "tables")]
    command += ["--runner", "PrismRunner", "--prism_location", str(prism), "--environment_type", "LOOPBACK"]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=180)
    assert run.returncode == 0, run.stderr
    assert "reports 1 · events 1 new" in run.stdout
