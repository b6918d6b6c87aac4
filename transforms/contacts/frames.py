"""Tellings of a contact: a relation word, and who stands with it on either side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from transforms.contacts import records
from transforms.contacts.document import Document
from transforms.contacts.lexicon import folded_phrase
from transforms.contacts.lines import Line
from transforms.contacts.links import Links
from transforms.contacts.mentions import Mention
from transforms.contacts.wordlists import Relation

NO_PARTY: Final = frozenset(("about", "belongs", "cited", "عبر"))
_RELATIVE: Final = frozenset(("الذي", "التي", "اللذان", "اللذين", "الذين", "والذي", "والتي"))
_REACH: Final = 60
"""Words that a clause may be long; what is farther from the relation word is not looked at."""


@dataclass(slots=True)
class Frame:
    """One telling of a contact."""

    start: int
    end: int
    """Words of the relation word."""
    relation: Relation
    mode: str
    sentence: int
    left: int
    right: int
    """Words of the clause that was looked at."""
    parties: dict[str, list[Mention]] = field(default_factory=dict)
    """Mentions by side."""
    line: str = "body"
    status: str = "reported"
    rule: str = ""
    """Which rule found it, for `explain`."""
    why_not: str | None = None
    """The reason, if it is no contact."""
    continues: bool = False
    """It names not both sides; it can only add to a contact told before."""
    place: Mention | None = None
    weight: float = 1.0
    through_services: bool = False
    """The text says that it went through the services' channels, without naming one as party."""
    published: dt.date | None = None


class FrameReader:
    """Reads the tellings of one document."""

    def __init__(self, document: Document, mentions: list[Mention], links: Links, lines: list[Line], dated: frozenset[int] = frozenset()) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.mentions = mentions
        self.links = links
        self.sides = tuple(self.knowledge.pair.sides)
        self._line_of = {}
        for line in lines:
            for at in range(line.start, line.end):
                self._line_of[at] = line.kind
        self._mention_words: dict[int, int] = {}
        for index, mention in enumerate(mentions):
            for start, end in mention.parts:
                for at in range(start, end):
                    self._mention_words[at] = index
        self._by_sentence: dict[int, list[int]] = {}
        for index, mention in enumerate(mentions):
            if mention.start < len(document.sentence_of):
                self._by_sentence.setdefault(document.sentence_of[mention.start], []).append(index)
        self._previous: Frame | None = None
        self._dated = dated
        self._exchange_told = False
        self._source_words = {
            at
            for hit in document.entity_hits
            if any(value.kind == "source" for value in hit.values) and hit.end - hit.start > 1
            for at in range(hit.start, hit.end)
        }

    def frames(self) -> list[Frame]:
        """All tellings in the order of the text, those that are no contact with their reason."""
        found: list[Frame] = []
        for start, end, relations, clitics in self.document.relations:
            if start in self._mention_words or start in self._source_words or self._line_of.get(start) == "debris":
                continue
            frame = self._frame(start, end, relations, clitics)
            if frame is not None:
                found.append(frame)
                if frame.mode == "exchange" and frame.why_not in {None, "no_service_party", "not_arranged"}:
                    self._exchange_told = True
                if frame.why_not is None:
                    self._previous = frame
        return sorted([*found, *self._stays(), *self._sayings()], key=lambda frame: frame.start)

    def _sayings(self) -> list[Frame]:
        """قال بيرنز لنظيره الروسي إن, بيرنز لناريشكين: ..., words from one to the other."""
        found: list[Frame] = []
        for index, mention in enumerate(self.mentions):
            if index == 0 or self.links.of(index) != "ل" or mention.kind not in _STRONG or mention.weak:
                continue
            speaker = self.mentions[index - 1]
            if speaker.end != mention.start or speaker.kind not in _STRONG or speaker.side not in self.sides or speaker.weak:
                continue
            side = mention.side or (self.knowledge.other_side(speaker.side) if mention.kind == "counterpart" else "")
            if side != self.knowledge.other_side(speaker.side) or self._line_of.get(mention.start) == "debris":
                continue
            opens = speaker.start == self.document.sentences[self.document.sentence_of[speaker.start]][0]
            quoted = opens and ":" in self.document.gap(mention.end)
            if self.links.of(index - 1) != "speaker" and not quoted:
                continue
            mention.side = side
            sentence = self.document.sentence_of[speaker.start]
            frame = Frame(speaker.start, mention.end, Relation("noun", _SAYING, "singular"), "talk", sentence, speaker.start, mention.end)
            frame.line = self._line_of.get(speaker.start, "body")
            frame.rule = "words from one to the other"
            frame.parties = {speaker.side: [speaker], side: [mention]}
            frame.weight = 0.8
            found.append(frame)
        return found

    def _stays(self) -> list[Frame]:
        """بيرنز في موسكو as a headline, كان برينان في موسكو: a visit told without a word for it."""
        found: list[Frame] = []
        tokens = self.document.tokens
        for index, mention in enumerate(self.mentions):
            if index == 0 or mention.side not in self.sides or not mention.place or self.links.of(index) not in {"في", "ب"}:
                continue
            guest = self.mentions[index - 1]
            at = mention.start - 1 if self.links.of(index) == "في" else mention.start
            between = tokens[guest.end : at]
            if guest.side != self.knowledge.other_side(mention.side) or guest.weak or guest.kind not in _STRONG:
                continue
            if self.document.sentence_of[guest.start] != self.document.sentence_of[mention.start] or len(between) > 1:
                continue
            was = {*between, *tokens[max(0, guest.start - 1) : guest.start]} & _BEING
            headline = self._line_of.get(guest.start) == "head" and not between
            opens = guest.start == self.document.sentences[self.document.sentence_of[guest.start]][0]
            if not was and not (headline and opens):
                continue
            if self.links.of(index - 1) in NO_PARTY:
                continue
            sentence = self.document.sentence_of[guest.start]
            relation = Relation("noun", _STAY, "singular")
            frame = Frame(guest.start, mention.end, relation, "visit", sentence, guest.start, mention.end)
            frame.line = self._line_of.get(guest.start, "body")
            frame.rule = "stay in the other side's country"
            frame.parties = {guest.side: [guest], mention.side: [mention]}
            frame.place = mention
            frame.weight = 0.8
            found.append(frame)
        return found

    # --- clauses -----------------------------------------------------------------------------------

    def _bounds(self, start: int, end: int) -> tuple[int, int, int]:
        """The clause around words `start` up to `end`: its first word, the first word of what is said in it
        (after أن), and its end."""
        document = self.document
        sentence = document.sentence_of[start]
        first, last = document.sentences[sentence]
        left = content = max(first, start - _REACH)
        for at in range(left, start):
            cues = document.cues[at]
            if "clause_breaks" in cues or (at > left and (";" in document.gap(at) or ": " in document.gap(at))):
                left, content = at, at
            elif "complement" in cues or "pronoun_complement" in cues:
                content = at
        right = min(last, end + _REACH)
        for at in range(end, right):
            cues = document.cues[at]
            if (
                "clause_breaks" in cues
                or "complement" in cues
                or "pronoun_complement" in cues
                or ";" in document.gap(at)
                or ("reporting" in cues and at > end)
                or (document.tokens[at] in {"كان", "كانت"} and "," in document.gap(at))
                or (document.tokens[at] in _RELATIVE and at > end and (at - 1) not in self._mention_words)
            ):
                right = at
                break
        return left, content, right

    def _eligible(self, index: int) -> bool:
        mention = self.mentions[index]
        return mention.kind not in {"place", "foreign"} and self.links.of(index) not in NO_PARTY

    def _mentions_between(self, sentence: int, start: int, end: int) -> list[int]:
        return [index for index in self._by_sentence.get(sentence, ()) if start <= self.mentions[index].start < end]

    # --- one frame ---------------------------------------------------------------------------------

    def _frame(self, start: int, end: int, relations: list[Relation], clitics: str) -> Frame | None:
        sentence = self.document.sentence_of[start]
        left, content, right = self._bounds(start, end)
        best: Frame | None = None
        for relation in relations:
            frame = Frame(start, end, relation, relation.entry.mode, sentence, left, right, line=self._line_of.get(start, "body"))
            told = frame.mode == "message" and relation.kind == "verb"
            if (frame.mode == "talk" and self._has_cue(max(left, start - 4), min(right, end + 7), "phone")) or (
                told and self._has_cue(max(left, start - 2), min(right, end + 6), "phone")
            ):
                frame.mode = "call"
            if getattr(relation.entry, "joins", False):
                frame.mode = self._joined_in(frame) or frame.mode
            self._fill(frame, content, clitics)
            if getattr(relation.entry, "contact", False) and not self._is_call(frame):
                frame.mode = "talk"
            if best is None or _rank(frame) > _rank(best):
                best = frame
        return best

    def _joined_in(self, frame: Frame) -> str | None:
        """What brought both together: مكالمة جمعته بنظيره is a call."""
        for at in (*range(frame.start - 1, max(frame.left, frame.start - 5) - 1, -1), *range(frame.end, min(frame.right, frame.end + 2))):
            for relation in self.document.relation_words.get(at, ()):
                if relation.kind == "noun" and relation.entry.mode in {"call", "talk", "meeting"}:
                    return str(relation.entry.mode)
        return None

    def _is_call(self, frame: Frame) -> bool:
        if self._has_cue(frame.start - 4, frame.end + 4, "phone") or self._has_cue(frame.start - 4, frame.start, "light"):
            return True
        return any(
            index in self._by_sentence.get(frame.sentence, ()) and self.links.of(index) == "ب"
            for index, mention in enumerate(self.mentions)
            if frame.end <= mention.start <= frame.end + 12
        )

    def _fill(self, frame: Frame, content: int, clitics: str) -> None:
        entry = frame.relation.entry
        if frame.start and "channels" in self.document.cues[frame.start - 1]:
            frame.why_not = "channel"
            return
        if isinstance(entry, records.Verb):
            if entry.content and not self._has_content(frame, entry):
                frame.why_not = "no_content"
                return
        elif entry.again and not (self._exchange_told and "ال" in self.document.tokens[frame.start][:4]):
            frame.why_not = "no_captives"
            return
        elif entry.needs_captives and not self._has_cue(frame.start - 6, frame.end + 14, "captives"):
            frame.why_not = "no_captives"
            return
        elif frame.relation.form == "plural" and entry.plural_needs and not self._has_word(frame, entry.plural_needs):
            frame.why_not = "channel"
            return
        after = [i for i in self._mentions_between(frame.sentence, frame.end, frame.right)]
        before = [i for i in self._mentions_between(frame.sentence, content, frame.start)]
        matrix = [i for i in self._mentions_between(frame.sentence, frame.left, content)]
        first, last = self.document.sentences[frame.sentence]
        frame.through_services = self._has_cue(first, last, "service_channels")
        if frame.mode == "exchange":
            self._fill_exchange(frame)
            return
        if isinstance(entry, records.Noun) and entry.gives:
            self._fill_tip(frame)
            return
        if isinstance(entry, records.Verb) and "place" in entry.takes and not (entry.mode == "visit" and "object" in entry.takes):
            self._fill_journey(frame, before, after, matrix, entry)
            return
        if isinstance(entry, records.Noun) and entry.mode == "visit":
            self._fill_journey(frame, before, after, matrix, None)
            return
        self._fill_sides(frame, before, after, matrix, clitics)

    def _has_content(self, frame: Frame, entry: records.Verb) -> bool:
        words = self.knowledge.words.content_words if entry.content == ("$content",) else _folded(entry.content)
        tokens = self.document.tokens
        if any(_in(tokens[at], words) for at in range(frame.end, min(frame.right + 1, frame.end + _CONTENT_REACH, len(tokens)))):
            return True
        # معلومات نقلتها الوكالة: the noun stands before.
        return any(_in(tokens[at], words) for at in range(max(frame.left, frame.start - 4), frame.start))

    def _has_cue(self, start: int, end: int, name: str) -> bool:
        return any(name in self.document.cues[at] for at in range(max(0, start), min(end, len(self.document.tokens))))

    def _has_word(self, frame: Frame, wanted: tuple[str, ...]) -> bool:
        words = _folded(wanted)
        return any(
            _in(self.document.tokens[at], words)
            for at in range(max(frame.left, frame.start - 3), min(frame.right, frame.end + 3))
        )

    # --- two parties -------------------------------------------------------------------------------

    def _fill_sides(self, frame: Frame, before: list[int], after: list[int], matrix: list[int], clitics: str) -> None:
        """Calls, meetings, talks and warnings: subject before or after the verb, the other one after it."""
        frame.rule = "parties of one clause"
        if any(self.mentions[i].kind == "leaders" for i in [*before[-2:], *after[:3]]):
            frame.parties = {side: [_state(frame, side)] for side in self.sides}
            frame.why_not = "diplomatic_only"
            return
        is_verb = frame.relation.kind == "verb"
        chosen: list[int] = []
        foreign = False
        joins = getattr(frame.relation.entry, "joins", False) or (frame.mode == "visit" and is_verb)
        subject = self._subject_before(frame, before) if is_verb else None
        if subject is not None:
            chosen.append(subject)
        for index in after:
            mention = self.mentions[index]
            complete = len(self._sides_of(chosen)) == 2
            if mention.kind == "foreign" and not mention.weak and self.links.of(index) not in NO_PARTY:
                foreign = foreign or (not complete and not joins and self.links.of(index) != "في")
                continue
            chained = mention.clitics.startswith("و") and index - 1 in chosen and self._joined(index)
            if complete and not chained:
                continue
            same = [i for i in chosen if self.mentions[i].side == mention.side and self.mentions[i].kind != "state"]
            if mention.side and same and not chained:
                continue
            if self._is_argument(frame, index, is_verb):
                chosen.append(index)
        sides = self._sides_of(chosen)
        for index in reversed(before):
            if foreign or index in chosen:
                break
            if self.mentions[index].kind == "foreign" and not self.mentions[index].weak and len(sides) == 0:
                break
            if self._is_subject(frame, index) and (self.mentions[index].side not in sides or self._chained(index, chosen)):
                chosen.append(index)
                sides = self._sides_of(chosen)
        if foreign and not self._together(chosen):
            frame.why_not = "other_party"
            return
        self._resolve_counterparts(frame, chosen, before + matrix)
        self._take(frame, chosen)
        if len(frame.parties) < 2 and self._means_both(frame):
            self._repeat(frame)
        if len(frame.parties) == 1 and frame.mode in {"talk", "meeting"} and self._host(frame):
            frame.rule += ", in the other side's country"
        if len(frame.parties) == 1 and self._may_borrow(frame, is_verb, clitics):
            self._borrow(frame, before, matrix)
        if "object" in getattr(frame.relation.entry, "takes", ()) and frame.mode == "visit" and self._hosted_elsewhere(frame):
            frame.mode = "meeting"
        self._conclude(frame)

    def _hosted_elsewhere(self, frame: Frame) -> bool:
        """A third state received both: استضافت أنقرة مديري المخابرات."""
        mentions = sorted((m for found in frame.parties.values() for m in found), key=lambda m: m.start)
        if len(frame.parties) != 2 or mentions[0].start < frame.end:
            return False
        return mentions[0].start > frame.end or any(m.clitics.startswith("و") for m in mentions[1:])

    def _means_both(self, frame: Frame) -> bool:
        """The two men, between them, their meeting, they met: both parties of the contact told before."""
        tokens, cues = self.document.tokens, self.document.cues
        word = tokens[frame.start]
        if frame.relation.kind == "noun" and word.endswith("هما"):
            return True
        if frame.relation.kind == "noun" and word.startswith(("ال", "وال", "بال", "لل")):
            near = [*range(max(frame.left, frame.start - 2), frame.start), *range(frame.end, min(frame.right, frame.end + 2))]
            if any({"first", "second"} & cues[at] for at in near):
                return True
        if frame.relation.kind == "verb" and word.endswith("ا") and not word.endswith("وا") and frame.relation.form == "past":
            past = folded_phrase(frame.relation.entry.past) if isinstance(frame.relation.entry, records.Verb) else ""
            if past and not past.endswith("ا") and not word.endswith("نا"):
                return True
        return any("both" in cues[at] for at in range(max(frame.left, frame.start - 6), min(frame.right, frame.end + 6)))

    def _repeat(self, frame: Frame) -> None:
        previous = self._previous
        named = previous is not None and all(
            any(not m.weak and m.kind not in {"state", "counterpart"} for m in found) for found in previous.parties.values()
        )
        if previous is None or not named or len(previous.parties) != 2 or frame.sentence - previous.sentence > _REMEMBERED:
            self._recall(frame)
            return
        if self._foreign_since(previous.end, frame):
            return
        for side, mentions in previous.parties.items():
            frame.parties.setdefault(side, list(mentions))
        frame.rule += ", both as told before"
        frame.weight = 0.8

    def _recall(self, frame: Frame) -> None:
        """Both are the last ones named of either side, a few sentences back at most."""
        last: dict[str, Mention] = {}
        near = (i for s in range(frame.sentence - _FEW_SENTENCES, frame.sentence + 1) for i in self._by_sentence.get(s, ()))
        for index in near:
            mention = self.mentions[index]
            if mention.start >= frame.start or self.links.of(index) in NO_PARTY:
                continue
            if mention.kind in {"person", "head"} and mention.side in self.sides and self._line_of.get(mention.start) != "debris":
                last[mention.side] = mention
        if len(last) < 2 or self._foreign_since(min(mention.end for mention in last.values()), frame):
            return
        for side, mention in last.items():
            frame.parties.setdefault(side, [mention])
        frame.rule += ", both as named before"
        frame.weight = 0.8

    def _foreign_since(self, start: int, frame: Frame) -> bool:
        sentences = range(self.document.sentence_of[max(0, start - 1)], frame.sentence + 1)
        return any(
            self.mentions[i].kind == "foreign" and not self.mentions[i].weak and start < self.mentions[i].start < frame.start
            for sentence in sentences
            for i in self._by_sentence.get(sentence, ())
        )

    def _host(self, frame: Frame) -> bool:
        """One side only, but in the other's country: its hosts are the other party."""
        side = next(iter(frame.parties))
        other = self.knowledge.other_side(side)
        for index in self._mentions_between(frame.sentence, frame.start, frame.right):
            mention = self.mentions[index]
            if mention.weak and mention.side == other and mention.place and self.links.of(index) in {"في", "ب"} and mention.start - frame.end <= 10:
                frame.parties[other] = [mention]
                frame.place = mention
                frame.mode = "meeting"
                return True
        return False

    def _together(self, chosen: list[int]) -> bool:
        """Whether both sides stand side by side (بين أ وب, أ وب, أ بنظيره), so that a third party is only host."""
        for first, second in zip(chosen, chosen[1:], strict=False):
            one, other = self.mentions[first], self.mentions[second]
            if {one.side, other.side} == set(self.sides) and second == first + 1 and other.start - one.end <= 2:
                return True
        return False

    def _subject_before(self, frame: Frame, before: list[int]) -> int | None:
        """The subject right before a verb: بيرنز التقى; أن بيرنز ... التقى."""
        if not before:
            return None
        index = before[-1]
        mention = self.mentions[index]
        near = frame.start - mention.end <= _SUBJECT_REACH
        return index if near and mention.side in self.sides and self._is_subject(frame, index) else None

    def _sides_of(self, indexes: list[int]) -> set[str]:
        return {self.mentions[i].side for i in indexes if self.mentions[i].side in self.sides}

    def _joined(self, index: int) -> bool:
        """Whether nothing is told between a mention and the one before it."""
        between = range(self.mentions[index - 1].end, self.mentions[index].start)
        return not any("thanks" in self.document.cues[at] or at in self.document.relation_words for at in between)

    def _chained(self, index: int, chosen: list[int]) -> bool:
        """Whether a mention is coordinated with the one chosen next to it."""
        return any(i == index + 1 and self.mentions[i].clitics.startswith("و") for i in chosen)

    def _is_argument(self, frame: Frame, index: int, is_verb: bool) -> bool:
        mention, link = self.mentions[index], self.links.of(index)
        if not self._eligible(index) or link == "في" or link == "speaker":
            return False
        entry = frame.relation.entry
        if link == "aide":
            return False
        if link == "من" and not (isinstance(entry, records.Verb) and "من" in entry.takes) and frame.mode != "message":
            return not mention.weak and frame.mode in {"call", "visit"} and mention.start - frame.end <= _FROM_REACH
        if not mention.weak:
            return link != "" or self._stands_free(frame, index, is_verb)
        if mention.kind == "both":
            return True
        if mention.start == frame.end:
            return "place" not in getattr(entry, "takes", ())
        if link in {"مع", "بين"}:
            return mention.start - frame.end <= _WEAK_REACH or (index > 0 and self.mentions[index - 1].end >= mention.start - 1)
        if link == "من":
            return "من" in getattr(entry, "takes", ())
        if link in {"الي", "ل"}:
            near = is_verb or mention.start - frame.end <= _WEAK_REACH
            return near and frame.mode in {"message", "talk", "call"} and bool({"إلى", "ل"} & set(getattr(entry, "takes", ("إلى",))))
        if link == "ب":
            return frame.mode == "call"
        previous = self.mentions[index - 1] if index else None
        return is_verb and previous is not None and previous.end == mention.start and previous.start == frame.end

    def _stands_free(self, frame: Frame, index: int, is_verb: bool) -> bool:
        """Whether a mention without preposition is subject or object, and not the owner of a noun before it (عودة ترامب)."""
        mention = self.mentions[index]
        if mention.start - frame.end <= 0 or "," in self.document.gap(mention.start):
            return True
        if mention.clitics.startswith("و"):
            return True
        before = mention.start - 1
        cues = self.document.cues[before]
        if before in self._dated or before in self._mention_words or "light" in cues or "adverbs" in cues or "joining" in cues:
            return True
        if any(relation.kind == "verb" for relation in self.document.relations_by_end.get(mention.start, ())):
            return True
        return is_verb and mention.start - frame.end <= 1 and "phone" in cues

    def _is_subject(self, frame: Frame, index: int) -> bool:
        mention, link = self.mentions[index], self.links.of(index)
        if not self._eligible(index):
            return False
        if link in {"في", "الي", "ل", "عبر", "من", "aide"}:
            return False
        if mention.weak and mention.kind != "both":
            return mention.end == frame.start or (frame.line == "head" and mention.end + 1 >= frame.start)
        if link == "speaker":
            return False
        if mention.kind == "state" and frame.relation.kind == "noun" and not getattr(frame.relation.entry, "mode", "") == "visit":
            return self._is_light_subject(frame, mention)
        return True

    def _is_light_subject(self, frame: Frame, mention: Mention) -> bool:
        """أجرى مسؤولون روس محادثات: the officials do what the noun tells."""
        near = [*range(mention.end, frame.start), *range(max(0, mention.start - 3), mention.start)]
        return any("light" in self.document.cues[at] for at in near)

    def _may_borrow(self, frame: Frame, is_verb: bool, clitics: str) -> bool:
        """Whether a party that the clause leaves out may be taken from what stands before it."""
        strong = any(not mention.weak for found in frame.parties.values() for mention in found)
        if self._names_another(frame) or (getattr(frame.relation.entry, "public", False) and not strong):
            return False
        if is_verb:
            return True
        tokens = self.document.tokens
        word = tokens[frame.start]
        if word.endswith(_POSSESSIVES) and len(word) > 4:
            return True
        if any("light" in self.document.cues[at] for at in range(max(frame.left, frame.start - 4), frame.start)):
            return True
        if "ل" in clitics or (frame.start > frame.left and tokens[frame.start - 1] in _DURING):
            return True
        if any(tokens[at] in _WITH_HIM for at in range(frame.end, min(frame.end + 6, frame.right))):
            return True
        following = range(frame.end, min(frame.end + 6, frame.right))
        return any("light" in self.document.cues[at] and tokens[at].endswith(("ه", "ها")) for at in following)

    def _names_another(self, frame: Frame) -> bool:
        """مع and somebody who is no known party: the place of the other one is taken."""
        for at in range(frame.end, min(frame.end + 6, frame.right)):
            if self.document.tokens[at].lstrip("و") in {"مع", "بين"}:
                following = range(at + 1, min(at + 5, len(self.document.tokens)))
                known = [self._mention_words.get(i) for i in following]
                if all(i is None or self.mentions[i].weak or self.links.of(i) == "aide" or self.mentions[i].kind == "foreign" for i in known):
                    return True
        return False

    def _borrow(self, frame: Frame, before: list[int], matrix: list[int]) -> None:
        """Takes the missing side from the rest of the sentence, else from the sentence before."""
        missing = self.knowledge.other_side(next(iter(frame.parties)))
        if any(self.mentions[i].kind == "foreign" and not self.mentions[i].weak and self.links.of(i) in {"مع", "ب"} for i in before):
            return
        first, _ = self.document.sentences[frame.sentence]
        earlier = [
            index
            for index in reversed(self._mentions_between(frame.sentence, first, frame.start))
            if self.mentions[index].side == missing and not self.mentions[index].weak and self.links.of(index) not in NO_PARTY
        ]
        if earlier:
            # Somebody named before unnamed officials.
            self._extend(frame, next((i for i in earlier if self.mentions[i].kind in _STRONG), earlier[0]))
            frame.rule += ", the other party from the same sentence"
            return
        for back in (1, 2):
            sentence = frame.sentence - back
            if sentence < 0:
                break
            here = [i for i in self._by_sentence.get(sentence, ()) if not self.mentions[i].weak]
            for index in here:
                mention = self.mentions[index]
                if mention.side == missing and mention.kind in _STRONG and self.links.of(index) not in NO_PARTY:
                    if self._line_of.get(mention.start) == "debris":
                        continue
                    self._extend(frame, index)
                    frame.rule += ", the other party from a sentence before"
                    frame.weight = 0.8
                    return

    def _extend(self, frame: Frame, index: int) -> None:
        frame.parties.setdefault(self.mentions[index].side, []).append(self.mentions[index])

    def _resolve_counterparts(self, frame: Frame, chosen: list[int], others: list[int]) -> None:
        """نظيره without a country is the other side's."""
        for index in chosen:
            mention = self.mentions[index]
            if mention.kind == "counterpart" and not mention.side:
                sides = self._sides_of([i for i in chosen if i != index]) or self._sides_of(others)
                if len(sides) == 1:
                    mention.side = self.knowledge.other_side(sides.pop())

    def _take(self, frame: Frame, chosen: list[int]) -> None:
        for index in chosen:
            mention = self.mentions[index]
            if mention.side in self.sides:
                frame.parties.setdefault(mention.side, []).append(mention)
            elif mention.kind == "both":
                frame.continues = True

    def _conclude(self, frame: Frame) -> None:
        if len(frame.parties) == 2:
            frame.continues = False
            if self._is_public(frame):
                frame.why_not = "public_statement"
            return
        if frame.parties or frame.continues or frame.relation.kind == "noun":
            frame.continues = True
        else:
            frame.why_not = "one_side_only"

    def _is_public(self, frame: Frame) -> bool:
        """حذر بيرنز موسكو is said to the press as often as to Moscow: somebody or a private way must be named."""
        if not getattr(frame.relation.entry, "public", False):
            return False
        named = all(any(not mention.weak for mention in found) for found in frame.parties.values())
        first, last = self.document.sentences[frame.sentence]
        return not named and not self._has_cue(first, last, "private")

    # --- journeys ----------------------------------------------------------------------------------

    def _fill_journey(
        self, frame: Frame, before: list[int], after: list[int], matrix: list[int], verb: records.Verb | None
    ) -> None:
        """A visit: who of one side went to the other side's country."""
        frame.rule = "journey to the other side's country"
        destination = next(
            (i for i in after if self.mentions[i].start - frame.end <= _FAR and self._is_destination(frame, i, verb)), None
        )
        if destination is None:
            if verb is None:
                # زيارة names no place: a visit told of before.
                frame.continues = True
                self._take(frame, [i for i in after if self._eligible(i) and not self.mentions[i].weak][:1])
                if len(frame.parties) == 2:
                    frame.continues = False
            else:
                frame.why_not = "no_destination"
            return
        place = self.mentions[destination]
        if place.side not in self.sides:
            frame.why_not = "other_place"
            frame.place = place
            return
        frame.place = place
        host = place.side
        guest = self.knowledge.other_side(host)
        nearest = [i for i in after if i < destination] + list(reversed(before)) + list(reversed(matrix))
        after_place = [i for i in after if i > destination]
        traveller = None
        for index in nearest + after_place:
            mention = self.mentions[index]
            if mention.weak or mention.kind in {"place"}:
                continue
            link = self.links.of(index)
            if link in NO_PARTY or (link == "speaker" and not self._speaks_of_self(frame, index)):
                continue
            if mention.kind == "foreign" or mention.side == host:
                if index in before or (index in after and index < destination):
                    break
                continue
            if link in {"في", "الي"}:
                continue
            if verb is not None and verb.sends and not self._is_service(index):
                continue
            traveller = index
            break
        if traveller is None:
            traveller = self._traveller_before(frame, guest)
        if traveller is None:
            frame.why_not = "no_traveller"
            return
        self._take(frame, [traveller])
        hosts = [
            i
            for i in after_place
            if self.mentions[i].side == host and not self.mentions[i].weak and self._eligible(i) and self.links.of(i) != "speaker"
        ]
        self._take(frame, hosts)
        frame.parties.setdefault(host, []).append(place)

    def _is_destination(self, frame: Frame, index: int, verb: records.Verb | None) -> bool:
        mention = self.mentions[index]
        if not (mention.place or (mention.weak and mention.kind in {"state", "foreign"})):
            return False
        if mention.clitics.startswith("و"):
            return False
        link = self.links.of(index)
        if verb is None:
            return link in {"الي", "ل"} or mention.start - frame.end <= 1 or (link in {"في", "ب", ""} and mention.start - frame.end <= 6)
        wanted = {"إلى": {"الي", "ل"}, "ب": {"ب"}, "في": {"في"}}
        if verb.to:
            return any(link in wanted[preposition] for preposition in verb.to)
        return link in {"", "verb", "ب"}

    def _speaks_of_self(self, frame: Frame, index: int) -> bool:
        """قال بيرنز إنه زار, بيرنز الذي زار."""
        return any(
            "pronoun_complement" in self.document.cues[at] or self.document.tokens[at] in _RELATIVE
            for at in range(self.mentions[index].end, frame.start)
        )

    def _traveller_before(self, frame: Frame, guest: str) -> int | None:
        for kinds in ({"person", "head", "deputy"}, _STRONG):
            for sentence in (frame.sentence, frame.sentence - 1):
                for index in reversed(self._by_sentence.get(sentence, [])):
                    mention = self.mentions[index]
                    if mention.start >= frame.start or mention.weak or mention.side != guest or mention.kind not in kinds:
                        continue
                    if self.links.of(index) not in NO_PARTY:
                        frame.weight = 0.8
                        return index
        return None

    # --- messages and exchanges --------------------------------------------------------------------

    def _fill_tip(self, frame: Frame) -> None:
        """Information or a warning that a service of one side gave: معلومات ... من وكالة المخابرات المركزية."""
        frame.rule = "information given"
        here = self._by_sentence.get(frame.sentence, [])
        giver = next(
            (
                i
                for i in here
                if 0 <= self.mentions[i].start - frame.end <= 8
                and self.mentions[i].start < frame.right
                and self._eligible(i)
                and (
                    self.links.of(i) in {"gen", "من", "verb"}
                    or self.mentions[i].start == frame.end
                    or self.document.tokens[self.mentions[i].start - 1].endswith(("ها", "ته"))
                )
                and self.mentions[i].side in self.sides
                and (not self.mentions[i].weak or self.links.of(i) == "من")
                and self.mentions[i].kind in _GIVERS
            ),
            None,
        )
        side = self._adjective_after(frame) or (self.mentions[giver].side if giver is not None else "")
        if giver is not None and self.mentions[giver].side != side:
            giver = None
        thanked = None
        if not side:
            thanked = self._thanked_service(frame)
            side = thanked.side if thanked else ""
        if not side:
            frame.continues = True
            return
        other = self.knowledge.other_side(side)
        first, last = self.document.sentences[frame.sentence]
        if not self._has_cue(first, last, "thanks") and not self._transfers(first, last):
            frame.why_not = "no_transfer"
            return
        others = [
            i
            for i in here
            if self.mentions[i].side == other and self.mentions[i].kind != "place" and self.links.of(i) not in NO_PARTY
        ]
        services = [i for i in others if self.mentions[i].service or self.mentions[i].intelligence]
        if giver is not None:
            self._take(frame, [giver])
        else:
            frame.parties[side] = [thanked or _state(frame, side)]
        if not others:
            frame.continues = True
            return
        self._take(frame, services)
        if other not in frame.parties:
            # A leader who gives thanks, a country that was spared: the state got the information.
            frame.parties[other] = [_state(frame, other)]

    def _thanked_service(self, frame: Frame) -> Mention | None:
        """The service that gets thanks for information: شكر مدير السي آي إيه على المعلومات."""
        first, last = self.document.sentences[frame.sentence]
        if not any("thanking" in self.document.cues[at] for at in range(first, last)):
            return None
        for index in self._by_sentence.get(frame.sentence, []):
            mention = self.mentions[index]
            if mention.service and mention.kind in {"service", "head", "person"} and self.links.of(index) not in NO_PARTY | {"speaker", "من"}:
                return Mention(mention.start, mention.end, "service", mention.side, service=mention.service)
        return None

    def _adjective_after(self, frame: Frame) -> str:
        """معلومات استخباراتية أمريكية: whose information it was."""
        for at in (frame.end, frame.end + 1):
            side = self.document.adjective_words.get(at, "")
            if side in self.sides:
                return side
        return ""

    def _transfers(self, first: int, last: int) -> bool:
        readings = (self.document.relation_words.get(at, ()) for at in range(first, last))
        return any(r.kind == "verb" and r.entry.mode == "message" for relations in readings for r in relations)

    def _fill_exchange(self, frame: Frame) -> None:
        """A swap that services arranged: one of them acts in the sentence, and not only as the one who tells."""
        frame.rule = "exchange arranged by services"
        here = self._by_sentence.get(frame.sentence, [])
        actors = [
            i
            for i in here
            if self.mentions[i].kind in _STRONG
            and (self.mentions[i].service or self.mentions[i].intelligence or self.mentions[i].person)
            and self.links.of(i) not in NO_PARTY | {"speaker"}
            and not self._tells(i)
        ]
        first, last = self.document.sentences[frame.sentence]
        if not any(self._is_service(i) for i in actors):
            frame.continues = True
            frame.why_not = "no_service_party"
            return
        if not self._has_cue(first, last, "arranges"):
            frame.why_not = "not_arranged"
            return
        self._take(frame, [i for i in actors if self._is_service(i)])
        strangers = any(self.mentions[i].kind == "foreign" and not self.mentions[i].weak and self.mentions[i].person for i in here)
        for side in self.sides:
            if side not in frame.parties:
                state = self._named_near(side, frame.sentence, 0 if strangers else _FEW_SENTENCES)
                if state is not None:
                    frame.parties[side] = [state]
        self._conclude(frame)

    def _named_near(self, side: str, sentence: int, reach: int) -> Mention | None:
        """A side's mention at most `reach` sentences away: an exchange has two sides, though the sentence names one."""
        for distance in range(reach + 1):
            for near in {sentence - distance, sentence + distance}:
                for index in self._by_sentence.get(near, ()):
                    mention = self.mentions[index]
                    if mention.side == side and self._line_of.get(mention.start) != "debris":
                        return Mention(mention.start, mention.end, "state", side, weak=True)
        return None

    def _is_service(self, index: int) -> bool:
        mention = self.mentions[index]
        return bool(mention.service or mention.intelligence or self._held_service(mention))

    def _held_service(self, mention: Mention) -> bool:
        return any(office.service for office, _ in self.knowledge.tenures.get(mention.person or "", ()))

    def _tells(self, index: int) -> bool:
        """Whether a reporting verb with it as subject stands before or after it: أعلن الجهاز, الجهاز أعلن."""
        mention = self.mentions[index]
        cues = self.document.cues
        first, last = self.document.sentences[self.document.sentence_of[mention.start]]
        if mention.start > first and {"reporting", "citing"} & cues[mention.start - 1]:
            return True
        return mention.end < last and "reporting" in cues[mention.end] and "," not in self.document.gap(mention.end)


_STRONG: Final = frozenset(("person", "head", "deputy", "official", "service", "generic", "office", "counterpart"))
_GIVERS: Final = frozenset(("official", "service", "generic", "state"))
_POSSESSIVES: Final = ("ه", "هما", "ها", "هم")
_FAR: Final = 30
_CONTENT_REACH: Final = 30
_SUBJECT_REACH: Final = 2
_WEAK_REACH: Final = 4
_FROM_REACH: Final = 3
_FEW_SENTENCES: Final = 3
_REMEMBERED: Final = 12
_DURING: Final = frozenset(("في", "خلال", "اثناء", "عبر", "بعد", "عقب"))
_WITH_HIM: Final = frozenset(("بينه", "بينها", "جمعته", "جمعتها", "جمعه", "بيني", "جمعني", "جمعتني"))


_SAYING: Final = records.Noun(mode="talk", noun="ل", usually="call")
_STAY: Final = records.Noun(mode="visit", noun="في")
_BEING: Final = frozenset(("كان", "كانت", "موجود", "موجودا", "يتواجد", "تواجد", "وجود", "وكان", "وجوده"))


def _state(frame: Frame, side: str) -> Mention:
    """The state of a side as party, on the words of the frame."""
    return Mention(frame.start, frame.end, "state", side, weak=True)


def _rank(frame: Frame) -> tuple[int, int]:
    """A reading with both sides goes before one that only continues, that before one that is none."""
    return (0 if frame.why_not else 1 if frame.continues else 2, len(frame.parties))


def _in(token: str, words: frozenset[str]) -> bool:
    return token in words or (token[:1] in "وفبل" and token[1:] in words) or (token.startswith("ال") and token[2:] in words)


_FOLDED: dict[tuple[str, ...], frozenset[str]] = {}


def _folded(words: tuple[str, ...]) -> frozenset[str]:


    if words not in _FOLDED:
        _FOLDED[words] = frozenset(folded_phrase(word) for word in words)
    return _FOLDED[words]
