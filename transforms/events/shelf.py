"""Many rows in little memory: packed, but for those last used."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Final

import msgspec
import zstandard

from schemas.records import Report

AT_HAND: Final = 4_096
"""Rows kept decoded: those of the events that are in the news."""
BOX: Final = 64
"""Rows packed together: reports that arrive together say much the same."""
OPEN_BOXES: Final = 64
_EMPTY_ENOUGH: Final = 16
"""Rows left in a box when it is unpacked."""

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Report)
_BOX_DECODER: Final = msgspec.msgpack.Decoder(list[bytes])


class Shelf(MutableMapping[str, Report]):
    """Reports by id. Those that were not used lately lie in boxes, compressed."""

    def __init__(self) -> None:
        # One of each per shelf: they are not for several threads.
        self._compressor = zstandard.ZstdCompressor(level=3, write_checksum=False)
        self._decompressor = zstandard.ZstdDecompressor()
        self._at_hand: OrderedDict[str, Report] = OrderedDict()
        self._boxes: list[bytes] = []
        self._left: list[set[str]] = []
        """The rows of each box that are still of use."""
        self._places: dict[str, int] = {}
        self._unpacked: OrderedDict[int, list[bytes]] = OrderedDict()
        """Boxes opened last: what is asked for together mostly came together."""

    def __getitem__(self, report_id: str) -> Report:
        row = self._at_hand.get(report_id)
        if row is None:
            box, place = divmod(self._places[report_id], BOX)
            row = _DECODER.decode(self._content(box)[place])
            self._keep(report_id, row)
        return row

    def __setitem__(self, report_id: str, row: Report) -> None:
        self._discard(report_id)
        self._at_hand.pop(report_id, None)
        self._keep(report_id, row)

    def __delitem__(self, report_id: str) -> None:
        if report_id not in self:
            raise KeyError(report_id)
        self._discard(report_id)
        self._at_hand.pop(report_id, None)

    def __contains__(self, report_id: object) -> bool:
        return report_id in self._at_hand or report_id in self._places

    def __iter__(self) -> Iterator[str]:
        # To look at a row moves it.
        yield from [*self._places, *(report_id for report_id in self._at_hand if report_id not in self._places)]

    def __len__(self) -> int:
        return len(self._places) + sum(report_id not in self._places for report_id in self._at_hand)

    def as_they_lie(self, report_ids: Iterable[str]) -> list[str]:
        """These reports in an order in which each box is opened once."""
        return sorted(report_ids, key=lambda report_id: self._places.get(report_id, -1))

    def _keep(self, report_id: str, row: Report) -> None:
        self._at_hand[report_id] = row
        if len(self._at_hand) >= AT_HAND + BOX:
            oldest = [self._at_hand.popitem(last=False) for _ in range(BOX)]
            self._pack([(key, _ENCODER.encode(old)) for key, old in oldest if key not in self._places])

    def _pack(self, rows: list[tuple[str, bytes]]) -> None:
        if not rows:
            return
        number = len(self._boxes)
        content = _ENCODER.encode([encoded for _, encoded in rows])
        # The compressor leaves its result in a block of memory of the size of its input: only a copy is small.
        self._boxes.append(bytes(memoryview(self._compressor.compress(content))))
        self._left.append({key for key, _ in rows})
        for place, (key, _) in enumerate(rows):
            self._places[key] = number * BOX + place

    def _content(self, box: int) -> list[bytes]:
        content = self._unpacked.get(box)
        if content is None:
            content = self._unpacked[box] = _BOX_DECODER.decode(self._decompressor.decompress(self._boxes[box]))
            if len(self._unpacked) > OPEN_BOXES:
                self._unpacked.popitem(last=False)
        else:
            self._unpacked.move_to_end(box)
        return content

    def _discard(self, report_id: str) -> None:
        """Forget what is in a box of a row that is replaced."""
        place = self._places.pop(report_id, None)
        if place is None:
            return
        box = place // BOX
        left = self._left[box]
        left.discard(report_id)
        if len(left) <= _EMPTY_ENOUGH:
            rows = self._content(box) if left else []
            self._boxes[box], self._left[box] = b"", set()
            self._unpacked.pop(box, None)
            self._pack([(key, rows[self._places[key] % BOX]) for key in sorted(left)])
