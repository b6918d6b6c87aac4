"""Makes a dataset, or says in words what differs from what this program needs and repairs what BigQuery lets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from google.cloud import bigquery
from google.cloud.bigquery import SchemaField

from pipeline.bigquery.errors import DatasetDiffers, NoSuchDataset
from pipeline.bigquery.layout import COMMITS, TABLE_NAMES, columns_of, wanted_table, wanted_views
from pipeline.bigquery.session import FIRST_PATIENCE_SECONDS, ONCE, Place, Session

_SAME = {"INT64": "INTEGER", "FLOAT64": "FLOAT", "BOOL": "BOOLEAN", "STRUCT": "RECORD"}


@dataclass(frozen=True)
class Difference:
    """Something that is not as it should be."""

    says: str
    repair: Callable[[], object] | None = None
    """Null: BigQuery cannot change it."""
    harmless: bool = False
    """Rows can be written and read all the same."""


def open_session(place: Place) -> Session:
    """A session with the dataset; raises WarehouseError when it cannot be reached or does not exist."""
    hasty = Session(place, patience=FIRST_PATIENCE_SECONDS)
    with hasty.explained():
        found = hasty.call(hasty.client.get_dataset, place.dataset, retry=ONCE)
    return Session(place, str(found.location))


def make_dataset(place: Place, location: str | None = None) -> tuple[Session, bool]:
    """A session with the dataset, and whether it was made just now.

    Args:
      location: where it must be; by default where it is, or US for a new one.
    """
    hasty = Session(place, patience=FIRST_PATIENCE_SECONDS)
    made = False
    try:
        session = open_session(place)
    except NoSuchDataset:
        wanted = bigquery.Dataset(str(place))
        wanted.location = location or "US"
        with hasty.explained():
            hasty.call(hasty.client.create_dataset, wanted, exists_ok=True, retry=ONCE)
        session, made = open_session(place), True
    if location and str(session.location).lower() != location.lower():
        raise DatasetDiffers(
            f"{place}: is in {session.location}, not in {location}; a dataset cannot be moved: name its own location,"
            " or another dataset."
        )
    return session, made


def differences(session: Session) -> Iterator[Difference]:
    """What is not as it should be; repairs must be made in this order."""
    changed = False
    for name in TABLE_NAMES:
        for difference in _of_table(session, name):
            changed = changed or difference.repair is not None
            yield difference
    yield from _of_first_commit(session)
    yield from _of_views(session, stale=changed)


def repaired(session: Session) -> Iterator[str]:
    """Repair what can be; yields what was done. Raises DatasetDiffers, at the end, for what cannot be repaired."""
    left = []
    for difference in differences(session):
        if difference.repair is None:
            left.append(difference)
            continue
        with session.explained():
            difference.repair()
        yield difference.says
    refused = [difference.says for difference in left if not difference.harmless]
    if refused:
        raise DatasetDiffers(_refusal(session.place, refused))


def require_usable(session: Session) -> None:
    """Raise DatasetDiffers unless rows can be written and read."""
    for difference in differences(session):
        if not difference.harmless:
            raise DatasetDiffers(f"{session.place}: {difference.says}; run: qanat bigquery init {session.place}")


def columns_in(session: Session, table: str) -> list[SchemaField]:
    """Those of our columns that the table has now, with its own modes: a null that it refuses is to be refused early.

    Raises DatasetDiffers when one is missing or different.
    """
    with session.explained():
        found = session.call(session.client.get_table, f"{session.place}.{table}", retry=ONCE)
    merge = _merged(found.schema, columns_of(table))
    if wrong := [*merge.refused, *merge.added]:
        raise DatasetDiffers(
            f"{session.place}: {table}: {wrong[0]}; nothing was written. Run: qanat bigquery init {session.place}"
        )
    ours = {column.name.lower() for column in columns_of(table)}
    return [column for column in found.schema if column.name.lower() in ours]


def _refusal(place: Place, refused: Sequence[str]) -> str:
    what = "; ".join(refused)
    return (
        f"{place}: BigQuery cannot change this: {what}. Copy what is there into a new dataset (qanat copy) and use"
        " that."
    )


def _of_table(session: Session, name: str) -> Iterator[Difference]:
    wanted = wanted_table(session.place, name)
    try:
        with session.explained():
            found = session.call(session.client.get_table, f"{session.place}.{name}", retry=ONCE)
    except NoSuchDataset:
        yield Difference(
            f"table {name} is missing",
            partial(session.call, session.client.create_table, wanted, exists_ok=True, retry=ONCE),
        )
        return
    if found.table_type != "TABLE":
        yield Difference(f"{name} is a {found.table_type.lower().replace('_', ' ')}, not a table")
        return
    merge = _merged(found.schema, wanted.schema)
    for says in merge.refused:
        yield Difference(f"table {name}: {says}")
    update = partial(_updated, session, found)
    if merge.added:
        yield Difference(f"table {name}: {'; '.join(merge.added)}", partial(update, schema=merge.columns))
    elif merge.relaxed:
        yield Difference(
            f"table {name}: {'; '.join(merge.relaxed)}", partial(update, schema=merge.columns), harmless=True
        )
    yield from (Difference(f"table {name}: {says}", harmless=True) for says in merge.foreign)
    if _partitioning(found) != _partitioning(wanted):
        yield Difference(
            f"table {name}: is {_partitioning(found)}, should be {_partitioning(wanted)}", None, harmless=True
        )
    if (found.clustering_fields or []) != (wanted.clustering_fields or []):
        yield Difference(
            f"table {name}: is clustered by {_list(found.clustering_fields)}, should be by"
            f" {_list(wanted.clustering_fields)}",
            partial(update, clustering_fields=wanted.clustering_fields),
            harmless=True,
        )


def _updated(session: Session, table: bigquery.Table, **values: Any) -> None:
    for name, value in values.items():
        setattr(table, name, value)
    # Several changes of one table follow each other: its etag, from before the first, would refuse the second.
    table._properties.pop("etag", None)
    session.call(session.client.update_table, table, list(values), retry=ONCE)


def _of_first_commit(session: Session) -> Iterator[Difference]:
    try:
        found = session.query(f"SELECT number FROM {session.place.table(COMMITS)} LIMIT 1")  # noqa: S608
    except NoSuchDataset:
        return  # The table itself is missing, and was said to be.
    if not found:
        first = f"""
            MERGE {session.place.table(COMMITS)} AS commits USING (SELECT 0 AS number) AS first
            ON commits.number = first.number
            WHEN NOT MATCHED THEN
            INSERT (number, committed_at, token, info) VALUES (0, CURRENT_TIMESTAMP(), '', '{{}}')"""  # noqa: S608
        yield Difference("the first row of commits is missing", partial(session.query, first))


def _of_views(session: Session, stale: bool) -> Iterator[Difference]:
    """Views, in their order; `stale`: they are to be made again since a table has changed."""
    for name, sql in wanted_views(session.place).items():
        view = bigquery.Table(f"{session.place}.{name}")
        view.view_query = sql
        try:
            with session.explained():
                found = session.call(session.client.get_table, f"{session.place}.{name}", retry=ONCE)
        except NoSuchDataset:
            yield Difference(
                f"view {name} is missing", partial(session.call, session.client.create_table, view, retry=ONCE)
            )
            continue
        if found.table_type != "VIEW":
            yield Difference(f"{name} is a {found.table_type.lower()}, not a view")
        elif found.view_query != sql:
            yield Difference(f"view {name} is not this version's", partial(_updated, session, found, view_query=sql))
        elif stale:
            yield Difference(
                f"view {name}: its tables have changed", partial(_updated, session, found, view_query=sql), True
            )


def _partitioning(table: bigquery.Table) -> str:
    if table.time_partitioning is None:
        return "not partitioned"
    return f"partitioned by {table.time_partitioning.type_.lower()} of {table.time_partitioning.field or 'arrival'}"


def _list(names: Iterable[str] | None) -> str:
    return ", ".join(names or ()) or "nothing"


@dataclass(frozen=True)
class _Merge:
    columns: list[SchemaField]
    """The columns that there are, with the changes that BigQuery allows."""
    added: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


def _merged(found: Sequence[SchemaField], wanted: Sequence[SchemaField], path: str = "") -> _Merge:
    """Bring columns together; https://cloud.google.com/bigquery/docs/managing-table-schemas says what is allowed."""
    result = _Merge([])
    by_name = {column.name.lower(): column for column in wanted}
    known = set()
    for column in found:
        target = by_name.get(column.name.lower())
        known.add(column.name.lower())
        result = _joined(result, _column(column, target, f"{path}{column.name}"))
    for column in wanted:
        if column.name.lower() not in known:
            added = _with_mode(column, "NULLABLE") if column.mode == "REQUIRED" else column
            says = f"column {path}{column.name} ({_type(column)}) is missing"
            result = _joined(result, _Merge([added], added=(says,)))
    return result


def _column(found: SchemaField, wanted: SchemaField | None, path: str) -> _Merge:
    if wanted is None:
        if found.mode == "REQUIRED":
            return _Merge([found], refused=(f"column {path} is not ours but REQUIRED",))
        return _Merge([found], foreign=(f"column {path} is not ours; left alone",))
    if (found.mode == "REPEATED") != (wanted.mode == "REPEATED") or _type(found) != _type(wanted):
        return _Merge(
            [found],
            refused=(f"column {path} is {_type(found)} {found.mode}, should be {_type(wanted)} {wanted.mode}",),
        )
    inner = _merged(found.fields, wanted.fields, f"{path}.") if wanted.fields else _Merge([])
    column = _with_fields(found, inner.columns) if wanted.fields else found
    result = replace(inner, columns=[column])
    if found.mode == "REQUIRED" and wanted.mode == "NULLABLE":
        says = f"column {path} is REQUIRED, should be NULLABLE"
        result = replace(result, columns=[_with_mode(column, "NULLABLE")], relaxed=(*result.relaxed, says))
    return result


def _joined(one: _Merge, other: _Merge) -> _Merge:
    return _Merge(
        one.columns + other.columns,
        one.added + other.added,
        one.relaxed + other.relaxed,
        one.refused + other.refused,
        one.foreign + other.foreign,
    )


def _type(column: SchemaField) -> str:
    return _SAME.get(column.field_type, column.field_type)


def _with_mode(column: SchemaField, mode: str) -> SchemaField:
    return SchemaField.from_api_repr({**column.to_api_repr(), "mode": mode})


def _with_fields(column: SchemaField, fields: list[SchemaField]) -> SchemaField:
    return SchemaField.from_api_repr({**column.to_api_repr(), "fields": [field.to_api_repr() for field in fields]})
