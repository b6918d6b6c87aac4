"""Arrow schemas derived from the records, and the way of records into Arrow tables and back.

A table's schema is its record's, field by field and in the same order. A field is nullable when its annotation allows
None; values that an older file lacks come back as the record's defaults.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

import msgspec
import msgspec.inspect as mi
import pyarrow as pa

from schemas.records import Record

R = TypeVar("R", bound=Record)

_SLICE: Final = 256
"""Records that are plain values at a time."""

TIMESTAMP = pa.timestamp("us", tz="UTC")

_SCALARS: dict[type[mi.Type], pa.DataType] = {
    mi.StrType: pa.string(),
    mi.IntType: pa.int64(),
    mi.FloatType: pa.float64(),
    mi.BoolType: pa.bool_(),
    mi.BytesType: pa.binary(),
    mi.DateTimeType: TIMESTAMP,
    mi.DateType: pa.date32(),
}


def without_none(kind: mi.Type) -> tuple[mi.Type, bool]:
    """The type that is left when None is taken out of `kind`, and whether None was in it."""
    if not isinstance(kind, mi.UnionType):
        return kind, False
    rest = [member for member in kind.types if not isinstance(member, mi.NoneType)]
    if len(rest) != 1:
        raise TypeError(f"a column holds one type and may be null; {kind} holds several")
    return rest[0], kind.includes_none


def struct_fields(kind: type[msgspec.Struct]) -> tuple[mi.Field, ...]:
    """The fields of a record in declared order, a base class's first."""
    described = mi.type_info(kind)
    if not isinstance(described, mi.StructType):
        raise TypeError(f"{kind.__name__} is no record")
    return described.fields


@functools.cache
def arrow_schema(kind: type[msgspec.Struct]) -> pa.Schema:
    """The schema of a table of `kind`. Raises TypeError for a field type that no column can hold."""
    return pa.schema([_arrow_field(field) for field in struct_fields(kind)])


def to_table(records: Iterable[R], kind: type[R]) -> pa.Table:
    """A table with one row for each record, in order.

    Raises TypeError for a record of another kind, and what pyarrow raises for a value of another type.
    """
    schema, rows = arrow_schema(kind), (_row(record, kind) for record in records)
    slices: list[pa.Table] = []
    # As plain values, rows that name hundreds of others take many times what they take here.
    while some := list(itertools.islice(rows, _SLICE)):
        slices.append(pa.Table.from_pylist(some, schema=schema))
    return pa.concat_tables([schema.empty_table(), *slices]).combine_chunks()


def from_table(table: pa.Table, kind: type[R]) -> list[R]:
    """The table's rows as records. Columns that the record does not know are ignored; missing ones take its defaults.

    A null in a column whose field allows none takes the field's default as well (an older file read beside newer ones).
    Raises msgspec.ValidationError when a field without default is missing.
    """
    return from_rows(table.to_pylist(), kind)


def from_rows(rows: Sequence[dict[str, Any]], kind: type[R]) -> list[R]:
    """Rows of plain values as records, by the rules of `from_table`."""
    required = _not_nullable(kind)
    return [msgspec.convert({name: _plain(value) for name, value in row.items()
                             if value is not None or name not in required}, kind) for row in rows]


@functools.cache
def _not_nullable(kind: type[Record]) -> frozenset[str]:
    return frozenset(field.name for field in arrow_schema(kind) if not field.nullable)


def _arrow_field(field: mi.Field) -> pa.Field:
    kind, nullable = without_none(field.type)
    return pa.field(field.encode_name, _arrow_type(kind), nullable=nullable)


def _arrow_type(kind: mi.Type) -> pa.DataType:
    if type(kind) in _SCALARS:
        return _SCALARS[type(kind)]
    if isinstance(kind, mi.StructType):
        return pa.struct(list(arrow_schema(kind.cls)))
    if isinstance(kind, mi.VarTupleType):
        item, nullable = without_none(kind.item_type)
        return pa.list_(pa.field("element", _arrow_type(item), nullable=nullable))
    raise TypeError(f"no column type for {kind}")


def _row(record: Record, kind: type[Record]) -> dict[str, Any]:
    """The record as plain values, those of the records in it included."""
    if not isinstance(record, kind):
        raise TypeError(f"a {type(record).__name__} is no {kind.__name__}")
    row = msgspec.structs.asdict(record)
    for name in _nested_names(kind):
        row[name] = msgspec.to_builtins(row[name], builtin_types=(bytes, dt.datetime, dt.date))
    return row


@functools.cache
def _nested_names(kind: type[Record]) -> tuple[str, ...]:
    return tuple(field.name for field in arrow_schema(kind) if pa.types.is_nested(field.type))


def _plain(value: Any) -> Any:
    """Times with the zone the records use: Arrow and DuckDB give zones of their own libraries."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC) if value.tzinfo else value.replace(tzinfo=dt.UTC)
    return value
