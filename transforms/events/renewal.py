"""The rows of the tables, brought in line with the contacts: once for each pass of the fold."""

from __future__ import annotations

import datetime as dt
from typing import Final

import msgspec

from schemas.records import EventRevision, Report, UnrealizedContact
from transforms.events.facts import revision_of
from transforms.events.naming import Naming
from transforms.events.readings import read_at
from transforms.events.state import Resolution
from transforms.events.unrealized import Unrealized, as_row

_TICK: Final = dt.timedelta(microseconds=1)


class Renewal:
    """One pass; `at` stamps new revisions and rows that changed without a new reading."""

    def __init__(self, state: Resolution, at: dt.datetime) -> None:
        self.state = state
        self.at = at
        self._denials: dict[str, str] = {}
        """Event to what came of denials, which is said where nothing else is."""

    def rows(self, moved: set[str]) -> list[Report | UnrealizedContact | EventRevision]:
        """The rows that are new or have changed: reports, what is planned or denied, and events, each by their keys."""
        state = self.state
        state.follow_merges()
        naming = Naming(state, moved)
        reports = set(moved)
        for contact in naming.divided:
            members, event_id = state.members(contact), naming.names[contact]
            # Rows that name the event already stand, unless it has just taken another's in.
            named = set() if event_id in state.ledger.absorbing else state.ledger.held([event_id])
            reports |= members - named
        due = [report_id for report_id in state.rows.as_they_lie(reports) if self._is_due(report_id, naming)]
        changed = [row for report_id in sorted(due) if (row := self._renewed(report_id, naming)) is not None]
        for event_id, why in self._denials.items():
            naming.changes.setdefault(event_id, why)
        changed.sort(key=_is_unrealized)
        return [*map(as_row, changed), *self._revisions(naming)]

    # --- reports ---------------------------------------------------------------------------------------

    def _is_due(self, report_id: str, naming: Naming) -> bool:
        """Whether a report may need a new row."""
        state = self.state
        if report_id in state.wanted:
            return True
        known = state.rows.get(report_id)
        if known is None or known.withdrawn_at is not None:
            return False
        home = state.home(report_id)
        event_id = naming.names[home] if home is not None else None
        return (known.event_id, known.syndication_id) != (event_id, state.partition.source(report_id))

    def _renewed(self, report_id: str, naming: Naming) -> Report | None:
        """The report's new row, null when the one in the table still says it all."""
        state = self.state
        known = state.rows.get(report_id)
        wanted = state.take(report_id)
        report = wanted or known
        if report is None:
            return None
        home = state.home(report_id)
        if report.withdrawn_at is not None:
            # It keeps the event that it was of, should it ever be made again.
            event_id = known.event_id if known is not None else None
            syndication_id = known.syndication_id if known is not None else ""
        else:
            event_id = naming.names[home] if home is not None else None
            syndication_id = state.partition.source(report_id)
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
        self._note(known, row, naming)
        return row

    def _note(self, known: Report | None, row: Report, naming: Naming) -> None:
        if isinstance(row, Unrealized):
            self._note_denial(known, row, naming)
        else:
            self._note_report(known, row, naming)
        self.state.record(known, row)

    def _note_report(self, known: Report | None, row: Report, naming: Naming) -> None:
        before, changes = self._event_of(known), naming.changes
        gone = row.withdrawn_at is not None and (known is None or known.withdrawn_at is None)
        if before is not None and before != row.event_id:
            changes.setdefault(before, f"split{naming.decided([row.report_id])}")
        elif gone and before is not None:
            changes.setdefault(before, "report_withdrawn")
        if row.event_id is not None and before != row.event_id and row.event_id not in changes:
            why = naming.decided([row.report_id]) or naming.fit(row.report_id)
            changes[row.event_id] = f"report_added{why}"

    def _note_denial(self, known: Report | None, row: Unrealized, naming: Naming) -> None:
        if row.status != "denied":
            return
        before = self._event_of(known) if known is not None and known.withdrawn_at is None else None
        now = row.event_id if row.withdrawn_at is None else None
        decided = naming.decided([row.report_id])
        if before is not None and before != now:
            self._denials.setdefault(before, f"denial_withdrawn{decided}")
        if now is not None and before != now:
            self._denials.setdefault(now, f"denial_added{decided or naming.fit(row.report_id)}")

    def _event_of(self, known: Report | None) -> str | None:
        if known is None or known.event_id is None:
            return None
        return self.state.ledger.current_id(known.event_id)

    # --- events ----------------------------------------------------------------------------------------

    def _revisions(self, naming: Naming) -> list[EventRevision]:
        state = self.state
        contact_of = {event_id: contact for contact, event_id in naming.names.items()}
        renewed: list[EventRevision] = []
        for event_id in sorted(naming.events | contact_of.keys()):
            known = state.ledger.revisions.get(event_id)
            revision = self._revision(event_id, contact_of.get(event_id), known, naming)
            if revision is not None and (known is None or not _same_facts(revision, known)):
                renewed.append(revision)
        for revision in renewed:
            state.ledger.revise(revision, self.at)
        return renewed

    def _revision(
        self, event_id: str, contact: str | None, known: EventRevision | None, naming: Naming
    ) -> EventRevision | None:
        number = known.revision + 1 if known is not None else 1
        change = naming.changes.get(event_id, "facts_changed" if known is not None else "founded")
        if contact is not None:
            founded_at = self.state.ledger.founded_at.get(event_id, self.at)
            if known is None and not change.startswith("founded"):
                change = "founded"
            tally = self.state.tally(event_id, contact)
            found = revision_of(tally, event_id, revision=number, at=self.at, founded_at=founded_at, change=change)
            return self._on_the_day_decided(found, contact, known)
        if known is None:
            return None
        if event_id in naming.merges:
            return msgspec.structs.replace(
                known, revision=number, revised_at=self.at, change=change, merged_into=naming.merges[event_id]
            )
        if known.merged_into is None and (event_id in naming.changes or self.state.ledger.holdings.holds(event_id)):
            return msgspec.structs.replace(
                known,
                revision=number,
                revised_at=self.at,
                change=f"withdrawn{change.removeprefix('split') if ' by override: ' in change else ''}",
                claims=(),
                report_count=0,
                outlet_count=0,
                independent_report_count=0,
                independent_denial_count=0,
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


def _is_unrealized(report: Report) -> bool:
    return isinstance(report, Unrealized)


def _same_facts(one: EventRevision, other: EventRevision) -> bool:
    return other == msgspec.structs.replace(
        one,
        revision=other.revision,
        revised_at=other.revised_at,
        change=other.change,
        founded_at=other.founded_at,
    )
