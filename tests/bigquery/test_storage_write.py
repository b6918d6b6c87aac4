"""The Storage Write API: Beam's transform is asked for rightly, and rows reach it without loss."""

from __future__ import annotations

import apache_beam as beam
import pytest
from apache_beam.coders import RowCoder
from apache_beam.io.gcp.bigquery_tools import beam_row_from_dict
from apache_beam.transforms.window import FixedWindows

from pipeline.bigquery import Place
from pipeline.bigquery.layout import STORAGE_WRITE_API
from pipeline.bigquery.stream_rows import StreamRows, beam_row
from schemas.bigquery import bigquery_schemas
from schemas.records import TABLES
from tests.bigquery.expansion import STORAGE_WRITE, noting
from tests.bigquery.test_streamed_rows import POLL, REPORT, REVISION, visit
from transforms.clock import SystemClock
from transforms.rows import Row, row_of

pytest.importorskip("apitools", reason="Beam's BigQuery part needs apache-beam[gcp]")


def test_every_table_is_appended_to_at_least_once() -> None:
    samples = {"reports": REPORT, "event_revisions": REVISION, "feed_polls": POLL, "pages": visit(1)}
    rows = [row_of(one) for one in samples.values()]
    with noting() as (address, asked):
        pipeline = beam.Pipeline()
        made = pipeline | beam.Create(rows).with_output_types(Row) | beam.WindowInto(FixedWindows(60))
        made | StreamRows(Place("test", "ds"), STORAGE_WRITE_API, SystemClock(), address)
        pipeline.to_runner_api()
    assert {one.identifier for one in asked} == {STORAGE_WRITE}
    assert {one.options["table"] for one in asked} == {f"test:ds.{table}" for table in TABLES}
    for one in asked:
        assert one.options["use_at_least_once_semantics"] is True
        assert one.options["create_disposition"] == "CREATE_NEVER"
        table = one.options["table"].rpartition(".")[2]
        assert [field.name for field in one.columns.fields] == [column["name"] for column in bigquery_schemas()[table]]
        if table in samples:
            # The rows go over to Java in the very form that was announced, and lose nothing.
            schema = {"fields": [dict(column) for column in bigquery_schemas()[table]]}
            row = beam_row_from_dict(beam_row(row_of(samples[table]), table), schema)
            coder = RowCoder(one.columns)
            again = coder.decode(coder.encode(row))
            for field in one.columns.fields:
                assert _plain(getattr(again, field.name)) == _plain(getattr(row, field.name)), field.name


def _plain(value):
    if isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
        return [_plain(one) for one in value]
    return dict(value._asdict()) if hasattr(value, "_asdict") else value
