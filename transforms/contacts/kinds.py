"""Of what kind an encounter was, now that its parties are known, or whether it was none."""

from __future__ import annotations

import copy
from itertools import islice
from typing import Final

from transforms.contacts.hosts import Hosts
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame, state

_APPROACHED: Final = "قصد"
_FIRST_ONE: Final = frozenset(("اول", "اخر", "اوائل"))
_FIRST_WITHIN: Final = 4
_WAS: Final = frozenset(("كان", "كانت", "هو", "هي"))
_THE_PRESIDENT: Final = frozenset(("بالرييس", "الرييس"))
_NO_MEN: Final = frozenset(("light", "both", "phone", "first", "second", "again"))
_MEN: Final = frozenset(("person", "head", "deputy"))
_OBJECT_WITHIN: Final = 2
_BODIES: Final = frozenset(("service", "state", "generic"))
_WORRIES: Final = ("قلق", "معلوم", "تحذير", "تنبيه", "محذر", "شكوك", "مخاوف")
_SAID_WITHIN: Final = 40
_ABROAD_WITHIN: Final = 8
_RANK: Final = frozenset(("مستوي", "بمستوي", "المستوي"))
_RANK_WITHIN: Final = 4
OUTSIDER: Final = "somebody of neither service did"
SO_MANY: Final = frozenset(
    ("اثنان", "ثلاثه", "اربعه", "خمسه", "سته", "سبعه", "ثمانيه", "تسعه", "عشره", "عشرات", "عدد", "بعض", "احد", "احدي")
)
_HIM: Final = ("ه", "ها", "هم", "هما")
_OF_WITHIN: Final = 3
"""Words from somebody to that of which he is: عضو في المخابرات الروسية."""


class Kinds(Hosts):
    """Tells kinds of encounters apart by who took part."""

    def _only_goes_there(self, frame: Frame) -> bool:
        """قصد المبنى, not قصد الجهاز المكتب: a service is turned to; to a place one goes."""
        if getattr(frame.relation.entry, "past", "") != _APPROACHED:
            return False
        named = [m for found in frame.parties.values() for m in found]
        objects = [m for m in named if m.kind in {"service", "generic"} and m.start >= frame.end]
        return len(frame.parties) != 2 or not objects

    def _mode_among(self, frame: Frame) -> str:
        """The mode, now that the parties are known."""
        if self._turns_to(frame):
            return "message"
        if frame.mode == "message" and self._is_said_abroad(frame):
            return "meeting"
        hosted = frame.mode == "visit" and self._hosted_elsewhere(frame)
        return frame.mode if not hosted else "exchange" if self._hosts_exchange(frame) else "meeting"

    def _hosts_exchange(self, frame: Frame) -> bool:
        """استضافت فيينا أمس عملية تبادل بين الجهازين: what took place there, right behind the verb."""
        near = (at for at in range(frame.end, frame.right) if at not in self._dated and at not in self._mention_words)
        nouns = [r for at in islice(near, _OBJECT_WITHIN) for r in self.document.relation_words.get(at, ())]
        return any(r.kind == "noun" and r.entry.mode == "exchange" for r in nouns)

    def _is_said_abroad(self, frame: Frame) -> bool:
        """نقل بيرنز إلى الروس في أنقرة رسالة: who gives it in a third country met them there."""
        men = any(m.kind in _MEN and not m.weak for found in frame.parties.values() for m in found)
        if frame.relation.kind != "verb" or not men:
            return False
        for index in self._mentions_between(frame.sentence, frame.end, frame.end + _ABROAD_WITHIN):
            mention = self.mentions[index]
            between = range(frame.end, mention.start)
            if any({"complement", "pronoun_complement"} & self.document.cues[at] for at in between):
                return False
            if mention.kind == "place" and mention.side not in self.sides and self.links.of(index) == "في":
                return mention.start - 2 in self._mention_words  # Right behind a party.
        return False

    def _turns_to(self, frame: Frame) -> bool:
        """اتصلت السلطات الروسية بالوكالة وأبدت قلقها: bodies that turn to each other with a worry do not phone."""
        if getattr(frame.relation.entry, "past", "") != "اتصل" or self._has_cue(frame.left, frame.right, "phone"):
            return False
        bodies = all(m.kind in _BODIES and not m.person for found in frame.parties.values() for m in found)
        _, last = self.document.sentences[frame.sentence]
        said = self.document.tokens[frame.end : min(last, frame.end + _SAID_WITHIN)]
        return bodies and any(token.lstrip("وبل").startswith(_WORRIES) for token in said)

    def _take_adjective(self, frame: Frame) -> None:
        """محادثات أمريكية مع رئيس الاستخبارات الروسية: whose talks with him they are."""
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        if len(frame.parties) > 1 or frame.mode == "message" or self.document.adjective_words.get(frame.end) != missing:
            return
        joined = {self.links.of(self._mention_words[m.start]) for found in frame.parties.values() for m in found}
        if self.document.tokens[frame.end + 1 : frame.end + 2] == ["مع"] and joined <= {"مع"}:
            frame.parties[missing] = [state(frame, missing)]

    def _rank_said(self, frame: Frame) -> list[str]:
        """محادثات أمريكية روسية جرت في أنقرة على مستوى رؤساء الاستخبارات: of what rank they were, said later."""
        _, last = self.document.sentences[frame.sentence]
        tokens, here = self.document.tokens, self._by_sentence.get(frame.sentence, ())
        if any(self.mentions[i].kind in _MEN and self.mentions[i].side in self.sides for i in here):
            return []  # It names them.
        at = next((at for at in range(frame.end, last) if tokens[at] in _RANK), last)
        return tokens[at + 1 : min(last, at + 1 + _RANK_WITHIN)]

    def _is_of_outsider(self, frame: Frame) -> bool:
        """كتب ثلاثة نواب إلى مدير المكتب وسألوه: right behind the verb who is of no service, and what they did then.

        But not عضو في المخابرات الروسية.
        """
        at, tokens, outsiders = frame.end, self.document.tokens, self.knowledge.forms["outsiders"]
        if frame.relation.kind != "verb" or frame.relation.form != "past" or at >= frame.right:
            return False
        told = self._with_third_party
        if told is not None and told.rule == OUTSIDER and told.sentence == frame.sentence:
            # وسألوه
            joined = tokens[frame.start].startswith("و") and tokens[frame.start].endswith(_HIM)
            return joined and at not in self._mention_words
        at += at + 1 < frame.right and tokens[at] in SO_MANY
        if tokens[at] not in outsiders or at in self._mention_words or "," in self.document.gap(at):
            return False
        if tokens[frame.start].startswith(("و", "ف")) and "object" in getattr(frame.relation.entry, "takes", ()):
            # هبط في موسكو، وقابل أعضاء في الدوما: whom he met.
            return False
        near = (self._mention_words.get(i) for i in range(at + 1, min(frame.right, at + 1 + _OF_WITHIN)))
        beside = next((i for i in near if i is not None), None)
        return beside is None or self.links.of(beside) not in {"في", "من"} or not self._is_service(beside)

    def _met_unknown(self, frame: Frame) -> bool:
        """المدير زار كييف، ونظيره زار دمشق والتقى الرئيس: right behind the verb stands whom one of them met."""
        takes, at = getattr(frame.relation.entry, "takes", ()), frame.end
        if len(frame.parties) == 1 and frame.mode in {"meeting", "visit"} and self._acts_on_unknown(frame):
            return True
        if frame.mode == "call" and self._called_the_president(frame):
            return True
        named = [m for found in frame.parties.values() for m in found]
        before = len(frame.parties) == len(self.sides) and all(m.end <= frame.start for m in named)
        if frame.mode != "meeting" or "object" not in takes or not before or at >= frame.right:
            return False
        token = self.document.tokens[frame.start]
        several = token.endswith(("ا", "وا", "ان", "ون")) or token.endswith(("ه", "ها", "هم", "هما"))
        known = not self._mention_words.keys().isdisjoint((at, at + 1)) or at in self._dated
        known = known or not _NO_MEN.isdisjoint(self.document.cues[at])
        return not (several or known) and self.document.tokens[at].startswith("ال") and self.document.gap(at) == " "

    def _called_the_president(self, frame: Frame) -> bool:
        """بوتين اتصل بالرئيس ليشكره: the call was with him, whoever of the sentence follows."""
        at, tokens = frame.end, self.document.tokens
        subject = at in self._mention_words
        while at in self._mention_words:
            at += 1
        if at >= frame.right or tokens[at] not in _THE_PRESIDENT or self.document.gap(at) != " ":
            return False
        behind = at + 1 in self._mention_words and self.document.gap(at + 1) == " "
        subject = subject or any(m.end == frame.start for found in frame.parties.values() for m in found)
        return subject and not behind and all(m.kind != "office" or m.start != at for m in self.mentions)

    def _is_of_third_adjective(self, frame: Frame) -> bool:
        """اجتماع أمريكي أوكراني: diplomacy of one side with a third state, beside which the pair may do something."""
        words = self.document.adjective_words
        said = [words.get(at, "") for at in (frame.end, frame.end + 1)]
        if all(said) and len({side in self.sides for side in said}) > 1 and not words.get(frame.end + 2):
            frame.why_not = "diplomatic_only"
        return frame.why_not is not None

    def _name_first_one(self, frame: Frame) -> None:
        """أول مسؤول أمريكي يفاتح الروس كان مدير الوكالة: who was the first to do so, and with whom he did it."""
        tokens = self.document.tokens
        first, last = self.document.sentences[frame.sentence]
        head = tokens[max(first, frame.start - _FIRST_WITHIN) : frame.start]
        if frame.relation.kind != "verb" or not {token.removeprefix("و") for token in head} & _FIRST_ONE:
            return
        for index in self._mentions_between(frame.sentence, frame.end + 1, last):
            man = self.mentions[index]
            known = frame.parties.get(man.side, ())
            if tokens[man.start - 1] not in _WAS or man.kind not in _MEN or man.side not in self.sides:
                continue
            if self._is_service(index) and all(m.kind == "state" for m in known):
                frame.parties[man.side] = [copy.copy(man)]
                # An official then, though he is a former one now.
                frame.parties[man.side][0].former = man.former and not known
                self._name_whom(frame, man)
            return

    def _name_whom(self, frame: Frame, man: Mention) -> None:
        """وقد فعلها مع رئيس الجهاز: the man of the other side, where only that side was named."""
        _, last = self.document.sentences[frame.sentence]
        other = self.knowledge.other_side(man.side)
        for index in self._mentions_between(frame.sentence, man.end, last):
            named = self.mentions[index]
            between = self.document.tokens[man.end : named.start]
            did = any(token.removeprefix("و").startswith("فعل") for token in between)
            weak = all(m.kind == "state" for m in frame.parties.get(other, ()))
            if named.side == other and named.kind in _MEN and self.links.of(index) == "مع" and did and weak:
                frame.parties[other] = [named]
                return

    def _lacks_other(self, frame: Frame) -> bool:
        """Whether a verb with two parties has but one: a host without a guest, or both told something to others."""
        if frame.mode == "visit":
            return not self._names_guest(frame)
        return frame.mode == "message" and self._did_it_together(frame)

    def _did_it_together(self, frame: Frame) -> bool:
        """بانيتا وفرادكوف هما اللذان وضعا التفاصيل: what both did, neither told the other."""
        if not self.document.tokens[frame.start].endswith("ا") or "مع" in getattr(frame.relation.entry, "takes", ()):
            return False
        found = sorted((m for side in frame.parties.values() for m in side), key=lambda mention: mention.start)
        return len(found) == len(self.sides) and found[-1].end <= frame.start and self._follows_and(*found)
