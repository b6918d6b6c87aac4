"""What a run is told once, before it begins; made from the options, read by the graph."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

from transforms.contacts import WATCHED_PAIR
from transforms.events.overrides import Override
from transforms.extract_articles import Gate
from transforms.web.archived_pages import Outlets
from transforms.web.http import HttpSettings


@dataclass(frozen=True)
class Settings:
    """Settings of one run of the graph."""

    http: HttpSettings = field(default_factory=HttpSettings)
    threads: int = 64
    """Hosts that are asked at a time."""
    obey_hints: bool = True
    """Poll a feed no more often than it asks for itself."""
    fetch_until: dt.datetime | None = None
    """No fetch is begun after this moment; the rest is left for the next cycle."""
    fetch_seconds: float | None = None
    """The same as seconds for each host and poll, for unbounded runs."""
    gate: Gate | None = None
    """Null: every page is extracted."""
    knowledge: Path | None = None
    """Folder of knowledge files; null: the packaged ones."""
    pair: str = WATCHED_PAIR
    """Id of the pair of sides that is watched."""
    keep_all_articles: bool = False
    overrides: tuple[Override, ...] = ()
    """The analyst's decisions."""
    overrides_changed: bool = False
    """They are not those of the last cycle: earlier events are looked at though there may be no news."""
    outlets: Outlets = field(default_factory=Outlets)
    """Names of the outlets whose pages archives hold."""
    processes: int = 1
    """That search archives."""

    def fetching_until(self, moment: dt.datetime) -> Settings:
        """The same settings for a cycle that begins no fetch after the moment."""
        return replace(self, fetch_until=moment)
