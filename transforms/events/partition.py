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
from transforms.events.matching import score
from transforms.events.mentions import (
    ASSERTS,
    BARE,
    DATED,
    FRESH,
    SPANNED,
    Mention,
    Variant,
    VariantKey,
    founding_order,
    phase,
    variant_key,
)
from transforms.events.packing import packed, unpacked, unpacked_variants
from transforms.events.pools import Pools


class Partition:
    """The reports at hand, and the contact that each is of: the report id of the contact's founding report."""

    def __init__(self, articles: Articles) -> None:
        """`articles` have the reports that are put here, and perhaps others."""
        self._articles = articles
        self._mentions: dict[str, Mention] = {}
        self._variants: dict[VariantKey, Variant] = {}
        self._clusters: dict[str, Cluster] = {}
        self._members: dict[str, set[str]] = defaultdict(set)
        self._candidates = Candidates(self._clusters)
        self._pools = Pools()
        self._growth = Growth()
        self._gained: list[Mention] = []
        """New reports that may change nothing for others."""
        # What has to be looked at by the next `settle`.
        self._stale_days: set[tuple[str, int, int]] = set()
        self._stale_ranks: set[Variant] = set()
        self._stale_urls: set[str] = set()
        self._siblings: dict[str, list[Mention]] = {}
        """The reports of articles that were looked at since `settle` began."""
        self._disturbed: set[str] = set()
        """Contacts that lost a founding report."""
        self._moved: set[str] = set()

    def __getstate__(self) -> dict[str, Any]:
        """Only between two calls of `settle`; raises ValueError when something is open."""
        if self._moved or self._stale_days or self._stale_ranks or self._stale_urls:
            msg = "reports were put that are not settled"
            raise ValueError(msg)
        places = {variant: place for place, variant in enumerate(self._variants.values())}
        return {
            "articles": self._articles,
            "clusters": self._clusters,
            "columns": packed(self._mentions.values(), places, self._articles),
            "pooled": self._pools.content(),
            "disturbed": self._disturbed,
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        Partition.__init__(self, state["articles"])
        self._clusters.update(state["clusters"])
        variants = unpacked_variants(state["columns"])
        self._variants = {variant.key: variant for variant in variants}
        self._candidates.restore(variants)
        self._mentions = unpacked(state["columns"], variants, self._articles)
        for mention in self._mentions.values():
            if mention.home is not None:
                self._members[mention.home].add(mention.report_id)
        self._pools.restore(self._mentions[report_id] for report_id in state["pooled"])
        self._disturbed = state["disturbed"]

    def put(self, report: Report, syndication_id: str, published: dt.date | None) -> None:
        """Add a report, or replace what is known of it; `published` as for `mentions.variant_key`."""
        key = variant_key(report, published)
        known = self._mentions.get(report.report_id)
        if known is not None:
            same = (key, syndication_id, founding_order(report)) == (
                known.variant.key,
                known.syndication_id,
                known.order,
            )
            if same:
                return
            self.drop(report.report_id)
        variant = self._variants.get(key)
        if variant is None:
            variant = self._register(Variant(key))
        mention = Mention(report, syndication_id, variant)
        # A report that was packed has strings of its own.
        mention.url, mention.report_id = self._articles.own(report.url, report.report_id)
        self._mentions[mention.report_id] = mention
        variant.reports.append(mention)
        self._touch(mention, is_new=True)

    def drop(self, report_id: str) -> None:
        """Remove a report, if it is there."""
        mention = self._mentions.get(report_id)
        if mention is None:
            return
        variant = mention.variant
        self._touch(mention)
        self._pools.remove(mention)
        self._leave(mention)
        del self._mentions[report_id]
        variant.reports.remove(mention)
        if not variant.reports:
            self._unregister(variant)

    def home(self, report_id: str) -> str | None:
        """The contact a report is of; null for a denial or plan of what nobody reports."""
        mention = self._mentions.get(report_id)
        return mention.home if mention is not None else None

    def asserts(self, report_id: str) -> bool:
        """Whether a standing report says that the contact took place."""
        return self._mentions[report_id].variant.stance == ASSERTS

    def source(self, report_id: str) -> str:
        """The syndication id of a standing report."""
        return self._mentions[report_id].syndication_id

    def members(self, contact: str) -> set[str]:
        """The reports of a contact."""
        return self._members.get(contact, set())

    def parts(self, report_id: str) -> list[tuple[str, float]]:
        """What the score of a report's fit to its contact is made of; empty for the report that founded it."""
        found: list[tuple[str, float]] = []
        key = self.home(report_id)
        if key is not None and key != report_id:
            score(self._mentions[report_id].variant, self._clusters[key].profile, found)
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
        self._stale_urls.clear()
        self._siblings.clear()
        moved, self._moved = self._moved, set()
        return moved

    # --- registering -----------------------------------------------------------------------------------

    def _register(self, variant: Variant) -> Variant:
        self._variants[variant.key] = variant
        self._candidates.add_variant(variant)
        return variant

    def _unregister(self, variant: Variant) -> None:
        self._candidates.remove_variant(variant)
        self._stale_ranks.discard(variant)
        del self._variants[variant.key]

    def _touch(self, mention: Mention, is_new: bool = False) -> None:
        variant = mention.variant
        self._moved.add(mention.report_id)
        self._stale_urls.add(mention.url)
        if variant.level == DATED and variant.stance == ASSERTS:
            if is_new:
                self._gained.append(mention)
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
        for mention in self._gained:
            if self._mentions.get(mention.report_id) is not mention:
                continue  # It is gone again.
            variant = mention.variant
            if variant in anew:
                continue
            key = self._home_of_gained(mention) if len(self._of_url(mention.url)) == 1 else None
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
                    pools, refused = {variant: list(variant.reports) for variant in run}, set[Variant]()
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
        for pools in self._pools.stale_open(level):
            self._refound(pools)

    def _refound(self, pools: dict[Variant, list[Mention]], refused: set[Variant] | None = None) -> None:
        """Replace the contacts that these reports found by those they found now; `refused` as for `founded`."""
        homes = {mention.home for mentions in pools.values() for mention in mentions if mention.home is not None}
        old = {key: cluster for key in homes if (cluster := self._clusters.get(key)) is not None}
        new = {cluster.key: cluster for cluster in founded(pools, refused)}
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
            members = (self._mentions[report_id] for report_id in self._members.get(key, ()))
            if not any(_is_founding(mention, cluster) for mention in members):
                self._dissolve(cluster)

    def _dissolve(self, cluster: Cluster) -> None:
        self._stale_ranks |= self._candidates.remove_cluster(cluster)
        del self._clusters[cluster.key]
        for report_id in list(self._members.get(cluster.key, ())):
            self._leave(self._mentions[report_id])
            self._stale_urls.add(self._mentions[report_id].url)

    # --- joining ---------------------------------------------------------------------------------------

    def _attach(self, level: int | None) -> None:
        """Let reports of a level join contacts; null: denials and plans."""
        for variant in [variant for variant in self._stale_ranks if phase(variant) == level]:
            self._stale_ranks.discard(variant)
            ranks = self._candidates.ranked(variant)
            if ranks != variant.ranks:
                variant.ranks = ranks
                self._stale_urls.update(mention.url for mention in variant.reports)
        for url in sorted(self._stale_urls):
            siblings = self._of_url(url)
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
        for key in variant.ranks or ():
            if may_be_one(mention.mode, taken.get(key, ())):
                self._pools.remove(mention)
                self._settle_in(mention, key)
                return
        if variant.stance != ASSERTS:
            self._leave(mention)
        elif mention not in self._pools:
            self._leave(mention)
            self._pools.add(mention)

    # --- moving ----------------------------------------------------------------------------------------

    def _settle_in(self, mention: Mention, key: str) -> None:
        if mention.home == key:
            return
        self._leave(mention)
        mention.home = key
        self._members[key].add(mention.report_id)
        self._moved.add(mention.report_id)
        self._stale_urls.add(mention.url)

    def _leave(self, mention: Mention) -> None:
        key, mention.home = mention.home, None
        if key is None:
            return
        cluster = self._clusters.get(key)
        if cluster is not None and _is_founding(mention, cluster):
            self._disturbed.add(key)
        self._members[key].discard(mention.report_id)
        if not self._members[key]:
            del self._members[key]
        self._moved.add(mention.report_id)

    def _of_url(self, url: str) -> list[Mention]:
        found = self._siblings.get(url)
        if found is None:
            known = (self._mentions.get(report_id) for report_id in self._articles.reports(url))
            found = self._siblings[url] = [mention for mention in known if mention is not None]
        return found


def _is_founding(mention: Mention, cluster: Cluster) -> bool:
    """Whether a report of a contact is one of those that founded it: the others join from later levels."""
    return phase(mention.variant) == cluster.level


def _turn(mention: Mention) -> tuple[bool, int, tuple[bool, float, str]]:
    """Sort key: which of an article's reports has its choice first."""
    return mention.variant.stance != ASSERTS, mention.variant.level, mention.order
