"""The pages of the visits chosen, hosts one request at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import apache_beam as beam

from schemas.records import Page, Record, Visit
from transforms import activity, figures
from transforms.concurrent import ConcurrentDoFn
from transforms.fold import Clock
from transforms.memory import Rests, no_rests
from transforms.rows import tagged, with_rows
from transforms.select_visits import age
from transforms.step import dead_letters
from transforms.web.archive import Heard, keep
from transforms.web.archived_pages import Note
from transforms.web.http import HttpSettings, client_for
from transforms.web.visits import fetch_page, postponed, rests


class FetchPages(beam.PTransform):
    """Visit → Page; visits that end without one → `pages`.

    Args:
        clock: the time of the fetch.
        http: how to fetch.
        threads: hosts asked at a time.
        until: what is not begun by then is left for the next cycle; null: no limit.
        seconds: the same for each host's visits of one window, from when their turn comes.
        rests: hosts that asked earlier runs to be left alone.
    """

    def __init__(
        self,
        clock: Clock,
        http: HttpSettings,
        threads: int,
        *,
        until: dt.datetime | None = None,
        seconds: float | None = None,
        rests: Rests = no_rests,
    ) -> None:
        super().__init__()
        self.clock = clock
        self.http = http
        self.threads = threads
        self.until = until
        self.seconds = seconds
        self.rests = rests

    def expand(self, visits: beam.PCollection[Visit]) -> beam.pvalue.DoOutputsTuple:
        """Wire the fetch, host by host."""
        fetch = _FetchHost(
            self.clock, self.http, self.threads, until=self.until, seconds=self.seconds, rests=self.rests
        )
        return (
            visits
            | "KeyByHost" >> beam.Map(_by_host).with_output_types(tuple[str, Visit])
            | "GroupByHost" >> beam.GroupByKey()
            | "Fetch" >> with_rows(beam.ParDo(fetch), Page)
        )


class _FetchHost(ConcurrentDoFn):
    """The pages of one host, one after the other, oldest wish first."""

    def __init__(
        self,
        clock: Clock,
        http: HttpSettings,
        threads: int,
        *,
        until: dt.datetime | None,
        seconds: float | None,
        rests: Rests,
    ) -> None:
        super().__init__(threads)
        self.clock = clock
        self.http = http
        self.until = until
        self.seconds = seconds
        self.rests = rests
        self.fetched = figures.counter(figures.PAGES_FETCHED)
        self.ended = figures.counter(figures.VISITS_ENDED)

    def results(self, element: tuple[str, Iterable[Visit]]) -> Iterator[Any]:
        """The page of each visit, or the visit as it ended."""
        _, visits = element
        client_for(self.http).hosts.rest_until(self.rests(self.clock()), self.clock())
        until = self.until
        if self.seconds is not None:
            until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=self.seconds)
        for visit in sorted(visits, key=age):
            yield from tagged(self._fetched(visit, until), Page)

    def count(self, result: Any) -> None:
        """Count pages and visits that ended without one."""
        (self.fetched if isinstance(result, Page) else self.ended).inc()

    def _fetched(self, visit: Visit, until: dt.datetime | None) -> list[Record]:
        now = self.clock()
        if until is not None and dt.datetime.now(dt.UTC) > until:
            # A row that stands already says that the page waits; in an unbounded run only another row says it again.
            return [] if self.seconds is None and rests(visit, now) else [postponed(visit, now)]
        activity.advance("pages fetched")
        heard = Heard(client_for(self.http).get)
        try:
            result = fetch_page(visit, now, heard)
        except Exception as error:  # noqa: BLE001  (kept, named and counted, as in transforms.step)
            return dead_letters("FetchPages", visit, error, now)
        keep(self.http, heard, now, Note(visit=result.visit if isinstance(result, Page) else result))
        return [result]


def _by_host(visit: Visit) -> tuple[str, Visit]:
    return urlsplit(visit.url).netloc, visit
