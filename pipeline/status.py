"""What the last cycle did, what the tables hold, and which feeds need a look: all from one snapshot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import duckdb
from rich import box
from rich.table import Table
from rich.text import Text

from pipeline.sql import connection, console_for
from pipeline.summary import CycleSummary, summary_of
from pipeline.warehouse import Warehouse


@dataclass(frozen=True)
class FeedStatus:
    """How a feed does, by its last poll."""

    feed_url: str
    outlet: str
    outcome: str
    failures: int
    """Failed polls in a row."""
    last_success_at: dt.datetime | None
    last_new_item_at: dt.datetime | None
    error: str | None
    """Of its last poll; else what became of most of its pages that failed on the last day with any."""
    health: str
    """Flags of `feed_health` (their rules stand there): of its last day, and `lost_volume` of the last day but one."""

    @property
    def flags(self) -> tuple[str, ...]:
        """What is wrong: `failing` (the last poll), `never_read` (every poll), and those of `feed_health`."""
        own = ("failing",) * bool(self.failures) + ("never_read",) * (self.last_success_at is None)
        return tuple(dict.fromkeys((*own, *self.health.split())))


@dataclass(frozen=True)
class Status:
    """A warehouse at one commit."""

    root: Path
    commit: int
    committed_at: dt.datetime
    cycle: CycleSummary | None
    """The last cycle; null before the first, or when the last commit was none."""
    pages: dict[str, int]
    """Pages by the outcome of their last visit."""
    articles: int
    reports: int
    """Latest ones that were not withdrawn."""
    events: int
    """Those that stand."""
    dead_letters: int
    """Those not yet replayed with success."""
    feeds: tuple[FeedStatus, ...]


def status(warehouse: Warehouse) -> Status:
    """The status at the newest commit."""
    snapshot = warehouse.snapshot()
    metadata = snapshot.metadata()
    with connection(snapshot) as db:
        return Status(
            root=warehouse.root,
            commit=snapshot.number,
            committed_at=metadata.committed_at,
            cycle=summary_of(metadata.info),
            pages=dict(db.execute(_PAGES).fetchall()),
            articles=_count(db, "SELECT count(DISTINCT url) FROM articles"),
            reports=_count(db, "SELECT count(*) FROM reports_latest"),
            events=_count(db, "SELECT count(*) FROM events"),
            dead_letters=_count(db, _DEAD_LETTERS),
            feeds=tuple(FeedStatus(*row) for row in db.execute(_FEEDS).fetchall()),
        )


def print_status(warehouse: Warehouse, out: TextIO, now: dt.datetime | None = None) -> None:
    """Print the status for people."""
    now = now or dt.datetime.now(dt.UTC)
    found = status(warehouse)
    console = console_for(out)
    committed = f"{_ago(found.committed_at, now)} ({found.committed_at:%Y-%m-%d %H:%M:%S}Z)"
    console.print(Text(f"{found.root}: commit {found.commit}, {committed}"))
    console.print(Text(found.cycle.line() if found.cycle else "no cycle yet: start one with qanat run"))
    for warning in found.cycle.warnings if found.cycle else ():
        console.print(Text(f"warning: {warning}"))
    outcomes = ", ".join(f"{count} {outcome}" for outcome, count in found.pages.items())
    console.print(
        Text(
            f"events {found.events} · reports {found.reports} · articles {found.articles}"
            f" · pages {sum(found.pages.values())}{f' ({outcomes})' if outcomes else ''}"
            f" · dead letters open {found.dead_letters}"
        )
    )
    flagged = [feed for feed in found.feeds if feed.flags]
    console.print(Text(f"feeds {len(found.feeds)}, {len(flagged)} to look at"))
    if flagged:
        console.print(_feed_table(flagged, now))


def _feed_table(flagged: list[FeedStatus], now: dt.datetime) -> Table:
    table = Table(
        "outlet",
        "feed",
        "flags",
        "last outcome",
        "failures",
        "last success",
        "last new item",
        "error",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    for feed in flagged:
        times = [_ago(time, now) if time else "never" for time in (feed.last_success_at, feed.last_new_item_at)]
        table.add_row(
            *map(
                Text,
                (
                    feed.outlet,
                    feed.feed_url,
                    " ".join(feed.flags),
                    feed.outcome,
                    str(feed.failures),
                    *times,
                    feed.error or "",
                ),
            )
        )
    return table


def _count(db: duckdb.DuckDBPyConnection, query: str) -> int:
    row = db.execute(query).fetchone()
    return int(row[0]) if row else 0


def _ago(time: dt.datetime, now: dt.datetime) -> str:
    seconds = max(0, int((now - time).total_seconds()))
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return f"{seconds} s ago"


_PAGES = """
    SELECT outcome, count(*) FROM (
        SELECT max_by(outcome, visited_at) AS outcome FROM pages GROUP BY url
    ) GROUP BY outcome ORDER BY 2 DESC, 1"""

_DEAD_LETTERS = """
    SELECT count(*) FROM (
        SELECT max(struct_pack(at := failed_at, open := resolved_at IS NULL)) AS last
        FROM dead_letters GROUP BY stage, key
    ) WHERE last.open"""

_FEEDS = """
    WITH polled AS (
        SELECT feed_url, arg_max(outlet, polled_at) AS outlet, arg_max(outcome, polled_at) AS outcome,
            arg_max(failures, polled_at) AS failures,
            max(polled_at) FILTER (outcome IN ('ok', 'not_modified')) AS last_success_at,
            max(polled_at) FILTER (new_items > 0) AS last_new_item_at,
            arg_max(struct_pack(error := error), polled_at).error AS error
        FROM feed_polls GROUP BY feed_url
    ),
    health AS (
        SELECT feed_url, main_failure, flags, day,
            lag(lost_volume, 1, false) OVER (PARTITION BY feed_url ORDER BY day) AS lost_before
        FROM feed_health
    ),
    last AS (
        SELECT feed_url, arg_max(flags || if(lost_before, ' lost_volume', ''), day) AS flags,
            arg_max(main_failure, day) FILTER (main_failure IS NOT NULL) AS main_failure
        FROM health GROUP BY feed_url
    )
    SELECT feed_url, outlet, outcome, failures, last_success_at, last_new_item_at, coalesce(error, main_failure),
        coalesce(flags, '')
    FROM polled LEFT JOIN last USING (feed_url) ORDER BY outlet, feed_url"""
