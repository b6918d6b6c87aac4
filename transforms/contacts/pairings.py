"""Parties that a preposition joins, whatever word tells what they did: مع, بين, من ... إلى."""

from __future__ import annotations

import itertools
from typing import Final

from transforms.contacts import records
from transforms.contacts.apart import WITHIN
from transforms.contacts.attempts import is_broken_off
from transforms.contacts.mention import Mention
from transforms.contacts.moods import is_resumed
from transforms.contacts.scene import NO_PARTY, STRONG, Frame, Scene
from transforms.contacts.senses import ENDED
from transforms.contacts.status import status
from transforms.contacts.wordlists import Relation

_DONE_TOGETHER: Final = records.Noun(mode="talk", noun="مع")
_SENT: Final = records.Noun(mode="message", noun="من")
_APART: Final = 14
"""Words between the parties, those of names not counted."""
_GOVERNED_WITHIN: Final = 4
"""Words before a party in which a word may stand that says what the two have."""
_MOST_NAMED: Final = 24
_WEIGHT: Final = 0.6
_BARRIERS: Final = frozenset(("complement", "pronoun_complement", "clause_breaks", "reporting"))
_MISLEADING: Final = ("intercepts", "espionage", "treason", "charges", "sport")
_TOUCH: Final = frozenset(("اتصال", "اتصالات", "تواصل", "حوار", "محادثات", "الاتصالات", "التواصل", "الحوار"))
_OF_ITS_OWN: Final = frozenset((ENDED, WITHIN))
_NEITHER: Final = NO_PARTY | {"aide", "by"}


class Pairings(Scene):
    """Finds contacts whose word is in no list."""

    def _paired(self, found: list[Frame]) -> list[Frame]:
        """جال بيرنز مع ناريشكين على الملفات, ساعات بين رجال الوكالة وضباط الجهاز, من الجهاز إلى المكتب كتاب."""
        if any(frame.why_not is None and self._is_of_services(frame) for frame in found):
            return []
        told = {
            frame.sentence
            for frame in found
            if frame.why_not == "other_party" or frame.rule in _OF_ITS_OWN or len(frame.parties) == 2
        }
        frames: list[Frame] = []
        for sentence, here in self._by_sentence.items():
            named = [i for i in here if self._may_be_paired(i)][:_MOST_NAMED]
            if sentence in told or len(self._sides_of(named)) < len(self.sides):
                continue
            if any(self.mentions[i].kind in {"foreign", "leaders"} and not self.mentions[i].weak for i in here):
                continue
            first, last = self.document.sentences[sentence]
            if any(self._has_cue(first, last, name) for name in _MISLEADING):
                continue
            frame = self._pairing(sentence, named)
            if frame is not None and not self._is_of_one_put_off(frame, found):
                frames.append(frame)
        return frames

    def _is_of_one_put_off(self, frame: Frame, found: list[Frame]) -> bool:
        """دعا ناريشكين إلى لقاء مع راتكليف: the preposition belongs to a contact that did not take place."""
        before = [f for f in found if f.end == frame.start and f.relation.kind == "noun"]
        near = range(max(self.document.sentences[frame.sentence][0], frame.start - _GOVERNED_WITHIN), frame.start)
        ended = (is_broken_off(self.document, at) is not None for at in near if self.document.tokens[at] in _TOUCH)
        if any(is_resumed(self.document, each.start) for each in before) or any(ended):
            return True
        live = (each for each in before if each.why_not is None)
        return any(status(self.document, each)[0] not in {"reported", "confirmed"} for each in live)

    def _is_of_services(self, frame: Frame) -> bool:
        """Whether a contact of a service is told, be it as planned or denied."""
        parties = [mention for found in frame.parties.values() for mention in found]
        served = any(m.service or m.intelligence or self._held_service(m) for m in parties)
        return len(frame.parties) == len(self.sides) and (served or frame.through_services)

    def _may_be_paired(self, index: int) -> bool:
        mention = self.mentions[index]
        if mention.kind not in STRONG or mention.weak or mention.side not in self.sides:
            return False
        if not self._is_service(index) and (mention.kind != "person" or self._is_group(mention.start)):
            # فريق ترامب, مسؤولون روس
            return False
        return self._line_of.get(mention.start) != "debris" and self.links.of(index) not in _NEITHER

    def _is_group(self, at: int) -> bool:
        hit = self.knowledge.entities.match(self.document.tokens, at)
        return hit is not None and any(value.kind == "officials" for value in hit.values)

    def _pairing(self, sentence: int, named: list[int]) -> Frame | None:
        for one, other in itertools.permutations(named, 2):
            first, second = self.mentions[one], self.mentions[other]
            if first.side == second.side or not (self._is_service(one) or self._is_service(other)):
                continue
            if self._is_apart(one, other) or self._have_only(one, other):
                continue
            link, back = self.links.of(other), self.links.of(one)
            own = back in {"", "verb", "gen"} or (back == "speaker" and self._tells_of_own(second.start - 1))
            if link == "مع" and own:
                return self._joined_by(sentence, second.start - 1, _DONE_TOGETHER, one, other)
            if link == "بين" and back == "بين" and first.start < second.start:
                return self._joined_by(sentence, first.start - 1, _DONE_TOGETHER, one, other)
            first_word, last_word = self.document.sentences[sentence]
            if self._did_jointly(first, second) and back in {"", "verb", "gen"}:
                return self._joined_by(sentence, second.end - 1, _DONE_TOGETHER, one, other)
            if link == "الي" and back == "من" and not self._has_cue(first_word, last_word, "crime"):
                return self._joined_by(sentence, min(first.start, second.start) - 1, _SENT, one, other)
        return None

    def _is_apart(self, one: int, other: int) -> bool:
        """Whether a new clause begins between two, or too much stands there."""
        first, second = sorted((self.mentions[one], self.mentions[other]), key=lambda m: m.start)
        between = range(first.end, second.start)
        if sum(at not in self.document.entity_words for at in between) > _APART:
            return True
        if any(_BARRIERS & self.document.cues[at] or ";" in self.document.gap(at) for at in between):
            return True
        return any(":" in self.document.gap(at) for at in between)

    def _tells_of_own(self, at: int) -> bool:
        """كشف بورتنيكوف عن اتصالات مع باتيل: who tells of contacts with somebody had them."""
        readings = self.document.relations_by_end.get(at, ())
        return any(r.kind == "noun" and r.entry.mode in {"call", "talk", "meeting"} for r in readings)

    def _did_jointly(self, first: Mention, second: Mention) -> bool:
        """أجرى الجهاز والمكتب استجوابا مشتركا: one act of two services."""
        if second.start != first.end or not second.clitics.startswith("و"):
            return False
        start, last = self.document.sentences[self.document.sentence_of[first.start]]
        acts = range(max(start, first.start - 2), first.start)
        did = any("light" in self.document.cues[at] and self.document.tokens[at][0] not in "يت" for at in acts)
        return did and self._has_cue(second.end, last, "jointly")

    def _have_only(self, one: int, other: int) -> bool:
        """العلاقات بين الجهازين, قناة مع الوكالة, المنافسة بينهما: what two have or are without a contact."""
        first, second = sorted((self.mentions[one], self.mentions[other]), key=lambda m: m.start)
        start, _ = self.document.sentences[self.document.sentence_of[first.start]]
        near = [(first.start - _GOVERNED_WITHIN, first.start), (second.start - _GOVERNED_WITHIN, second.start)]
        return any(self._has_cue(max(start, low), high, "standing") for low, high in near)

    def _joined_by(self, sentence: int, at: int, told: records.Noun, one: int, other: int) -> Frame:
        first, last = self.document.sentences[sentence]
        at = max(at, first)
        frame = Frame(at, at + 1, Relation("noun", told, "singular"), told.mode, sentence, first, last)
        frame.line = self._line_of.get(at, "body")
        frame.rule = "joined by a preposition"
        frame.weight = _WEIGHT
        if told.mode == "talk" and self._has_cue(first, last, "phone"):
            frame.mode = "call"
        self._take(frame, [one, other])
        return frame
