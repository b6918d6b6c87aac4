"""The reports of each article."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from transforms.events.columns import NONE, Column
from transforms.events.numbers import Numbers

LATELY: Final = 4_096
"""Articles whose reports are remembered by name."""


class Articles:
    """Article to its reports, in the order of their ids.

    Args:
        numbers: of the reports.
    """

    def __init__(self, numbers: Numbers) -> None:
        self.urls = Numbers()
        self.numbers = numbers
        self._last = Column("i")
        """By the number of the article, its report that was filed last; by the number of a report, the one before."""
        self._before = Column("i")
        self._lately: dict[str, list[str]] = {}
        """What was asked for last: of a new report many times over."""

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_lately": {}}

    def __iter__(self) -> Iterator[str]:
        """All reports."""
        for article in range(len(self._last)):
            yield from map(self.numbers.name, self.of(article))

    def of(self, article: int) -> list[int]:
        """The numbers of the reports of an article, by its number."""
        found = []
        number = self._last.get(article)
        while number != NONE:
            found.append(number)
            number = self._before[number]
        return found

    def reports(self, url: str) -> list[str]:
        """The reports of an article."""
        found = self._lately.get(url)
        if found is None:
            article = self.urls.get(url)
            if article is None:
                return []
            found = sorted(map(self.numbers.name, self.of(article)))
            if len(self._lately) >= LATELY:
                self._lately.clear()
            self._lately[url] = found
        return found

    def file(self, url: str, report_id: str) -> None:
        """Note a report of an article."""
        article, number = self.urls.made(url), self.numbers.made(report_id)
        if number not in self.of(article):
            self._before.put(number, self._last.get(article))
            self._last.put(article, number)
            self._lately.pop(url, None)
