"""Founding contacts from reports: the canonical clustering of those that no known contact explains."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Final

from transforms.events.matching import Profile, least, news_period, score
from transforms.events.mentions import SPANNED, Mention, Variant

_VISITS: Final = frozenset({"visit", "meeting"})


class Cluster:
    """Reports of one contact: those that founded it, and where it stands for others that may join."""

    __slots__ = ("_first", "articles", "family", "key", "level", "mentions", "profile")

    def __init__(self, variant: Variant) -> None:
        self.key = ""
        """The report that founded it: of all that did the first published. Which way of reporting is taken first
        may change with any report, and all members would have to be told another name."""
        self._first: tuple[bool, float, str] | None = None
        self.family = variant.family
        self.level = variant.level
        self.profile = Profile(variant)
        self.mentions: list[Mention] = []
        """The founding reports, as long as any are added."""
        self.articles: dict[int, tuple[str, ...]] = {}
        """Modes by article among the founding reports, as long as any are added."""

    def take(self, mentions: list[Mention]) -> list[Mention]:
        """Take founding reports in, of one variant and in their order; the rest of the profile is the caller's.

        Gives those that it does not admit, since their article tells of another contact here.
        """
        left: list[Mention] = []
        taken: list[Mention] = []
        for mention in mentions:
            modes = self.articles.get(mention.article)
            if modes is None:
                self.articles[mention.article] = _shared((mention.mode,))
            elif not may_be_one(mention.mode, modes):
                left.append(mention)
                continue
            elif mention.mode not in modes:
                self.articles[mention.article] = _shared((*modes, mention.mode))
            taken.append(mention)
        if taken:
            self.mentions += taken
            order = taken[0].order
            if self._first is None or order < self._first:
                self._first, self.key = order, taken[0].report_id
            if self.level <= SPANNED and not taken[0].variant.background:
                days = {mention.published for mention in taken}
                self.profile.news = self.profile.news.union(news_period(day) for day in days if day is not None)
        return left

    def finish(self) -> None:
        """No more are added."""
        self.articles, self.mentions, self._first = {}, [], None


@cache
def _shared(modes: tuple[str, ...]) -> tuple[str, ...]:
    """One object for equal tuples: there are but a few."""
    return modes


def may_be_one(mode: str, others: Iterable[str]) -> bool:
    """Whether reports of one article in these modes can be of one contact: only a visit and the meeting during it."""
    return all(mode != other and {mode, other} <= _VISITS for other in others)


def founded(pools: dict[Variant, list[Mention]], refused: set[Variant] | None = None) -> list[Cluster]:
    """The contacts that these reports found, a function of the set of reports only.

    Variants come in a canonical order, those first that say best which contact they mean: both sides' people named,
    reported by the most independent texts, the fewest days. Each joins the contact it fits best among those before
    it, if it fits well enough, or founds one.

    `refused`, when given, receives the variants of which not all reports went to the first contact that was tried,
    since an article tells of another contact there.
    """
    clusters: list[Cluster] = []
    texts = {variant: len({mention.text for mention in mentions}) for variant, mentions in pools.items()}
    for variant in sorted(pools, key=lambda variant: precedence(variant, texts[variant])):
        values = [score(variant, cluster.profile) for cluster in clusters]
        scored = sorted((-value, place) for place, value in enumerate(values) if value >= least(variant))
        remaining = pools[variant]
        if len(remaining) > 1:
            remaining = sorted(remaining, key=_order)
        for _, place in scored:
            before, remaining = len(remaining), clusters[place].take(remaining)
            if len(remaining) < before:
                clusters[place].profile.add(variant)
            if not remaining:
                break
            if refused is not None:
                refused.add(variant)
        while remaining:
            cluster = Cluster(variant)
            remaining = cluster.take(remaining)
            clusters.append(cluster)
            if remaining and refused is not None:
                refused.add(variant)
    return clusters


_order = attrgetter("order")


def precedence(variant: Variant, texts: int) -> tuple[Any, ...]:
    """Sort key: which variants are taken first, of those that so many texts share."""
    named = sum(1 for side in variant.sides.values() if side.persons)
    bound = variant.bound if variant.level else None
    return (
        bound is None,
        -named,
        -texts,
        (variant.last or 0) - (variant.first or 0),
        bound or 0,
        _sort_key(variant),
    )


@lru_cache(maxsize=8_192)
def _sort_key(variant: Variant) -> tuple[object, ...]:
    """Of variants, by which they are put in an order though some of what their keys hold is missing."""
    key = variant.key
    days = key.first, key.last, key.bound
    return (
        *(key.mode, key.stance, key.level, *[day or 0 for day in days]),
        *(key.people, key.place, key.country, key.topics, key.hints, key.background),
        *[day is None for day in days],
    )
