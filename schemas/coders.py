"""How Beam encodes records: MessagePack of the fields in declared order, the same bytes everywhere."""

from __future__ import annotations

from typing import Any

import msgspec
from apache_beam import coders

from schemas import records


class RecordCoder(coders.Coder):
    """Deterministic coder of one record type."""

    def __init__(self, kind: type[records.Record]) -> None:
        self.kind = kind
        self._encoder = msgspec.msgpack.Encoder(order="deterministic")
        self._decoder = msgspec.msgpack.Decoder(kind)

    def encode(self, value: records.Record) -> bytes:
        """The record as MessagePack."""
        return self._encoder.encode(value)

    def decode(self, encoded: bytes) -> records.Record:
        """The record that `encode` wrote."""
        return self._decoder.decode(encoded)

    def is_deterministic(self) -> bool:
        """Records hold no mappings, so equal records are equal bytes."""
        return True

    def to_type_hint(self) -> type[records.Record]:
        """The record type."""
        return self.kind

    def __reduce__(self) -> tuple[Any, ...]:
        return RecordCoder, (self.kind,)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.kind is other.kind

    def __hash__(self) -> int:
        return hash((type(self), self.kind))


def _kinds(base: type[records.Record]) -> list[type[records.Record]]:
    below = base.__subclasses__()
    return below + [kind for child in below for kind in _kinds(child)]


def register() -> None:
    """Tell Beam to use RecordCoder for every record."""
    for kind in _kinds(records.Record):
        coders.registry.register_coder(kind, _coder_of(kind))


def _coder_of(kind: type[records.Record]) -> type[RecordCoder]:
    # The registry instantiates a coder class without arguments, or calls from_type_hint.
    class Coder(RecordCoder):
        @staticmethod
        def from_type_hint(typehint: Any, registry: Any) -> RecordCoder:
            return RecordCoder(kind)

    return Coder
