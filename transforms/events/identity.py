"""Which id an event keeps when the reports are divided anew. An id never changes its meaning."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from schemas.records import Report
from transforms.events.mentions import founding_order


def heirs(holders: Mapping[str, Iterable[str | None]]) -> dict[str, list[str]]:
    """Contact to the ids whose reports are now mostly its own.

    `holders` gives, for each id, the contact that each of its reports is of now (null: none). An id all of whose
    reports are of none has no heir.
    """
    found: dict[str, list[str]] = {}
    for event_id in sorted(holders):
        votes = Counter(contact for contact in holders[event_id] if contact is not None)
        if votes:
            heir = min(votes, key=lambda contact: (-votes[contact], contact))
            found.setdefault(heir, []).append(event_id)
    return found


def survivor(event_ids: Iterable[str], founded_at: Mapping[str, dt.datetime]) -> str:
    """Of events that turn out to be one, the id that stands: the one founded first."""
    return min(event_ids, key=lambda event_id: (event_id not in founded_at, founded_at.get(event_id), event_id))


def new_id(reports: Collection[Report], taken: Callable[[str], bool]) -> str:
    """The id of an event that these reports found: `ev_` and twelve hexadecimal digits of its founding report's hash.

    An id that is taken keeps its meaning; the next report then gives the name.
    """
    names = [report.report_id for report in sorted(reports, key=founding_order)]
    for name in itertools.chain(names, (f"{names[0]}#{number}" for number in itertools.count(2))):
        event_id = _named(name)
        if not taken(event_id):
            return event_id
    raise AssertionError  # The count has no end.


class Names:
    """Which contact each event was when it was last looked at, and the other way round."""

    def __init__(self) -> None:
        self._events: dict[str, str] = {}
        self._contacts: dict[str, str] = {}

    def __contains__(self, contact: str) -> bool:
        return contact in self._events

    def event_of(self, contact: str) -> str:
        """The event of a contact that has one."""
        return self._events[contact]

    def contact_of(self, event_id: str) -> str | None:
        """The contact that an event was; null when none is known."""
        return self._contacts.get(event_id)

    def renew(self, events: Iterable[str], names: Mapping[str, str]) -> None:
        """Forget what these events were, and note the event of each of the contacts named."""
        for event_id in events:
            contact = self._contacts.pop(event_id, None)
            if contact is not None:
                del self._events[contact]
        for contact, event_id in names.items():
            before = self._events.pop(contact, None)
            if before is not None:
                del self._contacts[before]
            self._events[contact] = event_id
            self._contacts[event_id] = contact


def founders(event_ids: Collection[str], report_ids: Iterable[str]) -> dict[str, str]:
    """Event to the one of these reports after which `new_id` named it; events of none of them are left out."""
    found = {}
    for report_id in report_ids:
        for name in (report_id, *(f"{report_id}#{number}" for number in _AGAIN)):
            event_id = _named(name)
            if event_id in event_ids:
                found[event_id] = report_id
    return found


def _named(name: str) -> str:
    return "ev_" + hashlib.sha256(name.encode()).hexdigest()[:12]


_AGAIN: Final = range(2, 4)
"""How often one report is thought to found an event."""
