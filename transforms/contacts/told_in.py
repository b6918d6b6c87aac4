"""The sentences in which a contact is told of."""

from __future__ import annotations

from collections.abc import Iterable

from transforms.contacts.contact import Contact
from transforms.contacts.document import Document


def sentences_of(contact: Contact, others: Iterable[Contact] = ()) -> list[int]:
    """Those that tell of a contact, or add to it and tell of none of the others."""
    return sorted(told_in(contact) | ({t.frame.sentence for t in contact.additions} - told_of(others)))


def told_in(contact: Contact) -> set[int]:
    """The sentences that tell of a contact."""
    return {t.frame.sentence for t in contact.tellings}


def told_of(contacts: Iterable[Contact]) -> set[int]:
    """The sentences that tell of any of these."""
    return {sentence for contact in contacts for sentence in told_in(contact)}


def with_next(sentences: list[int], document: Document, apart: set[int]) -> list[int]:
    """The sentences, and those right behind them but for those `apart`, which tell of others."""
    last = len(document.sentences) - 1
    following = {min(last, sentence + 1) for sentence in sentences} - apart
    return sorted(following.union(sentences))
