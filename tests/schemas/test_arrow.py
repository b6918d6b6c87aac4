from __future__ import annotations

import datetime as dt
import importlib

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.warehouse import write_parquet
from schemas.arrow import TIMESTAMP, arrow_schema, from_table, to_table
from schemas.records import TABLES, EventRevision, FeedPoll, Record, Report
from tests.schemas.strategies import records


@pytest.mark.parametrize("table", TABLES)
def test_rows_come_back_as_they_went_in(table, tmp_path_factory):
    kind = TABLES[table]
    path = tmp_path_factory.mktemp("rows") / "rows.parquet"

    @settings(max_examples=30, deadline=None)
    @given(st.lists(records(kind), max_size=4))
    def check(rows):
        assert from_table(to_table(rows, kind), kind) == rows
        write_parquet(path, rows, kind)
        assert from_table(pq.read_table(path), kind) == rows

    check()


def test_types_follow_the_record():
    schema = arrow_schema(Report)
    assert schema.names == [field.name for field in msgspec.structs.fields(Report)]
    assert schema.field("report_id").type == pa.string()
    assert not schema.field("report_id").nullable
    assert schema.field("event_id").nullable
    assert schema.field("detected_at").type == TIMESTAMP
    assert schema.field("event_start").type == pa.date32()
    assert schema.field("text_minhash").type == pa.binary()
    assert schema.field("participants").type.value_type.field("office").nullable
    assert schema.field("topics").type.value_type == pa.string()


def test_a_missing_column_takes_the_default_of_the_record():
    now = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)
    poll = FeedPoll(feed_url="u", outlet="o", polled_at=now, outcome="ok", items=3, failures=2)
    table = to_table([poll], FeedPoll).drop_columns(["items", "etag"])
    assert from_table(table, FeedPoll) == [msgspec.structs.replace(poll, items=0)]


def test_nulls_where_an_older_file_had_no_column_take_the_default():
    now = dt.datetime(2026, 3, 4, tzinfo=dt.UTC)
    poll = FeedPoll(feed_url="u", outlet="o", polled_at=now, outcome="ok")
    row = msgspec.structs.asdict(poll) | {"items": None}
    nullable = pa.schema([field.with_nullable(True) for field in arrow_schema(FeedPoll)])
    assert from_table(pa.Table.from_pylist([row], schema=nullable), FeedPoll) == [poll]


def test_a_missing_column_without_default_is_named():
    table = to_table([], FeedPoll).drop_columns(["outlet"])
    assert from_table(table, FeedPoll) == []
    with pytest.raises(msgspec.ValidationError, match="outlet"):
        from_table(pa.table({"feed_url": ["u"]}), FeedPoll)


def test_unknown_columns_are_ignored():
    revision = EventRevision(
        event_id="e", revision=1, revised_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), change="founded", mode="call",
        cameo_code="041", status="reported", date_precision="day",
    )
    table = to_table([revision], EventRevision)
    table = table.append_column("from_the_future", pa.array([1]))
    assert from_table(table, EventRevision) == [revision]


def test_a_field_that_no_column_can_hold_is_refused():
    class Odd(Record, frozen=True, kw_only=True):
        value: int | str

    with pytest.raises(TypeError, match="one type"):
        arrow_schema(Odd)


def test_a_record_of_another_kind_is_refused():
    poll = FeedPoll(feed_url="u", outlet="o", polled_at=dt.datetime(2026, 3, 4, tzinfo=dt.UTC), outcome="ok")
    with pytest.raises(TypeError, match="a FeedPoll is no Report"):
        to_table([poll], Report)


def test_the_same_records_make_the_same_bytes(tmp_path):
    poll = FeedPoll(feed_url="u", outlet="o", polled_at=dt.datetime(2026, 3, 4, tzinfo=dt.UTC), outcome="ok")
    for name in "ab":
        write_parquet(tmp_path / name, [poll], FeedPoll)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_every_table_has_its_key_columns():
    records_module = importlib.import_module("schemas.records")
    for table, (keys, version) in records_module.KEYS.items():
        assert {*keys, version} <= set(arrow_schema(TABLES[table]).names)
