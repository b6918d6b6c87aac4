"""What an analyst has decided about reports and events: the overrides file.

    overrides:
      - merge: [rp_1, rp_2]        # the events of these reports are one
        why: two accounts of one call
      - split: [rp_3, rp_4]        # these reports are of another event than the rest, and of one
        why: a second call
      - no_event: rp_5             # what this report is of is no event
        why: a theatre play
      - day: 2025-03-11            # the event of this report was on this day
        report: rp_6
        why: the services' own statement

An event is named by any of its reports, since a report keeps its id while events merge. Entries are applied one after
the other, so a later one may take back an earlier one; reports that are not known (yet) are passed over.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from schemas.records import Record
from schemas.yamlfile import read_yaml


class Override(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One decision: exactly one of `merge`, `split`, `no_event` and `day` is given."""

    merge: tuple[str, ...] | None = None
    split: tuple[str, ...] | None = None
    no_event: str | None = None
    day: dt.date | None = None
    report: str | None = None
    """The report whose event was on `day`."""
    why: str


class OverridesFile(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    overrides: tuple[Override, ...] = ()


def read_overrides(path: Path) -> tuple[Override, ...]:
    """The decisions in a file, in its order.

    Raises:
        ConfigError: naming file, line and what was expected.
    """
    file = read_yaml(path, OverridesFile)
    found = file.content.overrides
    for number, override in enumerate(found):
        wrong = fault(override)
        if wrong is not None:
            raise file.error(f".overrides[{number}]", f"overrides[{number}]: {wrong}")
    return found


def fault(override: Override) -> str | None:
    """What is wrong with a decision by itself; null if nothing."""
    given = [name for name in ("merge", "split", "no_event", "day") if getattr(override, name) is not None]
    if len(given) != 1:
        return f"expected one of merge, split, no_event and day, found {' and '.join(given) or 'none'}"
    if (override.day is None) != (override.report is None):
        return "day and report belong together: the day, and a report of the event it is the day of"
    if override.merge is not None and len(set(override.merge)) < 2:
        return "merge needs at least two different reports"
    if override.split is not None and not override.split:
        return "split needs at least one report"
    if not override.why.strip():
        return "why is empty: it is what the event's history says"
    return None
