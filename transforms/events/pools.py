"""The reports that no known contact explains: they found contacts among their like."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

from transforms.events.clusters import Cluster
from transforms.events.founding import Founding
from transforms.events.mentions import SPANNED, Mention, Variant
from transforms.events.nearest import SPAN_BUCKET_DAYS, DayIndex


class Pools:
    """Such reports by variant; those that know a span by its days, the others by family and level."""

    def __init__(self) -> None:
        self._pools: dict[Variant, dict[int, Mention]] = {}
        self._spans: DayIndex[Variant] = DayIndex(days=SPAN_BUCKET_DAYS)
        self._open: dict[tuple[str, int], Founding] = defaultdict(Founding)
        self._stale_spans: set[tuple[str, int, int]] = set()
        self._stale_open: dict[tuple[str, int], set[Variant]] = defaultdict(set)

    def content(self) -> array[int]:
        """The numbers of all reports in it."""
        return array("i", [number for mentions in self._pools.values() for number in mentions])

    def restore(self, mentions: Iterable[Mention]) -> None:
        """Have these reports, among which nothing is new."""
        for mention in mentions:
            self.add(mention)
        for key, variants in self._stale_open.items():
            self._open[key].restore({variant: self._pools[variant] for variant in variants})
        self._stale_spans.clear()
        self._stale_open.clear()

    def __contains__(self, mention: Mention) -> bool:
        return mention.number in self._pools.get(mention.variant, ())

    def add(self, mention: Mention) -> None:
        """Add a report."""
        variant = mention.variant
        if variant not in self._pools:
            self._pools[variant] = {}
            if variant.level <= SPANNED:
                self._spans.add(variant, variant.family, variant.first or 0, variant.last or 0)
        self._pools[variant][mention.number] = mention
        self._spoil(variant)

    def remove(self, mention: Mention) -> None:
        """Remove a report, if it is there."""
        if mention not in self:
            return
        variant = mention.variant
        del self._pools[variant][mention.number]
        self._spoil(variant)
        if not self._pools[variant]:
            del self._pools[variant]
            if variant.level <= SPANNED:
                self._spans.remove(variant, variant.family, variant.first or 0, variant.last or 0)

    def stale_spans(self) -> Iterator[dict[Variant, list[Mention]]]:
        """The runs of overlapping spans that have changed since the last call, with all their reports."""
        done: set[Variant] = set()
        for family, first, last in sorted(self._stale_spans):
            for run in self._spans.runs(family, first, last):
                if run.isdisjoint(done):
                    done |= run
                    yield self._of(run)
        self._stale_spans.clear()

    def renewed_open(self, level: int) -> Iterator[tuple[list[Cluster], list[Mention]]]:
        """Contacts founded without a day that have changed since the last call, with their reports; by family."""
        for key in sorted(key for key in self._stale_open if key[1] == level):
            yield self._open[key].renew(self._pools, sorted(self._stale_open.pop(key), key=lambda one: one.number))

    def _of(self, variants: set[Variant]) -> dict[Variant, list[Mention]]:
        return {variant: list(self._pools[variant].values()) for variant in variants}

    def _spoil(self, variant: Variant) -> None:
        if variant.level > SPANNED:
            self._stale_open[variant.family, variant.level].add(variant)
        else:
            self._stale_spans.add((variant.family, variant.first or 0, variant.last or 0))
