"""The pages that feeds list, each canonical URL fetched once, hosts one request at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import apache_beam as beam
import msgspec
from apache_beam.metrics import Metrics

from schemas.records import Page, Record, Visit
from transforms import activity
from transforms.concurrent import ConcurrentDoFn
from transforms.fold import Clock, Fold, RunFold
from transforms.memory import Memory
from transforms.rows import tagged, with_rows
from transforms.step import dead_letters
from transforms.web.http import HttpSettings, client_for
from transforms.web.visits import due_visit, fetch_page, postponed

_VISIT = msgspec.msgpack.Decoder(Visit | None)


class SelectVisits(beam.PTransform):
    """Visit for each listed item → Visit for each page that is to be fetched now.

    Args:
        clock: decides whether the time of another try has come.
        memory: where earlier visits are read from.
    """

    def __init__(self, clock: Clock, memory: Memory) -> None:
        super().__init__()
        self.clock = clock
        self.memory = memory

    def expand(self, visits: beam.PCollection[Visit]) -> beam.PCollection[Visit]:
        """Wire the fold to the listed items and to what is known of their URLs."""
        keyed = visits | "KeyByUrl" >> beam.Map(_by_url).with_output_types(tuple[str, Visit])
        known = (
            keyed
            | "Urls" >> beam.Keys().with_output_types(str)
            | "EarlierVisits" >> self.memory.rows_of("pages")
            | "KeyEarlierByUrl" >> beam.Map(_by_url).with_output_types(tuple[str, Visit])
        )
        return ({"inputs": keyed, "seeds": known} | "Select" >> RunFold(VisitFold(), self.clock, Visit)).main


class VisitFold(Fold[Visit | None, Visit, Visit, Visit]):
    """State: the last visit to one canonical URL, or null if it was never listed."""

    def fresh(self) -> Visit | None:
        """Never listed."""
        return None

    def seeded(self, state: Visit | None, seeds: Iterable[Visit]) -> Visit | None:
        """The latest row of the URL counts."""
        for visit in seeds:
            if state is None or state.visited_at < visit.visited_at:
                state = visit
        return state

    def fold(self, state: Visit | None, inputs: Iterable[Visit], at: dt.datetime) -> tuple[Visit | None, list[Visit]]:
        """The fetch that the listed items ask for, if any."""
        due = due_visit(state, list(inputs), at)
        return (state, []) if due is None else (due, [due])

    def encode(self, state: Visit | None) -> bytes:
        """The visit as MessagePack."""
        return msgspec.msgpack.encode(state)

    def decode(self, encoded: bytes) -> Visit | None:
        """The visit that `encode` wrote."""
        visit: Visit | None = _VISIT.decode(encoded)
        return visit


class FetchPages(beam.PTransform):
    """Visit → Page; visits that end without one → `pages`.

    Args:
        clock: the time of the fetch.
        http: how to fetch.
        threads: hosts asked at a time.
        until: what is not begun by then is left for the next cycle; null: no limit.
    """

    def __init__(self, clock: Clock, http: HttpSettings, threads: int, until: dt.datetime | None = None) -> None:
        super().__init__()
        self.clock = clock
        self.http = http
        self.threads = threads
        self.until = until

    def expand(self, visits: beam.PCollection[Visit]) -> beam.pvalue.DoOutputsTuple:
        """Wire the fetch, host by host."""
        keyed = visits | "KeyByHost" >> beam.Map(_by_host).with_output_types(tuple[str, Visit])
        if keyed.is_bounded:
            hosts = keyed | "GroupByHost" >> beam.GroupByKey()
        else:
            hosts = keyed | "Spread" >> beam.Reshuffle() | "OneByOne" >> beam.MapTuple(_alone)
        fetch = _FetchHost(self.clock, self.http, self.threads, self.until)
        return hosts | "Fetch" >> with_rows(beam.ParDo(fetch), Page)


class _FetchHost(ConcurrentDoFn):
    """The pages of one host, one after the other, oldest wish first."""

    def __init__(self, clock: Clock, http: HttpSettings, threads: int, until: dt.datetime | None) -> None:
        super().__init__(threads)
        self.clock = clock
        self.http = http
        self.until = until
        self.fetched = Metrics.counter(FetchPages, "pages_fetched")
        self.ended = Metrics.counter(FetchPages, "visits_ended")

    def results(self, element: tuple[str, Iterable[Visit]]) -> Iterator[Any]:
        """The page of each visit, or the visit as it ended."""
        _, visits = element
        for visit in sorted(visits, key=lambda visit: (visit.first_seen_at, visit.url)):
            yield from tagged(self._fetched(visit), Page)

    def count(self, result: Any) -> None:
        """Count pages and visits that ended without one."""
        (self.fetched if isinstance(result, Page) else self.ended).inc()

    def _fetched(self, visit: Visit) -> list[Record]:
        now = self.clock()
        if self.until is not None and dt.datetime.now(dt.UTC) > self.until:
            return [postponed(visit, now)]
        activity.advance("pages fetched")
        try:
            return [fetch_page(visit, now, client_for(self.http).get)]
        except Exception as error:  # noqa: BLE001  (kept, named and counted, as in transforms.step)
            return dead_letters("FetchPages", visit, error, now)


def _by_url(visit: Visit) -> tuple[str, Visit]:
    return visit.url, visit


def _by_host(visit: Visit) -> tuple[str, Visit]:
    return urlsplit(visit.url).netloc, visit


def _alone(host: str, visit: Visit) -> tuple[str, list[Visit]]:
    return host, [visit]
