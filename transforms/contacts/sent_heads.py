"""Whose the head of intelligence is that a leader sends: أوفد بايدن رئيس الاستخبارات إلى موسكو."""

from __future__ import annotations

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.senders import is_sending


def with_sent_heads(document: Document, mentions: list[Mention]) -> list[Mention]:
    """Gives a head of no side the side of the leader beside him by whom a verb says that he was sent."""
    knowledge = document.knowledge
    for at in range(1, len(mentions)):
        leader, head = mentions[at - 1 : at + 1]
        if head.kind != "head" or head.side or leader.side not in knowledge.sides or not leader.person:
            continue
        beside = head.start - leader.end
        titled = leader.start > 1 and document.tokens[leader.start - 1].startswith("ال")
        verb = leader.end if beside == 1 else leader.start - 1 - titled
        if beside in {0, 1} and verb >= 0 and is_sending(document, verb):
            head.side, head.office = leader.side, knowledge.generic_heads[leader.side]
            head.intelligence, head.weak = True, False
    return mentions
