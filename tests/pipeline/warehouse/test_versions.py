from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from pipeline.sql import run_sql
from pipeline.warehouse import NotAWarehouse, Warehouse, WarehouseTooNew
from schemas.records import TABLES, Report
from tests.pipeline.warehouse.samples import commit, poll, report, revision, visit


def edit(path: Path, **values: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes()) | values))


@pytest.mark.parametrize("field", ["format_version", "schema_version"])
def test_a_newer_version_is_refused(warehouse, field):
    edit(warehouse.root / "warehouse.json", **{field: 99})
    with pytest.raises(WarehouseTooNew, match=r"newer version of qanat .* upgrade qanat"):
        Warehouse.open(warehouse.root)
    with pytest.raises(WarehouseTooNew):
        warehouse.snapshot()
    with pytest.raises(WarehouseTooNew), warehouse.writer():
        pass


def test_unreadable_metadata_is_reported(warehouse):
    (warehouse.root / "warehouse.json").write_text("{")
    with pytest.raises(NotAWarehouse, match="backup"):
        Warehouse.open(warehouse.root)


DROPPED = {"reports": ["withdrawn_at", "text_minhash", "hints"], "event_revisions": ["claims", "merged_into"],
           "feed_polls": ["failures", "body_sha256", "new_items"], "pages": ["attempts", "next_attempt_at"],
           "dead_letters": ["resolved_at", "attempts"], "articles": ["rejection_reason"]}


@pytest.fixture
def older(tmp_path):
    """A warehouse as an older program left it: without some columns, one field of a nested record, and one table."""
    warehouse = Warehouse.open(tmp_path / "warehouse")
    with warehouse.writer() as writer:
        commit(writer, [poll("f"), visit("p"), report("r"), revision("e1")])
    snapshot = warehouse.snapshot()
    shutil.rmtree(snapshot.path / "archive_parts")
    (warehouse.root / "archive_parts").unlink()
    for table in DROPPED:
        for name in snapshot.files(table):
            pq.write_table(pq.read_table(name).drop_columns(DROPPED[table]), name)
    edit(snapshot.path / "snapshot.json", schema_version=0, columns="older")
    edit(warehouse.root / "warehouse.json", schema_version=0)
    return Warehouse.open(warehouse.root)


def test_an_older_warehouse_is_read(older):
    snapshot = older.snapshot()
    assert [row for table in TABLES for row in snapshot.rows(table)] == [
        report("r"), revision("e1"), poll("f"), visit("p")
    ]
    assert list(snapshot.rows("dead_letters", where="resolved_at IS NULL")) == []
    assert list(snapshot.rows("reports", where="withdrawn_at IS NOT NULL")) == []
    assert list(snapshot.rows("reports", where="withdrawn_at IS NULL")) == [report("r")]


def test_the_views_read_an_older_warehouse(older):
    for query, expected in [
        ("SELECT event_id, merged_into FROM events", [{"event_id": "e1", "merged_into": None}]),
        ("SELECT report_id, withdrawn_at FROM reports_latest", [{"report_id": "r", "withdrawn_at": None}]),
        ("SELECT event_id, report_count FROM timeline", [{"event_id": "e1", "report_count": 1}]),
        ("SELECT feed_url, new_items FROM feed_health", [{"feed_url": "f", "new_items": 0}]),
        ("SELECT count(resolved_at) AS n FROM dead_letters", [{"n": 0}]),
    ]:
        out = io.StringIO()
        run_sql(older, query, "json", out)
        assert json.loads(out.getvalue()) == expected, query


def test_a_reader_leaves_an_older_warehouse_as_it_is(older):
    before = {path: path.stat().st_mtime_ns for path in older.root.rglob("*")}
    run_sql(older, "FROM events", "csv", io.StringIO())
    assert {path: path.stat().st_mtime_ns for path in older.root.rglob("*")} == before


def test_a_commit_makes_it_one_of_today(older):
    with older.writer() as writer:
        snapshot = commit(writer, [report("s", 1, hints=("first",))])
    assert json.loads((older.root / "warehouse.json").read_bytes())["schema_version"] == 1
    assert [row.report_id for row in snapshot.rows("reports")] == ["r", "s"]
    assert all(str(snapshot.path) in name for table in TABLES for name in snapshot.files(table))
    # A plain client finds the new columns too, in tables that have no new row.
    columns = {name for file in snapshot.files("dead_letters") for name in pq.read_schema(file).names}
    assert "resolved_at" in columns


def test_files_of_both_ages_are_merged(older):
    with older.writer() as writer:
        for minute in range(20):
            snapshot = commit(writer, [report(f"s{minute}", minute)])
    assert len(snapshot.files("reports")) < 18
    found = {row.report_id: row for row in snapshot.rows("reports")}
    assert found["r"] == report("r")
    assert len(found) == 21
    assert {name for file in snapshot.files("reports") for name in pq.read_schema(file).names} == {
        field.name for field in msgspec.structs.fields(Report)
    }
