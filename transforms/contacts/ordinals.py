"""Contacts that a text counts by whom they were with: الأولى لمكتب التحقيقات في مارس، والثانية للوكالة في الخريف."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from transforms.contacts.mention import Mention
from transforms.contacts.scene import STRONG, Frame, Scene

_FIRST: Final = frozenset(
    ("الاولي", "الاول", "اولاها", "اولاهما", "اولهما", "احداها", "احداهما", "احدهما", "مره", "واحده")
)
_SECOND: Final = frozenset(
    ("والثانيه", "والثاني", "والاخري", "والاخر", "وثانيها", "وثانيهما", "ثم", "واخري", "ومره")
)
_TWICE: Final = frozenset(("مرتين", "مرتان", "رسالتين", "تحذيرين", "بلاغين", "انذارين", "تنبيهين"))
IN_ITS_PART: Final = "one of several that are counted, each with what is said of it"
_WITHIN: Final = 12
"""Words from the number to whom that one was with."""
_TWO: Final = 2
_DAY_WITHIN: Final = 6
"""Words from a service to the day of what it got."""
_SENTENCES_BACK: Final = 1
_LATER: Final = frozenset(("اشهر", "شهور", "شهرين", "بشهرين", "باشهر", "اسابيع", "باسابيع", "عام", "بعام", "لاحقا"))
"""Words that say that what follows was later, with no day."""
_TO: Final = frozenset(("ل", "الي", "مع", "من", "ب", "عبر"))
_TOLD: Final = frozenset((None, "public_statement"))
"""Of a warning to a state; who got it is named behind the numbers."""
_MODES: Final = frozenset(("message", "call", "meeting", "talk"))


class Ordinals(Scene):
    """Finds contacts told once and then counted."""

    def _ordinals(self, found: list[Frame]) -> list[Frame]:
        """A telling for the first and the second one, with the parties of the telling that is counted but for those."""
        frames: list[Frame] = []
        tokens = self.document.tokens
        by_sentence: dict[int, list[Frame]] = {}
        for frame in found:
            if frame.mode in _MODES and len(frame.parties) == len(self.sides) and frame.why_not in _TOLD:
                by_sentence.setdefault(frame.sentence, []).append(frame)
        for at in (at for at, token in enumerate(tokens) if token in _FIRST):
            sentence = self.document.sentence_of[at]
            _, last = self.document.sentences[sentence]
            one = self._with_whom(at, sentence, last)
            if one is None:
                continue
            second = next((i for i in range(self.mentions[one].end, last) if tokens[i] in _SECOND), None)
            self._count_twice(found, one, at, by_sentence)
            other = self._with_whom(second, sentence, last) if second is not None else None
            near = (by_sentence.get(s, ()) for s in range(sentence - _SENTENCES_BACK, sentence + 1))
            told = max((f for here in near for f in here if f.start < at), key=lambda f: f.start, default=None)
            if second is None or other is None or told is None:
                continue
            side = self.mentions[one].side
            if side != self.mentions[other].side or not told.parties.keys() - {side}:
                continue
            told.why_not = told.why_not or "counted"
            pair = [self._one_of_them(told, one), self._one_of_them(told, other)]
            # الأولى في مارس إلى المكتب والثانية في سبتمبر: the day stands on either side of whom it was to.
            pair[0].left, pair[0].right, pair[1].left = at, second, second
            for frame in pair:
                frame.rule = IN_ITS_PART
            frames += pair
        return frames

    def _count_twice(self, found: list[Frame], one: int, at: int, by_sentence: dict[int, list[Frame]]) -> None:
        """حذرت موسكو مرتين منه: الأولى في رسالة إلى المكتب: whom, say only the numbers behind "twice"."""
        sentence, side = self.document.sentence_of[at], self.mentions[one].side
        first, _ = self.document.sentences[sentence]
        if sentence in by_sentence or _TWICE.isdisjoint(self.document.tokens[first:at]):
            return
        for frame in found:
            told = frame.sentence == sentence and frame.start < at and frame.mode == "message"
            if told and frame.relation.kind == "verb" and frame.parties.keys() == set(self.sides) - {side}:
                by_sentence.setdefault(sentence, []).append(frame)

    def _repeated(self, found: list[Frame]) -> list[Frame]:
        """راسل المكتب في مارس، ثم كرر الأمر بعد أشهر مع الوكالة: the same once more, with another one."""
        repeats, same = self.knowledge.forms["repeats"], self.knowledge.forms["same_thing"]
        tokens = self.document.tokens
        frames: list[Frame] = []
        if same.isdisjoint(self.document.word_set):
            return frames
        for at in range(len(tokens) - 1):
            if tokens[at + 1] not in same or tokens[at].removeprefix("و") not in repeats:
                continue
            sentence = self.document.sentence_of[at]
            other = self._with_whom(at, sentence, self.document.sentences[sentence][1])
            told = self._counted_before(found, at, sentence)
            if other is None or told is None or self.mentions[other].side not in told.parties:
                continue
            frame = self._one_of_them(told, other)
            frame.start = frame.left = at
            told.right = min(told.right, at)
            frames.append(frame)
        return frames

    def _counted_before(self, found: list[Frame], at: int, sentence: int) -> Frame | None:
        """The telling of a contact of both sides right before a word, in its sentence or the one before."""
        near = (
            f for f in found if f.start < at and 0 <= sentence - f.sentence <= _SENTENCES_BACK and f.why_not is None
        )
        whole = (f for f in near if f.mode in _MODES and len(f.parties) == len(self.sides))
        return max(whole, key=lambda f: f.start, default=None)

    def _told_twice(self, found: list[Frame]) -> list[Frame]:
        """رسالة إلى المكتب مطلع 2011، ثم إلى الوكالة في أيلول: each on its own day, are two."""
        frames: list[Frame] = []
        for frame in found:
            if frame.mode != "message" or frame.why_not is not None or len(frame.parties) != len(self.sides):
                continue
            for side, named in frame.parties.items():
                pair = sorted((m for m in named if m.kind == "service"), key=lambda mention: mention.start)
                if len(pair) == 1 == len(named):
                    then = self._then_to(frame, pair[0])
                    if then is not None:
                        frame.right = min(frame.right, self.mentions[then].start)
                        other = self._one_of_them(frame, then)
                        other.right = self.document.next_gap(",", self.mentions[then].end, other.right)
                        if all(told.start != other.start for told in frames):
                            frames.append(other)
                        break
                if len(pair) != len(named) or len(pair) != _TWO or not self._on_two_days(*pair):
                    continue
                frame.parties[side] = pair[:1]
                frame.right = min(frame.right, pair[1].start)
                frames.append(self._one_of_them(frame, self._mention_words[pair[1].start]))
                break
        return frames

    def _then_to(self, frame: Frame, one: Mention) -> int | None:
        """كتب إلى المكتب في مارس، ثم إلى الوكالة بعد أشهر: the next service that got one, and that it did so later."""
        tokens = self.document.tokens
        _, last = self.document.sentences[frame.sentence]
        for index in self._mentions_between(frame.sentence, max(one.end, frame.end), last):
            other = self.mentions[index]
            if other.kind != "service" or other.side != one.side or other.service == one.service:
                continue
            to = self.links.of(index)
            then = tokens[other.start - 1] == "ثم" or (other.start > 1 and tokens[other.start - 2] == "ثم")
            if not then or to not in {"الي", "ل"} or other.start - one.end > _WITHIN:
                return None
            behind = range(other.end, min(last, other.end + _DAY_WITHIN))
            later = any(at in self._dated or tokens[at] in _LATER for at in behind)
            return index if later else None
        return None

    def _on_two_days(self, one: Mention, other: Mention) -> bool:
        """Whether behind each of two services of a sentence stands a day, and a comma or ثم between."""
        _, last = self.document.sentences[self.document.sentence_of[one.start]]
        between, behind = range(one.end, other.start), range(other.end, min(last, other.end + _DAY_WITHIN))
        apart = any(self.document.tokens[at] == "ثم" or "," in self.document.gap(at) for at in between)
        dated = any(at in self._dated for at in between) and any(at in self._dated for at in behind)
        return one.service != other.service and apart and dated and other.start < last

    def _with_whom(self, at: int, sentence: int, last: int) -> int | None:
        """The first man of a service, or service, that a preposition names behind a number."""
        for index in self._mentions_between(sentence, at + 1, min(last, at + _WITHIN)):
            if self.mentions[index].kind in STRONG and self._is_service(index):
                return index if self._is_after_preposition(index) else None
        return None

    def _is_after_preposition(self, index: int) -> bool:
        """لمكتب التحقيقات, or the particle set apart by quotation marks: لـ«الأف بي آي»."""
        return self.links.of(index) in _TO

    def _one_of_them(self, told: Frame, index: int) -> Frame:
        mention = self.mentions[index]
        sentence = self.document.sentence_of[mention.start]
        _, last = self.document.sentences[sentence]
        frame = replace(told, start=mention.start, end=mention.end, sentence=sentence, why_not=None, place=None)
        frame.left, frame.right = mention.start, last
        frame.parties = {**told.parties, mention.side: [mention]}
        frame.line = self._line_of.get(mention.start, "body")
        frame.rule, frame.continues = "one of several that are counted", False
        return frame
