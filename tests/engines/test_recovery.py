"""A task manager of Flink is killed in the middle of a run: the job goes on from its checkpoint, and the rows are the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.demo.server import Newsroom
from pipeline.warehouse import Warehouse
from pipeline.warehouse.streamed import make_streamed
from pipeline.write_windows import WriteWindows
from tests.bigquery.server import NotHereError
from tests.engines import servers
from tests.engines.cluster import cluster
from tests.engines.conftest import absent
from tests.engines.polling import READ, Turns, awaited, streaming
from tests.engines.test_same_rows import cycles, rows

# Workers are threads of this process, and their connections break when an engine ends.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@pytest.mark.parametrize("when", ["while pages are fetched", "when all is written"])
def test_a_killed_task_manager_changes_no_row(when: str, tmp_path: Path):
    folder = Warehouse.open(tmp_path / "cycles")
    with Newsroom(control_port=0, delay_seconds=0.2) as newsroom, folder.writer() as writer:
        pages = cycles(newsroom, writer)
        expected = rows(writer.snapshot())
        newsroom.set_stage(1)
        newsroom.clear_requests()
        place = str(tmp_path / "streamed")
        snapshot = make_streamed(place).snapshot()
        turns = Turns(newsroom.control_url or "", tuple(newsroom.feeds()), snapshot, pages)
        try:
            servers.flink_jars()
        except NotHereError as error:
            absent(error)
        with cluster(tmp_path / "cluster") as engine, servers.flink(
            tmp_path / "flink.log", f"127.0.0.1:{engine.rest}"
        ) as (address, artifacts):
            options = [f"--job_endpoint={address}", f"--artifact_endpoint={artifacts}", "--parallelism=2"]
            options += ["--checkpointing_interval=500", "--externalized_checkpoints_enabled"]
            with streaming(options, turns, snapshot, WriteWindows(place)) as result:
                if when == "while pages are fetched":
                    assert awaited(result, lambda: len(newsroom.requests) > len(turns.feeds) + 30)
                    assert snapshot.query(READ) == [(0,)]
                else:
                    assert awaited(result, lambda: snapshot.query(READ) == [(pages,)])
                assert awaited(result, lambda: engine.checkpoints() > 0)
                engine.kill_task_manager()
                engine.add_task_manager()
                awaited(result, lambda: rows(snapshot) == expected)  # else told apart below
                restored = engine.restored()
    events, reports = rows(snapshot)
    assert restored >= 1
    assert events == expected[0]
    assert reports == expected[1]
