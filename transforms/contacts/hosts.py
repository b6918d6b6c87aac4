"""Who receives whom: hosts of either side, those of a third state, and the officers of both services."""

from __future__ import annotations

from typing import Final

from transforms.contacts.conferences import CONFERENCES
from transforms.contacts.delegations import is_delegation, is_lead
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame
from transforms.contacts.subjects import Subjects

_AT_HEAD: Final = frozenset((("علي", "راس"), ("رييس",), ("رييسا",)))
_INTELLIGENCE: Final = ("الاستخبار", "المخابر", "استخبار", "مخابر")
_BOTH_SERVICES: Final = frozenset(("الجهازين", "الوكالتين", "الاستخبارتين"))
_OFFICERS_WITHIN: Final = 5
"""Words from a relation word to the officers that met."""
_HOSTED_WITHIN: Final = 12
"""Words from the reception of somebody to where it was, at most."""
_ATTENDS: Final = 12
"""Words from who attends an occasion to it, at most."""
_NOUN_AND_ADJECTIVES: Final = 4
"""Words from a noun to the verb of its relative clause: القمة الأمنية الدولية التي."""


class Hosts(Subjects):
    """Tells hosts from guests, and finds those who met by the services that they are of."""

    def _take_who_leads(self, frame: Frame) -> None:
        """جلس مع وفد روسي تقوده الاستخبارات العسكرية: a delegation that the intelligence of its state leads is its.

        And for it stands who is said to be at its head: حضر بورتنيكوف على رأس وفد روسي والتقى كومي.
        """
        tokens = self.document.tokens
        for side, found in frame.parties.items():
            for at, mention in enumerate(found):
                behind = tokens[mention.end : mention.end + 2]
                if mention.kind != "state" or not self._is_of_delegation(mention):
                    continue
                head = self._at_head_of(mention)
                if head is not None:
                    found[at] = head
                if head is not None or len(behind) < 2:
                    continue
                if is_lead(behind[0]) and behind[1].startswith(_INTELLIGENCE):
                    found[at] = Mention(mention.start, mention.end, "generic", side, intelligence=True)

    def _at_head_of(self, delegation: Mention) -> Mention | None:
        """بورتنيكوف على رأس وفد روسيا, بورتنيكوف رئيس وفد روسيا"""
        at = self._mention_words.get(delegation.start)
        man = self.mentions[at - 1] if at else None
        if man is None or man.kind not in {"person", "head"} or man.side != delegation.side:
            return None
        between = self.document.tokens[man.end : delegation.start]
        between = [word for word in between if not is_delegation(word)]
        return man if tuple(between) in _AT_HEAD else None

    def _third_state_hosts(self, frame: Frame) -> bool:
        """استقبل المستشار الهندي باتروشيف: the host is of neither side."""
        if frame.mode != "visit" or frame.relation.kind != "verb":
            return False
        index = self._mention_words.get(frame.end)
        return index is not None and self.mentions[index].kind == "foreign" and not self.mentions[index].weak

    def _names_guest(self, frame: Frame) -> bool:
        """استقبله بوتين, استقبل بيرنز: host or guest stands behind the verb; those it names before do not receive."""
        behind = any(m.start >= frame.end for found in frame.parties.values() for m in found)
        return behind or self.document.tokens[frame.start].endswith(("ه", "ها", "هم", "هما"))

    def _receives_thing(self, frame: Frame) -> bool:
        """أمن بطولة رياضية تستضيفها موسكو: an occasion right before the verb is meant, if nobody attends it."""
        tokens = self.document.tokens
        if frame.mode != "visit" or not tokens[frame.start].endswith(("ه", "ها")):
            return False
        first, _ = self.document.sentences[frame.sentence]
        occasions = self.knowledge.prefixed("occasions", "وفبل")
        for at in range(frame.start - 1, max(first, frame.start - _NOUN_AND_ADJECTIVES) - 1, -1):
            if self.document.gap(at + 1) != " " or at in self._mention_words:
                return False
            if tokens[at] in occasions:
                attends = self.knowledge.forms["attended"] | self.knowledge.forms["part"]
                return attends.isdisjoint(tokens[max(first, at - _ATTENDS) : at])
        return False

    def _hosted_elsewhere(self, frame: Frame) -> bool:
        """A third state received both: استضافت أنقرة مديري المخابرات, استضافة المخابرات التركية اجتماعهما."""
        host = self._mention_words.get(frame.end)
        foreign = host is not None and self.mentions[host].kind in {"foreign", "place"}
        foreign = foreign and host is not None and self.mentions[host].side not in self.sides
        it = frame.relation.kind == "verb" and self.document.tokens[frame.start].endswith(("ته", "تها"))
        if foreign and (it or getattr(frame.relation.entry, "object", False)):
            # اجتماع استضافته أنقرة
            return True
        if "object" not in getattr(frame.relation.entry, "takes", ()):
            return False
        mentions = sorted((m for found in frame.parties.values() for m in found), key=lambda m: m.start)
        if len(frame.parties) != 2 or mentions[0].start < frame.end:
            return False
        return mentions[0].start > frame.end or any(m.clitics.startswith("و") for m in mentions[1:])

    def _hosted_there(self, frame: Frame) -> None:
        """استضافة بورتنيكوف في واشنطن, استضافته في مؤتمر البيت الأبيض: the guest, and whose place it was."""
        if not getattr(frame.relation.entry, "object", False) or len(frame.parties) == len(self.sides):
            return
        guests = next(iter(frame.parties.values()), [])
        for index in self._mentions_between(frame.sentence, frame.end, min(frame.right, frame.end + _HOSTED_WITHIN)):
            host = self.mentions[index]
            there = (host.place and self.links.of(index) in {"في", "ب"}) or self._is_of_conference_of(host)
            if not (host.weak and there and host.side in self.sides) or host.side in frame.parties:
                continue
            # استقباله بورتنيكوف في واشنطن: he who is spoken of is host, where the guest stands behind.
            hosts = self._man_before(frame, host.side) if guests else []
            guests = guests or self._guest_before(frame, self.knowledge.other_side(host.side))
            if guests:
                frame.parties, frame.place = {guests[0].side: guests, host.side: [*hosts, host]}, host
            return

    def _is_of_conference_of(self, host: Mention) -> bool:
        """مؤتمر البيت الأبيض, قمة البيت الأبيض"""
        return host.start > 0 and self.document.tokens[host.start - 1] in CONFERENCES

    def _guest_before(self, frame: Frame, side: str) -> list[Mention]:
        """استضافته: the last man of a service of that side, named in the sentence or the one before."""
        return self._man_before(frame, side) if self.document.tokens[frame.start].endswith("ته") else []

    def _man_before(self, frame: Frame, side: str) -> list[Mention]:
        """For whom the pronoun of a noun stands: the last man of a service, here or in the sentence before."""
        if not self.document.tokens[frame.start].endswith("ه"):
            return []
        first, _ = self.document.sentences[max(0, frame.sentence - 1)]
        near = [i for i, m in enumerate(self.mentions) if first <= m.start < frame.start and m.side == side]
        men = [self.mentions[i] for i in near if self.mentions[i].kind in {"person", "head"} and self._is_service(i)]
        return men[-1:]

    def _received_both(self, frame: Frame) -> bool:
        """حين استضافهما جهاز الاستخبارات التركي: a third state received the two of whom was told."""
        host = self._mention_words.get(frame.end)
        foreign = host is not None and self.mentions[host].kind == "foreign"
        if not foreign or frame.mode != "visit" or not self.document.tokens[frame.start].endswith("هما"):
            return False
        self._repeat(frame)
        frame.mode = "meeting"
        self._conclude(frame)
        return True

    def _both_went_on(self, frame: Frame) -> bool:
        """التقى مولر بورتنيكوف وبحثا الملف على هامش زيارة كيري: what the two just told of did, and no third one."""
        previous, word = self._previous, self.document.tokens[frame.start]
        goes_on = frame.relation.kind == "verb" and frame.relation.form == "past" and word.startswith(("و", "ف"))
        if previous is None or previous.sentence != frame.sentence or not goes_on or not self._names_both(previous):
            return False
        behind = self._mentions_between(frame.sentence, frame.end, frame.right)
        if any(self.links.of(i) == "مع" for i in behind) or not self._is_dual(frame, word):
            return False
        if self._foreign_since(previous.end, frame):
            return False
        self._repeat(frame)
        self._conclude(frame)
        return True

    def _fill_with_officers(self, frame: Frame) -> bool:
        """التقى ضباط من الجهازين: the services of whom was told, not the men who head them."""
        previous = self._previous
        if previous is None or frame.mode not in {"meeting", "talk", "call"} or frame.relation.form == "plural":
            return False
        tokens, officers = self.document.tokens, self.knowledge.forms["officers"]
        first, last = self.document.sentences[frame.sentence]
        near = range(max(first, frame.start - _OFFICERS_WITHIN), min(last, frame.end + _OFFICERS_WITHIN) - 2)
        if not any(tokens[i] in officers and tokens[i + 1] == "من" and tokens[i + 2] in _BOTH_SERVICES for i in near):
            return False
        served = [m for found in previous.parties.values() for m in found if m.service]
        if len({mention.side for mention in served}) < len(self.sides):
            return False
        for m in served:
            frame.parties.setdefault(m.side, [Mention(m.start, m.end, "service", m.side, service=m.service)])
        frame.rule = "officers of both services"
        self._conclude(frame)
        return True
