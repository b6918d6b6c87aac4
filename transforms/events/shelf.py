"""Many rows in little memory: encoded, but for those last used."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from typing import Final

import msgspec
import zstandard

from schemas.records import Evidence, Participant, Report

AT_HAND: Final = 20_000
"""Rows kept decoded: those of the events that are in the news."""

_ENCODER: Final = msgspec.msgpack.Encoder(order="deterministic")
_DECODER: Final = msgspec.msgpack.Decoder(Report)

_TYPICAL: Final = Report(
    report_id="",
    url="https://www.",
    outlet="",
    role="primary",
    mode="meeting",
    cameo_code="040",
    status="reported",
    participants=(
        Participant(person_id="cia", name="CIA", office="cia-director", service="cia", side="US"),
        Participant(person_id="svr", name="SVR", office="svr-director", service="svr", side="RU"),
    ),
    date_precision="day",
    quote="",
    quote_start=0,
    quote_end=0,
    evidence=(Evidence(field="participants", quote="", start=0, end=0),),
    confidence=0.9,
    detected_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
)
"""What most rows have in common, their fields' names above all."""
_COMMON: Final = zstandard.ZstdCompressionDict(_ENCODER.encode(_TYPICAL), dict_type=zstandard.DICT_TYPE_RAWCONTENT)


class Shelf(MutableMapping[str, Report]):
    """Reports by id, compressed."""

    def __init__(self) -> None:
        # One of each per shelf: they are not for several threads.
        self._compressor = zstandard.ZstdCompressor(
            level=1, dict_data=_COMMON, write_checksum=False, write_dict_id=False
        )
        self._decompressor = zstandard.ZstdDecompressor(dict_data=_COMMON)
        self._encoded: dict[str, bytes] = {}
        self._at_hand: OrderedDict[str, Report] = OrderedDict()

    def __getitem__(self, report_id: str) -> Report:
        row = self._at_hand.get(report_id)
        if row is None:
            row = _DECODER.decode(self._decompressor.decompress(self._encoded[report_id]))
            self._keep(report_id, row)
        return row

    def __setitem__(self, report_id: str, row: Report) -> None:
        # The compressor leaves its result in a block of memory of the size of its input: only a copy is small.
        self._encoded[report_id] = bytes(memoryview(self._compressor.compress(_ENCODER.encode(row))))
        self._keep(report_id, row)

    def __delitem__(self, report_id: str) -> None:
        del self._encoded[report_id]
        self._at_hand.pop(report_id, None)

    def __contains__(self, report_id: object) -> bool:
        return report_id in self._encoded

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)

    def _keep(self, report_id: str, row: Report) -> None:
        self._at_hand[report_id] = row
        if len(self._at_hand) > AT_HAND:
            self._at_hand.popitem(last=False)
