"""What is known of a text while its tellings of contacts are read: mentions, clauses, and look-ups in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from transforms.contacts import records
from transforms.contacts.clauses import AFTER, Clauses
from transforms.contacts.delegations import WITHIN, is_delegation, is_headed, leads
from transforms.contacts.document import Document
from transforms.contacts.given import bare, content_words, folded_words, is_in
from transforms.contacts.lines import Line
from transforms.contacts.links import Links
from transforms.contacts.mention import Mention
from transforms.contacts.wordlists import Relation

NO_PARTY: Final = frozenset(("about", "belongs", "cited", "عبر"))
"""Links of mentions that are no party: talked about, quoted, or owners of something."""
STRONG: Final = frozenset(("person", "head", "deputy", "official", "service", "generic", "office", "counterpart"))
"""Kinds of mentions that name somebody in particular."""
_THAT: Final = frozenset(("ان", "بان"))
_ADVICE: Final = frozenset(("نصح", "هدد"))
_SAYS_THAT: Final = frozenset(("complement", "pronoun_complement"))
FEW_SENTENCES: Final = 3
_TO: Final = frozenset(("الي", "اليه", "اليها", "اليهم"))
"""Prepositions whose letters begin as the article does."""
_HEADED: Final = (
    *("راس", "رياس", "برياس", "قياد", "بقياد", "يراس", "يتراس", "تراس", "يقود", "يتقدم"),
    *("ومنهم", "بينهم", "وبينهم", "ضم", "يضم", "وضم"),
)
_HEADED_WITHIN: Final = 3
_OPENERS: Final = frozenset(
    ("حيث", "عندما", "حين", "حينما", "كيف", "ثم", "قد", "وقد", "الذي", "كان", "منذ", "سبق", "يوم", "كما", "ايضا",
     "لذلك", "يومها", "لكنه", "انه", "بانه")
)  # fmt: skip
"""Words behind which a verb begins its clause."""
_ASKING: Final = frozenset(("لماذا", "متي", "هل"))
_CONTENT_REACH: Final = 30
_BESIDE: Final = 2


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
    likelihood: float = 1.0
    """That it is a contact at all, where no rule found it but the second reader did."""
    verdict: tuple[str, tuple[str, str]] | None = field(default=None, init=False, repr=False, compare=False)
    """What `status` has said of it, and of which mode it was then; a copy is asked anew."""


class Scene(Clauses):
    """The mentions, lines and words of one document, for those who read its tellings."""

    def __init__(
        self,
        document: Document,
        mentions: list[Mention],
        links: Links,
        lines: list[Line],
        dated: frozenset[int] = frozenset(),
    ) -> None:
        self.document = document
        self.knowledge = document.knowledge
        self.mentions = mentions
        self.links = links
        self.sides = tuple(self.knowledge.pair.sides)
        self._line_of: dict[int, str] = {}
        for line in lines:
            self._line_of.update(dict.fromkeys(range(line.start, line.end), line.kind))
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
        self._with_third_party: Frame | None = None
        """The last telling of a contact with somebody of neither side."""
        self._of_nobody_known: Frame | None = None
        """The last telling by a verb whose subject is nobody known."""
        self._dated = dated
        self._put_off: set[int] = set()
        """Words at which parties of contacts begin that were planned or denied."""
        self._met_by_third: set[int] = set()
        """Words at which those begin whom somebody of neither side met."""
        self._met_in_turn: set[str] = set()
        """People and services that somebody of neither side met one after the other."""
        self._exchange_told = False
        self._source_words = {
            at
            for hit in document.entity_hits
            if hit.end - hit.start > 1 and any(value.kind == "source" for value in hit.values)
            for at in range(hit.start, hit.end)
        }

    def _is_of_contact(self, mention: Mention) -> bool:
        """Whether the noun that governs a mention is one of a meeting, call or visit."""
        readings = self.document.relations_by_end.get(mention.start, ())
        return any(r.kind == "noun" and r.entry.mode in {"meeting", "call", "visit", "talk"} for r in readings)

    def _eligible(self, index: int) -> bool:
        mention = self.mentions[index]
        return mention.kind not in {"place", "foreign"} and self.links.of(index) not in NO_PARTY

    def _mentions_between(self, sentence: int, start: int, end: int) -> list[int]:
        return [index for index in self._by_sentence.get(sentence, ()) if start <= self.mentions[index].start < end]

    def _has_content(self, frame: Frame, entry: records.Verb) -> bool:
        words = content_words(entry.content, self.knowledge.words.content_words)
        tokens, forms = self.document.tokens, self.knowledge.forms
        # تلقى اتصالا تناول المعلومات
        other = forms["other_content"] | (forms["got_otherwise"] if entry.receives else frozenset())
        for at in range(frame.end, min(frame.right + 1, frame.end + _CONTENT_REACH, len(tokens))):
            # سلموه ما كانوا يحجبونه, ما لديهم
            had = tokens[at] == "ما" and not forms["had_it"].isdisjoint(tokens[at + 1 : at + 2])
            # ظل على اتصال به: a phrase of two words
            phrase = " ".join(tokens[at : at + 2])
            if had or phrase in words or not words.isdisjoint(bare(tokens[at])):
                return True
            if tokens[at] in other:
                break
        if frame.mode == "call" and tokens[frame.start].startswith("و"):
            # أجرى اتصالا هاتفيا به وطلب منه: it was the call before that was by phone.
            return False
        # معلومات نقلتها الوكالة: the noun stands before.
        before = (at for at in range(max(frame.left, frame.start - 4), frame.start) if tokens[at] not in _THAT)
        return any(is_in(tokens[at], words) and self._may_be_object(frame, at) for at in before)

    def _may_be_object(self, frame: Frame, at: int) -> bool:
        """معلومات عن نية واشنطن نقل مسلحين: what stands before a verb without its pronoun is not what was moved."""
        word, far = self.document.tokens[frame.start], frame.start - at > _BESIDE
        plural = self.document.tokens[at].endswith("ات") or self.document.is_feminine(at)
        bare_verb = not (word.startswith("ت") or word.endswith(("ت", "ها", "ه", "هم", "ا")))
        return not (far and plural and bare_verb and frame.relation.kind == "verb")

    def _has_cue(self, start: int, end: int, name: str) -> bool:
        return self.document.has_cue(name, start, end)

    def _has_word(self, frame: Frame, wanted: tuple[str, ...]) -> bool:
        words = folded_words(wanted)
        return any(
            is_in(self.document.tokens[at], words)
            for at in range(max(frame.left, frame.start - 3), min(frame.right, frame.end + 3))
        )

    def _sides_of(self, indexes: list[int]) -> set[str]:
        return {self.mentions[i].side for i in indexes if self.mentions[i].side in self.sides}

    def _take(self, frame: Frame, chosen: list[int]) -> None:
        for index in chosen:
            mention = self.mentions[index]
            if mention.side in self.sides:
                frame.parties.setdefault(mention.side, []).append(mention)
            elif mention.kind == "both":
                frame.continues = True

    @cached_property
    def _topic(self) -> dict[str, int]:
        """By side the first mention of the man of a service whom the text is about.

        He is named first of his side and most often, no other man of a service of that side half as often.
        """
        named: dict[str, dict[str, list[int]]] = {}
        for index, mention in enumerate(self.mentions):
            person = mention.person
            if person is None or mention.side not in self.sides or self._line_of.get(mention.start) == "debris":
                continue
            if self._held_service(mention) or mention.service:
                named.setdefault(mention.side, {}).setdefault(person, []).append(index)
        found: dict[str, int] = {}
        for side, people in named.items():
            often = sorted(people.values(), key=len, reverse=True)
            if len(often) == 1 or len(often[0]) > 2 * len(often[1]):
                found[side] = often[0][0]
        return found

    def _may_be_topic(self, topic: int, frame: Frame) -> bool:
        """Whether he whom the text is about can be meant: named before, and not only as one who may be met some day.

        Nor after a verb of the same sentence whose subject is nobody known: وفد من الحركة زار موسكو والتقى.
        """
        unknown = self._of_nobody_known
        if unknown is not None and unknown.sentence == frame.sentence and unknown.start < frame.start:
            return False
        person = self.mentions[topic].person
        before = [m for m in self.mentions if m.person == person and m.start < frame.start]
        return any(mention.start not in self._put_off for mention in before)

    def _opens_clause(self, at: int) -> bool:
        """Whether no subject stands before a verb in its clause, nor can one stand behind it that is nobody known."""
        document = self.document
        first, last = document.sentences[document.sentence_of[at]]
        before = document.tokens[at - 1] if at > first else ""
        joined = document.tokens[at].startswith(("و", "ف"))
        opens = at == first or joined or "," in document.gap(at) or at - 1 in self._dated or before in _OPENERS
        opens = opens or bool({"complement", "pronoun_complement", "clause_breaks", "adverbs"} & document.cues[at - 1])
        behind = at + 1
        # لماذا استقبل الشهر الماضي ناريشكين؟ but لماذا جلس الأمريكيون؟
        opens = opens or (before in _ASKING and behind not in self._mention_words)
        if behind >= last or behind in self._mention_words or behind in self._dated or document.cues[behind]:
            return opens
        return opens and (document.tokens[behind] in _TO or not document.tokens[behind].startswith("ال"))

    def _is_service(self, index: int) -> bool:
        mention = self.mentions[index]
        return bool(mention.service or mention.intelligence or self._held_service(mention))

    def _is_of_delegation(self, mention: Mention) -> bool:
        """وفد روسي, a side by the noun for those it sent; not Moscow."""
        words = self.document.tokens[max(0, mention.start - 1) : mention.end]
        return any(is_delegation(word) for word in words)

    def _heads_delegation(self, mention: Mention) -> bool:
        """ترأس الوفد الروسي كوستيوكوف"""
        tokens, adjectives = self.document.tokens, self.document.adjective_words
        first, _ = self.document.sentences[self.document.sentence_of[mention.start]]
        near = range(max(first + 1, mention.start - WITHIN), mention.start)
        theirs = (at for at in near if adjectives.get(at) == mention.side and is_delegation(tokens[at - 1]))
        headed = any(is_headed(tokens, at, mention.start) for at in theirs)
        return headed or leads(tokens, mention.end, adjectives, mention.side)

    def _is_headed_by(self, delegation: int, leader: int) -> bool:
        """وفد روسي على رأسه بورتنيكوف: who heads a delegation comes with it."""
        if leader >= len(self.mentions) or self.mentions[delegation].kind not in {"state", "official", "generic"}:
            return False
        one, other = self.mentions[delegation], self.mentions[leader]
        between = self.document.tokens[one.end : other.start]
        led = len(between) <= _HEADED_WITHIN and any(token.startswith(_HEADED) for token in between)
        return led and one.side == other.side and other.kind in STRONG

    def _is_of_other_time(self, at: int) -> bool:
        """بعد لقاء يناير، اجتمع: a contact told before, by its day."""
        return at > 0 and self.document.tokens[at - 1] in AFTER and at + 1 in self._dated

    def _follows_and(self, first: Mention, second: Mention) -> bool:
        """بيرنز وناريشكين, بيرنز والروسي ناريشكين"""
        if second.clitics.startswith("و") and second.start == first.end:
            return True
        at = second.start - 1
        return at == first.end and at in self.document.adjective_words and self.document.tokens[at].startswith("و")

    def _held_service(self, mention: Mention) -> bool:
        return self.knowledge.has_served(mention.person)

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
        named = all(any(not mention.weak for mention in found) for found in frame.parties.values())
        if not getattr(frame.relation.entry, "public", False):
            return frame.mode == "message" and not named and self._has_cue(frame.end, frame.right, "publicly")
        first, last = self.document.sentences[frame.sentence]
        says = (at for at in range(frame.left, frame.start) if _SAYS_THAT & self.document.cues[at])
        content = max(says, default=frame.left)
        if self._has_cue(content, frame.right, "publicly"):
            return True
        # حذر الجهاز الروسي الوكالة: of two services neither speaks by way of the press.
        named = named or all(any(m.service or m.intelligence for m in found) for found in frame.parties.values())
        # حذرت واشنطن الأمن الفيدرالي: a service is not warned by way of the press; مسؤول ينصح الوكالة: but advised.
        advised = getattr(frame.relation.entry, "past", "") in _ADVICE
        named = named and not (advised and any(m.kind == "state" for found in frame.parties.values() for m in found))
        behind = (m for found in frame.parties.values() for m in found if m.start >= frame.end)
        if named or (not advised and any(m.service and not m.weak for m in behind)):
            return False
        return not (frame.through_services or self._has_cue(first, last, "private"))


def state(frame: Frame, side: str) -> Mention:
    """The state of a side as party, on the words of the frame."""
    return Mention(frame.start, frame.end, "state", side, weak=True)
