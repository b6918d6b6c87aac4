"""The reports of each article."""

from __future__ import annotations

from collections.abc import Iterator

from transforms.events.numbers import Numbers


class Articles:
    """Article to its reports, in the order of their ids."""

    def __init__(self) -> None:
        self.urls = Numbers()
        self._reports: list[str | tuple[str, ...]] = []
        """By the number of the article; most have one."""

    def __iter__(self) -> Iterator[str]:
        """All reports."""
        for found in self._reports:
            yield from (found,) if isinstance(found, str) else found

    def reports(self, url: str) -> tuple[str, ...]:
        """The reports of an article."""
        number = self.urls.get(url)
        found = self._reports[number] if number is not None and number < len(self._reports) else ()
        return (found,) if isinstance(found, str) else found

    def file(self, url: str, report_id: str) -> None:
        """Note a report of an article."""
        known = self.reports(url)
        if report_id in known:
            return
        number = self.urls.made(url)
        while number >= len(self._reports):
            self._reports.append(())
        self._reports[number] = tuple(sorted((*known, report_id))) if known else report_id

    def own(self, url: str, report_id: str) -> tuple[str, str]:
        """The one object for an article's address, and for the id of one of its reports, where they are filed."""
        number = self.urls.get(url)
        if number is not None:
            url = self.urls.name(number)
        return url, next((one for one in self.reports(url) if one == report_id), report_id)
