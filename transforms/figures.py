"""What is counted and measured of a run, under names that stay: dashboards and alert rules are written against them.

All are Beam counters and distributions of one namespace, whatever class or module counts: on Dataflow they are the
`user_counter` metrics of the job, in the local program part of each cycle's summary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from apache_beam.metrics import Metrics

NAMESPACE = "qanat"
ROWS_NAMESPACE = "qanat.rows"
"""Counters of rows, named for the table (`pages`) and, where rows have an outcome, for both (`pages.gated`)."""


@dataclass(frozen=True)
class Figure:
    """A counter or a distribution."""

    name: str
    kind: Literal["counter", "distribution"]
    step: str
    """The step that counts."""
    says: str


FEEDS_POLLED = Figure("feeds_polled", "counter", "CountRows", "polls of feeds, whatever came of them")
FEEDS_FAILED = Figure("feeds_failed", "counter", "CountRows", "polls in vain: see feed_polls.outcome")
VISITS_LEFT = Figure("visits_left_for_later", "counter", "SelectVisits", "pages over a host's share of one cycle")
PAGES_FETCHED = Figure("pages_fetched", "counter", "FetchPages", "pages that came")
VISITS_ENDED = Figure("visits_ended", "counter", "FetchPages", "visits that ended without a page, or wait for a retry")
PAGES_READ = Figure("pages_read", "counter", "ReadArchives", "web pages in archives")
PAGES_THROUGH_GATE = Figure("pages_through_gate", "counter", "ReadArchives", "archived pages that name both sides")
PAGES_GATED = Figure("pages_gated", "counter", "ExtractArticles", "pages let go, since they do not name both sides")
ARTICLES_EXTRACTED = Figure("articles_extracted", "counter", "ExtractArticles", "articles found on pages")
ARTICLES_KEPT = Figure("articles_kept", "counter", "KeepArabic", "articles in Arabic")
ARTICLES_NOT_ARABIC = Figure("articles_not_arabic", "counter", "KeepArabic", "articles in other languages")
ARTICLES_RELEVANT = Figure("articles_relevant", "counter", "DetectContacts", "articles that report a contact")
CANDIDATES_REJECTED = Figure("candidates_rejected", "counter", "DetectContacts", "articles that name both sides only")
REPORTS_DETECTED = Figure("reports_detected", "counter", "DetectContacts", "contacts that articles report")
FINDINGS = Figure("findings", "counter", "ResolveEvents", "readings of articles that reach resolution")
EVENTS_NEW = Figure("events_new", "counter", "CountRows", "first revisions of events")
EVENTS_CHANGED = Figure("events_changed", "counter", "CountRows", "later revisions of events")
DEAD_LETTERS = Figure("dead_letters", "counter", "CountRows", "records that a step could not handle")
POLL_MILLISECONDS = Figure("poll_milliseconds", "distribution", "CountRows", "time to the end of a feed's answer")
FETCH_MILLISECONDS = Figure("fetch_milliseconds", "distribution", "CountRows", "time to the end of a page's answer")
LAG_SECONDS = Figure(
    "publication_lag_seconds",
    "distribution",
    "CountRows",
    "from an article's publication to the `detected_at` of a report read from it",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Figure))
"""Every figure, in the order of the steps."""

RECORDS_IN = "records_in"
"""Of each stateless step, in the namespace of its name (`ExtractArticles`): records that entered it."""
FAILED = "dead_letters"
"""The same: records that it made dead letters of."""


def counter(figure: Figure) -> Metrics.DelegatingCounter:
    """The figure's counter."""
    assert figure.kind == "counter"
    return Metrics.counter(NAMESPACE, figure.name)


def distribution(figure: Figure) -> Metrics.DelegatingDistribution:
    """The figure's distribution; takes whole numbers."""
    assert figure.kind == "distribution"
    return Metrics.distribution(NAMESPACE, figure.name)
