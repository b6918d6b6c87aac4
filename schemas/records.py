"""The records that travel through the pipeline and those that rest in its tables.

A record is an immutable struct of plain values, so that it can be compared, hashed and encoded the same
way everywhere. Times are timezone-aware UTC datetimes, days are dates, spans are half-open offsets in
characters (code points) of the text they speak of. The Arrow and BigQuery schemas are derived from the
records in `TABLES`, never written twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TypeVar

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records: immutable, comparable, keyword-only."""


# --- what people configure -------------------------------------------------------------------------


class Feed(Record, frozen=True, kw_only=True):
    """One line of the feeds file."""

    outlet: str
    url: str
    country: str | None = None
    """ISO 3166-1 alpha-2; where the outlet publishes, hence which day it calls today."""
    section: str | None = None
    every_minutes: float | None = None
    """Least time between two polls; null: once every cycle."""


# --- the way of a page -----------------------------------------------------------------------------


class FeedPoll(Record, frozen=True, kw_only=True):
    """One look at one feed; the latest one is also the memory that the next poll starts from."""

    feed_url: str
    outlet: str
    polled_at: dt.datetime
    outcome: str
    """`ok`, `not_modified`, or why nothing came: see `transforms.web.polling.OUTCOMES`."""
    http_status: int | None = None
    bytes: int = 0
    elapsed_ms: int = 0
    items: int = 0
    new_items: int = 0
    next_poll_at: dt.datetime | None = None
    error: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    failures: int = 0
    """Failed polls in a row, this one included."""
    moved_to: str | None = None
    """Where a permanent redirect leads; polled in place of `feed_url`."""
    unread: int = 0
    """Polls in a row that the server answered with 304."""
    asks_minutes: float | None = None
    """The pause between polls that the feed asks for (ttl, sy:updatePeriod, Cache-Control), at most an hour."""
    skips: tuple[str, ...] = ()
    """Hours (GMT) and days in which the feed asks not to be polled (skipHours, skipDays)."""
    host_rests_until: dt.datetime | None = None
    """Until when the host asked to be left alone (Retry-After)."""


class Visit(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one page: it travels with the page and rests in `pages` where the way ended.

    Every page ends in exactly one visit row per cycle, so pages can be counted through the funnel.
    """

    url: str
    """Canonical; key."""
    link: str
    """As the feed or the file gave it."""
    outlet: str
    feed_url: str | None = None
    country: str | None = None
    title: str | None = None
    published_at: dt.datetime | None = None
    published_at_source: str | None = None
    """`feed`, `page`, `articles_file`, or null."""
    utc_offset_minutes: int | None = None
    """The publisher's clock at `published_at`: which local day it was."""
    item_sha256: str | None = None
    """Fingerprint of the feed's entry; another one means that the article was corrected."""
    first_seen_at: dt.datetime
    fetched_at: dt.datetime | None = None
    outcome: str = "pending"
    """`pending`, `retry`, `failed`, `gone`, `gated`, `no_text`, `not_arabic`, `no_contact`, `reported`."""
    reason: str | None = None
    http_status: int | None = None
    bytes: int = 0
    elapsed_ms: int = 0
    attempts: int = 0
    """Fetches since the last one that brought the page, this one included."""
    revisits: int = 0
    """How often the page was chosen again because its item had changed."""
    next_attempt_at: dt.datetime | None = None
    host_rests_until: dt.datetime | None = None
    """Until when the host asked to be left alone (Retry-After)."""
    visited_at: dt.datetime
    """When this row was made; a later row of the same url replaces an earlier one."""


class Page(Record, frozen=True, kw_only=True):
    """A fetched page (or the html of a line of --articles) before anything is read from it."""

    visit: Visit
    body: bytes
    content_type: str | None = None
    """The Content-Type header, charset parameter included."""


class Article(Record, frozen=True, kw_only=True):
    """A row of `articles`: a text and what was decided about it."""

    url: str
    outlet: str
    title: str | None = None
    published_at: dt.datetime | None = None
    published_at_source: str | None = None
    utc_offset_minutes: int | None = None
    fetched_at: dt.datetime | None = None
    language: str | None = None
    language_confidence: float | None = None
    text: str
    text_sha256: str
    relevant: bool | None = None
    rejection_reason: str | None = None


class ReadArticle(Record, frozen=True, kw_only=True):
    """An article on its way, with the visit it will end in."""

    visit: Visit
    article: Article


def read_article(visit: Visit, text: str, url: str | None = None) -> ReadArticle:
    """The article that a visit brought; `url` is its own address where the page names another than the visit's."""
    article = Article(
        url=url or visit.url,
        outlet=visit.outlet,
        title=visit.title,
        published_at=visit.published_at,
        published_at_source=visit.published_at_source,
        utc_offset_minutes=visit.utc_offset_minutes,
        fetched_at=visit.fetched_at,
        text=text,
        text_sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
    )
    return ReadArticle(visit=visit, article=article)


# --- contacts --------------------------------------------------------------------------------------


class Participant(Record, frozen=True, kw_only=True):
    """Who took part: a person, or a service that acts without a named person."""

    person_id: str
    """`william-burns`; `cia`, `svr` … for a service that acts without a named person."""
    name: str
    """The usual English name."""
    office: str | None = None
    """Office id as of the contact's time, e.g. `cia-director`."""
    service: str | None = None
    """Service id, or null for a leader or diplomat."""
    side: str
    """ISO 3166-1 alpha-2 of the state, e.g. `US`."""


class Evidence(Record, frozen=True, kw_only=True):
    """The words of the text that support one field; `quote == text[start:end]`."""

    field: str
    quote: str
    start: int
    end: int


class Account(Record, frozen=True, kw_only=True):
    """What one article says of one contact, whether or not that took place."""

    url: str
    outlet: str
    title: str | None = None
    published_at: dt.datetime | None = None
    utc_offset_minutes: int | None = None
    mode: str
    """`call`, `meeting`, `visit`, `message`, `exchange`."""
    cameo_code: str
    status: str
    """Of what took place `reported` or `confirmed`; else `denied` or `planned`."""
    participants: tuple[Participant, ...] = ()
    event_start: dt.date | None = None
    """Null with an `event_end`: only the last possible day is known."""
    event_end: dt.date | None = None
    date_precision: str
    """`day`, `range`, `month`, `not_later_than`, `unknown`."""
    place: str | None = None
    place_country: str | None = None
    topics: tuple[str, ...] = ()
    initiator: str | None = None
    """Side that asked for the contact."""
    cited_sources: tuple[str, ...] = ()
    quote: str
    quote_start: int
    quote_end: int
    evidence: tuple[Evidence, ...] = ()
    detected_at: dt.datetime


class UnrealizedContact(Account, frozen=True, kw_only=True):
    """One article's word that a contact is planned, possible or proposed (`planned`), or did not happen (`denied`).

    It makes no event, but a denial shows among the `claims` of the event that it disputes.
    """

    claim_id: str
    text_sha256: str
    """Of the text that says so."""
    event_id: str | None = None
    """The event that it speaks of, as far as one alone is meant."""
    hints: tuple[str, ...] = ()
    """As those of a report; so the fields below."""
    syndication_id: str = ""
    text_minhash: bytes = b""
    read_at: dt.datetime | None = None
    """Null in rows older than the column: they hold as long as the article's latest text is the one that says so."""
    withdrawn_at: dt.datetime | None = None
    """Set in the last row of what a corrected article no longer says."""


class Report(Account, frozen=True, kw_only=True):
    """One article's claim about one contact that took place."""

    report_id: str
    event_id: str | None = None
    """Null for what makes no event: an analyst's decision."""
    role: str
    """`primary` or `background`."""
    confidence: float
    hints: tuple[str, ...] = ()
    """What the text says that helps to tell events apart: `first`, `second`, `since:2025-03-11`,
    `in:03-11/03-11` (its time of the year), `of:2024-02-15/2024-03-22` (the days of the affair that it names),
    `about:2022-09-01/2022-11-30` (a time long past that it speaks of beside a contact without a day)."""
    syndication_id: str = ""
    text_minhash: bytes = b""
    """MinHash of the article's word shingles (see `transforms.events.syndication`)."""
    read_at: dt.datetime | None = None
    """The `detected_at` of the reading that the row rests on; earlier than the row's own when only its event or its
    syndication changed. Null: the same as `detected_at`. A later row with the same report_id replaces the earlier."""
    withdrawn_at: dt.datetime | None = None
    """Set in the last row of a report that a corrected article no longer makes."""


class Findings(Record, frozen=True, kw_only=True):
    """All that one reading of one article yields; it replaces what an earlier reading yielded."""

    url: str
    detected_at: dt.datetime
    fetched_at: dt.datetime | None = None
    """Of several readings of one moment that of the page fetched last counts: archives hold a page again and again."""
    reports: tuple[Report, ...] = ()
    unrealized: tuple[UnrealizedContact, ...] = ()


class EventParticipant(Participant, frozen=True, kw_only=True):
    """A participant and how many independent reports name it."""

    reports: int = 0


class Claim(Record, frozen=True, kw_only=True):
    """One value that reports give for a field on which they disagree."""

    field: str
    value: str
    report_ids: tuple[str, ...] = ()


class EventRevision(Record, frozen=True, kw_only=True):
    """The state of one event after a change. Rows are only ever added."""

    event_id: str
    revision: int
    revised_at: dt.datetime
    change: str
    """Why there is a new revision: `founded`, `report_added`, `facts_changed`, `merged` …"""
    merged_into: str | None = None
    founded_at: dt.datetime | None = None
    """`revised_at` of the event's first revision."""
    title: str | None = None
    mode: str
    cameo_code: str
    status: str
    participants: tuple[EventParticipant, ...] = ()
    event_start: dt.date | None = None
    event_end: dt.date | None = None
    date_precision: str
    place: str | None = None
    place_country: str | None = None
    topics: tuple[str, ...] = ()
    initiator: str | None = None
    cited_sources: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    first_reported_at: dt.datetime | None = None
    last_reported_at: dt.datetime | None = None
    report_count: int = 0
    outlet_count: int = 0
    independent_report_count: int = 0
    independent_denial_count: int = 0
    """Of the sources that deny it; the other counts are of those who say that it took place."""


# --- archives --------------------------------------------------------------------------------------


class ArchivePart(Record, frozen=True, kw_only=True):
    """A stretch of a WARC file that was read to its end; a backfill goes on with what has no such row."""

    path: str
    start_byte: int
    """Of the file as it is stored; the part has the records that begin at or after it."""
    end_byte: int
    """The next part's first byte."""
    records: int = 0
    """Response records."""
    pages: int = 0
    """Web pages among them; the other records are answers of other kinds, or failures."""
    candidates: int = 0
    """Pages that the gate let through. What became of them is in `pages`; the others have no row there."""
    broken: int = 0
    """Records that could not be read; each is in `dead_letters`."""
    elapsed_ms: int = 0
    read_at: dt.datetime


# --- failures --------------------------------------------------------------------------------------


class DeadLetter(Record, frozen=True, kw_only=True):
    """What a step could not handle, with enough to try it again."""

    stage: str
    key: str
    """What it was: a URL, or `file:line`."""
    error_type: str
    """A named reason, e.g. `invalid_json`; the exception's name for a bug."""
    error: str
    payload: str
    """JSON of the record that entered the step (or the raw line)."""
    payload_type: str = "text"
    """Name of the record in `payload`; `text` for raw input."""
    attempts: int = 1
    failed_at: dt.datetime
    """When it failed last; a later row of the same stage and key replaces an earlier one."""
    resolved_at: dt.datetime | None = None
    """Set in the last row of a dead letter that was replayed with success; `failed_at` is then the same moment."""


TABLES: dict[str, type[Record]] = {
    "articles": Article,
    "reports": Report,
    "unrealized_contacts": UnrealizedContact,
    "event_revisions": EventRevision,
    "feed_polls": FeedPoll,
    "pages": Visit,
    "dead_letters": DeadLetter,
    "archive_parts": ArchivePart,
}
"""Table name to the record that is its row."""

KEYS: dict[str, tuple[tuple[str, ...], str]] = {
    "articles": (("url",), "fetched_at"),
    "reports": (("report_id",), "detected_at"),
    "unrealized_contacts": (("claim_id",), "detected_at"),
    "event_revisions": (("event_id", "revision"), "revised_at"),
    "feed_polls": (("feed_url", "polled_at"), "polled_at"),
    "pages": (("url",), "visited_at"),
    "dead_letters": (("stage", "key"), "failed_at"),
    "archive_parts": (("path", "start_byte"), "read_at"),
}
"""Table name to its key columns and the column whose greatest value marks the row that counts."""

for _kind in (*TABLES.values(), Feed, Page, ReadArticle, Findings):
    # msgspec works out a type when it first decodes it, and crashes when two threads do so at once: do it now.
    msgspec.json.Decoder(_kind)

R = TypeVar("R", bound=Record)

_ENCODER = msgspec.json.Encoder(order="deterministic")


def to_json(record: Record) -> str:
    """The record as one line of JSON: null fields included, field order fixed, bytes in base64."""
    return _ENCODER.encode(record).decode()


def from_json(text: str | bytes, kind: type[R]) -> R:
    """The record of type `kind` that `text` holds; raises msgspec.ValidationError saying which field is wrong."""
    return msgspec.json.decode(text, type=kind)
