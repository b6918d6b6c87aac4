from __future__ import annotations

import contextlib
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipeline.warehouse import (
    NotAWarehouse,
    Warehouse,
    WarehouseFull,
    WarehouseLocked,
    WarehouseNotWritable,
    write_parquet,
)
from schemas.records import Visit
from tests.pipeline.warehouse.samples import commit, poll, visit

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("QANAT_TEST_KILLS", "6"))


@contextlib.contextmanager
def committer(root: Path, *arguments: str):
    """A child process that writes to the warehouse; killed at the end."""
    command = [sys.executable, "-m", "tests.pipeline.warehouse.committer", str(root), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as child:
        try:
            assert child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()


def test_killed_at_any_moment_it_holds_whole_commits(tmp_path):
    root = tmp_path / "warehouse"
    moments = random.Random(7)
    commits = 0
    for _ in range(KILLS):
        with committer(root) as child:
            for _ in range(moments.randrange(8)):
                child.stdout.readline()
            time.sleep(moments.uniform(0.0, 0.04))
        # What a plain client sees before anybody repairs anything:
        counts = {duckdb.execute(f"SELECT count(*) FROM '{root}/{table}/**/*.parquet'").fetchone()[0]
                  for table in ("feed_polls", "pages", "reports")}
        snapshot = Warehouse.open(root).snapshot()
        assert counts == {snapshot.number}
        assert snapshot.number >= commits
        assert snapshot.metadata().info.get("cycle", 0) == snapshot.number
        commits = snapshot.number
        with Warehouse.open(root).writer() as writer:
            assert not (root / "staging").exists()
            assert writer.snapshot().number == commits
    assert commits >= KILLS
    rows = list(snapshot.rows("pages"))
    assert sorted(row.url for row in rows) == sorted(f"p{number}" for number in range(1, commits + 1))


def test_a_second_writer_is_refused_and_told_who_holds_the_lock(tmp_path):
    root = tmp_path / "warehouse"
    with committer(root, "hold") as child:
        warehouse = Warehouse.open(root)
        holder = rf"in use by process {child.pid} on .*, since .* UTC"
        with pytest.raises(WarehouseLocked, match=holder), warehouse.writer():
            pass
        assert list(warehouse.snapshot().rows("pages")) == []
        child.kill()
        child.wait()
    with warehouse.writer() as writer:
        assert commit(writer, [poll("f")]).number == 1


def test_a_second_writer_of_the_same_process_is_refused(warehouse):
    with warehouse.writer(), pytest.raises(WarehouseLocked, match=f"process {os.getpid()}"), warehouse.writer():
        pass
    with warehouse.writer():
        pass


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(WarehouseNotWritable, match="--warehouse"):
        Warehouse.open(tmp_path / "file")
    with pytest.raises(WarehouseNotWritable, match="--warehouse"):
        Warehouse.open(tmp_path / "file" / "warehouse")


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("x")
    with pytest.raises(NotAWarehouse, match=r"letters\.txt"):
        Warehouse.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_a_creation_that_was_cut_short_is_finished(tmp_path):
    (tmp_path / "snapshots" / "00000000" / "pages").mkdir(parents=True)
    (tmp_path / "writer.lock").touch()
    (tmp_path / ".current.new").symlink_to("nowhere")
    assert Warehouse.open(tmp_path).snapshot().number == 0


def test_a_lost_snapshot_is_reported(warehouse):
    with warehouse.writer() as writer:
        commit(writer, [poll("f")])
    (warehouse.root / "current").unlink()
    (warehouse.root / "current").symlink_to("snapshots/00000099")
    with pytest.raises(NotAWarehouse, match="backup"):
        warehouse.snapshot()


@contextlib.contextmanager
def mounted(folder: Path, options: str):
    """A small file system of its own, where the system allows it."""
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=False,
                          capture_output=True)
    if made.returncode:
        pytest.skip("file systems cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_leaves_the_last_commit_and_goes_on_when_there_is_room(tmp_path):
    with mounted(tmp_path / "small", "size=600k"):
        root = tmp_path / "small" / "warehouse"
        ballast = tmp_path / "small" / "ballast"
        warehouse = Warehouse.open(root)
        with warehouse.writer() as writer:
            commit(writer, [visit("p0")])
            with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(os.urandom(4096))
            with pytest.raises(WarehouseFull, match="make room"):
                commit(writer, [visit("p1", title=os.urandom(3000).hex())])
            assert [row.url for row in warehouse.snapshot().rows("pages")] == ["p0"]
            ballast.unlink()
            assert sorted(row.url for row in commit(writer, [visit("p1")]).rows("pages")) == ["p0", "p1"]


def test_a_read_only_file_system_can_be_read_but_not_written(tmp_path):
    with mounted(tmp_path / "small", "size=4m"):
        warehouse = Warehouse.open(tmp_path / "small" / "warehouse")
        with warehouse.writer() as writer:
            commit(writer, [visit("p0")])
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "small")], check=True)
        assert [row.url for row in Warehouse.open(warehouse.root).snapshot().rows("pages")] == ["p0"]
        with pytest.raises(WarehouseNotWritable, match="--warehouse"), warehouse.writer():
            pass
        with pytest.raises(WarehouseNotWritable):
            Warehouse.open(tmp_path / "small" / "other")


def test_a_file_size_limit_is_reported_as_a_full_disk(warehouse):
    # Python ignores SIGXFSZ, so a write beyond the limit fails with EFBIG.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with warehouse.writer() as writer, writer.commit_stage() as stage:
        path = stage.path("pages") / "a.parquet"
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
        try:
            with pytest.raises(WarehouseFull, match="make room"):
                write_parquet(path, [visit("p", title=os.urandom(5000).hex())], Visit)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert list(path.parent.iterdir()) == []
    assert warehouse.snapshot().number == 0
