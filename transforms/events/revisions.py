"""The latest revision of each event: those of events that are not in the news are put away."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from typing import Final

import msgspec

from schemas.records import EventRevision
from transforms.events.scratch import Parcels

AT_HAND: Final = 1_024
"""Revisions in memory. Where reports disagree, one names all reports of the event."""

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(EventRevision)


class Revisions(MutableMapping[str, EventRevision]):
    """Event to its latest revision."""

    def __init__(self) -> None:
        self._at_hand: OrderedDict[str, EventRevision] = OrderedDict()
        self._put_away: Parcels[str] = Parcels(level=-5)
        self._merged_into: dict[str, str | None] = {}
        """Of all events, to look up without a revision."""

    def merged_into(self, event_id: str) -> str | None:
        """The event that one was merged into by its latest revision."""
        return self._merged_into.get(event_id)

    def __getitem__(self, event_id: str) -> EventRevision:
        found = self._at_hand.get(event_id)
        if found is None:
            packed = self._put_away.get(event_id)
            if packed is None:
                raise KeyError(event_id)
            found = _DECODER.decode(packed)
            self._keep(event_id, found)
        else:
            self._at_hand.move_to_end(event_id)
        return found

    def __setitem__(self, event_id: str, revision: EventRevision) -> None:
        self._put_away.drop(event_id)
        self._merged_into[event_id] = revision.merged_into
        self._keep(event_id, revision)

    def __delitem__(self, event_id: str) -> None:
        del self._merged_into[event_id]
        self._put_away.drop(event_id)
        self._at_hand.pop(event_id, None)

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._merged_into

    def __iter__(self) -> Iterator[str]:
        return iter(self._merged_into)

    def __len__(self) -> int:
        return len(self._merged_into)

    def _keep(self, event_id: str, revision: EventRevision) -> None:
        self._at_hand[event_id] = revision
        self._at_hand.move_to_end(event_id)
        if len(self._at_hand) > AT_HAND:
            oldest, known = self._at_hand.popitem(last=False)
            if oldest not in self._put_away:
                self._put_away.put(oldest, _ENCODER.encode(known))
