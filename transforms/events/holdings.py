"""Which reports each event holds, by their numbers: four bytes for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from transforms.events.numbers import Numbers


class Holdings:
    """Event to its reports.

    Args:
        numbers: of the reports.
    """

    def __init__(self, numbers: Numbers) -> None:
        self._numbers = numbers
        self._held: dict[str, array[int]] = {}

    def __contains__(self, event_id: str) -> bool:
        """Whether an event ever held a report."""
        return event_id in self._held

    def holds(self, event_id: str) -> bool:
        """Whether an event holds any report."""
        return bool(self._held.get(event_id))

    def of(self, event_ids: Iterable[str]) -> set[str]:
        """The reports that these events hold."""
        return {self._numbers.name(number) for event_id in event_ids for number in self._held.get(event_id, ())}

    def numbers_of(self, event_id: str) -> list[int]:
        """The numbers of the reports that an event holds."""
        return list(self._held.get(event_id, ()))

    def add(self, event_id: str, report_id: str) -> None:
        """Let an event hold a report; again does no harm."""
        held = self._held.get(event_id)
        if held is None:
            held = self._held[event_id] = array("i")
        held.append(self._numbers.made(report_id))

    def discard(self, event_id: str, report_id: str) -> None:
        """Let an event hold a report no longer."""
        held, number = self._held.get(event_id), self._numbers.get(report_id)
        while held and number is not None and number in held:
            held.remove(number)

    def forget(self, event_id: str) -> None:
        """As if an event had never held a report."""
        self._held.pop(event_id, None)

    def give(self, event_id: str, kept: str) -> None:
        """Let one event hold the reports of another, which is forgotten."""
        given = self._held.pop(event_id, ())
        self._held[kept] = array("i", sorted({*self._held.get(kept, ()), *given}))
