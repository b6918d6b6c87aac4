"""The way of the data, on one screen.

feeds ─▶ PollFeeds ─▶ SelectVisits ─▶ FetchPages ─▶ ExtractArticles ─▶ KeepArabic ─▶ DetectContacts ─▶ ResolveEvents
pages to try again ──────────▲             pages ─▶▲         articles ─▶▲                              ▲
           archives ─▶ SearchArchives (reads them, then the steps from ExtractArticles to DetectContacts) ─┘
"""

from __future__ import annotations

from dataclasses import dataclass, field

import apache_beam as beam

from pipeline.settings import Settings
from schemas.records import ArchivePart, DeadLetter, Feed, Findings, Page, ReadArticle, Visit
from transforms.count_rows import CountRows
from transforms.detect_contacts import DetectContacts
from transforms.extract_articles import ExtractArticles
from transforms.fetch_pages import FetchPages
from transforms.fold import Clock
from transforms.keep_arabic import KeepArabic
from transforms.memory import Memory
from transforms.poll_feeds import CountNewItems, PollFeeds
from transforms.read_archives import ReadPart
from transforms.resolve_events import ResolveEvents
from transforms.rows import Row
from transforms.search_archives import SearchArchives
from transforms.select_visits import SelectVisits
from transforms.settle_dead_letters import SettleDeadLetters


@dataclass
class Entries:
    """Where data enters; a source fills those that it has."""

    feeds: beam.PCollection[Feed] | None = None
    visits: beam.PCollection[Visit] | None = None
    due: beam.PCollection[Visit] | None = None
    """Visits that are to be made whatever is known of them."""
    parts: beam.PCollection[ArchivePart] | None = None
    """Parts of archives to read."""
    parts_are_here: bool = False
    """Their files are on this machine."""
    pages: beam.PCollection[Page] | None = None
    articles: beam.PCollection[ReadArticle] | None = None
    rows: list[beam.PCollection[Row]] = field(default_factory=list)
    """Rows that the source itself makes: dead letters of lines it cannot read."""
    replayed: beam.PCollection[DeadLetter] | None = None
    """Dead letters whose records are among the entries."""


def build(entries: Entries, memory: Memory, clock: Clock, settings: Settings) -> beam.PCollection[Row]:
    """Wire the steps; gives the rows of all tables that the run yields."""
    rows = list(entries.rows)
    due, pages, articles, gate = entries.due, entries.pages, entries.articles, settings.gate
    visits = {} if entries.visits is None else {"waiting": entries.visits}
    if entries.feeds is not None:
        polled = entries.feeds | "PollFeeds" >> PollFeeds(
            clock, memory, settings.http, settings.threads, settings.obey_hints
        )
        visits["listed"] = polled["main"]
    if visits:
        selected = visits | "SelectVisits" >> SelectVisits(clock, memory)
        due = _both("Due", due, selected["main"])
        rows.append(selected["rows"])
    if entries.feeds is not None:
        rows.append({"rows": polled["rows"], "new": selected["new"]} | "CountNewItems" >> CountNewItems())
    if due is not None:
        fetched = due | "FetchPages" >> FetchPages(
            clock,
            settings.http,
            settings.threads,
            until=settings.fetch_until,
            seconds=settings.fetch_seconds,
            rests=memory.host_rests,
        )
        pages = _both("Fetched", pages, fetched.main)
        rows.append(fetched.rows)
    keep = KeepArabic(clock, settings.keep_all_articles)
    detect = DetectContacts(clock, settings.knowledge, settings.keep_all_articles, pair=settings.pair)
    findings: list[beam.PCollection[Findings]] = []
    if entries.parts is not None:
        # What comes from archives has passed the gate when it is read.
        steps = (ExtractArticles(clock, None).step, keep.step, detect.step)
        read = ReadPart(clock, gate, settings.outlets)
        searched = entries.parts | "SearchArchives" >> SearchArchives(
            read, steps, settings.processes, apart=entries.parts_are_here
        )
        findings.append(searched.main)
        rows.append(searched.rows)
    if pages is not None:
        extracted = pages | "ExtractArticles" >> ExtractArticles(clock, gate)
        articles = _both("Extracted", articles, extracted.main)
        rows.append(extracted.rows)
    if articles is not None:
        kept = articles | "KeepArabic" >> keep
        detected = kept.main | "DetectContacts" >> detect
        findings.append(detected.main)
        rows += [kept.rows, detected.rows]
    if findings:
        resolved = _both("Findings", *findings) | "ResolveEvents" >> ResolveEvents(
            clock, memory, settings.overrides, settings.overrides_changed
        )
        rows.append(resolved["rows"])
    every = _both("Rows", *rows)
    if entries.replayed is not None:
        every = {"replayed": entries.replayed, "rows": every} | "SettleDeadLetters" >> SettleDeadLetters(clock)
    return every | "CountRows" >> CountRows()


def _both(label: str, *parts: beam.PCollection | None) -> beam.PCollection:
    present = [part for part in parts if part is not None]
    return present[0] if len(present) == 1 else present | label >> beam.Flatten()
