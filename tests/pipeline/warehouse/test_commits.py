from __future__ import annotations

import pickle
from pathlib import Path

import duckdb
import pytest

from pipeline.warehouse import Snapshot, Warehouse, WarehouseError, write_parquet
from schemas.records import TABLES, FeedPoll, Visit
from tests.pipeline.warehouse.samples import commit, poll, report, revision, visit


def count(warehouse: Warehouse, table: str) -> int:
    return duckdb.execute(f"SELECT count(*) FROM '{warehouse.root}/{table}/*.parquet'").fetchone()[0]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_new_warehouse_has_all_tables_empty(warehouse):
    assert warehouse.snapshot().number == 0
    for table, kind in TABLES.items():
        assert count(warehouse, table) == 0
        assert list(warehouse.snapshot().rows(table)) == []
        columns = duckdb.execute(f"SELECT * FROM '{warehouse.root}/{table}/*.parquet'").description
        assert [name for name, *_ in columns] == list(kind.__struct_fields__)


def test_opening_it_again_changes_nothing(warehouse):
    with warehouse.writer() as writer:
        commit(writer, [poll("f")])
    assert Warehouse.open(str(warehouse.root)).snapshot().number == 1
    assert count(warehouse, "feed_polls") == 1


def test_all_tables_of_a_commit_become_visible_together(warehouse):
    with warehouse.writer() as writer, writer.commit_stage() as stage:
        write_parquet(stage.path("feed_polls") / "a.parquet", [poll("f")], FeedPoll)
        write_parquet(stage.path("pages") / "a.parquet", [visit("p")], Visit)
        assert (count(warehouse, "feed_polls"), count(warehouse, "pages")) == (0, 0)
        before = (warehouse.root / "current").readlink()
        snapshot = stage.commit({"cycle": 1})
        assert before != (warehouse.root / "current").readlink()
        assert (count(warehouse, "feed_polls"), count(warehouse, "pages")) == (1, 1)
        assert list(snapshot.rows("feed_polls")) == [poll("f")]
    assert names(warehouse.root / "staging") == []


def test_an_abandoned_stage_leaves_nothing(warehouse):
    with warehouse.writer() as writer:
        with writer.commit_stage() as stage:
            write_parquet(stage.path("pages") / "a.parquet", [visit("p")], Visit)
        with pytest.raises(TypeError), writer.commit_stage() as failed:
            write_parquet(failed.path("pages") / "a.parquet", [revision("e")], Visit)
    assert warehouse.snapshot().number == 0
    assert names(warehouse.root / "staging") == []


def test_a_commit_of_nothing_counts_and_adds_no_file(warehouse):
    with warehouse.writer() as writer:
        commit(writer, [poll("f")], cycle=1)
        files = {table: writer.snapshot().files(table) for table in TABLES}
        snapshot = commit(writer, [], cycle=2)
    assert snapshot.number == 2
    assert {table: len(snapshot.files(table)) for table in TABLES} == {table: len(f) for table, f in files.items()}


def test_files_without_rows_are_not_kept(warehouse):
    with warehouse.writer() as writer, writer.commit_stage() as stage:
        write_parquet(stage.path("pages") / "a.parquet", [], Visit)
        assert len(stage.commit().files("pages")) == 1  # the one from the start


def test_small_files_of_one_commit_become_one(warehouse):
    with warehouse.writer() as writer, writer.commit_stage() as stage:
        for part in range(5):
            write_parquet(stage.path("pages") / f"{part}.parquet", [visit(f"p{part}")], Visit)
        snapshot = stage.commit()
    assert len(snapshot.files("pages")) == 2
    assert [row.url for row in snapshot.rows("pages")] == [f"p{part}" for part in range(5)]


def test_a_stage_can_be_pickled_to_workers_but_only_the_writer_commits(warehouse):
    with warehouse.writer() as writer, writer.commit_stage() as stage:
        worker = pickle.loads(pickle.dumps(stage))
        write_parquet(worker.path("pages") / "a.parquet", [visit("p")], Visit)
        with pytest.raises(WarehouseError, match="nothing to commit"):
            worker.commit()
        assert [row.url for row in stage.commit().rows("pages")] == ["p"]
        with pytest.raises(WarehouseError, match="nothing to commit"):
            stage.commit()


def test_a_table_that_is_none_is_refused(warehouse):
    refused = pytest.raises(ValueError, match="no table 'nix'")
    with warehouse.writer() as writer, writer.commit_stage() as stage, refused:
        stage.path("nix")


def test_what_the_committer_said_is_kept_for_some_commits(warehouse):
    with warehouse.writer() as writer:
        for cycle in range(40):
            snapshot = commit(writer, [poll("f", cycle)], cycle=cycle, counts={"pages": 3})
    metadata = snapshot.metadata()
    assert metadata.info == {"cycle": 39, "counts": {"pages": 3}}
    assert [info["cycle"] for info in metadata.earlier] == list(range(38, 8, -1))
    assert metadata.tables["feed_polls"].rows == 40


def test_a_snapshot_stays_as_it_was(warehouse):
    with warehouse.writer() as writer:
        old = pickle.loads(pickle.dumps(commit(writer, [report("r"), revision("e")])))
        commit(writer, [report("r", 5, mode="visit"), report("s")])
        assert isinstance(old, Snapshot)
        assert [row.mode for row in old.rows("reports")] == ["call"]
        assert sorted(row.report_id for row in writer.snapshot().rows("reports")) == ["r", "s"]


def test_old_snapshots_go_after_the_grace_period(warehouse):
    with warehouse.writer(grace_seconds=0) as writer:
        for minute in range(6):
            commit(writer, [poll("f", minute)])
    assert names(warehouse.root / "snapshots") == ["00000005", "00000006"]
    assert count(warehouse, "feed_polls") == 6


def test_old_snapshots_stay_within_the_grace_period(warehouse):
    with warehouse.writer() as writer:
        for minute in range(6):
            commit(writer, [poll("f", minute)])
    assert len(names(warehouse.root / "snapshots")) == 7
