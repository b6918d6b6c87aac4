"""The fold that turns findings into events: reports that speak of one contact get one event id, now and later.

What the laws of a fold mean here: the division of the standing reports into events, and the facts of each event, are
a function of the set of readings, whatever the order they arrive in and however they are cut into cycles. Which id an
event has is a matter of history: the first founded keeps it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from schemas.records import EventRevision, Findings, Report
from transforms.events.encoding import decoded, encoded
from transforms.events.facts import NOT_ASSERTED, revision_of
from transforms.events.identity import heirs, new_id, survivor
from transforms.events.mentions import founding_order
from transforms.events.overrides import Override
from transforms.events.readings import newest, read_at
from transforms.events.state import Resolution

_TICK: Final = dt.timedelta(microseconds=1)


class ResolveFold:
    """(Resolution, findings) → (Resolution, rows of `reports` and `event_revisions` that are new or have changed).

    `change` of a revision begins with one of `founded`, `report_added`, `report_withdrawn`, `facts_changed`, `merged`
    (into `merged_into`), `absorbed` (another event's reports), `split` (reports left for another event), `withdrawn`
    (no report says any more that it took place: the facts are the last known, `report_count` is 0). Merges go on to
    say which report fits the contact by what: "merged: <report_id> fits by people +6.0, days +2.0". What an analyst's
    decision has changed goes on "by override: " with the reason given there.

    Args:
        overrides: the analyst's decisions, applied in this order to what the reports by themselves say. The result
            is as if they had always been known. A decision that is taken back leaves the reports divided as before;
            which of the events then keeps its id is a matter of history.
    """

    def __init__(self, overrides: Sequence[Override] = ()) -> None:
        self.overrides = tuple(overrides)

    def fresh(self) -> Resolution:
        """Nothing known."""
        return Resolution()

    def seeded(self, state: Resolution, seeds: Iterable[Report | EventRevision]) -> Resolution:
        """The state that also knows earlier rows of both tables; in any order, repeated, or after inputs."""
        for seed in seeds:
            if isinstance(seed, EventRevision):
                state.absorb_revision(seed)
            else:
                state.absorb_row(seed)
        return state

    def fold(
        self, state: Resolution, inputs: Iterable[Findings], at: dt.datetime
    ) -> tuple[Resolution, list[Report | EventRevision]]:
        """Take readings in; `at` stamps new revisions and rows that changed without a new reading."""
        state.restore()
        for findings in newest(inputs):
            state.read(findings)
        moved = state.divide()
        moved |= state.judge(self.overrides)
        outputs = _Renewal(state, at).rows(moved)
        state.stale_reports.clear()
        state.stale_events.clear()
        state.absorbing.clear()
        state.forget(at)
        return state, outputs

    def encode(self, state: Resolution) -> bytes:
        """The state as bytes."""
        return encoded(state)

    def decode(self, encoded: bytes) -> Resolution:
        """The state that `encode` wrote."""
        return decoded(encoded)


class _Renewal:
    """One pass that brings the rows of the tables in line with the contacts."""

    def __init__(self, state: Resolution, at: dt.datetime) -> None:
        self.state = state
        self.at = at
        self.names: dict[str, str] = {}
        """Contact to its event id."""
        self.changes: dict[str, str] = {}
        """Event to why it has a new revision."""
        self.merges: dict[str, str] = {}
        """Event to the one that it is merged into."""
        self.late: set[str] = set()
        """Events merged before their own rows were seen."""

    def rows(self, moved: set[str]) -> list[Report | EventRevision]:
        """The rows that are new or have changed, reports first, in the order of their keys."""
        self.state.follow_merges()
        contacts, event_ids = self._affected(moved)
        self._name(contacts, event_ids)
        reports = set(moved)
        for contact in contacts:
            members, event_id = self.state.members(contact), self.names[contact]
            # Rows that name the event already stand, unless it has just taken another's in.
            named = set() if event_id in self.state.absorbing else self.state.holdings.get(event_id, set())
            reports |= members - named
        changed = [row for report_id in sorted(reports) if (row := self._renewed(report_id)) is not None]
        revisions = self._revisions(contacts, event_ids)
        return [*changed, *revisions]

    def _affected(self, moved: set[str]) -> tuple[set[str], set[str]]:
        """The contacts and the events that may have changed, closed under having reports in common."""
        state = self.state
        event_ids = {state.current_id(event_id) for event_id in state.stale_events}
        self._merge_at_last()
        contacts: set[str] = set()
        reports = moved.union(*(state.holdings.get(event_id, set()) for event_id in event_ids))
        while reports:
            homes = {home for report_id in reports if (home := state.home(report_id)) is not None} - contacts
            contacts |= homes
            named = {
                state.current_id(event_id)
                for event_id in {
                    state.event_of.get(report_id)
                    for report_id in reports.union(*(state.members(home) for home in homes))
                }
                if event_id is not None
            } - event_ids
            event_ids |= named
            reports = set().union(*(state.holdings.get(event_id, set()) for event_id in named))
            reports = {report_id for report_id in reports if state.home(report_id) not in contacts}
        return contacts, event_ids

    def _name(self, contacts: set[str], event_ids: set[str]) -> None:
        """Give each contact its event id, and merge the events that turn out to be one."""
        state = self.state
        holders = {
            event_id: [
                home
                for report_id in state.holdings.get(event_id, ())
                if (home := state.home(report_id)) is not None and state.partition.asserts(report_id)
            ]
            for event_id in event_ids
        }
        for contact, candidates in heirs(holders).items():
            kept = survivor(candidates, state.founded_at)
            self.names[contact] = kept
            for event_id in candidates:
                if event_id != kept:
                    self._merge(event_id, kept, self._grounds(contact, event_id, kept))
        for contact in sorted(contacts - self.names.keys()):
            reports = [state.report(report_id) for report_id in state.members(contact)]
            telling = [report for report in reports if report.status not in NOT_ASSERTED]
            event_id = new_id(telling, self._is_taken)
            self.names[contact] = event_id
            self.changes[event_id] = f"founded{self._decided(state.members(contact))}"

    def _decided(self, reports: Iterable[str]) -> str:
        """The reason of the decision that put reports where they are; empty when none did."""
        whys = {why for report_id in reports if (why := self.state.verdicts.why(report_id)) is not None}
        return f" by override: {'; '.join(sorted(whys))}" if whys else ""

    def _is_taken(self, event_id: str) -> bool:
        return event_id in self.state.revisions or event_id in self.state.holdings or event_id in self.changes

    def _merge_at_last(self) -> None:
        """Merge the events that were to be merged when their own rows had not been seen."""
        for event_id in sorted(self.state.merged.keys() & self.state.revisions.keys()):
            kept = self.state.merged.pop(event_id)
            if self.state.revisions[event_id].merged_into is None:
                self.late.add(event_id)
                self._merge(event_id, kept, "")

    def _grounds(self, contact: str, *event_ids: str) -> str:
        """Why reports of several events are of one contact: a decision, or the score of the first that was fitted."""
        state = self.state
        decided = self._decided(state.members(contact))
        if decided:
            return decided
        held = {report_id for event_id in event_ids for report_id in state.holdings[event_id]}
        reports = [state.report(report_id) for report_id in held if state.home(report_id) == contact]
        for report in sorted(reports, key=founding_order):
            parts = state.partition.parts(report.report_id)
            if parts:
                return f": {report.report_id} fits by " + ", ".join(f"{name} {value:+.1f}" for name, value in parts)
        return ""

    def _merge(self, event_id: str, kept: str, grounds: str) -> None:
        holdings = self.state.holdings
        if event_id not in self.state.revisions:
            self.state.merged[event_id] = kept
        holdings[kept] |= holdings.pop(event_id, set())
        self.state.absorbing.add(kept)
        self.merges[event_id] = kept
        self.changes[event_id] = f"merged{grounds}"
        self.changes[kept] = f"absorbed {event_id}{grounds}"

    def _renewed(self, report_id: str) -> Report | None:
        """The report's new row, null when the one in the table still says it all."""
        state = self.state
        known = state.rows.get(report_id)
        wanted = state.wanted.pop(report_id, None)
        report = wanted or known
        if report is None:
            return None
        home = state.home(report_id)
        if report.withdrawn_at is not None:
            # It keeps the event that it was of, should it ever be made again.
            event_id = known.event_id if known is not None else None
            syndication_id = known.syndication_id if known is not None else ""
        else:
            event_id = self.names[home] if home is not None else None
            syndication_id = state.syndication.id_of(report.url)
        if known is not None:
            unchanged = wanted is None or msgspec.structs.replace(
                wanted, detected_at=known.detected_at, event_id=known.event_id, syndication_id=known.syndication_id
            ) == known
            if unchanged and (known.event_id, known.syndication_id) == (event_id, syndication_id):
                return None
        stamp = read_at(report) if wanted is not None else self.at
        if known is not None:
            stamp = max(stamp, known.detected_at + _TICK)
        row = msgspec.structs.replace(report, event_id=event_id, syndication_id=syndication_id, detected_at=stamp)
        self._note(known, row)
        return row

    def _note(self, known: Report | None, row: Report) -> None:
        state = self.state
        before = state.current_id(known.event_id) if known is not None and known.event_id is not None else None
        gone = row.withdrawn_at is not None and (known is None or known.withdrawn_at is None)
        if before is not None and before != row.event_id:
            self.changes.setdefault(before, f"split{self._decided([row.report_id])}")
        elif gone and before is not None:
            self.changes.setdefault(before, "report_withdrawn")
        if row.event_id is not None and before != row.event_id:
            self.changes.setdefault(row.event_id, f"report_added{self._decided([row.report_id])}")
        state.record(row)

    def _revisions(self, contacts: set[str], event_ids: set[str]) -> list[EventRevision]:
        state = self.state
        contact_of = {self.names[contact]: contact for contact in contacts}
        renewed: list[EventRevision] = []
        for event_id in sorted(event_ids | contact_of.keys() | self.late):
            known = state.revisions.get(event_id)
            revision = self._revision(event_id, contact_of.get(event_id), known)
            if revision is None or (known is not None and _same_facts(revision, known)):
                continue
            renewed.append(revision)
        for revision in renewed:
            state.revisions[revision.event_id] = revision
            state.founded_at.setdefault(revision.event_id, revision.founded_at or self.at)
        return renewed

    def _revision(self, event_id: str, contact: str | None, known: EventRevision | None) -> EventRevision | None:
        state = self.state
        number = known.revision + 1 if known is not None else 1
        change = self.changes.get(event_id, "facts_changed" if known is not None else "founded")
        if contact is not None:
            members = [state.report(report_id) for report_id in state.members(contact)]
            founded_at = state.founded_at.get(event_id, self.at)
            if known is None and not change.startswith("founded"):
                change = "founded"
            found = revision_of(members, event_id, revision=number, at=self.at, founded_at=founded_at, change=change)
            return self._on_the_day_decided(found, contact, known)
        if known is None:
            return None
        if event_id in self.merges:
            return msgspec.structs.replace(
                known, revision=number, revised_at=self.at, change=change, merged_into=self.merges[event_id]
            )
        if known.merged_into is None and (event_id in self.changes or state.holdings.get(event_id)):
            return msgspec.structs.replace(
                known,
                revision=number,
                revised_at=self.at,
                change=f"withdrawn{change.removeprefix('split') if ' by override: ' in change else ''}",
                claims=(),
                report_count=0,
                outlet_count=0,
                independent_report_count=0,
            )
        return None


    def _on_the_day_decided(
        self, found: EventRevision, contact: str, known: EventRevision | None
    ) -> EventRevision:
        decided = self.state.verdicts.day(contact)
        if decided is None:
            return found
        day = decided.day
        change = found.change
        if known is None or (known.event_start, known.event_end) != (day, day):
            change += f"; day by override: {decided.why}"
        return msgspec.structs.replace(
            found, event_start=day, event_end=day, date_precision="day", change=change
        )


def _same_facts(one: EventRevision, other: EventRevision) -> bool:
    return other == msgspec.structs.replace(
        one,
        revision=other.revision,
        revised_at=other.revised_at,
        change=other.change,
        founded_at=other.founded_at,
    )
