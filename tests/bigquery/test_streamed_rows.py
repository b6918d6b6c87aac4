"""Rows streamed into BigQuery: all of them arrive, a bad one ends in dead_letters, doubled ones do not show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import apache_beam as beam
import msgspec
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline.bigquery import BigQuerySnapshot, Session
from pipeline.bigquery.layout import STREAMING_INSERTS
from pipeline.bigquery.stream_rows import StreamRows
from schemas.records import EventRevision, FeedPoll, Participant, Report, Visit
from tests.bigquery.credentials import thrown_away
from transforms.clock import SystemClock
from transforms.rows import Row, row_of

pytest.importorskip("apitools", reason="Beam's BigQuery part needs apache-beam[gcp]")

AT = dt.datetime(2026, 1, 1, 12, 30, 15, 123456, tzinfo=dt.UTC)


def visit(number: int, **values: object) -> Visit:
    url = f"https://a.example/{number}"
    made = Visit(url=url, link=url, outlet="o", title=f"عنوان {number}", first_seen_at=AT, visited_at=AT)
    return msgspec.structs.replace(made, **values)


REPORT = Report(
    report_id="rp_1",
    event_id="ev_1",
    url="https://a.example/1",
    outlet="o",
    published_at=AT,
    role="primary",
    mode="call",
    cameo_code="041",
    status="reported",
    participants=(Participant(person_id="cia", name="CIA", side="US"),),
    event_start=dt.date(2025, 3, 11),
    date_precision="day",
    topics=("prisoners",),
    quote="نص",
    quote_start=0,
    quote_end=2,
    confidence=0.75,
    text_minhash=bytes(range(8)),
    detected_at=AT,
)
REVISION = EventRevision(
    event_id="ev_1",
    revision=1,
    revised_at=AT,
    change="founded",
    mode="call",
    cameo_code="041",
    status="reported",
    date_precision="day",
    report_count=1,
    outlet_count=1,
    independent_report_count=1,
)
POLL = FeedPoll(feed_url="https://a.example/rss", outlet="o", polled_at=AT, outcome="ok", skips=("3", "Friday"))


@pytest.fixture
def beams_bigquery(own_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A dataset that Beam's own client reaches."""
    with thrown_away(tmp_path) as credentials:
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(credentials))
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", own_session.place.endpoint or "")
        yield own_session


def streamed(session: Session, rows: list[Row]) -> None:
    options = PipelineOptions(["--project=test"])
    with beam.Pipeline(runner=FnApiRunner(), options=options) as pipeline:
        made = pipeline | beam.Create(rows).with_output_types(Row)
        made | StreamRows(session.place, STREAMING_INSERTS, SystemClock())


def test_all_kinds_of_values_arrive_and_what_came_twice_does_not_show(beams_bigquery: Session) -> None:
    later = msgspec.structs.replace(REPORT, detected_at=AT + dt.timedelta(hours=1), confidence=0.9)
    rows = [row_of(one) for one in (later, REPORT, REVISION, POLL, visit(1), REPORT, REVISION, later)]
    streamed(beams_bigquery, rows)
    snapshot = BigQuerySnapshot.newest(beams_bigquery)
    assert list(snapshot.rows("reports")) == [later]
    assert list(snapshot.rows("event_revisions")) == [REVISION]
    assert list(snapshot.rows("feed_polls")) == [POLL]
    assert list(snapshot.rows("pages")) == [visit(1)]
    assert snapshot.query("SELECT event_id, revision FROM {events}") == [("ev_1", 1)]
    assert snapshot.query("SELECT report_id, confidence FROM {reports_latest}") == [("rp_1", 0.9)]
    assert not list(snapshot.rows("dead_letters"))


def test_a_bad_row_among_a_thousand_ends_in_dead_letters(beams_bigquery: Session) -> None:
    place = beams_bigquery.place
    table = beams_bigquery.client.get_table(f"{place}.pages")
    beams_bigquery.client.delete_table(table)
    strict = [{**column.to_api_repr()} for column in table.schema]
    for column in strict:
        if column["name"] == "title":
            column["mode"] = "REQUIRED"
    table = type(table)(f"{place}.pages", schema=strict)
    beams_bigquery.client.create_table(table)
    rows = [visit(number, **({"title": None} if number == 500 else {})) for number in range(1000)]
    streamed(beams_bigquery, [row_of(row) for row in rows])
    snapshot = BigQuerySnapshot.newest(beams_bigquery)
    counted = "SELECT COUNT(*), COUNT(DISTINCT url), COUNTIF(url = 'https://a.example/500') FROM {pages}"
    assert snapshot.query(counted) == [(999, 999, 0)]
    [letter] = snapshot.rows("dead_letters")
    assert letter.error_type == "refused_by_bigquery"
    assert "title" in letter.error
    assert msgspec.json.decode(letter.payload)["url"] == "https://a.example/500"
