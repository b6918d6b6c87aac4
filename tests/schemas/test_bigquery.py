from __future__ import annotations

import pytest
from google.cloud.bigquery import SchemaField

from schemas.arrow import arrow_schema
from schemas.bigquery import bigquery_schema, bigquery_schemas
from schemas.records import TABLES, EventRevision, FeedPoll


@pytest.mark.parametrize("table", TABLES)
def test_columns_are_those_of_the_parquet_files(table):
    columns = bigquery_schemas()[table]
    assert [column["name"] for column in columns] == arrow_schema(TABLES[table]).names


@pytest.mark.parametrize("table", TABLES)
def test_the_client_library_takes_it(table):
    fields = [SchemaField.from_api_repr(column) for column in bigquery_schemas()[table]]
    assert [field.mode for field in fields if field.name in ("url", "event_id", "feed_url", "key", "path")]


def test_types_and_modes():
    columns = {column["name"]: column for column in bigquery_schema(EventRevision)}
    assert columns["event_id"] == {"name": "event_id", "type": "STRING", "mode": "REQUIRED"}
    assert columns["revised_at"]["type"] == "TIMESTAMP"
    assert columns["event_start"] == {"name": "event_start", "type": "DATE", "mode": "NULLABLE"}
    assert columns["topics"] == {"name": "topics", "type": "STRING", "mode": "REPEATED"}
    assert columns["participants"]["mode"] == "REPEATED"
    assert {field["name"] for field in columns["participants"]["fields"]} >= {"person_id", "reports"}


def test_columns_with_a_default_can_be_added_to_a_table_that_exists():
    modes = {column["name"]: column["mode"] for column in bigquery_schema(FeedPoll)}
    assert modes["items"] == "NULLABLE"
    assert modes["outlet"] == "REQUIRED"
