"""What a user gets to read, one line for each trouble, and its exit status."""

from __future__ import annotations

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

from pipeline import exits
from pipeline.cli import main
from tests.pipeline.warehouse.samples import commit, revision, visit


def told(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main([*arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["status", "--bigquery", "nodot"], exits.USAGE, "expected PROJECT.DATASET"),
        (["status", "--bigquery_endpoint", "http://127.0.0.1:1"], exits.USAGE, "goes with --bigquery"),
        (["status", "--bigquery", "my-project.d", "--bigquery_endpoint", "x"], exits.USAGE, "http:// or https://"),
    ],
)
def test_wrong_names(capsys, arguments, status, says):
    got, _, err = told(capsys, *arguments)
    assert (got, err.count("\n")) == (status, 1)
    assert says in err


def test_an_endpoint_that_is_not_there(capsys, monkeypatch):
    monkeypatch.setattr("pipeline.bigquery.dataset.FIRST_PATIENCE_SECONDS", 0.5)
    got, _, err = told(capsys, "status", "--bigquery", "my-project.d", "--bigquery_endpoint", "http://127.0.0.1:1")
    assert (got, err.count("\n")) == (exits.UNAVAILABLE, 1)
    assert "my-project.d at http://127.0.0.1:1: cannot be reached" in err
    assert "Connection refused" in err


def test_no_credentials(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    for name in ("GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    got, _, err = told(capsys, "bigquery", "check", "my-project.qanat")
    assert (got, err.count("\n")) == (exits.NO_PERMISSION, 1)
    assert "no Google credentials" in err


def test_a_dataset_that_does_not_exist(capsys, new_place):
    place = new_place()
    got, _, err = told(capsys, "run", "--bigquery", str(place), "--bigquery_endpoint", place.endpoint)
    assert (got, err.count("\n")) == (exits.NO_INPUT, 1)
    assert f"qanat bigquery init {place}" in err


def test_init_and_check_say_what_differs(capsys, new_place):
    place = new_place()
    at = ["--bigquery_endpoint", str(place.endpoint)]
    assert told(capsys, "bigquery", "init", str(place), "--location", "EU", *at)[0] == exits.OK
    got, _, err = told(capsys, "bigquery", "init", str(place), "--location", "US", *at)
    assert (got, "is in EU, not in US" in err) == (exits.CONFIG, True)
    client = bigquery.Client(
        project=place.project, credentials=AnonymousCredentials(), client_options={"api_endpoint": str(place.endpoint)}
    )
    client.delete_table(f"{place}.dead_letters")
    client.delete_table(f"{place}.commits")
    wrong = bigquery.Table(f"{place}.commits", schema=[bigquery.SchemaField("number", "STRING", "REQUIRED")])
    client.create_table(wrong)
    got, out, _ = told(capsys, "bigquery", "check", str(place), *at)
    assert got == exits.CONFIG
    assert "differs: table dead_letters is missing" in out
    assert "column number is STRING REQUIRED, should be INTEGER REQUIRED (nothing can change it)" in out
    got, out, err = told(capsys, "bigquery", "init", str(place), *at)
    assert (got, err.count("\n")) == (exits.CONFIG, 1)
    assert "table dead_letters is missing" in out
    assert "BigQuery cannot change this: table commits: column number is STRING" in err


def test_sql_and_status(capsys, session, warehouse):
    with warehouse.writer() as writer:
        commit(writer, [visit("a"), revision("e1", report_count=1)])
    at = ["--bigquery", str(session.place), "--bigquery_endpoint", str(session.place.endpoint)]
    got, out, _ = told(capsys, "sql", "SELECT event_id, mode FROM events", "--format", "csv", *at)
    assert (got, out) == (exits.OK, "event_id,mode\ne1,call\n")
    for wrong in ("DELETE FROM events WHERE TRUE", "SELECT nothing FROM events", "SELECT"):
        got, _, err = told(capsys, "sql", wrong, *at)
        assert (got, err.count("\n")) == (exits.DATA, 1)
    got, out, _ = told(capsys, "status", *at)
    assert got == exits.OK
    assert f"{session.place}: commit 1" in out
    assert "events 1 · reports 0" in out


