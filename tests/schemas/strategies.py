"""Hypothesis strategies for any record, derived from its fields."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import msgspec.inspect as mi
from hypothesis import strategies as st

from schemas.records import Record

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    ["مكالمة هاتفية", "بيرنز\u200f ونارشكين", "", "\x00", "é😀"]
)
_SCALARS: dict[type[mi.Type], st.SearchStrategy[Any]] = {
    mi.StrType: _TEXT,
    mi.IntType: st.integers(-(2**63), 2**63 - 1),
    mi.FloatType: st.floats(allow_nan=False),
    mi.BoolType: st.booleans(),
    mi.BytesType: st.binary(max_size=20),
    mi.DateTimeType: st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC)),
    mi.DateType: st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)),
}


def records(kind: type[Record], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Records of that kind with any valid values; some fields may be given."""
    return _of(mi.type_info(kind), fixed)


def _of(kind: mi.Type, fixed: dict[str, st.SearchStrategy[Any]] | None = None) -> st.SearchStrategy[Any]:
    if isinstance(kind, mi.UnionType):
        return st.one_of([st.none(), *(_of(member) for member in kind.types if not isinstance(member, mi.NoneType))])
    if isinstance(kind, mi.VarTupleType):
        return st.lists(_of(kind.item_type), max_size=3).map(tuple)
    if isinstance(kind, mi.StructType):
        fields = {field.name: (fixed or {}).get(field.name) or _of(field.type) for field in kind.fields}
        return st.builds(kind.cls, **fields)
    return _SCALARS[type(kind)]


def plain(record: msgspec.Struct) -> dict[str, Any]:
    """The record as plain values."""
    return msgspec.structs.asdict(record)
