"""Who is mentioned: people, heads and officials of services, services, leaders and states, joined from their parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.lexicon import Hit, readings
from transforms.contacts.wordlists import Entity


@dataclass(slots=True)
class Mention:
    """A mention of one who can be a party, words `start` up to `end`."""

    start: int
    end: int
    kind: str
    """person, head, deputy, official, service, generic (a side's intelligence), office (leaders, diplomats),
    state (officials, government, country of a side), counterpart, both (the two of them), foreign."""
    side: str = ""
    """Code of the state; empty if it is only known from what was said before."""
    person: str | None = None
    office: str | None = None
    service: str | None = None
    former: bool = False
    clitics: str = ""
    intelligence: bool = False
    """It says that the mentioned are of an intelligence service, though not which."""
    weak: bool = False
    """A country, seat of government or people: a party only where it clearly is one."""
    full: bool = False
    """A person's first name stands with the surname."""
    place: str | None = None
    parts: list[tuple[int, int]] = field(default_factory=list)
    """Words of each part of a joined mention."""


_JOINING_GAP: Final = frozenset(' ,"()-:«»“”')
_NEAR: Final = 5
_MISSING: Final = Hit(-1, -1, (), "")


class MentionReader:
    """Reads the mentions of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.hits = document.entity_hits
        self.found: list[Mention] = []
        self.last_service: Entity | None = None
        self._full_names: set[str] = set()
        self._by_noun: dict[str, Entity] = {}

    def mentions(self) -> list[Mention]:
        """All mentions in the order of the text."""
        index = 0
        while index < len(self.hits):
            index = self._read(index)
        self._drop_doubtful_people()
        return self._with_appositions()

    # --- parts -------------------------------------------------------------------------------------

    def _kinds(self, index: int) -> dict[str, Entity]:
        """The entities of hit `index` by kind; of two of a kind the first."""
        if not 0 <= index < len(self.hits):
            return {}
        found: dict[str, Entity] = {}
        for value in self.hits[index].values:
            found.setdefault(value.kind, value)
        return found

    def _adjoins(self, index: int, end: int, *, brackets: bool = False) -> bool:
        """Whether hit `index` begins right after word `end - 1`, with nothing but space and quotation marks between."""
        if not 0 <= index < len(self.hits) or self.hits[index].start != end:
            return False
        gap = self.document.gap(end)
        return all(character in (' "()-:,' if brackets else ' "-') for character in gap) and (brackets or gap.count("-") == 0)

    def _read(self, index: int) -> int:
        kinds = self._kinds(index)
        if "person" in kinds:
            return self._person(index)
        if "leaders_of_two" in kinds:
            self._add(index, index, "leaders", "")
            return index + 1
        if "title" in kinds:
            return self._title(index, kinds["title"])
        for kind in ("heads", "deputies", "heads_of_two", "heads_of_several"):
            if kind in kinds:
                return self._head(index, kind)
        if "service" in kinds or "generic" in kinds or "intelligence" in kinds:
            return self._service(index, index, None)
        if "officials" in kinds:
            return self._official(index)
        if "counterparts" in kinds:
            return self._counterpart(index)
        if "its_head" in kinds and self.last_service:
            return self._its_head(index)
        if "own_country" in kinds:
            side = self._last_side(index)
            if side:
                self._add(index, index, "state", side, weak=True)
            return index + 1
        if "the_service" in kinds and self.last_service is None:
            self._take_service_of_last_person()
        if "the_service" in kinds and self.last_service and self._is_definite(self.hits[index]):
            service = self._service_said_before(index)
            self._add(index, index, "service", service.side, service=service.id).weak = True
            return index + 1
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
        return index + 1

    def _add(
        self,
        first: int,
        last: int,
        kind: str,
        side: str,
        *,
        person: str | None = None,
        office: str | None = None,
        service: str | None = None,
        former: bool = False,
        intelligence: bool = False,
        weak: bool = False,
        place: str | None = None,
    ) -> Mention:
        start, end = self.hits[first].start, self.hits[last].end
        mention = Mention(
            start, end, kind, side, person, office, service, former, self.hits[first].clitics, intelligence, weak, place=place
        )
        mention.parts.append((start, end))
        self.found.append(mention)
        return mention

    # --- people ------------------------------------------------------------------------------------

    def _person(self, index: int) -> int:
        hit = self.hits[index]
        candidates = [value for value in hit.values if value.kind == "person"]
        start, first_name, clitics = self._first_name(hit)
        if not first_name and self._is_first_name(hit.end - 1) and all(
            self.knowledge.people[c.id].alone == "known" for c in candidates
        ):
            # ألكسندر alone is somebody's first name, not Keith Alexander.
            return index + 1
        named = [c for c in candidates if first_name and first_name in self.knowledge.first_names[c.id]]
        if named:
            chosen, full = named[0], True
        elif first_name:
            # Another first name: somebody else, unless the surname is rare and the name a slip.
            rare = [c for c in candidates if self.knowledge.people[c.id].alone == "yes" and len(self.document.tokens[hit.end - 1]) > _RARE]
            if not rare:
                return index + 1
            chosen, full = rare[0], False
        else:
            full = False
            chosen = next((c for c in candidates if self._named_before(c.id)), None) or next(
                (c for c in candidates if self.knowledge.people[c.id].alone == "yes"), candidates[0]
            )
        side = chosen.side
        kind = "person" if side in self.knowledge.sides else "foreign"
        mention = self._add(index, index, kind, side, person=chosen.id)
        mention.start, mention.full, mention.clitics = start, full, clitics
        if full:
            self._full_names.add(chosen.id)
        mention.parts = [(start, hit.end)]
        return index + 1

    def _first_name(self, hit: Hit) -> tuple[int, str, str]:
        """Where the name begins, the first name before the surname ("" if none), and the clitics."""
        if hit.clitics.strip("ال"):
            return hit.start, "", hit.clitics
        at = hit.start - 1
        tokens = self.document.tokens
        if at >= 1 and len(tokens[at]) <= 3 and tokens[at] not in _FUNCTION_WORDS and self._is_first_name(at - 1):
            at -= 1
        if at < 0 or self.document.gap(hit.start).strip(" .\"'"):
            return hit.start, "", hit.clitics
        for width in (2, 1):
            begin = at - width + 1
            if begin < 0 or (self.found and self.found[-1].end > begin):
                continue
            phrase_tail = tokens[begin + 1 : at + 1]
            for stem in readings(tokens[begin]):
                name = " ".join((stem.text, *phrase_tail))
                if name in self.knowledge.all_first_names:
                    return begin, name, stem.clitics
        return hit.start, "", hit.clitics

    def _is_first_name(self, at: int) -> bool:
        return any(stem.text in self.knowledge.all_first_names for stem in readings(self.document.tokens[at]))

    def _named_before(self, person_id: str) -> bool:
        return person_id in self._full_names

    def _drop_doubtful_people(self) -> None:
        """Surnames that say nothing alone are kept only where the text also gives the full name (or an office)."""
        full = self._full_names
        for mention in self.found:
            if mention.kind in {"person", "foreign"} and mention.person and not mention.full:
                person = self.knowledge.people[mention.person]
                if person.alone == "known" and person.id not in full:
                    mention.kind = "doubtful"

    # --- offices and services ----------------------------------------------------------------------

    def _title(self, index: int, title: Entity) -> int:
        end, last, former = self._past_fillers(index)
        self._add(index, last, "office", title.side, office=title.id, former=former)
        return last + 1

    def _past_fillers(self, index: int) -> tuple[int, int, bool]:
        """The end of a title with what may follow it (new, former), the last hit used, and whether it is a former one."""
        last, former = index, False
        while True:
            kinds = self._kinds(last + 1)
            if not self._adjoins(last + 1, self.hits[last].end) or self.hits[last + 1].clitics.strip("ال"):
                break
            if "former" in kinds:
                former = True
            elif not ("between_title_and_name" in kinds and "heads" not in kinds):
                break
            last += 1
        return self.hits[last].end, last, former

    def _head(self, index: int, kind: str) -> int:
        end, last, former = self._past_fillers(index)
        following = last + 1
        gap_is_small = following < len(self.hits) and 0 <= self.hits[following].start - end <= 1 and self._same_phrase(end, following)
        kinds = self._kinds(following) if gap_is_small else {}
        if {"service", "generic", "intelligence", "the_service"} & kinds.keys():
            return self._service(index, following, kind, former=former)
        adjective = kinds.get("adjective")
        if adjective and kind == "heads" and adjective.side not in self.knowledge.sides:
            self._add(index, following, "foreign", adjective.side)
            return following + 1
        if kind in {"heads_of_several", "heads"} and "officials" in self._kinds(index):
            return self._official(index)
        country = kinds.get("country")
        if country and country.side not in self.knowledge.sides:
            self._add(index, following, "foreign", country.side)
            return following + 1
        return index + 1

    def _same_phrase(self, end: int, following: int) -> bool:
        start = self.hits[following].start
        return all(not set(self.document.gap(at)) - set(' "(«-') for at in range(end, start + 1))

    def _service(self, index: int, at: int, head: str | None, *, former: bool = False) -> int:
        """Reads a service at hit `at`, with the title at hit `index` if there is one."""
        kinds = self._kinds(at)
        hit = self.hits[at]
        last = at
        sides: list[str] = []
        while len(sides) < 3:
            kinds_after = self._kinds(last + 1)
            following = self.hits[last + 1] if last + 1 < len(self.hits) else _MISSING
            adjective = kinds_after.get("adjective") or (kinds_after.get("country") if "intelligence" in kinds or sides else None)
            if adjective is None or not self._close(self.hits[last].end, following):
                break
            particle = following.clitics.replace("ال", "")
            if particle not in {"", "و"} and not (particle == "ل" and adjective.kind == "country"):
                break
            sides.append(adjective.side)
            last += 1
        entity = self._resolved_service(hit, sides, at)
        if entity and entity.kind == "service":
            last = self._past_repetition(last, entity)
        end_former = False
        if "former" in self._kinds(last + 1) and self._adjoins(last + 1, self.hits[last].end):
            end_former = head is not None
            last += 1 if end_former else 0
        former = former or end_former
        own = [side for side in dict.fromkeys(sides) if side in self.knowledge.sides]
        if entity and entity.side in self.knowledge.sides and entity.side not in own:
            own.insert(0, entity.side)
        if head == "heads_of_two" or (len(own) == 2 and (entity is None or entity.kind == "generic")):
            return self._two(index, last, head, own, entity)
        if entity is None:
            if sides and not own:
                self._add(index, last, "foreign", sides[0])
            elif own:
                self._generic(index, last, head, own[0], former)
            elif head in {"heads", "deputies"}:
                mention = self._add(index, last, "head" if head == "heads" else "deputy", "", former=former, intelligence=True)
                mention.weak = True
            return last + 1
        if entity.side not in self.knowledge.sides:
            self._add(index, last, "foreign", entity.side)
            return last + 1
        if entity.kind == "generic":
            self._generic(index, last, head, entity.side, former)
            return last + 1
        self.last_service = entity
        if "the_service" not in kinds:
            self._by_noun[self._noun(hit)] = entity
        if head is None:
            mention = self._add(index, last, "service", entity.side, service=entity.id)
            mention.weak = "the_service" in kinds
            return last + 1
        office = self.knowledge.services[entity.id].head if head in {"heads", "heads_of_two", "heads_of_several"} else None
        kind = "deputy" if head == "deputies" else "head"
        self._add(index, last, kind, entity.side, office=office, service=entity.id, former=former)
        return last + 1

    def _close(self, end: int, following: Hit) -> bool:
        """Whether a hit follows word `end - 1` with at most a closing bracket between."""
        return following.start == end and not set(self.document.gap(end)) - set(' "»)-')

    def _generic(self, index: int, last: int, head: str | None, side: str, former: bool) -> None:
        if head in {"heads", "heads_of_two"}:
            self._add(index, last, "head", side, office=self.knowledge.generic_heads[side], former=former, intelligence=True)
        elif head is not None:
            self._add(index, last, "official", side, intelligence=True, former=former)
        else:
            self._add(index, last, "generic", side, intelligence=True)

    def _two(self, index: int, last: int, head: str | None, own: list[str], entity: Entity | None) -> int:
        """Both sides' heads or services in one phrase: مديرا المخابرات الروسية والأمريكية."""
        if len(own) == 2:
            for side in own:
                self._generic(index, last, head, side, former=False)
            return last + 1
        mention = self._add(index, last, "both", "", intelligence=True)
        mention.weak = True
        if entity and entity.kind == "service" and own:
            # رئيسي وكالة المخابرات المركزية ومدير ...: the other one is named next.
            mention.kind, mention.side, mention.service, mention.weak = "head", own[0], entity.id, False
            mention.office = self.knowledge.services[entity.id].head
            self.last_service = entity
        return last + 1

    def _resolved_service(self, hit: Hit, sides: list[str], index: int) -> Entity | None:
        """Which service the name at hit `index` stands for, given the adjectives after it; null if no particular one."""
        values = [value for value in hit.values if value.kind in {"service", "generic"}]
        side = sides[0] if sides else None
        for sure in ("sure", "usual"):
            for value in values:
                if value.kind != "service" or value.sure != sure:
                    continue
                if side is None or side == value.side or (sure == "sure" and side in self.knowledge.sides):
                    return value
        matching = [value for value in values if side and value.side == side]
        if matching:
            # جهاز الاستخبارات الروسي says no more than الاستخبارات الروسية.
            several = len({value.id for value in values if value.kind == "service"}) > 1
            first = next((value for value in matching if value.kind == "service"), matching[0])
            if several and self._is_bare(hit):
                return None
            return first
        generic = next((value for value in values if value.kind == "generic"), None)
        if generic and (side is None or side == generic.side or side in self.knowledge.sides):
            return generic
        if self.last_service and "the_service" in {value.kind for value in hit.values} and self._is_definite(hit):
            return self._service_said_before(index)
        return None

    def _service_said_before(self, index: int) -> Entity:
        """Which service الجهاز or الوكالة means: the last one whose name began with that noun."""
        noun = self._noun(self.hits[index])
        if self.last_service is None:
            raise LookupError(noun)
        return self._by_noun.get(noun, self.last_service)

    def _take_service_of_last_person(self) -> None:
        """جهازه is that of the man named before, if he served in one only."""
        for mention in reversed(self.found[-_NEAR:]):
            services = {office.service for office, _ in self.knowledge.tenures.get(mention.person or "", ()) if office.service}
            if len(services) == 1:
                service = self.knowledge.services[services.pop() or ""]
                self.last_service = Entity("service", service.id, service.side)
                return

    def _is_definite(self, hit: Hit) -> bool:
        """الوكالة or وكالته, but not وكالة in front of a name."""
        return hit.clitics.endswith("ال") or self.document.tokens[hit.start].endswith(("ته", "تها", "زه", "زها", "به", "بها"))

    def _last_side(self, index: int) -> str:
        """The side that بلاده speaks of: that of the last one mentioned in the sentence, by name or by adjective."""
        owners = self.document.sentence_of
        for at in range(index - 1, -1, -1):
            hit = self.hits[at]
            if owners[hit.start] != owners[self.hits[index].start]:
                break
            side = next((v.side for v in hit.values if v.side and v.kind not in {"place", "seat", "source"}), "")
            if side:
                return side if side in self.knowledge.sides else ""
        return ""

    def _noun(self, hit: Hit) -> str:
        """The first word of a service's name, without clitics, article and pronoun."""
        word = self.document.tokens[hit.start][len(hit.clitics) :]
        word = word.removeprefix("ال")
        return word[:-1] + "ه" if word.endswith("ته") else word[:-1] if word.endswith(("زه", "بها", "به")) else word

    def _is_bare(self, hit: Hit) -> bool:
        return any(value.kind == "intelligence" for value in hit.values)

    def _past_repetition(self, last: int, entity: Entity) -> int:
        """The last hit of a service and its name repeated in brackets: وكالة المخابرات المركزية (سي آي إيه)."""
        following = self._kinds(last + 1).get("service")
        if following and following.id == entity.id and self._adjoins(last + 1, self.hits[last].end, brackets=True):
            return last + 1
        return last

    def _its_head(self, index: int) -> int:
        service = self.last_service
        if service is None:
            return index + 1
        self._add(index, index, "head", service.side, office=self.knowledge.services[service.id].head, service=service.id)
        return index + 1

    # --- officials and counterparts ----------------------------------------------------------------

    def _official(self, index: int) -> int:
        """Officials, a delegation, the authorities: of whom, the adjective or service within a few words says."""
        last = index
        side, service, intelligence = "", None, False
        position = self.hits[index].end
        following = index + 1
        while following < len(self.hits) and self.hits[following].start - position <= 1:
            hit = self.hits[following]
            gaps = "".join(self.document.gap(at) for at in range(position, hit.start + 1))
            if set(gaps) - set(' "') or hit.start - self.hits[index].end > _NEAR or hit.clitics.startswith(("و", "ف", "ب")):
                break
            kinds = self._kinds(following)
            between = self.document.tokens[position : hit.start]
            if between and between[0] not in _OF_WORDS and between[0] not in _RANKS:
                break
            if "intelligence" in kinds and "service" not in kinds:
                intelligence = True
            elif "service" in kinds or "generic" in kinds:
                entity = kinds.get("generic") or kinds["service"]
                if side and entity.side != side:
                    break
                service = entity.id if entity.kind == "service" and entity.sure != "needs_side" else service
                side, intelligence = (entity.side if entity.kind == "generic" or entity.sure != "needs_side" else side), True
            elif "adjective" in kinds or "people" in kinds:
                entity = kinds.get("adjective") or kinds["people"]
                side, last = entity.side, following
                if "former" in self._kinds(following + 1) and self._adjoins(following + 1, hit.end):
                    last = following + 1
                break
            elif ("seat" in kinds or "country" in kinds) and not side:
                side = (kinds.get("seat") or kinds["country"]).side
                last = following
                break
            elif not ("officials" in kinds or "former" in kinds or "between_title_and_name" in kinds):
                break
            last, position = following, hit.end
            following += 1
        if not side:
            return index + 1
        former = any("former" in self._kinds(at) for at in range(index, last + 1))
        meant = self._meant_official(index, last, side) if not service and not intelligence else None
        if meant is not None:
            mention = self._add(index, last, meant.kind, side, person=meant.person, office=meant.office, service=meant.service)
            mention.intelligence = meant.intelligence
            return last + 1
        kind = ("official" if service or intelligence else "state") if side in self.knowledge.sides else "foreign"
        self._add(index, last, kind, side, service=service if kind == "official" else None, intelligence=intelligence, former=former)
        following = self._kinds(last + 1)
        if "adjective" in following and self._adjoins(last + 1, self.hits[last].end) and self.hits[last + 1].clitics == "و":
            # وفدين أمريكي وأوكراني
            other = following["adjective"].side
            if other != side:
                self._add(last + 1, last + 1, "state" if other in self.knowledge.sides else "foreign", other)
                return last + 2
        return last + 1

    def _meant_official(self, index: int, last: int, side: str) -> Mention | None:
        """المسؤول الروسي, الضيف الأميركي: the last one of that side who was named, if he is of a service."""
        word = self.document.tokens[self.hits[index].start].lstrip("وفبل")
        if word not in _THE_OFFICIAL or self.document.tokens[self.hits[last].start][:2] != "ال":
            return None
        for mention in reversed(self.found[-_FEW:]):
            if mention.side == side and mention.kind in {"person", "head"} and not mention.former:
                tenures = self.knowledge.tenures.get(mention.person or "", ())
                if mention.kind == "head" or any(office.service for office, _ in tenures):
                    return mention
        return None

    def _counterpart(self, index: int) -> int:
        hit = self.hits[index]
        kinds = self._kinds(index + 1)
        near = index + 1 < len(self.hits) and self.hits[index + 1].start - hit.end <= 0
        if near and "adjective" in kinds:
            side = kinds["adjective"].side
            kind = "counterpart" if side in self.knowledge.sides else "foreign"
            self._add(index, index + 1, kind, side)
            return index + 2
        if near and "people" in kinds:
            self._add(index, index + 1, "counterpart", kinds["people"].side)
            return index + 2
        self._add(index, index, "counterpart", "")
        return index + 1

    # --- joining -----------------------------------------------------------------------------------

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
        if not 0 <= between <= 1 or second.clitics.strip("ال"):
            return False
        gaps = "".join(self.document.gap(at) for at in range(first.end, second.start + 1))
        if set(gaps) - _JOINING_GAP or "\n" in gaps:
            return False
        if between and not {"between_title_and_name"} & set(self._kinds_of_word(first.end)):
            return False
        people = [m for m in (first, second) if m.kind in {"person", "doubtful"}]
        titles = [m for m in (first, second) if m.kind in {"head", "deputy", "official", "office", "counterpart", "state", "foreign"} and not (m.person)]
        if len(people) == 1 and len(titles) == 1:
            return self._holds(people[0], titles[0])
        if len(titles) == 2 and first.kind in {"head", "deputy"} and second.kind in {"head", "deputy"}:
            return first.side == second.side and first.service == second.service
        return False

    def _kinds_of_word(self, at: int) -> list[str]:
        hit = self.knowledge.entities.match(self.document.tokens, at)
        return [value.kind for value in hit.values] if hit else []

    def _holds(self, person: Mention, title: Mention) -> bool:
        """Whether a title can be that person's."""
        if person.person is None or (title.side and title.side != person.side) or title.weak and title.kind == "state":
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


_RARE: Final = 6
_FEW: Final = 14
_THE_OFFICIAL: Final = frozenset(("المسوول", "مسوول", "لمسوول", "الضيف", "ضيف", "الزاير", "المسيول"))
_OF_WORDS: Final = frozenset(("في", "من", "لدي", "ب", "عن", "باسم"))
_RANKS: Final = frozenset(("كبير", "كبار", "رفيع", "رفيعي", "بارز", "بارزين", "رفيعين", "كبيرين", "اخر", "اخرين", "امني", "امنيين", "حكومي", "حكوميين", "سابق", "المستوي", "عسكريين", "عسكري", "رسميين", "رسمي", "خاص"))
_FUNCTION_WORDS: Final = frozenset(("في", "من", "عن", "مع", "ان", "او", "ما", "قد", "هو", "هي", "كل", "بعد", "قبل", "الي", "علي", "لم", "لن", "لا", "ثم", "بين"))
