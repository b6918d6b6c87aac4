"""Rows for the tests of the warehouse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pipeline.warehouse import Snapshot, Writer, write_parquet
from schemas.records import TABLES, Article, DeadLetter, EventRevision, FeedPoll, Record, Report, Visit

NOW = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


def after(minutes: float) -> dt.datetime:
    """So many minutes after NOW."""
    return NOW + dt.timedelta(minutes=minutes)


def poll(feed: str, minutes: float = 0, **values: Any) -> FeedPoll:
    return FeedPoll(**{"feed_url": feed, "outlet": "الوطن", "polled_at": after(minutes), "outcome": "ok", **values})


def visit(url: str, minutes: float = 0, **values: Any) -> Visit:
    return Visit(**{"url": url, "link": url, "outlet": "الوطن", "first_seen_at": NOW, "visited_at": after(minutes),
                    **values})


def report(report_id: str, minutes: float = 0, **values: Any) -> Report:
    return Report(**{
        "report_id": report_id, "event_id": "e1", "url": f"https://a.example/{report_id}", "outlet": "الوطن",
        "role": "primary", "mode": "call", "cameo_code": "041", "status": "reported", "date_precision": "day",
        "quote": "اتصال", "quote_start": 0, "quote_end": 5, "confidence": 0.9, "detected_at": after(minutes), **values,
    })


def revision(event_id: str, number: int = 1, **values: Any) -> EventRevision:
    return EventRevision(**{
        "event_id": event_id, "revision": number, "revised_at": after(number), "change": "founded", "mode": "call",
        "cameo_code": "041", "status": "reported", "date_precision": "day", "report_count": 1, **values,
    })


def article(url: str, **values: Any) -> Article:
    return Article(**{"url": url, "outlet": "الوطن", "text": "نص", "text_sha256": "0", **values})


def dead_letter(stage: str, key: str, minutes: float = 0, **values: Any) -> DeadLetter:
    return DeadLetter(**{"stage": stage, "key": key, "error_type": "invalid_json", "error": "x", "payload": "{",
                         "failed_at": after(minutes), **values})


_NAMES = {kind: table for table, kind in TABLES.items()}


def commit(writer: Writer, rows: Iterable[Record] = (), /, **info: Any) -> Snapshot:
    """Commit the rows, each to its table, and give the snapshot."""
    tables: dict[str, list[Record]] = {}
    for row in rows:
        tables.setdefault(_NAMES[type(row)], []).append(row)
    with writer.commit_stage() as stage:
        for table, its_rows in tables.items():
            write_parquet(stage.path(table) / "part-0.parquet", its_rows, TABLES[table])
        return stage.commit(info)
