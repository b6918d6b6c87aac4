"""The state of resolution as bytes: whole, or only what has changed since the last time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from schemas.records import EventRevision, Report
from transforms.events.state import Resolution
from transforms.events.unrealized import Unrealized

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


class _KeptReport(msgspec.Struct, array_like=True):
    report_id: str
    row: Report | None
    wanted: Report | None
    former: Report | None
    own: bool


class _KeptUnrealized(msgspec.Struct, array_like=True):
    report_id: str
    row: Unrealized | None
    wanted: Unrealized | None
    former: Unrealized | None
    own: bool


class _KeptEvent(msgspec.Struct, array_like=True):
    event_id: str
    revision: EventRevision | None
    founded_at: dt.datetime | None
    merged: str | None


class _Change(msgspec.Struct, array_like=True):
    """What is kept of some reports, events and articles; everything else of the state follows from it."""

    reports: list[_KeptReport]
    unrealized: list[_KeptUnrealized]
    events: list[_KeptEvent]
    empty: dict[str, dt.datetime | None]
    """`Resolution.readings`, null for those that are no longer remembered."""
    stale_reports: list[str]
    stale_events: list[str]
    """Those of them that a seed brought and no fold has dealt with yet."""
    folded: bool
    """Whether a fold has dealt with those of earlier changes."""
    overridden: list[str]


_DECODER = msgspec.msgpack.Decoder(_Change)


def whole(state: Resolution) -> bytes:
    """The state as bytes, the same for equal states."""
    return _encoded(state, *_everything(state), folded=True)


def changes(state: Resolution) -> bytes:
    """What has changed since this was last asked."""
    changed = state.changed
    keys = _everything(state) if changed.everything else (changed.reports, changed.events, changed.readings)
    encoded = _encoded(state, *keys, folded=state.folded)
    _forget_changes(state)
    return encoded


def _everything(state: Resolution) -> tuple[AbstractSet[str], AbstractSet[str], AbstractSet[str]]:
    ledger = state.ledger
    return (
        state.rows.keys() | state.wanted.keys() | state.former.keys(),
        ledger.revisions.keys() | ledger.founded_at.keys() | ledger.merged.keys(),
        state.readings.keys(),
    )


def restored(changes: Iterable[bytes]) -> Resolution:
    """The state that these changes make, in their order; raises msgspec.DecodeError for other bytes."""
    reports: dict[str, bytes] = {}
    unrealized: dict[str, bytes] = {}
    events: dict[str, bytes] = {}
    empty: dict[str, dt.datetime] = {}
    stale_reports: set[str] = set()
    stale_events: set[str] = set()
    overridden: list[str] = []
    for encoded in changes:
        change = _DECODER.decode(encoded)
        overridden = change.overridden
        if change.folded:
            stale_reports, stale_events = set(), set()
        stale_reports.update(change.stale_reports)
        stale_events.update(change.stale_events)
        # Most of what a long history says was said anew later: it waits in few bytes.
        reports.update((kept.report_id, _ENCODER.encode(kept)) for kept in change.reports)
        unrealized.update((kept.report_id, _ENCODER.encode(kept)) for kept in change.unrealized)
        events.update((kept.event_id, _ENCODER.encode(kept)) for kept in change.events)
        for url, at in change.empty.items():
            if at is None:
                empty.pop(url, None)
            else:
                empty[url] = at
    state = Resolution()
    _restore_reports(state, {_KeptReport: reports.values(), _KeptUnrealized: unrealized.values()})
    _restore_events(state, events.values())
    state.readings = dict(sorted(empty.items(), key=lambda reading: (reading[1], reading[0])))
    state.stale_reports, state.ledger.stale = dict.fromkeys(sorted(stale_reports)), stale_events
    state.overridden = set(overridden)
    state.undivided = True
    _forget_changes(state)
    return state


def _encoded(
    state: Resolution, reports: AbstractSet[str], events: AbstractSet[str], empty: AbstractSet[str], folded: bool
) -> bytes:
    ledger = state.ledger
    kept = [_kept(state, report_id) for report_id in sorted(reports)]
    return _ENCODER.encode(
        _Change(
            reports=[one for one in kept if isinstance(one, _KeptReport)],
            unrealized=[one for one in kept if isinstance(one, _KeptUnrealized)],
            events=[
                _KeptEvent(key, ledger.revisions.get(key), ledger.founded_at.get(key), ledger.merged.get(key))
                for key in sorted(events)
            ],
            empty={url: state.readings.get(url) for url in sorted(empty)},
            stale_reports=sorted(reports & state.stale_reports.keys()),
            stale_events=sorted(events & state.ledger.stale),
            folded=folded,
            overridden=sorted(state.overridden),
        )
    )


def _kept(state: Resolution, report_id: str) -> _KeptReport | _KeptUnrealized:
    row, wanted, former = said = [rows.get(report_id) for rows in (state.rows, state.wanted, state.former)]
    kind: Any = _KeptUnrealized if any(isinstance(one, Unrealized) for one in said) else _KeptReport
    kept: _KeptReport | _KeptUnrealized = kind(report_id, row, wanted, former, state.is_own(report_id))
    return kept


def _forget_changes(state: Resolution) -> None:
    state.changed.clear()
    state.folded = False


def _restore_reports(state: Resolution, encoded: Mapping[type[Any], Iterable[bytes]]) -> None:
    wanted = []
    decoders = [(msgspec.msgpack.Decoder(kind), those) for kind, those in encoded.items()]
    for kept in (decoder.decode(one) for decoder, those in decoders for one in those):
        if kept.row is not None:
            state.absorb_row(kept.row)
        if kept.wanted is not None:
            wanted.append(kept.wanted)
        if kept.former is not None:
            state.former[kept.report_id] = kept.former
        if kept.own:
            state.note_own(kept.report_id)
    state.wanted.clear()
    for report in wanted:
        state.wanted[report.report_id] = report
        state.articles.file(report.url, report.report_id)


def _restore_events(state: Resolution, encoded: Iterable[bytes]) -> None:
    decoder: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(_KeptEvent)
    for one in encoded:
        kept = decoder.decode(one)
        if kept.revision is not None:
            state.ledger.absorb(kept.revision)
        if kept.founded_at is not None:
            state.ledger.founded_at[kept.event_id] = kept.founded_at
        if kept.merged is not None:
            state.ledger.merged[kept.event_id] = kept.merged
