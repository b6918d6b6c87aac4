"""Officials, delegations, authorities and counterparts, told apart by the adjective or service near them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from transforms.contacts.delegations import is_delegation
from transforms.contacts.mention import HitReader, Mention
from transforms.contacts.wordlists import Entity

_NEAR: Final = 5
_RANK_AND_PARTICLE: Final = 2
"""Words that may stand between two parts of who officials are."""
_FEW: Final = 14
"""Mentions back to which "the Russian official" can point."""
_THE_OFFICIAL: Final = frozenset(["المسوول", "مسوول", "لمسوول", "الضيف", "ضيف", "الزاير", "المسيول"])
_OF_INTELLIGENCE: Final = ("استخبار", "مخابرات")
"""Beginnings of adjectives that say of whom officials are: مسؤول استخباري روسي."""
_OF_WORDS: Final = frozenset(["في", "من", "لدي", "ب", "عن", "باسم"])


@dataclass(slots=True)
class _Official:
    """What is known of officials while the words after them are read."""

    last: int
    side: str = ""
    service: str | None = None
    intelligence: bool = False
    shared: tuple[Entity, ...] = ()
    """Services of several states that share the name given: الاستخبارات العسكرية."""

_TRADE: Final = 2
"""Words of what officials are experts in."""
_PART_OF: Final = frozenset(("تابع", "تابعه", "تابعين", "تابعون", "تابعان"))
_UNIONS: Final = frozenset(("دول", "بلدان", "منظمه", "رابطه"))
_RANKED: Final = frozenset(("اول", "اخر", "ارفع", "اعلي", "اكبر", "ابرز"))
_HE_IS: Final = frozenset(("انه", "انها", "هو", "هي", "لانه"))


class OfficialReader(HitReader):
    """Reads officials."""

    def _official(self, index: int) -> int:
        """Officials, a delegation, the authorities: of whom, the adjective or service within a few words says."""
        found = _Official(index)
        position, following = self.hits[index].end, index + 1
        while following < len(self.hits) and self._belongs(index, position, following):
            ranks = self.document.tokens[position : self.hits[following].start]
            found.intelligence |= any(word.removeprefix("ال").startswith(_OF_INTELLIGENCE) for word in ranks)
            if not self._take_part(found, following):
                break
            position, following = self.hits[following].end, following + 1
        if not found.side and following > index + 1:
            found.side, found.last = next(iter(self._side_of_delegation(following - 1)), ""), following - 1
        side, last = found.side, found.last
        if not side:
            return index + 1
        service = found.service or next((value.id for value in found.shared if value.side == side), None)
        former = any("former" in self._kinds(at) for at in range(index, last + 1))
        meant = self._meant_official(index, last, side) if not service and not found.intelligence else None
        if meant is not None:
            mention = self._add(
                index, last, meant.kind, side, person=meant.person, office=meant.office, service=meant.service
            )
            mention.intelligence = meant.intelligence
            return last + 1
        kind = ("official" if service or found.intelligence else "state") if side in self.knowledge.sides else "foreign"
        service = service if kind == "official" else None
        self._add(index, last, kind, side, service=service, intelligence=found.intelligence, former=former)
        return self._second_of_two(found, last)

    def _belongs(self, index: int, position: int, following: int) -> bool:
        """Whether hit `following` still speaks of the officials at hit `index`."""
        hit = self.hits[following]
        if self._are_of_trade(index, position, following):
            return True
        if hit.start - position > _RANK_AND_PARTICLE:
            return False
        ranked = position < hit.start and "ranks" in self.document.cues[position]
        if hit.start - position > 1 + ranked or hit.start - self.hits[index].end > _NEAR:
            return False
        gaps = "".join(self.document.gap(at) for at in range(position, hit.start + 1))
        service = bool({"service", "generic", "the_service"} & self._kinds(following).keys())
        at_service = service and hit.clitics in {"ب", "بال"}
        if set(gaps) - set(' "') or (hit.clitics.startswith(("و", "ف", "ب")) and not at_service):
            return False
        between = self.document.tokens[position : hit.start]
        if between[-1:] == ["في"] and is_delegation(self.document.tokens[self.hits[index].start]):
            # على رأس وفد في واشنطن: where it is, not whose.
            return False
        if "guest" in self.document.cues[self.hits[index].start] and "adjective" not in self._kinds(following):
            # بيرنز ضيف موسكو: her guest, not a man of hers.
            return False
        return all(word in _OF_WORDS for word in between[ranked:])

    def _are_of_trade(self, index: int, position: int, following: int) -> bool:
        """خبراء المتفجرات في المكتب, محققي الطب الشرعي التابعين للمكتب: between them and their service, their trade."""
        hit, tokens = self.hits[following], self.document.tokens
        between = tokens[position : hit.start]
        if not 1 < len(between) <= _TRADE + 1 or hit.start - self.hits[index].end > _NEAR:
            return False
        apart = any(self.document.gap(at) != " " for at in range(position, hit.start))
        if "service" not in self._kinds(following) or apart:
            return False
        in_it = between[-1] in {"في", "لدي"} and not hit.clitics
        of_it = between[-1].removeprefix("ال") in _PART_OF and hit.clitics.startswith("ل")
        said = any(at in self.document.relation_words for at in range(position, hit.start - 1))
        return (in_it or of_it) and between[-2].startswith("ال") and not said

    def _take_part(self, found: _Official, following: int) -> bool:
        """Reads hit `following` into `found`; whether more can follow."""
        kinds = self._kinds(following)
        if "officials" in kinds and found.service and not self.hits[following].clitics:
            # التقى وفد من الوكالة وفدا: another one
            return False
        if "intelligence" in kinds and "service" not in kinds:
            found.intelligence = True
        elif "service" in kinds or "generic" in kinds:
            if not self._take_service(found, following):
                return False
        elif "the_service" in kinds and self.last_service and self._is_definite_service(following):
            service = self._service_said_before(following)
            found.side, found.service, found.intelligence = service.side, service.id, True
        elif self._is_where(found, following):
            return False
        elif "adjective" in kinds or "people" in kinds:
            found.side, found.last = (kinds.get("adjective") or kinds["people"]).side, following
            if "former" in self._kinds(following + 1) and self._adjoins(following + 1, self.hits[following].end):
                found.last = following + 1
            return False
        elif ("seat" in kinds or "country" in kinds) and not found.side:
            found.side, found.last = (kinds.get("seat") or kinds["country"]).side, following
            return False
        elif not {"officials", "former", "between_title_and_name"} & kinds.keys():
            return False
        found.last = following
        return True

    def _take_service(self, found: _Official, following: int) -> bool:
        """Reads hit `following`, the name of a service or of all of a side's; whether it can be theirs."""
        kinds = self._kinds(following)
        entity = kinds.get("generic") or kinds["service"]
        if found.side and entity.side != found.side:
            return False
        found.intelligence = True
        if entity.kind == "generic":
            found.side = entity.side
        elif entity.sure != "needs_side":
            found.side, found.service = entity.side, entity.id
            self._remember_service(entity, self.hits[following])
        elif "intelligence" not in kinds:
            found.shared = tuple(value for value in self.hits[following].values if value.kind == "service")
        return True

    def _is_where(self, found: _Official, following: int) -> bool:
        """ضباط الأمن الفيدرالي في السعودية: the country of another is where they were."""
        before = self.document.tokens[self.hits[following].start - 1]
        named = self._kinds(following).get("country") or self._kinds(following).get("seat")
        return (
            found.intelligence
            and before in {"في", "ب"}
            and named is not None
            and named.side not in self.knowledge.sides
        )

    def _is_definite_service(self, index: int) -> bool:
        """رئيس محطة الوكالة: of the service named before."""
        return self.hits[index].clitics.endswith("ال")

    def _second_of_two(self, found: _Official, last: int) -> int:
        """وفدين أمريكي وأوكراني, ممثلي الاستخبارات الروسية والأمريكية: a second adjective names a second party."""
        if self._is_second_service(found, last):
            return last + 2
        intelligence = found.service is None and found.intelligence
        adjective = self._kinds(last + 1).get("adjective")
        if adjective is None or not self._adjoins(last + 1, self.hits[last].end):
            return last + 1
        own = adjective.side in self.knowledge.sides
        joined = {"و", "وال"} if intelligence and own else {"و"}
        if adjective.side == found.side or self.hits[last + 1].clitics not in joined:
            return last + 1
        kind = ("official" if intelligence else "state") if own else "foreign"
        shared = found.shared if kind == "official" else ()
        service = next((value.id for value in shared if value.side == adjective.side), None)
        self._add(last + 1, last + 1, kind, adjective.side, service=service, intelligence=intelligence and own)
        return last + 2

    def _is_second_service(self, found: _Official, last: int) -> bool:
        """مندوبون عن الوكالة وعن الجهاز: others of the other side's service, the preposition said again."""
        end, service = self.hits[last].end, self._kinds(last + 1).get("service")
        if found.service is None or service is None or not self._adjoins(last + 1, end + 1):
            return False
        again, before = self.document.tokens[end], self.document.tokens[self.hits[last].start - 1]
        joined = again == "و" + before and before in _OF_WORDS and self.document.gap(end) == " "
        if not joined or service.sure == "needs_side" or service.side != self.knowledge.other_side(found.side):
            return False
        mention = self._add(last + 1, last + 1, "official", service.side, service=service.id, intelligence=True)
        mention.start, mention.clitics = end, "و"
        mention.parts = [(mention.start, mention.end)]
        self._remember_service(service, self.hits[last + 1])
        return True

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
        service = self._service_of_colleagues(index)
        if service is not None:
            self._add(index, index + 1, "official", service.side, service=service.id, intelligence=True)
            self.last_service = service
            return index + 2
        if self._is_in_third_state(index):
            self._add(index, index + 1, "foreign", self._kinds(index + 1)["country"].side)
            return index + 2
        others = self._are_of_others(index) or self._are_of_his_hosts(index)
        self._add(index, index, "foreign" if others else "counterpart", "")
        return index + 1

    def _are_of_his_hosts(self, index: int) -> bool:
        """ناريشكين في الجزائر: يبحث مع نظرائه: of the state before the colon, where no other side was named."""
        tokens, at, sides = self.document.tokens, self.hits[index].start, self.knowledge.sides
        first, _ = self.document.sentences[self.document.sentence_of[at]]
        there = next((m for m in reversed(self.found) if m.kind in {"foreign", "place"} and first < m.start < at), None)
        if there is None or "نظرا" not in tokens[at] or there.side in sides:
            return False
        host = tokens[there.start - 1] == "في" and ":" in self.document.gap(there.end)
        return host and len({m.side for m in self.found if m.side in sides}) == 1

    def _service_of_colleagues(self, index: int) -> Entity | None:
        """زملاءه في السي آي إيه: men of the service that is named as theirs; نظيره في الوكالة is its head."""
        word, end = self.document.tokens[self.hits[index].start], self.hits[index].end
        service = self._kinds(index + 1).get("service")
        if service is None or service.sure == "needs_side" or ("زملا" not in word and "نظرا" not in word):
            return None
        between = self.document.tokens[end : self.hits[index + 1].start]
        return service if between in (["في"], ["من"], ["لدي"]) and service.side in self.knowledge.sides else None

    def _is_in_third_state(self, index: int) -> bool:
        """هاتف نظيره في كازاخستان: right behind a counterpart his country, if men of both sides are not yet named."""
        country = self._kinds(index + 1).get("country")
        if country is None or country.side in self.knowledge.sides:
            return False
        if self.document.tokens[self.hits[index].end : self.hits[index + 1].start] not in (["في"], ["لدي"]):
            return False
        return len({m.side for m in self.found if m.person and m.side in self.knowledge.sides}) < 2

    def _are_of_others(self, index: int) -> bool:
        """نظرائه من تحالف العيون الخمس: counterparts who are said to be of somebody that is neither side."""
        at = self.hits[index].end
        tokens = self.document.tokens
        if tokens[at : at + 1] == ["في"] and not _UNIONS.isdisjoint(tokens[at + 1 : at + 2]):
            return True  # نظرائه في دول منظمة شنغهاي
        if at + 1 >= len(tokens) or tokens[at] != "من" or self.document.gap(at) != " ":
            return False
        following = self._kinds(index + 1)
        near = index + 1 < len(self.hits) and self.hits[index + 1].start <= at + _NEAR
        return not near or all(entity.side not in self.knowledge.sides for entity in following.values())

    def _is_said_of_him(self, mention: Mention) -> bool:
        """يباهي بأنه أول مسؤول أميركي يزور المقر, وهو أرفع مسؤول أميركي زارها: what he is who is meant."""
        tokens, first = self.document.tokens, mention.start
        ranked = first > 1 and tokens[first - 1] in _RANKED and mention.kind in {"state", "official"}
        return ranked and not mention.person and tokens[first - 2].lstrip("وفب") in _HE_IS
