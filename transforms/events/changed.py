"""What of the state has changed since changes were asked for last."""

from __future__ import annotations


class Changed:
    """Keys of what has changed.

    Until it is cleared for the first time everything counts as changed, and nothing is noted: where nobody asks, it
    costs nothing.
    """

    def __init__(self) -> None:
        self.everything = True
        self.reports: set[str] = set()
        self.events: set[str] = set()
        self.readings: set[str] = set()
        """Articles without a report."""

    def report(self, report_id: str) -> None:
        """Note a report."""
        if not self.everything:
            self.reports.add(report_id)

    def event(self, event_id: str) -> None:
        """Note an event."""
        if not self.everything:
            self.events.add(event_id)

    def reading(self, url: str) -> None:
        """Note an article that was read without any report, or of which that is not remembered any more."""
        if not self.everything:
            self.readings.add(url)

    def clear(self) -> None:
        """Changes have been asked for."""
        self.everything = False
        self.reports.clear()
        self.events.clear()
        self.readings.clear()
