"""Groups in a graph of likenesses, none of which is held together by a chain alone: average linkage."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from typing import Final

UNKNOWN: Final = 0.2
"""What counts for two that were not compared, or are too little alike for the graph to know."""


def groups(members: Iterable[str], likeness: Mapping[str, Mapping[str, float]], least: float) -> list[set[str]]:
    """The members in groups: of the two groups that are most alike on average, again and again, one is made.

    Average linkage (Sokal and Michener 1958); of equals the ones that are first in the order of their names are
    taken, so the result depends on nothing but the graph.

    Args:
        likeness: of two members, in both directions.
        least: the average that two groups must reach.
    """
    order = sorted(members)
    found = {name: {name} for name in order}
    sums = {name: {other: value for other, value in likeness[name].items() if other in found} for name in order}
    known = {name: dict.fromkeys(others, 1) for name, others in sums.items()}
    heap = [(-value, name, other) for name in order for other, value in sums[name].items() if name < other]
    heapq.heapify(heap)
    while heap:
        value, one, other = heapq.heappop(heap)
        if -value < least:
            break
        if one not in found or other not in found or -value != _average(one, other, found, sums, known):
            continue  # Both have changed since.
        found[one] |= found.pop(other)
        for third, value in sums.pop(other).items():
            count = known[other][third]
            del sums[third][other], known[third][other]
            if third != one:
                sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + value
                known[one][third] = known[third][one] = known[one].get(third, 0) + count
        del known[other]
        for third in sums[one]:
            first, second = min(one, third), max(one, third)
            heapq.heappush(heap, (-_average(first, second, found, sums, known), first, second))
    return list(found.values())


def _average(
    one: str,
    other: str,
    found: Mapping[str, set[str]],
    sums: Mapping[str, Mapping[str, float]],
    known: Mapping[str, Mapping[str, int]],
) -> float:
    pairs = len(found[one]) * len(found[other])
    return (sums[one][other] + UNKNOWN * (pairs - known[one][other])) / pairs
