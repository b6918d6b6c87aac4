"""The flags of `feed_health` are the same in the SQL for BigQuery as in that for DuckDB."""

from __future__ import annotations

import io
from pathlib import Path

from pipeline.bigquery import BigQueryWarehouse
from pipeline.status import print_status, status
from pipeline.warehouse import Warehouse
from schemas.records import Record
from tests.pipeline.warehouse.samples import commit
from tests.schemas.test_feed_health import ENGLISH, FEED, OTHER, START, pages, poll

_QUERY = "SELECT feed_url, CAST(day AS STRING), flags FROM {feed_health} AS days ORDER BY 1, 2"


def test_flags_are_those_of_the_tables_on_disk(warehouse: BigQueryWarehouse, tmp_path: Path) -> None:
    rows: list[Record] = []
    for day in range(9):
        # Turns to another language, then brings pages that nothing can be read from.
        rows += [poll(day, 6), *pages(day, 6, **({} if day < 5 else {"title": ENGLISH}))]
        rows.append(poll(day, 20 if day < 7 else 1, feed=OTHER))
    rows += [*pages(9, 4, "no_text"), *pages(10, 4, "no_text"), *pages(11, 4, "no_text")]
    rows += [poll(day, 0, "http_403") for day in (9, 10, 11)]
    rows += [poll(day, 0, "not_modified", feed=OTHER) for day in (9, 10, 11)]
    on_disk = Warehouse.open(tmp_path / "warehouse")
    found = []
    for place in (on_disk, warehouse):
        with place.writer() as writer:
            commit(writer, rows)
        found.append((place.snapshot().query(_QUERY), [feed.flags for feed in status(place).feeds]))
    assert found[0] == found[1]
    flags = {(feed, flag) for feed, _, day in found[0][0] for flag in day.split()}
    assert flags >= {(FEED, "lost_arabic"), (FEED, "all_fail:poll"), (OTHER, "silent"), (OTHER, "lost_volume")}
    out = io.StringIO()
    print_status(warehouse, out, START)
    assert "2 to look at" in out.getvalue()
    assert "all_fail:poll" in out.getvalue()
