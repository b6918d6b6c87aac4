"""A partition's reports and their variants in columns, to be written and read at once: there may be a million of them.

Pickled one by one, objects take more memory while they are written than they do otherwise.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from transforms.events.articles import Articles
from transforms.events.mentions import Mention, Variant, VariantKey

_NONE = -1


class Columns(NamedTuple):
    """One row for each report; places in the lists stand for what is in them."""

    variants: tuple[list[Any], ...]
    """Each part of a variant's key, and last its ranks."""
    homes: list[str]
    copies: list[str]
    """Syndication ids."""
    numbers: tuple[array[int], ...]
    """The article; which of its reports; variant, home, syndication id; the day of publication."""
    told: array[float]
    """Time of publication, not a number when unknown."""


def packed(mentions: Iterable[Mention], places: Mapping[Variant, int], articles: Articles) -> Columns:
    """The reports in columns; `places` are those of the variants, in their order."""
    homes: dict[str, int] = {}
    copies: dict[str, int] = {}
    numbers, told = tuple(array("i") for _ in range(6)), array("d")
    for mention in mentions:
        row = (
            articles.urls.made(mention.url),
            articles.reports(mention.url).index(mention.report_id),
            places[mention.variant],
            _NONE if mention.home is None else homes.setdefault(mention.home, len(homes)),
            _NONE if mention.syndicated is None else copies.setdefault(mention.syndicated, len(copies)),
            _NONE if mention.published is None else mention.published,
        )
        for column, value in zip(numbers, row, strict=True):
            column.append(value)
        told.append(math.nan if mention.told is None else mention.told)
    variants = [[variant.key[part] for variant in places] for part in range(len(VariantKey._fields))]
    variants.append([variant.ranks for variant in places])
    return Columns(tuple(variants), list(homes), list(copies), numbers, told)


def unpacked_variants(columns: Columns) -> list[Variant]:
    """The variants, still without their reports."""
    variants = []
    *keys, ranks = columns.variants
    for key, ranked in zip(zip(*keys, strict=True), ranks, strict=True):
        variant = Variant(VariantKey(*key))
        variant.ranks = ranked
        variants.append(variant)
    return variants


def unpacked(columns: Columns, variants: Sequence[Variant], articles: Articles) -> dict[str, Mention]:
    """The reports by their ids, each also with its variant again."""
    found: dict[str, Mention] = {}
    name = articles.urls.name
    rows = zip(*columns.numbers, columns.told, strict=True)
    for number, which, variant, home, syndicated, published, told in rows:
        url = name(number)
        mention = Mention.__new__(Mention)
        mention.url = url
        mention.report_id = articles.reports(url)[which]
        mention.variant = variants[variant]
        mention.home = columns.homes[home] if home != _NONE else None
        mention.syndicated = columns.copies[syndicated] if syndicated != _NONE else None
        mention.published = published if published != _NONE else None
        mention.told = told if told == told else None  # noqa: PLR0124 - not a number
        found[mention.report_id] = mention
        mention.variant.reports.append(mention)
    return found
