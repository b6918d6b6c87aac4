"""The demo newsroom into Parquet and into BigQuery, cycle by cycle, and from one into the other: the same rows."""

from __future__ import annotations

import pytest

from pipeline.bigquery import BigQueryWarehouse
from pipeline.commands.run import feed_source, one_cycle
from pipeline.copying import copied
from pipeline.demo.server import Newsroom
from pipeline.exits import UserError
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse
from schemas.records import TABLES
from transforms.contacts.gate import KnowledgeGate
from transforms.web.http import HttpSettings

SETTINGS = Settings(
    http=HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0), obey_hints=False, gate=KnowledgeGate(None)
)
EVENTS = """
    SELECT event_id, revision, change, merged_into, title, mode, cameo_code, status, participants, event_start,
        event_end, date_precision, place, place_country, topics, initiator, cited_sources, claims, report_count,
        outlet_count, independent_report_count
    FROM {events} ORDER BY event_id"""
REPORTS = """
    SELECT report_id, event_id, url, outlet, title, role, mode, status, participants, event_start, event_end,
        date_precision, place, topics, initiator, cited_sources, quote, quote_start, quote_end, evidence, confidence,
        hints, syndication_id, text_minhash
    FROM {reports_latest} ORDER BY report_id"""


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def test_cycles_write_the_same_into_both_and_copies_keep_all(warehouse, tmp_path):
    folder = Warehouse.open(tmp_path / "parquet")
    with Newsroom() as newsroom, warehouse.writer() as there, folder.writer() as here:
        source = feed_source(newsroom.feeds())
        for _ in range(2):
            for writer in (here, there):
                one_cycle(writer, source, SETTINGS, [], 60.0)
            newsroom.advance()
    for query in (EVENTS, REPORTS):
        rows = plain(folder.snapshot().query(query))
        assert rows
        assert plain(warehouse.snapshot().query(query)) == rows
    _copies_keep_rows_and_order(warehouse, tmp_path)


def _copies_keep_rows_and_order(warehouse: BigQueryWarehouse, tmp_path):
    back = Warehouse.open(tmp_path / "back")
    source = warehouse.snapshot()
    with back.writer() as writer:
        # Broken off after the first commit, then begun again, then again with nothing left to do.
        steps = copied(source, warehouse.name, writer, back.name, 20)
        next(steps)
        steps.close()
        assert sum(step.rows for step in copied(source, warehouse.name, writer, back.name, 1000))
        assert not list(copied(source, warehouse.name, writer, back.name))
        number = writer.snapshot().number
        assert not list(copied(source, warehouse.name, writer, back.name))
        assert writer.snapshot().number == number
    for table in TABLES:
        assert list(back.snapshot().rows(table, latest=False)) == list(source.rows(table, latest=False)), table
    assert back.snapshot().commit().info.items() >= source.commit().info.items()


def test_a_warehouse_with_rows_of_its_own_is_no_target(tmp_path):
    one, other = Warehouse.open(tmp_path / "one"), Warehouse.open(tmp_path / "other")
    with other.writer() as writer:
        with writer.commit_stage() as stage:
            stage.commit()
        with pytest.raises(UserError, match="holds rows of its own"):
            list(copied(one.snapshot(), one.name, writer, other.name))
