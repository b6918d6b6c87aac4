"""Who is mentioned: people, heads and officials of services, services, leaders and states, joined from their parts."""

from __future__ import annotations

from typing import Final

from transforms.contacts.mention import Mention
from transforms.contacts.offices import OfficeReader
from transforms.contacts.officials import OfficialReader
from transforms.contacts.people import PeopleReader
from transforms.contacts.wordlists import Entity

_PARTICLES: Final = frozenset(("و", "ب", "ل", "ك", "وب", "ول"))
_LATTER: Final = 4
"""Mentions back to which "the latter" points, and "the man"."""
_MAN: Final = 9
_STANDING_FOR: Final = frozenset(("عن", "من", "ممثلا"))
_WHO: Final = frozenset(("الذي", "التي"))
_HEADS: Final = frozenset(("يراس", "تراس", "يتراس", "تتراس", "يقود", "تقود", "يدير", "تدير", "يتزعم", "تتزعم"))
_JOINING_GAP: Final = frozenset(' ,"()-:«»“”')


class MentionReader(PeopleReader, OfficeReader, OfficialReader):
    """Reads the mentions of one document."""

    def mentions(self) -> list[Mention]:
        """All mentions in the order of the text."""
        index = 0
        while index < len(self.hits):
            index = self._read(index)
        self._drop_doubtful_people()
        self._take_particles()
        return self._with_appositions()

    def _take_particles(self) -> None:
        """A conjunction or preposition set apart by quotation marks or brackets: و«ناريشكين», بـ"بيرنز"."""
        for mention in self.found:
            before = mention.start - 1
            apart = before >= 0 and not mention.clitics and self.document.tokens[before] in _PARTICLES
            if apart and set(self.document.gap(mention.start)) <= set('"( '):
                mention.clitics = self.document.tokens[before]

    def _read(self, index: int) -> int:
        """Reads what begins at hit `index`; the next hit to read."""
        kinds = self._kinds(index)
        if "person" in kinds:
            return self._person(index)
        other = self._of_third_state(index, kinds)
        if other is not None:
            return other
        if "title" in kinds and "leaders_of_two" not in kinds:
            return self._title(index, kinds["title"])
        for kind in ("heads", "deputies", "heads_of_two", "heads_of_several"):
            if kind in kinds and "leaders_of_two" not in kinds:
                return self._officials_or_head(index, kind)
        if {"service", "generic", "intelligence"} & kinds.keys() and "leaders_of_two" not in kinds:
            return self._service(index, index, "heads" if self._is_second_of_heads(index) else None)
        if "officials" in kinds:
            return self._official(index)
        if "counterparts" in kinds:
            return self._counterpart(index)
        self._read_single(index, kinds)
        return index + 1

    def _is_second_of_heads(self, index: int) -> bool:
        """مديرا الاستخبارات الخارجية الروسية والمخابرات المركزية: the second one's head is meant too."""
        hit = self.hits[index]
        joined = index == self._second_of_heads and hit.clitics.startswith("و")
        return joined and self._adjoins(index, self.hits[index - 1].end)

    def _officials_or_head(self, index: int, kind: str) -> int:
        """A title word that heads no service may still speak of officials: قيادة روسيا."""
        following = self._head(index, kind)
        if following == index + 1 and "officials" in self._kinds(index):
            return self._official(index)
        return following

    def _read_single(self, index: int, kinds: dict[str, Entity]) -> None:
        """Reads what is a mention by itself."""
        if "leaders_of_two" in kinds:
            self._add(index, index, "leaders", "")
        elif "its_head" in kinds and self.last_service:
            self._its_head(index)
        elif "the_latter" in kinds:
            self._read_the_latter(index)
        elif "own_country" in kinds:
            side = self._last_side(index)
            if side:
                self._add(index, index, "state", side, weak=True)
        elif not self._read_the_service(index, kinds):
            self._read_state(index, kinds)

    def _read_the_latter(self, index: int) -> None:
        before = self.document.tokens[self.hits[index].start - 1] if self.hits[index].start else ""
        man = self.document.tokens[self.hits[index].start].lstrip("وبل").startswith(("رجل", "الرجل"))
        named = next(
            (
                m
                for m in reversed(self.found[-_MAN if man else -_LATTER :])
                if m.person and not m.former and (not man or self._served(m))
            ),
            None,
        )
        if named is not None and not before.startswith(("ال", "وال", "بال")):  # الملف الأخير is the last file
            self._add(
                index, index, named.kind, named.side, person=named.person, office=named.office, service=named.service
            )

    def _served(self, mention: Mention) -> bool:
        return any(office.service for office, _ in self.knowledge.tenures.get(mention.person or "", ()))

    def _read_the_service(self, index: int, kinds: dict[str, Entity]) -> bool:
        if "the_service" in kinds and self.last_service is None:
            self._take_service_of_last_person()
        if "the_service" in kinds and self.last_service and self._is_definite(self.hits[index]):
            service = self._service_said_before(index)
            self._add(index, index, "service", service.side, service=service.id).weak = True
            return True
        return False

    def _read_state(self, index: int, kinds: dict[str, Entity]) -> None:
        if "people" in kinds:
            side = kinds["people"].side
            kind = "state" if side in self.knowledge.sides else "foreign"
            self._add(index, index, kind, side, weak=kind == "state")
        elif "seat" in kinds or "country" in kinds or "place" in kinds:
            entity = kinds.get("seat") or kinds.get("country") or kinds["place"]
            place = kinds.get("place")
            kind = "state" if entity.side in self.knowledge.sides else "foreign"
            self._add(index, index, kind, entity.side, weak=True, place=place.id if place else None)
            if "seat" not in kinds and "country" not in kinds:
                self.found[-1].kind = "place"

    def _with_appositions(self) -> list[Mention]:
        joined: list[Mention] = []
        for mention in self.found:
            previous = joined[-1] if joined else None
            if previous and self._is_apposition(previous, mention):
                _join(previous, mention)
            else:
                joined.append(mention)
        return [mention for mention in joined if mention.kind not in {"doubtful"}]

    def _is_apposition(self, first: Mention, second: Mention) -> bool:
        between = second.start - first.end
        if not 0 <= between <= 2 or second.clitics.strip("ال"):
            return False
        gaps = "".join(self.document.gap(at) for at in range(first.end, second.start + 1))
        if set(gaps) - _JOINING_GAP or "\n" in gaps:
            return False
        if between and self._is_for_own_service(first, second):
            return True
        if between > 1:
            return False
        if between and not {"between_title_and_name"} & set(self._kinds_of_word(first.end)):
            return False
        people = [m for m in (first, second) if m.kind in {"person", "doubtful"}]
        titles = [
            m
            for m in (first, second)
            if m.kind in {"head", "deputy", "official", "office", "counterpart", "state", "foreign"} and not (m.person)
        ]
        if len(people) == 1 and len(titles) == 1:
            return self._holds(people[0], titles[0])
        if len(titles) == 2 and first.kind in {"head", "deputy"} and second.kind in {"head", "deputy"}:
            return first.side == second.side and first.service == second.service
        return False

    def _is_for_own_service(self, first: Mention, second: Mention) -> bool:
        """بيرنز عن السي آي إيه, ناريشكين الذي يرأس الجهاز: the service that he stands for."""
        if second.kind != "service" or first.kind not in {"person", "head"}:
            return False
        between = self.document.tokens[first.end : second.start]
        stands_for = len(between) == 1 and between[0] in _STANDING_FOR
        heads = len(between) == 2 and between[0] in _WHO and between[1] in _HEADS
        if not stands_for and not heads:
            return False
        served = {office.service for office, _ in self.knowledge.tenures.get(first.person or "", ())}
        return second.service in served or second.service == first.service

    def _kinds_of_word(self, at: int) -> list[str]:
        hit = self.knowledge.entities.match(self.document.tokens, at)
        return [value.kind for value in hit.values] if hit else []

    def _holds(self, person: Mention, title: Mention) -> bool:
        """Whether a title can be that person's."""
        if (
            person.person is None
            or (title.side and title.side != person.side)
            or (title.weak and title.kind == "state")
        ):
            return False
        if title.kind == "counterpart":
            return True
        if title.kind == "state":
            return True
        tenures = self.knowledge.tenures.get(person.person, [])
        if title.kind == "office":
            return any(office.id == title.office or office.rank in {"leader", "diplomat"} for office, _ in tenures)
        return any(office.service for office, _ in tenures)


def _join(first: Mention, second: Mention) -> None:
    """Makes `first` the mention of both."""
    person = first if first.person else second
    title = second if first.person else first
    first.kind = "person" if person.person else first.kind
    first.side = person.side or title.side
    first.person = person.person
    first.office = title.office or person.office
    first.service = title.service or person.service
    first.former = first.former or second.former
    first.intelligence = first.intelligence or second.intelligence
    first.full = first.full or second.full
    first.weak = False
    first.end = second.end
    first.parts += second.parts
