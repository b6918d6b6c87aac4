"""To whom a message went: in a clause of its own (وكانت وجهته الوكالة), or somebody's letter (رسالته إلى المكتب)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, STRONG, Frame, Scene

_NEAR: Final = 3
"""Words from the one for who got it to his name: وجهته هذه المرة الوكالة."""
_WITHIN: Final = 40
"""Words from the one of sending to him."""
_IN_IT: Final = frozenset(("في", "ضمن"))
_MISSIONS: Final = frozenset(("سفاره", "قنصليه", "بعثه"))
_EMBASSIES: Final = frozenset(("السفاره", "سفاره", "سفارتها", "السفير", "سفير", "سفيرها", "القنصليه", "البعثه"))
_HAD: Final = frozenset(("قد", "كانت", "كان", "كانوا"))
_STATES: Final = frozenset(("state", "office"))
_EMBASSY_REACH: Final = 4
_SAYS: Final = frozenset(("تفيد", "يفيد", "مفادها", "مفاده", "تقول", "يقول", "تشير", "تظهر", "يظهر"))
_SAYS_WITHIN: Final = 10
"""Words from information to the verb for what it says."""
_OWN_LETTER: Final = 0.5
"""Weight of a letter that is mentioned as somebody's: the text may tell of it elsewhere."""
_HIS: Final = ("ه", "ها", "هم", "هما")


class Addressees(Scene):
    """Finds who a later clause of the sentence says got the message."""

    def _owns_what_goes(self, index: int, others: Iterable[int]) -> bool:
        """انتقلت رسالة بايدن من بيرنز إلى ناريشكين: whose it is; another one of his side is who gave it."""
        if self.links.of(index) != "gen":
            return False
        side = self.mentions[index].side
        return any(i > index and self.mentions[i].side == side and self.links.of(i) == "من" for i in others)

    def _take_addressee(self, frame: Frame) -> None:
        """Gives a message that names who sent it the other party, if the same sentence says behind it who got it."""
        if frame.mode != "message" or len(frame.parties) != 1:
            return
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        _, last = self.document.sentences[frame.sentence]
        for index in self._mentions_between(frame.sentence, frame.end, min(last, frame.end + _WITHIN)):
            mention = self.mentions[index]
            before = self.document.tokens[max(frame.end, mention.start - _NEAR) : mention.start]
            said = not self.knowledge.forms["addressees"].isdisjoint(before)
            if said and mention.side == missing and mention.kind in STRONG and not mention.weak:
                frame.parties[missing] = [mention]
                frame.rule += ", the other party as who got it"
                return
        self._take_embassy(frame, missing)

    def _take_embassy(self, frame: Frame, missing: str) -> None:
        """أخطر الجهاز السفارة الأمريكية في موسكو, سلم إلى السفارة الأمريكية مذكرة: an embassy gets it for its state."""
        tokens, adjectives = self.document.tokens, self.document.adjective_words
        for at in range(frame.end, min(frame.right, self.document.next_gap(",", frame.end + 1, frame.right)) - 1):
            word = tokens[at].removeprefix("لل") if tokens[at].startswith("لل") else tokens[at].removeprefix("ال")
            index = self._mention_words.get(at + 1)
            side = self.mentions[index].side if index is not None else adjectives.get(at + 1)
            if word not in _MISSIONS or side != missing:
                continue
            before = at - 1
            given = tokens[at].startswith("لل") or tokens[before] == "الي"
            if given or before < frame.end or before in self._mention_words or before in self._dated:
                frame.parties[missing] = [Mention(at, at + 2, "state", missing, weak=True)]
                frame.rule += ", the other party as its embassy"
            return

    def _take_state_that_says_it(self, frame: Frame) -> None:
        """قالت واشنطن إنها أبلغت جهاز الأمن: what a state says that it did, told of with a service of the other one."""
        if frame.mode != "message" or frame.relation.kind != "verb" or len(frame.parties) != 1:
            return
        side, found = next(iter(frame.parties.items()))
        that = next((at for at in range(frame.start - 1, -1, -1) if self.document.tokens[at] not in _HAD), -1)
        public = getattr(frame.relation.entry, "public", False)
        if public or that < 1 or "pronoun_complement" not in self.document.cues[that]:
            return
        if not any(m.service or m.intelligence for m in found):
            return
        for index in reversed(self._mentions_between(frame.sentence, max(0, that - _SAYS_WITHIN), that)):
            mention = self.mentions[index]
            says = self.links.of(index) in {"speaker", "verb"}
            if mention.kind in _STATES and mention.side != side and mention.side in self.sides and says:
                frame.parties[mention.side] = [mention]
                frame.rule += ", the state that says so"
            return

    def _fill_own_letter(self, frame: Frame) -> bool:
        """اكتفى الجهاز في رسالته إلى المكتب بالقول: its pronoun says whose it was, a particle to whom it went."""
        if not self.document.tokens[frame.start].endswith(_HIS) or self.document.is_feminine(frame.start):
            return False
        here = self._by_sentence.get(frame.sentence, ())
        to = next((i for i in here if 0 <= self.mentions[i].start - frame.end <= _NEAR), None)
        if to is None or self.links.of(to) not in {"الي", "ل"} or self.mentions[to].side not in self.sides:
            return False
        side = self.knowledge.other_side(self.mentions[to].side)
        owners = [
            i
            for i in here
            if self.mentions[i].side == side
            and self.mentions[i].kind in STRONG
            and not self.mentions[i].weak
            and self.links.of(i) not in NO_PARTY - {"speaker"}
            and self.mentions[i].end <= frame.start
        ]
        if not owners:
            return False
        frame.rule = "somebody's letter"
        frame.weight = _OWN_LETTER
        if self.document.tokens[frame.start - 1].removeprefix("و") in _IN_IT:
            # لم يذكر في رسالته إلى المكتب: what it does not say is negated, not that it was sent.
            frame.verdict = frame.mode, ("reported", "")
        self._take(frame, [owners[-1], to])
        return True

    def _is_of_embassy(self, index: int) -> bool:
        """السفارة الأمريكية في روسيا: the country says where the embassy is."""
        mention = self.mentions[index]
        near = self.document.tokens[max(0, mention.start - _EMBASSY_REACH) : mention.start]
        return mention.weak and self.links.of(index) in {"في", "ب", "لدي"} and not _EMBASSIES.isdisjoint(near)

    def _said_in_it(self, frame: Frame) -> range:
        """معلومات تفيد بأن القادة الروس تلقوا أوامر: the words of what the information says, up to the next comma."""
        tokens, (_, last) = self.document.tokens, self.document.sentences[frame.sentence]
        for at in range(frame.end, min(last - 1, frame.end + _SAYS_WITHIN)):
            if tokens[at] in _SAYS and "complement" in self.document.cues[at + 1]:
                return range(at, self.document.next_gap(",", at, last))
        return range(0)
