"""Rows of all tables travel as one stream of (table, record in MessagePack): one shuffle, whatever the sink."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam
import msgspec

from schemas.records import TABLES, Record

Row = tuple[str, bytes]
"""Name of the table, and the record in MessagePack."""

ROWS = "rows"
"""Tag of the output that holds rows."""

_TABLE_OF = {kind: table for table, kind in TABLES.items()}
_ENCODER = msgspec.msgpack.Encoder()
_DECODERS = {table: msgspec.msgpack.Decoder(kind) for table, kind in TABLES.items()}


def row_of(record: Record) -> Row:
    """The record as a row of its table."""
    return _TABLE_OF[type(record)], _ENCODER.encode(record)


def record_of(row: Row) -> Record:
    """The record that a row holds."""
    table, encoded = row
    return _DECODERS[table].decode(encoded)


def tagged(outputs: Iterable[Record], main: type | None) -> Iterator[Any]:
    """The outputs as Beam wants them: those of type `main` bare, the others as rows under their tag."""
    for output in outputs:
        if main is not None and isinstance(output, main):
            yield output
        else:
            yield beam.pvalue.TaggedOutput(ROWS, row_of(output))


def with_rows(step: beam.ParDo, main: type | None) -> Any:
    """The step with its two outputs, `main` and `rows`."""
    return step.with_output_types(main if main is not None else Any).with_outputs(ROWS, main="main")
