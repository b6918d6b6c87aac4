"""The contacts that reports are of once the analyst's decisions are applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from transforms.events.overrides import EVENT_PREFIX, Override, Unapplied
from transforms.events.partition import Partition


class Day(NamedTuple):
    """The day that is right, and who says why."""

    day: dt.date
    why: str


class Verdicts:
    """A thin layer over a partition: only contacts that a decision names differ from it.

    Its answers depend on the partition and the decisions only, not on what they were before.
    """

    def __init__(self) -> None:
        self.unapplied: tuple[Unapplied, ...] = ()
        """The names that meant nothing when the decisions were applied last."""
        self._homes: dict[str, str | None] = {}
        self._members: dict[str, set[str]] = {}
        self._whys: dict[str, str] = {}
        self._days: dict[str, Day] = {}

    def home(self, partition: Partition, report_id: str) -> str | None:
        """The contact a report is of; null for none."""
        return self._homes[report_id] if report_id in self._homes else partition.home(report_id)

    def members(self, partition: Partition, contact: str) -> set[str]:
        """The reports of a contact."""
        return self._members[contact] if contact in self._members else partition.members(contact)

    def why(self, report_id: str) -> str | None:
        """The reason of the last decision that moved a report; null when none did."""
        return self._whys.get(report_id)

    def day(self, contact: str) -> Day | None:
        """The day that was decided for a contact."""
        return self._days.get(contact)

    def reports(self) -> set[str]:
        """The reports of all contacts that a decision names."""
        return set(self._homes)

    def settle(
        self,
        overrides: Sequence[Override],
        partition: Partition,
        asserts: Callable[[str], bool],
        is_known: Callable[[str], bool],
        founders: Callable[[set[str]], Mapping[str, str]],
    ) -> set[str]:
        """Apply the decisions anew; gives the reports whose event or its facts may have changed by them.

        Args:
            overrides: in the order of the file.
            asserts: whether a report says that the contact took place; contacts without such a report are no events.
            is_known: whether there is or was a report or an event of this id.
            founders: for ids of events, the reports that founded them and are still theirs.
        """
        events = {name for override in overrides for name in override.names() if name.startswith(EVENT_PREFIX)}
        founder_of = founders(events) if events else {}
        before = self._homes, self._members, self._whys, self._days
        division = _Division(partition, founder_of)
        for override in overrides:
            division.apply(override)
        self.unapplied = tuple(_unapplied(overrides, partition, is_known, founder_of))
        self._homes, self._members, self._whys, self._days = {}, {}, division.whys, {}
        gone = {division.group_of[report_id] for report_id in division.no_event if report_id in division.group_of}
        for contact, members in division.groups.items():
            stands = contact not in gone and any(asserts(report_id) for report_id in members)
            self._homes.update(dict.fromkeys(members, contact if stands else None))
            if stands:
                self._members[contact] = members
        for report_id, day in division.days.items():
            home = self._homes.get(report_id)
            if home is not None:
                self._days[home] = day
        if before == (self._homes, self._members, self._whys, self._days):
            return set()
        return before[0].keys() | self._homes.keys()


def _unapplied(
    overrides: Sequence[Override],
    partition: Partition,
    is_known: Callable[[str], bool],
    founder_of: Mapping[str, str],
) -> Iterable[Unapplied]:
    for position, override in enumerate(overrides):
        for name in dict.fromkeys(override.names()):
            report_id = founder_of.get(name, name)
            if partition.home(report_id) is not None:
                continue
            if name.startswith(EVENT_PREFIX):
                problem = "its first report has left it: name one that has not" if is_known(name) else "no such event"
            else:
                problem = "is of no event" if is_known(name) else "no such report"
            yield Unapplied(position=position, name=name, problem=problem)


class _Division:
    """Reports in groups, changed by one decision after the other."""

    def __init__(self, partition: Partition, founder_of: Mapping[str, str]) -> None:
        self._partition = partition
        self._founder_of = founder_of
        self._seen: set[str] = set()
        self.groups: dict[str, set[str]] = {}
        self.group_of: dict[str, str] = {}
        self.whys: dict[str, str] = {}
        self.no_event: dict[str, None] = {}
        self.days: dict[str, Day] = {}

    def apply(self, override: Override) -> None:
        """Carry one decision out."""
        reports = {self._founder_of.get(name, name) for name in override.names()}
        known = {report_id for report_id in reports if self._take(report_id)}
        if not known:
            return
        if override.merge is not None:
            self._merge(known, override.why)
        elif override.split is not None:
            self._split(known, override.why)
        elif override.day is not None:
            for report_id in known:
                self.days.pop(report_id, None)  # The last decision is the last in order.
                self.days[report_id] = Day(override.day, override.why)
        else:
            self.no_event.update(dict.fromkeys(known))
            for report_id in known:
                self.whys.update(dict.fromkeys(self.groups[self.group_of[report_id]], override.why))

    def _take(self, report_id: str) -> bool:
        """Make a report's contact a group; false when it has none."""
        contact = self._partition.home(report_id)
        if contact is None:
            return False
        if contact not in self._seen:
            self._seen.add(contact)
            members = set(self._partition.members(contact))
            self.groups[contact] = members
            self.group_of.update(dict.fromkeys(members, contact))
        return True

    def _merge(self, reports: set[str], why: str) -> None:
        first, *others = sorted({self.group_of[report_id] for report_id in reports})
        for other in others:
            self.groups[first] |= self.groups.pop(other)
        if others:
            self.group_of.update(dict.fromkeys(self.groups[first], first))
            self.whys.update(dict.fromkeys(self.groups[first], why))

    def _split(self, reports: set[str], why: str) -> None:
        sources = {self.group_of[report_id] for report_id in reports}
        if len(sources) == 1 and self.groups[next(iter(sources))] == reports:
            return
        for source in sources:
            self.groups[source] -= reports
            if not self.groups[source]:
                del self.groups[source]
        # The name of a contact of the partition is a report's id: this is none.
        group = f"split {min(reports)}"
        self.groups[group] = reports
        self.group_of.update(dict.fromkeys(reports, group))
        self.whys.update(dict.fromkeys(reports, why))
