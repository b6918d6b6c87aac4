"""What one cycle did, for the screen and for the warehouse."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

import msgspec

from transforms.count_rows import FEED_OK


@dataclass(frozen=True)
class CycleSummary:
    """What one cycle did."""

    cycle: int
    started_at: dt.datetime
    seconds: float
    rows: dict[str, int] = field(default_factory=dict)
    """Rows by table and, where rows have an outcome, by `table.outcome`."""
    figures: dict[str, int] = field(default_factory=dict)
    """Counters by name (see `transforms.figures`), and of each distribution `name.count`, `.sum`, `.min` and `.max`."""
    overrides: str = ""
    """Fingerprint of the analyst's decisions that were in force."""
    overrides_count: int = 0
    overrides_unapplied: tuple[str, ...] = ()
    """What they name in vain, with file and line."""
    overrides_problem: str | None = None
    """Why their file could not be read; the decisions that it held before were in force."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What somebody should look at."""
        problem = f"{self.overrides_problem} (what the file said before goes on)" if self.overrides_problem else None
        return (*([problem] if problem else []), *(f"not applied: {one}" for one in self.overrides_unapplied))

    @property
    def feeds_ok(self) -> int:
        """Feeds that answered, changed or not."""
        return sum(self.rows.get(f"feed_polls.{outcome}", 0) for outcome in FEED_OK)

    @property
    def feeds_failed(self) -> int:
        """Feeds polled in vain."""
        return self.rows.get("feed_polls", 0) - self.feeds_ok

    def line(self) -> str:
        """The summary in one line."""
        rows = self.rows
        archived = rows.get("archive_parts.pages", 0)
        parts = [
            f"archive parts {rows['archive_parts']}"
            if "archive_parts" in rows
            else f"feeds {self.feeds_ok} ok {self.feeds_failed} failed",
            f"pages {archived or rows.get('pages', 0)}",
            f"articles {rows.get('articles', 0)}",
            f"reports {rows.get('reports', 0)}",
            f"events {rows.get('event_revisions.new', 0)} new {rows.get('event_revisions.changed', 0)} changed",
        ]
        if self.overrides_count:
            parts.append(f"overrides {self.overrides_count}")
        if rows.get("dead_letters"):
            parts.append(f"dead letters {rows['dead_letters']}")
        parts.append(f"{self.seconds:.1f} s")
        return f"{self.started_at:%Y-%m-%dT%H:%M:%SZ} cycle {self.cycle}: " + " · ".join(parts)

    def info(self) -> dict[str, object]:
        """The summary as the warehouse keeps it."""
        return asdict(self) | {"started_at": self.started_at.isoformat()}


def summary_of(info: dict[str, Any]) -> CycleSummary | None:
    """The summary that a commit keeps; null when it is no cycle's."""
    try:
        return msgspec.convert(info, CycleSummary)
    except msgspec.ValidationError:
        return None
