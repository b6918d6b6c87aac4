"""The sink of unbounded runs into a dataset: rows are only added, and the views keep the latest of each key."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import apache_beam as beam
import msgspec
from apache_beam.io.gcp.bigquery import BigQueryDisposition, RetryStrategy, WriteToBigQuery
from apache_beam.transforms.window import GlobalWindows

from pipeline.bigquery.layout import STREAMING_INSERTS
from pipeline.bigquery.session import Place
from pipeline.write_in_order import WriteInOrder
from schemas.bigquery import Column, bigquery_schemas
from schemas.records import TABLES, DeadLetter, Record, to_json
from transforms import figures
from transforms.fold import Clock
from transforms.rows import Row, record_of, row_of

_DEAD_LETTERS: Final = "dead_letters"
_MOST_TRIES: Final = 20
"""Of a request that fails for a passing reason; then the bundle fails, and the runner tries it again."""


class StreamRows(beam.PTransform):
    """Rows of all tables → the tables of a dataset; what BigQuery refuses → its `dead_letters`, with the reason.

    At least once: a row may come twice, which the views leave out.

    Args:
        place: the dataset; its tables are there.
        method: one of `layout.METHODS`. The Storage Write API is Beam's own transform in Java: it needs Java where the
            run is submitted, or an expansion service.
        clock: stamps dead letters.
        expansion_service: address of one that has Beam's BigQuery transforms; null: Beam starts its own.
    """

    def __init__(self, place: Place, method: str, clock: Clock, expansion_service: str | None = None) -> None:
        super().__init__()
        self.place = place
        self.method = method
        self.clock = clock
        self.expansion_service = expansion_service

    def expand(self, rows: beam.PCollection[Row]) -> beam.PCollection:
        """Wire the writes, each table in its turn."""
        return rows | WriteInOrder(lambda tables: _StreamTables(self, tables))

    def written(self, table: str, rows: beam.PCollection, label: str) -> beam.PCollection:
        """Write a table's rows; gives those refused, as the method tells of them."""
        target = f"{self.place.project}:{self.place.dataset}.{table}"
        if self.method == STREAMING_INSERTS:
            inserted = rows | f"AsJson_{label}" >> beam.Map(_json_row) | f"Insert_{label}" >> WriteToBigQuery(
                target,
                method=WriteToBigQuery.Method.STREAMING_INSERTS,
                create_disposition=BigQueryDisposition.CREATE_NEVER,
                # Whoever tries a row again that is refused for what it is blocks all others.
                insert_retry_strategy=RetryStrategy.RETRY_ON_TRANSIENT_ERROR,
                max_retries=_MOST_TRIES,
            )
            return inserted.failed_rows_with_errors
        schema = {"fields": [dict(column) for column in bigquery_schemas()[table]]}
        appended = rows | f"AsRow_{label}" >> beam.Map(beam_row, table) | f"Append_{label}" >> WriteToBigQuery(
            target,
            method=WriteToBigQuery.Method.STORAGE_WRITE_API,
            schema=schema,
            create_disposition=BigQueryDisposition.CREATE_NEVER,
            use_at_least_once=True,
            type_overrides={"DATE": dt.date},  # which Beam does not know by itself
            expansion_service=self.expansion_service,
        )
        return appended.failed_rows_with_errors


class _StreamTables(beam.PTransform):
    """Rows of some tables into these tables, and those refused into `dead_letters`."""

    def __init__(self, stream: StreamRows, tables: tuple[str, ...]) -> None:
        super().__init__()
        self.stream = stream
        self.tables = tables

    def expand(self, rows: beam.PCollection[Row]) -> beam.PCollection:
        stream = self.stream
        parted = (
            rows
            | "NoWindows" >> beam.WindowInto(GlobalWindows())
            | "Part" >> beam.ParDo(_Part()).with_output_types(Row).with_outputs(*self.tables)
        )
        letters = [parted[_DEAD_LETTERS]] if _DEAD_LETTERS in self.tables else []
        for table in self.tables:
            if table != _DEAD_LETTERS:
                refused = stream.written(table, parted[table], table)
                letter = beam.Map(_letter, table, stream.method, stream.clock).with_output_types(Row)
                letters.append(refused | f"Refused_{table}" >> letter)
        return stream.written(_DEAD_LETTERS, letters | "Letters" >> beam.Flatten(), _DEAD_LETTERS)


class _Part(beam.DoFn):
    """Rows, one by one, to the output named for their table."""

    def process(self, row: Row) -> Iterator[beam.pvalue.TaggedOutput]:
        yield beam.pvalue.TaggedOutput(row[0], row)


def _json_row(row: Row) -> dict[str, Any]:
    """The record as BigQuery reads it from JSON: times as text, bytes in base64."""
    found: dict[str, Any] = msgspec.json.decode(to_json(record_of(row)))
    return found


def _letter(refused: Any, table: str, method: str, clock: Clock) -> Row:
    """The dead letter of a row that BigQuery refused."""
    if method == STREAMING_INSERTS:
        _, row, errors = refused
        reasons = [_reason(error) for error in errors]
    else:
        row, reasons = refused["failed_row"], [str(refused["error_message"])]
    # Made after the rows were counted.
    figures.counter(figures.DEAD_LETTERS).inc()
    payload = msgspec.json.encode(row, order="deterministic", enc_hook=str).decode()
    return row_of(
        DeadLetter(
            stage="WriteRows",
            key=f"{table}:{hashlib.sha256(payload.encode()).hexdigest()[:16]}",
            error_type="refused_by_bigquery",
            error="; ".join(dict.fromkeys(reasons)) or "no reason given",
            payload=payload,
            payload_type=TABLES[table].__name__,
            failed_at=clock(),
        )
    )


def _reason(error: Any) -> str:
    given = error if isinstance(error, Mapping) else {}
    return " ".join(str(given.get(name)) for name in ("location", "reason", "message") if given.get(name)) or str(error)


def beam_row(row: Row, table: str) -> dict[str, Any]:
    """The record as values of Python, with all of the table's columns: what Beam makes rows of its own from."""
    return _values(record_of(row), bigquery_schemas()[table])


def _values(record: Record, columns: list[Column]) -> dict[str, Any]:
    found = {}
    for column in columns:
        value = getattr(record, column["name"])
        if column["type"] == "RECORD":
            value = [_values(one, column["fields"]) for one in value or ()]
        elif column["mode"] == "REPEATED":
            value = list(value)
        elif column["type"] == "TIMESTAMP" and value is not None:
            value = beam.utils.timestamp.Timestamp.from_utc_datetime(value)
        found[column["name"]] = value
    return found
