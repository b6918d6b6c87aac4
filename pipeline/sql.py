"""SQL over one snapshot of a warehouse: read only, no other file, no network."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import duckdb
import msgspec
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.exits import DATA, UserError
from pipeline.warehouse import Snapshot, Warehouse
from pipeline.warehouse.lookup import SCRATCH, quoted
from pipeline.warehouse.streamed import StreamedWarehouse
from schemas.records import TABLES
from schemas.views import VIEWS, create_views_sql

FORMATS = ("table", "csv", "json", "jsonl")
"""`json` is one array, `jsonl` one object a line."""

_BATCH = 1000
_CELL = 300
"""Characters of a cell on a terminal; everything in the other formats and in a pipe."""
_HINT = f"tables: {', '.join(TABLES)}; views: {', '.join(VIEWS)}"
_JSON = msgspec.json.Encoder(decimal_format="number", enc_hook=str)

Row = Sequence[Any]


def run_sql(warehouse: Warehouse | StreamedWarehouse, query: str, form: str, out: TextIO) -> None:
    """Print what the query gives on the newest snapshot.

    Args:
      form: one of FORMATS.

    Raises UserError for a query that is not valid, not one SELECT, or reaches for something else than the tables.
    """
    with connection(warehouse.snapshot()) as db:
        try:
            statements = db.extract_statements(query)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise UserError(
                    "expected one query (SELECT, WITH, FROM, DESCRIBE or SUMMARIZE): tables are read only.", DATA
                )
            result = db.execute(statements[0])
            columns = [column[0] for column in result.description or []]
            print_rows(columns, _rows(result), form, out)
        except duckdb.Error as error:
            hint = f"\n{_HINT}" if isinstance(error, duckdb.CatalogException) else ""
            raise UserError(f"{error}{hint}", DATA) from error


def print_rows(columns: Sequence[str], rows: Iterator[Row], form: str, out: TextIO) -> None:
    """Print rows in one of FORMATS."""
    _PRINT[form](columns, rows, out)


@contextlib.contextmanager
def connection(snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with the snapshot's tables and the views, UTC, and no access to anything else."""
    with duckdb.connect(config={"temp_directory": SCRATCH}) as db:
        db.execute("SET TimeZone = 'UTC'")
        db.execute(create_views_sql({table: snapshot.scan(table) for table in TABLES}))
        folders = sorted({str(Path(file).parent) for table in TABLES for file in snapshot.files(table)})
        db.execute(f"SET allowed_directories = [{', '.join(map(quoted, folders))}]")
        db.execute("SET enable_external_access = false")
        db.execute("SET lock_configuration = true")
        yield db


def console_for(out: TextIO) -> Console:
    """A console that, in a pipe, uses no colours and cuts or folds nothing."""
    if out.isatty():
        return Console(file=out, highlight=False)
    return Console(file=out, highlight=False, width=1 << 20, color_system=None)


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    while rows := result.fetchmany(_BATCH):
        yield from rows


def _print_table(columns: Sequence[str], rows: Iterator[Row], out: TextIO) -> None:
    terminal = out.isatty()
    console = console_for(out)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in columns:
        table.add_column(Text(_cell(name, None)))
    for row in rows:
        table.add_row(*(Text(_cell(value, _CELL if terminal else None)) for value in row))
    console.print(table)
    console.print(f"({table.row_count} row{'' if table.row_count == 1 else 's'})")


def _print_csv(columns: Sequence[str], rows: Iterator[Row], out: TextIO) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_field(value) for value in row] for row in rows)


def _print_json(columns: Sequence[str], rows: Iterator[Row], out: TextIO) -> None:
    separator = "[\n"
    for row in rows:
        out.write(separator + _object(columns, row))
        separator = ",\n"
    out.write("[]\n" if separator == "[\n" else "\n]\n")


def _print_jsonl(columns: Sequence[str], rows: Iterator[Row], out: TextIO) -> None:
    for row in rows:
        out.write(_object(columns, row) + "\n")


_PRINT = {"table": _print_table, "csv": _print_csv, "json": _print_json, "jsonl": _print_jsonl}


def _object(columns: Sequence[str], row: Row) -> str:
    return _JSON.encode(dict(zip(columns, row, strict=True))).decode()


def _field(value: Any) -> str:
    """The value as one CSV field: times in ISO 8601, lists and records in JSON, null as nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return _JSON.encode(value).decode().strip('"')


def _cell(value: Any, most: int | None) -> str:
    """The value as one line of text for people."""
    if isinstance(value, dt.datetime):
        text = f"{value:%Y-%m-%d %H:%M:%S}" + ("Z" if value.tzinfo else "")
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        text = ", ".join(value)
    else:
        text = _field(value)
    # Texts come from the web: no line breaks and nothing that a terminal would obey.
    text = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
    return text if most is None or len(text) <= most else text[: most - 1] + "…"
