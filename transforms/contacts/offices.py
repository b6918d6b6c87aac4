"""Services, their heads, and leaders: title words joined with the services and adjectives around them."""

from __future__ import annotations

from typing import Final

from transforms.contacts.lexicon import Hit
from transforms.contacts.paired_offices import WHICH, PairedOffices
from transforms.contacts.wordlists import Entity

_NEAR: Final = 5
_BRANCHES: Final = (["مكتب"], ["محطه"], ["فرع"], ["مركز"], ["بعثه"])
_NAME_WORDS: Final = 2
_POSTED: Final = {"في": 2, "لدي": 2, "هناك": 1}
"""Words by which a title says where its holder is, and how many it takes to say so."""
_POST: Final = frozenset(("لمنصب", "لتولي", "لشغل"))
_SOUGHT: Final = frozenset(("مرشح", "مرشحه", "مرشحا", "مرشحها", "ترشيح", "ترشيحه", "مرشحين"))
_TITLE_REACH: Final = 5
"""Words from a title to the adjective that says whose it is."""


_PURPOSES: Final = ("لل", "لمكافح", "لشوون", "لحماي", "لمراقب", "لتنظيم", "لضمان", "لاداره")
_OF_SERVICES: Final = ("للاستخبار", "للمخابر", "للامن", "للتحقيق", "للمباحث")
_TWO: Final = ("جهازان", "جهازين", "وكالتان", "وكالتين")
_AT_HOME: Final = (["في", "بلاده"], ["في", "بلادها"], ["في", "بلادنا"], ["في", "بلدنا"])


class OfficeReader(PairedOffices):
    """Reads services and those who head them."""

    def _title(self, index: int, title: Entity) -> int:
        _end, last, former = self._past_fillers(index)
        if title.side in self.knowledge.sides:
            mention = self._add(index, last, "office", title.side, office=title.id, former=former)
            if self._is_of_another(last):
                mention.office = None
        else:
            self._add(index, last, "foreign", title.side)
        return last + 1

    def _is_of_another(self, last: int) -> bool:
        """السفير الروسي في كابول دميتري جيرنوف: behind a title a first name and a surname of nobody known."""
        at, tokens = self.hits[last].end, self.document.tokens
        if at + 1 < len(tokens) and tokens[at] in _POSTED:
            at += _POSTED[tokens[at]]
        if at + 1 >= len(tokens) or tokens[at] not in self.knowledge.all_first_names:
            return False
        return not self.document.gap(at).strip() and not any(
            hit.start <= at + _NAME_WORDS and hit.end > at and "person" in self._kinds(following)
            for following, hit in enumerate(self.hits[last + 1 : last + 4], last + 1)
        )

    def _of_third_state(self, index: int, kinds: dict[str, Entity]) -> int | None:
        """مستشار الأمن القومي الهندي, وزير خارجية مصر: somebody of another state; the next hit to read, or null."""
        if "foreign_titles" not in kinds:
            return None
        start, end = self.hits[index].start, self.hits[index].end
        for following in range(index + 1, min(index + 4, len(self.hits))):
            hit = self.hits[following]
            if hit.start - end > 2 or hit.start - start > _TITLE_REACH or not self._same_phrase(end, following):
                return None
            if hit.clitics.replace("ال", ""):
                return None
            found = self._kinds(following)
            named = found.get("adjective") or found.get("country")
            if named is not None:
                if named.side in self.knowledge.sides:
                    return None
                self._add(index, following, "foreign", named.side)
                return following + 1
            if "person" in found:
                return None
            end = hit.end
        return None

    def _past_fillers(self, index: int) -> tuple[int, int, bool]:
        """The end of a title with what may follow it (new, former), its last hit, and whether it is a former one."""
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
        former = former or self._is_sought(index)
        following = last + 1
        gap_is_small = (
            following < len(self.hits)
            and 0 <= self.hits[following].start - end <= 1
            and self._same_phrase(end, following)
        )
        kinds = self._kinds(following) if gap_is_small else {}
        if kind == "heads_of_two" and gap_is_small and self.hits[following].clitics.startswith("ل"):
            # كان مديرا للمكتب: one man, in the accusative.
            kind = "heads"
        own = "own_intelligence" in kinds and kind in {"heads", "deputies"}
        if own and self._own_service(index, following, kind, former):
            return following + 1
        if {"service", "generic", "intelligence", "the_service"} & kinds.keys():
            if self._is_branch(following):
                # مدير مكتب السي آي إيه in a city heads no service.
                return self._service(index, following + 1, "officials", former=former)
            between = self.document.tokens[end : self.hits[following].start]
            if between in _BRANCHES or (kind == "heads" and between == ["في"]):
                # كبير في المخابرات الروسية is one of hers.
                kind = "officials"
            return self._service(index, following, kind, former=former)
        adjective = kinds.get("adjective")
        if adjective and kind == "heads" and adjective.side not in self.knowledge.sides:
            self._add(index, following, "foreign", adjective.side)
            return following + 1
        country = kinds.get("country")
        if country and country.side not in self.knowledge.sides:
            self._add(index, following, "foreign", country.side)
            return following + 1
        return index + 1

    def _own_by_name(self, index: int) -> bool:
        """استخباراتنا, سلمت موسكو عبر استخباراتها الخارجية: ours, or those that an adjective names."""
        word, end = self.document.tokens[self.hits[index].start], self.hits[index].end
        which = word.endswith("ها") and self.document.tokens[end : end + 1] and self.document.tokens[end] in WHICH
        if not (word.endswith("نا") or (which and self.document.gap(end) == " ")):
            return False
        return self._own_service(index, index, None, False)

    def _is_sought(self, index: int) -> bool:
        """المرشح لمنصب مدير الوكالة: an office that somebody is to have."""
        before = self.document.tokens[max(0, self.hits[index].start - 2) : self.hits[index].start]
        return len(before) > 1 and before[1] in _POST and before[0].removeprefix("ال") in _SOUGHT

    def _own_service(self, index: int, at: int, head: str | None, former: bool) -> bool:
        """مدير استخباراتنا الخارجية, مخابراتها: those of the side spoken of; an adjective says which."""
        side = self._last_side(at)
        if not side:
            return False
        end = self.hits[at].end
        adjective = self.document.tokens[end] if end < len(self.document.tokens) else ""
        named = self.knowledge.entities.match(["الاستخبارات", adjective], 0) if adjective in WHICH else None
        services = [value for value in named.values if value.kind == "service" and value.side == side] if named else []
        if services:
            self._add_service((index, at), at, head, services[0], former)
        else:
            self._generic(index, at, head, side, former)
        if adjective in WHICH:
            mention = self.found[-1]
            mention.end = end + 1
            mention.parts = [(mention.start, mention.end)]
        return True

    def _is_branch(self, index: int) -> bool:
        """مكتب السي آي إيه: an office of a service named next, not a service by itself."""
        hit, kinds = self.hits[index], self._kinds(index + 1)
        if self.document.tokens[hit.start : hit.end] not in _BRANCHES or not {"service", "generic"} & kinds.keys():
            return False
        return self.hits[index + 1].start == hit.end and self._same_phrase(hit.end, index + 1)

    def _same_phrase(self, end: int, following: int) -> bool:
        start = self.hits[following].start
        return all(not set(self.document.gap(at)) - set(' "(«-') for at in range(end, start + 1))

    def _service(self, index: int, at: int, head: str | None, *, former: bool = False) -> int:
        """Reads a service at hit `at`, with the title at hit `index` if there is one."""
        hit = self.hits[at]
        sides, last = self._adjectives(at)
        entity = self._resolved_service(hit, sides, at)
        if entity and entity.kind == "service":
            last = self._past_country(self._past_repetition(last, entity), entity)
        if head is not None and "former" in self._kinds(last + 1) and self._adjoins(last + 1, self.hits[last].end):
            former, last = True, last + 1
        own = [side for side in dict.fromkeys(sides) if side in self.knowledge.sides]
        behind = self.document.tokens[hit.end : hit.end + 2]
        if not sides and entity is None and (behind[:1] == ["لدينا"] or behind in _AT_HOME):
            # مسؤولون أمريكيون: أجهزة الاستخبارات لدينا; بوتين: أجهزة الاستخبارات في بلاده
            own = [side] if (side := self._last_side(at)) else []
        if entity and entity.side in self.knowledge.sides and entity.side not in own:
            own.insert(0, entity.side)
        unnamed = entity is None or entity.kind == "generic"
        if entity is None and own and self._is_for_something(last, at):
            kind = "office" if head and head.startswith("heads") else "state"
            self._add(index, last, kind, own[0], former=former).weak = kind == "state"
            return last + 1
        if entity is None and not sides and not own and self._is_of_both(last, at):
            own = list(self.knowledge.pair.sides)
        if unnamed and head in {"heads_of_two", "heads_of_several"} and len(own) < 2:
            own, last = self._with_capitals(own, last)
        if head == "heads_of_two" or (len(own) == 2 and (entity is None or entity.kind == "generic")):
            return self._two(index, last, head, own, entity)
        if entity is None:
            self._add_unnamed((index, last), head, sides, own, former)
        elif entity.side not in self.knowledge.sides:
            self._add(index, last, "foreign", entity.side)
        elif entity.kind == "generic":
            self._generic(index, last, head, entity.side, former)
        else:
            self._add_service((index, last), at, head, entity, former)
        return last + 1

    def _adjectives(self, at: int) -> tuple[list[str], int]:
        """The states whose adjectives (after bare "intelligence" also names) follow hit `at`, and the last hit."""
        bare = "intelligence" in self._kinds(at)
        sides: list[str] = []
        last = at
        while len(sides) < 3 and last + 1 < len(self.hits):
            kinds, following = self._kinds(last + 1), self.hits[last + 1]
            adjective = kinds.get("adjective") or (kinds.get("country") if bare or sides else None)
            if adjective is None or not self._close(self.hits[last].end, following):
                break
            named = self._kinds(at).get("service") or self._said_again(at)
            if named is not None and "people" in kinds and adjective.side != named.side:
                # زودت السي آي إيه الروس: those of another state who follow a service are its object.
                break
            particle = following.clitics.replace("ال", "")
            whose = named or self._kinds(at).get("generic")
            said = set(sides) if whose is None else {whose.side}
            if said and "country" in kinds and not particle and adjective.side not in said:
                # زار مدير المخابرات الأمريكية روسيا: whose they are was said, and روسيا is no adjective here.
                break
            if particle not in {"", "و"} and not (particle == "ل" and adjective.kind == "country"):
                break
            sides.append(adjective.side)
            last += 1
        return sides or self._side_of_delegation(at), last

    def _said_again(self, at: int) -> Entity | None:
        """الوكالة, of which was told before."""
        again = "the_service" in self._kinds(at) and self._is_definite(self.hits[at])
        return self.last_service if again else None

    def _add_unnamed(
        self, hits: tuple[int, int], head: str | None, sides: list[str], own: list[str], former: bool
    ) -> None:
        """Intelligence that is no particular service: of a side, of another state, or of whom was said before."""
        others = [side for side in sides if side not in own]
        if others and (not own or self.document.tokens[self.hits[hits[0]].start].endswith(_TWO)):
            # الجهازان الروسي والصيني
            self._add(*hits, "foreign", others[0])
        elif own:
            self._generic(*hits, head, own[0], former)
        elif head in {"heads", "deputies", "heads_of_several"}:
            kind = "deputy" if head == "deputies" else "head"
            self._add(*hits, kind, "", former=former, intelligence=True).weak = True

    def _add_service(self, hits: tuple[int, int], at: int, head: str | None, entity: Entity, former: bool) -> None:
        said_again = "the_service" in self._kinds(at)
        if said_again:
            self.last_service = entity
        else:
            self._remember_service(entity, self.hits[at])
        if head is None:
            # استقبله في لانغلي: the house after which a service is called is a place as well.
            place = next((value.id for value in self.hits[at].values if value.kind == "place"), None)
            self._add(*hits, "service", entity.side, service=entity.id, place=place).weak = said_again
            return
        office = self.knowledge.services[entity.id].head if head.startswith("heads") else None
        kind = {"deputies": "deputy", "officials": "official"}.get(head, "head")
        self._add(*hits, kind, entity.side, office=office, service=entity.id, former=former).again = said_again

    def _close(self, end: int, following: Hit) -> bool:
        """Whether a hit follows word `end - 1` with at most a closing bracket between."""
        return following.start == end and not set(self.document.gap(end)) - set(' "»)-')

    def _is_for_something(self, last: int, at: int) -> bool:
        """الوكالة الروسية لمكافحة المخدرات, الوكالتان الروسية والأمريكية للفضاء: behind "the agency" and its state."""
        end, tokens = self.hits[last].end, self.document.tokens
        purpose = tokens[end] if end < len(tokens) and self.document.gap(end) == " " else ""
        entity = last + 1 < len(self.hits) and self.hits[last + 1].start == end
        named = not entity and purpose.startswith(_PURPOSES) and not purpose.startswith(_OF_SERVICES)
        unnamed = "the_service" in self._kinds(at) or tokens[self.hits[at].start].endswith(_TWO)
        return named and unnamed

    def _resolved_service(self, hit: Hit, sides: list[str], index: int) -> Entity | None:
        """Which service the name at hit `index` stands for, given the adjectives after it; null if none."""
        values: list[Entity] = [value for value in hit.values if value.kind in {"service", "generic"}]
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

    def _take_service_of_last_person(self) -> None:
        """جهازه is that of the man named before, if he served in one only."""
        for mention in reversed(self.found[-_NEAR:]):
            services = {
                office.service for office, _ in self.knowledge.tenures.get(mention.person or "", ()) if office.service
            }
            if len(services) == 1:
                service = self.knowledge.services[services.pop() or ""]
                self.last_service = Entity("service", service.id, service.side)
                return

    def _is_definite(self, hit: Hit) -> bool:
        """الوكالة or وكالته, but not وكالة in front of a name."""
        return hit.clitics.endswith(("ال", "لل")) or self.document.tokens[hit.start].endswith(
            ("ته", "تها", "زه", "زها", "به", "بها")
        )

    def _is_bare(self, hit: Hit) -> bool:
        return any(value.kind == "intelligence" for value in hit.values)

    def _past_repetition(self, last: int, entity: Entity) -> int:
        """The last hit of a service and its name repeated in brackets: وكالة المخابرات المركزية (سي آي إيه)."""
        following = self._kinds(last + 1).get("service")
        if following and following.id == entity.id and self._adjoins(last + 1, self.hits[last].end, brackets=True):
            return last + 1
        return last

    def _past_country(self, last: int, entity: Entity) -> int:
        """The last hit of a service with its own country behind it: جهاز الاستخبارات الخارجية في روسيا."""
        following = last + 1
        if following >= len(self.hits):
            return last
        country, hit = self._kinds(following).get("country"), self.hits[following]
        if country is None or country.side != entity.side:
            return last
        between = self.document.tokens[self.hits[last].end : hit.start]
        linked = between == ["في"] or (not between and hit.clitics in {"ب", "ل"})
        return following if linked and self._same_phrase(self.hits[last].end, following) else last

    def _its_head(self, index: int) -> int:
        service = self.last_service
        if service is None:
            return index + 1
        sentence = self.document.sentence_of
        at = self.hits[index].start
        # إن رئيسها السابق تروبنيكوف زار واشنطن
        _, last, former = self._past_fillers(index)
        named = self.found[-1] if self.found else None
        its, side = service.id, service.side
        if named and named.service and named.kind == "service" and sentence[named.start] == sentence[at]:
            # ذكرت الوكالة أن مديرها: that of the service just spoken of, though another one was named since its name.
            its, side = named.service, named.side
        self._add(index, last, "head", side, office=self._head_of(its), service=its, former=former)
        return last + 1

    def _head_of(self, service: str) -> str:
        return self.knowledge.services[service].head
