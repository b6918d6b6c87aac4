"""Many rows in little memory: encoded, but for those last used."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from typing import Final

import msgspec

from schemas.records import Report

AT_HAND: Final = 20_000
"""Rows kept decoded: those of the events that are in the news."""

_ENCODER: Final = msgspec.msgpack.Encoder(order="deterministic")
_DECODER: Final = msgspec.msgpack.Decoder(Report)


class Shelf(MutableMapping[str, Report]):
    """Reports by id, a third of their size."""

    def __init__(self) -> None:
        self._encoded: dict[str, bytes] = {}
        self._at_hand: OrderedDict[str, Report] = OrderedDict()

    def __getitem__(self, report_id: str) -> Report:
        row = self._at_hand.get(report_id)
        if row is None:
            row = _DECODER.decode(self._encoded[report_id])
            self._keep(report_id, row)
        return row

    def __setitem__(self, report_id: str, row: Report) -> None:
        self._encoded[report_id] = _ENCODER.encode(row)
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

    def raw(self, report_id: str) -> msgspec.Raw:
        """A row as it is kept."""
        return msgspec.Raw(self._encoded[report_id])

    def _keep(self, report_id: str, row: Report) -> None:
        self._at_hand[report_id] = row
        if len(self._at_hand) > AT_HAND:
            self._at_hand.popitem(last=False)
