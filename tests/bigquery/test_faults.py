"""Faults between a commit and BigQuery: nothing is lost, nothing is doubled, and the tables say so."""

from __future__ import annotations

import pytest
from google.cloud import bigquery

from pipeline.bigquery import BigQueryWarehouse, repaired
from pipeline.bigquery.errors import BigQueryUnavailable, CommitSuperseded, DatasetDiffers
from schemas.records import DeadLetter
from tests.bigquery.proxy import CUT
from tests.pipeline.warehouse.samples import commit, dead_letter, poll, report, revision, visit

ROWS = [poll("f"), visit("a"), visit("b"), report("r1"), report("r2"), revision("e1", report_count=2)]
COUNTED = """
    SELECT (SELECT COUNT(*) FROM {pages}), (SELECT COUNT(*) FROM {reports}), (SELECT COUNT(*) FROM {events}),
    (SELECT COUNT(*) FROM {feed_polls}), (SELECT COUNT(*) FROM {reports_latest}),
    (SELECT COUNT(*) FROM {dead_letters})"""
WHOLE = (2, 2, 1, 1, 2, 0)
NOTHING = (0, 0, 0, 0, 0, 0)


def counted(warehouse):
    [row] = warehouse.snapshot().query(COUNTED)
    return row


def staging_tables(session):
    tables = session.client.list_tables(session.place.dataset)
    return [table.table_id for table in tables if table.table_id.startswith("staging_")]


PASSING = [(500, "internalError"), (503, "backendError"), (429, "rateLimitExceeded"), (403, "rateLimitExceeded")]
UPLOAD = {"path": "/upload/"}
COMMIT = {"method": "POST", "body": "BEGIN TRANSACTION"}


def test_passing_errors_and_a_lost_answer_are_outlasted(spoiled, warehouse, proxy):
    rules = [proxy.spoil(does, 1, **where) for where in (UPLOAD, COMMIT) for does in (*PASSING, CUT)]
    with spoiled.writer() as writer:
        commit(writer, ROWS)
    assert [rule.done for rule in rules] == [1] * len(rules)
    assert counted(warehouse) == WHOLE
    assert warehouse.snapshot().number == 1


@pytest.mark.parametrize(
    ("does", "where"),
    [((403, "quotaExceeded"), UPLOAD), ((403, "quotaExceeded"), COMMIT), ((503, "backendError"), COMMIT)],
)
def test_lasting_errors_leave_nothing_and_the_next_cycle_does_the_work(spoiled, session, proxy, *, does, where):
    warehouse = BigQueryWarehouse(session)
    rule = proxy.spoil(does, 1000, **where)
    with spoiled.writer() as writer:
        with pytest.raises(BigQueryUnavailable, match="Nothing was written"):
            commit(writer, ROWS)
        assert counted(warehouse) == NOTHING
        assert staging_tables(session) == []
        proxy.rules.remove(rule)
        commit(writer, ROWS)
    assert counted(warehouse) == WHOLE


def test_a_process_that_dies_before_its_commit_leaves_nothing_that_shows(spoiled, warehouse, proxy, monkeypatch):
    monkeypatch.setattr("pipeline.bigquery.writer._Commit.published", lambda *_: 1 / 0)
    monkeypatch.setattr("pipeline.bigquery.writer._Commit.clear_away", lambda *_: None)
    with spoiled.writer() as writer, pytest.raises(ZeroDivisionError):
        commit(writer, ROWS)
    monkeypatch.undo()
    assert counted(warehouse) == NOTHING
    with warehouse.writer() as writer:
        commit(writer, ROWS)
    assert counted(warehouse) == WHOLE


def test_of_two_that_began_together_one_commits(warehouse):
    with warehouse.writer() as one, warehouse.writer() as other:
        assert one.snapshot().number == other.snapshot().number == 0
        commit(one, ROWS)
        with pytest.raises(CommitSuperseded, match="another process committed 1 first"):
            commit(other, ROWS)
        assert counted(warehouse) == WHOLE
        assert other.snapshot().number == 1
        commit(other, [visit("c")])
    assert counted(warehouse) == (3, *WHOLE[1:])


def test_one_bad_row_among_a_thousand_is_a_dead_letter_with_bigquerys_reason(own_session):
    """Rows are typed, so only a table that is stricter than ours finds one bad."""
    table = own_session.client.get_table(f"{own_session.place}.pages")
    modes = {"title": {"mode": "REQUIRED"}}
    stricter = [
        bigquery.SchemaField.from_api_repr(field.to_api_repr() | modes.get(field.name, {})) for field in table.schema
    ]
    own_session.client.delete_table(table)
    own_session.client.create_table(bigquery.Table(table.reference, schema=stricter))
    rows = [visit(str(number), title=None if number == 700 else "عنوان") for number in range(1000)]
    warehouse = BigQueryWarehouse(own_session)
    with warehouse.writer() as writer:
        commit(writer, [*rows, dead_letter("Fetch", "x")])
    snapshot = warehouse.snapshot()
    assert snapshot.query("SELECT COUNT(*), COUNT(DISTINCT url), COUNTIF(url = '700') FROM {pages}") == [(999, 999, 0)]
    [letter] = snapshot.rows("dead_letters", where="stage = 'WriteRows'")
    assert isinstance(letter, DeadLetter)
    assert (letter.error_type, letter.payload_type) == ("refused_by_bigquery", "Visit")
    assert '"url":"700"' in letter.payload
    assert "null" in letter.error.lower() or "title" in letter.error
    assert snapshot.row_counts(["dead_letters"]) == {"dead_letters": 2}


def test_a_table_that_lost_a_column_stops_the_commit_until_it_is_repaired(own_session):
    warehouse = BigQueryWarehouse(own_session)
    with warehouse.writer() as writer:
        own_session.query(f"ALTER TABLE {own_session.place.table('pages')} DROP COLUMN reason")
        with pytest.raises(DatasetDiffers, match=r"column reason \(STRING\) is missing.*qanat bigquery init"):
            commit(writer, ROWS)
        assert counted(warehouse) == NOTHING
    with pytest.raises(DatasetDiffers, match="reason"), warehouse.writer():
        pass
    assert "table pages: column reason (STRING) is missing" in list(repaired(own_session))
    with warehouse.writer() as writer:
        commit(writer, ROWS)
    assert counted(warehouse) == WHOLE
