"""Exchanges that services arranged: who acted in the sentence that tells of one, or near it."""

from __future__ import annotations

import bisect
import itertools
from typing import Final

from transforms.contacts.earlier_events import is_of_other
from transforms.contacts.mention import Mention
from transforms.contacts.records import Noun
from transforms.contacts.scene import FEW_SENTENCES, NO_PARTY, STRONG, Frame, state
from transforms.contacts.soldiers import are_many, is_of_soldiers
from transforms.contacts.speech import Speech

_WHO: Final = frozenset(("الذي", "التي"))
UNARRANGED: Final = frozenset(("no_service_party", "not_arranged"))
"""Why the sentence that tells of an exchange is no contact by itself: who arranged it stands elsewhere."""
_OWN_WORDS: Final = 8
PAIRED: Final = 0.6
"""Weight of an exchange whose services are named near it only."""
_APART: Final = 3
"""Words between two services side by side: الوكالة في جانب، والجهاز في الآخر."""
_BOTH_SERVICES: Final = frozenset(("الجهازان", "الجهازين", "لجهازين", "الوكالتان", "الوكالتين", "الاستخبارتان"))
_WEIGHT_BOTH: Final = 0.8
_NAMED_WITHIN: Final = 60
"""Mentions back to the services that "both services" are."""
_NEAR_PAIR: Final = 4
"""Sentences between an exchange and the pair of services that arranged it."""
_NOT: Final = frozenset(("لم", "لن", "لا", "ليس", "ليست", "دون", "بدون"))
_NOT_WITHIN: Final = 4
"""Words before a service in which it is denied that it had a part in an exchange."""
_TWO_COUNTERPARTS: Final = ("نظيرتيها", "نظيرتيه", "نظيريها", "نظيريه")
_BETWEEN: Final = frozenset(("بين", "عبر"))
_ACTING: Final = frozenset(("verb", "بين"))
"""Links of officials who bring an exchange about."""


class Arrangements(Speech):
    """Fills the exchanges of one document."""

    def _fill_exchange(self, frame: Frame, clitics: str) -> None:
        """A swap that services arranged: one of them acts in the sentence, and not only as the one who tells."""
        frame.rule = "exchange arranged by services"
        here = self._by_sentence.get(frame.sentence, [])
        actors = [
            i
            for i in here
            if self.mentions[i].kind in STRONG
            and (self.mentions[i].kind != "official" or self._is_acting(i) or self._is_with_service(i))
            and (self.mentions[i].service or self.mentions[i].intelligence or self.mentions[i].person)
            and self.links.of(i) not in NO_PARTY
            and (self._says_of_self(i) or not (self.links.of(i) == "speaker" or self._tells(i)))
            and not (self._did_not_act(i) or is_of_other(self.document, frame, self.mentions[i]))
        ]
        first, last = self.document.sentences[frame.sentence]
        if self._is_of_third_state(frame, here, actors):
            frame.why_not = "other_party"
            return
        if not any(self._is_service(i) for i in actors):
            if self._fill_with_channel(frame) or self._fill_with_pair(frame) or self._fill_with_both_services(frame):
                return
            if self._fill_with_two_counterparts(frame):
                return
            frame.continues = True
            frame.why_not = "no_service_party"
            return
        if "ل" in clitics and self._has_cue(frame.start - 1, frame.start, "leads_to"):
            # مهدت للصفقة جلسة: what came before it has parties of its own.
            frame.why_not = "no_relation"
            return
        pair = any(
            (self._follows_and(self.mentions[i], self.mentions[i + 1]) or self._is_with_service(i))
            and self._is_service(i)
            and self._is_service(i + 1)
            for i in actors
            if i + 1 in actors
            and self.links.of(i) in {"", "verb", "gen", "بين"}
            and self.mentions[i].side != self.mentions[i + 1].side
        )
        both = len(self._sides_of(actors)) == 2 and (
            pair or self._has_cue(first, last, "leads_to") or self._strikes_deal(frame, actors)
        )
        if not both and not self._has_cue(first, last, "arranges"):
            frame.why_not = "not_arranged"
            return
        if self._had_no_part(frame, actors):
            frame.why_not = "not_arranged"
            return
        self._take(frame, [i for i in actors if self._is_service(i)])
        named_here = (self.mentions[i] for i in here)
        strangers = any(m.kind == "foreign" and not m.weak and m.person for m in named_here)
        for side in self.sides:
            if side not in frame.parties:
                named = self._named_near(side, frame.sentence, 0 if strangers else FEW_SENTENCES)
                if named is not None:
                    frame.parties[side] = [named]
                elif self.document.names_affair or side in map(self.document.adjective_words.get, range(first, last)):
                    # بادلت روسيا الجندي الأمريكي: whose man he is.
                    frame.parties[side] = [state(frame, side)]
        self._conclude(frame)

    def _is_acting(self, index: int) -> bool:
        """Whether officials are the subject of a verb, or open their sentence: أشرف ضباط, ضباط من الوكالة أشرفوا."""
        start = self.mentions[index].start
        first, _ = self.document.sentences[self.document.sentence_of[start]]
        stands_so = start == first or "arranges" in self.document.cues[start - 1]
        return self.links.of(index) in _ACTING or (not self.links.of(index) and stands_so)

    def _is_with_service(self, index: int) -> bool:
        """موفدو الوكالة ورجال الجهاز, ضباط من مخابرات البلدين: those of a service who are joined to the other one."""
        near = self.mentions[max(0, index - 1) : index + 2]
        if sum(mention.start == self.mentions[index].start for mention in near) > 1:
            return True
        if not index or not self.mentions[index].service:
            return False
        one, other = self.mentions[index - 1], self.mentions[index]
        return one.side == self.knowledge.other_side(other.side) and bool(one.service) and self._follows_and(one, other)

    def _strikes_deal(self, frame: Frame, actors: list[int]) -> bool:
        """عقدت الاستخبارات الروسية مع الوكالة صفقة: one service makes a deal with the other."""
        served = [i for i in actors if self._is_service(i)]
        first, last = self.document.sentences[frame.sentence]
        partner = any(self.links.of(i) == "مع" for i in served)
        return partner and len(self._sides_of(served)) == len(self.sides) and self._has_cue(first, last, "light")

    def _did_not_act(self, index: int) -> bool:
        """فرادكوف لم يعرض: said right behind a name, unless more is said (لم يقبل إلا ...)."""
        mention, tokens = self.mentions[index], self.document.tokens
        _, last = self.document.sentences[self.document.sentence_of[mention.start]]
        if mention.kind not in {"person", "head"} or self.links.of(index) not in {"", "verb", "gen"}:
            return False
        return mention.end < last and tokens[mention.end] == "لم" and "الا" not in tokens[mention.end : last]

    def _had_no_part(self, frame: Frame, actors: list[int]) -> bool:
        """لم يشارك بانيتا وفرادكوف في الصفقة, دون علم الوكالة: of the services it is said that they were not in it."""
        served = [i for i in actors if self._is_service(i)]
        first, _ = self.document.sentences[frame.sentence]
        tokens, part = self.document.tokens, self.knowledge.forms["part"]
        for index in served:
            start = self.mentions[index].start
            for at in range(max(first, start - _NOT_WITHIN), start):
                if tokens[at].lstrip("وف") in _NOT and (at + 1 == start or tokens[at + 1] in part):
                    return not any("," in self.document.gap(i) for i in range(at + 1, start + 1))
        return False

    def _next_exchange(self, frame: Frame, first: int, last: int) -> int:
        """نفذت الصفقة. ويذكر أن جهازي البلدين رتبا مبادلة غراينر: where the words behind tell of another exchange."""
        if frame.mode != "exchange":
            return last
        for at in range(first, min(last, len(self.document.tokens))):
            nouns = (r.entry for r in self.document.relation_words.get(at, ()) if r.kind == "noun")
            if any(entry.mode == "exchange" and not entry.again for entry in nouns if isinstance(entry, Noun)):
                return self.document.sentences[self.document.sentence_of[at]][0]
        return last

    def _fill_with_channel(self, frame: Frame) -> bool:
        """تم التبادل ثمرة اتصالات بين الأجهزة الخاصة لروسيا والولايات المتحدة: services that nothing names."""
        first, last = self.document.sentences[frame.sentence]
        cued = any(self._has_cue(first, last, name) for name in ("light", "leads_to", "releases"))
        # أجهزة البلدين أنجزت مبادلة
        done = cued or frame.relation.kind == "verb" or self._is_arranged(first, frame.start)
        if not frame.through_services or not done:
            return False
        # بين أجهزة المخابرات في البلدين: of which countries, the text need not say right beside it.
        reach = _NEAR_PAIR if self._has_cue(first, last, "both") else 1
        states = {side: self._named_near(side, frame.sentence, reach) for side in self.sides}
        said = {self.document.adjective_words.get(at) for at in range(first, last)}
        if not (self.document.names_affair or all(found or side in said for side, found in states.items())):
            return False
        # اللاعبة الأمريكية خارج السجن الروسي: whose they are.
        frame.parties = {side: [found or state(frame, side)] for side, found in states.items()}
        self._conclude(frame)
        return True

    def _is_arranged(self, first: int, last: int) -> bool:
        """Whether words tell that an exchange was brought about, not only between whom or through whom."""
        cues, tokens = self.document.cues, self.document.tokens
        return any("arranges" in cues[at] and tokens[at] not in _BETWEEN for at in range(first, last))

    def _fill_with_both_services(self, frame: Frame) -> bool:
        """تبادل الجهازان في فيينا عشرة عملاء, آخر صفقة بين الجهازين: those named last of either side."""
        first, last = self.document.sentences[frame.sentence]
        if not any(token.lstrip("وفبل") in _BOTH_SERVICES for token in self.document.tokens[first:last]):
            return False
        named: dict[str, Mention] = {}
        until = bisect.bisect_left(self.mentions, frame.start, key=lambda mention: mention.start)
        for m in self.mentions[max(0, until - _NAMED_WITHIN) : until]:
            service = m.service or self.knowledge.only_service(m.person)
            if service and m.side in self.sides and self._line_of.get(m.start) != "debris":
                named[m.side] = Mention(m.start, m.end, "service", m.side, service=service)
        if len(named) < len(self.sides):
            return False
        frame.parties = {side: [mention] for side, mention in named.items()}
        frame.rule, frame.weight = "exchange of both services, named before", _WEIGHT_BOTH
        self._conclude(frame)
        return True

    def _fill_with_two_counterparts(self, frame: Frame) -> bool:
        """نسقتها المخابرات التركية مع نظيرتيها الأمريكية والروسية: both sides' intelligence by its adjectives."""
        first, last = self.document.sentences[frame.sentence]
        tokens, adjectives = self.document.tokens, self.document.adjective_words
        for at in range(first, last - 2):
            sides = {adjectives.get(at + 1, ""): at + 1, adjectives.get(at + 2, ""): at + 2}
            if tokens[at].startswith(_TWO_COUNTERPARTS) and set(sides) == set(self.sides):
                frame.parties = {
                    side: [Mention(word, word + 1, "generic", side, intelligence=True)] for side, word in sides.items()
                }
                self._conclude(frame)
                return True
        return False

    def _fill_with_pair(self, frame: Frame) -> bool:
        """Services of both sides named side by side near an exchange that is told without them."""
        here = self._by_sentence.get(frame.sentence, ())
        if is_of_soldiers(self.document, frame) and any(self.mentions[i].side not in self.sides for i in here):
            # مع كييف وموسكو ... عمليات لتبادل الأسرى بين الجانبين
            return False
        for distance in range(_NEAR_PAIR + 1):
            for sentence in sorted({frame.sentence - distance, frame.sentence + distance}):
                here = self._by_sentence.get(sentence, ())
                for one, other in itertools.pairwise(here):
                    first, second = self.mentions[one], self.mentions[other]
                    joined = second.clitics.startswith("و") or (second.start == first.start and second.person)
                    if {first.side, second.side} != set(self.sides) or not joined:
                        continue
                    near = distance <= 1 or self._has_cue(*self.document.sentences[sentence], "arranges")
                    acting = near and self._is_service(one) and self._is_service(other) and not first.former
                    if self._did_not_act(one) and self._did_not_act(other):
                        continue
                    if acting and second.start - first.end <= _APART and self.links.of(one) not in NO_PARTY:
                        self._take(frame, [one, other])
                        frame.weight = PAIRED
                        self._conclude(frame)
                        return True
        return False

    def _is_of_third_state(self, frame: Frame, here: list[int], actors: list[int]) -> bool:
        """Prisoners of war: they are exchanged by those who wage it, one of them a third state."""
        others = [i for i in here if self.mentions[i].side not in self.sides]
        third = any(self.mentions[i].kind == "foreign" or self.links.of(i) in {"بين", "مع"} for i in others)
        services = {self.mentions[i].side for i in actors if self._is_service(i)}
        third = third or are_many(self.document, frame)
        return third and len(services) < len(self.sides) and is_of_soldiers(self.document, frame)

    def _named_near(self, side: str, sentence: int, reach: int) -> Mention | None:
        """A side's mention at most `reach` sentences away: an exchange has two sides, though the sentence names one."""
        for distance in range(reach + 1):
            for near in {sentence - distance, sentence + distance}:
                for index in self._by_sentence.get(near, ()):
                    mention = self.mentions[index]
                    if mention.side == side and self._line_of.get(mention.start) != "debris":
                        return Mention(mention.start, mention.end, "state", side, weak=True)
        return None

    def _says_of_self(self, index: int) -> bool:
        """يروي بانيتا أنه اتفق, قال الجهاز الذي نفذ العملية, إن الصفقة عقدت مع الوكالة: he tells what he did."""
        end, sentence = self.mentions[index].end, self.document.sentence_of[self.mentions[index].start]
        _, last = self.document.sentences[sentence]
        served = (i for i in self._by_sentence.get(sentence, ()) if self.links.of(i) == "مع" and self._is_service(i))
        if self._is_service(index) and any(self.mentions[i].side != self.mentions[index].side for i in served):
            return True
        if end + 1 < last and self.document.tokens[end] in _WHO and "arranges" in self.document.cues[end + 1]:
            return True
        for at in range(end, min(end + _OWN_WORDS, last)):
            if {"pronoun_complement", "complement"} & self.document.cues[at]:
                return "pronoun_complement" in self.document.cues[at] and self._has_cue(at + 1, at + 4, "arranges")
        return False

    def _tells(self, index: int) -> bool:
        """Whether a reporting verb with it as subject stands before or after it: أعلن الجهاز, الجهاز أعلن."""
        mention = self.mentions[index]
        cues = self.document.cues
        first, last = self.document.sentences[self.document.sentence_of[mention.start]]
        if mention.start > first and {"reporting", "citing"} & cues[mention.start - 1]:
            return True
        return mention.end < last and "reporting" in cues[mention.end] and "," not in self.document.gap(mention.end)
