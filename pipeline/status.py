"""What the last cycle did, what the tables hold, and which feeds need a look: all from one snapshot."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TextIO

from rich import box
from rich.table import Table
from rich.text import Text

from pipeline.funnel import Funnel, Spread, funnel
from pipeline.sql import console_for
from pipeline.store import Snapshot, Warehouse
from pipeline.summary import CycleSummary, summary_of


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

    place: str
    """Folder or dataset."""
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
    since: dt.datetime
    """When the last cycle began; a day ago if the last commit was none: a streaming job's rows come all the time."""
    funnel: Funnel
    """What was done since then."""


def status(warehouse: Warehouse, now: dt.datetime | None = None) -> Status:
    """The status at the newest commit."""
    snapshot = warehouse.snapshot()
    commit = snapshot.commit()
    cycle = summary_of(commit.info)
    since = cycle.started_at if cycle else (now or dt.datetime.now(dt.UTC)) - dt.timedelta(days=1)
    return Status(
        place=warehouse.name,
        commit=commit.number,
        committed_at=commit.committed_at,
        cycle=cycle,
        pages=dict(snapshot.query(_PAGES)),
        articles=_count(snapshot, "SELECT COUNT(DISTINCT url) FROM {articles}"),
        reports=_count(snapshot, "SELECT COUNT(*) FROM {reports_latest}"),
        events=_count(snapshot, "SELECT COUNT(*) FROM {events}"),
        dead_letters=_count(snapshot, _DEAD_LETTERS),
        feeds=tuple(FeedStatus(*row) for row in snapshot.query(_FEEDS)),
        since=since,
        funnel=funnel(snapshot, since),
    )


def print_status(warehouse: Warehouse, out: TextIO, now: dt.datetime | None = None) -> None:
    """Print the status for people."""
    now = now or dt.datetime.now(dt.UTC)
    found = status(warehouse, now)
    console = console_for(out)
    committed = f"{_ago(found.committed_at, now)} ({found.committed_at:%Y-%m-%d %H:%M:%S}Z)"
    console.print(Text(f"{found.place}: commit {found.commit}, {committed}"))
    console.print(Text(found.cycle.line() if found.cycle else "no cycle yet: start one with qanat run"))
    for warning in found.cycle.warnings if found.cycle else ():
        console.print(Text(f"warning: {warning}"))
    for line in funnel_lines(found.funnel, "last cycle" if found.cycle else "last day"):
        console.print(Text(line))
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


def funnel_lines(done: Funnel, when: str) -> list[str]:
    """The funnel and the two measures, in words."""
    lines = [
        f"{when}: feeds polled {done.feeds_polled}, failed {done.feeds_failed} · pages {done.fetched}"
        f" → both sides {done.named_both_sides} → Arabic {done.arabic} → with a contact {done.reported}"
        f" · reports {done.reports} · events {done.events_new} new, {done.events_changed} changed"
        f" · dead letters {done.dead_letters}"
    ]
    measures = (("fetch", done.fetch_seconds), ("lag from publication to report", done.lag_seconds))
    told = [f"{name} {_spread(values)}" for name, values in measures if values]
    return [*lines, f"{when}: " + " · ".join(told)] if told else lines


def _spread(values: Spread) -> str:
    return f"median {_duration(values.median)}, 95 % within {_duration(values.p95)} ({values.count})"


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"


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


def _count(snapshot: Snapshot, query: str) -> int:
    return int(snapshot.query(query)[0][0])


def _ago(time: dt.datetime, now: dt.datetime) -> str:
    seconds = max(0, int((now - time).total_seconds()))
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return f"{seconds} s ago"


_PAGES = """
    SELECT outcome, COUNT(*) AS page_count FROM (
        SELECT outcome FROM {pages} WHERE TRUE
        QUALIFY ROW_NUMBER() OVER (PARTITION BY url ORDER BY visited_at DESC) = 1
    ) AS latest GROUP BY outcome ORDER BY page_count DESC, outcome"""

_DEAD_LETTERS = """
    SELECT COUNT(*) FROM (
        SELECT resolved_at FROM {dead_letters} WHERE TRUE
        QUALIFY ROW_NUMBER() OVER (PARTITION BY stage, key ORDER BY failed_at DESC, resolved_at IS NULL DESC) = 1
    ) AS latest WHERE resolved_at IS NULL"""

_FEEDS = """
    WITH polled AS (
        SELECT feed_url, outlet, outcome, failures, error,
            MAX(CASE WHEN outcome IN ('ok', 'not_modified') THEN polled_at END) OVER (PARTITION BY feed_url)
                AS last_success_at,
            MAX(CASE WHEN new_items > 0 THEN polled_at END) OVER (PARTITION BY feed_url) AS last_new_item_at
        FROM {feed_polls} WHERE TRUE
        QUALIFY ROW_NUMBER() OVER (PARTITION BY feed_url ORDER BY polled_at DESC) = 1
    ),
    health AS (
        SELECT feed_url, main_failure, flags, day,
            LAG(lost_volume, 1, FALSE) OVER (PARTITION BY feed_url ORDER BY day) AS lost_before
        FROM {feed_health} AS days
    ),
    latest AS (
        SELECT feed_url, MAX_BY(CONCAT(flags, CASE WHEN lost_before THEN ' lost_volume' ELSE '' END), day) AS flags,
            MAX_BY(main_failure, CASE WHEN main_failure IS NOT NULL THEN day END) AS main_failure
        FROM health GROUP BY feed_url
    )
    SELECT polled.feed_url, outlet, outcome, failures, last_success_at, last_new_item_at,
        COALESCE(error, main_failure) AS error, COALESCE(flags, '') AS health
    FROM polled LEFT JOIN latest ON latest.feed_url = polled.feed_url ORDER BY outlet, polled.feed_url"""
