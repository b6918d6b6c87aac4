"""Who is mentioned: people, heads and officials of services, services, leaders and states, joined from their parts."""

from __future__ import annotations

from typing import Final

from transforms.contacts.former_and_latter import with_former_and_latter
from transforms.contacts.meant import MAN, MeantReader
from transforms.contacts.mention import Mention
from transforms.contacts.officials import OfficialReader
from transforms.contacts.people import PeopleReader
from transforms.contacts.sent_heads import with_sent_heads
from transforms.contacts.spokesmen import with_their_president
from transforms.contacts.wordlists import Entity

_PARTICLES: Final = frozenset(("و", "ب", "ل", "ك", "وب", "ول"))
_NEAR: Final = 4
_NAME: Final = 4
"""Words of a name between the heads of two services."""
_OF_AGENCIES: Final = (["الامنيه"], ["الخاصه"], ["السريه"], ["الاستخباراتيه"], ["الاستخباريه"], ["المختصه"])
_FOREIGN: Final = frozenset(("اجنبي", "اجنبيه", "اجنبيا"))
_BODIES: Final = frozenset(("حكومه", "دوله", "بلد", "بلدا", "جهاز", "جهازا", "جهه", "وكاله", "طرف", "طرفا"))
_MEANT: Final = frozenset(
    ("تبين", "اتضح", "يتعلق", "المقصود", "المقصوده", "يقصد", "هو", "هي", "وهي", "وهو", "انها", "انه", "بانها", "بانه")
)
_MEANT_REACH: Final = 4
_MEANT_WITHIN: Final = 2
"""Sentences from an unnamed state to where it is named."""
_BARE_ADMINISTRATIONS: Final = frozenset(("اداره", "حكومه"))
_ADMINISTRATIONS: Final = _BARE_ADMINISTRATIONS | {"لاداره", "باداره", "لحكومه", "بحكومه"}
_PRESIDENT: Final = frozenset(("الرييس", "سلفه", "الرييسين"))
_PREDICATE_REACH: Final = 5
"""Words between a man and what he was the head of."""
_PREDICATES: Final = frozenset(
    ("هو", "وهو", "كان", "وكان", "يومها", "حينها", "وقتها", "اليوم", "الان", "الذي", "بات", "صار")
)
_UNTIL_REACH: Final = 12
_UNTIL: Final = frozenset(("حتي", "الي", "قبل", "سابقا", "حينذاك", "سنوات", "سنتين", "عاما"))
_WAS: Final = frozenset(("كان", "كانت", "وكان", "وكانت", "ظل", "وظل"))
_RELATIVE: Final = frozenset(("الذي", "التي", "والذي", "والتي"))
_ACCUSATIVES: Final = frozenset(("مديرا", "رييسا", "قايدا", "مديره", "رييسه"))
_OFFICE_REACH: Final = 7
"""Words between a name and the office that he is said to have held."""
OTHER_OFFICES: Final = frozenset(
    ("سفيرا", "سفير", "وزيرا", "قنصلا", "نايبا", "عضوا", "دبلوماسيا", "مستشارا", "محاميا")
)
"""Offices of no service."""
_ONCE_SAID: Final = (["سابق"], ["اسبق"])
"""Behind an office: held before."""
_BEING: Final = frozenset(
    ("كان", "كانت", "وكان", "يكون", "بصفته", "بوصفه", "باعتباره", "ايام", "عندما", "حين", "حينما", "يوم", "وقت", "عمل",
     "يعمل", "عين")
)  # fmt: skip


class MentionReader(PeopleReader, MeantReader, OfficialReader):
    """Reads the mentions of one document."""

    def mentions(self) -> list[Mention]:
        """All mentions in the order of the text."""
        index = 0
        while index < len(self.hits):
            index = self._read(index)
        self._drop_doubtful_people()
        self._take_particles()
        found = self._with_unnamed_states(self._with_predicates(self._with_appositions()))
        presided = with_their_president(self.document, found)
        found = with_sent_heads(self.document, with_former_and_latter(self.document, presided))
        for mention in found:
            start = self._administration(mention)
            if start is not None and mention.person and not self._served(mention):
                # طالب إدارة الرئيس ترامب: his government, not he.
                mention.kind, mention.person, mention.office, mention.weak = "state", None, None, True
                mention.start, mention.parts = start, [(start, mention.end)]
                word = self.document.tokens[start]
                mention.clitics = "" if word in _BARE_ADMINISTRATIONS else word[:1]
        if not OTHER_OFFICES.isdisjoint(self.document.tokens):
            for mention in found:
                mention.elsewhere = bool(mention.person) and not mention.service and self._was_elsewhere(mention)
                if mention.elsewhere and self._works_as(mention):
                    # فلين، الذي يعمل مستشارا، زار المقر حين كان مديرا للوكالة: what he is today, not what he was then.
                    mention.elsewhere = all(m.person != mention.person or m is mention for m in found)
        return found

    def _administration(self, mention: Mention) -> int | None:
        """The word إدارة or حكومة before a name, with or without الرئيس between."""
        tokens = self.document.tokens
        at = mention.start - 1
        at -= at > 0 and tokens[at] in _PRESIDENT
        before = tokens[at].lstrip("وف") if at >= 0 and not mention.clitics else ""
        return at if before in _ADMINISTRATIONS and "," not in self.document.gap(at + 1) else None

    def _with_predicates(self, found: list[Mention]) -> list[Mention]:
        """بانيتا، وكان يومها على رأس السي آي إيه: says what he was, and is nobody else."""
        kept: list[Mention] = []
        for mention in found:
            first = mention.start
            at_head = self.document.tokens[max(0, first - 1) : first + 1] == ["علي", "راس"]
            if at_head and mention.kind == "head" and not mention.person:
                if self._was_until(first):
                    continue
                before = self.document.tokens[max(0, first - _PREDICATE_REACH) : first - 1]
                if not _PREDICATES.isdisjoint(before):
                    person = next((m for m in reversed(kept[-2:]) if m.person and m.side == mention.side), None)
                    if person is not None and first - person.end <= _PREDICATE_REACH and self._holds(person, mention):
                        person.service, person.office = mention.service or person.service, mention.office
                        person.intelligence = person.intelligence or mention.intelligence
                    continue
            if self._is_said_of_him(mention):
                continue
            kept.append(self._who_was(mention, kept) or mention)
        return kept

    def _was_until(self, at: int) -> bool:
        """بومبيو، الذي كان حتى ربيع العام الماضي على رأس الوكالة: what somebody was, and is no more."""
        tokens = self.document.tokens
        for before in range(at - 2, max(0, at - _UNTIL_REACH), -1):
            if tokens[before] in _WAS and tokens[before + 1] in _UNTIL:
                return tokens[before - 1] in _RELATIVE or tokens[before].startswith("و")
            if "," in self.document.gap(before):
                break
        return False

    def _who_was(self, head: Mention, known: list[Mention]) -> Mention | None:
        """وكان وقتها مديرا للوكالة: of those named before he who headed it, not who heads it now."""
        tokens, first = self.document.tokens, head.start
        low = max(self.document.sentences[self.document.sentence_of[first]][0], first - _OFFICE_REACH)
        predicate = tokens[first] in _ACCUSATIVES or tokens[first - 1] == "اول"  # أول مدير للوكالة يدخل المقر
        told = predicate and not _WAS.isdisjoint(tokens[low:first])
        if head.kind != "head" or head.person or not told:
            return None
        for mention in reversed(known[-MAN:]):
            tenures = self.knowledge.tenures.get(mention.person or "", ())
            if mention.side == head.side and any(office.id == head.office for office, _ in tenures):
                man = Mention(first, head.end, "person", head.side, person=mention.person, clitics=head.clitics)
                man.parts = list(head.parts)
                return man
        return None

    def _with_unnamed_states(self, found: list[Mention]) -> list[Mention]:
        """طلب من حكومة أجنبية ... تبين أنها روسيا: who was not named at first is the one that is said to be meant."""
        tokens = self.document.tokens
        if _FOREIGN.isdisjoint(tokens):
            return found
        sentence_of = self.document.sentence_of
        for at in [behind - 1 for behind, token in enumerate(tokens) if behind and token in _FOREIGN]:
            if tokens[at].lstrip("وبل") not in _BODIES:
                continue
            meant = next(
                (
                    mention
                    for mention in found
                    if mention.start > at
                    and sentence_of[mention.start] - sentence_of[at] <= _MEANT_WITHIN
                    and mention.side in self.knowledge.sides
                    and not _MEANT.isdisjoint(tokens[max(at, mention.start - _MEANT_REACH) : mention.start])
                ),
                None,
            )
            if meant is None:
                continue
            clitics = tokens[at][:1] if tokens[at] not in _BODIES else ""
            unnamed = Mention(at, at + 2, meant.kind, meant.side, service=meant.service, clitics=clitics)
            unnamed.intelligence = meant.intelligence
            unnamed.parts.append((at, at + 2))
            found = sorted([*found, unnamed], key=lambda mention: mention.start)
        return found

    def _was_elsewhere(self, mention: Mention) -> bool:
        """بيرنز، حين كان سفيرا في موسكو; كان بيرنز سفيرا; جلس سفير في مكتبه. كان اسمه بيرنز.

        وكان بيرنز، وهو سفير سابق، قد سافر: what he had been before is not what he went as.
        """
        tokens, sentences = self.document.tokens, self.document.sentences
        sentence = self.document.sentence_of[mention.start]
        first, last = sentences[sentence]
        for at in range(max(first, mention.start - _OFFICE_REACH), min(last, mention.end + _OFFICE_REACH)):
            if tokens[at] in OTHER_OFFICES and at not in range(mention.start, mention.end):
                before = tokens[max(first, at - 4) : at]
                if not _BEING.isdisjoint(before) and tokens[at + 1 : at + 2] not in _ONCE_SAID:
                    return True
        named = mention.start > first and tokens[mention.start - 1] == "اسمه"
        return named and sentence > 0 and not OTHER_OFFICES.isdisjoint(tokens[slice(*sentences[sentence - 1])])

    def _take_particles(self) -> None:
        """A conjunction or preposition set apart by quotation marks or brackets: و«ناريشكين», بـ"بيرنز"."""
        for mention in self.found:
            before = mention.start - 1
            bare = mention.clitics in {"", "ال"}
            apart = before >= 0 and bare and self.document.tokens[before] in _PARTICLES
            if apart and set(self.document.gap(mention.start)) <= set('"( '):
                mention.clitics = self.document.tokens[before] + mention.clitics

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
            known, following = len(self.found), self._officers_of_both(index) or self._official(index)
            man = self.document.tokens[self.hits[index].start].endswith(("الرجل", "للرجل"))
            if man and "the_latter" in kinds and len(self.found) == known:
                # الرجل: of no service that is said, so he who was named before
                self._read_the_latter(index)
            return following
        if "counterparts" in kinds:
            return self._counterpart(index)
        self._read_single(index, kinds)
        return index + 1

    def _officers_of_both(self, index: int) -> int | None:
        """ضباط من مخابرات البلدين, الأجهزة الأمنية في البلدين: of both at once; the next hit to read, or null."""
        at, end = index + 1, self.hits[index].end
        tokens, start = self.document.tokens, self.hits[index].start
        agencies = tokens[end - 1].endswith("اجهزه") and tokens[end : end + 1] in _OF_AGENCIES
        if agencies and self._are_of_both_states(end + 1) and not self._is_standing(start):
            for side in self.knowledge.pair.sides:
                self._add(index, index, "generic", side, intelligence=True)
            return at
        if at >= len(self.hits) or self.document.tokens[end : self.hits[at].start] not in ([], ["من"], ["في"]):
            return None
        unnamed = self.document.gap(end) == " " and not {"service", "generic"} & self._kinds(at).keys()
        return self._service(index, at, "officials") if unnamed and self._is_of_both(at, at) else None

    def _is_standing(self, start: int) -> bool:
        """العمل المشترك بين الأجهزة الخاصة في البلدين: what they have, not what they did."""
        cues = self.document.cues
        return any({"standing", "jointly"} & cues[i] for i in range(max(0, start - _NEAR), start))

    def _is_second_of_heads(self, index: int) -> bool:
        """مديرا الاستخبارات الخارجية الروسية والمخابرات المركزية: the second one's head is meant too."""
        hit = self.hits[index]
        if 0 <= self._second_of_heads < index and all("person" in self._kinds(i) for i in self._between_heads(index)):
            # رئيسي جهاز الأمن الفدرالي بورتنيكوف ووكالة المخابرات المركزية راتكليف: the first one's name between
            near = hit.start - self.hits[self._second_of_heads - 1].end <= _NAME
            return near and hit.clitics.startswith("و") and self._adjoins(index, self.hits[index - 1].end)
        if index != self._second_of_heads:
            return False
        end = self.hits[index - 1].end
        if self.document.tokens[end : end + 1] == ["و"]:
            # مديري «إف بي آي» و«إف إس بي»
            return self._adjoins(index, end + 1)
        return hit.clitics.startswith("و") and self._adjoins(index, end)

    def _between_heads(self, index: int) -> range:
        """The hits between the head of one service and what may be that of another; at most those of a name."""
        return range(max(self._second_of_heads, index - _NAME), index)

    def _officials_or_head(self, index: int, kind: str) -> int:
        """A title word that heads no service may still speak of officials: قيادة روسيا."""
        behind = self.hits[index].end
        among = kind == "heads_of_several" and self.document.tokens[behind : behind + 1] == ["في"]
        if among and "officials" in self._kinds(index):
            # قيادات في الوكالة: of them are some, and not its head.
            return self._official(index)
        known = len(self.found)
        following = self._head(index, kind)
        if self._is_his(index) and following == index + 1 and len(self.found) == known:
            return self._its_head(index)
        if "the_director" in self._kinds(index) and following == index + 1 and len(self.found) == known:
            self._read_the_director(index)
            return following
        if following == index + 1 and len(self.found) == known and self._is_named_head(index):
            return self._its_head(index)
        if following == index + 1 and "officials" in self._kinds(index):
            return self._official(index)
        return following

    def _is_named_head(self, index: int) -> bool:
        """بين رئيسه (الجديد) سيرغي ناريشكين: its own head, who is named; رئيسة differs in its last letter only."""
        hit = self.hits[index]
        if "its_head" not in self._kinds(index) or self.last_service is None or hit.clitics.startswith("و"):
            return False
        end, last, _ = self._past_fillers(index)
        named = "person" in self._kinds(last + 1) and not self.document.is_feminine(hit.start)
        return named and self._first_name(self.hits[last + 1])[0] == end

    def _is_his(self, index: int) -> bool:
        """قال المكتب إن مديره هاتف: folded as مديرة is, but written with a pronoun, and no name of anything follows."""
        end, tokens = self.hits[index].end, self.document.tokens
        if "its_head" not in self._kinds(index) or self.last_service is None or self.document.is_feminine(end - 1):
            return False
        at = max(0, self.hits[index].start - 1)
        said = "complement" in self.document.cues[at] or tokens[at] == "بين"
        named = "person" in self._kinds(index + 1) and self.hits[index + 1].start - end <= 1
        goes_on = end < len(tokens) and self.document.gap(end).strip(' "') == "" and tokens[end].startswith("ال")
        return said and not named and (not goes_on or end in self.document.relation_words)

    def _read_single(self, index: int, kinds: dict[str, Entity]) -> None:
        """Reads what is a mention by itself."""
        if "leaders_of_two" in kinds:
            self._add(index, index, "leaders", "")
        elif "its_head" in kinds and self.last_service:
            self._its_head(index)
        elif "the_latter" in kinds:
            self._read_the_latter(index)
        elif "the_director" in kinds:
            self._read_the_director(index)
        elif "own_country" in kinds:
            side = self._last_side(index)
            if side:
                self._add(index, index, "state", side, weak=True)
        elif "own_intelligence" in kinds:
            self._own_agencies(index)
        elif not self._read_the_service(index, kinds):
            self._read_state(index, kinds)

    def _read_state(self, index: int, kinds: dict[str, Entity]) -> None:
        if "people" in kinds:
            side = kinds["people"].side
            kind = "state" if side in self.knowledge.sides else "foreign"
            self._add(index, index, kind, side, weak=kind == "state")
        elif "seat" in kinds or "country" in kinds or "place" in kinds:
            entity = kinds.get("seat") or kinds.get("country") or kinds["place"]
            kind = "state" if entity.side in self.knowledge.sides else "foreign"
            self._add(index, index, kind, entity.side, weak=True, place=kinds["place"].id if "place" in kinds else None)
            if "seat" not in kinds and "country" not in kinds:
                self.found[-1].kind = "place"
