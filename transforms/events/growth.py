"""Contacts that only gain reports: an event that thousands tell of is not founded anew for each.

What `clusters.founded` gives changes with a further report only where the report says something new, or counts for the
order in which the ways of reporting are taken. Where it is known not to, the report joins what its like has founded.
"""

from __future__ import annotations

import bisect
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Set
from operator import itemgetter
from typing import Final

from transforms.events.clusters import Cluster, precedence
from transforms.events.matching import Profile, least, news_period, score
from transforms.events.mentions import Mention, Variant
from transforms.events.register import Register

LEAST: Final = 8
"""Reports below which founding anew costs no more than remembering how it was."""
_AT_HAND: Final = 256
"""Runs of days that are remembered: those that are in the news."""


class _Run:
    """How the reports of one unbroken run of days founded contacts."""

    def __init__(self, register: Register, pools: Mapping[Variant, list[int]], refused: set[Variant]) -> None:
        self.texts = {variant: set(map(register.text, numbers)) for variant, numbers in pools.items()}
        ordered = [(precedence(variant, len(texts)), variant) for variant, texts in self.texts.items()]
        ordered.sort(key=itemgetter(0))
        self.variants = [variant for _, variant in ordered]
        self.precedences = [order for order, _ in ordered]
        self.places = {variant: place for place, variant in enumerate(self.variants)}
        self.homes = {
            variant: register.home(numbers[0])
            for variant, numbers in pools.items()
            if numbers and variant not in refused
        }
        """The contact that all reports of a variant are of."""
        founders = map(register.standing, filter(None, set(self.homes.values())))
        self.founders = {mention.report_id: mention for mention in founders if mention.variant in pools}

    def place(self, variant: Variant, texts: int) -> bool:
        """Put a way of reporting, new or told by one text more, where it is taken when so many texts share it.

        Only if all others are known to stay where they are: it must join one of the contacts that those taken before
        it found, its own if it has one, and say nothing of it that they do not. Gives whether that is so.
        """
        order = precedence(variant, texts)
        place = bisect.bisect_left(self.precedences, order)
        profiles: dict[str, Profile] = {}
        for before in self.variants[:place]:
            key = self.homes.get(before)
            if key is None:
                return False
            if key in profiles:
                profiles[key].add(before)
            else:
                profiles[key] = Profile(before)
        fits = [(score(variant, profile), key) for key, profile in profiles.items()]
        value, key = max(fits, key=itemgetter(0), default=(0.0, ""))
        if not key or value < least(variant) or self.homes.get(variant, key) != key:
            return False
        known = profiles[key].state()
        profiles[key].add(variant)
        if profiles[key].state() != known:
            return False
        if variant in self.places:
            del self.variants[self.places[variant]], self.precedences[self.places[variant]]
        self.variants.insert(place, variant)
        self.precedences.insert(place, order)
        self.places = {one: number for number, one in enumerate(self.variants)}
        self.homes[variant] = key
        self.texts.setdefault(variant, set())
        return True


class Growth:
    """The runs of days that were founded last.

    Args:
        register: has the reports.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._runs: OrderedDict[int, _Run] = OrderedDict()
        self._run_of: dict[Variant, _Run] = {}

    def knows(self, variant: Variant) -> bool:
        """Whether it is remembered what a variant founded or joined."""
        return variant in self._run_of

    def note(self, variants: Iterable[Variant], refused: set[Variant]) -> None:
        """Remember what all reports of these variants founded; `refused` as for `clusters.founded`."""
        self._note({variant: list(self._register.of(variant)) for variant in variants}, refused)

    def _note(self, pools: Mapping[Variant, list[int]], refused: set[Variant]) -> None:
        for variant in pools:
            self.forget(variant)
        if sum(map(len, pools.values())) < LEAST:
            return
        run = _Run(self._register, pools, refused)
        self._runs[id(run)] = run
        self._run_of.update(dict.fromkeys(pools, run))
        if len(self._runs) > _AT_HAND:
            self._drop(next(iter(self._runs.values())))

    def forget(self, variant: Variant) -> None:
        """Something else has happened to the run of this variant than that a report came."""
        run = self._run_of.get(variant)
        if run is not None:
            self._drop(run)

    def add(self, mention: Mention, run: Set[Variant]) -> None:
        """Remember an unbroken run of days in which nothing else has changed than that this and other reports came.

        Those of them that still have no home are not looked at.
        """
        register = self._register
        told = {variant for variant in run if register.is_housed(variant)}
        known = next((self._run_of[variant] for variant in told if variant in self._run_of), None)
        if known is None or known.places.keys() != told:
            pools = {
                variant: [number for number in register.of(variant) if register.home(number) is not None]
                for variant in told
            }
            articles = [register.article(number) for numbers in pools.values() for number in numbers]
            if len(set(articles)) < len(articles):
                return  # An article that tells of several contacts of the run may have been refused by one.
            self._note(pools, set())
            known = next((self._run_of[variant] for variant in told if variant in self._run_of), None)
        variant = mention.variant
        if known is not None and variant not in known.places and known.place(variant, texts=1):
            self._run_of[variant] = known

    def home(self, mention: Mention, clusters: Mapping[str, Cluster]) -> str | None:
        """The contact of a new report that is its article's only one; null when its run has to be founded anew."""
        variant = mention.variant
        run = self._run_of.get(variant)
        if run is None:
            return None
        self._runs.move_to_end(id(run))
        key = run.homes.get(variant)
        if key is None:
            return None
        if mention.order < run.founders[key].order:
            return None
        is_news = mention.published is not None and not variant.background
        if is_news and news_period(mention.published or 0) not in clusters[key].profile.news:
            return None
        texts, place = run.texts[variant], run.places[variant]
        text = mention.text
        if text not in texts:
            order = precedence(variant, len(texts) + 1)
            if not place or run.precedences[place - 1] <= order:
                run.precedences[place] = order
            elif not run.place(variant, len(texts) + 1):
                return None
            texts.add(text)
        return key

    def _drop(self, run: _Run) -> None:
        del self._runs[id(run)]
        for variant in run.variants:
            del self._run_of[variant]
