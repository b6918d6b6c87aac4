"""What the tables say of events: their latest revisions, the reports whose rows name them, and merges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Set

from schemas.records import EventRevision
from transforms.events.changed import Changed
from transforms.events.columns import NONE, Column
from transforms.events.holdings import Holdings
from transforms.events.identity import Names
from transforms.events.numbers import Numbers
from transforms.events.revisions import Revisions


class Ledger:
    """The events.

    Args:
        numbers: of the reports that have a row.
        changed: where changes are noted.
    """

    def __init__(self, numbers: Numbers, changed: Changed) -> None:
        self._numbers = numbers
        self._changed = changed
        self.revisions = Revisions()
        """The latest revision of each event."""
        self.founded_at: dict[str, dt.datetime] = {}
        self.holdings = Holdings(numbers)
        """Event to the reports whose rows name it."""
        self.named = Names()
        self.merged: dict[str, str] = {}
        """Events that were merged before their own rows were seen, and into which."""
        self.stale: set[str] = set()
        """Events that a seed brought and no fold has dealt with yet."""
        self.absorbing: set[str] = set()
        """Events that hold reports whose rows do not name them yet."""
        self._events = Numbers()
        self._event_of = Column("i")
        """Number of a report to the number of the event that its row names, to look up without a row."""

    def absorb(self, revision: EventRevision) -> None:
        """Take in a row of the event_revisions table: only the latest of each event counts."""
        event_id = revision.event_id
        self._changed.event(event_id)
        known = self.revisions.get(event_id)
        if known is None or (revision.revision, revision.revised_at) > (known.revision, known.revised_at):
            self.revisions[event_id] = revision
        founded = revision.founded_at or revision.revised_at
        self.founded_at[event_id] = min(founded, self.founded_at.get(event_id, founded))
        self.stale.add(event_id)

    def revise(self, revision: EventRevision, at: dt.datetime) -> None:
        """Take note of a new revision that goes to the table."""
        self.revisions[revision.event_id] = revision
        self.founded_at.setdefault(revision.event_id, revision.founded_at or at)
        self._changed.event(revision.event_id)

    # --- reports ---------------------------------------------------------------------------------------

    def event_of(self, report_id: str) -> str | None:
        """The event that a report's row names; null when there is no row or it names none."""
        number = self._numbers.get(report_id)
        event = NONE if number is None else self._event_of.get(number)
        return self._events.name(event) if event != NONE else None

    def held(self, event_ids: Iterable[str]) -> set[str]:
        """The reports whose rows name any of these events."""
        return self.holdings.of(event_ids)

    def hold(self, report_id: str, event_id: str | None) -> set[str]:
        """Note the event that a report's row now names; gives those that it was of."""
        number = self._numbers.made(report_id)
        before = self.event_of(report_id)
        left = {before, self.current_id(before)} if before is not None else set()
        for one in left:
            self.holdings.discard(one, report_id)
        if event_id is not None:
            self.holdings.add(event_id, report_id)
        self._event_of.put(number, self._events.made(event_id) if event_id is not None else NONE)
        return left

    # --- merges ----------------------------------------------------------------------------------------

    def merge(self, event_id: str, kept: str) -> None:
        """Note that an event is to be merged whose own rows have not been seen."""
        self.merged[event_id] = kept
        self._changed.event(event_id)

    def merge_seen(self) -> Iterator[tuple[str, str]]:
        """The events of which that was noted and whose rows have turned up, and into which they are to be merged."""
        for event_id in sorted(event_id for event_id in self.merged if event_id in self.revisions):
            self._changed.event(event_id)
            yield event_id, self.merged.pop(event_id)

    def follow_merges(self, named: Set[str]) -> None:
        """File the reports of those of the events that were merged under the id that stands."""
        for event_id in named | self.stale:
            if event_id in self.holdings and (current := self.current_id(event_id)) != event_id:
                self.holdings.give(event_id, current)
                self.absorbing.add(current)

    def take_over(self, event_id: str, report_id: str) -> None:
        """Note that an event had a report whose row names another."""
        self.holdings.add(event_id, report_id)
        self.absorbing.add(event_id)
        self.stale.add(event_id)

    def current_id(self, event_id: str) -> str:
        """The id that stands for an event now, merges followed."""
        following = self._merged_into(event_id)
        if following is None:
            return event_id
        seen = {event_id}
        while following is not None and following not in seen:
            event_id = following
            seen.add(event_id)
            following = self._merged_into(event_id)
        return event_id

    def _merged_into(self, event_id: str) -> str | None:
        revised = event_id in self.revisions
        return self.revisions.merged_into(event_id) if revised else self.merged.get(event_id)
