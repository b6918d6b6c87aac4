"""The reports of each article."""

from __future__ import annotations

from collections.abc import Iterator


class Articles:
    """Article to its reports, in the order of their ids."""

    def __init__(self) -> None:
        self._reports: dict[str, str | tuple[str, ...]] = {}
        """Most have one."""

    def __iter__(self) -> Iterator[str]:
        """All reports."""
        for url in self._reports:
            yield from self.reports(url)

    def reports(self, url: str) -> tuple[str, ...]:
        """The reports of an article."""
        found = self._reports.get(url, ())
        return (found,) if isinstance(found, str) else found

    def file(self, url: str, report_id: str) -> None:
        """Note a report of an article."""
        known = self.reports(url)
        if not known:
            self._reports[url] = report_id
        elif report_id not in known:
            self._reports[url] = tuple(sorted((*known, report_id)))
