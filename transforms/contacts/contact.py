"""A contact and its tellings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from transforms.contacts.days import Day
from transforms.contacts.mention import Mention
from transforms.contacts.parties import Party
from transforms.contacts.scene import Frame

_FAMILY: Final = {
    "call": "call",
    "meeting": "meeting",
    "visit": "meeting",
    "message": "message",
    "exchange": "exchange",
    "talk": "talk",
}


_ORDER: Final = ("exchange", "call", "meeting", "message", "talk")


@dataclass(slots=True)
class Telling:
    """A telling with everything read about it."""

    frame: Frame
    parties: dict[str, list[Party]]
    day: Day | None
    place: Mention | None
    ordinal: str | None
    recounted: bool
    """Told as something that happened before the news."""
    days: tuple[dt.date, dt.date] | None = None
    earlier: bool = False
    """It is named as one before that of which the text tells: الاتصال السابق."""
    aside: bool = False
    """Told in a clause that only says when the news was: حين سافر إلى موسكو."""
    elaborates: bool = False
    """Its sentence says more of what the one before tells: فقد راسل الجهاز المكتب."""
    thanked: bool = False
    """A tip for which the sentence says that thanks were given in another contact."""
    alike: bool = False
    """It says that what was sent was like what another contact was about: معلومات مماثلة."""
    occasion: bool = False
    """It names the call or meeting in which what was just told of was said."""
    names_it: bool = False
    """It names the contact with the article: the call, the meeting."""
    attended: bool = False
    """It says who else was at the contact just told: وحضر اللقاء بورتنيكوف."""

    @property
    def family(self) -> str:
        """The mode, with meetings and visits taken as one."""
        return _FAMILY[self.frame.mode]

    @property
    def leaves(self) -> bool:
        """Whether it tells of the end of a visit."""
        return getattr(self.frame.relation.entry, "leaves", False)

    def loosely_named(self, side: str) -> bool:
        """Whether those of a side are only called somebody's counterpart, or the head of its intelligence."""
        found = self.frame.parties.get(side, [])
        return bool(found) and all(m.kind == "counterpart" and not m.person for m in found)

    def named_by_office(self, side: str) -> bool:
        """Whether those of a side are called heads of their service, without a name."""
        found = self.frame.parties.get(side, [])
        return bool(found) and all(m.kind == "head" and not m.person for m in found)

    def people(self, side: str) -> set[str]:
        """Ids of the people and services of a side."""
        return {party.participant.person_id for party in self.parties.get(side, ()) if party.participant}


@dataclass(slots=True)
class Contact:
    """Tellings of the same contact."""

    tellings: list[Telling] = field(default_factory=list)
    additions: list[Telling] = field(default_factory=list)
    """Tellings that name not both sides but speak of this contact."""
    reads_like: tuple[str, float] = ("", 0.0)
    """What kind of contact the second reader takes it for, and how clearly (`resemblance.Judgement.lead`)."""

    @property
    def family(self) -> str:
        """The mode of its tellings; `talk` if none says more."""
        families = {telling.family for telling in self.tellings}
        found = next(family for family in _ORDER if family in families)
        if found == "talk" or (found == "message" and self.between_people):
            # He warned him; "the meeting" or "the call" beside it says on what occasion.
            sentences = {telling.frame.sentence for telling in self.tellings}
            beside = {
                t.family
                for t in self.additions
                if (t.frame.line == "head" or any(0 <= t.frame.sentence - s <= 1 for s in sentences))
                and not getattr(t.frame.relation.entry, "weak", False)
            }
            found = next((family for family in ("call", "meeting") if family in beside), found)
        return found

    @property
    def is_recounted(self) -> bool:
        """Whether it is told as something earlier than the news."""
        return all(t.recounted for t in self.tellings) or any(t.recounted and t.days for t in self.tellings)

    @property
    def between_people(self) -> bool:
        """Whether somebody is named on either side: services send messages, people meet and call."""
        named = {
            party.side
            for telling in self.tellings
            for parties in telling.parties.values()
            for party in parties
            if party.participant and party.participant.person_id != party.participant.service
        }
        return len(named) == 2 and any(
            party.participant and party.participant.office and party.is_service
            for telling in self.tellings
            for parties in telling.parties.values()
            for party in parties
        )

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The narrowest days of its tellings."""
        known = [t.days for t in self.tellings if t.days] or [t.days for t in self.dated_additions if t.days]
        return min(known, key=lambda days: (days[1] - days[0], days[0])) if known else None

    @property
    def dated_additions(self) -> list[Telling]:
        """Additions that can say on which days it was."""
        dated = [t for t in self.additions if t.days]
        return [t for t in dated if t.names_it] or [t for t in dated if self._says_it_again(t)]

    def _says_it_again(self, addition: Telling) -> bool:
        """تنبيه أمريكي: سلم الملحق الثلاثاء إلى الجهاز معلومات: a verb that tells of one side what the noun names."""
        relation, here = addition.frame.relation, {t.frame.sentence for t in self.tellings}
        told = relation.kind == "verb" and addition.family == "message" and addition.frame.sentence in here
        return told and bool(addition.frame.parties)

    @property
    def ordinal(self) -> str | None:
        """First, second or again, if a telling says so."""
        return next((t.ordinal for t in (*self.tellings, *self.additions) if t.ordinal), None)

    @property
    def usual_family(self) -> str:
        """What talks are if nothing says how they were held."""
        return (
            "call"
            if any(t.frame.relation.entry.usually == "call" for t in self.tellings if t.family == "talk")
            else "meeting"
        )

    def people(self, side: str) -> set[str]:
        """Ids of the people and services of a side."""
        return set().union(*(telling.people(side) for telling in self.tellings))

    def parties_by_side(self) -> set[str]:
        """The sides of which somebody is named."""
        return {side for telling in self.tellings for side in telling.parties}

    @property
    def hosts(self) -> set[str]:
        """The states to which its visits led."""
        return {t.place.side for t in self.tellings if t.frame.mode == "visit" and t.place}

    @property
    def mentions(self) -> list[Mention]:
        """The parties as its tellings mention them."""
        return [m for telling in self.tellings for found in telling.frame.parties.values() for m in found]

    @property
    def last_sentence(self) -> int:
        """The last sentence that tells of it."""
        return max(t.frame.sentence for t in (*self.tellings, *self.additions))
