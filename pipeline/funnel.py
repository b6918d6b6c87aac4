"""How pages fared on their way, by the tables alone: the same figures whichever runner wrote them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.store import Snapshot


@dataclass(frozen=True)
class Spread:
    """A measure over rows."""

    count: int
    median: float
    p95: float
    """The value that 95 % of the rows do not exceed."""


@dataclass(frozen=True)
class Funnel:
    """What was done since a moment."""

    feeds_polled: int
    feeds_failed: int
    fetched: int
    """Pages that were read, from the web or a file."""
    named_both_sides: int
    """Of these, those that the gate let through."""
    arabic: int
    reported: int
    reports: int
    """New reports, not those that were only linked anew."""
    events_new: int
    events_changed: int
    dead_letters: int
    fetch_seconds: Spread | None
    """To the end of an answer, pages that failed included; null: nothing was fetched."""
    lag_seconds: Spread | None
    """From publication to the `detected_at` of the report; null: no report of a known time."""


def funnel(snapshot: Snapshot, since: dt.datetime) -> Funnel:
    """The figures over all rows that were made at that moment or later."""
    values = {"since": since}
    [row] = snapshot.query(_COUNTS, values)
    polled, failed, fetched, through, arabic, reported, reports, new, changed, letters = (int(n or 0) for n in row)
    return Funnel(
        feeds_polled=polled,
        feeds_failed=failed,
        fetched=fetched,
        named_both_sides=through,
        arabic=arabic,
        reported=reported,
        reports=reports,
        events_new=new,
        events_changed=changed,
        dead_letters=letters,
        fetch_seconds=_fetch_seconds(snapshot, since),
        lag_seconds=spread([lag_seconds(*times) for times in snapshot.query(_LAG, values)]),
    )


def lag_seconds(detected_at: dt.datetime, published_at: dt.datetime) -> float:
    """How old an article was when it was read; never less than nothing, though outlets date ahead."""
    return max(0.0, (detected_at - published_at).total_seconds())


def spread(values: Iterable[float]) -> Spread | None:
    """The spread of values by the nearest rank; null: there are none."""
    ordered = sorted(values)
    if not ordered:
        return None
    return Spread(len(ordered), *(ordered[math.ceil(share * len(ordered)) - 1] for share in (0.5, 0.95)))


def _fetch_seconds(snapshot: Snapshot, since: dt.datetime) -> Spread | None:
    # Of reports there are some hundred, of pages a million: these are ranked where they are.
    [(count, median, p95)] = snapshot.query(_FETCH, {"since": since})
    return Spread(int(count), median / 1000, p95 / 1000) if count else None


_COUNTS = """
    WITH visits AS (
        SELECT outcome, COUNT(*) AS n FROM {pages} WHERE visited_at >= @since
            AND outcome IN ('gated', 'no_text', 'not_arabic', 'no_contact', 'reported') GROUP BY outcome
    )
    SELECT
        (SELECT COUNT(*) FROM {feed_polls} WHERE polled_at >= @since),
        (SELECT COUNT(*) FROM {feed_polls} WHERE polled_at >= @since AND outcome NOT IN ('ok', 'not_modified')),
        (SELECT SUM(n) FROM visits),
        (SELECT SUM(n) FROM visits WHERE outcome <> 'gated'),
        (SELECT SUM(n) FROM visits WHERE outcome IN ('no_contact', 'reported')),
        (SELECT SUM(n) FROM visits WHERE outcome = 'reported'),
        (SELECT COUNT(*) FROM {reports} WHERE detected_at >= @since AND withdrawn_at IS NULL
            AND COALESCE(read_at, detected_at) = detected_at),
        (SELECT COUNT(*) FROM {event_revisions} WHERE revised_at >= @since AND revision = 1),
        (SELECT COUNT(*) FROM {event_revisions} WHERE revised_at >= @since AND revision > 1),
        (SELECT COUNT(*) FROM {dead_letters} WHERE failed_at >= @since AND resolved_at IS NULL)"""

# The nearest rank, in words that DuckDB and BigQuery share.
_FETCH = """
    WITH ranked AS (
        SELECT elapsed_ms, ROW_NUMBER() OVER (ORDER BY elapsed_ms) AS place, COUNT(*) OVER () AS total FROM {pages}
        WHERE visited_at >= @since AND elapsed_ms > 0 AND outcome <> 'pending'
    )
    SELECT COUNT(*), MIN(CASE WHEN place >= 0.5 * total THEN elapsed_ms END),
        MIN(CASE WHEN place >= 0.95 * total THEN elapsed_ms END) FROM ranked"""

_LAG = """
    SELECT detected_at, published_at FROM {reports}
    WHERE detected_at >= @since AND withdrawn_at IS NULL AND COALESCE(read_at, detected_at) = detected_at
        AND published_at IS NOT NULL"""
