"""Many rows in little memory: those that were not used lately are packed and put on a scratch file."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, MutableMapping
from typing import Final

import msgspec

from schemas.records import Report
from transforms.events.columns import NONE, Column
from transforms.events.numbers import Numbers
from transforms.events.scratch import Parcels
from transforms.events.unrealized import decoded

AT_HAND: Final = 4_096
"""Rows kept decoded: those of the events that are in the news."""
BOX: Final = 64
"""Rows packed together: reports that arrive together say much the same."""
OPEN_BOXES: Final = 64
_EMPTY_ENOUGH: Final = 16
"""Rows left in a box when it is unpacked."""

_ENCODER: Final = msgspec.msgpack.Encoder()
_BOX_DECODER: Final = msgspec.msgpack.Decoder(list[tuple[int, bytes]])

_UNPACKED: Final = NONE


class Shelf(MutableMapping[str, Report]):
    """Reports by id. Those that were not used lately lie in boxes, compressed."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        """Of the reports, also of those that were taken out."""
        self._at_hand: OrderedDict[str, Report] = OrderedDict()
        self._places = Column("i")
        """Number of a report to its place: the box's number times `BOX`, and its row in the box."""
        self._boxes: Parcels[int] = Parcels(level=3)
        self._left = array("b")
        """How many rows of each box are still of use."""
        self._unpacked: OrderedDict[int, list[tuple[int, bytes]]] = OrderedDict()
        """Boxes opened last: what is asked for together mostly came together."""

    def __getitem__(self, report_id: str) -> Report:
        row = self._at_hand.get(report_id)
        if row is None:
            place = self._place(report_id)
            if place == _UNPACKED:
                raise KeyError(report_id)
            box, within = divmod(place, BOX)
            row = decoded(self._content(box)[within][1])
            self._keep(report_id, row)
        return row

    def __setitem__(self, report_id: str, row: Report) -> None:
        self._discard(report_id)
        self._at_hand.pop(report_id, None)
        number = self.numbers.made(report_id)
        if number >= len(self._places):
            self._places.put(number, _UNPACKED)
        self._keep(report_id, row)

    def __delitem__(self, report_id: str) -> None:
        if report_id not in self:
            raise KeyError(report_id)
        self._discard(report_id)
        self._at_hand.pop(report_id, None)

    def __contains__(self, report_id: object) -> bool:
        return isinstance(report_id, str) and (report_id in self._at_hand or self._place(report_id) != _UNPACKED)

    def __iter__(self) -> Iterator[str]:
        # To look at a row moves it.
        names = map(self.numbers.name, range(len(self._places)))
        yield from [report_id for report_id in names if report_id in self]

    def __len__(self) -> int:
        packed = sum(self._left)
        return packed + sum(self._place(report_id) == _UNPACKED for report_id in self._at_hand)

    def as_they_lie(self, report_ids: Iterable[str]) -> list[str]:
        """These reports in an order in which each box is opened once."""
        return sorted(report_ids, key=self._place)

    def _place(self, report_id: str) -> int:
        number = self.numbers.get(report_id)
        return _UNPACKED if number is None else int(self._places.get(number))

    def _keep(self, report_id: str, row: Report) -> None:
        self._at_hand[report_id] = row
        if len(self._at_hand) >= AT_HAND + BOX:
            oldest = [self._at_hand.popitem(last=False) for _ in range(BOX)]
            changed = [(self.numbers.made(key), old) for key, old in oldest]
            self._pack([(number, _ENCODER.encode(old)) for number, old in changed if self._places[number] == _UNPACKED])

    def _pack(self, rows: list[tuple[int, bytes]]) -> None:
        if not rows:
            return
        box = len(self._left)
        self._boxes.put(box, _ENCODER.encode(rows))
        self._left.append(len(rows))
        for within, (number, _) in enumerate(rows):
            self._places[number] = box * BOX + within

    def _content(self, box: int) -> list[tuple[int, bytes]]:
        """The rows of a box, with the numbers of their reports."""
        content = self._unpacked.get(box)
        if content is None:
            content = self._unpacked[box] = _BOX_DECODER.decode(self._boxes.get(box) or b"")
            if len(self._unpacked) > OPEN_BOXES:
                self._unpacked.popitem(last=False)
        else:
            self._unpacked.move_to_end(box)
        return content

    def _discard(self, report_id: str) -> None:
        """Forget what is in a box of a row that is replaced."""
        place = self._place(report_id)
        if place == _UNPACKED:
            return
        self._places[self.numbers.made(report_id)] = _UNPACKED
        box = place // BOX
        self._left[box] -= 1
        if self._left[box] <= _EMPTY_ENOUGH:
            self._empty(box)

    def _empty(self, box: int) -> None:
        """Put what is left in a box into another."""
        rows = self._content(box) if self._left[box] else []
        self._left[box] = 0
        self._boxes.drop(box)
        self._unpacked.pop(box, None)
        self._pack([row for within, row in enumerate(rows) if self._places[row[0]] == box * BOX + within])
