"""Which pages are fetched: each canonical URL once, each host no more than it bears."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import apache_beam as beam
import msgspec

from schemas.records import Visit
from transforms import figures
from transforms.fold import Clock, Fold, RunFold
from transforms.memory import Memory
from transforms.rows import ROWS, row_of
from transforms.web.visits import LEASE, due_visit, postponed, rests

MOST_PER_HOST = 1000
"""Visits to one host in one cycle: at a request a second, more than the ten minutes of a cycle's budget allow."""

_NEW = "new"


class SelectVisits(beam.PTransform):
    """{"listed": Visit for each item of a feed, "waiting": Visit that is to be tried again} → Visit for each fetch.

    Either input may be missing. Gives {"main": the visits to make, "rows": what is chosen but left for a later cycle,
    "new": (feed_url, count) of pages that were never listed before}. A host gets at most `most_per_host` visits, oldest
    wish first: however much a feed lists, what travels on from here is bounded by the number of hosts.

    On unbounded input a window is what a cycle is otherwise, and Beam's state holds what was chosen in earlier windows
    and has no row yet.

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
        """Wire the choice to the listed items and to what is known of their URLs."""
        known = []
        if "waiting" in visits:
            known.append(visits["waiting"])
        if "listed" in visits:
            urls = visits["listed"] | "UrlsListed" >> beam.Map(_url).with_output_types(str)
            known.append(urls | "Earlier" >> self.memory.rows_of("pages"))
        if not all(pages.is_bounded for pages in visits.values()):
            return self._window_by_window(visits["listed"], known)
        inputs = [visits["listed"], *known] if "listed" in visits else known
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

    def _window_by_window(
        self, listed: beam.PCollection[Visit], known: list[beam.PCollection[Visit]]
    ) -> dict[str, beam.PCollection]:
        keyed = {
            "inputs": listed | "KeyListed" >> beam.Map(_by_host).with_output_types(tuple[str, Visit]),
            "seeds": _together("Known", known) | "KeyKnown" >> beam.Map(_by_host).with_output_types(tuple[str, Visit]),
        }
        selected = keyed | "Select" >> RunFold(HostFold(self.most_per_host), self.clock, Visit)
        parted = selected["main"] | "Part" >> beam.ParDo(_Part()).with_output_types(Visit).with_outputs(
            _NEW, ROWS, main="main"
        )
        return {"main": parted.main, "rows": parted[ROWS], "new": parted[_NEW]}


@dataclass
class HostVisits:
    """What is known of one host's pages."""

    under_way: dict[str, tuple[Visit, dt.datetime | None]] = field(default_factory=dict)
    """By URL the visit that was chosen, and `visited_at` of the row that the page had then."""
    rows: dict[str, Visit] = field(default_factory=dict)
    """The latest rows at hand. Not kept: the next window brings its own."""


_UNDER_WAY = msgspec.msgpack.Decoder(list[tuple[Visit, dt.datetime | None]])


class HostFold(Fold[HostVisits, Visit, Visit, Visit]):
    """Seeds: rows of `pages`, of what is listed and of what waits. Inputs: listed items. Outputs: visits.

    Those with `next_attempt_at`, their lease, are to be made; the others are left for later, and wait in `pages`. What
    was chosen counts as under way until its row has changed or its lease is over.
    """

    def __init__(self, most: int = MOST_PER_HOST) -> None:
        self.most = most

    def fresh(self) -> HostVisits:
        """Nothing is under way."""
        return HostVisits()

    def seeded(self, state: HostVisits, seeds: Iterable[Visit]) -> HostVisits:
        """The latest row of each URL counts."""
        for row in seeds:
            known = state.rows.get(row.url)
            if known is None or known.visited_at < row.visited_at:
                state.rows[row.url] = row
        return state

    def fold(
        self, state: HostVisits, inputs: Iterable[Visit], at: dt.datetime
    ) -> tuple[HostVisits, list[Visit]]:
        """The visits that the listed items and the waiting rows ask for."""
        listed: dict[str, list[Visit]] = {}
        for item in inputs:
            listed.setdefault(item.url, []).append(item)
        priors = dict(state.rows)
        for url, (chosen, before) in list(state.under_way.items()):
            row = state.rows.get(url)
            if row is not None and row.visited_at != before:
                del state.under_way[url]
            elif row is not None or url in listed:
                priors[url] = chosen  # Its lease says whether to wait for it.
            elif chosen.next_attempt_at is None or chosen.next_attempt_at <= at:
                del state.under_way[url]
        known = set(priors)
        due, left = selected(priors, listed, at, self.most)
        # A page is seen when it is first listed in a window, whenever in it: so its first visit tells itself apart.
        due, left = (
            [visit if visit.url in known else msgspec.structs.replace(visit, first_seen_at=at) for visit in some]
            for some in (due, left)
        )
        for visit in due:
            row = state.rows.get(visit.url)
            state.under_way[visit.url] = visit, row.visited_at if row is not None else None
        return state, [*due, *(postponed(visit, at) for visit in left if not rests(visit, at))]

    def encode(self, state: HostVisits) -> bytes:
        """What is under way, as MessagePack."""
        return msgspec.msgpack.encode(list(state.under_way.values()))

    def decode(self, encoded: bytes) -> HostVisits:
        """The state that `encode` wrote."""
        return HostVisits({visit.url: (visit, before) for visit, before in _UNDER_WAY.decode(encoded)})


def selected(
    earlier: dict[str, Visit], listed: dict[str, list[Visit]], now: dt.datetime, most: int
) -> tuple[list[Visit], list[Visit]]:
    """The visits of one host that are due, and those that are but have to wait for their turn; oldest wish first.

    Both mappings are emptied on the way: a feed may list very much.
    """
    due = []
    for url in earlier.keys() | listed.keys():
        chosen = due_visit(earlier.pop(url, None), listed.pop(url, ()), now)
        if chosen is not None:
            due.append(chosen)
    due.sort(key=age)
    return due[:most], due[most:]


def age(visit: Visit) -> tuple[dt.datetime, str]:
    """Sort key: the oldest wish first."""
    return visit.first_seen_at, visit.url


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
        due, left = selected(earlier, listed, now, self.most)
        new = (visit for visit in (*due, *left) if visit.first_seen_at == now)
        for counted in Counter(visit.feed_url or "" for visit in new).items():
            yield beam.pvalue.TaggedOutput(_NEW, counted)
        yield from due
        self.left.inc(len(left))
        for visit in left:
            if not rests(visit, now):
                yield beam.pvalue.TaggedOutput(ROWS, row_of(postponed(visit, now)))


class _Part(beam.DoFn):
    """Parts the visits to make from those left for later, and counts those of new pages."""

    def __init__(self) -> None:
        self.left = figures.counter(figures.VISITS_LEFT)

    def process(self, visit: Visit) -> Iterator[Any]:
        chosen_at = visit.visited_at if visit.next_attempt_at is None else visit.next_attempt_at - LEASE
        if visit.first_seen_at == chosen_at:
            yield beam.pvalue.TaggedOutput(_NEW, (visit.feed_url or "", 1))
        if visit.next_attempt_at is not None:
            yield visit
        else:
            self.left.inc()
            yield beam.pvalue.TaggedOutput(ROWS, row_of(visit))


def _url(visit: Visit) -> str:
    return visit.url


def _by_host(visit: Visit) -> tuple[str, Visit]:
    return urlsplit(visit.url).netloc, visit


def _together(label: str, parts: list[beam.PCollection]) -> beam.PCollection:
    return parts[0] if len(parts) == 1 else parts | label >> beam.Flatten()
