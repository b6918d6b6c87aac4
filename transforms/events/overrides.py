"""What an analyst has decided about reports and events: the overrides file.

    overrides:
      - merge: [ev_1, ev_2]        # these events are one
        why: two accounts of one call
      - split: [rp_3, rp_4]        # these reports are of another event than the rest, and of one
        why: a second call
      - no_event: ev_5             # this is no event
        why: a theatre play
      - day: 2025-03-11            # this event was on this day
        event: ev_6
        why: the services' own statement

An event is named by its id or by the id of any of its reports. An event's id stands for the report that founded it,
whose hash it is, so it goes on naming the same contact when events are merged. Entries are applied one after the other
to what the reports by themselves say, so a later one may take back an earlier one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from schemas.records import Record
from schemas.yamlfile import read_yaml

EVENT_PREFIX: Final = "ev_"
"""What the id of an event begins with; any other name is a report's."""


class Override(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One decision: exactly one of `merge`, `split`, `no_event` and `day` is given."""

    merge: tuple[str, ...] | None = None
    split: tuple[str, ...] | None = None
    no_event: str | None = None
    day: dt.date | None = None
    event: str | None = None
    """The event that was on `day`."""
    why: str

    def names(self) -> tuple[str, ...]:
        """The reports and events that it names, in its order."""
        one = (self.no_event, self.event)
        return (*(self.merge or ()), *(self.split or ()), *(name for name in one if name is not None))


class OverridesFile(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    overrides: tuple[Override, ...] | None = None
    """Null when no entry follows."""


class Unapplied(Record, frozen=True, kw_only=True):
    """A name in a decision that means nothing now, so that the decision is applied without it, or not at all."""

    position: int
    """Of the decision in the file, from 0."""
    name: str
    problem: str


class Decisions(Record, frozen=True, kw_only=True):
    """The decisions of a file, in its order, and where each stands."""

    overrides: tuple[Override, ...] = ()
    lines: tuple[int, ...] = ()
    """From 1."""


def read_overrides(path: Path) -> Decisions:
    """The decisions in a file.

    Raises:
        ConfigError: naming file, line and what was expected.
    """
    file = read_yaml(path, OverridesFile)
    found = file.content.overrides or ()
    for number, override in enumerate(found):
        for where, wrong in _faults(override):
            at = f"overrides[{number}]{where}"
            raise file.error(f".{at}", f"{at}: {wrong}")
    return Decisions(overrides=found, lines=tuple(file.line(f".overrides[{number}]") for number in range(len(found))))


def _faults(override: Override) -> Iterator[tuple[str, str]]:
    """What is wrong with a decision by itself: which part of it, and why."""
    given = [name for name in ("merge", "split", "no_event", "day") if getattr(override, name) is not None]
    if len(given) != 1:
        yield "", f"expected one of merge, split, no_event and day, found {' and '.join(given) or 'none'}"
    if (override.day is None) != (override.event is None):
        yield "", "day and event belong together: the day, and the event (or a report of it) that was on this day"
    if override.merge is not None and len(set(override.merge)) < 2:
        yield ".merge", "expected at least two different events or reports"
    if override.split is not None and not override.split:
        yield ".split", "expected at least one report"
    for number, name in enumerate(override.split or ()):
        if name.startswith(EVENT_PREFIX):
            yield f".split[{number}]", f"expected a report, found the event {name}: name the reports that leave it"
    if any(not name.strip() for name in override.names()):
        yield "", "a name is empty"
    if not override.why.strip():
        yield ".why", "is empty: it is what the event's history says"
