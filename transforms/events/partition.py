"""Which reports speak of the same contact: a function of the set of reports, kept up to date as the set changes.

Reports are taken in levels. Those that know the day found the contacts, neighbours in time by neighbours in
time (`clusters.founded`). Those that know a longer span (a month, "late June") join the best of these; what fits none
founds contacts among its like. Then come those without a day: first news of a contact, which took
place not long before, then what recounts one or has no day of its own, however old the contact: each joins the best one
that its people, place and topics allow, or founds one. Last, denials and plans join what they speak of, but
found nothing. No level looks at a later one, so the outcome does not depend on the order of arrival, and a
change is followed only to what it can reach: a run of days, the spans over it, and the reports without a day that
have the contact among their nearest.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from schemas.records import Report
from transforms.events.articles import Articles
from transforms.events.candidates import Candidates
from transforms.events.clusters import Cluster, founded, may_be_one
from transforms.events.growth import Growth
from transforms.events.holdings import Holdings
from transforms.events.matching import score
from transforms.events.mentions import (
    ASSERTS,
    BARE,
    DATED,
    FRESH,
    SPANNED,
    Mention,
    Variant,
    founding_order,
    phase,
    published_day,
    variant_key,
)
from transforms.events.pools import Pools
from transforms.events.register import Register


class Partition:
    """The reports at hand, and the contact that each is of: the report id of the contact's founding report."""

    def __init__(self, articles: Articles) -> None:
        """`articles` have the reports that are put here, and perhaps others."""
        self._register = Register(articles)
        self._clusters: dict[str, Cluster] = {}
        self._members = Holdings(articles.numbers)
        self._candidates = Candidates(self._clusters, self._register.variant)
        self._pools = Pools()
        self._begin()

    def _begin(self) -> None:
        self._growth = Growth(self._register)
        self._gained: dict[int, Mention] = {}
        """New reports that may change nothing for others."""
        # What has to be looked at by the next `settle`.
        self._stale_days: set[tuple[str, int, int]] = set()
        self._stale_ranks: set[Variant] = set()
        self._stale_articles: set[int] = set()
        self._siblings: dict[int, list[Mention]] = {}
        """The reports of articles that were looked at since `settle` began."""
        self._disturbed: set[str] = set()
        """Contacts that lost a founding report."""
        self._moved: set[str] = set()

    def __getstate__(self) -> dict[str, Any]:
        """Only between two calls of `settle`; raises ValueError when something is open."""
        if self._moved or self._stale_days or self._stale_ranks or self._stale_articles:
            msg = "reports were put that are not settled"
            raise ValueError(msg)
        return {
            "_register": self._register,
            "_clusters": self._clusters,
            "_members": self._members,
            "_candidates": self._candidates,
            "_pools": self._pools.content(),
            "_disturbed": self._disturbed,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._register = state["_register"]
        self._begin()
        self.__dict__.update(state)
        self._candidates.use(self._register.variant)
        pooled, self._pools = state["_pools"], Pools()
        self._pools.restore(mention for number in pooled if (mention := self._register.mention(number)) is not None)

    def put(self, report: Report, syndication_id: str, published: dt.date | None) -> None:
        """Add a report, or replace what is known of it; `published` as for `mentions.variant_key`."""
        register = self._register
        key = variant_key(report, published)
        number = register.number(report.report_id)
        known = register.mention(number) if number is not None else None
        if known is not None:
            same = (key, syndication_id, founding_order(report)) == (
                known.variant.key,
                register.source(known.number),
                known.order,
            )
            if same:
                return
            self.drop(report.report_id)
        variant = register.made(key)
        if not register.is_used(variant):
            self._candidates.add_variant(variant)
        self._touch(register.add(report, syndication_id, published_day(report), variant), is_new=True)

    def drop(self, report_id: str) -> None:
        """Remove a report, if it is there."""
        number = self._register.number(report_id)
        mention = self._register.mention(number) if number is not None else None
        if mention is None:
            return
        variant = mention.variant
        self._touch(mention)
        self._gained.pop(mention.number, None)
        self._pools.remove(mention)
        self._leave(mention)
        self._register.remove(mention)
        if not self._register.is_used(variant):
            self._candidates.remove_variant(variant)
            self._stale_ranks.discard(variant)

    def home(self, report_id: str) -> str | None:
        """The contact a report is of; null for a denial or plan of what nobody reports."""
        number = self._register.number(report_id)
        return self._register.home(number) if number is not None else None

    def asserts(self, report_id: str) -> bool:
        """Whether a standing report says that the contact took place."""
        return self._register.standing(report_id).variant.stance == ASSERTS

    def source(self, report_id: str) -> str:
        """The syndication id of a standing report."""
        return self._register.source(self._register.standing(report_id).number)

    def members(self, contact: str) -> set[str]:
        """The reports of a contact."""
        return self._members.of([contact])

    def parts(self, report_id: str) -> list[tuple[str, float]]:
        """What the score of a report's fit to its contact is made of; empty for the report that founded it."""
        found: list[tuple[str, float]] = []
        key = self.home(report_id)
        if key is not None and key != report_id:
            score(self._register.standing(report_id).variant, self._clusters[key].profile, found)
        return found

    def settle(self) -> set[str]:
        """Decide what is open; gives the reports that were added, removed or have changed their contact."""
        self._found_dated()
        self._attach(SPANNED)
        self._found_spanned()
        self._attach(FRESH)
        self._found_open(FRESH)
        self._attach(BARE)
        self._found_open(BARE)
        self._attach(None)
        self._stale_articles.clear()
        self._siblings.clear()
        moved, self._moved = self._moved, set()
        return moved

    # --- changing --------------------------------------------------------------------------------------

    def _touch(self, mention: Mention, is_new: bool = False) -> None:
        variant = mention.variant
        self._moved.add(mention.report_id)
        self._stale_articles.add(mention.article)
        if variant.level == DATED and variant.stance == ASSERTS:
            if is_new:
                self._gained[mention.number] = mention
            else:
                self._growth.forget(variant)
                self._spoil_days(variant)
        elif variant.ranks is None:
            self._stale_ranks.add(variant)

    def _spoil_days(self, variant: Variant) -> None:
        self._stale_days.add((variant.family, variant.first or 0, variant.last or 0))

    # --- founding --------------------------------------------------------------------------------------

    def _found_dated(self) -> None:
        self._dissolve_empty(DATED)
        anew: set[Variant] = set()
        """Of the runs of days that are to be founded anew."""
        for days in self._stale_days:
            anew.update(*self._candidates.runs(*days))
        for mention in self._gained.values():
            variant = mention.variant
            if variant in anew:
                continue
            told = sum(sibling.variant.stance == ASSERTS for sibling in self._of_article(mention.article))
            key = self._home_of_gained(mention) if told == 1 else None
            if key is None:
                self._growth.forget(variant)
                self._spoil_days(variant)
                anew.update(*self._runs_of(variant))
            else:
                self._settle_in(mention, key)
        self._gained.clear()
        done: set[Variant] = set()
        for family, first, last in sorted(self._stale_days):
            for run in self._candidates.runs(family, first, last):
                if run.isdisjoint(done):
                    done |= run
                    pools, refused = {variant: self._register.reports_of(variant) for variant in run}, set[Variant]()
                    self._refound(pools, refused)
                    self._growth.note(pools, refused)
        self._stale_days.clear()

    def _home_of_gained(self, mention: Mention) -> str | None:
        """The contact of a new report that changes nothing for others; null when its run has to be founded anew."""
        if not self._growth.knows(mention.variant):
            for run in self._runs_of(mention.variant):
                self._growth.add(mention, run)
        return self._growth.home(mention, self._clusters)

    def _runs_of(self, variant: Variant) -> Iterator[set[Variant]]:
        return self._candidates.runs(variant.family, variant.first or 0, variant.last or 0)

    def _found_spanned(self) -> None:
        self._dissolve_empty(SPANNED)
        for pools in self._pools.stale_spans():
            self._refound(pools)

    def _found_open(self, level: int) -> None:
        self._dissolve_empty(level)
        for clusters, mentions in self._pools.renewed_open(level):
            self._replace(mentions, clusters)

    def _refound(self, pools: dict[Variant, list[Mention]], refused: set[Variant] | None = None) -> None:
        """Replace the contacts that these reports found by those they found now; `refused` as for `founded`."""
        self._replace([mention for mentions in pools.values() for mention in mentions], founded(pools, refused))

    def _replace(self, reports: list[Mention], clusters: list[Cluster]) -> None:
        """Replace the contacts that these reports found by these."""
        homes = {mention.home for mention in reports if mention.home is not None}
        old = {key: cluster for key in homes if (cluster := self._clusters.get(key)) is not None}
        new = {cluster.key: cluster for cluster in clusters}
        found: list[tuple[str, list[Mention]]] = []
        for key in old.keys() - new.keys():
            self._dissolve(old[key])
        for key, cluster in new.items():
            mentions = cluster.mentions
            cluster.finish()
            # A report that founded a contact elsewhere in time may have come here.
            known = self._clusters.get(key)
            if known is not None and key not in old:
                self._dissolve(known)
                known = None
            if known is not None and known.profile.state() == cluster.profile.state():
                cluster.profile = known.profile  # Its scores are known.
                self._clusters[key] = cluster
            else:
                if known is not None:
                    self._stale_ranks |= self._candidates.remove_cluster(known)
                self._clusters[key] = cluster
                self._stale_ranks |= self._candidates.add_cluster(cluster)
            found.append((key, mentions))
        for key, mentions in found:
            for mention in mentions:
                if mention.home != key:
                    self._settle_in(mention, key)

    def _dissolve_empty(self, level: int) -> None:
        for key in sorted(self._disturbed):
            cluster = self._clusters.get(key)
            if cluster is not None and cluster.level != level:
                continue
            self._disturbed.discard(key)
            if cluster is None:
                continue
            if not any(_is_founding(mention, cluster) for mention in self._mentions_of(key)):
                self._dissolve(cluster)

    def _dissolve(self, cluster: Cluster) -> None:
        self._stale_ranks |= self._candidates.remove_cluster(cluster)
        del self._clusters[cluster.key]
        for mention in self._mentions_of(cluster.key):
            self._leave(mention)
            self._stale_articles.add(mention.article)

    def _mentions_of(self, contact: str) -> list[Mention]:
        mentions = map(self._register.mention, self._members.numbers_of(contact))
        return [mention for mention in mentions if mention is not None]

    # --- joining ---------------------------------------------------------------------------------------

    def _attach(self, level: int | None) -> None:
        """Let reports of a level join contacts; null: denials and plans."""
        for variant in [variant for variant in self._stale_ranks if phase(variant) == level]:
            self._stale_ranks.discard(variant)
            ranks = self._candidates.ranked(variant)
            if ranks != variant.ranks:
                variant.ranks = ranks
                self._stale_articles.update(mention.article for mention in self._register.reports_of(variant))
        for article in sorted(self._stale_articles):
            siblings = self._of_article(article)
            due = [mention for mention in siblings if phase(mention.variant) == level]
            for mention in sorted(due, key=_turn):
                self._join(mention, siblings)

    def _join(self, mention: Mention, siblings: list[Mention]) -> None:
        variant = mention.variant
        taken: dict[str, list[str]] = defaultdict(list)
        if len(siblings) > 1:
            for sibling in siblings:
                if sibling.home is not None and _turn(sibling) < _turn(mention):
                    taken[sibling.home].append(sibling.mode)
        if variant.ranks is None:
            variant.ranks = self._candidates.ranked(variant)
        if variant.stance != ASSERTS:
            self._join_unrealized(mention, siblings)
            return
        for key in variant.ranks:
            if may_be_one(mention.mode, taken.get(key, ())):
                self._pools.remove(mention)
                self._settle_in(mention, key)
                return
        if mention not in self._pools:
            self._leave(mention)
            self._pools.add(mention)

    def _join_unrealized(self, mention: Mention, siblings: list[Mention]) -> None:
        """Put a denial or a plan to the contact it means, unless its own article says that this took place."""
        told = {sibling.home for sibling in siblings if sibling.variant.stance == ASSERTS}
        for key in mention.variant.ranks or ():
            if key not in told:
                self._settle_in(mention, key)
                return
        self._leave(mention)

    # --- moving ----------------------------------------------------------------------------------------

    def _settle_in(self, mention: Mention, key: str) -> None:
        if mention.home == key:
            return
        self._leave(mention)
        mention.home = key
        self._members.add(key, mention.report_id)
        self._moved.add(mention.report_id)
        self._stale_articles.add(mention.article)

    def _leave(self, mention: Mention) -> None:
        key, mention.home = mention.home, None
        if key is None:
            return
        cluster = self._clusters.get(key)
        if cluster is not None and _is_founding(mention, cluster):
            self._disturbed.add(key)
        self._members.discard(key, mention.report_id)
        if not self._members.holds(key):
            self._members.forget(key)
        self._moved.add(mention.report_id)

    def _of_article(self, article: int) -> list[Mention]:
        found = self._siblings.get(article)
        if found is None:
            known = map(self._register.mention, self._register.articles.of(article))
            found = self._siblings[article] = [mention for mention in known if mention is not None]
        return found


def _is_founding(mention: Mention, cluster: Cluster) -> bool:
    """Whether a report of a contact is one of those that founded it: the others join from later levels."""
    return phase(mention.variant) == cluster.level


def _turn(mention: Mention) -> tuple[bool, int, tuple[bool, float, str]]:
    """Sort key: which of an article's reports has its choice first."""
    return mention.variant.stance != ASSERTS, mention.variant.level, mention.order
