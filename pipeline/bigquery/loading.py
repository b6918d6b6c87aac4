"""Load jobs of one table: all lines at once, or, if BigQuery refuses some, all but those."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from google.cloud import bigquery
from google.cloud.bigquery import SchemaField

from pipeline.bigquery.errors import BigQueryUnavailable, RowsRefused
from pipeline.bigquery.layout import ARRIVAL
from pipeline.bigquery.session import Failure, Session
from pipeline.bigquery.stage_rows import Lines

MOST_REFUSED = 10
"""More bad rows than this are no accident of the data: then the whole commit fails."""
_ATTEMPTS = 4


@dataclass(frozen=True)
class Refused:
    """A row that BigQuery does not take, and why."""

    line: str
    """The row in JSON."""
    reason: str

    @property
    def key(self) -> str:
        """Tells it apart: the same row is the same dead letter, however often it is refused."""
        row = json.loads(self.line)
        row.pop(ARRIVAL, None)
        return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:16]


@dataclass
class Loading:
    """Lines on their way into a table.

    BigQuery takes all rows of a load job or none, and which row was bad is told in prose. So a job that is refused for
    its data is halved until the bad rows are alone: each then has a reason of its own. A job's id names its lines, so
    that no line can be loaded twice.
    """

    session: Session
    lines: Lines
    table: str
    columns: list[SchemaField]
    job_id: str
    _found: int = field(default=0, init=False)

    def refused(self) -> list[Refused]:
        """Load the lines; the rows that BigQuery does not take. Raises WarehouseError."""
        return list(self._load(0, len(self.lines)))

    def _load(self, first: int, after: int) -> Iterator[Refused]:
        reason = self._refusal(first, after)
        if reason is None:
            return
        if after - first > 1:
            middle = (first + after) // 2
            yield from self._load(first, middle)
            yield from self._load(middle, after)
            return
        self._found += 1
        if self._found > MOST_REFUSED:
            raise RowsRefused(
                f"{self.session.place}: BigQuery refused more than {MOST_REFUSED} rows of {self.table}, so nothing was"
                f" written: {reason}"
            )
        yield Refused(self.lines.part(first, after).decode().rstrip("\n"), reason)

    def _refusal(self, first: int, after: int) -> str | None:
        """Load the lines from `first` up to `after`; null, or why BigQuery does not take them."""
        config = bigquery.LoadJobConfig(
            source_format=bigquery.SourceFormat.NEWLINE_DELIMITED_JSON,
            schema=self.columns,
            write_disposition=bigquery.WriteDisposition.WRITE_APPEND,
            create_disposition=bigquery.CreateDisposition.CREATE_NEVER,
        )
        message = ""
        for attempt in range(_ATTEMPTS):
            failure = self._failure(first, after, f"{self.job_id}-{first}-{after}-{attempt}", config)
            if failure is None:
                return None
            message = failure.message
            if not failure.passing:
                return message
        raise BigQueryUnavailable(f"{self.session.place}: nothing was written: {message}")

    def _failure(self, first: int, after: int, job_id: str, config: bigquery.LoadJobConfig) -> Failure | None:
        size = self.lines.starts[after] - self.lines.starts[first]
        if (first, after) == (0, len(self.lines)):
            with self.lines.path.open("rb") as whole:
                return self.session.load(whole, size, self.table, job_id, config)
        return self.session.load(self.lines.part(first, after), size, self.table, job_id, config)
