"""Contacts and ways of reporting by days and names: which contacts may a report be of, which reports look at one?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from transforms.events.clusters import Cluster
from transforms.events.matching import DENIAL_LEAD, EXCHANGE_DAYS, LEAD_OF_DATED, VISIT_DAYS, least, score
from transforms.events.mentions import ASSERTS, BARE, DATED, FRESH, SPANNED, Variant, phase, tokens
from transforms.events.nearest import SPAN_BUCKET_DAYS, DayIndex, NearestIndex, position

_SCORES_AT_HAND: Final = 32_768
"""Scores kept: those of the reports and contacts that are in the news are asked for again and again."""


class Candidates:
    """An index from either end.

    Args:
        clusters: the contacts by their keys, kept up to date by the caller.
        variant: gives the way of reporting that has a number.
    """

    def __init__(self, clusters: Mapping[str, Cluster], variant: Callable[[int], Variant]) -> None:
        self._clusters = clusters
        # Reports that know the day, and the contacts they found.
        self._dated: DayIndex[int] = DayIndex(days=1, gap=VISIT_DAYS, gaps={"exchange": EXCHANGE_DAYS})
        # Reports that know a span or a day and look for a contact, and contacts by their days.
        self._spanned: DayIndex[int] = DayIndex(days=SPAN_BUCKET_DAYS)
        self._cluster_days: DayIndex[str] = DayIndex(days=SPAN_BUCKET_DAYS)
        # Reports without a day; contacts with one, and contacts founded without.
        self._open: NearestIndex = NearestIndex()
        self._fresh: NearestIndex = NearestIndex()
        self.use(variant)

    def use(self, variant: Callable[[int], Variant]) -> None:
        """Have this give the way of reporting that has a number."""
        self._variant = variant
        self._score = lru_cache(maxsize=_SCORES_AT_HAND)(score)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in {"_score", "_variant"}}

    # --- reports ---------------------------------------------------------------------------------------

    def add_variant(self, variant: Variant) -> None:
        """Add a way of reporting."""
        family, first, last = variant.family, variant.first, variant.last
        if variant.level > SPANNED:
            self._open.add_variant(variant)
            if phase(variant) != FRESH:
                self._fresh.add_variant(variant)
        elif first is not None and last is not None:
            self._days_of(variant).add(variant.number, family, first, last)

    def remove_variant(self, variant: Variant) -> None:
        """Remove it."""
        family, first, last = variant.family, variant.first, variant.last
        if variant.level > SPANNED:
            self._open.remove_variant(variant)
            if phase(variant) != FRESH:
                self._fresh.remove_variant(variant)
        elif first is not None and last is not None:
            self._days_of(variant).remove(variant.number, family, first, last)

    def _days_of(self, variant: Variant) -> DayIndex[int]:
        return self._dated if variant.level == DATED and variant.stance == ASSERTS else self._spanned

    def runs(self, family: str, first: int, last: int) -> Iterator[set[Variant]]:
        """The unbroken runs of reports that know the day, at or beside these days."""
        for run in self._dated.runs(family, first, last):
            yield self._found(run)

    # --- contacts --------------------------------------------------------------------------------------

    def add_cluster(self, cluster: Cluster) -> set[Variant]:
        """Add a contact; gives the ways of reporting that may be of it."""
        if cluster.level == BARE:
            return set()  # Nothing looks for contacts of which nobody knows when they were.
        self._file(cluster)
        if cluster.level == FRESH:
            return self._found(self._fresh.looking_at(cluster.key))
        return self._spans_over(cluster) | self._found(self._open.looking_at(cluster.key))

    def _file(self, cluster: Cluster) -> None:
        profile = cluster.profile
        names = tokens(cluster.family, profile.sides, profile.places, profile.affairs)
        if cluster.level == FRESH:
            self._fresh.add_cluster(cluster, names)
        elif cluster.level != BARE:
            self._cluster_days.add(cluster.key, cluster.family, profile.first or 0, profile.last or 0)
            self._open.add_cluster(cluster, names)

    def remove_cluster(self, cluster: Cluster) -> set[Variant]:
        """Remove a contact; gives the ways of reporting that may have been of it."""
        if cluster.level == BARE:
            return set()
        if cluster.level == FRESH:
            looking = self._found(self._fresh.looking_at(cluster.key))
            self._fresh.remove_cluster(cluster.key)
            return looking
        profile = cluster.profile
        self._cluster_days.remove(cluster.key, cluster.family, profile.first or 0, profile.last or 0)
        looking = self._spans_over(cluster) | self._found(self._open.looking_at(cluster.key))
        self._open.remove_cluster(cluster.key)
        return looking

    def _spans_over(self, cluster: Cluster) -> set[Variant]:
        first, last = cluster.profile.first or 0, cluster.profile.last or 0
        over = self._found(self._spanned.near(cluster.family, first, last))
        # Contacts that spans found are no candidates for spans.
        return over if cluster.level == DATED else {variant for variant in over if variant.stance != ASSERTS}

    def _found(self, numbers: Iterable[int]) -> set[Variant]:
        return set(map(self._variant, set(numbers)))

    # --- both ------------------------------------------------------------------------------------------

    def ranked(self, variant: Variant) -> tuple[str, ...]:
        """The contacts that the reports of this variant may join, best first; for a denial or plan the one it means."""
        scored: list[tuple[float, float, str]] = []
        needed = least(variant)
        for key in self._near(variant):
            profile = self._clusters[key].profile
            value = self._score(variant, profile)
            if value >= needed:
                if variant.level == BARE and variant.stance == ASSERTS and profile.first is not None:
                    value += LEAD_OF_DATED
                scored.append((-value, -position(self._clusters[key]), key))
        scored.sort()
        if variant.stance != ASSERTS:
            clear = len(scored) == 1 or (scored and scored[1][0] - scored[0][0] >= DENIAL_LEAD)
            scored = scored[:1] if clear else []
        return _shared(tuple([key for _, _, key in scored]))

    def _near(self, variant: Variant) -> Iterator[str]:
        if variant.level > SPANNED:
            if variant.stance == "planned":
                return  # A plan without a day is no plan of any one contact.
            yield from self._open.before(variant)
            if phase(variant) != FRESH:
                yield from self._fresh.before(variant)
            return
        near = self._cluster_days.near(variant.family, variant.first or 0, variant.last or 0)
        if variant.stance == ASSERTS:
            # A span's contacts are founded after this one was looked for.
            yield from (key for key in near if self._clusters[key].level == DATED)
        else:
            yield from near


@lru_cache(maxsize=4_096)
def _shared(keys: tuple[str, ...]) -> tuple[str, ...]:
    """One object for equal tuples: most reports of one contact may join the same."""
    return keys
