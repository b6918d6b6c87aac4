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

import msgspec

from transforms.events.clusters import Cluster, precedence
from transforms.events.columns import NONE, Column
from transforms.events.matching import Profile, least, news_period, score
from transforms.events.mentions import Mention, Variant
from transforms.events.register import Register
from transforms.events.scratch import Parcels

LEAST: Final = 8
"""Reports below which founding anew costs no more than remembering how it was."""
_AT_HAND: Final = 256
"""Runs of days in memory: those that are in the news."""


class _PutAway(msgspec.Struct, array_like=True):
    """What a run cannot be made of again but by looking at all its reports."""

    variants: list[int]
    """By number; so the lists below."""
    texts: list[list[int]]
    homes: list[str | None]
    """Null where the reports are of several contacts, or of none."""


_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(_PutAway)


class _Run:
    """How the reports of one unbroken run of days founded contacts.

    Args:
        register: has the reports.
        texts: variant to the texts of its reports.
        homes: variant to the contact that all its reports are of.
    """

    def __init__(self, register: Register, texts: dict[Variant, set[int]], homes: Mapping[Variant, str | None]) -> None:
        self.texts = texts
        self.homes = dict(homes)
        ordered = [(precedence(variant, len(texts)), variant) for variant, texts in self.texts.items()]
        ordered.sort(key=itemgetter(0))
        self.variants = [variant for _, variant in ordered]
        self.precedences = [order for order, _ in ordered]
        self.places = {variant: place for place, variant in enumerate(self.variants)}
        founders = map(register.standing, filter(None, set(self.homes.values())))
        self.founders = {mention.report_id: mention for mention in founders if mention.variant in texts}

    @classmethod
    def unpacked(cls, register: Register, packed: bytes) -> _Run:
        """The run that `packed` gave."""
        known = _DECODER.decode(packed)
        variants = [register.variant(number) for number in known.variants]
        homes = {variant: home for variant, home in zip(variants, known.homes, strict=True) if home is not None}
        return cls(register, dict(zip(variants, map(set, known.texts), strict=True)), homes)

    def packed(self) -> bytes:
        """The run, to put away."""
        texts = [list(self.texts[variant]) for variant in self.variants]
        homes = [self.homes.get(variant) for variant in self.variants]
        return _ENCODER.encode(_PutAway([variant.number for variant in self.variants], texts, homes))

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
    """The runs of days of many reports, as they were founded last: those that were not asked for lately are put away.

    Args:
        register: has the reports.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._at_hand: OrderedDict[int, _Run] = OrderedDict()
        self._put_away: Parcels[int] = Parcels(level=1)
        self._run_of = Column("i")
        """Number of a variant to the number of its run."""
        self._count = 0

    def knows(self, variant: Variant) -> bool:
        """Whether it is remembered what a variant founded or joined."""
        return bool(self._run_of.get(variant.number) != NONE)

    def note(self, variants: Iterable[Variant], refused: set[Variant]) -> None:
        """Remember what all reports of these variants founded; `refused` as for `clusters.founded`."""
        self._note({variant: list(self._register.of(variant)) for variant in variants}, refused)

    def _note(self, pools: Mapping[Variant, list[int]], refused: set[Variant]) -> None:
        for variant in pools:
            self.forget(variant)
        if sum(map(len, pools.values())) < LEAST:
            return
        register = self._register
        texts = {variant: set(map(register.text, numbers)) for variant, numbers in pools.items()}
        homes = {
            variant: register.home(numbers[0])
            for variant, numbers in pools.items()
            if numbers and variant not in refused
        }
        self._count += 1
        for variant in pools:
            self._run_of.put(variant.number, self._count)
        self._keep(self._count, _Run(register, texts, homes))

    def _keep(self, number: int, run: _Run) -> None:
        self._at_hand[number] = run
        if len(self._at_hand) > _AT_HAND:
            oldest, known = self._at_hand.popitem(last=False)
            self._put_away.put(oldest, known.packed())

    def _of(self, variant: Variant) -> _Run | None:
        """The run of a variant."""
        number = self._run_of.get(variant.number)
        run = self._at_hand.get(number)
        if run is not None:
            self._at_hand.move_to_end(number)
            return run
        packed = self._put_away.get(number)
        if packed is None:
            return None
        self._put_away.drop(number)
        run = _Run.unpacked(self._register, packed)
        self._keep(number, run)
        return run

    def forget(self, variant: Variant) -> None:
        """Something else has happened to the run of this variant than that a report came."""
        run = self._of(variant)
        if run is not None:
            del self._at_hand[self._run_of[variant.number]]
            for one in run.variants:
                self._run_of[one.number] = NONE

    def add(self, mention: Mention, run: Set[Variant]) -> None:
        """Remember an unbroken run of days in which nothing else has changed than that this and other reports came.

        Those of them that still have no home are not looked at.
        """
        register = self._register
        told = {variant for variant in run if register.is_housed(variant)}
        known = self._first(told)
        if known is None or known.places.keys() != told:
            pools = {
                variant: [number for number in register.of(variant) if register.home(number) is not None]
                for variant in told
            }
            articles = [register.article(number) for numbers in pools.values() for number in numbers]
            if len(set(articles)) < len(articles):
                return  # An article that tells of several contacts of the run may have been refused by one.
            self._note(pools, set())
            known = self._first(told)
        variant = mention.variant
        if known is not None and variant not in known.places and known.place(variant, texts=1):
            self._run_of.put(variant.number, self._run_of[known.variants[0].number])

    def home(self, mention: Mention, clusters: Mapping[str, Cluster]) -> str | None:
        """The contact of a new report that is its article's only one; null when its run has to be founded anew."""
        variant = mention.variant
        run = self._of(variant)
        if run is None:
            return None
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

    def _first(self, variants: Iterable[Variant]) -> _Run | None:
        """The run of the first variant that has one."""
        return next((run for variant in variants if (run := self._of(variant)) is not None), None)
