from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb
import pytest

from schemas.arrow import to_table
from schemas.records import TABLES, Article, Claim, EventRevision, FeedPoll, Report, UnrealizedContact, Visit
from schemas.views import VIEWS, create_views_sql, view_sql

sqlglot = pytest.importorskip("sqlglot", reason="sqlglot parses BigQuery's dialect")

DAY = dt.datetime(2026, 3, 4, 12, tzinfo=dt.UTC)


def revision(event_id: str, number: int, **values: Any) -> EventRevision:
    return EventRevision(**{
        "event_id": event_id, "revision": number, "revised_at": DAY + dt.timedelta(hours=number), "change": "founded",
        "mode": "call", "cameo_code": "041", "status": "reported", "date_precision": "day", "title": event_id,
        "report_count": 1, **values,
    })


def report(report_id: str, event_id: str | None, hours: float = 0, **values: Any) -> Report:
    return Report(**{
        "report_id": report_id, "event_id": event_id, "url": f"https://a.example/{report_id}", "outlet": "الوطن",
        "published_at": DAY + dt.timedelta(hours=hours), "role": "primary", "mode": "call", "cameo_code": "041",
        "status": "reported", "date_precision": "day", "quote": f"قول {report_id}", "quote_start": 0, "quote_end": 5,
        "confidence": 0.5, "detected_at": DAY, **values,
    })


def unrealized(claim_id: str, **values: Any) -> UnrealizedContact:
    return UnrealizedContact(**{
        "claim_id": claim_id, "url": f"https://a.example/{claim_id}", "outlet": "الشرق", "text_sha256": "text",
        "mode": "call", "cameo_code": "041", "status": "planned", "date_precision": "unknown",
        "quote": f"نفى {claim_id}", "quote_start": 0, "quote_end": 5, "detected_at": DAY, **values,
    })


@pytest.fixture
def query():
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")

        def asked(sql: str, **tables: list[Any]) -> list[tuple[Any, ...]]:
            for table, kind in TABLES.items():
                db.register(f"{table}_rows", to_table(tables.get(table, []), kind))
            db.execute(create_views_sql({table: f"{table}_rows" for table in TABLES}))
            return db.execute(sql).fetchall()

        yield asked


@pytest.mark.parametrize("name", VIEWS)
def test_valid_in_bigquery(name):
    places = {place: f"`project.dataset.{place}`" for place in (*TABLES, *VIEWS)}
    sql = view_sql(name, places)
    assert "{" not in sql
    parsed = sqlglot.parse_one(sql, dialect="bigquery")
    assert {f"{table.catalog}.{table.db}" for table in parsed.find_all(sqlglot.exp.Table) if table.db} == {
        "project.dataset"
    }


def test_events_are_the_latest_standing_revisions(query):
    revisions = [revision("a", 1), revision("a", 2, mode="visit"), revision("b", 1), revision("b", 2, merged_into="a"),
                 revision("c", 1), revision("c", 2, change="withdrawn", report_count=0)]
    assert query("SELECT event_id, revision, mode FROM events", event_revisions=revisions) == [("a", 2, "visit")]


def test_reports_follow_merges_of_merges(query):
    revisions = [revision("a", 1), revision("b", 1, merged_into="a"), revision("c", 1, merged_into="b"),
                 revision("d", 1)]
    reports = [report("1", "a"), report("2", "b"), report("3", "c"), report("4", "d"), report("5", None),
               report("6", "unknown")]
    assert query("SELECT report_id, event_id FROM reports_latest ORDER BY 1", event_revisions=revisions,
                 reports=reports) == [("1", "a"), ("2", "a"), ("3", "a"), ("4", "d"), ("5", None), ("6", "unknown")]


def test_a_merge_that_was_taken_back_is_not_followed(query):
    revisions = [revision("a", 1), revision("b", 1, merged_into="a"), revision("b", 2)]
    assert query("SELECT event_id FROM reports_latest", event_revisions=revisions, reports=[report("1", "b")]) == [
        ("b",)
    ]


def test_a_circle_of_merges_ends(query):
    revisions = [revision("a", 1, merged_into="b"), revision("b", 1, merged_into="a")]
    [(event_id,)] = query("SELECT event_id FROM reports_latest", event_revisions=revisions, reports=[report("1", "b")])
    assert event_id in ("a", "b")


def test_a_later_row_replaces_a_report_and_a_withdrawn_one_is_left_out(query):
    later = DAY + dt.timedelta(hours=1)
    reports = [report("1", "a"), report("1", "a", mode="visit", detected_at=later), report("2", "a"),
               report("2", "a", detected_at=later, withdrawn_at=later)]
    assert query("SELECT report_id, mode FROM reports_latest", reports=reports) == [("1", "visit")]


def test_what_an_article_no_longer_says_is_left_out(query):
    def article(url: str, text: str, hours: float) -> Article:
        return Article(url=url, outlet="a", text=text, text_sha256=text, fetched_at=DAY + dt.timedelta(hours=hours))

    later = DAY + dt.timedelta(hours=1)
    articles = [article("u", "first", 0), article("u", "corrected", 1), article("v", "text", 0)]
    claims = [unrealized("1", url="u", text_sha256="first"), unrealized("2", url="u", text_sha256="corrected"),
              unrealized("3", url="v", text_sha256="text"),
              unrealized("3", url="v", text_sha256="text", mode="visit", detected_at=later)]
    assert query("SELECT claim_id, mode FROM unrealized_latest ORDER BY 1", articles=articles,
                 unrealized_contacts=claims) == [("2", "call"), ("3", "visit")]


def test_what_resolution_has_read_holds_until_it_is_withdrawn(query):
    later = DAY + dt.timedelta(hours=1)
    claims = [unrealized("1", read_at=DAY), unrealized("2", read_at=DAY),
              unrealized("2", detected_at=later, read_at=later, withdrawn_at=later)]
    assert query("SELECT claim_id FROM unrealized_latest", unrealized_contacts=claims) == [("1",)]


def test_disputes_have_a_row_for_each_value_and_report(query):
    claims = (Claim(field="initiator", value="RU", report_ids=("2",)),
              Claim(field="initiator", value="US", report_ids=("1",)),
              Claim(field="status", value="denied", report_ids=("d",)),
              Claim(field="status", value="reported", report_ids=("1", "2")))
    revisions = [revision("a", 1, claims=(Claim(field="place", value="Ankara", report_ids=("1",)),)),
                 revision("a", 2, claims=claims), revision("b", 1)]
    reports = [report("1", "a"), report("2", "a"), report("3", "b")]
    assert query("SELECT event_id, field, value, report_id, url, quote FROM disputes ORDER BY ALL",
                 event_revisions=revisions, reports=reports,
                 unrealized_contacts=[unrealized("d", status="denied", read_at=DAY)]) == [
        ("a", "initiator", "RU", "2", "https://a.example/2", "قول 2"),
        ("a", "initiator", "US", "1", "https://a.example/1", "قول 1"),
        ("a", "status", "denied", "d", "https://a.example/d", "نفى d"),
        ("a", "status", "reported", "1", "https://a.example/1", "قول 1"),
        ("a", "status", "reported", "2", "https://a.example/2", "قول 2"),
    ]


def test_timeline_has_a_row_for_each_event_and_day(query):
    reports = [
        report("2", "a", 1, outlet="ب", syndication_id="x"),
        report("1", "a", 0, outlet="أ", syndication_id="x", title="عنوان"),
        report("3", "a", 24, outlet="أ"),
        report("4", None),
    ]
    rows = query(
        "SELECT event_id, day, report_count, outlet_count, independent_report_count, outlets, titles, quotes"
        " FROM timeline ORDER BY day",
        event_revisions=[revision("a", 1)], reports=reports,
    )
    assert rows == [
        ("a", dt.date(2026, 3, 4), 2, 2, 1, ["أ", "ب"], ["عنوان", ""], ["قول 1", "قول 2"]),
        ("a", dt.date(2026, 3, 5), 1, 1, 1, ["أ"], [""], ["قول 3"]),
    ]


def test_a_report_without_a_day_stands_on_the_day_it_was_detected(query):
    rows = query("SELECT day FROM timeline", event_revisions=[revision("a", 1)],
                 reports=[report("1", "a", published_at=None)])
    assert rows == [(DAY.date(),)]


def test_feed_health_counts_polls_and_pages(query):
    def poll(hours: float, outcome: str, **values: Any) -> FeedPoll:
        return FeedPoll(feed_url="f", outlet="o", polled_at=DAY + dt.timedelta(hours=hours), outcome=outcome, **values)

    def visit(url: str, hours: float, outcome: str) -> Visit:
        return Visit(url=url, link=url, outlet="o", feed_url="f", first_seen_at=DAY, outcome=outcome,
                     visited_at=DAY + dt.timedelta(hours=hours))

    polls = [poll(0, "ok", items=5, new_items=4), poll(1, "not_modified"), poll(2, "http_404"), poll(24, "timeout")]
    pages = [visit("1", 0, "retry"), visit("1", 1, "reported"), visit("2", 0, "gated"), visit("3", 48, "failed")]
    rows = query(
        "SELECT day, poll_count, polls_ok, polls_failed, last_outcome, last_success_at, items, new_items, page_count,"
        " pages_waiting, pages_reported, pages_gated, pages_failed FROM feed_health ORDER BY day",
        feed_polls=polls, pages=pages,
    )
    hour = DAY + dt.timedelta(hours=1)
    assert rows == [
        (dt.date(2026, 3, 4), 3, 2, 1, "http_404", hour, 5, 4, 2, 0, 1, 1, 0),
        (dt.date(2026, 3, 5), 1, 0, 1, "timeout", None, 0, 0, 0, 0, 0, 0, 0),
        (dt.date(2026, 3, 6), 0, 0, 0, None, None, 0, 0, 1, 0, 0, 0, 1),
    ]
