"""Contacts founded without a day are those that all reports found at once, whatever came and went before."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from transforms.events.articles import Articles
from transforms.events.clusters import Cluster, founded
from transforms.events.founding import Founding
from transforms.events.mentions import ASSERTS, SPANNED, Mention, Variant, published_day, variant_key
from transforms.events.numbers import Numbers
from transforms.events.register import Register
from transforms.events.syndication import own_id

from .newsroom import CITIES, PEOPLE, report

Pools = dict[tuple[str, int], dict[Variant, dict[int, Mention]]]
HINTS = ["first", "second", "since:2021", "in:01-20/01-31", "in:03-05/03-05", "of:2020-02-01/2020-03-01"]
Picture = dict[str, tuple[list[str], object]]


class Newsroom:
    """Reports without a day, those of which are at hand come and go."""

    def __init__(self, seed: int, people: list[str], years: int, *, is_varied: bool) -> None:
        self.source = random.Random(seed)
        self.register = Register(Articles(Numbers()))
        self.people = people
        self.years = years
        self.is_varied = is_varied
        self.count = 0
        self.pools: Pools = {}

    def come(self) -> tuple[tuple[str, int], Variant] | None:
        """A new report; gives its pool, and its way of reporting."""
        source = self.source
        self.count += 1
        day = source.randrange(365 * self.years) if self.is_varied else source.randrange(3) * 40
        published = dt.date(2020, 1, 1) + dt.timedelta(days=day)
        city = source.choice([*CITIES, None, None] if self.is_varied else ["Moscow", None])
        url = f"{source.randrange(self.count)}/a" if source.random() < 0.2 else f"{self.count}/a"
        most = 4 if self.is_varied else 2
        made = report(
            url,
            " ".join(source.sample(self.people, source.choice([0, 1, 2, 2, 2, 3]))),
            source.choice(["meeting", "visit", "call", "message", "exchange"][: 2 * most - 3]),
            (None, str(published)) if source.random() < 0.1 else None,
            str(published) if source.random() < 0.85 else None,
            number=self.count,
            place=city,
            place_country=source.choice([CITIES[city], None]) if city else source.choice(["RU", None]),
            role=source.choice(["primary", "background"]),
            topics=tuple(source.sample(["syria", "affair:b", "affair:a", "ukraine"], source.randrange(most))),
            hints=tuple(source.sample(HINTS, source.choice([0, 0, 0, 1, 2][: most + 1]))),
        )
        key = variant_key(made, published_day(made))
        if key.level <= SPANNED or key.stance != ASSERTS:
            return None
        variant = self.register.made(key)
        own = own_id(made.url)
        copied = own if source.random() < 0.8 else f"sy_{source.randrange(5):012x}"
        mention = self.register.add(made, copied, published_day(made), variant)
        pool = self.pools.setdefault((variant.family, variant.level), {})
        pool.setdefault(variant, {})[mention.number] = mention
        return (variant.family, variant.level), variant

    def go(self) -> tuple[tuple[str, int], Variant] | None:
        """A report that is no longer there."""
        there = [(key, variant) for key, pool in self.pools.items() for variant in pool]
        if not there:
            return None
        key, variant = self.source.choice(there)
        mentions = self.pools[key][variant]
        self.register.remove(mentions.pop(self.source.choice(list(mentions))))
        if not mentions:
            del self.pools[key][variant]
        return key, variant


def picture(clusters: list[Cluster]) -> Picture:
    found = {
        cluster.key: (sorted(mention.report_id for mention in cluster.mentions), cluster.profile.state())
        for cluster in clusters
    }
    assert len(found) == len(clusters)
    return found


@pytest.mark.parametrize("seed", range(150))
def test_it_is_as_if_all_had_been_founded_at_once(seed: int) -> None:
    source = random.Random(seed)
    people = source.sample(sorted(PEOPLE), source.randint(3, len(PEOPLE)))
    newsroom = Newsroom(seed, people, source.choice([1, 3, 9]), is_varied=seed % 2 == 0)
    at_hand: dict[tuple[str, int], Founding] = {}
    standing: dict[tuple[str, int], Picture] = {}
    for _ in range(40):
        changed: dict[tuple[str, int], dict[Variant, None]] = {}
        leave = source.choice([0.1, 0.3, 0.6])
        for _ in range(source.choice([1, 1, 3, 12])):
            one = newsroom.go() if source.random() < leave else newsroom.come()
            if one is not None:
                changed.setdefault(one[0], {})[one[1]] = None
        for key, variants in changed.items():
            pool = newsroom.pools.get(key, {})
            clusters, mentions = at_hand.setdefault(key, Founding()).renew(pool, variants)
            assert {mention.number for cluster in clusters for mention in cluster.mentions} == {
                mention.number for mention in mentions
            }
            told_anew = {mention.report_id for mention in mentions}
            there = {mention.report_id for those in pool.values() for mention in those.values()}
            known = standing.get(key, {})
            kept = {one: value for one, value in known.items() if there.issuperset(value[0])}
            kept = {one: value for one, value in kept.items() if told_anew.isdisjoint(value[0])}
            found = kept | picture(clusters)
            assert found == picture(founded({variant: list(those.values()) for variant, those in pool.items()}))
            standing[key] = found
            for cluster in clusters:
                for mention in cluster.mentions:
                    mention.home = cluster.key

            if source.random() < 0.2:  # Another process goes on.
                at_hand[key] = Founding()
                at_hand[key].restore(pool)
