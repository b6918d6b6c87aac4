from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest

from pipeline.exits import DATA, UserError
from pipeline.sql import FORMATS, run_sql
from pipeline.warehouse import Warehouse
from tests.pipeline.warehouse.samples import commit, poll, report, revision


@pytest.fixture
def ask(tmp_path):
    warehouse = Warehouse.open(tmp_path / "it's a warehouse")
    with warehouse.writer() as writer:
        commit(
            writer,
            [
                revision("e1", title="بيرنز يتصل [bold]بناريشكين"),
                report("r1", title="سطر\nثان\x1b[31m", topics=("أمن", "سوريا"), event_start=dt.date(2026, 3, 1)),
                poll("https://a.example/rss", items=7),
            ],
        )

    def asked(query: str, form: str = "table") -> str:
        out = io.StringIO()
        run_sql(warehouse, query, form, out)
        return out.getvalue()

    return asked


def test_table(ask):
    lines = ask("SELECT event_id, title, merged_into, revised_at FROM events").splitlines()
    assert lines[0].split() == ["event_id", "title", "merged_into", "revised_at"]
    assert "بيرنز يتصل [bold]بناريشكين" in lines[2]
    assert "2026-03-04 12:01:00Z" in lines[2]
    assert lines[-1] == "(1 row)"


def test_a_pipe_gets_no_colour_no_control_character_and_no_cut(ask):
    shown = ask("SELECT repeat('طويل ', 1000) AS long, title, topics FROM reports")
    assert "\x1b" not in shown
    assert "…" not in shown
    row = shown.splitlines()[2]
    assert row.count("طويل") == 1000
    assert "سطر ثان" in row
    assert "أمن, سوريا" in row


def test_no_rows(ask):
    assert ask("FROM dead_letters").splitlines()[-1] == "(0 rows)"
    assert ask("SELECT url FROM articles", "csv") == "url\n"
    assert json.loads(ask("FROM articles", "json")) == []
    assert ask("FROM articles", "jsonl") == ""


def test_csv(ask):
    rows = list(
        csv.reader(
            io.StringIO(
                ask("SELECT title, topics, event_start, event_end, participants, detected_at FROM reports", "csv")
            )
        )
    )
    assert rows == [
        ["title", "topics", "event_start", "event_end", "participants", "detected_at"],
        ["سطر\nثان\x1b[31m", '["أمن","سوريا"]', "2026-03-01", "", "[]", "2026-03-04T12:00:00Z"],
    ]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_json(ask, form):
    shown = ask("SELECT sum(items) AS items, min(polled_at) AS at, 0.5::DECIMAL(4,2) AS half FROM feed_polls", form)
    found = json.loads(shown)
    assert (found[0] if form == "json" else found) == {"items": 7, "at": "2026-03-04T12:00:00Z", "half": 0.5}


def test_many_rows(ask):
    assert len(json.loads(ask("FROM range(2500)", "json"))) == 2500


@pytest.mark.parametrize("query", ["DESCRIBE events", "SUMMARIZE reports", "SHOW TABLES", "VALUES (1)"])
def test_what_reads_is_allowed(ask, query):
    for form in FORMATS:
        assert ask(query, form)


@pytest.mark.parametrize(
    "query",
    [
        "COPY (SELECT 1) TO 'x.csv'",
        "CREATE TABLE x AS SELECT 1",
        "DELETE FROM reports",
        "ATTACH 'x.db'",
        "SET threads = 1",
        "EXPLAIN ANALYZE COPY reports TO 'x.csv'",
        "INSTALL httpfs",
        "SELECT 1; SELECT 2",
        "",
        "-- nothing",
    ],
)
def test_what_is_no_single_query_is_refused(ask, query, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match="one query") as caught:
        ask(query)
    assert caught.value.status == DATA
    assert [path.name for path in tmp_path.iterdir()] == ["it's a warehouse"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nix FROM events", "nix"),
        ("FROM nix", "tables: articles, .*views: events"),
        ("SELECT CAST('x' AS INT)", "Could not convert"),
        ("FROM read_text('/etc/hostname')", "disabled by configuration"),
        ("FROM glob('/etc/*')", "disabled by configuration"),
        ("FROM 'https://example.com/x.parquet'", "disabled by configuration"),
    ],
)
def test_errors_say_what_is_wrong(ask, query, message):
    with pytest.raises(UserError, match=f"(?s){message}") as caught:
        ask(query)
    assert caught.value.status == DATA
