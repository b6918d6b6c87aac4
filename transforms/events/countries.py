"""Country names, to tell "in Turkey" from "in Ankara"."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from schemas.records import Report

_ALSO = {"united kingdom", "uae", "usa", "united states of america", "turkiye", "türkiye", "ivory coast"}
"""Usual names that the table lacks."""


def city(report: Report) -> str | None:
    """The report's place, null where that is but its country."""
    return None if report.place is None or report.place.casefold() in _country_names() else report.place


@cache
def _country_names() -> frozenset[str]:
    """English names of all countries, case folded, from the time zone database's ISO 3166 table."""
    table = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    names = [line.partition("\t")[2].casefold() for line in table.splitlines() if not line.startswith("#")]
    return frozenset(re.sub(r" \(.*\)", "", name) for name in names) | _ALSO
