"""What was done besides: لم تكتف موسكو بتنبيه المكتب، بل نبهت الوكالة. Its subject is that of what was not enough."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.scene import NO_PARTY, Frame, Scene

_IS_NO: Final = frozenset(("ليس", "ليست", "يكن", "تكن"))
_NOT_FIRST_WITHIN: Final = 12
_FIRST_OF_ALL: Final = frozenset(("الاول", "الاولي"))

_BUT: Final = frozenset(("بل", "وانما", "انما"))
_BUT_WITHIN: Final = 3
_NOT: Final = frozenset(("لم", "لا", "لن"))
_CLAUSE: Final = 40
"""Words of the clause that says what was not all."""


def not_all(document: Document, frame: Frame) -> int | None:
    """The negated verb right before a noun (لم تكتف موسكو بتنبيه), or in the clause before "but" and a verb."""
    tokens, content_with = document.tokens, document.knowledge.forms["content_with"]
    first, _ = document.sentences[frame.sentence]
    until = frame.start
    if frame.relation.kind == "verb":
        near = range(frame.start - 1, max(first, frame.start - _BUT_WITHIN) - 1, -1)
        until = next((at for at in near if tokens[at] in _BUT), first)
    for at in range(until - 1, max(first, until - _CLAUSE), -1):
        if tokens[at] in content_with and tokens[at - 1].lstrip("وف") in _NOT:
            return at
        if frame.relation.kind == "noun" and at not in document.entity_words:
            break
    return None


def is_outdone(document: Document, frame: Frame) -> bool:
    """Whether a noun tells of what was not all, and the news stands behind "but"."""
    if frame.relation.kind != "noun" or not_all(document, frame) is None:
        return False
    _, last = document.sentences[frame.sentence]
    return not _BUT.isdisjoint(document.tokens[frame.end : min(last, frame.end + _CLAUSE)])


class MoreThan(Scene):
    """Finds the subject of both clauses of a sentence that says what was not all and what else was done."""

    def _take_not_content(self, frame: Frame) -> None:
        """Gives a telling the party whom its sentence says not to have been content with something."""
        verb = not_all(self.document, frame)
        subject = self._subject_of(verb) if verb is not None else None
        if subject is not None and subject.side not in frame.parties:
            frame.parties[subject.side] = [subject]
            frame.rule += ", who was not content with it"

    def _subject_of(self, verb: int) -> Mention | None:
        """لم تكتف موسكو, موسكو لم تكتف: who stands right behind a negated verb, else right before the negation."""
        for index in self._by_sentence.get(self.document.sentence_of[verb], ()):
            mention = self.mentions[index]
            beside = mention.start == verb + 1 or mention.end == verb - 1
            if beside and mention.side in self.sides and self.links.of(index) not in NO_PARTY - {"speaker"}:
                return mention
        return None


def is_not_first(document: Document, first: int, start: int) -> bool:
    """بلاغ ليس الأول، فقبل عامين نقلت: whether what is told at `start` was before, in the sentence from `first`."""
    tokens = document.tokens
    reach = range(max(first, start - _NOT_FIRST_WITHIN), start - 1)
    said = next((at for at in reach if tokens[at] in _IS_NO and tokens[at + 1] in _FIRST_OF_ALL), start)
    return any(tokens[i].startswith("ف") and "," in document.gap(i) for i in range(said + 2, start))
