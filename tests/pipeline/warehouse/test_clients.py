"""The same Parquet files through the clients that people use."""

from __future__ import annotations

import glob
import shutil

import duckdb
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline.warehouse import Warehouse
from schemas.records import TABLES, Participant
from tests.pipeline.warehouse.samples import commit, poll, report, revision, visit


@pytest.fixture
def root(warehouse):
    burns = Participant(person_id="william-burns", name="William Burns", side="US")
    with warehouse.writer() as writer:
        commit(writer, [poll("f"), visit("p"), revision("e1", title="اتصال")])
        commit(writer, [report("r1"), report("r2", participants=(burns,))])
        commit(writer, [report("r1", 5, event_id="e1", topics=("أمن", "syria"))])
    return warehouse.root


@pytest.mark.parametrize("pattern", ["*.parquet", "**/*.parquet"])
def test_duckdb(root, pattern):
    query = f"SELECT count(*) FROM '{root}/reports/{pattern}'"
    assert duckdb.execute(query).fetchone() == (3,)


@pytest.mark.parametrize("pattern", ["*.parquet", "**/*.parquet"])
def test_python(root, pattern):
    names = glob.glob(f"{root}/reports/{pattern}", recursive=True)  # noqa: PTH207 - as clients do
    assert sum(pq.read_table(name).num_rows for name in names) == 3
    assert duckdb.execute("SELECT count(*) FROM read_parquet(?, union_by_name = true)", [names]).fetchone() == (3,)


def test_arrow(root):
    assert pq.read_table(root / "reports").num_rows == 3
    assert ds.dataset(root / "reports").count_rows() == 3


def test_pandas(root):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_parquet(root / "reports")
    assert len(frame) == 3
    assert str(frame.detected_at.dtype).endswith("UTC]")


def test_polars(root):
    polars = pytest.importorskip("polars", reason="polars is not installed")
    frame = polars.scan_parquet(root / "reports" / "*.parquet").collect()
    assert frame.height == 3
    assert frame["topics"].to_list()[-1] == ["أمن", "syria"]


def test_views_for_the_plain_duckdb_client(root, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as db:
        db.execute((root / "views.sql").read_text(encoding="utf-8"))
        for table in TABLES:
            db.execute(f"FROM {table}").fetchall()
        assert db.execute("SELECT event_id, title FROM events").fetchall() == [("e1", "اتصال")]
        assert db.execute("SELECT count(*), max(report_count) FROM timeline").fetchone() == (1, 2)


def test_views_of_a_warehouse_that_was_moved(root, tmp_path):
    moved = tmp_path / "it's elsewhere"
    shutil.copytree(root, moved, symlinks=True)
    shutil.rmtree(root)
    with duckdb.connect() as db:
        db.execute("SET VARIABLE warehouse = ?", [str(moved)])
        db.execute((moved / "views.sql").read_text(encoding="utf-8"))
        assert db.execute("SELECT count(*) FROM reports_latest").fetchone() == (2,)


def test_views_are_corrected_when_the_writer_finds_the_warehouse_elsewhere(root, tmp_path):
    moved = tmp_path / "it's elsewhere"
    root.rename(moved)
    with Warehouse.open(moved).writer():
        pass
    with duckdb.connect() as db:
        db.execute((moved / "views.sql").read_text(encoding="utf-8"))
        assert db.execute("SELECT count(*) FROM reports_latest").fetchone() == (2,)
