"""Where and when two met of whom one had arrived: وصل بيرنز إلى أنقرة الاثنين. والتقى ناريشكين."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transforms.contacts.days import Day
from transforms.contacts.document import Document
from transforms.contacts.placing import PlaceReader
from transforms.contacts.scene import Frame

_OPENERS: Final = frozenset(("ثم", "وهناك", "هناك", "وفيها", "وبعدها", "بعدها", "حيث"))
"""What may stand before the verb at the head of the sentence that goes on."""


def day_of_arrival(
    document: Document, places: PlaceReader, frame: Frame, day: Day | None, journeys: Sequence[tuple[Frame, Day | None]]
) -> Day | None:
    """The day of a meeting that a sentence goes on with, behind one that tells of a party's journey to a third state.

    `day` is that which the telling itself has. Sets the place of the frame where it has none of its own.
    """
    if frame.relation.kind != "verb" or frame.relation.form != "past" or frame.mode not in {"meeting", "talk"}:
        return day
    first, _ = document.sentences[frame.sentence]
    where = frame.start > first and document.tokens[frame.start - 1] == "حيث"
    if not where and frame.start != first and not (frame.start == first + 1 and document.tokens[first] in _OPENERS):
        return day
    there = {m.start for found in frame.parties.values() for m in found}
    for journey, arrived in reversed(journeys):
        # حل الاثنين بجنيف، حيث اجتمع
        here = where and journey.sentence == frame.sentence and journey.start < frame.start
        if not (here or journey.sentence == frame.sentence - 1) or journey.place is None or arrived is None:
            continue
        met_there = any(document.sentence_of[at] == journey.sentence for at in there)
        if (day is not None and day is not arrived) or not met_there:
            continue
        place = places.place(frame)[0]
        if place is None or (here and place.side == journey.place.side):
            frame.place = place or journey.place
            return arrived
    return day
