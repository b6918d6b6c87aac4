"""Which contacts founded without a day can a way of reporting join, and which ways of reporting can join one?

No contact is left out that may fit well enough: to do so it must share a person, a service or a place with the report,
or, where no name of either speaks against it, a topic. Reports that are news find contacts of their months only.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Final, Generic, TypeAlias, TypeVar

from transforms.events.matching import least, most_unnamed, reach
from transforms.events.mentions import FRESH, RARE, Variant

BUCKET_DAYS: Final = 64
_ROUNDING: Final = 1e-6

G = TypeVar("G", bound=Hashable)
Sides: TypeAlias = frozenset[str]
Name: TypeAlias = tuple[object, ...]
"""What is shared."""


class Looks(Generic[G]):
    """An index from either end, for one family and level."""

    def __init__(self) -> None:
        self._groups: dict[Name, dict[G, None]] = {}
        self._variants: dict[Name, dict[Variant, None]] = {}
        self._looking: dict[Variant, tuple[Name, ...]] = {}
        self._sides: set[Sides] = set()
        """The sides that ways of reporting name: those that found contacts are among them."""

    def add_variant(self, variant: Variant) -> None:
        """Add a way of reporting."""
        sides = frozenset(variant.sides)
        if sides not in self._sides:
            self._sides.add(sides)
            for known in list(self._looking):
                self._unfile(known)
                self._file(known)
        self._file(variant)

    def remove_variant(self, variant: Variant) -> None:
        """Remove it."""
        self._unfile(variant)

    def _file(self, variant: Variant) -> None:
        names = self._looking[variant] = tuple(self._wanted(variant))
        for name in names:
            self._variants.setdefault(name, {})[variant] = None

    def _unfile(self, variant: Variant) -> None:
        for name in self._looking.pop(variant):
            those = self._variants[name]
            del those[variant]
            if not those:
                del self._variants[name]

    def add_group(self, group: G, names: Iterable[Name]) -> None:
        """Add names of a contact."""
        for name in names:
            self._groups.setdefault(name, {})[group] = None

    def remove_group(self, group: G, names: Iterable[Name]) -> None:
        """Remove a contact that has these names."""
        for name in names:
            those = self._groups[name]
            del those[group]
            if not those:
                del self._groups[name]

    def groups(self, variant: Variant) -> set[G]:
        """The contacts that a way of reporting may join."""
        return {group for name in self._looking[variant] for group in self._groups.get(name, ())}

    def lookers(self, names: Iterable[Name]) -> set[Variant]:
        """The ways of reporting that may join a contact of these names."""
        return {variant for name in names for variant in self._variants.get(name, ())}

    # --- names -----------------------------------------------------------------------------------------

    def names(self, founder: Variant, variant: Variant) -> set[Name]:
        """What a contact is found by, for a way of reporting that takes part in it; who founded it always does."""
        when = _months(founder)
        sides = frozenset(founder.sides)
        found: set[Name] = {("person", person, when) for side in variant.sides.values() for person in side.persons}
        for name, side in variant.sides.items():
            named = _names_persons(founder, name)
            found.update(("service", name, service, named, when) for service in side.services)
        if founder.family in RARE:
            found.add(("anybody", sides, when))
            found.update(("affair", affair) for affair in variant.affairs)
        found.update((*shared, sides, when) for shared in (*_places(variant), *_matters(variant)))
        return found

    def _wanted(self, variant: Variant) -> set[Name]:
        """What a way of reporting looks for."""
        needed, mine = least(variant) - _ROUNDING, frozenset(variant.sides)
        names: set[Name] = {("person", person) for side in variant.sides.values() for person in side.persons}
        for name, side in variant.sides.items():
            # Of two persons on one side it does not count that they are of one service.
            either = (False,) if _names_persons(variant, name) else (False, True)
            names.update(("service", name, service, named) for service in side.services for named in either)
        for sides in self._sides:
            common = len(mine & sides)
            if variant.family in RARE and (variant.level == FRESH or not common):
                names.add(("anybody", sides))
            if most_unnamed(variant, common, same_place=True) >= needed:
                names.update((*shared, sides) for shared in _places(variant))
            if most_unnamed(variant, common, same_place=False) >= needed:
                names.update((*shared, sides) for shared in _matters(variant))
        found: set[Name] = {(*name, when) for name in names for when in _months_in_reach(variant)}
        if variant.family in RARE:
            # The years do not tell contacts of one affair apart.
            found.update(("affair", affair) for affair in variant.affairs)
        return found


def _months(variant: Variant) -> int | None:
    """When a contact took place of which a variant is news; null for what recounts."""
    return variant.bound // BUCKET_DAYS if variant.level == FRESH and variant.bound is not None else None


def _months_in_reach(variant: Variant) -> Iterable[int | None]:
    """Those of all contacts that a variant may be news of."""
    if variant.level != FRESH or variant.bound is None:
        return (None,)
    days = reach(variant)
    return range((variant.bound - days) // BUCKET_DAYS, (variant.bound + days) // BUCKET_DAYS + 1)


def _names_persons(variant: Variant, side: str) -> bool:
    """Whether a variant names persons of a side who count as such whatever else is reported."""
    named = variant.sides.get(side)
    return named is not None and bool(named.persons) and variant.family != "message"


def _places(variant: Variant) -> list[Name]:
    found: list[Name] = [("place", variant.place)] if variant.place else []
    return [*found, ("country", variant.country)] if variant.country else found


def _matters(variant: Variant) -> list[Name]:
    topics = variant.topics | variant.affairs
    return [*(("topic", topic) for topic in topics), *(("ordinal", number) for number in variant.ordinals)]
