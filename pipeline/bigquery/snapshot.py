"""The tables of a dataset as they stand: rows by key, and queries."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.bigquery.errors import DatasetDiffers
from pipeline.bigquery.layout import ARRIVAL, COMMITS, without_arrival
from pipeline.bigquery.session import Session
from pipeline.store import Commit
from pipeline.warehouse.lookup import STATE
from schemas.arrow import from_rows
from schemas.records import KEYS, TABLES, Record
from schemas.views import expanded

_KEYS_A_QUERY = 20_000
"""A request may have 10 MB: https://cloud.google.com/bigquery/quotas."""
_MOST_DAYS = 200
"""So many days are named one by one, so that only their partitions are read; more are named by their span."""

# An order in which null is the least, as STATE has it, is what BigQuery's DESC gives.
_LAST_WORD = "ROW_NUMBER() OVER (PARTITION BY {same} ORDER BY {order} DESC, " + ARRIVAL + " DESC) = 1"


@dataclass(frozen=True)
class BigQuerySnapshot:
    """A dataset at its newest commit. Plain values: safe to pickle.

    Later commits are seen by later queries. A cycle that reads while another process commits is refused when it
    commits itself, so what it read is never mixed into rows.
    """

    session: Session
    number: int
    _commit: Commit = field(compare=False)

    @classmethod
    def newest(cls, session: Session) -> BigQuerySnapshot:
        """The dataset at its newest commit; raises WarehouseError."""
        commit = newest_commit(session)
        return cls(session, commit.number, commit)

    @property
    def origin(self) -> str:
        """The dataset, and the service that has it."""
        return f"{self.session.place.endpoint or ''} {self.session.place}".strip()

    def commit(self) -> Commit:
        """What is known of the commit."""
        return self._commit

    def row_counts(self, tables: Iterable[str]) -> dict[str, int]:
        """How many rows each of the tables has; BigQuery knows without reading any."""
        counts = ", ".join(f"(SELECT COUNT(*) FROM {self.session.place.table(table)}) AS {table}" for table in tables)  # noqa: S608
        return {table: int(count) for table, count in self.session.query(f"SELECT {counts}")[0].items()}

    def rows(
        self,
        table: str,
        *,
        keys: Iterable[str] | None = None,
        key_column: str | None = None,
        latest: bool = True,
        where: str | None = None,
    ) -> Iterator[Record]:
        """As the Parquet snapshot's; `where` is SQL that both DuckDB and BigQuery know.

        Rows that look-ups by key ask for are sought by key, order and day alone; only the days on which they lie are
        then read with all columns.
        """
        column = key_column or STATE[table].key
        if keys is None:
            yield from self._found(table, None, None, latest, where)
            return
        wanted = iter(dict.fromkeys(keys))
        while part := list(itertools.islice(wanted, _KEYS_A_QUERY)):
            yield from self._found(table, column, part, latest, where)

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query in what DuckDB and BigQuery have in common; {name} is a table or view, @name a value."""
        places = {table: without_arrival(self.session.place, table) for table in TABLES}
        return [tuple(row.values()) for row in self.session.query(expanded(sql, places), parameters)]

    def _found(
        self, table: str, column: str | None, keys: list[str] | None, latest: bool, where: str | None
    ) -> Iterator[Record]:
        state, place = STATE[table], self.session.place.table(table)
        parameters: dict[str, Any] = {} if keys is None else {"keys": keys}
        chosen = [f"{column} IN UNNEST(@keys)"] if column else []
        last = _LAST_WORD.format(same=", ".join(state.same), order=_ORDERS[table])
        if column and latest:
            day = KEYS[table][1]
            sql = f"SELECT {day} FROM {place} WHERE {chosen[0]} QUALIFY {last}"  # noqa: S608
            found = {row[day] for row in self.session.query(sql, parameters)}
            if not found:
                return
            chosen.append(_on_days(day, found))
        met = [last] if latest else []
        if where:
            met.append(f"COALESCE(({where}), FALSE)")
        sql = (
            f"SELECT * FROM {place} WHERE {' AND '.join(chosen) or 'TRUE'}"  # noqa: S608
            + (f" QUALIFY {' AND '.join(met)}" if latest else "".join(f" AND {each}" for each in met))
            + f" ORDER BY {ARRIVAL} IS NULL, {ARRIVAL}, {', '.join((KEYS[table][1], *KEYS[table][0]))}"
        )
        kind = TABLES[table]
        yield from from_rows(self.session.query(sql, parameters), kind)


_ORDERS = {"event_revisions": "revision"} | {table: KEYS[table][1] for table in TABLES if table != "event_revisions"}
"""Column whose greatest value is the last word: STATE's, whose microseconds BigQuery's times have as well."""


def _on_days(column: str, times: set[dt.datetime | None]) -> str:
    """SQL that holds for rows of the days on which the times lie (null included), and lets BigQuery skip the others."""
    days = sorted({time.date() for time in times if time is not None})
    parts = [f"{column} IS NULL"] if None in times else []
    if len(days) > _MOST_DAYS:
        parts.append(f"DATE({column}) BETWEEN DATE '{days[0]}' AND DATE '{days[-1]}'")
    elif days:
        parts.append(f"DATE({column}) IN ({', '.join(f'DATE {str(day)!r}' for day in days)})")
    return f"({' OR '.join(parts)})"


def newest_commit(session: Session) -> Commit:
    """The newest commit of the dataset."""
    rows = session.query(
        f"SELECT number, committed_at, info FROM {session.place.table(COMMITS)}"  # noqa: S608
        " WHERE superseded_at IS NULL ORDER BY number DESC LIMIT 1"
    )
    if not rows:
        raise DatasetDiffers(
            f"{session.place}: its table {COMMITS} is empty; run: qanat bigquery init {session.place}"
        )
    return Commit(
        number=int(rows[0]["number"]), committed_at=rows[0]["committed_at"], info=json.loads(rows[0]["info"] or "{}")
    )
