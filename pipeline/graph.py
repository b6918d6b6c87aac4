"""The way of the data, on one screen.

feeds ─▶ PollFeeds ─▶ SelectVisits ─▶ FetchPages ─▶ ExtractArticles ─▶ KeepArabic ─▶ DetectContacts ─▶ ResolveEvents
pages to try again ──────────▲             pages ─▶▲         articles ─▶▲
"""

from __future__ import annotations

from dataclasses import dataclass, field

import apache_beam as beam

from pipeline.settings import Settings
from schemas.records import TABLES, DeadLetter, Feed, Page, ReadArticle, Visit
from transforms.detect_contacts import DetectContacts
from transforms.extract_articles import ExtractArticles
from transforms.fetch_pages import FetchPages, SelectVisits
from transforms.fold import Clock
from transforms.keep_arabic import KeepArabic
from transforms.memory import Memory
from transforms.poll_feeds import CountNewItems, PollFeeds
from transforms.resolve_events import ResolveEvents
from transforms.settle_dead_letters import SettleDeadLetters


@dataclass
class Entries:
    """Where data enters; a source fills those that it has."""

    feeds: beam.PCollection[Feed] | None = None
    visits: beam.PCollection[Visit] | None = None
    due: beam.PCollection[Visit] | None = None
    """Visits that are to be made whatever is known of them."""
    pages: beam.PCollection[Page] | None = None
    articles: beam.PCollection[ReadArticle] | None = None
    rows: dict[str, list[beam.PCollection]] = field(default_factory=dict)
    """Rows that the source itself makes: dead letters of lines it cannot read."""
    replayed: beam.PCollection[DeadLetter] | None = None
    """Dead letters whose records are among the entries."""


def build(entries: Entries, memory: Memory, clock: Clock, settings: Settings) -> dict[str, beam.PCollection]:
    """Wire the steps; gives the rows of each table that the run yields."""
    rows: dict[str, list[beam.PCollection]] = {table: list(entries.rows.get(table, ())) for table in TABLES}

    def collect(step: beam.pvalue.DoOutputsTuple, *tables: str) -> None:
        for table in tables:
            rows[table].append(step[table])

    visits, due, pages, articles = entries.visits, entries.due, entries.pages, entries.articles
    if entries.feeds is not None:
        polled = entries.feeds | "PollFeeds" >> PollFeeds(clock, memory, settings.http, settings.threads)
        visits = _both("Listed", visits, polled.main)
    if visits is not None:
        selected = visits | "SelectVisits" >> SelectVisits(clock, memory)
        due = _both("Due", due, selected)
        if entries.feeds is not None:
            counted = {"polls": polled.feed_polls, "new": selected} | "CountNewItems" >> CountNewItems()
            rows["feed_polls"].append(counted)
    if due is not None:
        fetched = due | "FetchPages" >> FetchPages(clock, settings.http, settings.threads, settings.fetch_until)
        collect(fetched, "pages", "dead_letters")
        pages = _both("Fetched", pages, fetched.fetched)
    if pages is not None:
        extracted = pages | "ExtractArticles" >> ExtractArticles(clock, settings.gate)
        collect(extracted, "pages", "dead_letters")
        articles = _both("Extracted", articles, extracted.extracted)
    if articles is not None:
        kept = articles | "KeepArabic" >> KeepArabic(clock, settings.keep_all_articles)
        detected = kept.kept | "DetectContacts" >> DetectContacts(
            clock, settings.knowledge, settings.keep_all_articles
        )
        resolved = detected.findings | "ResolveEvents" >> ResolveEvents(clock, memory)
        collect(kept, "pages", "articles", "dead_letters")
        collect(detected, "pages", "articles", "dead_letters")
        collect(resolved, "reports", "event_revisions")
    if entries.replayed is not None:
        failed = _both("Failed", *rows["dead_letters"])
        letters = {"replayed": entries.replayed, "failed": failed}
        rows["dead_letters"] = [letters | "SettleDeadLetters" >> SettleDeadLetters(clock)]
    return {
        table: parts | f"Rows_{table}" >> beam.Flatten() if len(parts) > 1 else parts[0]
        for table, parts in rows.items()
        if parts
    }


def _both(label: str, *parts: beam.PCollection | None) -> beam.PCollection:
    present = [part for part in parts if part is not None]
    return present[0] if len(present) == 1 else present | label >> beam.Flatten()
