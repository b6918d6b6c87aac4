"""Which event each contact is: ids that stay, events that merge or are founded, and why."""

from __future__ import annotations

from collections.abc import Iterable

from transforms.events.identity import heirs, new_id, survivor
from transforms.events.mentions import founding_order
from transforms.events.state import Resolution
from transforms.events.tally import NOT_ASSERTED


class Naming:
    """The contacts and events that one pass touches.

    Args:
        state: with its contacts up to date; events that turn out to be one are merged in it.
        moved: the reports that are new, gone or elsewhere.
    """

    def __init__(self, state: Resolution, moved: set[str]) -> None:
        self._state = state
        self.names: dict[str, str] = {}
        """Contact to its event id."""
        self.divided: set[str] = set()
        """Those of the contacts that did more than gain reports that were not known before."""
        self.changes: dict[str, str] = {}
        """Event to why it has a new revision."""
        self.merges: dict[str, str] = {}
        """Event to the one that it is merged into."""
        self.events: set[str] = {state.ledger.current_id(event_id) for event_id in state.ledger.stale}
        """The events that may have changed."""
        self._merge_at_last()
        kept = self._kept()
        self.events -= kept.keys()
        gained = self._affected(moved)
        self._name()
        gained |= {contact for event_id, contact in kept.items() if event_id not in self.events}
        for contact in gained - self.divided:
            self.names[contact] = state.ledger.named.event_of(contact)
        state.ledger.named.renew(self.events, self.names)

    def decided(self, reports: Iterable[str]) -> str:
        """The reason of the decision that put reports where they are; empty when none did."""
        whys = {why for report_id in reports if (why := self._state.verdicts.why(report_id)) is not None}
        return f" by override: {'; '.join(sorted(whys))}" if whys else ""

    def _merge_at_last(self) -> None:
        """Merge the events that were to be merged when their own rows had not been seen."""
        state = self._state
        for event_id, kept in state.ledger.merge_seen():
            if state.ledger.revisions.merged_into(event_id) is None:
                self.events.add(event_id)
                self._merge(event_id, kept, "")

    def _kept(self) -> dict[str, str]:
        """Those of the events that were one contact when they were last looked at, with that contact.

        What seeds change of them shows by reports that have moved; the other reports need not be seen.
        """
        ledger = self._state.ledger
        contacts = {event_id: ledger.named.contact_of(event_id) for event_id in self.events - ledger.absorbing}
        return {event_id: contact for event_id, contact in contacts.items() if contact is not None}

    def _affected(self, moved: set[str]) -> set[str]:
        """Find the contacts and events concerned, closed under having reports in common.

        Gives the contacts that only gained reports or were told again what is known: they keep their event, and their
        other reports need not be seen.
        """
        state = self._state
        gained: set[str] = set()
        reports = state.ledger.held(self.events)
        for report_id in moved:
            home = state.home(report_id)
            if home is not None and self._stays(report_id, home):
                gained.add(home)
            else:
                reports.add(report_id)
        while reports:
            homes = {home for report_id in reports if (home := state.home(report_id)) is not None} - self.divided
            self.divided |= homes
            named = {
                state.ledger.current_id(event_id)
                for event_id in {
                    state.ledger.event_of(report_id)
                    for report_id in reports.union(*(state.members(home) for home in homes))
                }
                if event_id is not None
            } - self.events
            self.events |= named
            reports = state.ledger.held(named)
            reports = {report_id for report_id in reports if state.home(report_id) not in self.divided}
        return gained - self.divided

    def _stays(self, report_id: str, home: str) -> bool:
        """Whether a report's row names no event, or already the one of its contact."""
        ledger = self._state.ledger
        if home not in ledger.named:
            return False
        event_id = ledger.event_of(report_id)
        return event_id is None or ledger.current_id(event_id) == ledger.named.event_of(home)

    def _name(self) -> None:
        """Give each divided contact its event id, and merge the events that turn out to be one."""
        state = self._state
        holders = {
            event_id: [
                home
                for report_id in state.ledger.held([event_id])
                if (home := state.home(report_id)) is not None and state.partition.asserts(report_id)
            ]
            for event_id in self.events
        }
        for contact, candidates in heirs(holders).items():
            kept = survivor(candidates, state.ledger.founded_at)
            self.names[contact] = kept
            for event_id in candidates:
                if event_id != kept:
                    self._merge(event_id, kept, self._grounds(contact, event_id, kept))
        for contact in sorted(self.divided - self.names.keys()):
            reports = [state.report(report_id) for report_id in state.members(contact)]
            telling = [report for report in reports if report.status not in NOT_ASSERTED]
            event_id = new_id(telling, self._is_taken)
            self.names[contact] = event_id
            self.changes[event_id] = f"founded{self.decided(state.members(contact))}"

    def _is_taken(self, event_id: str) -> bool:
        ledger = self._state.ledger
        return event_id in ledger.revisions or event_id in ledger.holdings or event_id in self.changes

    def _grounds(self, contact: str, *event_ids: str) -> str:
        """Why reports of several events are of one contact: a decision, or the score of the first that was fitted."""
        state = self._state
        decided = self.decided(state.members(contact))
        if decided:
            return decided
        held = state.ledger.held(event_ids)
        reports = [state.report(report_id) for report_id in held if state.home(report_id) == contact]
        fits = (self.fit(report.report_id) for report in sorted(reports, key=founding_order))
        return next(filter(None, fits), "")

    def fit(self, report_id: str) -> str:
        """Why a report is of its contact, in numbers; empty for the report that founded it."""
        parts = self._state.partition.parts(report_id)
        if not parts:
            return ""
        return f": {report_id} fits by " + ", ".join(f"{name} {value:+.1f}" for name, value in parts)

    def _merge(self, event_id: str, kept: str, grounds: str) -> None:
        state = self._state
        if event_id not in state.ledger.revisions:
            state.ledger.merge(event_id, kept)
        state.ledger.holdings.give(event_id, kept)
        state.ledger.absorbing.add(kept)
        self.merges[event_id] = kept
        self.changes[event_id] = f"merged{grounds}"
        self.changes[kept] = f"absorbed {event_id}{grounds}"
