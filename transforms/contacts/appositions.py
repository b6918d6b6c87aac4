"""Names and titles that say who one and the same is: مدير الوكالة وليام بيرنز, نظيره في الجهاز, فلين بصفته مديرا."""

from __future__ import annotations

from typing import Final

from transforms.contacts.delegations import is_delegation
from transforms.contacts.mention import Mention
from transforms.contacts.offices import OfficeReader

_LONGEST_APPOSITION: Final = 5
_TRADE: Final = 2
"""Words between a colleague and his name: في المهنة."""
_NEAR_APPOSITION: Final = 2
_PEERS: Final = ("نظيره", "نظيرها", "نظيري", "النظير", "قرينه")
_PLACED: Final = frozenset(("في", "لدي"))
_WHO: Final = frozenset(("الذي", "التي"))
_HEADS: Final = frozenset((
    *("يراس", "تراس", "يتراس", "تتراس", "يقود", "تقود", "يدير", "تدير", "يتزعم", "تتزعم", "يسير", "تسير", "يتولي"),
    "تتولي",
))  # fmt: skip
_HEADED_WITHIN: Final = 6
"""Mentions back to him who headed a service."""
_IN_BOTH: Final = (["في", "البلدين"], ["في", "الدولتين"])
_JOINING_GAP: Final = frozenset(' ,"()-:«»“”')
_AS: Final = frozenset(("بصفته", "بصفتها", "بوصفه", "بوصفها", "باعتباره", "باعتبارها", "وهو", "وهي"))
_WAS: Final = frozenset(("كان", "كانت", "وكان", "وكانت"))
_ENVOY: Final = frozenset(("مبعوث", "مبعوثا", "المبعوث"))
_THEN: Final = frozenset(
    ("حين", "حينما", "عندما", "يوم", "يومها", "حينها", "وقتها", "يومذاك", "انذاك", "حينذاك", "لما",
     "يوميذ", "وقتيذ", "حينيذ", "انيذ", "وقتذاك", "ساعتها", "عهديذ")
)  # fmt: skip
_STANDING_FOR: Final = frozenset(("عن", "من", "ممثلا"))
_ONCE: Final = frozenset(("كان", "كانت", "سبق", "ان", "الجنرال", "الرجل", "المراه"))
"""الجنرال الذي كان يرأس"""


class AppositionReader(OfficeReader):
    """Joins mentions that stand side by side."""

    def _with_appositions(self) -> list[Mention]:
        joined: list[Mention] = []
        for mention in self.found:
            previous = joined[-1] if joined else None
            if previous and self._is_at_service(previous, mention):
                self._make_head(previous, mention)
                continue
            if previous and (self._is_apposition(previous, mention) or self._is_its_head(joined, mention)):
                _join(previous, mention)
                continue
            if mention.kind == "service":
                self._name_who_headed(mention, joined)
            joined.append(mention)
        return self._with_both_named([mention for mention in joined if mention.kind not in {"doubtful"}])

    def _is_its_head(self, joined: list[Mention], mention: Mention) -> bool:
        """مديري جهاز كذا ناريشكين وجهاز كذا بورتنيكوف: the second of two heads, named right behind his service."""
        if len(joined) <= 1 or not mention.person or self.document.gap(mention.start) != " ":
            return False
        man, service = joined[-2:]
        if service.kind != "service" or not service.clitics.startswith("و") or service.end != mention.start:
            return False
        beside = man.end == service.start and man.kind in {"person", "head"} and bool(man.service)
        return beside and man.side == mention.side and self.knowledge.only_service(mention.person) == service.service

    def _with_both_named(self, mentions: list[Mention]) -> list[Mention]:
        """مديرا الاستخبارات في البلدين، ليون بانيتا وميخائيل فرادكوف: the heads of both sides and who they are."""
        named: set[int] = set()
        for at in range(len(mentions) - 3):
            heads, men = mentions[at : at + 2], mentions[at + 2 : at + 4]
            if all(head.kind == "head" and not head.person for head in heads) and self._are_they(heads, men):
                by_side = {man.side: man for man in men}
                for head in heads:
                    man = by_side[head.side]
                    head.person, head.full = man.person, man.full
                    head.office = head.service = None
                    head.parts += man.parts
                named |= {at + 2, at + 3}
        return [mention for at, mention in enumerate(mentions) if at not in named]

    def _are_they(self, heads: list[Mention], men: list[Mention]) -> bool:
        """Whether two names, joined by و, stand right behind a title of both sides' heads."""
        first, second = men
        end = heads[1].end
        end += 2 * (self.document.tokens[end : end + 2] in _IN_BOTH)
        one_title = heads[0].start == heads[1].start and {m.side for m in heads} == {m.side for m in men}
        joined = first.start == end and second.start == first.end and second.clitics == "و" and not first.clitics
        served = all(man.kind == "person" and self.knowledge.has_served(man.person) for man in men)
        near = one_title and joined and served
        return near and not set(self.document.gap(end) + self.document.gap(second.start)) - _JOINING_GAP

    def _is_at_service(self, title: Mention, service: Mention) -> bool:
        """نظيره في وكالة المخابرات المركزية: a counterpart who is said by his place."""
        if title.kind != "counterpart" or title.person or service.kind != "service" or service.weak:
            return False
        if not self.document.tokens[title.start].lstrip("وبل").startswith(_PEERS):
            # زملاؤه في المخابرات المركزية are not its heads.
            return False
        if title.side not in {"", service.side}:
            return False
        between, clitics = self.document.tokens[title.end : service.start], service.clitics.strip("ال")
        gaps = "".join(self.document.gap(at) for at in range(title.end, service.start + 1))
        placed = (len(between) == 1 and between[0] in _PLACED and not clitics) or (not between and clitics == "ب")
        return placed and not set(gaps) - _JOINING_GAP and "," not in gaps

    def _name_who_headed(self, service: Mention, before: list[Mention]) -> None:
        """استقال فلين. وفي 2013، حين كان يدير وكالة استخبارات الدفاع، سافر: he who was named before."""
        when, was, heads = ["", "", "", *self.document.tokens[max(0, service.start - 3) : service.start]][-3:]
        is_head = heads in _HEADS and was in _WAS and when in _THEN
        # بومبيو حين أدار الوكالة
        if not is_head and not (heads in self.knowledge.forms["headed"] and was in _THEN):
            return
        for man in reversed(before[-_HEADED_WITHIN:]):
            if man.kind == "person" and man.person and not man.clitics.startswith("ل"):
                served = {office.service for office, _ in self.knowledge.tenures.get(man.person, ())}
                if service.service in served:
                    service.kind, service.person, service.full, service.service = "person", man.person, man.full, None
                    return

    def _make_head(self, title: Mention, service: Mention) -> None:
        title.kind, title.side, title.service = "head", service.side, service.service
        title.office, title.end = self._head_of(service.service or ""), service.end
        title.weak = False
        title.parts += service.parts

    def _is_apposition(self, first: Mention, second: Mention) -> bool:
        between = second.start - first.end
        if not 0 <= between <= _LONGEST_APPOSITION or second.clitics.strip("ال"):
            return False
        gaps = "".join(self.document.gap(at) for at in range(first.end, second.start + 1))
        if set(gaps) - _JOINING_GAP or "\n" in gaps:
            return False
        if ":" in gaps and first.kind in {"official", "state"}:
            # مسؤول في البيت الأبيض: بيرنز التقى نظيره
            return False
        if self._is_of_trade(first, second):
            return self._holds(second, first)
        if first.person and self._are_several_met(second):
            return False
        if between and self._is_in_role(first, second):
            return self._holds(first, second)
        if between > _NEAR_APPOSITION and second.kind != "service":
            return False
        if (between or "(" in gaps) and self._is_for_own_service(first, second):
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
            # هاتف بيرنز نظيره: behind a name it is the other one.
            return second.kind != "counterpart" and self._holds(people[0], titles[0])
        if len(titles) == 2 and first.kind in {"head", "deputy"} and second.kind in {"head", "deputy"}:
            return first.side == second.side and first.service == second.service
        return False

    def _are_several_met(self, mention: Mention) -> bool:
        """استقبل بيرنز وفدا من الكونغرس: a delegation is whom he met, not what he is."""
        word = self.document.tokens[mention.start]
        several = is_delegation(word) and word.endswith("ا")
        return mention.kind in {"state", "official"} and not mention.person and several

    def _is_of_trade(self, first: Mention, second: Mention) -> bool:
        """زميله في المهنة سيرغي ناريشكين: who the colleague is, in whatever trade."""
        between = self.document.tokens[first.end : second.start]
        colleague = first.kind == "counterpart" and not first.person and second.kind == "person"
        return colleague and len(between) == _TRADE and between[0] == "في" and between[1].startswith("ال")

    def _is_in_role(self, first: Mention, second: Mention) -> bool:
        """فلين بصفته مديرا لوكالة استخبارات الدفاع, برينان، وكان يومها مدير الوكالة: what he was when he did it."""
        between = set(self.document.tokens[first.end : second.start])
        if first.kind == "person" and second.kind == "state" and self.document.tokens[second.start] in _ENVOY:
            # بيرنز كان مبعوث بايدن إلى الكرملين
            return len(between) == 1 and between <= _WAS | _AS
        told = first.kind == "person" and second.kind == "head" and not second.person and not second.former
        then = between <= _WAS | _AS | _THEN and not between.isdisjoint(_THEN) and not between.isdisjoint(_WAS | _AS)
        # جون برينان، وكان مدير الوكالة، أثار المسألة
        aside = between <= _WAS and "," in self.document.gap(first.end) and "," in self.document.gap(second.end)
        return told and (then or (len(between) == 1 and (between <= _AS or aside)))

    def _is_for_own_service(self, first: Mention, second: Mention) -> bool:
        """بيرنز عن السي آي إيه, بيرنز (السي آي إيه), ناريشكين الذي يرأس الجهاز: the service that he stands for."""
        if second.kind != "service" or first.kind not in {"person", "head"}:
            return False
        between = self.document.tokens[first.end : second.start]
        stands_for = not between or (len(between) == 1 and between[0] in _STANDING_FOR)
        heads = len(between) > 1 and between[-1] in _HEADS and set(between[:-1]) <= _WHO | _ONCE
        heads = heads and not _WHO.isdisjoint(between)
        if heads and not _ONCE.isdisjoint(between):
            second.former = True
        if not stands_for and not heads:
            return False
        served = {office.service for office, _ in self.knowledge.tenures.get(first.person or "", ())}
        return second.service in served or second.service == first.service

    def _kinds_of_word(self, at: int) -> list[str]:
        hit = self.knowledge.entities.match(self.document.tokens, at)
        return [value.kind for value in hit.values] if hit else []

    def _holds(self, person: Mention, title: Mention) -> bool:
        """Whether a title can be that person's; رئيس الجهاز سيرغون: of whichever service, the name says of which."""
        other = title.side and title.side != person.side and not (title.again and title.kind == "head")
        if person.person is None or other or (title.weak and title.kind == "state"):
            return False
        if title.kind == "counterpart":
            return True
        if title.kind == "state":
            return True
        tenures = self.knowledge.tenures.get(person.person, [])
        if title.kind == "office":
            return any(office.id == title.office or office.rank in {"leader", "diplomat"} for office, _ in tenures)
        return any(office.service for office, _ in tenures)

    def _works_as(self, mention: Mention) -> bool:
        """فلين، الذي يعمل مستشارا; فلين، وهو يعمل مستشارا: what somebody is today."""
        behind = self.document.tokens[mention.end : mention.end + 2]
        return behind[:1] in (["الذي"], ["التي"], ["وهو"], ["وهي"]) and behind[1:] in (["يعمل"], ["تعمل"])


def _join(first: Mention, second: Mention) -> None:
    """Makes `first` the mention of both."""
    person = first if first.person else second
    title = second if first.person else first
    if title.again and title.side != person.side:
        title.office = title.service = None
        title.intelligence = True
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
