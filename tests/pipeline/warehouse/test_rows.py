from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.warehouse import Warehouse
from pipeline.warehouse.parquet import ROW_GROUP_ROWS
from schemas.records import TABLES
from tests.pipeline.warehouse.samples import article, commit, dead_letter, poll, report, revision, visit
from tests.schemas.strategies import records


@pytest.fixture
def snapshot_of(warehouse):
    with warehouse.writer() as writer:
        yield lambda *commits: [commit(writer, rows) for rows in commits][-1]


def test_the_latest_row_of_each_key(snapshot_of):
    snapshot = snapshot_of(
        [visit("a", 5, outcome="retry"), visit("b", 1)],
        [visit("a", 9, outcome="gated"), visit("c")],
        [visit("b", 0, outcome="too_late")],
    )
    rows = {row.url: row for row in snapshot.rows("pages", keys=["a", "b", "nix"])}
    assert rows == {"a": visit("a", 9, outcome="gated"), "b": visit("b", 1)}
    assert {row.url for row in snapshot.rows("pages")} == {"a", "b", "c"}
    assert len(list(snapshot.rows("pages", latest=False))) == 5
    assert list(snapshot.rows("pages", keys=[])) == []
    assert list(snapshot.rows("pages", keys=["nix"])) == []


def test_the_later_arrival_counts_where_times_are_equal(snapshot_of):
    snapshot = snapshot_of([visit("a", outcome="first"), visit("a", outcome="second")], [visit("a", outcome="third")])
    for keys in (None, ["a"]):
        assert [row.outcome for row in snapshot.rows("pages", keys=keys)] == ["third"]


def test_no_time_is_the_least(snapshot_of):
    fetched = article("a", fetched_at=visit("a").visited_at, title="later")
    snapshot = snapshot_of([fetched], [article("a", title="no time")])
    for keys in (None, ["a"]):
        assert [row.title for row in snapshot.rows("articles", keys=keys)] == ["later"]


def test_the_state_of_a_feed_is_its_last_poll_and_that_of_an_event_its_last_revision(snapshot_of):
    snapshot = snapshot_of([poll("f", 1), poll("f", 2), poll("g", 1), revision("e", 1), revision("e", 2)])
    assert list(snapshot.rows("feed_polls", keys=["f"])) == [poll("f", 2)]
    assert len(list(snapshot.rows("feed_polls", latest=False))) == 3
    assert list(snapshot.rows("event_revisions")) == [revision("e", 2)]
    assert len(list(snapshot.rows("event_revisions", keys=["e"], latest=False))) == 2


def test_a_condition_is_asked_of_the_latest_rows_only(snapshot_of):
    snapshot = snapshot_of([visit("a", 1, outcome="retry"), visit("b", 1, outcome="retry")],
                           [visit("a", 2, outcome="gated"), visit("c", 1, outcome="retry", reason=None)])
    assert [row.url for row in snapshot.rows("pages", where="outcome = 'retry'")] == ["b", "c"]
    assert [row.url for row in snapshot.rows("pages", keys=["a", "b"], where="outcome = 'retry'")] == ["b"]
    assert [row.url for row in snapshot.rows("pages", where="outcome = 'retry'", latest=False)] == ["a", "b", "c"]
    assert list(snapshot.rows("pages", where="reason = 'x'")) == []


def test_dead_letters_are_told_apart_by_stage_and_key(snapshot_of):
    open_one, other = dead_letter("Fetch", "u"), dead_letter("Extract", "u", 1)
    solved = dead_letter("Extract", "u", 2, resolved_at=visit("u").visited_at)
    snapshot = snapshot_of([open_one, other], [solved])
    assert list(snapshot.rows("dead_letters", where="resolved_at IS NULL")) == [open_one]
    assert len(list(snapshot.rows("dead_letters", keys=["u"]))) == 2


def test_another_column_as_key(snapshot_of):
    old = [report("1", url="x"), report("2", url="x"), report("3", url="y")]
    snapshot = snapshot_of(old, [report("1", 9, url="x")])
    rows = list(snapshot.rows("reports", keys=["x"], key_column="url"))
    assert rows == [report("2", url="x"), report("1", 9, url="x")]


def test_keys_may_hold_anything(snapshot_of):
    keys = ["it's", "أخبار", 'quo"te', "%_", ""]
    snapshot = snapshot_of([visit(key) for key in keys])
    assert [row.url for row in snapshot.rows("pages", keys=keys)] == keys


def test_rows_in_any_row_group_are_found(snapshot_of):
    many = 2 * ROW_GROUP_ROWS + 10
    snapshot = snapshot_of([visit(f"u{i}", i) for i in range(many)])
    wanted = ["u0", f"u{ROW_GROUP_ROWS - 1}", f"u{ROW_GROUP_ROWS}", f"u{many - 1}"]
    assert [row.url for row in snapshot.rows("pages", keys=wanted)] == wanted
    assert [row.url for row in snapshot.rows("pages", keys=wanted, latest=False)] == wanted


@pytest.mark.parametrize("table", TABLES)
def test_every_table_gives_back_what_was_written(table, tmp_path_factory):
    with Warehouse.open(tmp_path_factory.mktemp("w")).writer() as writer:

        @settings(max_examples=8, deadline=None)
        @given(st.lists(records(TABLES[table]), max_size=3))
        def check(rows):
            before = list(writer.snapshot().rows(table, latest=False))
            assert list(commit(writer, rows).rows(table, latest=False)) == [*before, *rows]

        check()


@settings(max_examples=25, deadline=None)
@given(
    commits=st.lists(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 5), st.sampled_from(["x", "y"])),
                              max_size=4), min_size=1, max_size=5),
    keys=st.none() | st.lists(st.sampled_from("abcde"), max_size=4),
    wanted=st.none() | st.sampled_from(["x", "y"]),
)
def test_look_ups_equal_a_naive_fold(tmp_path_factory, commits, keys, wanted):
    last = {}
    with Warehouse.open(tmp_path_factory.mktemp("w")).writer() as writer:
        for rows in commits:
            visits = [visit(url, minutes, outcome=outcome) for url, minutes, outcome in rows]
            snapshot = commit(writer, visits)
            for row in visits:
                if row.url not in last or row.visited_at >= last[row.url].visited_at:
                    last[row.url] = row
    expected = {row for row in last.values() if (keys is None or row.url in keys) and wanted in (None, row.outcome)}
    where = None if wanted is None else f"outcome = '{wanted}'"
    found = list(snapshot.rows("pages", keys=keys, where=where))
    assert len(found) == len(expected)
    assert {msgspec.json.encode(row) for row in found} == {msgspec.json.encode(row) for row in expected}
