"""Counts what the rows of a run say became of feeds, pages, articles and events.

Every row passes here once, on whichever runner and to whichever sink it goes: so the figures are those of the tables.
"""

from __future__ import annotations

from functools import cache

import apache_beam as beam
from apache_beam.metrics import Metrics

from schemas.records import ArchivePart, DeadLetter, EventRevision, FeedPoll, Record, Report, Visit
from transforms import figures
from transforms.rows import Row, record_of

FEED_OK = ("ok", "not_modified")
"""Outcomes of polls that went well."""


class CountRows(beam.PTransform):
    """Rows of all tables → the same rows, counted."""

    def expand(self, rows: beam.PCollection[Row]) -> beam.PCollection[Row]:
        """Wire the step."""
        return rows | "Count" >> beam.Map(_counted).with_output_types(Row)


def _counted(row: Row) -> Row:
    record = record_of(row)
    for name, by in row_counts(row[0], record):
        _rows(name).inc(by)
    for figure, value in figures_of(record):
        if figure.kind == "counter":
            _counter(figure).inc(value)
        else:
            _distribution(figure).update(value)
    return row


def row_counts(table: str, record: Record) -> list[tuple[str, int]]:
    """What a row adds to the counters of rows: 1 to its table's and, with an outcome, 1 to `table.outcome`."""
    match record:
        case FeedPoll() | Visit():
            return [(table, 1), (f"{table}.{record.outcome}", 1)]
        case ArchivePart():
            return [(table, 1), (f"{table}.pages", record.pages), (f"{table}.candidates", record.candidates)]
        case EventRevision():
            return [(table, 1), (f"{table}.{'new' if record.revision == 1 else 'changed'}", 1)]
    return [(table, 1)]


def figures_of(record: Record) -> list[tuple[figures.Figure, int]]:
    """What a row adds to the figures."""
    match record:
        case FeedPoll():
            failed = [] if record.outcome in FEED_OK else [(figures.FEEDS_FAILED, 1)]
            took = [(figures.POLL_MILLISECONDS, record.elapsed_ms)] if record.elapsed_ms else []
            return [(figures.FEEDS_POLLED, 1), *failed, *took]
        case Visit() if record.elapsed_ms and record.outcome != "pending":
            return [(figures.FETCH_MILLISECONDS, record.elapsed_ms)]
        case Report() if record.published_at and _is_reading(record):
            lag = (record.detected_at - record.published_at).total_seconds()
            return [(figures.LAG_SECONDS, max(0, round(lag)))]
        case EventRevision():
            return [(figures.EVENTS_NEW if record.revision == 1 else figures.EVENTS_CHANGED, 1)]
        case DeadLetter() if record.resolved_at is None:
            return [(figures.DEAD_LETTERS, 1)]
    return []


def _is_reading(report: Report) -> bool:
    """Whether the row was made of an article just read, not of an earlier reading that another event now has."""
    return report.withdrawn_at is None and report.read_at in (None, report.detected_at)


@cache
def _rows(name: str) -> Metrics.DelegatingCounter:
    return Metrics.counter(figures.ROWS_NAMESPACE, name)


_counter = cache(figures.counter)
_distribution = cache(figures.distribution)
