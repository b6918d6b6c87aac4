"""Founding contacts from reports: the canonical clustering of those that no known contact explains."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, Final

from transforms.events.matching import Profile, least, news_period, score
from transforms.events.mentions import SPANNED, Mention, Variant

_VISITS: Final = frozenset({"visit", "meeting"})


class Cluster:
    """Reports of one contact: those that founded it, and where it stands for others that may join."""

    __slots__ = ("_first", "family", "key", "level", "profile", "reports", "urls")

    def __init__(self, variant: Variant) -> None:
        self.key = ""
        """The report that founded it: of all that did the first published. Which way of reporting is taken first
        may change with any report, and all members would have to be told another name."""
        self._first: tuple[bool, float, str] | None = None
        self.family = variant.family
        self.level = variant.level
        self.profile = Profile(variant)
        self.reports: set[str] = set()
        self.urls: dict[str, tuple[str, ...]] = {}
        """Modes by article among the founding reports, as long as any are added."""

    def admits(self, mention: Mention) -> bool:
        """Whether the report's article tells of no other contact here."""
        modes = self.urls.get(mention.url)
        return modes is None or may_be_one(mention.mode, modes)

    def add(self, mention: Mention) -> None:
        """Take a founding report in; the rest of the profile is the caller's."""
        if mention.published is not None and self.level <= SPANNED and not mention.variant.background:
            self.profile.news |= {news_period(mention.published)}
        self.reports.add(mention.report_id)
        order = mention.order
        if self._first is None or order < self._first:
            self._first, self.key = order, mention.report_id
        modes = self.urls.get(mention.url, ())
        if mention.mode not in modes:
            self.urls[mention.url] = _shared((*modes, mention.mode))


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
    for variant in sorted(pools, key=lambda variant: precedence(variant, len(set(map(text_of, pools[variant]))))):
        values = [score(variant, cluster.profile) for cluster in clusters]
        scored = sorted((-value, place) for place, value in enumerate(values) if value >= least(variant))
        remaining = sorted(pools[variant], key=lambda mention: mention.order)
        for _, place in scored:
            remaining, joined = _joined(remaining, clusters[place])
            if joined:
                clusters[place].profile.add(variant)
            if not remaining:
                break
            if refused is not None:
                refused.add(variant)
        while remaining:
            cluster = Cluster(variant)
            remaining, _ = _joined(remaining, cluster)
            clusters.append(cluster)
            if remaining and refused is not None:
                refused.add(variant)
    for cluster in clusters:
        cluster.urls, cluster._first = {}, None
    return clusters


def _joined(mentions: list[Mention], cluster: Cluster) -> tuple[list[Mention], bool]:
    """The reports that the cluster does not admit, and whether it took any."""
    left = []
    for mention in mentions:
        if cluster.admits(mention):
            cluster.add(mention)
        else:
            left.append(mention)
    return left, len(left) < len(mentions)


def text_of(mention: Mention) -> str:
    """What is the same for reports of one text."""
    return mention.syndicated or mention.url


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
    return (
        tuple((0, value or 0) if value is None or isinstance(value, int) else (1, value) for value in variant.key),
        tuple(value is None for value in variant.key),
    )
