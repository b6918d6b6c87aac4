"""Where the last word on each key is in a file: kept in memory for files that were looked into before.

Data files never change, so what was learned of one stays true. For each key in a file 20 bytes: a hash, the row and
its order.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

_MOST_KEYS = 20_000_000
_MOST_FILES = 1024
"""Over all tables (20 million keys take 400 MB); the files that were used longest ago are forgotten."""

Integers = npt.NDArray[Any]


@dataclass(frozen=True)
class FileIndex:
    """The last word on each key in one file, in the order of the keys' hashes."""

    hashes: Integers
    rows: Integers
    order: Integers

    def found(self, hashes: Integers) -> tuple[Integers, Integers]:
        """Which of the hashes are in the file (positions in `hashes`) and where (positions in the index)."""
        if not len(self.hashes):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        places = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        here = np.flatnonzero(self.hashes[places] == hashes)
        return here, places[here]


def last_places(
    db: duckdb.DuckDBPyConnection, files: Sequence[str], keys: Sequence[str], key: str, order: str
) -> list[tuple[str, Integers]]:
    """For each file that has some: the file and the row numbers (ascending) of the last words on the keys.

    Two keys of one hash (among ten million: one chance in 370,000) count as one; check the keys of the rows.
    """
    db.register("wanted", pa.table({"key": pa.array(keys, pa.string())}))
    hashes = np.unique(db.execute("SELECT hash(key) AS hash FROM wanted").fetchnumpy()["hash"])
    best_order = np.zeros(len(hashes), np.int64)
    best_file = np.full(len(hashes), -1)
    best_row = np.zeros(len(hashes), np.int64)
    for number, file in enumerate(files):
        index = _index(db, file, key, order)
        here, places = index.found(hashes)
        better = (best_file[here] < 0) | (index.order[places] >= best_order[here])
        here, places = here[better], places[better]
        best_order[here], best_file[here], best_row[here] = index.order[places], number, index.rows[places]
    return [(files[number], np.sort(best_row[best_file == number])) for number in np.unique(best_file[best_file >= 0])]


_known: OrderedDict[tuple[object, ...], FileIndex] = OrderedDict()
_lock = threading.Lock()


def _index(db: duckdb.DuckDBPyConnection, file: str, key: str, order: str) -> FileIndex:
    seen = os.stat(file)  # noqa: PTH116 - of the file itself: each snapshot has its own path to it
    name = (seen.st_dev, seen.st_ino, seen.st_mtime_ns, seen.st_size, key, order)
    with _lock:
        if name in _known:
            _known.move_to_end(name)
            return _known[name]
    index = _built(db, file, key, order)
    with _lock:
        _known[name] = index
        while len(_known) > _MOST_FILES or sum(len(each.hashes) for each in _known.values()) > _MOST_KEYS:
            _known.popitem(last=False)
    return index


def _built(db: duckdb.DuckDBPyConnection, file: str, key: str, order: str) -> FileIndex:
    found = db.execute(
        f"SELECT hash({key}) AS hash, coalesce({order}, -9223372036854775808) AS at_order, file_row_number AS row_no"  # noqa: S608
        " FROM read_parquet(?)",
        [file],
    ).fetchnumpy()
    sequence = np.lexsort((found["row_no"], found["at_order"], found["hash"]))
    hashes = found["hash"][sequence]
    last = np.append(hashes[1:] != hashes[:-1], True) if len(hashes) else np.empty(0, bool)
    return FileIndex(hashes[last], found["row_no"][sequence][last].astype(np.int32), found["at_order"][sequence][last])
