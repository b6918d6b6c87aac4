"""Rows by key: where they are by a scan of the key columns, then only the row groups that hold them.

A scan of one text column of a million rows takes DuckDB some 100 ms on one thread, all columns of the same rows take
six times that. Rows lie in the order of their arrival, so what a watch asks for, mostly recent pages, lies together.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import from_table
from schemas.records import TABLES, Record


@dataclass(frozen=True)
class State:
    """Which rows of a table speak of the same thing, and which of them is the last word."""

    key: str
    """Column that look-ups name by default."""
    same: tuple[str, ...]
    order: tuple[str, ...]
    """Columns; the greatest value is the last word, null is the least. Where equal, the later arrival is."""


STATE: dict[str, State] = {
    "articles": State("url", ("url",), ("fetched_at",)),
    "reports": State("report_id", ("report_id",), ("detected_at",)),
    "event_revisions": State("event_id", ("event_id",), ("revision",)),
    "feed_polls": State("feed_url", ("feed_url",), ("polled_at",)),
    "pages": State("url", ("url",), ("visited_at",)),
    "dead_letters": State("key", ("stage", "key"), ("failed_at",)),
}
"""How a look-up reads each table. Unlike `KEYS`, which identifies rows, this tells which one is the state of a feed or
an event."""

_SCRATCH = Path(tempfile.gettempdir()) / "qanat-duckdb"
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    "temp_directory": str(_SCRATCH),
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
    query = _query(scan_of(files), STATE[table], None if wanted is None else key_column or STATE[table].key,
                   latest, where)
    with duckdb.connect(config=_SETTINGS) as connection:
        connection.register("wanted", pa.table({"key": pa.array(wanted or [], pa.string())}))
        found = connection.execute(query).fetchnumpy()
    for file in np.unique(found["file"]):
        for part in _rows_of(files[int(file)], found["row"][found["file"] == file]):
            yield from from_table(part, TABLES[table])


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
        rows = f"SELECT file_index AS file, file_row_number AS row FROM {scan}"  # noqa: S608
        return f"{rows} WHERE {' AND '.join([*chosen, met])} ORDER BY ALL"
    if where:
        # A last word that meets the condition is among the rows that meet it: only the likes of those matter.
        chosen.append(f"({same}) IN (SELECT ({same}) FROM {scan} WHERE {met})")  # noqa: S608
    order = ", ".join(f"known_{column} := {column} IS NOT NULL, at_{column} := {column}" for column in state.order)
    return f"""
        SELECT last.file, last.row FROM (
            SELECT max(struct_pack({order}, file := file_index, row := file_row_number, met := {met})) AS last
            FROM {scan} WHERE {' AND '.join(chosen or ['true'])} GROUP BY {same}
        ) WHERE last.met ORDER BY ALL"""  # noqa: S608


def _rows_of(file: str, rows: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[pa.Table]:
    """The rows of the file with these numbers (ascending), one table for each row group that holds some."""
    with pq.ParquetFile(file) as parquet:
        first = 0
        for group in range(parquet.num_row_groups):
            after = first + parquet.metadata.row_group(group).num_rows
            here = rows[np.searchsorted(rows, first) : np.searchsorted(rows, after)]
            if len(here):
                yield parquet.read_row_group(group, use_threads=False).take(pa.array(here - first))
            first = after
