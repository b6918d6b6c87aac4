"""The pages that feeds list, each canonical URL fetched once, hosts one request at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import apache_beam as beam
import msgspec

from schemas.records import Page, Record, Visit
from transforms import activity, figures
from transforms.concurrent import ConcurrentDoFn
from transforms.fold import Clock, Fold, RunFold
from transforms.memory import Memory, Rests, no_rests
from transforms.rows import ROWS, row_of, tagged, with_rows
from transforms.step import dead_letters
from transforms.web.archive import Heard, keep
from transforms.web.archived_pages import Note
from transforms.web.http import HttpSettings, client_for
from transforms.web.visits import due_visit, fetch_page, postponed, rests

MOST_PER_HOST = 1000
"""Visits to one host in one cycle: at a request a second, more than the ten minutes of a cycle's budget allow."""

_VISIT = msgspec.msgpack.Decoder(Visit | None)
_NEW = "new"


class SelectVisits(beam.PTransform):
    """{"listed": Visit for each item of a feed, "waiting": Visit that is to be tried again} → Visit for each fetch.

    Either input may be missing. Gives {"main": the visits to make, "rows": what is chosen but left for a later cycle,
    "new": (feed_url, count) of pages that were never listed before}. On bounded input a host gets at most
    `most_per_host` visits, oldest wish first: however much a feed lists, what travels on from here is bounded by the
    number of hosts.

    Args:
        clock: decides whether the time of another try has come.
        memory: where earlier visits are read from.
        most_per_host: visits to one host in one cycle.
    """

    def __init__(self, clock: Clock, memory: Memory, most_per_host: int = MOST_PER_HOST) -> None:
        super().__init__()
        self.clock = clock
        self.memory = memory
        self.most_per_host = most_per_host

    def expand(self, visits: dict[str, beam.PCollection[Visit]]) -> dict[str, beam.PCollection]:
        """Wire the fold to the listed items and to what is known of their URLs."""
        known = [
            pages | f"Urls{name.title()}" >> beam.Map(_url).with_output_types(str)
            for name, pages in visits.items()
            if name == "listed" or not pages.is_bounded
        ]
        inputs = list(visits.values())
        if known:
            inputs.append(_together("Urls", known) | "Earlier" >> self.memory.rows_of("pages"))
        if not all(pages.is_bounded for pages in visits.values()):
            return self._one_by_one(_together("Merge", inputs[:-1]), inputs[-1])
        # Keyed one by one before they meet: the local runner keeps a copy of what it flattens.
        keyed = [
            pages | f"KeyByHost{number}" >> beam.Map(_by_host).with_output_types(tuple[str, Visit])
            for number, pages in enumerate(inputs)
        ]
        select = beam.ParDo(_SelectOfHost(self.clock, self.most_per_host)).with_output_types(Visit)
        selected = (
            _together("Merge", keyed)
            | "GroupByHost" >> beam.GroupByKey()
            | "Select" >> select.with_outputs(_NEW, ROWS, main="main")
        )
        return {"main": selected.main, "rows": selected[ROWS], "new": selected[_NEW]}

    def _one_by_one(self, visits: beam.PCollection[Visit], known: beam.PCollection[Visit]) -> dict[str, Any]:
        keyed = {
            "inputs": visits | "KeyByUrl" >> beam.Map(_by_url).with_output_types(tuple[str, Visit]),
            "seeds": known | "KeyEarlierByUrl" >> beam.Map(_by_url).with_output_types(tuple[str, Visit]),
        }
        selected = keyed | "Select" >> RunFold(VisitFold(), self.clock, Visit)
        new = selected.main | "New" >> beam.FlatMap(_new_in).with_output_types(tuple[str, int])
        return {"main": selected.main, "rows": selected.rows, "new": new}


def _together(label: str, parts: list[beam.PCollection]) -> beam.PCollection:
    return parts[0] if len(parts) == 1 else parts | label >> beam.Flatten()


class _SelectOfHost(beam.DoFn):
    """What is listed of one host in this cycle (its `visited_at` is the cycle's time) beside its earlier rows."""

    def __init__(self, clock: Clock, most: int) -> None:
        self.clock = clock
        self.most = most
        self.left = figures.counter(figures.VISITS_LEFT)

    def process(self, element: tuple[str, Iterable[Visit]]) -> Iterator[Any]:
        _, visits = element
        now = self.clock()
        earlier: dict[str, Visit] = {}
        listed: dict[str, list[Visit]] = {}
        for visit in visits:
            if visit.visited_at >= now:
                listed.setdefault(visit.url, []).append(visit)
            elif visit.url not in earlier or earlier[visit.url].visited_at < visit.visited_at:
                earlier[visit.url] = visit
        due = []
        for url in earlier.keys() | listed.keys():
            chosen = due_visit(earlier.pop(url, None), listed.pop(url, ()), now)
            if chosen is not None:
                due.append(chosen)
        for counted in Counter(visit.feed_url or "" for visit in due if visit.first_seen_at == now).items():
            yield beam.pvalue.TaggedOutput(_NEW, counted)
        due.sort(key=_age)
        yield from due[: self.most]
        self.left.inc(max(0, len(due) - self.most))
        for visit in due[self.most :]:
            if not rests(visit, now):
                yield beam.pvalue.TaggedOutput(ROWS, row_of(postponed(visit, now)))


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
        rests: hosts that asked earlier runs to be left alone.
    """

    def __init__(
        self,
        clock: Clock,
        http: HttpSettings,
        threads: int,
        until: dt.datetime | None = None,
        rests: Rests = no_rests,
    ) -> None:
        super().__init__()
        self.clock = clock
        self.http = http
        self.threads = threads
        self.until = until
        self.rests = rests

    def expand(self, visits: beam.PCollection[Visit]) -> beam.pvalue.DoOutputsTuple:
        """Wire the fetch, host by host."""
        keyed = visits | "KeyByHost" >> beam.Map(_by_host).with_output_types(tuple[str, Visit])
        if keyed.is_bounded:
            hosts = keyed | "GroupByHost" >> beam.GroupByKey()
        else:
            hosts = keyed | "Spread" >> beam.Reshuffle() | "OneByOne" >> beam.MapTuple(_alone)
        fetch = _FetchHost(self.clock, self.http, self.threads, self.until, self.rests)
        return hosts | "Fetch" >> with_rows(beam.ParDo(fetch), Page)


class _FetchHost(ConcurrentDoFn):
    """The pages of one host, one after the other, oldest wish first."""

    def __init__(
        self, clock: Clock, http: HttpSettings, threads: int, until: dt.datetime | None, rests: Rests
    ) -> None:
        super().__init__(threads)
        self.clock = clock
        self.http = http
        self.until = until
        self.rests = rests
        self.fetched = figures.counter(figures.PAGES_FETCHED)
        self.ended = figures.counter(figures.VISITS_ENDED)

    def results(self, element: tuple[str, Iterable[Visit]]) -> Iterator[Any]:
        """The page of each visit, or the visit as it ended."""
        _, visits = element
        client_for(self.http).hosts.rest_until(self.rests(self.clock()), self.clock())
        for visit in sorted(visits, key=_age):
            yield from tagged(self._fetched(visit), Page)

    def count(self, result: Any) -> None:
        """Count pages and visits that ended without one."""
        (self.fetched if isinstance(result, Page) else self.ended).inc()

    def _fetched(self, visit: Visit) -> list[Record]:
        now = self.clock()
        if self.until is not None and dt.datetime.now(dt.UTC) > self.until:
            return [] if rests(visit, now) else [postponed(visit, now)]
        activity.advance("pages fetched")
        heard = Heard(client_for(self.http).get)
        try:
            result = fetch_page(visit, now, heard)
        except Exception as error:  # noqa: BLE001  (kept, named and counted, as in transforms.step)
            return dead_letters("FetchPages", visit, error, now)
        keep(self.http, heard, now, Note(visit=result.visit if isinstance(result, Page) else result))
        return [result]


def _url(visit: Visit) -> str:
    return visit.url


def _age(visit: Visit) -> tuple[dt.datetime, str]:
    return visit.first_seen_at, visit.url


def _new_in(visit: Visit) -> Iterator[tuple[str, int]]:
    """One page for the feed that named it, if the visit is its first."""
    if visit.attempts == 0 and visit.revisits == 0 and visit.first_seen_at == visit.visited_at:
        yield visit.feed_url or "", 1


def _by_url(visit: Visit) -> tuple[str, Visit]:
    return visit.url, visit


def _by_host(visit: Visit) -> tuple[str, Visit]:
    return urlsplit(visit.url).netloc, visit


def _alone(host: str, visit: Visit) -> tuple[str, list[Visit]]:
    return host, [visit]
