"""Where an exchange was, by the sentences around those that tell of it: airports, the one city of a third state.

And what all who look for places need to know of a document.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.links import Links
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame

_AIRPORT_WITHIN: Final = 3
"""Sentences from an exchange to the airport where it was."""
_GROUNDS_WITHIN: Final = 5
"""Words from an airport to the place where it is: مطار أسن بوغا بالعاصمة التركية."""
_SAID_WITHIN: Final = 8
"""Words from a verb of saying to where it is said."""

_CRIME_WITHIN: Final = 10
_CRIMES: Final = ("قتل", "مقتل", "اغتيال", "اغتال", "محكوم", "مدان", "ادين", "مسجون", "تفجير")
"""Beginnings of words for what prisoners had done."""
_HELD: Final = frozenset(("سجن", "سجنه", "سجنها", "سجون"))
_SPEAKER_WITHIN: Final = 3
"""Words from who says something to where: بوتين للصحفيين في بيشكيك."""
_HOUSE_WITHIN: Final = 26
"""Words from a meeting to the house of a service in which it was."""
_AT_ITS_HOUSE: Final = (["في", "مقر"], ["في", "مبني"], ["داخل", "مقر"], ["داخل", "مبني"])


class Grounds:
    """Finds the grounds on which prisoners changed sides in one document."""

    def __init__(
        self, document: Document, mentions: list[Mention], links: Links, dated_words: frozenset[int]
    ) -> None:
        self.document = document
        self.mentions = mentions
        self.links = links
        self.dated_words = dated_words

    def of_exchange(self, told: set[int], apart: set[int]) -> Mention | None:
        """The airport nearest to the sentences that tell of an exchange, else the one city named there or beside them.

        Not in the sentences `apart`, which tell of another exchange.
        """
        within, last = 1 if apart else _AIRPORT_WITHIN, len(self.document.sentences) - 1
        near = {at for its in told for at in range(max(0, its - within), min(last, its + within) + 1)} - apart
        nearest = sorted(near, key=lambda sentence: (min(abs(sentence - its) for its in told), sentence))
        airport = next((found for at in nearest if (found := self._airport(at))), None)
        if airport is not None:
            return airport
        beside = {at for its in told for at in (its - 1, its, its + 1)}
        cities = [
            self.mentions[index]
            for at in nearest
            for index in self._mentions_of(at)
            if at in beside
            and self.mentions[index].place
            and self._is_abroad(index)
            and not self._is_where_said(self.mentions[index])
            and not self._is_of_crime(self.mentions[index])
        ]
        return cities[0] if len({city.side for city in cities}) == 1 else None

    def _is_abroad(self, index: int) -> bool:
        """Whether something was or went there, in a third state."""
        third = self.mentions[index].side not in self.document.knowledge.sides
        return third and self.links.of(index) in {"في", "ب", "الي"}

    def _is_of_crime(self, mention: Mention) -> bool:
        """محكوم بالمؤبد لقتله معارضا في حديقة ببرلين: where one of them had done what he was held for."""
        tokens, first = self.document.tokens, self.document.sentences[self.document.sentence_of[mention.start]][0]
        for at in range(mention.start - 1, max(first, mention.start - _CRIME_WITHIN) - 1, -1):
            word = tokens[at].lstrip("وبل").removeprefix("ال")
            if word.startswith(_CRIMES) or word in _HELD:
                return True
            if at in self._mention_words or "," in self.document.gap(at + 1):
                return False
        return False

    def _is_where_said(self, mention: Mention) -> bool:
        """قال بوتين للصحفيين في آستانا إن الصفقة, بوتين في آستانا: ...: where it is said."""
        if self._says_from(mention):
            return True
        first, _ = self.document.sentences[self.document.sentence_of[mention.start]]
        near = range(max(first, mention.start - _SAID_WITHIN), mention.start)
        says = any("reporting" in self.document.cues[at] for at in near)
        readings = [r for at in near for r in self.document.relation_words.get(at, ())]
        says = says or any(getattr(r.entry, "past", "") == "تحدث" for r in readings)
        told = any(r.entry.mode == "exchange" for r in readings)
        said = self.document.has_cue("complement", near.start, mention.start)
        return says and not said and not told

    def _says_from(self, place: Mention) -> bool:
        """بوتين للصحفيين في بيشكيك: ...: where one who is of no service says what stands behind the colon."""
        sentence = self.document.sentence_of[place.start]
        first, last = self.document.sentences[sentence]
        if place.end >= last or ":" not in self.document.gap(place.end):
            return False
        speaker = self.mentions[self._mentions_of(sentence)[0]]
        opens = speaker.start == first and 0 <= place.start - speaker.end <= _SPEAKER_WITHIN
        return opens and bool(speaker.person) and not self.document.knowledge.has_served(speaker.person)

    def _airport(self, sentence: int) -> Mention | None:
        """هبطت طائرتان في مطار فيينا: where prisoners who are exchanged change sides, in a third state."""
        tokens, forms = self.document.tokens, self.document.knowledge.forms
        words, swaps = forms["runway"], forms["swaps"]
        first, last = self.document.sentences[sentence]
        for index in self._mentions_of(sentence):
            mention, there = self.mentions[index], self._is_abroad(index)
            known = mention.place or (mention.weak and mention.kind == "foreign" and there)
            if not known or mention.side in self.document.knowledge.sides:
                continue
            if tokens[mention.start - 1].lstrip("وبل") in words or tokens[mention.start] in words:
                return mention
            low, high = max(first, mention.start - _GROUNDS_WITHIN), min(last, mention.end + _GROUNDS_WITHIN)
            swapped = not swaps.isdisjoint(tokens[low : mention.start])
            if there and (swapped or any(token.removeprefix("ب") in words for token in tokens[low:high])):
                return mention
        return None

    @cached_property
    def _mention_words(self) -> frozenset[int]:
        return frozenset(at for m in self.mentions for start, end in m.parts for at in range(start, end))

    def _mentions_of(self, sentence: int) -> list[int]:
        return self._by_sentence.get(sentence, [])

    @cached_property
    def _by_sentence(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for index, mention in enumerate(self.mentions):
            found.setdefault(self.document.sentence_of[mention.start], []).append(index)
        return found

    def _at_house(self, frame: Frame) -> Mention | None:
        """مع تينيت في لانغلي, التقاه في مقر الوكالة: where a service has its house."""
        if frame.mode not in {"meeting", "talk", "visit"}:
            return None
        tokens, houses = self.document.tokens, self.document.knowledge.forms["houses"]
        for index in self._mentions_of(frame.sentence):
            mention = self.mentions[index]
            if mention.kind != "service" or not frame.end <= mention.start <= frame.end + _HOUSE_WITHIN:
                continue
            # في مقر جهازه: whose it is, is not certain.
            before = tokens[max(0, mention.start - 2) : mention.start]
            its = before in _AT_ITS_HOUSE and not tokens[mention.end - 1].endswith("ه")
            house = its or (tokens[mention.start] in houses and self.links.of(index) == "في")
            if house and self.document.next_gap(",", frame.end, mention.start + 1) > mention.start:
                return Mention(mention.start, mention.end, "state", mention.side, weak=True)
        return None

    def _heads_it(self, frame: Frame) -> Mention | None:
        """أنقرة، نوفمبر 2022. طاولة واحدة: the sentence before is but a place and a day."""
        if not frame.sentence or len(frame.parties) < len(self.document.knowledge.pair.sides):
            return None
        first, last = self.document.sentences[frame.sentence - 1]
        named = list(self._mentions_of(frame.sentence - 1))
        if len(named) != 1 or not self.mentions[named[0]].place or self.mentions[named[0]].start != first:
            return None
        rest = range(self.mentions[named[0]].end, last)
        return self.mentions[named[0]] if rest and all(at in self.dated_words for at in rest) else None
