"""All rows of one warehouse into another, in order, in commits of bounded size.

What a copy has to do is what the source has and the target lacks, row by row: so it may be broken off and begun again,
and copies what is new when the source has grown.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.exits import CANNOT_CREATE, UserError
from pipeline.store import Snapshot, Writer
from pipeline.warehouse import write_parquet
from schemas.records import TABLES, Record, to_json

ROWS_A_COMMIT = 50_000
_SOURCE = "copied_from"


@dataclass(frozen=True)
class Progress:
    """How far a table is."""

    table: str
    rows: int
    """Copied by the last commit."""
    done: int
    of: int


def copied(
    source: Snapshot, name: str, writer: Writer, target: str, rows_a_commit: int = ROWS_A_COMMIT
) -> Iterator[Progress]:
    """Copy what the target lacks, table by table; yields after each commit.

    Args:
      name: of the source; a target that holds something else than copies of it is refused.
      target: its name, for messages.

    Raises UserError and WarehouseError.
    """
    _require_copy_of(name, writer, target)
    counts = source.row_counts(TABLES)
    info: dict[str, Any] = {_SOURCE: name}
    for table, kind in TABLES.items():
        there = _fingerprints(writer.snapshot(), table)
        done = total = 0
        chunk: list[Record] = []
        for row in source.rows(table, latest=False):
            done += 1
            fingerprint = _fingerprint(row)
            if there[fingerprint]:
                there[fingerprint] -= 1
                continue
            chunk.append(row)
            if len(chunk) >= rows_a_commit:
                _commit(writer, table, kind, chunk, info)
                total += len(chunk)
                yield Progress(table, len(chunk), done, counts[table])
                chunk = []
        if chunk:
            _commit(writer, table, kind, chunk, info)
        if total or chunk:
            yield Progress(table, len(chunk), done, counts[table])
    # The last commit says of the last cycle what the source's says, so that qanat status tells it.
    last = source.commit().info | info
    if writer.snapshot().commit().info != last:
        with writer.commit_stage() as stage:
            stage.commit(last)


def _commit(writer: Writer, table: str, kind: type[Record], rows: list[Record], info: dict[str, Any]) -> None:
    with writer.commit_stage() as stage:
        write_parquet(stage.path(table) / "part-00000.parquet", rows, kind)
        stage.commit(info)


def _require_copy_of(name: str, writer: Writer, target: str) -> None:
    newest = writer.snapshot()
    origin = newest.commit().info.get(_SOURCE)
    if newest.number and origin != name:
        holds = f"copies of {origin}" if origin else "rows of its own"
        raise UserError(
            f"{target}: holds {holds}; a copy would mix two warehouses, in which one contact has two ids. Copy into a"
            " new one.",
            CANNOT_CREATE,
        )


def _fingerprints(snapshot: Snapshot, table: str) -> Counter[bytes]:
    """How often each row is there."""
    if not snapshot.row_counts([table])[table]:
        return Counter()
    return Counter(_fingerprint(row) for row in snapshot.rows(table, latest=False))


def _fingerprint(row: Record) -> bytes:
    return hashlib.blake2b(to_json(row).encode("utf-8", "surrogatepass"), digest_size=16).digest()
