"""Thanks that one of a service gives another in a call or meeting: the tip they are for was a contact before it."""

from __future__ import annotations

from typing import Final

from transforms.contacts.contact import Telling
from transforms.contacts.document import Document
from transforms.contacts.load import Knowledge
from transforms.contacts.parties import service_participant

_WITHIN: Final = 24
"""Words from the thanks to what they are for."""
_OCCASIONS: Final = frozenset(("call", "meeting"))


def tell_tips_apart(document: Document, knowledge: Knowledge, told: list[Telling]) -> None:
    """هاتفه الاثنين وشكره على ما قدمته الوكالة من معلومات: marks the tellings of the tip, which has no day by that.

    Of those who then thank each other, their services were parties to the tip.
    """
    thanked_until: dict[int, int] = {}
    for telling in sorted(told, key=lambda t: -t.frame.start):
        frame = telling.frame
        first, _ = document.sentences[frame.sentence]
        reach = range(max(first, frame.start - _WITHIN), frame.start)
        thanks = next((at for at in reach if "thanking" in document.cues[at]), None)
        if thanks is None and thanked_until.get(frame.sentence) == frame.start:
            thanks = frame.start
        occasion = next((t for t in told if t.family in _OCCASIONS and t.frame.sentence == frame.sentence), None)
        if telling.family != "message" or thanks is None or occasion is None:
            continue
        thanked_until[frame.sentence] = thanks
        telling.thanked = True
        if telling.day is occasion.day:
            telling.day = telling.days = None
        for side, parties in telling.parties.items():
            services = [p.participant.service for p in parties if p.participant and p.participant.service]
            if len(services) == len(parties):
                telling.parties[side] = [
                    party._replace(participant=service_participant(service, knowledge))
                    for party, service in zip(parties, services, strict=True)
                ]
