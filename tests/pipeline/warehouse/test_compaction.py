from __future__ import annotations

import contextlib
import glob
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.warehouse import Warehouse
from pipeline.warehouse.compaction import FILES_A_TIER, PATIENCE, TIER_BYTES, Quiet, files_to_merge
from schemas.records import TABLES
from tests.pipeline.warehouse.samples import commit, poll, report


@given(st.dictionaries(st.text("0123456789", min_size=1, max_size=4), st.integers(0, 1 << 30), max_size=80))
def test_only_files_of_one_tier_are_merged_and_only_when_there_are_many(sizes):
    names = files_to_merge(sizes)
    assert names == sorted(names)
    if names:
        assert len(names) > FILES_A_TIER
        tiers = {sum(sizes[name] >= upper for upper in TIER_BYTES) for name in names}
        assert len(tiers) == 1
        assert tiers != {len(TIER_BYTES)}
    else:
        for lower, upper in zip((0, *TIER_BYTES), TIER_BYTES, strict=False):
            assert sum(lower <= size < upper for size in sizes.values()) <= FILES_A_TIER


def test_files_stay_few_and_rows_stay_in_order(warehouse):
    most = 0
    with warehouse.writer(grace_seconds=0) as writer:
        for minute in range(60):
            rows = [poll("f", minute, items=minute)]
            snapshot = commit(writer, rows + ([report(f"r{minute}", minute)] if minute % 10 == 0 else []))
            most = max(most, len(snapshot.files("feed_polls")))
        assert most <= FILES_A_TIER + 2
        assert len(snapshot.files("reports")) == 7
        assert [row.items for row in snapshot.rows("feed_polls", latest=False)] == list(range(60))
        assert snapshot.metadata().tables["feed_polls"].rows == 60
        links = sum(len(list(path.rglob("*.parquet"))) for path in (warehouse.root / "snapshots").iterdir())
        assert links <= 2 * (most + len(TABLES) * 10)


def test_a_row_group_holds_the_rows_of_many_small_files(warehouse):
    with warehouse.writer() as writer:
        for minute in range(FILES_A_TIER + 2):
            snapshot = commit(writer, [poll("f", minute)])
    merged = next(file for file in snapshot.files("feed_polls") if "merged" in file)
    assert pq.ParquetFile(merged).num_row_groups == 1


def test_a_folder_is_quiet_until_somebody_lists_it(tmp_path):
    if sys.platform != "linux":
        pytest.skip("inotify is Linux's")
    (tmp_path / "a.parquet").touch()
    with contextlib.closing(Quiet([tmp_path])) as quiet:
        assert quiet.lasts(0.01)
        list(tmp_path.glob("*.parquet"))
        assert not quiet.lasts(0.01)


READERS = {
    "duckdb": lambda root: duckdb.connect().execute(
        f"SELECT count(*), count(error) FROM read_parquet('{root}/feed_polls/**/*.parquet', union_by_name = true)"
    ).fetchone()[0],
    "python": lambda root: sum(
        pq.read_table(name).num_rows
        for name in glob.glob(f"{root}/feed_polls/**/*.parquet", recursive=True)  # noqa: PTH207 - as clients do
    ),
    "arrow": lambda root: pq.read_table(root / "feed_polls").num_rows,
    "snapshot": lambda root: len(list(Warehouse.open(root).snapshot().rows("feed_polls", latest=False))),
}


class Reader(threading.Thread):
    """Counts the rows again and again."""

    def __init__(self, read, root: Path, pause: float) -> None:
        super().__init__()
        self.read, self.root, self.pause = read, root, pause
        self.over = threading.Event()
        self.counts: list[int] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            while not self.over.wait(self.pause):
                self.counts.append(self.read(self.root))
        except Exception as error:  # noqa: BLE001 - the test fails with it
            self.error = error


@pytest.mark.parametrize("client", READERS)
@pytest.mark.parametrize("pause", [0.0, 0.4])
def test_readers_are_not_disturbed(warehouse, client, pause):
    """Neither those that never rest, for which merging waits, nor those that ask now and then."""
    reader = Reader(READERS[client], warehouse.root, pause)
    reader.start()
    with warehouse.writer(grace_seconds=5.0) as writer:
        for minute in range(40):
            snapshot = commit(writer, [poll("f", minute)])
        reader.over.set()
        reader.join()
        for minute in range(40, 45):  # Now nobody reads.
            snapshot = commit(writer, [poll("f", minute)])
    assert reader.error is None
    assert reader.counts
    assert reader.counts == sorted(reader.counts)
    assert len(snapshot.files("feed_polls")) <= FILES_A_TIER + 2


def test_a_reader_at_the_last_moment_puts_merging_off_but_not_the_commit(warehouse, monkeypatch):
    with warehouse.writer() as writer:
        for minute in range(FILES_A_TIER):
            commit(writer, [poll("f", minute)])
        monkeypatch.setattr("pipeline.warehouse.compaction.Quiet.lasted", lambda self: False)
        snapshot = commit(writer, [poll("f", 99)])
    assert len(snapshot.files("feed_polls")) == FILES_A_TIER + 2
    assert len(list(warehouse.snapshot().rows("feed_polls", latest=False))) == FILES_A_TIER + 1


def test_a_file_that_is_open_puts_merging_off(tmp_path):
    if sys.platform != "linux":
        pytest.skip("/proc is Linux's")
    (tmp_path / "a.parquet").touch()
    with (tmp_path / "a.parquet").open("rb"), contextlib.closing(Quiet([tmp_path])) as quiet:
        assert not quiet.lasts(0.01)


def test_merging_does_not_wait_for_ever(warehouse, monkeypatch):
    monkeypatch.setattr("pipeline.warehouse.writer.PATIENCE", 2)
    assert PATIENCE > 2
    monkeypatch.setattr("pipeline.warehouse.compaction.Quiet.lasts", lambda self, seconds=0: False)
    with warehouse.writer() as writer:
        for minute in range(3 * FILES_A_TIER):
            snapshot = commit(writer, [poll("f", minute)])
    assert len(snapshot.files("feed_polls")) < 2 * FILES_A_TIER


def test_figures_of_many_commits():
    """Five hundred commits in a process of their own: memory and files stay bounded."""
    script = """
import sys, tempfile, psutil
from pipeline.warehouse import Warehouse
from tests.pipeline.warehouse.samples import commit, poll, visit
memory = []
with tempfile.TemporaryDirectory() as folder:
    warehouse = Warehouse.open(folder + "/warehouse")
    with warehouse.writer(grace_seconds=0) as writer:
        for cycle in range(int(sys.argv[1])):
            snapshot = writer.snapshot()
            list(snapshot.rows("pages", keys=[f"p{n}" for n in range(cycle, cycle + 50)]))
            list(snapshot.rows("feed_polls", keys=[f"f{n}" for n in range(20)]))
            snapshot = commit(writer, [*(poll(f"f{n}", cycle) for n in range(20)), visit(f"p{cycle}", cycle)])
            memory.append(psutil.Process().memory_info().rss)
    files = sum(len(snapshot.files(table)) for table in ("pages", "feed_polls"))
print(memory[len(memory) // 3], memory[-1], files)
"""
    shown = subprocess.run([sys.executable, "-c", script, "120"], check=True, capture_output=True, text=True,
                           cwd=Path(__file__).parents[3]).stdout
    early, late, files = map(int, shown.split())
    assert late < 1.05 * early
    assert files <= 2 * (2 * FILES_A_TIER)
