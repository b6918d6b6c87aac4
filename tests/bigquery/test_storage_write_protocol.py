"""What the Storage Write API makes of our rows, spoken to directly: Beam's own way to it needs a jar of Java's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from pipeline.bigquery import BigQueryWarehouse, Session
from schemas.bigquery import bigquery_schemas
from schemas.records import FeedPoll
from tests.bigquery.conftest import Server
from tests.bigquery.test_streamed_rows import POLL

storage = pytest.importorskip("google.cloud.bigquery_storage_v1", reason="needs google-cloud-bigquery-storage")
grpc = pytest.importorskip("grpc")

from google.api_core.exceptions import GoogleAPICallError  # noqa: E402
from google.cloud.bigquery_storage_v1 import types  # noqa: E402
from google.cloud.bigquery_storage_v1.services.big_query_write.transports import (  # noqa: E402
    BigQueryWriteGrpcTransport,
)
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory  # noqa: E402

TABLE = "feed_polls"
_KINDS = descriptor_pb2.FieldDescriptorProto
_WIRE = {
    "STRING": _KINDS.TYPE_STRING, "INTEGER": _KINDS.TYPE_INT64, "FLOAT": _KINDS.TYPE_DOUBLE,
    "BOOLEAN": _KINDS.TYPE_BOOL, "TIMESTAMP": _KINDS.TYPE_INT64,
}  # fmt: skip


def message_of(table: str) -> Any:
    """The protocol buffer of a table without nested columns; times are microseconds, as the API wants them."""
    file = descriptor_pb2.FileDescriptorProto(name=f"{table}.proto", syntax="proto2")
    message = file.message_type.add(name="Row")
    for number, column in enumerate(bigquery_schemas()[table], start=1):
        label = _KINDS.LABEL_REPEATED if column["mode"] == "REPEATED" else _KINDS.LABEL_OPTIONAL
        message.field.add(name=column["name"], number=number, label=label, type=_WIRE[column["type"]])
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("Row"))


def encoded(poll: FeedPoll) -> bytes:
    values = {name: value for name, value in msgspec.structs.asdict(poll).items() if value is not None}
    plain = {
        name: round(value.timestamp() * 1_000_000) if hasattr(value, "timestamp") else value
        for name, value in values.items()
    }
    return bytes(message_of(TABLE)(**plain).SerializeToString())


@pytest.fixture
def client(bigquery_server: Server) -> Iterator[Any]:
    with grpc.insecure_channel(bigquery_server.grpc) as channel:
        yield storage.BigQueryWriteClient(transport=BigQueryWriteGrpcTransport(channel=channel))


def append(client: Any, session: Session, *rows: bytes) -> Any:
    """Appends to the table's default stream, which stores at least once and whose rows are there at once."""
    place = session.place
    descriptor = descriptor_pb2.DescriptorProto()
    message_of(TABLE).DESCRIPTOR.CopyToProto(descriptor)
    data = types.AppendRowsRequest.ProtoData(
        writer_schema=types.ProtoSchema(proto_descriptor=descriptor), rows=types.ProtoRows(serialized_rows=list(rows))
    )
    stream = f"projects/{place.project}/datasets/{place.dataset}/tables/{TABLE}/streams/_default"
    [answer] = client.append_rows(iter([types.AppendRowsRequest(write_stream=stream, proto_rows=data)]))
    return answer


def test_a_row_that_is_appended_twice_counts_once(client: Any, session: Session) -> None:
    for _ in range(2):
        assert not append(client, session, encoded(POLL)).row_errors
    snapshot = BigQueryWarehouse(session).snapshot()
    assert snapshot.query(f"SELECT COUNT(*) FROM {{{TABLE}}}") == [(2,)]
    assert list(snapshot.rows(TABLE)) == [POLL]


def test_a_row_without_its_key_is_refused_and_nothing_is_stored(client: Any, session: Session) -> None:
    broken = bytes(message_of(TABLE)(outlet="x").SerializeToString())
    try:
        refused = bool(append(client, session, encoded(POLL), broken).row_errors)
    except GoogleAPICallError:
        refused = True
    assert refused
    assert BigQueryWarehouse(session).snapshot().query(f"SELECT COUNT(*) FROM {{{TABLE}}}") == [(0,)]
