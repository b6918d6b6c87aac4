"""The facts of a telling: when and where (see `days` and `placing`), about what, at whose request, who says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Final

from schemas.topics import AFFAIR
from transforms.arabic.dates.reading import months_from
from transforms.contacts.days import DayReader
from transforms.contacts.document import Document
from transforms.contacts.lexicon import Trie
from transforms.contacts.lines import Line
from transforms.contacts.links import Links
from transforms.contacts.load import Knowledge
from transforms.contacts.mention import Mention
from transforms.contacts.placing import PlaceReader
from transforms.contacts.records import Topic
from transforms.contacts.scene import Frame

_LED_UP: Final = dt.timedelta(days=400)
"""Before an affair's days what led to it may have been told: a swap is negotiated for a year."""
_AFTERMATH: Final = dt.timedelta(days=30)
Words = tuple[int, int]
"""Words `start` up to `end` of a document."""


class FactReader:
    """Reads the facts of the tellings of one document."""

    def __init__(
        self, document: Document, mentions: list[Mention], links: Links, lines: list[Line], published_on: dt.date | None
    ) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.mentions = mentions
        self._debris = {at for line in lines if line.kind == "debris" for at in range(line.start, line.end)}
        self.days = DayReader(document, lines, published_on)
        self.places = PlaceReader(document, mentions, links, self.days.dated_words)

    def body_sentence(self, parties: Iterable[Mention]) -> int | None:
        """The first sentence behind the title that names a man or a service of those parties to a contact.

        Whom the title calls by name the text may call by his office: رئيس الجهاز.
        """
        wanted = {name for mention in parties for name in self._names(mention)}
        for mention in self.mentions:
            if not wanted.isdisjoint(self._names(mention)) and self.document.span(mention.start, mention.end)[1]:
                return self.document.sentence_of[mention.start]
        return None

    def _names(self, mention: Mention) -> set[str]:
        """The man, and the service that he is or was of; of a side's intelligence all its services."""
        services = {office.service for office, _ in self.knowledge.tenures.get(mention.person or "", ())}
        if mention.kind == "generic":
            services = {service.id for service in self.knowledge.services.values() if service.side == mention.side}
        return {name for name in (mention.person, mention.service, *services) if name}

    def topics(
        self,
        sentences: Iterable[int],
        *,
        primary: bool = False,
        apart: Container[int] = (),
        but: Container[str] = (),
    ) -> dict[str, Words]:
        """Topics named in the sentences, with their words, but for some.

        An affair only if no other one is named there; for what an article newly reports that of its first sentence, if
        it is one, else also the one affair of which the article speaks, but for the sentences `apart`, which tell of
        other contacts.
        """
        wanted = set(sentences)
        found: dict[str, Words] = {}
        everywhere: dict[str, Words] = {}
        first: dict[str, Words] = {}
        for sentence, words, topic in self._topics:
            if topic in but:
                continue
            if sentence in wanted:
                found.setdefault(topic, words)
            its_own = sentence in wanted or sentence not in apart
            if topic.startswith(AFFAIR) and words[0] not in self._debris and its_own:
                everywhere.setdefault(topic, words)
                if sentence == 0:
                    first.setdefault(topic, words)
        affairs = [topic for topic in found if topic.startswith(AFFAIR)]
        plain = {topic: words for topic, words in found.items() if topic not in affairs}
        if primary and len(first) == 1:
            return plain | first
        if len(affairs) > 1:
            return plain
        return found | everywhere if primary and not affairs and len(everywhere) == 1 else found

    @cached_property
    def _topics(self) -> list[tuple[int, Words, str]]:
        """Sentence, words and topic of each phrase that names one; none goes past the end of its sentence."""
        trie, document = topic_trie(self.knowledge), self.document
        found: list[tuple[int, Words, str]] = []
        for start, end, values, _ in trie.found(document.tokens):
            sentence = document.sentence_of[start]
            if end <= document.sentences[sentence][1]:
                found.extend((sentence, (start, end), str(value)) for value in values)
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
        tokens = self.document.tokens
        sided = {
            hit.start: (hit, side)
            for hit in self.document.entity_hits
            if (side := next((v.side for v in hit.values if v.side in self.knowledge.sides), ""))
        }
        ends = {hit.end: (hit, side) for hit, side in sided.values()}
        for at in self.document.cue_positions("initiator"):
            end = self.document.cue_ends.get(at, at + 1)
            after = next((sided[i] for i in range(end, end + 5) if i in sided), None)
            before = next((ends[i] for i in range(at, at - 4, -1) if i in ends), None) if tokens[at] == "من" else None
            if after:
                found.append((self.document.sentence_of[at], after[1], (at, after[0].end)))
            elif before:
                found.append((self.document.sentence_of[at], before[1], (before[0].start, end)))
        return found

    def _is_apart(self, at: int, start: int) -> bool:
        """Whether a comma stands between a word and a later one."""
        return any("," in self.document.gap(behind) for behind in range(at + 1, start + 1))

    def ordinal(self, frame: Frame) -> str | None:
        """`first`, `second` or `again` where the telling says so."""
        cues = self.document.cues
        first, last = self.document.sentences[frame.sentence]
        # دخل البيت الأبيض ثانية، تحدث: a comma ends what the word counts.
        before = [at for at in range(max(first, frame.start - 2), frame.start) if not self._is_apart(at, frame.start)]
        around = [*before, *range(frame.end, min(last, frame.end + 4))]
        near = [at for at in around if at not in self.days.dated_words]
        for name in ("first", "second", "again"):
            if any(name in cues[at] for at in near):
                return name
        # للمرة الثانية هذا العام يتحدث: a phrase that may stand farther off.
        for at in range(max(first, frame.start - 7), frame.start):
            if self.document.tokens[at] == "للمره" and "second" in cues[at]:
                return "second"
        return None


@lru_cache(maxsize=8)
def topic_trie(knowledge: Knowledge) -> Trie:
    """The words of all topics."""
    trie = Trie()
    for topic in knowledge.content.topics:
        for word in topic.words:
            trie.add(word, topic.id)
    return trie


def is_of_other_days(topic: Topic, start: dt.date | None, end: dt.date | None) -> bool:
    """حذروا من هجوم 2017 كما حذروا من كروكوس: an affair of which the contact of these days was none."""
    if not topic.id.startswith(AFFAIR) or topic.first is None or topic.last is None:
        return False
    before = end is not None and topic.first - end > _LED_UP
    return before or (start is not None and start - topic.last > _AFTERMATH)


def in_year_of_affair(
    start: dt.date | None, end: dt.date | None, affairs: Sequence[Topic]
) -> tuple[dt.date | None, dt.date | None]:
    """مر عام على كروكوس. وكان التحذير في أوائل آذار: days without a year, in that year of the affair in which they fit.

    Unchanged where they fit as they are, or no affair or several are named.
    """
    if start is None or end is None or len(affairs) != 1:
        return start, end
    first, last = affairs[0].first, affairs[0].last
    if first is None or last is None or (first <= end and start <= last):
        return start, end
    for year in range(first.year, last.year + 1):
        then = months_from(start, 12 * (year - start.year))
        until = then + (end - start)
        if then <= last and first <= until:
            return then, until
    return start, end
