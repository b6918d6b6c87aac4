"""What a mention of a possible party is, and the hits that it is read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from transforms.contacts.delegations import WITHIN, WORDS, has_among_it, is_delegation, is_headed
from transforms.contacts.document import Document
from transforms.contacts.lexicon import Hit, folded_phrase
from transforms.contacts.wordlists import Entity

_MEN: Final = 4
"""Mentions back to him whose service "his service" is."""


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
    elsewhere: bool = False
    """The text says that he then held an office of no service: حين كان سفيرا."""
    full: bool = False
    """A person's first name stands with the surname."""
    again: bool = False
    """The head of a service that is not named but was said before: رئيس الجهاز."""
    several: bool = False
    """The heads of several services: رؤساء الأجهزة الروسية."""
    place: str | None = None
    parts: list[tuple[int, int]] = field(default_factory=list)
    """Words of each part of a joined mention."""


@lru_cache(maxsize=1 << 13)
def _by_kind(values: tuple[Entity, ...]) -> dict[str, Entity]:
    """What a phrase can stand for by kind, of two of a kind the first one. Remembered, since phrases recur."""
    return {value.kind: value for value in reversed(values)}


class HitReader:
    """The hits of one document and the mentions found so far, for those who read mentions from them."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.hits = document.entity_hits
        self.found: list[Mention] = []
        self.last_service: Entity | None = None
        self._full_names: set[str] = set()
        self._second_of_heads = -1
        """The hit after "the heads of" one service, where another one's may be joined."""
        self._by_kind = [_by_kind(hit.values) for hit in self.hits]
        self._by_noun: dict[str, Entity] = {}
        self._by_usual_noun: dict[str, Entity] = {}

    def _kinds(self, index: int) -> dict[str, Entity]:
        """The entities of hit `index` by kind; of two of a kind the first. Not to be changed."""
        return self._by_kind[index] if 0 <= index < len(self.hits) else {}

    def _service_said_before(self, index: int) -> Entity:
        """Which service الجهاز or الوكالة means: the last one whose name began with that noun."""
        noun = self._noun(self.hits[index])
        if self.last_service is None:
            raise LookupError(noun)
        named = self._by_noun.get(noun) or self._by_usual_noun.get(noun)
        return named or self._service_of_man(index, noun) or self.last_service

    def _service_of_man(self, index: int, noun: str) -> Entity | None:
        """أقر فرادكوف بأنهم يخصون جهازه: his, whose service is called so."""
        if not self.document.tokens[self.hits[index].start].endswith("ه"):
            return None
        for man in reversed(self.found[-_MEN:]):
            service = man.service or self.knowledge.only_service(man.person)
            known = self.knowledge.services.get(service or "")
            if known is not None and man.person and folded_phrase(known.noun) == noun:
                return Entity("service", known.id, known.side)
        return None

    def _remember_service(self, entity: Entity, hit: Hit) -> None:
        """Notes that `hit` names a service, for when it is spoken of again by that noun or its usual one."""
        self.last_service = entity
        self._by_noun[self._noun(hit)] = entity
        service = self.knowledge.services.get(entity.id)
        usual = folded_phrase(service.noun) if service else ""
        if usual:
            self._by_usual_noun[usual] = entity

    def _noun(self, hit: Hit) -> str:
        """The first word of a service's name, without clitics, article and pronoun."""
        word = self.document.tokens[hit.start][len(hit.clitics) :]
        word = word.removeprefix("ال")
        for his in ("ها", "ه"):
            if word.endswith(("ت" + his, "ز" + his, "ب" + his)):
                word = word.removesuffix(his)
                return word[:-1] + "ه" if word.endswith("ت") else word
        return word

    @cached_property
    def _has_delegation(self) -> bool:
        return not WORDS.isdisjoint(self.document.word_set)

    def _side_of_delegation(self, index: int) -> list[str]:
        """وفد روسي يقوده مدير الاستخبارات: whose delegation they head, if several have such a service."""
        services = {value.side for value in self.hits[index].values if value.kind == "service"}
        if not self._has_delegation or (len(services) < 2 and "intelligence" not in self._kinds(index)):
            return []
        start, tokens = self.hits[index].start, self.document.tokens
        for at in range(index - 1, -1, -1):
            hit = self.hits[at]
            if start - hit.end > WITHIN or self.document.sentence_of[hit.start] != self.document.sentence_of[start]:
                break
            adjective = self._kinds(at).get("adjective") or self._accusative(at)
            if adjective is not None:
                own = hit.start > 0 and is_delegation(tokens[hit.start - 1]) and "," not in self.document.gap(hit.start)
                headed = is_headed(tokens, hit.start, start) or has_among_it(tokens, hit.start, start)
                return [adjective.side] if own and headed and adjective.side in self.knowledge.sides else []
        return []

    def _accusative(self, at: int) -> Entity | None:
        """وفدا روسيا: behind an accusative the adjective, though it is written as the country is."""
        start, tokens = self.hits[at].start, self.document.tokens
        behind = start > 0 and is_delegation(tokens[start - 1]) and tokens[start - 1].endswith("ا")
        return self._kinds(at).get("country") if behind and tokens[start].endswith("يا") else None

    def _adjoins(self, index: int, end: int, *, brackets: bool = False) -> bool:
        """Whether hit `index` begins right after word `end - 1`, with nothing but space and quotation marks between."""
        if not 0 <= index < len(self.hits) or self.hits[index].start != end:
            return False
        gap = self.document.gap(end)
        return all(character in (' "()-:,' if brackets else ' "-') for character in gap) and (
            brackets or gap.count("-") == 0
        )

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
            start,
            end,
            kind,
            side,
            person,
            office,
            service,
            former,
            self.hits[first].clitics,
            intelligence,
            weak,
            place=place,
        )
        mention.parts.append((start, end))
        self.found.append(mention)
        return mention

    def _last_side(self, index: int) -> str:
        """The side that بلاده speaks of: that of the last one mentioned in the sentence, by name or by adjective."""
        owners = self.document.sentence_of
        capital = ""
        hers = self.document.tokens[self.hits[index].start].endswith("ها")
        for at in range(index - 1, -1, -1):
            hit = self.hits[at]
            if owners[hit.start] != owners[self.hits[index].start]:
                break
            side = next((v.side for v in hit.values if v.side and v.kind not in {"place", "seat", "source"}), "")
            city = next((v.side for v in hit.values if v.side and v.kind in {"place", "seat"}), "")
            if city and hers and not side:
                # أوفدت موسكو رئيس استخباراتها, زار أنقرة والتقى رئيس مخابراتها
                return city if city in self.knowledge.sides else ""
            if side:
                return side if side in self.knowledge.sides else ""
            capital = capital or (city if city in self.knowledge.sides else "")
        return self._first_side_before(owners[self.hits[index].start]) or capital

    def _first_side_before(self, sentence: int) -> str:
        """Whom the sentence before speaks of first: of his country a spokesman may speak without naming it."""
        owners = self.document.sentence_of
        for hit in self.hits:
            if owners[hit.start] == sentence - 1:
                side = next((v.side for v in hit.values if v.side and v.kind not in {"place", "source"}), "")
                if side:
                    return side if side in self.knowledge.sides else ""
        return ""
