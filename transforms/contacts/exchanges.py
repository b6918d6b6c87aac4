"""Exchanges of prisoners: what is told of one in several sentences, and the negotiations that led to it."""

from __future__ import annotations

from typing import Final

from transforms.contacts.contact import Telling
from transforms.contacts.document import Document
from transforms.contacts.facts import FactReader
from transforms.contacts.scene import Frame
from transforms.contacts.status import status

_NEGOTIATED_WITHIN: Final = 4
"""Sentences between an exchange and the negotiations that it came from."""


class ExchangeReader:
    """Brings together what the sentences of one document tell of exchanges."""

    def __init__(self, document: Document, facts: FactReader) -> None:
        self.document = document
        self.facts = facts

    def with_negotiations(
        self, frames: list[Frame], tellings: list[Telling], additions: list[Telling]
    ) -> tuple[list[Telling], list[Telling]]:
        """Where an exchange is told and, elsewhere, that services negotiated, they negotiated the exchange."""
        exchanges = [
            frame
            for frame in frames
            if frame.mode == "exchange" and frame.why_not in {"no_service_party", "not_arranged"}
        ]
        exchanges = [frame for frame in exchanges if status(self.document, frame)[0] in {"reported", "confirmed"}]
        for telling in tellings:
            near = any(abs(frame.sentence - telling.frame.sentence) <= _NEGOTIATED_WITHIN for frame in exchanges)
            if telling.family == "talk" and telling.frame.relation.entry.negotiates and near:
                telling.frame.mode = "exchange"
        told = [telling.frame.sentence for telling in tellings if telling.family == "exchange"]
        exchanges = [
            f for f in exchanges if any(abs(f.sentence - s) <= _NEGOTIATED_WITHIN for s in told) or f.line == "head"
        ]
        if not exchanges:
            return tellings, additions
        if any(telling.family == "exchange" for telling in tellings):
            days = self.facts.days.assign_days(exchanges)
            for index, frame in enumerate(exchanges):
                day = days.get(index)
                known = (
                    (day.mention.first, day.mention.last) if day and day.mention.first and day.mention.last else None
                )
                place, _ = self.facts.places.place(frame)
                additions.append(Telling(frame, {}, day, place, None, False, known, True))
        return tellings, additions

    def give_days(self, frames: list[Frame], tellings: list[Telling]) -> None:
        """Gives exchanges told without a day the one of their sentence, else that of the swap told beside them.

        Who arranged a swap often stands in another clause or sentence than when it was.
        """
        undated = [t for t in tellings if t.family == "exchange" and t.day is None and t.frame.line != "short"]
        if not undated:
            return
        swaps = [f for f in frames if f.mode == "exchange" and f.why_not in {"no_service_party", "not_arranged"}]
        swaps = [f for f in swaps if status(self.document, f)[0] in {"reported", "confirmed"}]
        assigned = self.facts.days.assign_days(swaps)
        beside = [(swaps[index], day) for index, day in assigned.items()]
        for telling in undated:
            own = telling.frame.sentence
            day = self.facts.days.only_day(own)
            if day is None:
                near = [item for item in beside if abs(item[0].sentence - own) <= _NEGOTIATED_WITHIN]
                nearest = min(near, key=lambda item: (abs(item[0].sentence - own), item[0].sentence), default=None)
                day = nearest[1] if nearest else None
            if day is None or not day.mention.first or day.mention.future:
                continue
            telling.day = day
            telling.days = (day.mention.first, day.mention.last or day.mention.first)
