"""The state of resolution as bytes."""

from __future__ import annotations

import datetime as dt

import msgspec

from schemas.records import EventRevision, Report
from transforms.events.readings import read_at
from transforms.events.state import Resolution

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


class _Encoded(msgspec.Struct):
    """The state as it is kept; everything else follows from it."""

    rows: list[Report]
    wanted: list[Report]
    revisions: list[EventRevision]
    founded_at: dict[str, dt.datetime]
    empty_readings: dict[str, dt.datetime]
    own: list[str]
    former: list[Report]
    merged: dict[str, str]
    stale_reports: list[str]
    stale_events: list[str]
    overridden: list[str] = []


_DECODER = msgspec.msgpack.Decoder(_Encoded)


def encoded(state: Resolution) -> bytes:
    """The state as bytes, the same for equal states."""
    return _ENCODER.encode(
        _Encoded(
            rows=[state.rows[key] for key in sorted(state.rows)],
            wanted=[state.wanted[key] for key in sorted(state.wanted)],
            revisions=[state.revisions[key] for key in sorted(state.revisions)],
            founded_at=dict(sorted(state.founded_at.items())),
            empty_readings={url: state.readings[url] for url in sorted(state.empty) if url not in state.of_url},
            own=sorted(state.own),
            former=[state.former[key] for key in sorted(state.former)],
            merged=dict(sorted(state.merged.items())),
            stale_reports=sorted(state.stale_reports),
            stale_events=sorted(state.stale_events),
            overridden=sorted(state.overridden),
        )
    )


def decoded(encoded: bytes) -> Resolution:
    """The state that `encoded` wrote; raises msgspec.DecodeError for other bytes."""
    kept = _DECODER.decode(encoded)
    state = Resolution()
    for row in kept.rows:
        state.absorb_row(row)
    for report in kept.wanted:
        state.wanted[report.report_id] = report
        state.file(report)
        state.readings[report.url] = max(read_at(report), state.readings.get(report.url, read_at(report)))
    for revision in kept.revisions:
        state.absorb_revision(revision)
    state.founded_at, state.merged = kept.founded_at, kept.merged
    state.readings.update(kept.empty_readings)
    state.empty = set(kept.empty_readings)
    state.stale_reports, state.stale_events = set(kept.stale_reports), set(kept.stale_events)
    state.own, state.former = set(kept.own), {row.report_id: row for row in kept.former}
    state.overridden = set(kept.overridden)
    state.undivided = True
    return state
