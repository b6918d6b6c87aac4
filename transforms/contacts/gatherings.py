"""Talks of several delegations: who sat at the table for either side, whoever else was there."""

from __future__ import annotations

from typing import Final

from transforms.contacts import records
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, Frame, Scene, state
from transforms.contacts.wordlists import Relation

_TALKS: Final = records.Noun(mode="meeting", noun="جولة", plural="جولات")
_TABLE: Final = frozenset(("جوله", "الجوله", "طاوله", "الطاوله", "مايده", "المايده", "بجوله", "جولات"))
"""Words for talks that no relation word tells of."""
_INTERLOCUTORS: Final = frozenset(("محاور", "محادث", "جليس"))
_IS: Final = frozenset(("هو", "كان"))
_IS_WITHIN: Final = 2
_MEN: Final = frozenset(("person", "head", "deputy"))
_FACING: Final = frozenset(("قباله", "قبالته", "قبالتهم", "قبالتهما"))
_FACING_WITHIN: Final = 11
_NOT: Final = frozenset(("لا", "ولا", "فلا"))
_BEFORE: Final = 6
"""Words before a delegate in which a word says that he was there."""
_AFTER: Final = 7
_FOR_HIS_SIDE: Final = frozenset(("جانب", "طرف", "وفد", "فريق"))
"""Of a side, not of its people: الجانب الأمريكي."""
_WITH: Final = frozenset(("بحضور", "بمشاركه"))
_PHONE_WITHIN: Final = 8
"""Words from a word of talks to one that says that they were by telephone."""


class Gatherings(Scene):
    """Finds talks to which both sides sent somebody."""

    def _gatherings(self) -> list[Frame]:
        """حضرها عن الجانب الروسي كوستيوكوف وعن الجانب الأمريكي ويتكوف, جلس قبالة ويتكوف وكوشنر."""
        facing = self._interlocutors()
        if not self.document.cue_positions("seats"):
            # Nobody is said to have been there.
            return facing
        delegates = [index for index in range(len(self.mentions)) if self._is_delegate(index)]
        found = facing
        for index in delegates:
            mention = self.mentions[index]
            if not self._is_service(index) or mention.weak or mention.kind not in {"person", "head", "deputy"}:
                continue
            if self.links.of(index) == "aide" and self._himself(index) == index:
                # وترأس الوفد مساعد المدير
                continue
            sentence = self.document.sentence_of[mention.start]
            word = self._talks_near(sentence, mention)
            if word is None or any(frame.start == word for frame in found):
                continue
            others = [
                i
                for i in delegates
                if self.mentions[i].side == self.knowledge.other_side(mention.side)
                and abs(self.document.sentence_of[self.mentions[i].start] - sentence) <= 1
            ]
            if not others and self._adjective_near(word, self.knowledge.other_side(mention.side)):
                found.append(self._gathering(word, [index], []))
                if self._heads_delegation(mention):
                    found[-1].weight = 1.0
                found[-1].parties[self.knowledge.other_side(mention.side)] = [
                    state(found[-1], self.knowledge.other_side(mention.side))
                ]
            if others:
                own = [i for i in delegates if self.mentions[i].side == mention.side and self._is_beside(i, index)]
                found.append(self._gathering(word, own, others))
        return found

    def _interlocutors(self) -> list[Frame]:
        """كان محاور راتكليف هو بورتنيكوف: with whom somebody talked, said by a noun."""
        found: list[Frame] = []
        for index in range(len(self.mentions) - 1):
            one, other = self.mentions[index], self.mentions[index + 1]
            between = self.document.tokens[one.end : other.start]
            near = one.start > 0 and self.document.sentence_of[one.start] == self.document.sentence_of[other.start]
            if not near or self.document.tokens[one.start - 1].lstrip("وف") not in _INTERLOCUTORS:
                continue
            known = {one.side, other.side} == set(self.sides) and one.kind in _MEN and other.kind in _MEN
            if known and len(between) <= _IS_WITHIN and not _IS.isdisjoint(between):
                found.append(self._gathering(one.start - 1, [index], [index + 1]))
        return found

    def _adjective_near(self, word: int, side: str) -> bool:
        """جولة روسية أمريكية, مشاورات روسيا والولايات المتحدة: for whom the others sat there."""
        near = range(word + 1, word + _BEFORE)
        if any(self.document.adjective_words.get(at) == side for at in near):
            return True
        return any(
            self.mentions[index].side == side
            and self.mentions[index].kind == "state"
            and self.links.of(index) in {"gen", "بين", "مع"}
            for index in {self._mention_words[at] for at in near if at in self._mention_words}
        )

    def _is_beside(self, index: int, delegate: int) -> bool:
        """Those of the delegate's side who are joined to him."""
        return index == delegate or (
            abs(index - delegate) == 1
            and self.mentions[max(index, delegate)].clitics.startswith("و")
            and self.mentions[index].kind != "state"
        )

    def _gathering(self, word: int, own: list[int], others: list[int]) -> Frame:
        sentence = self.document.sentence_of[word]
        first, last = self.document.sentences[sentence]
        frame = Frame(word, word + 1, Relation("noun", _TALKS, "singular"), "meeting", sentence, first, last)
        frame.line = self._line_of.get(word, "body")
        frame.rule = "delegations at one table"
        if self._has_cue(word, self.document.next_gap(",", word + 1, min(last, word + _PHONE_WITHIN)), "phone"):
            # فاوض عليها فرادكوف هاتفيا
            frame.mode = "call"
        frame.weight = 1.0 if self._sits_facing(word) else 0.8
        named = [i for i in others if self.mentions[i].kind != "state"]
        self._take(frame, [self._himself(i) for i in own])
        self._take(frame, named or others[:1])
        return frame

    def _himself(self, index: int) -> int:
        """بيسيدا مستشار مدير الأمن الفيدرالي: the adviser who is named, not the director."""
        before = self.mentions[index - 1] if index else self.mentions[index]
        named = before.kind == "person" and before.side == self.mentions[index].side and not before.weak
        aide = self.links.of(index) == "aide" and before.end == self.mentions[index].start - 1
        return index - 1 if named and aide else index

    def _talks_near(self, sentence: int, delegate: Mention) -> int | None:
        """The word for the talks nearest to a delegate, in his sentence or the one before."""
        found = [
            at
            for near in (sentence, sentence - 1)
            if near >= 0
            for at in range(*self.document.sentences[near])
            if self._line_of.get(at) != "debris" and self._is_talks(at) and not self._is_of_others(at, delegate)
            if not self._is_likened(at)
        ]
        # Who only sat there is told by a verb, and when by the noun.
        found = [at for at in found if not self._sits_facing(at)] or found
        own = [at for at in found if self.document.sentence_of[at] == sentence]
        return min(own or found, key=lambda at: abs(at - delegate.start), default=None)

    def _is_likened(self, at: int) -> bool:
        """وكما في الجولة الأولى، ترأس الوفد: not the talks that are told of, but those that they are like."""
        first, _ = self.document.sentences[self.document.sentence_of[at]]
        before = [token.removeprefix("و") for token in self.document.tokens[max(first, at - 2) : at]]
        return before in (["كما", "في"], ["مثلما", "في"])

    def _is_of_others(self, at: int, delegate: Mention) -> bool:
        """عقب اجتماع بين بوتين وويتكوف، أن كوستيوكوف يرأس الفريق: behind the noun are named those who met there."""
        index = next((self._mention_words[i] for i in range(at + 1, at + _BEFORE) if i in self._mention_words), None)
        if index is None or self.links.of(index) != "بين" or self.mentions[index].kind not in {"person", "office"}:
            return False
        named = [self.mentions[index]]
        for mention in self.mentions[index + 1 :]:
            if not mention.clitics.startswith("و") or mention.start - named[-1].end > 1:
                break
            named.append(mention)
        return delegate not in named and len({mention.side for mention in named}) > 1

    def _is_talks(self, at: int) -> bool:
        if at in self._mention_words or self._is_of_other_time(at):
            return False
        if self.document.tokens[at] in _TABLE or self._sits_facing(at):
            return True
        return any(
            reading.entry.mode in {"talk", "meeting"}
            and (reading.kind == "noun" or getattr(reading.entry, "negotiates", False))
            for reading in self.document.relation_words.get(at, ())
        )

    def _sits_facing(self, at: int) -> bool:
        """جلس ضباط روس قبالة ويتكوف"""
        readings = self.document.relation_words.get(at, ())
        if not any(reading.kind == "verb" and reading.entry.mode == "meeting" for reading in readings):
            return False
        _, last = self.document.sentences[self.document.sentence_of[at]]
        return not _FACING.isdisjoint(self.document.tokens[at + 1 : min(last, at + _FACING_WITHIN)])

    def _is_delegate(self, index: int) -> bool:
        mention = self.mentions[index]
        if mention.side not in self.sides or self.links.of(index) in NO_PARTY - {"about"}:
            return False
        if self._line_of.get(mention.start) == "debris" or mention.kind in {"place", "service", "generic"}:
            return False
        if mention.start and self.document.tokens[mention.start - 1] in _NOT:
            # فلا ناريشكين حضر ولا راتكليف
            return False
        if mention.weak:
            return mention.start in self.document.adjective_words and self._is_seated(index)
        return self._is_seated(index)

    def _is_seated(self, index: int) -> bool:
        """Whether a word before or behind a mention says that it was at the talks, or it is joined to one that was."""
        mention = self.mentions[index]
        first, last = self.document.sentences[self.document.sentence_of[mention.start]]
        for at in range(mention.start - 1, max(first, mention.start - _BEFORE) - 1, -1):
            if at in self._mention_words:
                if not self._is_side(at, mention):
                    break
            elif "seats" in self.document.cues[at]:
                return True
        if self._is_seated_behind(mention, last):
            return True
        return self._is_seated_with(index, -1) or self._is_seated_with(index, 1)

    def _is_seated_with(self, index: int, step: int) -> bool:
        """كوستيوكوف وويتكوف وعمروف حول طاولة: those joined by و sit together; before, only those of his side.

        But all of whom it is said that it was with them there: بحضور ويتكوف وعمروف وكوستيوكوف.
        """
        at, mixed = index + step, False
        while 0 <= at < len(self.mentions):
            first, second = self.mentions[min(at, at - step)], self.mentions[max(at, at - step)]
            if not second.clitics.startswith("و") or second.start - first.end > 0:
                return False
            mixed = mixed or (step < 0 and self.mentions[at].side != self.mentions[index].side)
            if mixed and "," in self.document.gap(second.start):
                return False  # بحضور كوستيوكوف، وويتكوف غائب
            if self._is_told_to_sit(at, step) and (not mixed or self.document.tokens[first.start - 1] in _WITH):
                return True
            at += step
        return False

    def _is_told_to_sit(self, index: int, step: int) -> bool:
        """Whether a word on that side of a mention says that it was at the talks."""
        mention = self.mentions[index]
        first, last = self.document.sentences[self.document.sentence_of[mention.start]]
        if step > 0:
            return self._is_seated_behind(mention, last)
        words = range(max(first, mention.start - _BEFORE), mention.start)
        return any("seats" in self.document.cues[at] for at in words if at not in self._mention_words)

    def _is_seated_behind(self, mention: Mention, last: int) -> bool:
        """كوستيوكوف في أبوظبي يفاوض, ... حول طاولة; not where a new clause begins."""
        for at in range(mention.end, min(last, mention.end + _AFTER)):
            index = self._mention_words.get(at)
            strange = index is None or self.mentions[index].kind in {"place", "foreign"}
            if not strange or ("," in self.document.gap(at) and at > mention.end):
                return False
            if index is None and "seats" in self.document.cues[at]:
                return at == mention.end or not self.document.tokens[at].startswith("و")
        return False

    def _is_side(self, at: int, mention: Mention) -> bool:
        """عن الجانب الأمريكي ويتكوف, مثل واشنطن ويتكوف: the side for which he was there."""
        other = self.mentions[self._mention_words[at]]
        if other.kind == "state" and other.side == mention.side and "seats" in self.document.cues[other.start - 1]:
            return True
        word = self.document.tokens[other.start].lstrip("وبل").removeprefix("ال")
        return other.side == mention.side and other.kind == "state" and word in _FOR_HIS_SIDE
