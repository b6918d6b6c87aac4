"""The founding reports of one contact, and what was known of it when each of them was taken."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, TypeAlias

from transforms.events.clusters import Cluster
from transforms.events.matching import Profile
from transforms.events.mentions import Mention, Variant

Order: TypeAlias = tuple[Any, ...]
"""As `clusters.precedence`."""


class Group:
    """The founding reports of one contact: the ways of reporting in the order in which they were taken."""

    __slots__ = ("looked_up", "nth", "orders", "profiles", "took", "variants")

    def __init__(self, nth: int) -> None:
        self.nth = nth
        """Of the contacts that its first way of reporting founds."""
        self.orders: list[Order] = []
        self.variants: list[Variant] = []
        self.took: dict[Variant, list[Mention]] = {}
        self.profiles: list[Profile] = []
        """What is known of the contact after each of the first ways of reporting; the others have to be added."""
        self.looked_up: set[Any] = set()
        """As what it is known to `Looks`."""

    @property
    def rank(self) -> tuple[Order, int]:
        """Of contacts that fit equally well, the one founded first is joined."""
        return self.orders[0], self.nth

    def before(self, order: Order) -> Profile | None:
        """What is known of the contact when a way of reporting is taken; null before it is founded."""
        return self._after(bisect_left(self.orders, order))

    def last(self) -> Profile:
        """What is known of it in the end."""
        found = self._after(len(self.orders))
        assert found is not None
        return found

    def _after(self, count: int) -> Profile | None:
        if not count:
            return None
        for variant in self.variants[len(self.profiles) : count]:
            self.profiles.append(_with(self.profiles[-1], variant) if self.profiles else Profile(variant))
        return self.profiles[count - 1]

    def insert(self, order: Order, variant: Variant) -> bool:
        """Let a way of reporting take part; gives whether that changes what is known for those after it."""
        place = bisect_left(self.orders, order)
        before = self._after(place)
        self.orders.insert(place, order)
        self.variants.insert(place, variant)
        if before is not None:
            after = _with(before, variant)
            if after is before:
                self.profiles.insert(place, before)
                return False
        del self.profiles[place:]
        return True

    def remove(self, order: Order) -> bool:
        """Let one that is not the first take part no longer; gives whether that changes what is known after it."""
        place = bisect_left(self.orders, order)
        changes = self._after(place) is not self._after(place + 1)
        del self.orders[place], self.variants[place]
        del self.profiles[place : None if changes else place + 1]
        return changes

    def relabel(self, before: Order, order: Order) -> None:
        """Have another order for one that stays in its place."""
        self.orders[bisect_left(self.orders, before)] = order

    def cluster(self) -> Cluster:
        """The contact, with all its reports."""
        found = Cluster(self.variants[0])
        found.mentions = [mention for variant in self.variants for mention in self.took[variant]]
        found.key = min(found.mentions, key=in_order).report_id
        found.profile = self.last()
        return found


def _with(profile: Profile, variant: Variant) -> Profile:
    """A profile with a further way of reporting: the same object if it says nothing new."""
    found = profile.copy()
    found.add(variant)
    return profile if found.state() == profile.state() else found


def in_order(mention: Mention) -> tuple[bool, float, str]:
    """Sort key of reports of one way of reporting."""
    return mention.order
