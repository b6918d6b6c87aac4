"""The tallies of all events: those that were not used lately are put away."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from typing import Final

from schemas.records import Report
from transforms.events.scratch import Parcels
from transforms.events.tally import Tally

AT_HAND: Final = 512
"""Tallies in memory, each of some kilobytes: those of the events that are in the news."""


class Tallies:
    """Event to its tally."""

    def __init__(self) -> None:
        self._at_hand: OrderedDict[str, Tally] = OrderedDict()
        self._put_away: Parcels[str] = Parcels(level=-5)
        self._more: dict[str, list[Report | tuple[str, str]]] = {}
        """Reports that still have to be added to tallies that are put away, and texts whose reports are renamed."""

    def get(self, event_id: str) -> Tally | None:
        """The tally of an event; null when none is kept."""
        found = self._taken_back(event_id)
        if found is not None and not found.settle():
            self.drop(event_id)
            return None
        return found

    def _taken_back(self, event_id: str) -> Tally | None:
        found = self._at_hand.get(event_id)
        if found is not None:
            self._at_hand.move_to_end(event_id)
            return found
        packed = self._put_away.get(event_id)
        if packed is None:
            return None
        found = pickle.loads(packed)  # noqa: S301 - this process's own scratch file
        assert isinstance(found, Tally)
        for more in self._more.pop(event_id, ()):
            if isinstance(more, Report):
                found.add(more)
            else:
                found.rename(*more)
        self.keep(event_id, found)
        return found

    def add(self, event_id: str, report: Report) -> None:
        """Count a report of an event whose tally is kept, if one is."""
        found = self._at_hand.get(event_id)
        if found is not None:
            found.add(report)
        elif event_id in self._put_away:
            # The tally is taken back once for all of them.
            self._more.setdefault(event_id, []).append(report)

    def rename(self, event_id: str, before: str, after: str) -> None:
        """Note that a report of an event has another syndication id now, if a tally of the event is kept."""
        found = self._at_hand.get(event_id)
        if found is not None:
            found.rename(before, after)
        elif event_id in self._put_away:
            self._more.setdefault(event_id, []).append((before, after))

    def keep(self, event_id: str, tally: Tally) -> None:
        """Keep the tally of an event."""
        self._put_away.drop(event_id)
        self._at_hand[event_id] = tally
        if len(self._at_hand) > AT_HAND:
            oldest, known = self._at_hand.popitem(last=False)
            self._put_away.put(oldest, pickle.dumps(known, pickle.HIGHEST_PROTOCOL))

    def drop(self, event_id: str) -> None:
        """Forget the tally of an event, if there is one."""
        self._at_hand.pop(event_id, None)
        self._more.pop(event_id, None)
        self._put_away.drop(event_id)
