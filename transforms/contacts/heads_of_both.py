"""The heads of both services as of the day of a contact: آخر مرة جلس فيها رئيسا الجهازين إلى طاولة واحدة."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame

_HEADS: Final = frozenset(("رييسا", "رييسي", "مديرا", "مديري", "قايدا", "قايدي", "رييسين"))
_MODES: Final = frozenset(("call", "meeting", "talk"))


def heads_of_both(document: Document, mentions: list[Mention], frame: Frame) -> dict[str, list[Mention]]:
    """By side the head of the service of it that is named last before a telling of "the heads of both services"."""
    if frame.mode not in _MODES or frame.parties or not frame.continues:
        return {}
    here = (m for m in mentions if m.kind == "both" and frame.left <= m.start < frame.right)
    both = next((m for m in here if document.tokens[m.start].lstrip("وبل") in _HEADS), None)
    if both is None:
        return {}
    found: dict[str, list[Mention]] = {}
    services = document.knowledge.services
    for mention in reversed([m for m in mentions if m.service and m.start < both.start]):
        if mention.side not in found and mention.side in document.knowledge.sides and mention.service in services:
            office = services[mention.service].head
            head = Mention(both.start, both.end, "head", mention.side, office=office, service=mention.service)
            found[mention.side] = [head]
    return found if len(found) == len(document.knowledge.pair.sides) else {}
