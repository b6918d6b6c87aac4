"""Rows by key: first where they are, then only the row groups that hold them.

DuckDB scans one text column of a million rows in some 100 ms on one thread; all columns take six times that. Files that
were looked into before are known by an index. Rows lie in the order of their arrival, so what a watch asks for, mostly
recent pages, lies together.
"""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.warehouse.index import Integers, last_places
from pipeline.warehouse.parquet import stored_schema
from schemas.arrow import from_table
from schemas.records import TABLES, Record


@dataclass(frozen=True)
class State:
    """Which rows of a table speak of the same thing, and which of them is the last word."""

    key: str
    """Column that look-ups name by default."""
    same: tuple[str, ...]
    order: str
    """SQL of an integer: the greatest is the last word, null the least. Where equal, the later arrival is."""


STATE: dict[str, State] = {
    "articles": State("url", ("url",), "epoch_us(fetched_at)"),
    "reports": State("report_id", ("report_id",), "epoch_us(detected_at)"),
    "unrealized_contacts": State("claim_id", ("claim_id",), "epoch_us(detected_at)"),
    "event_revisions": State("event_id", ("event_id",), "revision"),
    "feed_polls": State("feed_url", ("feed_url",), "epoch_us(polled_at)"),
    "pages": State("url", ("url",), "epoch_us(visited_at)"),
    "dead_letters": State("key", ("stage", "key"), "epoch_us(failed_at)"),
    "archive_parts": State("path", ("path", "start_byte"), "epoch_us(read_at)"),
}
"""How a look-up reads each table. Unlike `KEYS`, which identifies rows, this tells which one is the state of a feed or
an event."""

SCRATCH = str(Path(tempfile.gettempdir()) / f"qanat-duckdb-{os.getpid()}")
"""Where DuckDB puts what does not fit into memory; it makes the folder when it must and removes it."""
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    "temp_directory": SCRATCH,
    # Would fill the memory up to its limit with files that are mostly never read again.
    "enable_external_file_cache": False,
}


def found_rows(
    files: Sequence[str],
    table: str,
    *,
    keys: Iterable[str] | None = None,
    key_column: str | None = None,
    latest: bool = True,
    where: str | None = None,
) -> Iterator[Record]:
    """See `Snapshot.rows`."""
    wanted = None if keys is None else list(dict.fromkeys(keys))
    if not files or wanted == []:
        return
    state, scan = STATE[table], scan_of(files)
    column = key_column or state.key
    with _database().cursor() as db:
        indexed = latest and state.same == (column,)
        if indexed and wanted is None and where:
            # A last word that meets the condition is among the rows that meet it.
            met = f"SELECT DISTINCT {column} FROM {scan} WHERE {where}"  # noqa: S608 - no input from outside
            wanted = [key for (key,) in db.execute(met).fetchall()]
        if indexed and wanted is not None:
            places = last_places(db, files, wanted, column, state.order)
            among: frozenset[str] | None = frozenset(wanted)
        else:
            places = _places(db, files, _query(scan, state, None if wanted is None else column, latest, where), wanted)
            among = None
        empty = stored_schema(TABLES[table]).empty_table()
        for file, rows in places:
            for part in _rows_of(file, rows):
                # An older file lacks columns that the condition may name.
                found = pa.concat_tables([empty, part.replace_schema_metadata()], promote_options="permissive")
                if among is not None:
                    found = _matching(db, found, column, among, where)
                yield from from_table(found, TABLES[table])


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    """One database in memory for all look-ups of this process; each uses a cursor of its own."""
    return duckdb.connect(config=_SETTINGS)


def scan_of(files: Sequence[str]) -> str:
    """DuckDB's table function over the files, with the columns of all of them."""
    return f"read_parquet([{', '.join(map(quoted, files))}], union_by_name = true)"


def quoted(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def _query(scan: str, state: State, key_column: str | None, latest: bool, where: str | None) -> str:
    """SQL that gives the places (file, row) of the rows wanted."""
    same = ", ".join(state.same)
    chosen = [f"{key_column} IN (SELECT key FROM wanted)"] if key_column else []  # noqa: S608 - no input from outside
    met = f"coalesce(({where}), false)" if where else "true"
    if not latest:
        rows = f"SELECT file_index AS file_no, file_row_number AS row_no FROM {scan}"  # noqa: S608
        return f"{rows} WHERE {' AND '.join([*chosen, met])} ORDER BY ALL"
    if where:
        # A last word that meets the condition is among the rows that meet it: only the likes of those matter.
        chosen.append(f"({same}) IN (SELECT ({same}) FROM {scan} WHERE {met})")  # noqa: S608
    order = f"known := {state.order} IS NOT NULL, at_order := {state.order}"
    last = f"{order}, file_no := file_index, row_no := file_row_number"
    return f"""
        SELECT last.file_no, last.row_no FROM (
            SELECT max(struct_pack({last}, met := {met})) AS last
            FROM {scan} WHERE {' AND '.join(chosen or ['true'])} GROUP BY {same}
        ) WHERE last.met ORDER BY ALL"""  # noqa: S608


def _places(
    db: duckdb.DuckDBPyConnection, files: Sequence[str], query: str, wanted: list[str] | None
) -> list[tuple[str, Integers]]:
    """For each file with rows wanted: the file and the numbers of those rows, ascending."""
    db.register("wanted", pa.table({"key": pa.array(wanted or [], pa.string())}))
    found = db.execute(query).fetchnumpy()
    return [(files[int(file)], found["row_no"][found["file_no"] == file]) for file in np.unique(found["file_no"])]


def _matching(
    db: duckdb.DuckDBPyConnection, part: pa.Table, column: str, among: frozenset[str], where: str | None
) -> pa.Table:
    """The rows whose key is really among the wanted ones, and that meet the condition."""
    mask = np.fromiter((key in among for key in part[column].to_pylist()), bool, part.num_rows)
    if where:
        db.register("part", part)
        mask &= db.execute(f"SELECT coalesce(({where}), false) AS met FROM part").fetchnumpy()["met"]  # noqa: S608
        db.unregister("part")
    return part.filter(pa.array(mask))


def _rows_of(file: str, rows: Integers) -> Iterator[pa.Table]:
    """The rows of the file with these numbers (ascending), one table for each row group that holds some."""
    with pq.ParquetFile(file) as parquet:
        first = 0
        for group in range(parquet.num_row_groups):
            after = first + parquet.metadata.row_group(group).num_rows
            here = rows[np.searchsorted(rows, first) : np.searchsorted(rows, after)]
            if len(here):
                yield parquet.read_row_group(group, use_threads=False).take(pa.array(here - first))
            first = after
