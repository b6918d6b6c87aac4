"""Which pages to fetch, and what a fetch made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

import msgspec

from schemas.records import Page, Visit
from transforms.web.backoff import backoff
from transforms.web.fetch import ACCEPT_PAGE, FetchError, Get, Response
from transforms.web.urls import canonical_url

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "pending": "chosen for a fetch that is not over",
        "retry": "the fetch failed; another one follows at `next_attempt_at`",
        "failed": "the fetch failed as often as it is tried",
        "gone": "the server says that there is no such page",
        "gated": "the page names no term of one of the two sides",
        "no_text": "there is no article on the page",
        "not_arabic": "the article is not in Arabic",
        "no_contact": "the article speaks of no contact",
        "reported": "the article reports a contact",
        "dead_letter": "a step failed on the page; `dead_letters` says how and keeps it for qanat replay",
    }
)
"""Every value of `pages.outcome` with its meaning."""

MAX_ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(minutes=10)
LONGEST_PAUSE = dt.timedelta(hours=6)
"""Together some 14 hours of tries: an outage of a night loses no page."""

LEASE = dt.timedelta(hours=1)
"""For how long a fetch that was chosen counts as under way."""

FREE_REVISITS = 2
REVISIT_PAUSE = dt.timedelta(hours=6)
"""A page is fetched again for the first changes of its item at once, for further ones after growing pauses.

Some feeds change every item at every poll (a new date, a counter in the summary): each is no correction."""

LONGEST_REVISIT_PAUSE = dt.timedelta(days=7)
MAX_PAGE_BYTES = 8 * 1024 * 1024
_MAX_REASON = 300
_FINAL = ("bad_url", "bad_scheme", "private_address", "too_large", "wrong_type", "robots_disallowed")


def due_visit(prior: Visit | None, seen: Sequence[Visit], now: dt.datetime) -> Visit | None:
    """The fetch, if any, that items of one canonical URL ask for; `prior` is the last row of `pages` for it.

    A page that is new is due; one that failed is, when its time has come (no item need list it any more); one
    that was read is, when the feed that led to it lists it with another fingerprint than before: items of other
    feeds differ in wording without anything being corrected. Several feeds with one item make one fetch.
    The chosen visit is `pending`; it is the state until the fetch ends (see `LEASE`).
    """
    if prior is None:
        return _chosen(min(seen, key=_first), now) if seen else None
    if prior.outcome in ("pending", "retry"):
        if prior.next_attempt_at is not None and now < prior.next_attempt_at:
            return None
        own = [item for item in seen if item.feed_url == prior.feed_url]
        latest = max(own, key=_last) if own else prior
        # Its row in `pages` says already that it waits: see `rests`.
        return msgspec.structs.replace(_chosen(_with_history(latest, prior), now), visited_at=prior.visited_at)
    changed = [item for item in seen if _corrects(item, prior)]
    if not changed:
        return None
    item = _with_history(max(changed, key=_last), prior)
    return _chosen(msgspec.structs.replace(item, attempts=0, revisits=prior.revisits + 1), now)


def rests(visit: Visit, now: dt.datetime) -> bool:
    """Whether the row of `pages` that a chosen visit comes from says already that the page waits for a fetch."""
    return visit.visited_at < now


def postponed(visit: Visit, now: dt.datetime) -> Visit:
    """The row of a chosen visit whose fetch was not begun: it is due again at once."""
    return msgspec.structs.replace(
        visit, outcome="pending", next_attempt_at=None, host_rests_until=None, visited_at=now
    )


def fetch_page(visit: Visit, now: dt.datetime, get: Get) -> Page | Visit:
    """The page of a chosen visit, or the visit as it ended without one (`retry`, `failed` or `gone`)."""
    link = visit.link if canonical_url(visit.link) == visit.url else visit.url
    try:
        response = get(link, accept=ACCEPT_PAGE, max_bytes=MAX_PAGE_BYTES, robots=True)
    except FetchError as error:
        if error.reason == "host_resting":
            wait = error.retry_after or dt.timedelta(0)
            return _ended(visit, now, "retry", error.reason, next_attempt_at=now + wait, host_rests_until=now + wait)
        final = "failed" if error.reason in _FINAL else None
        return _tried(visit, now, error.reason, wait=error.retry_after, final=final)
    status = response.status
    if status == 410:
        return _tried(visit, now, "http_410", response=response, final="gone")
    if not 200 <= status < 300:
        return _tried(visit, now, f"http_{status}", response=response, wait=response.retry_after)
    if _is_home(response.url) and not _is_home(link):
        # Outlets send readers of removed pages to their front page.
        return _tried(visit, now, "soft_404", response=response)
    read = msgspec.structs.replace(
        visit,
        outcome="pending",
        reason=None,
        http_status=status,
        bytes=response.wire_bytes,
        elapsed_ms=response.elapsed_ms,
        attempts=visit.attempts + 1,
        next_attempt_at=None,
        host_rests_until=None,
        fetched_at=now,
        visited_at=now,
    )
    return Page(visit=read, body=response.body, content_type=response.content_type)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/") == "" and not parts.query


def _first(item: Visit) -> tuple[dt.datetime, str, str]:
    return item.visited_at, item.feed_url or "", item.item_sha256 or ""


def _last(item: Visit) -> tuple[dt.datetime, str]:
    return item.visited_at, item.item_sha256 or ""


def _corrects(item: Visit, prior: Visit) -> bool:
    if item.feed_url != prior.feed_url or item.item_sha256 is None or prior.item_sha256 is None:
        return False
    if item.item_sha256 == prior.item_sha256 or item.visited_at <= prior.visited_at:
        return False
    repeats = prior.revisits - FREE_REVISITS + 1
    if repeats <= 0:
        return True
    pause = backoff(repeats, REVISIT_PAUSE, LONGEST_REVISIT_PAUSE, prior.url)
    return item.visited_at >= prior.visited_at + pause


def _with_history(item: Visit, prior: Visit) -> Visit:
    return msgspec.structs.replace(
        item,
        url=prior.url,
        first_seen_at=prior.first_seen_at,
        attempts=prior.attempts,
        revisits=prior.revisits,
        # The day of first publication stays, also when the feed now gives the day of the correction.
        published_at=prior.published_at or item.published_at,
        published_at_source=prior.published_at_source if prior.published_at else item.published_at_source,
        utc_offset_minutes=prior.utc_offset_minutes if prior.published_at else item.utc_offset_minutes,
    )


def _chosen(visit: Visit, now: dt.datetime) -> Visit:
    return msgspec.structs.replace(
        visit, outcome="pending", reason=None, next_attempt_at=now + LEASE, visited_at=now
    )


def _tried(
    visit: Visit,
    now: dt.datetime,
    reason: str,
    *,
    response: Response | None = None,
    wait: dt.timedelta | None = None,
    final: str | None = None,
) -> Visit:
    """The visit after a fetch that brought no page."""
    attempts = visit.attempts + 1
    ended = msgspec.structs.replace(visit, attempts=attempts)
    if final is None and attempts >= MAX_ATTEMPTS:
        final = "gone" if reason in ("http_404", "soft_404") else "failed"
    rests_until = now + wait if wait is not None else None
    if final is not None:
        return _ended(ended, now, final, reason, response=response, host_rests_until=rests_until)
    pause = max(backoff(attempts, FIRST_PAUSE, LONGEST_PAUSE, visit.url), wait or dt.timedelta(0))
    return _ended(
        ended, now, "retry", reason, response=response, next_attempt_at=now + pause, host_rests_until=rests_until
    )


def _ended(
    visit: Visit,
    now: dt.datetime,
    outcome: str,
    reason: str,
    *,
    response: Response | None = None,
    next_attempt_at: dt.datetime | None = None,
    host_rests_until: dt.datetime | None = None,
) -> Visit:
    return msgspec.structs.replace(
        visit,
        outcome=outcome,
        reason=reason[:_MAX_REASON],
        http_status=response.status if response else None,
        bytes=response.wire_bytes if response else 0,
        elapsed_ms=response.elapsed_ms if response else 0,
        next_attempt_at=next_attempt_at,
        host_rests_until=host_rests_until,
        visited_at=now,
    )
