"""Indexes: which few contacts may a report be of, and which few reports look at a contact?"""

from __future__ import annotations

import bisect
import itertools
from array import array
from collections.abc import Hashable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from transforms.events.clusters import Cluster
from transforms.events.matching import NEWS_DAYS, news_day
from transforms.events.mentions import Variant

SPAN_BUCKET_DAYS: Final = 16
"""Width of the buckets that spans are filed under."""
REACH_DAYS: Final = 2
"""Days that a span is widened by on either side when it is looked up."""
NEAREST: Final = 24
"""A report without a day looks at this many contacts of each of its people and services before it."""

_FAR: Final = 10**7
"""The position of what has no day: after all that have one."""

T = TypeVar("T", bound=Hashable)


class DayIndex(Generic[T]):
    """Things by family and the days they span.

    Args:
        days: width of a bucket of days; a thing is filed under every bucket that it touches.
        gap: how many buckets apart occupied ones still belong to one run.
        gaps: the same for families of which it is another number.
    """

    def __init__(self, days: int, gap: int = 1, gaps: Mapping[str, int] = MappingProxyType({})) -> None:
        self._days = days
        self._gap = gap
        self._gaps = dict(gaps)
        self._things: dict[tuple[str, int], dict[T, None]] = {}

    def add(self, thing: T, family: str, first: int, last: int) -> None:
        """Add a thing under the days it spans."""
        for bucket in self._buckets(first, last):
            self._things.setdefault((family, bucket), {})[thing] = None

    def remove(self, thing: T, family: str, first: int, last: int) -> None:
        """Remove a thing that was added under these days."""
        for bucket in self._buckets(first, last):
            things = self._things[family, bucket]
            del things[thing]
            if not things:
                del self._things[family, bucket]

    def near(self, family: str, first: int, last: int) -> set[T]:
        """Everything whose days come near these; and some more."""
        found: set[T] = set()
        for bucket in self._buckets(first - REACH_DAYS, last + REACH_DAYS):
            found.update(self._things.get((family, bucket), ()))
        return found

    def runs(self, family: str, first: int, last: int) -> Iterator[set[T]]:
        """The unbroken runs of things at or beside these days, each with all that it holds."""
        seen: set[int] = set()
        touched = self._buckets(first, last)
        gap = self._gaps.get(family, self._gap)
        for start in range(touched.start - gap, touched.stop + gap):
            if start in seen or (family, start) not in self._things:
                continue
            run, ahead = {start}, [start]
            while ahead:
                here = ahead.pop()
                for near in range(here - gap, here + gap + 1):
                    if near not in run and (family, near) in self._things:
                        run.add(near)
                        ahead.append(near)
            seen |= run
            yield {thing for bucket in run for thing in self._things[family, bucket]}

    def _buckets(self, first: int, last: int) -> range:
        return range(first // self._days, last // self._days + 1)


class NearestIndex:
    """Contacts, and reports without a day, by their people and services, in order of time."""

    def __init__(self) -> None:
        self._clusters: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._variants: dict[tuple[str, str], _InOrder] = {}
        self._where: dict[str, tuple[str, list[int], frozenset[str]]] = {}

    def add_cluster(self, cluster: Cluster, tokens: frozenset[str]) -> None:
        """Add a contact under the names it is known by."""
        places = sorted({position(cluster), *map(news_day, cluster.profile.news)})
        self._where[cluster.key] = cluster.family, places, tokens
        for token in tokens:
            listed = self._clusters.setdefault((cluster.family, token), [])
            for place in places:
                bisect.insort(listed, (place, cluster.key))

    def remove_cluster(self, key: str) -> None:
        """Remove a contact."""
        family, places, tokens = self._where.pop(key)
        for token in tokens:
            listed = self._clusters[family, token]
            for place in places:
                del listed[bisect.bisect_left(listed, (place, key))]

    def add_variant(self, variant: Variant) -> None:
        """Add a way of reporting that has no day."""
        for token in variant.tokens:
            self._variants.setdefault((variant.family, token), _InOrder()).add(_bound(variant), variant.number)

    def remove_variant(self, variant: Variant) -> None:
        """Remove it."""
        for token in variant.tokens:
            self._variants[variant.family, token].remove(_bound(variant), variant.number)

    def before(self, variant: Variant) -> set[str]:
        """Keys of the nearest contacts that a report without a day can be of."""
        found: set[str] = set()
        for token in variant.tokens:
            listed = self._clusters.get((variant.family, token), [])
            end = bisect.bisect_left(listed, (_bound(variant) + NEWS_DAYS, ""))
            found.update(key for _, key in listed[max(0, end - NEAREST) : end])
        return found

    def looking_at(self, key: str) -> Iterator[int]:
        """The numbers of the variants that have a contact among their nearest."""
        family, places, tokens = self._where[key]
        for token, place in itertools.product(tokens, places):
            clusters = self._clusters[family, token]
            beyond = bisect.bisect_right(clusters, (place + 1, "")) + NEAREST
            furthest = clusters[beyond][0] if beyond < len(clusters) else _FAR
            variants = self._variants.get((family, token))
            if variants is not None:
                yield from variants.between(place - NEWS_DAYS, furthest + NEWS_DAYS)


class _InOrder:
    """Numbers of variants in the order of their days."""

    __slots__ = ("_days", "_numbers")

    def __init__(self) -> None:
        self._days = array("i")
        self._numbers = array("i")

    def add(self, day: int, number: int) -> None:
        place = bisect.bisect_right(self._days, day)
        self._days.insert(place, day)
        self._numbers.insert(place, number)

    def remove(self, day: int, number: int) -> None:
        place = bisect.bisect_left(self._days, day)
        while self._numbers[place] != number:
            place += 1
        del self._days[place], self._numbers[place]

    def between(self, first: int, end: int) -> array[int]:
        """Those from a day on and before another."""
        return self._numbers[bisect.bisect_left(self._days, first) : bisect.bisect_left(self._days, end)]


def position(cluster: Cluster) -> int:
    """When a contact took place; after all others when unknown."""
    return _FAR if cluster.profile.position is None else cluster.profile.position


def _bound(variant: Variant) -> int:
    return _FAR if variant.bound is None else variant.bound
