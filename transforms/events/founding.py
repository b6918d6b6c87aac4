"""Contacts founded by reports without a day, kept up to date as reports come and go.

`clusters.founded` takes all ways of reporting one after the other; each joins one of the contacts founded before it, or
founds one. When a few change, most are where they were: only those are taken again that the change can reach, and each
is held only against contacts that it shares something with (`looks.Looks`). The result is the same.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from transforms.events.clusters import Cluster, may_be_one, precedence
from transforms.events.groups import Group, Order, in_order
from transforms.events.looks import Looks
from transforms.events.matching import least, score
from transforms.events.mentions import Mention, Variant


class _Told:
    """A way of reporting, and where its reports went."""

    __slots__ = ("groups", "is_plain", "mentions", "order")

    def __init__(self, order: Order) -> None:
        self.order = order
        self.mentions: list[Mention] = []
        """In their order."""
        self.groups: list[Group] = []
        self.is_plain = False
        """All reports went to the contact that fits best, or none fits."""


_WHOLLY: Final = None
"""Has to be taken anew whatever the contacts are that it may join."""


class Founding:
    """The reports of one pool, all without a day and of one family and level."""

    def __init__(self) -> None:
        self._told: dict[Variant, _Told] = {}
        self._orders: list[Order] = []
        """Of all of them."""
        self._looks: Looks[Group] = Looks()
        self._group_of: dict[int, Group] = {}
        """By the number of a report."""
        self._articles: dict[int, dict[int, Mention]] = {}
        """By article, its reports by their numbers."""
        self._due: dict[Variant, set[Group] | None] = {}
        """Ways of reporting that are to be taken anew if one of these contacts now fits better, or `_WHOLLY`."""
        self._heap: list[tuple[Order, int, Variant]] | None = None
        self._affected: dict[Group, None] = {}

    def restore(self, pools: Mapping[Variant, Mapping[int, Mention]]) -> None:
        """Have these reports, which are in the contacts that they found."""
        orders = {variant: _order(variant, mentions.values()) for variant, mentions in pools.items()}
        groups: dict[str, Group] = {}
        for mentions in pools.values():
            for mention in mentions.values():
                self._articles.setdefault(mention.article, {})[mention.number] = mention
        for variant in sorted(pools, key=orders.__getitem__):
            told = self._told[variant] = _Told(orders[variant])
            told.mentions = sorted(pools[variant].values(), key=in_order)
            told.is_plain = all(len(self._articles[mention.article]) == 1 for mention in told.mentions)
            self._orders.append(told.order)
            self._looks.add_variant(variant)
            homes: dict[str, list[Mention]] = defaultdict(list)
            for mention in told.mentions:
                homes[mention.home or ""].append(mention)
            nth = 0
            for home, those in homes.items():
                group = groups.get(home)
                if group is None:
                    group = groups[home] = Group(nth)
                    nth += 1
                told.groups.append(group)
                self._enter(group, told.order, variant, those)

    def renew(
        self, pools: Mapping[Variant, Mapping[int, Mention]], changed: Iterable[Variant]
    ) -> tuple[list[Cluster], list[Mention]]:
        """The contacts that have changed with the reports of these variants, and all their reports."""
        for variant in changed:
            self._change(variant, pools.get(variant, {}))
        self._heap = [(self._told[variant].order, variant.number, variant) for variant in self._due]
        heapq.heapify(self._heap)
        while self._heap:
            _, _, variant = heapq.heappop(self._heap)
            if variant in self._due:
                why = self._due.pop(variant)
                told = self._told[variant]
                if why is None or not told.is_plain or any(self._is_better(variant, told, group) for group in why):
                    self._take(variant, told)
        self._heap = None
        affected, self._affected = self._affected, {}
        clusters = [group.cluster() for group in affected if group.orders]
        return clusters, [mention for cluster in clusters for mention in cluster.mentions]

    # --- what comes and goes ---------------------------------------------------------------------------

    def _change(self, variant: Variant, mentions: Mapping[int, Mention]) -> None:
        """Have other reports of a way of reporting."""
        told = self._told.get(variant)
        order = _order(variant, mentions.values()) if mentions else None
        if told is not None:
            for mention in told.mentions:
                self._forget(mention)
            if order is None or not self._keeps_place(told.order, order):
                for group in list(told.groups):
                    self._part(told, variant, group)
                del self._orders[bisect_left(self._orders, told.order)]
                del self._told[variant]
                self._looks.remove_variant(variant)
                self._due.pop(variant, None)
                told = None
        if order is None:
            return
        if told is None:
            told = self._told[variant] = _Told(order)
            self._orders.insert(bisect_left(self._orders, order), order)
            self._looks.add_variant(variant)
        elif told.order != order:
            self._orders[bisect_left(self._orders, told.order)] = order
            for group in told.groups:
                if variant in group.took:
                    group.relabel(told.order, order)
            told.order = order
        told.mentions = sorted(mentions.values(), key=in_order)
        for mention in told.mentions:
            self._articles.setdefault(mention.article, {})[mention.number] = mention
        self._push(variant, _WHOLLY)

    def _keeps_place(self, before: Order, after: Order) -> bool:
        """Whether no other way of reporting is taken between these two."""
        one, other = bisect_left(self._orders, before), bisect_left(self._orders, after)
        return other in {one, one + 1}

    def _forget(self, mention: Mention) -> None:
        siblings = self._articles[mention.article]
        siblings.pop(mention.number, None)
        if not siblings:
            del self._articles[mention.article]

    # --- taking ----------------------------------------------------------------------------------------

    def _is_better(self, variant: Variant, told: _Told, group: Group) -> bool:
        """Whether a contact fits better than the one that all reports of a variant went to."""
        profile = group.before(told.order) if group.orders else None
        if profile is None:
            return False
        value = score(variant, profile)
        if value < least(variant):
            return False
        (chosen,) = told.groups
        known = chosen.before(told.order)
        return known is None or (-value, group.rank) < (-score(variant, known), chosen.rank)

    def _take(self, variant: Variant, told: _Told) -> None:
        """Let the reports of a variant join what fits, or found contacts, as `clusters.founded` does."""
        needed = least(variant)
        fitting: list[tuple[float, tuple[Order, int], Group]] = []
        for group in self._looks.groups(variant):
            profile = group.before(told.order)
            value = score(variant, profile) if profile is not None else needed - 1
            if value >= needed:
                fitting.append((-value, group.rank, group))
        fitting.sort(key=lambda fit: fit[:2])
        remaining = told.mentions
        wanted: list[tuple[Group, list[Mention]]] = []
        told.is_plain = True
        for _, _, group in fitting:
            taken, remaining = self._admitted(group, told.order, remaining)
            if taken:
                wanted.append((group, taken))
            if not remaining:
                break
            told.is_plain = False
        own = iter([group for group in told.groups if group.orders and group.orders[0] == told.order])
        nth = 0
        while remaining:
            taken, remaining = self._admitted(None, told.order, remaining)
            group = next(own, None) or Group(nth)
            group.nth, nth = nth, nth + 1
            wanted.append((group, taken))
            told.is_plain = told.is_plain and not remaining
        stay = {group for group, _ in wanted}
        for group in [group for group in told.groups if group not in stay]:
            self._part(told, variant, group)
        for group, mentions in wanted:
            if group.took.get(variant) != mentions:
                self._join(told, variant, group, mentions)
        told.groups = [group for group, _ in wanted]

    def _admitted(
        self, group: Group | None, order: Order, mentions: list[Mention]
    ) -> tuple[list[Mention], list[Mention]]:
        """Those that a contact, null for a new one, takes, and those whose article tells of another contact there."""
        taken: list[Mention] = []
        left: list[Mention] = []
        here: set[int] = set()
        for mention in mentions:
            modes = [] if mention.article not in here else [mention.mode]
            modes += [
                sibling.mode
                for sibling in self._articles[mention.article].values()
                if group is not None
                and self._group_of.get(sibling.number) is group
                and self._told[sibling.variant].order < order
            ]
            if may_be_one(mention.mode, modes):
                taken.append(mention)
                here.add(mention.article)
            else:
                left.append(mention)
        return taken, left

    def _join(self, told: _Told, variant: Variant, group: Group, mentions: list[Mention]) -> None:
        """Let reports of a variant be of a contact, instead of those that were."""
        self._affected[group] = None
        known = group.took.get(variant)
        group.took[variant] = mentions
        if known is None:
            told.groups.append(group)
            if self._enter(group, told.order, variant, mentions):
                self._suspect(group, told.order)
        for mention in known or ():
            if self._group_of.get(mention.number) is group:
                del self._group_of[mention.number]
                self._push_siblings(mention, told.order)
        for mention in mentions:
            self._group_of[mention.number] = group
            self._push_siblings(mention, told.order)

    def _enter(self, group: Group, order: Order, variant: Variant, mentions: list[Mention]) -> bool:
        """Let a variant take part in a contact; gives whether that changes what is known of it."""
        group.took[variant] = mentions
        self._group_of.update((mention.number, group) for mention in mentions)
        changes = group.insert(order, variant)
        new = self._looks.names(group.variants[0], variant) - group.looked_up
        group.looked_up |= new
        self._looks.add_group(group, new)
        return changes

    def _part(self, told: _Told, variant: Variant, group: Group) -> None:
        """Let no report of a variant be of a contact any more; one that it founded is gone."""
        told.groups.remove(group)
        self._affected[group] = None
        if variant not in group.took:
            return  # It is gone already.
        for mention in group.took.pop(variant):
            if self._group_of.get(mention.number) is group:
                del self._group_of[mention.number]
            self._push_siblings(mention, told.order)
        if group.orders[0] != told.order:
            if group.remove(told.order):
                self._suspect(group, told.order)
            return
        self._suspect(group, told.order)
        self._looks.remove_group(group, group.looked_up)
        group.orders, group.variants, group.profiles, group.took = [], [], [], {}

    # --- what that may change --------------------------------------------------------------------------

    def _suspect(self, group: Group, order: Order) -> None:
        """What is known of a contact has changed for all that are taken after this."""
        members = group.took.keys()
        for variant in self._looks.lookers(group.looked_up):
            told = self._told.get(variant)
            if told is not None and told.order > order:
                self._push(variant, _WHOLLY if variant in members else {group})
        for variant in members:
            if self._told[variant].order > order:
                self._push(variant, _WHOLLY)

    def _push_siblings(self, mention: Mention, order: Order) -> None:
        for sibling in self._articles.get(mention.article, {}).values():
            if sibling.variant in self._told and self._told[sibling.variant].order > order:
                self._push(sibling.variant, _WHOLLY)

    def _push(self, variant: Variant, why: set[Group] | None) -> None:
        if variant not in self._due:
            self._due[variant] = why
            if self._heap is not None:
                heapq.heappush(self._heap, (self._told[variant].order, variant.number, variant))
            return
        known = self._due[variant]
        self._due[variant] = None if known is None or why is None else known | why


def _order(variant: Variant, mentions: Iterable[Mention]) -> Order:
    return precedence(variant, len({mention.text for mention in mentions}))

