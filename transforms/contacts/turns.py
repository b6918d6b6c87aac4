"""Somebody of neither side who meets both in turn: استقبل كالن بيرنز ثم ناريشكين. That is no contact of the two."""

from __future__ import annotations

from typing import Final

from transforms.contacts.clauses import RELATIVE
from transforms.contacts.mention import Mention
from transforms.contacts.scene import STRONG, Frame, Scene

_MET: Final = frozenset(("meeting", "visit", "talk", "call"))
_DEEDS: Final = _MET | {"message"}
"""What a third one does to the first party: كالن يسلم بيرنز رسالة ثم يهاتف ناريشكين."""
_ACTS: Final = frozenset(("", "verb"))
"""Links of a subject."""
_TITLES: Final = 2
"""Words of a title between a verb and the name of its subject: استقبل اللواء عباس كامل."""
_BETWEEN_WITHIN: Final = 4
_POSSESSIVES: Final = ("ه", "ها")


class Turns(Scene):
    """Finds tellings whose parties were each met by a third one."""

    def part(self, frame: Frame) -> None:
        """Rejects a telling whose parties were met in turn, and remembers whom somebody of neither side met."""
        parties = [mention for found in frame.parties.values() for mention in found]
        if frame.why_not is None and self._is_in_turn(frame):
            frame.why_not = "other_party"
            self._met_in_turn.update(_name(mention) for mention in parties)
        elif len(frame.parties) == 1 and frame.mode in _MET:
            self._met_by_third.update(m.start for m in parties if not m.weak and self._is_met(m))

    def _is_in_turn(self, frame: Frame) -> bool:
        """Whether a third one met the parties, and not together.

        In one sentence: a second contact is told, or something later, before the other party is named. Over several
        sentences: what the frame takes from elsewhere, or takes it to, is one whom the third one met.
        """
        if frame.mode not in _MET:
            return False
        parties = [m for found in frame.parties.values() for m in found if m.start != frame.start]
        mentions = sorted(parties, key=lambda mention: mention.start)
        if len({mention.side for mention in mentions}) < len(self.sides):
            return False
        last = mentions[-1]
        first = next(mention for mention in reversed(mentions) if mention.side != last.side)
        sentence = self.document.sentence_of
        if sentence[first.start] == sentence[last.start]:
            # ثم التقى بيرنز ناريشكين: he is named anew.
            again = (self.mentions[i] for i in self._mentions_between(sentence[last.start], first.end, last.start))
            first = next((m for m in again if m.side == first.side and m.kind in STRONG), first)
            return not self._says_both(frame) and self._is_met(first) and self._told_between(first, last)
        if all(_name(mention) in self._met_in_turn for mention in mentions):
            return True
        here = self._by_sentence.get(frame.sentence, ())
        third = any(self.mentions[i].kind == "foreign" and not self.mentions[i].weak for i in here)
        if self._says_both(frame) and not third:
            return False
        return any(mention.start in self._met_by_third or self._is_met(mention, named=True) for mention in mentions)

    def _is_met(self, met: Mention, *, named: bool = False) -> bool:
        """Whether somebody of neither side stands before a party in its clause as the one who acts.

        With `named` only one of a known third state.
        """
        document = self.document
        sentence = document.sentence_of[met.start]
        here = self._by_sentence.get(sentence, ())
        found = [self.mentions[i].start for i in here if self.mentions[i].start < met.start and self._is_third(i)]
        unknown = self._of_nobody_known
        if not named and unknown is not None and unknown.sentence == sentence and unknown.start < met.start:
            found.append(unknown.start)
        for at in found:
            between = range(at, met.start)
            breaks = any({"complement", "pronoun_complement", "clause_breaks"} & document.cues[i] for i in between)
            if not breaks and not any(self._acts_since(i, at, met) for i in here):
                return True
        return False

    def _is_third(self, index: int) -> bool:
        """استقبل كالن, كالن استقبل: with a verb of contact, or one that carries a noun of it, before or behind him."""
        mention = self.mentions[index]
        if mention.kind != "foreign" or self.links.of(index) not in _ACTS:
            return False
        end = mention.end
        while index + 1 < len(self.mentions) and self.mentions[index + 1].start == end:
            # رئيس الموساد يوسي كوهين
            index += 1
            if self.mentions[index].kind != "foreign":
                break
            end = self.mentions[index].end
        start = mention.start - 1
        titles = 0
        while (
            start >= 0
            and titles < _TITLES
            and self.document.tokens[start].startswith("ال")
            and start not in self._mention_words
        ):
            start, titles = start - 1, titles + 1
        if end < len(self.document.tokens) and self.document.tokens[end] == "قد":
            end += 1
        return self._is_deed(start) or self._is_deed(end)

    def _is_deed(self, at: int) -> bool:
        if not 0 <= at < len(self.document.tokens):
            return False
        return "light" in self.document.cues[at] or self._is_verb_of_contact(at, _DEEDS)

    def _is_verb_of_contact(self, at: int, modes: frozenset[str] = _MET) -> bool:
        return any(r.kind == "verb" and r.entry.mode in modes for r in self.document.relation_words.get(at, ()))

    def _acts_since(self, index: int, start: int, met: Mention) -> bool:
        """Whether one of the sides acts after the third one: استقبله كالن بعد أن بيرنز التقى ..."""
        mention = self.mentions[index]
        if not start < mention.start < met.start or mention.side not in self.sides or mention.kind not in STRONG:
            return False
        return self.links.of(index) in _ACTS and self._is_deed(mention.end)

    def _told_between(self, first: Mention, last: Mention) -> bool:
        """Whether another contact begins between two parties, that is none of the first's own."""
        document = self.document
        between = range(first.end, last.start)
        if any(document.tokens[at] in RELATIVE for at in between):
            return False
        for at in between:
            if at in self._mention_words:
                continue
            if document.tokens[at] in self.knowledge.forms["in_turn"]:
                return True
            own = at == first.end and not document.tokens[at].startswith(("و", "ف"))
            if self._is_verb_of_contact(at) and not own:
                return True
            readings = document.relation_words.get(at, ())
            if any(r.kind == "noun" and r.entry.mode in _MET for r in readings) and "," in document.gap(at):
                return True
            if document.tokens[at].endswith(_POSSESSIVES) and any(r.entry.mode in _MET for r in readings):
                # مع باتروشيف، بعد يوم من لقائه بيرنز
                return True
        return False

    def _says_both(self, frame: Frame) -> bool:
        """التقيا, مكالمة بينهما, دار بينه وبين ناريشكين"""
        near = range(frame.start, min(frame.right, frame.end + 2))
        both = any("both" in self.document.cues[at] for at in near)
        both = both or "وبين" in self.document.tokens[frame.end : frame.end + _BETWEEN_WITHIN]
        return both or self.document.tokens[frame.start].endswith("يا")


def _name(mention: Mention) -> str:
    return mention.person or mention.office or mention.service or mention.kind
