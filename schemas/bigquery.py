"""BigQuery schemas derived from the records, in the JSON form that the API and `bq mk --schema` take."""

from __future__ import annotations

from typing import NotRequired, TypedDict

import msgspec
import msgspec.inspect as mi

from schemas.arrow import struct_fields, without_none
from schemas.records import TABLES


class Column(TypedDict):
    """One column: https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableFieldSchema."""

    name: str
    type: str
    mode: str
    fields: NotRequired[list[Column]]


_SCALARS: dict[type[mi.Type], str] = {
    mi.StrType: "STRING",
    mi.IntType: "INTEGER",
    mi.FloatType: "FLOAT",
    mi.BoolType: "BOOLEAN",
    mi.BytesType: "BYTES",
    mi.DateTimeType: "TIMESTAMP",
    mi.DateType: "DATE",
}


def bigquery_schema(kind: type[msgspec.Struct]) -> list[Column]:
    """The columns of a table of `kind`, in the record's order.

    Columns are NULLABLE unless the record demands a value without offering a default: a column that is added later
    can then be added to a table that exists, which BigQuery refuses for REQUIRED ones. Lists are REPEATED, records
    RECORD. Raises TypeError for a field type that no column can hold.
    """
    return [_column(field) for field in struct_fields(kind)]


def bigquery_schemas() -> dict[str, list[Column]]:
    """Table name to columns, for every table."""
    return {table: bigquery_schema(kind) for table, kind in TABLES.items()}


def _column(field: mi.Field) -> Column:
    kind, nullable = without_none(field.type)
    mode = "REQUIRED" if field.required and not nullable else "NULLABLE"
    if isinstance(kind, mi.VarTupleType):
        kind, mode = without_none(kind.item_type)[0], "REPEATED"
    if isinstance(kind, mi.StructType):
        return Column(name=field.encode_name, type="RECORD", mode=mode, fields=bigquery_schema(kind.cls))
    if type(kind) not in _SCALARS:
        raise TypeError(f"no column type for {kind}")
    return Column(name=field.encode_name, type=_SCALARS[type(kind)], mode=mode)
