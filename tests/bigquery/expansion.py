"""An expansion service that takes note of what is asked of it, with the part of Beam's BigQuery transforms that we use.

Beam's own is a jar; what it says of itself in discovery (names and types of the options) is repeated here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent import futures
from typing import Any, NamedTuple

import grpc
from apache_beam import coders
from apache_beam.portability.api import (
    beam_expansion_api_pb2,
    beam_expansion_api_pb2_grpc,
    beam_runner_api_pb2,
    external_transforms_pb2,
    schema_pb2,
)
from apache_beam.typehints.row_type import RowTypeConstraint
from apache_beam.typehints.schemas import named_fields_to_schema

STORAGE_WRITE = "beam:schematransform:org.apache.beam:bigquery_storage_write:v2"
FAILED = "FailedRowsWithErrors"
_OPTIONS = [
    ("table", str),
    ("create_disposition", str | None),
    ("write_disposition", str | None),
    ("triggering_frequency_seconds", int | None),
    ("auto_sharding", bool | None),
    ("num_streams", int | None),
    ("use_at_least_once_semantics", bool | None),
    ("use_cdc_writes", bool | None),
    ("primary_key", Sequence[str] | None),
    ("clustering_fields", Sequence[str] | None),
    ("big_lake_configuration", Mapping[str, str] | None),
    ("error_handling", RowTypeConstraint.from_fields([("output", str)])),
]


class Asked(NamedTuple):
    """One transform that was to be expanded."""

    identifier: str
    options: dict[str, Any]
    columns: schema_pb2.Schema
    """Of the rows that go in."""


class _Service(beam_expansion_api_pb2_grpc.ExpansionServiceServicer):
    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.schema = named_fields_to_schema([(name, kind) for name, kind in _OPTIONS])

    def DiscoverSchemaTransform(self, request, context):  # noqa: N802
        config = beam_expansion_api_pb2.SchemaTransformConfig(
            config_schema=self.schema, input_pcollection_names=["input"], output_pcollection_names=[FAILED]
        )
        return beam_expansion_api_pb2.DiscoverSchemaTransformResponse(
            schema_transform_configs={STORAGE_WRITE: config}
        )

    def Expand(self, request, context):  # noqa: N802
        payload = external_transforms_pb2.SchemaTransformPayload()
        payload.ParseFromString(request.transform.spec.payload)
        options = coders.RowCoder(payload.configuration_schema).decode(payload.configuration_row)._asdict()
        components = beam_runner_api_pb2.Components()
        components.CopyFrom(request.components)
        [rows] = [components.pcollections[name] for name in request.transform.inputs.values()]
        columns = schema_pb2.Schema()
        columns.ParseFromString(components.coders[rows.coder_id].spec.payload)
        self.asked.append(Asked(payload.identifier, options, columns))

        failed = schema_pb2.Schema(id=f"failed-{len(self.asked)}")
        failed.fields.add(name="failed_row", type=schema_pb2.FieldType(row_type=schema_pb2.RowType(schema=columns)))
        failed.fields.add(name="error_message", type=schema_pb2.FieldType(atomic_type=schema_pb2.STRING))
        name = f"{request.namespace}_failed"
        components.coders[f"{name}_coder"].spec.urn = "beam:coder:row:v1"
        components.coders[f"{name}_coder"].spec.payload = failed.SerializeToString()
        components.pcollections[name].CopyFrom(rows)
        components.pcollections[name].unique_name = name
        components.pcollections[name].coder_id = f"{name}_coder"
        transform = beam_runner_api_pb2.PTransform()
        transform.CopyFrom(request.transform)
        transform.outputs[FAILED] = name
        components.pcollections[f"{name}_post"].CopyFrom(rows)
        transform.outputs["post_write"] = f"{name}_post"
        transform.environment_id = next(iter(components.environments), "")
        return beam_expansion_api_pb2.ExpansionResponse(components=components, transform=transform)


@contextlib.contextmanager
def noting() -> Iterator[tuple[str, list[Asked]]]:
    """Its address, and what was asked so far."""
    service = _Service()
    server = grpc.server(futures.ThreadPoolExecutor(2))
    beam_expansion_api_pb2_grpc.add_ExpansionServiceServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}", service.asked
    finally:
        server.stop(0)
