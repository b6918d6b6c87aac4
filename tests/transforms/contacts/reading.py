"""How the tests of this folder read a text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from schemas.records import Article, Report
from transforms.contacts import Detection, detect, load_knowledge

HERE = Path(__file__).parent
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def article(text: str, published: str | None = "2023-07-12", *, title: str | None = None, offset: int = 0) -> Article:
    published_at = dt.datetime.fromisoformat(published + "T12:00:00+00:00") if published else None
    return Article(
        url="https://outlet.example/1", outlet="Outlet", title=title, text=text, text_sha256="",
        published_at=published_at, utc_offset_minutes=offset if published else None,
    )  # fmt: skip


def detection(
    text: str, published: str | None = "2023-07-12", *, title: str | None = None, pair: str = "us-ru"
) -> Detection:
    return detect(article(text, published, title=title), detected_at=NOW, knowledge=load_knowledge(pair=pair))


def reports(text: str, published: str | None = "2023-07-12", *, title: str | None = None) -> tuple[Report, ...]:
    return detection(text, published, title=title).findings.reports


def people(report: Report) -> set[str]:
    return {person.person_id for person in report.participants}


def facts(report: Report) -> tuple[object, ...]:
    """What must not change when the same is said in other words; offsets and quotes may."""
    return (
        report.role, report.mode, report.cameo_code, report.status, sorted(people(report)), report.event_start,
        report.event_end, report.date_precision, report.place, report.place_country, report.initiator,
    )  # fmt: skip
