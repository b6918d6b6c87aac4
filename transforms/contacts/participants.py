"""Who took part in a contact: the people and services that the text names, each with the words that name it."""

from __future__ import annotations

from schemas.records import Participant
from transforms.contacts.contact import Contact
from transforms.contacts.load import Knowledge
from transforms.contacts.mention import Mention
from transforms.contacts.parties import ONLY_NAMED, Party, service_participant

Named = tuple[Participant, tuple[int, int]]
"""A participant and the words that name it."""


def participants_of(
    contact: Contact,
    mode: str,
    mentions: list[Mention],
    knowledge: Knowledge,
    *,
    absent: frozenset[str | None] = frozenset(),
    voices: frozenset[int] = frozenset(),
) -> list[Named]:
    """All who are named on either side, in the order of the sides; a service only if none of its people is.

    `mode` is that of its report: what was said in a call was said by a man. `mentions` are those among which a side's
    service may be that is not named where the contact is told; services in `absent` the text names for other
    contacts only. `voices` are where those are named whose words the text gives.
    """
    # Who gave information or arranged an exchange was the service, also where its head speaks of it.
    family = mode if mode == "call" else contact.family
    whole = family in {"message", "exchange"}
    found: dict[str, Participant] = {}
    where: dict[str, tuple[int, int]] = {}
    for telling in contact.tellings:
        for side, parties in telling.parties.items():
            if telling.loosely_named(side) and _is_named_elsewhere(contact, side):
                continue
            for party, mention in zip(parties, telling.frame.parties.get(side, []), strict=False):
                person = party.participant
                if person is None or (party.rule == ONLY_NAMED and person.service in absent):
                    continue
                if person.person_id not in found or (found[person.person_id].office is None and person.office):
                    found[person.person_id] = person
                where.setdefault(person.person_id, (mention.start, mention.end))
                says = family == "message" and mention.start < telling.frame.start and not contact.between_people
                says = says and mention.start in voices
                if says and person.service and person.service == mention.service and person.service not in found:
                    # The head of a service says what it was told: both are named.
                    found[person.service] = service_participant(person.service, knowledge)
                    where[person.service] = (mention.start, mention.end)
    people = [person for person in found.values() if person.person_id != person.service]
    served = {person.service for person in people}
    for person in people:
        service = _served_by_official(person, mentions, knowledge)
        if service is not None and service[0].person_id not in found:
            found[service[0].person_id], where[service[0].person_id] = service
            served.discard(person.service)
    kept = [p for p in found.values() if p.person_id != p.service or p.service not in served or whole]
    if whole:
        kept = _acting(contact, kept)
    for side in knowledge.pair.sides:
        # الأجهزة الروسية, نظرائهم الروس; information goes to a service also where a text says that Moscow was told.
        several = any(m.several for t in contact.tellings for m in t.frame.parties.get(side, []))
        may_be = whole or (not several and any(party.is_service for party in _parties(contact, side)))
        service = _only_service(side, mentions, knowledge) if may_be else None
        if service is not None and not any(person.side == side for person in kept):
            kept.append(service[0])
            where[service[0].person_id] = service[1]
    kept.sort(key=lambda person: (knowledge.pair.sides.index(person.side), person.person_id))
    return [(person, where[person.person_id]) for person in kept]


def _served_by_official(person: Participant, mentions: list[Mention], knowledge: Knowledge) -> Named | None:
    """The service whose officer somebody below its heads is, if the text names it: he is not its voice."""
    office = next((o for o, _ in knowledge.tenures.get(person.person_id, ()) if o.service == person.service), None)
    if office is None or not office.several or office.rank != "official" or person.service is None:
        return None
    mention = next((m for m in mentions if m.service == person.service), None)
    return (service_participant(person.service, knowledge), (mention.start, mention.end)) if mention else None


def _is_named_elsewhere(contact: Contact, side: str) -> bool:
    """Whether another telling names who somebody's counterpart was."""
    return any(telling.people(side) and not telling.loosely_named(side) for telling in contact.tellings)


def _parties(contact: Contact, side: str | None = None) -> list[Party]:
    return [
        party
        for telling in contact.tellings
        for its_side, parties in telling.parties.items()
        for party in parties
        if side in {None, its_side}
    ]


def _acting(contact: Contact, people: list[Participant]) -> list[Participant]:
    """Without leaders who thank for a tip or greet those exchanged: they are no parties to it."""
    acting = {party.side for party in _parties(contact) if party.is_service}
    addressed = {
        mention.person
        for telling in contact.tellings
        for mentions in telling.frame.parties.values()
        for mention in mentions
        if mention.start >= telling.frame.end and telling.frame.relation.kind == "verb"
    }
    return [p for p in people if p.service is not None or (p.side not in acting and p.person_id in addressed)]


def _only_service(side: str, mentions: list[Mention], knowledge: Knowledge) -> Named | None:
    """The service of a side that is named, by itself or by its head, if one is and no other."""
    named = {m.service: m for m in reversed(mentions) if m.service and knowledge.services[m.service].side == side}
    if len(named) != 1:
        return None
    [(service_id, mention)] = named.items()
    return service_participant(service_id, knowledge), (mention.start, mention.end)
