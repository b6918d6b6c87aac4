"""Who the mentioned are as of a day: person, office, service; whether they are party for a service or for the state."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final, NamedTuple

from schemas.records import Participant
from transforms.contacts import records
from transforms.contacts.load import Knowledge
from transforms.contacts.mention import Mention

ONLY_NAMED: Final = "the one service of its side that the text names"
Days = tuple[dt.date, dt.date]


class Party(NamedTuple):
    """A mention as of a day. `participant` is null where the text names neither a person nor a particular service."""

    side: str
    participant: Participant | None
    is_service: bool
    rule: str


class PartyReader:
    """Resolves the mentions of one document."""

    def __init__(self, knowledge: Knowledge, mentions: list[Mention]) -> None:
        self.knowledge = knowledge
        self._said: dict[str, set[str]] = {}
        """Services whose office the text gives a person."""
        self._former: set[str] = set()
        named: set[str] = set()
        for mention in mentions:
            if mention.person and mention.service and not mention.former:
                self._said.setdefault(mention.person, set()).add(mention.service)
            elif mention.person and mention.intelligence:
                self._said.setdefault(mention.person, set())
            if mention.person and mention.former:
                self._former.add(mention.person)
            if mention.service:
                named.add(mention.service)
        self._named_services = named
        starts = Counter(mention.start for mention in mentions if mention.kind == "head")
        self._of_both = frozenset(start for start, count in starts.items() if count > 1)
        """Where one title names the heads of both sides: رئيسا الاستخبارات الأمريكية والروسية, those usually meant."""

    def party(self, mention: Mention, days: Days | None, *, dated: bool = True) -> Party | None:
        """Who a mention is on those days; null for somebody without an office then, who is no party.

        `dated` says that the text dates the contact; without it `days` is the day of publication, before which the
        contact was.
        """
        if mention.side not in self.knowledge.sides:
            return None
        if mention.person:
            return self._in_other_office(mention, mention.person) or self._person(mention, mention.person, days, dated)
        if mention.kind == "head" and mention.office:
            if mention.former:
                return None
            return self._head(mention, self._usual_office(mention), days)
        if mention.kind == "office" and mention.office:
            if mention.former:
                return None
            return self._leader(mention.office, days)
        if mention.kind == "office" and not mention.former:
            return Party(mention.side, None, False, "an office, held by nobody known")
        if mention.kind in {"service", "deputy", "official"} and mention.service:
            if mention.kind != "service" and mention.former:
                return None
            return self._service(mention.service, mention.kind)
        only = None if mention.several else self._only_service(mention.side)
        if only is not None and not mention.former and mention.kind in {"generic", "official"}:
            # جهاز الأمن الاتحادي ... وصل أجهزة الأمن الروسية: the one service that the text names of that side.
            return self._service(only, ONLY_NAMED)._replace(rule=ONLY_NAMED)
        if mention.kind in {"generic", "official", "head", "deputy"}:
            return (
                None
                if mention.former
                else Party(mention.side, None, True, "intelligence of the side, service not named")
            )
        if mention.kind in {"state", "counterpart", "place"}:
            return Party(mention.side, None, False, "the state")
        return None

    def _in_other_office(self, mention: Mention, person: str) -> Party | None:
        """Who the text says held an office of no service then: حين كان سفيرا, وزير الخارجية بومبيو."""
        if mention.elsewhere:
            return Party(mention.side, None, False, "another office, as the text says")
        said = self.knowledge.offices.get(mention.office or "")
        if said is None or said.service is not None or mention.former:
            return None
        if all(office.id != said.id for office, _ in self.knowledge.tenures.get(person, ())):
            return None
        return Party(mention.side, self._participant(person, said), False, "office as the text gives it")

    def counterpart(self, mention: Mention, other: Party, days: Days | None, *, one: bool = True) -> Party:
        """Whom نظيره means, given who the other party is; of several (not `one`) it is nobody in particular."""
        unknown = Party(mention.side, None, other.is_service, "counterpart, not resolved")
        office = self.knowledge.offices.get(other.participant.office or "") if other.participant else None
        if not one or office is None or mention.side not in office.counterpart:
            return unknown
        counterpart = office.counterpart[mention.side]
        if counterpart not in self.knowledge.offices:
            return unknown
        record = self.knowledge.offices[counterpart]
        holder = self._holder(counterpart, days) or self._only_holder_during(counterpart, other)
        if holder is None:
            return unknown
        return Party(
            mention.side, self._participant(holder, record), record.service is not None, f"counterpart: {counterpart}"
        )

    def name_heads(self, resolved: dict[str, list[Party]], mentions: dict[str, list[Mention]]) -> None:
        """هاتف راتكليف مدير الاستخبارات الروسية, in a text without a day: who was that in the other's time."""
        for side, found in mentions.items():
            others = resolved.get(self.knowledge.other_side(side), [])
            for at, mention in enumerate(found):
                if len(others) == 1 and resolved[side][at].rule.startswith("head of"):
                    resolved[side][at] = self.head_beside(mention, others[0]) or resolved[side][at]

    def head_beside(self, mention: Mention, other: Party) -> Party | None:
        """Who an office of a service means where the text has no day: its one holder while the other held his."""
        if mention.kind != "head" or not mention.office or mention.former:
            return None
        office_id = self._usual_office(mention)
        holder = self._only_holder_during(office_id, other)
        return self._holds(holder, office_id) if holder is not None else None

    # ---------------------------------------------------------------------------------------------

    def _person(self, mention: Mention, person_id: str, days: Days | None, dated: bool) -> Party | None:
        said = self._said.get(person_id)
        tenures = self.knowledge.tenures.get(person_id, [])
        if days is not None:
            tenures = self.knowledge.tenures_on(person_id, *days)
            if not tenures:
                # The text's word against the files: an office it gives him now, though not a former one.
                former = person_id in self._former or (dated and self._had_left(person_id, said or set(), days))
                if said and not former and mention.kind != "foreign":
                    return self._as_said(mention, person_id, said)
                return None if dated else self._last_served(mention, person_id, days)
            serving = [office for office, _ in tenures if office.service]
            if serving and said:
                serving = [office for office in serving if office.service in said] or serving
            office = serving[0] if serving else tenures[-1][0]
            return Party(
                mention.side, self._participant(person_id, office), office.service is not None, f"held {office.id} then"
            )
        serving = self._served(tenures)
        if said is not None:
            if said:
                return self._as_said(mention, person_id, said)
            if serving:
                return Party(
                    mention.side,
                    self._participant(person_id, serving[-1]),
                    True,
                    "intelligence office given in the text",
                )
        if mention.former:
            if not serving:
                return None
            return Party(mention.side, self._participant(person_id, serving[-1]), True, "intelligence office once held")
        if serving and tenures and max(tenures, key=lambda item: item[1].since)[0].service:
            return Party(mention.side, self._participant(person_id, serving[-1]), True, "only intelligence office")
        if tenures:
            office = tenures[-1][0]
            return Party(
                mention.side,
                self._participant(person_id, office),
                office.service is not None,
                "last office, day unknown",
            )
        return None

    def _served(self, tenures: list[tuple[records.Office, records.Holder]]) -> list[records.Office]:
        """His offices of services, the last one last; of several only those of services that the text names, if any."""
        offices = [office for office, holder in sorted(tenures, key=lambda item: item[1].since) if office.service]
        return [office for office in offices if office.service in self._named_services] or offices

    def _last_served(self, mention: Mention, person_id: str, days: Days) -> Party | None:
        """What somebody was when a contact took place that is told of later, after he left."""
        past = [
            office
            for office, holder in self.knowledge.tenures.get(person_id, [])
            if office.service and holder.to < days[0] and (days[0] - holder.to).days < _REMEMBERED
        ]
        if not past:
            return None
        ended = max(holder.to for office, holder in self.knowledge.tenures[person_id] if office in past)
        if person_id not in self._former | self._said.keys() and (days[0] - ended).days > _JUST_LEFT:
            return None
        return Party(mention.side, self._participant(person_id, past[-1]), True, f"held {past[-1].id} before")

    def _had_left(self, person_id: str, said: set[str], days: Days) -> bool:
        """عندما كان فلين مديرا للوكالة ... مكالماته في ديسمبر: of a day long after his time there by the files."""
        ended = [holder.to for office, holder in self.knowledge.tenures.get(person_id, ()) if office.service in said]
        return bool(ended) and (days[0] - max(ended)).days > _JUST_LEFT

    def _as_said(self, mention: Mention, person_id: str, said: set[str]) -> Party:
        service = self.knowledge.services[min(said)]
        office = self.knowledge.offices.get(service.head)
        return Party(
            mention.side, self._participant(person_id, office, service.id), True, "office as the text gives it"
        )

    def _usual_office(self, mention: Mention) -> str:
        """The office that "the head of X's intelligence" means: of the one service of that side that the text names."""
        office = mention.office or ""
        if mention.service or not mention.intelligence or mention.start in self._of_both:
            return office
        only = self._only_service(mention.side)
        return self.knowledge.services[only].head if only is not None else office

    def _only_service(self, side: str) -> str | None:
        """The service of a side that the text names, if it is one."""
        named = [name for name in sorted(self._named_services) if self.knowledge.services[name].side == side]
        return named[0] if len(named) == 1 else None

    def _head(self, mention: Mention, office_id: str, days: Days | None) -> Party:
        office = self.knowledge.offices[office_id]
        holder = self._holder(office_id, days)
        if holder is None:
            service = mention.service or office.service
            return self._service(service or "", "head")
        return self._holds(holder, office_id)

    def _holds(self, person_id: str, office_id: str) -> Party:
        office = self.knowledge.offices[office_id]
        return Party(office.side, self._participant(person_id, office), True, f"holder of {office_id} then")

    def _leader(self, office_id: str, days: Days | None) -> Party:
        office = self.knowledge.offices[office_id]
        holder = self._holder(office_id, days)
        if holder is None:
            return Party(office.side, None, False, f"{office_id}, holder not known")
        return Party(
            office.side, self._participant(holder, office), office.service is not None, f"holder of {office_id} then"
        )

    def _holder(self, office_id: str, days: Days | None) -> str | None:
        if self.knowledge.offices[office_id].several:
            return None
        if days is None:
            holders = {holder.person for holder in self.knowledge.offices[office_id].holders}
            return holders.pop() if len(holders) == 1 else None
        return self.knowledge.holder(office_id, days[1]) or self.knowledge.holder(office_id, days[0])

    def _only_holder_during(self, office_id: str, other: Party) -> str | None:
        """Who held an office all the time that the other party held his: no day is needed then."""
        if other.participant is None or self.knowledge.offices[office_id].several:
            return None
        theirs = [
            holder
            for office, holder in self.knowledge.tenures.get(other.participant.person_id, ())
            if office.id == other.participant.office
        ]
        if len(theirs) != 1:
            return None
        first, last = theirs[0].since, theirs[0].to
        holders = {
            holder.person
            for holder in self.knowledge.offices[office_id].holders
            if holder.since <= last and holder.to >= first
        }
        return holders.pop() if len(holders) == 1 else None

    def _service(self, service_id: str, kind: str) -> Party:
        participant = service_participant(service_id, self.knowledge)
        return Party(participant.side, participant, True, f"{kind} of {service_id}")

    def _participant(self, person_id: str, office: records.Office | None, service: str | None = None) -> Participant:
        person = self.knowledge.people[person_id]
        return Participant(
            person_id=person.id,
            name=person.name,
            office=office.id if office else None,
            service=(office.service if office else None) or service,
            side=person.side,
        )


def service_participant(service_id: str, knowledge: Knowledge) -> Participant:
    """A service that acts without a named person."""
    service = knowledge.services[service_id]
    return Participant(person_id=service.id, name=service.name, service=service.id, side=service.side)


_JUST_LEFT: Final = 400
"""Days after leaving in which an undated contact is one of his time in office though the text gives him no title."""
_REMEMBERED: Final = 4000
"""Days after which an undated contact of a former head is not taken for one of his time in office."""
