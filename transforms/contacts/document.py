"""A text cut into words, sentences and lines, with the entities, relation words and cues found in it."""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from functools import cached_property, lru_cache
from itertools import compress, count
from operator import not_
from typing import Final

from transforms.arabic.orthography import fold
from transforms.arabic.tokens import cut, sentences
from transforms.contacts.lexicon import Hit
from transforms.contacts.load import Knowledge
from transforms.contacts.misspelt import misspelt_surname
from transforms.contacts.wordlists import Entity, Relation, Senses

MOST_CHARACTERS: Final = 40_000
"""What lies beyond is not read: no report is that long, and time stays bounded."""
LONGEST_SENTENCE: Final = 160
"""Words; a longer run without a full stop is cut, since clauses are looked through word by word."""

_NAMED_BY: Final = frozenset(("الامن", "الاستخبارات", "المخابرات"))
"""Nouns by which services are named, where الوكالة المركزية goes on with an adjective."""
_LEAST_NAMED: Final = 3
"""Words of an agency and the name of another one behind it."""
_BARE_ARTICLES: Final = frozenset(("ال", "وال", "بال", "لل", "كال", "فال", "ولل", "وبال"))
_BREAK: Final = re.compile(r"[\n!?;]")


class Document:
    """The words of one article (title line first if it is not the text's first line) and what they stand for.

    Offsets are those of the text; what stands in a title before it has none.
    """

    def __init__(self, text: str, knowledge: Knowledge, title: str | None = None) -> None:
        self.knowledge = knowledge
        self.original = text
        title = " ".join((title or "").split())
        apart = bool(title) and len(title) <= _LONGEST_TITLE and not _begins_with(text, title)
        self.lead = len(title) + 1 if apart else 0
        """Characters before the text: its title, where that is not part of it."""
        if apart:
            text = f"{title}\n{text}"
        self.view = fold(text[:MOST_CHARACTERS])
        self.text = self.view.text
        self.words = cut(self.text)
        self.tokens: list[str] = self.words.texts
        gaps = self.words.gaps
        self.gaps = ["\n", *gaps[1:-1], gaps[-1] + "\n"]
        """What stands before each word, and after the last; at either end of the text a line ends."""
        self._gaps = len(self.gaps)
        self._cues: list[frozenset[str]] = []
        self._cue_ends: dict[int, int] = {}
        self._cue_positions: dict[str, list[int]] | None = None
        """Null until the cues and the relation words are read."""
        self._relations: list[tuple[int, int, list[Relation], str]] = []

    @cached_property
    def word_set(self) -> frozenset[str]:
        """Its words, once each."""
        return frozenset(self.tokens)

    @cached_property
    def spreads_rumours(self) -> bool:
        """Whether some word says of something that it circulates."""
        return not self.knowledge.prefixed("circulates", "وف").isdisjoint(self.word_set)

    @cached_property
    def names_affair(self) -> bool:
        """Whether a swap of the two sides is named by its prisoners: تبادل كارلينا وبتروف."""
        return next(iter(self.knowledge.affair_words.found(self.tokens)), None) is not None

    def gap(self, index: int) -> str:
        """What stands between word `index - 1` and word `index`."""
        return self.gaps[index] if 0 <= index < self._gaps else "\n"

    def next_gap(self, mark: str, start: int, end: int) -> int:
        """The first of words `start` up to `end` with a comma, colon or semicolon (`mark`) before it, else `end`."""
        found = self._marks[mark]
        at = bisect.bisect_left(found, start)
        return found[at] if at < len(found) and found[at] < end else end

    def so_behind(self, start: int, end: int) -> int:
        """The first of words `start` up to `end` with a semicolon before it, if it opens with ف, else `end`."""
        at = self.next_gap(";", start, end)
        return at if at < end and self.tokens[at].startswith("ف") else end

    def gaps_with(self, mark: str) -> list[int]:
        """The words with a comma, colon or semicolon (`mark`) before them, in order."""
        return self._marks[mark]

    @cached_property
    def _marks(self) -> dict[str, list[int]]:
        more = [(at, gap) for at, gap in enumerate(self.gaps[:-1]) if gap != " "]
        return {mark: [at for at, gap in more if mark in gap] for mark in ",:;"}

    def word_at(self, offset: int) -> int:
        """The first word that begins at or after a folded offset."""
        return bisect.bisect_left(self.words.starts, offset)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the original text of words `start` up to `end`."""
        if start >= end:
            return 0, 0
        first, after = self.view.span(self.words.starts[start], self.words.ends[end - 1])
        return (first - self.lead, after - self.lead) if first >= self.lead else (0, 0)

    def connected(self, start: int, end: int) -> bool:
        """Whether words `start` up to `end` can be one phrase: no line or sentence ends within."""
        if end - start == 1:
            return True
        for index in range(start + 1, end):
            gap = self.gap(index)
            if _BREAK.search(gap) or (". " in gap and len(self.tokens[index - 1]) > 4):
                return False
        return True

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Word ranges of the sentences; a mention is never cut in two."""
        found: list[tuple[int, int]] = []
        for span in sentences(self.text):
            start, end = self.word_at(span.start), self.word_at(span.end)
            for first in range(start, end, LONGEST_SENTENCE):
                found.append((first, min(end, first + LONGEST_SENTENCE)))
        return found

    @cached_property
    def sentence_of(self) -> list[int]:
        """For each word the index of its sentence."""
        owners = [0] * len(self.tokens)
        for index, (start, end) in enumerate(self.sentences):
            owners[start:end] = [index] * (end - start)
        return owners

    @cached_property
    def entity_hits(self) -> list[Hit]:
        """Entities in the order of the text, the longest first, none overlapping."""
        trie, tokens = self.knowledge.entities, self.tokens
        plain = _plain_words(self.knowledge)
        found: list[Hit] = []
        end = 0
        for at in compress(count(), list(map(not_, map(plain.__contains__, tokens)))):
            if at < end:
                continue
            token = tokens[at]
            bare = token in _BARE_ARTICLES and at + 1 < len(tokens) and "\n" not in self.gap(at + 1)
            first = at + 1 if bare else at
            hit = trie.match(tokens, first)
            if hit and hit.end - hit.start > 1 and not self.connected(hit.start, hit.end):
                hit = None
            if hit is None and len(tokens[first]) >= _LEAST_MISSPELT:
                hit = self._misspelt(first)
            if hit is None:
                if first == at and trie.start(token) is None and token not in _BARE_ARTICLES:
                    if len(plain) >= _MOST_PLAIN:
                        plain.clear()
                    plain.add(token)
                continue
            if first != at:
                hit = Hit(at, hit.end, hit.values, token)
            hit = self._without_subject(hit)
            found.append(hit)
            end = hit.end
        return found

    def _without_subject(self, hit: Hit) -> Hit:
        """حذرت الوكالة الأمن الفيدرالي: with the article it is no part of the name behind it, but who did it."""
        tokens, at = self.tokens, hit.start
        if hit.end - at < _LEAST_NAMED or not hit.clitics.endswith("ال") or tokens[at + 1] not in _NAMED_BY:
            return hit
        start = self.knowledge.entities.start(tokens[at])
        alone = start.alone if start is not None else None
        behind = self.knowledge.entities.match(tokens, at + 1)
        if alone is None or behind is None or behind.end != hit.end:
            return hit
        again = any(value.kind == "the_service" for value in alone[0])
        return Hit(at, at + 1, *alone) if again and any(v.kind == "service" for v in behind.values) else hit

    @cached_property
    def entity_words(self) -> frozenset[int]:
        """The words of all entities: names, titles, services, places."""
        return frozenset(at for hit in self.entity_hits for at in range(hit.start, hit.end))

    def _misspelt(self, at: int) -> Hit | None:
        """A long surname of the pair's people with other vowels or a slip of the hand."""
        found = misspelt_surname(self.tokens[at], self.knowledge)
        return Hit(at, at + 1, (found[0],), found[1]) if found else None

    @cached_property
    def adjective_words(self) -> dict[int, str]:
        """Words that are nothing but an adjective or people of a state, with its code."""
        found: dict[int, str] = {}
        for hit in self.entity_hits:
            if side := _adjective_side(hit.values):
                found.update(dict.fromkeys(range(hit.start, hit.end), side))
            elif hit.end - hit.start > 1 and self.tokens[hit.start].endswith("سفاره"):
                # السفارة الأمريكية في موسكو: a source by its whole name.
                whose = self.knowledge.entities.match(self.tokens, hit.start + 1)
                found[hit.start + 1] = _adjective_side(whose.values) if whose else ""
        return found

    @cached_property
    def relations_by_end(self) -> dict[int, list[Relation]]:
        """Relation words by the word after them."""
        found: dict[int, list[Relation]] = {}
        for _, end, relations, _ in self.relations:
            found.setdefault(end, []).extend(relations)
        return found

    @cached_property
    def relation_words(self) -> dict[int, list[Relation]]:
        """For each word that is part of a relation word its readings."""
        return {at: relations for start, end, relations, _ in self.relations for at in range(start, end)}

    @cached_property
    def cues(self) -> list[frozenset[str]]:
        """For each word the names of the cue lists of which a phrase begins there."""
        self._words_by_cue()
        return self._cues

    def _words_by_cue(self) -> dict[str, list[int]]:
        return self._read_words() if self._cue_positions is None else self._cue_positions

    def cue_positions(self, name: str) -> list[int]:
        """The words at which a phrase of that list of cues begins, in order."""
        positions = self._cue_positions
        return (self._read_words() if positions is None else positions).get(name, [])

    def has_cue(self, name: str, start: int, end: int) -> bool:
        """Whether a phrase of that list begins at one of words `start` up to `end`."""
        found = self.cue_positions(name)
        at = bisect.bisect_left(found, start)
        return at < len(found) and found[at] < end

    @cached_property
    def cue_ends(self) -> dict[int, int]:
        """Where the phrase of cues that begins at a word ends, if it is longer than the word."""
        self._words_by_cue()
        return self._cue_ends

    @cached_property
    def relations(self) -> list[tuple[int, int, list[Relation], str]]:
        """Relation words: start, end, readings, clitics."""
        self._words_by_cue()
        return self._relations

    def _words_in_names(self) -> set[int]:
        """Words of names: ان in ان اس ايه is not أن, nor سان in سان بطرسبرغ, nor راي of a man named in full رأى."""
        tokens, first_names = self.tokens, self.knowledge.first_names
        men = [(hit, value.id) for hit in self.entity_hits for value in hit.values if value.kind == "person"]
        in_full = {name for hit, name in men if hit.start and tokens[hit.start - 1] in first_names.get(name, ())}
        found = {at for hit, name in men if name in in_full for at in range(hit.start, hit.end)}
        for hit in self.entity_hits:
            kind = hit.values[0].kind
            several = kind in {"service", "generic", "place"} and hit.end - hit.start > 1
            if several or (kind == "person" and hit.start and _SAW.isdisjoint(self._written(hit.end - 1))):
                found.update(range(hit.start, hit.end))
        return found

    def _written(self, at: int) -> str:
        """A word as it stands in the text."""
        first, after = self.view.span(self.words.starts[at], self.words.ends[at])
        return self.view.original[first:after]

    def is_feminine(self, at: int) -> bool:
        """Whether a word that ends in ه is written with ة."""
        return "ة" in self._written(at)[-_ENDING:]

    def is_written_if(self, at: int) -> bool:
        """Whether a word that may be أن or إن is written with hamza below the alef."""
        return "إ" in self._written(at)

    def is_written_that(self, at: int) -> bool:
        """Whether a word that may be ألا or إلا is written with hamza above the alef."""
        return "أ" in self._written(at)

    def _read_words(self) -> dict[str, list[int]]:
        """Reads the cues and the relation words; gives the words of each list of cues."""
        trie, tokens = self.knowledge.words.trie, self.tokens
        self._cues = cues = [_NO_CUES] * len(tokens)
        positions: dict[str, list[int]] = defaultdict(list)
        in_names = self._words_in_names()
        for at, end, values, clitics in trie.found(tokens):
            if end > at + 1 and not self.connected(at, end):
                continue
            senses: Senses = values[0]
            names, readings = senses.cues, senses.relations
            if "ال" in clitics:
                # A verb has no article: الجمعة is Friday, not "gathered".
                names, readings = names - _WITHOUT_ARTICLE, senses.nouns
                if tokens[at].endswith("ي") and readings and end == at + 1:
                    readings = [reading for reading in readings if _ends_so(reading)]
            if at in in_names:
                names -= _NEVER_IN_NAMES
            names -= _WITHOUT_LIKE if "ك" in clitics else _NO_CUES
            if names:
                cues[at] = names
                for name in names:
                    positions[name].append(at)
                if end > at + 1:
                    self._cue_ends[at] = end
            if not readings and end > at + 1 and names <= _BESIDE_VERBS and (alone := self._alone(at)):
                self._relations.append((at, at + 1, alone, clitics))
            if not readings or "other_words" in names:
                continue
            if readings is not senses.nouns and tokens[at].endswith("ه") and self.is_feminine(at):
                # حملة is a campaign, حمله "he carried it".
                readings = senses.nouns
            if readings := _with_future(readings, clitics, tokens[at]):
                self._relations.append((at, end, readings, clitics))
        self._cue_positions = positions
        return positions

    def _alone(self, at: int) -> list[Relation]:
        """سلمت موسكو: what the first word of a phrase tells by itself."""
        start = self.knowledge.words.trie.start(self.tokens[at])
        return list(start.alone[0][0].relations) if start is not None and start.alone is not None else []


def _ends_so(noun: Relation) -> bool:
    """Whether a noun itself ends in ي: the article has no possessive, المكتب الإعلامي is an adjective."""
    forms = (getattr(noun.entry, "noun", ""), getattr(noun.entry, "plural", None) or "")
    return any(form.endswith(("ي", "ى")) for form in forms)


def _with_future(readings: list[Relation], clitics: str, word: str) -> list[Relation]:
    """ستواصل هجماتها: she will go on, no past تواصل; but سأتصل is written as if it were اتصل behind س."""
    if "س" not in clitics or word.lstrip("وف").startswith("سا"):
        return readings
    return [reading for reading in readings if reading.form == "present"]


def _begins_with(text: str, title: str) -> bool:
    """Whether a title is among the first lines of its text, however it is spaced."""
    return " ".join(text[: _FIRST_LINES + 2 * len(title)].split()).find(title) >= 0


_NO_CUES: Final[frozenset[str]] = frozenset()
_SAW: Final = frozenset("أى")
"""Letters of رأى that the name راي has not."""
_ENDING: Final = 3
"""Characters of a word's last letter with its marks."""
_LONGEST_TITLE: Final = 400
_FIRST_LINES: Final = 300
"""Characters before a text's first paragraph, at most: sections, bylines, days."""
_NEVER_IN_NAMES: Final = frozenset(("complement", "pronoun_complement", "reporting", "citing"))
_BESIDE_VERBS: Final = frozenset(("releases",))
"""Lists with phrases of a verb and its subject, سلمت موسكو, which is a verb all the same."""
_WITHOUT_LIKE: Final = frozenset(("planned",))
"""What is no noun has no ك: كامل is whole, not "as hoping"."""
_WITHOUT_ARTICLE: Final = frozenset(("complement", "reporting"))
"""الآن is now, not that; الأوضح is the clearest, not "he made clear"."""
_MOST_PLAIN: Final = 1 << 17
_LEAST_MISSPELT: Final = 6


@lru_cache(maxsize=1 << 13)
def _adjective_side(values: tuple[Entity, ...]) -> str:
    """The code of the state whose adjective or people a phrase is, if it can be nothing else; remembered by values."""
    if {value.kind for value in values} - {"between_title_and_name"} <= {"adjective", "people"}:
        return next((value.side for value in values if value.side), "")
    return ""


@lru_cache(maxsize=8)
def _plain_words(knowledge: Knowledge) -> set[str]:
    """Words met before at which no entity begins: of most words of a text that is all there is to know."""
    return set()
