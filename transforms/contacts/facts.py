"""The facts of a telling: when, where, about what, at whose request, who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from transforms.arabic.dates import DateMention, date_mentions
from transforms.contacts.document import Document
from transforms.contacts.lexicon import Trie
from transforms.contacts.lines import Line
from transforms.contacts.links import Links
from transforms.contacts.load import Knowledge
from transforms.contacts.mention import Mention
from transforms.contacts.scene import Frame

Words = tuple[int, int]
"""Words `start` up to `end` of a document."""

_FARTHEST: Final = 26
_WIDEST: Final = 400
"""Days of a period that still dates a contact: "in recent decades" does not."""
_NEAR_ENOUGH: Final = 14
_GOES_BACK: Final = frozenset(["تعود", "يعود", "عاد", "عادت", "ترجع", "يرجع", "رجع", "رجعت"])
_RELATIVE: Final = frozenset(["الذي", "التي", "الذين", "اللذين", "والتي", "والذي"])
_AFTER_EVENT: Final = frozenset(["عقب", "بعد", "قبل", "منذ", "اعقاب", "قبيل", "غداه", "عشيه", "بعيد", "وقبل", "وبعد"])


@dataclass(slots=True)
class Day:
    """A date expression and the words it stands on."""

    start: int
    end: int
    mention: DateMention


class FactReader:
    """Reads the facts of the tellings of one document."""

    def __init__(
        self, document: Document, mentions: list[Mention], links: Links, lines: list[Line], published_on: dt.date | None
    ) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.mentions = mentions
        self.links = links
        self.published_on = published_on
        debris = [(line.start, line.end) for line in lines if line.kind == "debris"]
        self.days: list[Day] = []
        for mention in date_mentions(document.view, published_on):
            if mention.kind in {"name", "duration", "dateline"} or mention.debris or mention.label:
                continue
            day = Day(document.word_at(mention.start), document.word_at(mention.end), mention)
            if day.start < len(document.words) and not any(first <= day.start < last for first, last in debris):
                self.days.append(day)

    @cached_property
    def dated_words(self) -> frozenset[int]:
        """The words that date expressions stand on."""
        return frozenset(at for day in self.days for at in range(day.start, day.end))

    # --- days --------------------------------------------------------------------------------------

    def assign_days(self, frames: list[Frame]) -> dict[int, Day]:
        """For the index of each frame the date expression that dates it, if one does."""
        found: dict[int, tuple[int, Day]] = {}
        by_sentence: dict[int, list[int]] = {}
        for index, frame in enumerate(frames):
            by_sentence.setdefault(frame.sentence, []).append(index)
        for day in self.days:
            if (
                day.mention.sense in {"since", "until"}
                and day.mention.kind not in {"relative"}
                and not self._goes_back(day)
            ):
                continue
            if day.mention.sense == "since" and self._is_overshadowed(day):
                continue
            if self.document.tokens[day.start][:2] == "هذ" and {"للمره", "المره", "مره"} & set(
                self.document.tokens[max(0, day.start - 3) : day.start]
            ):
                # For the second time this year.
                continue
            if day.mention.first and day.mention.last and (day.mention.last - day.mention.first).days > _WIDEST:
                continue
            sentence = self.document.sentence_of[day.start]
            here = by_sentence.get(sentence, [])
            if not here:
                continue
            distances = sorted((self._distance(frames[i], day), i) for i in here)
            full = [item for item in distances if len(frames[item[1]].parties) == 2 and not frames[item[1]].continues]
            if full and full[0][0] <= _NEAR_ENOUGH:
                # "the warning", "talks" beside a telling that names both parties do not take its day away.
                distances = full
            reported = self._reporting_distance(day, sentence)
            for distance, index in distances:
                if distance > _FARTHEST or distance >= reported or distance > distances[0][0] + 3:
                    break
                if index not in found or found[index][0] > distance:
                    found[index] = (distance, day)
        return {index: day for index, (_, day) in found.items()}

    def only_day(self, sentence: int) -> Day | None:
        """The day of a sentence that gives one and no other, unless it is that of a statement."""
        days = [
            day
            for day in self.days
            if self.document.sentence_of[day.start] == sentence
            and (day.mention.sense == "at" or self._goes_back(day))
            and day.mention.first
            and day.mention.first == day.mention.last
        ]
        if len(days) != 1 or self._other_event(days[0]) is not None:
            return None
        return days[0] if self._reporting_distance(days[0], sentence) > _NEAR_ENOUGH else None

    def _distance(self, frame: Frame, day: Day) -> int:
        first, last = (frame.end, day.start) if day.start >= frame.end else (day.end, frame.start)
        cost = max(0, last - first)
        ahead = day.start < frame.start
        comma = False
        cues, tokens = self.document.cues, self.document.tokens
        for at in range(first, last):
            if "," in self.document.gap(at):
                cost += 0 if ahead else 2
                comma = True
            if "complement" in cues[at] or "pronoun_complement" in cues[at]:
                # رد المتحدث، الخميس، بأن: right after the day it makes it that of the word that says so.
                cost += 40 if ahead and (comma or at == day.end) else 20
            elif "clause_breaks" in cues[at]:
                cost += 12
            elif tokens[at] in _RELATIVE and at - frame.end > 1:
                cost += 8
        event = self._other_event(day)
        if event is not None and not event < frame.start < day.start:
            cost += 12
        return cost + (2 if ahead else 0)

    def _is_overshadowed(self, day: Day) -> bool:
        """The first meeting for a year: the year dates nothing, nor does it beside the day itself (الاثنين)."""
        first, last = self.document.sentences[self.document.sentence_of[day.start]]
        if any("first" in self.document.cues[at] for at in range(max(first, day.start - 6), day.start)):
            return True
        return any(
            first <= other.start < last and other.mention.sense == "at" and other.mention.first for other in self.days
        )

    def _goes_back(self, day: Day) -> bool:
        """تعود إلى أغسطس 2024: the day itself, not an end."""
        before = self.document.tokens[max(0, day.start - 2) : day.start]
        return any(token.lstrip("وف") in _GOES_BACK for token in before)

    def _other_event(self, day: Day) -> int | None:
        """The word after which another event stands that the day is of: بعد التمرد في 24 يونيو."""
        tokens = self.document.tokens
        for at in range(day.start - 1, max(-1, day.start - 13), -1):
            if "," in self.document.gap(at + 1) or "\n" in self.document.gap(at + 1):
                return None
            if tokens[at] in _AFTER_EVENT and day.start - at > 2:
                return at
        return None

    def _reporting_distance(self, day: Day, sentence: int) -> int:
        """How near a reporting verb is that the day may belong to: قال الأربعاء إنه."""
        first, last = self.document.sentences[sentence]
        cues = self.document.cues
        best = 1000
        for at in range(max(first, day.start - 25), day.start):
            if "reporting" in cues[at]:
                cost = day.start - at - 1
                between = range(at + 1, day.start)
                if any("complement" in cues[i] or "pronoun_complement" in cues[i] for i in between):
                    cost += 25
                elif any(
                    "complement" in cues[i] or "pronoun_complement" in cues[i] or self.document.tokens[i] == "عن"
                    for i in range(day.end, min(last, day.end + 3))
                ):
                    cost = min(cost, 1)
                best = min(best, cost)
        for at in range(day.end, min(last, day.end + 2)):
            # أمس قال, أمس ليقول: the day stands right before the verb.
            if "," in self.document.gap(at):
                break
            if "reporting" in cues[at] and not self.document.tokens[at].startswith(("و", "ف")):
                best = min(best, at - day.end)
        return best

    def since(self, frame: Frame) -> Iterable[Day]:
        """Days in the frame's sentence since which something holds."""
        return [day for day in self._since if self.document.sentence_of[day.start] == frame.sentence]

    @cached_property
    def _since(self) -> list[Day]:
        return [day for day in self.days if day.mention.sense == "since" and day.mention.first]

    @cached_property
    def historic(self) -> list[Day]:
        """Days before the pair's first day."""
        first = self.knowledge.pair.first_day
        return [
            d for d in self.days if d.mention.last is not None and d.mention.last < first and d.mention.sense == "at"
        ]

    # --- places ------------------------------------------------------------------------------------

    def place(self, frame: Frame) -> tuple[Mention | None, bool]:
        """Where the contact was, and whether the place hosts (استضافت أنقرة)."""
        if frame.place is not None:
            return frame.place, False
        first, _ = self.document.sentences[frame.sentence]
        best: tuple[int, Mention] | None = None
        hosting = False
        for index in self._mentions_of(frame.sentence):
            mention = self.mentions[index]
            if not (mention.place or (mention.weak and mention.kind in {"state", "foreign"})):
                continue
            link = self.links.of(index)
            hosts = self._hosts(mention)
            if mention.start == frame.end and frame.relation.kind == "noun" and mention.kind == "place":
                return mention, False
            if link == "في" and not self._tells_where(mention, frame):
                continue
            if link == "ب" and not mention.place:
                continue
            if link not in {"في", "ب", "الي"} and not hosts and not self._in_house(mention):
                continue
            distance = mention.start - frame.end if mention.start >= frame.end else frame.start - mention.end
            cues = self.document.cues
            low, high = (frame.end, mention.start) if mention.start >= frame.end else (mention.end, frame.start)
            distance += sum(12 for at in range(low, high) if "clause_breaks" in cues[at] or "complement" in cues[at])
            distance += sum(6 for at in range(low, high) if at in self.document.relation_words)
            if mention.start >= frame.end:
                distance += sum(
                    10 for at in range(low, high) if self.document.tokens[at] in _AFTER_EVENT and high - at > 2
                )
            if link == "الي" and not self._travels(first, mention.start):
                continue
            if distance > _FARTHEST or (mention.start < frame.left and not hosts):
                continue
            if best is None or distance < best[0]:
                best, hosting = (distance, mention), hosts
        return (best[1] if best else None), hosting

    def _hosts(self, mention: Mention) -> bool:
        cues = self.document.cues
        return any(0 <= at < len(cues) and "hosts" in cues[at] for at in (mention.start - 1, mention.end))

    def _tells_where(self, mention: Mention, frame: Frame) -> bool:
        """Whether في belongs to the contact and not to a noun before it (الحرب في أوكرانيا, السفارة في موسكو)."""
        at = mention.start - 2
        if at < 0 or "," in self.document.gap(at + 1) or at < frame.end <= at + 1:
            return True
        cues = self.document.cues[at]
        if {
            "light",
            "adverbs",
            "both",
            "phone",
            "first",
            "second",
            "again",
            "attributes",
        } & cues or at in self.dated_words:
            return True
        if at in self.document.relation_words or at in self.document.adjective_words:
            return True
        return at in self._mention_words

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

    def _in_house(self, mention: Mention) -> bool:
        """مطار أبو ظبي, مدينة جدة: the noun between hides the preposition."""
        at = mention.start - 1
        tokens = self.document.tokens
        return (
            at > 0
            and tokens[at].lstrip("بل") in _HOUSES
            and (tokens[at - 1] in {"في", "من"} or tokens[at].startswith("ب"))
        )

    def _travels(self, first: int, until: int) -> bool:
        readings = (self.document.relation_words.get(at, ()) for at in range(first, until))
        return any(r.entry.mode == "visit" for relations in readings for r in relations)

    # --- topics, sources, initiator ----------------------------------------------------------------

    def topics(self, sentences: Iterable[int]) -> dict[str, Words]:
        """Topics named in the sentences, with their words."""
        trie = topic_trie(self.knowledge)
        found: dict[str, Words] = {}
        for start, end, value in self._matches(trie, sentences):
            found.setdefault(str(value), (start, end))
        return found

    def sources(self, sentences: Iterable[int]) -> dict[str, Words]:
        """Sources cited in the sentences, with their words."""
        wanted = set(sentences)
        found: dict[str, Words] = {}
        for start, end, source in self._sources:
            if self.document.sentence_of[start] in wanted:
                found.setdefault(source, (start, end))
        return found

    @cached_property
    def _sources(self) -> list[tuple[int, int, str]]:
        return [
            (hit.start, hit.end, value.id)
            for hit in self.document.entity_hits
            for value in hit.values
            if value.kind == "source" and self._is_cited(hit.start, hit.end)
        ]

    def _is_cited(self, start: int, end: int) -> bool:
        cues = self.document.cues
        around = [*range(max(0, start - 5), start), *range(end, min(end + 2, len(cues)))]
        return any({"citing", "reporting", "speakers"} & cues[at] for at in around)

    def initiator(self, sentences: Iterable[int]) -> tuple[str, Words] | None:
        """The side at whose request it was, with the words that say so."""
        wanted = set(sentences)
        return next(
            ((side, words) for sentence, side, words in self._initiators if sentence in wanted),
            None,
        )

    @cached_property
    def _initiators(self) -> list[tuple[int, str, Words]]:
        """Sentence, side and words of each "at the request of"."""
        found: list[tuple[int, str, Words]] = []
        cues, tokens = self.document.cues, self.document.tokens
        sided = {
            hit.start: (hit, side)
            for hit in self.document.entity_hits
            if (side := next((v.side for v in hit.values if v.side in self.knowledge.sides), ""))
        }
        ends = {hit.end: (hit, side) for hit, side in sided.values()}
        for at in range(len(cues)):
            if "initiator" not in cues[at]:
                continue
            end = self.document.cue_ends.get(at, at + 1)
            after = next((sided[i] for i in range(end, end + 5) if i in sided), None)
            before = next((ends[i] for i in range(at, at - 4, -1) if i in ends), None) if tokens[at] == "من" else None
            if after:
                found.append((self.document.sentence_of[at], after[1], (at, after[0].end)))
            elif before:
                found.append((self.document.sentence_of[at], before[1], (before[0].start, end)))
        return found

    def ordinal(self, frame: Frame) -> str | None:
        """`first`, `second` or `again` where the telling says so."""
        cues = self.document.cues
        first, last = self.document.sentences[frame.sentence]
        around = [*range(max(first, frame.start - 2), frame.start), *range(frame.end, min(last, frame.end + 4))]
        near = [at for at in around if at not in self.dated_words]
        for name in ("first", "second", "again"):
            if any(name in cues[at] for at in near):
                return name
        # للمرة الثانية هذا العام يتحدث: a phrase that may stand farther off.
        for at in range(max(first, frame.start - 7), frame.start):
            if self.document.tokens[at] == "للمره" and "second" in cues[at]:
                return "second"
        return None

    def _matches(self, trie: Trie, sentences: Iterable[int]) -> Iterable[tuple[int, int, object]]:
        for sentence in sorted(set(sentences)):
            first, last = self.document.sentences[sentence]
            for at in range(first, last):
                hit = trie.match(self.document.tokens, at)
                if hit and hit.end <= last:
                    for value in hit.values:
                        yield hit.start, hit.end, value


_HOUSES: Final = frozenset(["مطار", "مدينه", "العاصمه", "مقر", "فندق", "قصر", "منتجع", "سفاره", "قاعده", "عاصمه"])


@lru_cache(maxsize=8)
def topic_trie(knowledge: Knowledge) -> Trie:
    """The words of all topics."""
    trie = Trie()
    for topic in knowledge.content.topics:
        for word in topic.words:
            trie.add(word, topic.id)
    return trie
