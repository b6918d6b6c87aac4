"""Where the clauses of a text begin and end."""

from __future__ import annotations

import bisect
from functools import cached_property
from itertools import compress, count
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.mention import Mention
from transforms.contacts.resumption import is_in_aside, resumed

AFTER: Final = frozenset(("عقب", "بعد", "قبل", "قبيل", "بعيد"))
RELATIVE: Final = frozenset(("الذي", "التي", "اللذان", "اللذين", "الذين", "والذي", "والتي"))
_REACH: Final = 60
"""Words that a clause may be long; what is farther from the relation word is not looked at."""
_WAS: Final = frozenset(("كان", "كانت"))
_LEAST_VERB: Final = 4
_NO_SINGULAR: Final = ("ان", "ون", "ين", "ا")


class Clauses:
    """Finds the clauses of a text around the words that tell of contacts."""

    document: Document
    mentions: list[Mention]
    sides: tuple[str, ...]
    _mention_words: dict[int, int]
    """By word the mention that it is of."""

    def _bounds(self, start: int, end: int) -> tuple[int, int, int]:
        """The clause around words `start` up to `end`: its first word, the first word of what is said in it
        (after أن), and its end."""
        document = self.document
        sentence = document.sentence_of[start]
        first, last = document.sentences[sentence]
        openings, complements, closings = self._borders
        left = max(first, start - _REACH)
        opening = bisect.bisect_left(openings, start) - 1
        if opening >= 0 and openings[opening] >= left:
            left = openings[opening]
        complement = bisect.bisect_left(complements, start) - 1
        content = complements[complement] if complement >= 0 and complements[complement] > left else left
        right = min(last, end + _REACH)
        if start > first and document.tokens[start - 1] in AFTER:
            # عقب مكالمة تلقاها من نظيره, ...: it ends with the comma.
            right = document.next_gap(",", end, right)
        readings = document.relations_by_end.get(end, ())
        if any(r.kind == "verb" for r in readings):
            # ناريشكين يطمئن: الخط مع لانغلي مفتوح
            right = document.next_gap(":", end, right)
        if all(r.kind == "noun" or r.entry.mode == "message" or getattr(r.entry, "content", ()) for r in readings):
            right = self._before_next_verb(end, right)
        for at in closings[bisect.bisect_left(closings, end) :]:
            if at >= right:
                break
            if at > end or self._closes_at_once(at):
                right = resumed(document, end, at, closings, min(last, end + _REACH))
                break
        return left, content, right

    def _before_next_verb(self, end: int, right: int) -> int:
        """أكد المكالمة، وأبلغ بوتين بفحواها: a verb joined to a noun or a message has a subject of its own."""
        commas = self.document.gaps_with(",")
        for at in commas[bisect.bisect_left(commas, end) : bisect.bisect_left(commas, right)]:
            readings = self.document.relation_words.get(at, ()) if self.document.tokens[at].startswith("و") else ()
            if any(r.kind == "verb" and r.form == "past" for r in readings):
                return at
        return right

    @cached_property
    def _borders(self) -> tuple[list[int], list[int], list[int]]:
        """Words at which a clause opens, those after which something is said, and those at which one closes."""
        document = self.document
        semicolons = document.gaps_with(";")
        named = {at for mention in self.mentions for at in range(mention.start + 1, mention.end)}  # بيرنز حين كان مديرا
        breaks = [at for at in document.cue_positions("clause_breaks") if at not in named]
        says = {*document.cue_positions("complement"), *document.cue_positions("pronoun_complement")}
        colons = (at for at in document.gaps_with(":") if ": " in document.gap(at))
        relative = compress(count(), map(RELATIVE.__contains__, document.tokens))
        later = {*document.cue_positions("reporting"), *document.gaps_with(","), *relative}
        joined = {m.start for m in self.mentions if m.clitics.startswith("و") and self._goes_on_with_subject(m)}
        joined |= {m.start for m in self.mentions if self._opens_with_subject_of_past(m)}
        later |= joined
        closings = {at for at in {*breaks, *semicolons, *says} if self._closes_at_once(at)}
        closings |= {at for at in later if self._closes_later(at) or self._opens_with_subject(at)} - named
        complements = sorted(at for at in says if not self._had_done(at))
        return sorted({*breaks, *semicolons, *colons, *joined}), complements, sorted(closings)

    def _opens_with_subject(self, at: int) -> bool:
        """، وويتكوف كان في موسكو: a clause that begins with its subject."""
        index = self._mention_words.get(at)
        if index is None:
            return False
        mention = self.mentions[index]
        if "," not in self.document.gap(at):
            return self._goes_on_with_subject(mention)
        following = self.document.tokens[mention.end] if mention.end < len(self.document.tokens) else ""
        if mention.start != at or not mention.clitics.startswith("و"):
            return False
        return following in _WAS or self._is_present_verb(mention.end) or self._is_elsewhere(index, following)

    def _is_elsewhere(self, index: int, following: str) -> bool:
        """، وبانيتا في باكستان: he is said to be in a third state."""
        behind = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        if behind is None or following != "في" or behind.start != self.mentions[index].end + 1:
            return False
        return behind.kind in {"place", "foreign"} and behind.side not in self.sides

    def _goes_on_with_subject(self, mention: Mention) -> bool:
        """بيرنز يهاتف ناريشكين والوكالة ترصد: behind a verb's object one of its subject's side, with another verb."""
        tokens, end = self.document.tokens, mention.end
        if not mention.clitics.startswith("و") or not self._is_present_verb(end) or tokens[end].endswith(_NO_SINGULAR):
            return False
        index = self._mention_words.get(end - 1, 0)
        subject, other = self.mentions[max(0, index - 2)], self.mentions[index - 1]
        first, _ = self.document.sentences[self.document.sentence_of[mention.start]]
        if index < 2 or subject.start < first or other.side == mention.side or mention.start - other.end > 1:
            return False
        readings = (r for at in range(subject.end, other.start) for r in self.document.relation_words.get(at, ()))
        return subject.side == mention.side and any(reading.kind == "verb" for reading in readings)

    def _opens_with_subject_of_past(self, mention: Mention) -> bool:
        """بيرنز حذر بودانوف، وناريشكين زار الجزائر: behind a comma a man right before a verb of his own."""
        if not mention.clitics.startswith("و") or mention.kind not in {"person", "head"}:
            return False
        alone = "," in self.document.gap(mention.start) and self.document.gap(mention.end) == " "
        readings = self.document.relation_words.get(mention.end, ()) if alone else ()
        plain = bool(readings) and not self.document.tokens[mention.end].endswith(("ه", "ها", "ا"))
        return plain and any(reading.kind == "verb" and reading.form == "past" for reading in readings)

    def _is_present_verb(self, at: int) -> bool:
        """والوكالة ترصد: right behind a name such a word is its verb."""
        if at >= len(self.document.tokens) or at in self._mention_words or self.document.gap(at).strip('"') != " ":
            return False
        token = self.document.tokens[at]
        return len(token) >= _LEAST_VERB and token[0] in "يت" and not token.endswith("ه")

    def _closes_at_once(self, at: int) -> bool:
        cues = self.document.cues[at]
        if "complement" in cues and self._had_done(at):
            return False
        return bool({"clause_breaks", "complement", "pronoun_complement"} & cues) or ";" in self.document.gap(at)

    def _had_done(self, at: int) -> bool:
        """الجهاز سبق أن نبه, سبق للروس أن راسلوا: no new clause begins with أن."""
        if at > 0 and at - 1 in self._mention_words:
            at = self.mentions[self._mention_words[at - 1]].start
        return at > 0 and self.document.tokens[at - 1].lstrip("وي") in {"سبق", "سبقت"}

    def _closes_later(self, at: int) -> bool:
        """What closes a clause unless it stands right behind the relation word: المكالمة التي أجراها."""
        word = self.document.tokens[at]
        return (
            self._tells_besides(at)
            or ("reporting" in self.document.cues[at] and not is_in_aside(self.document, at))
            or (word in _WAS and "," in self.document.gap(at))
            or (word in RELATIVE and (at - 1) not in self._mention_words)
        )

    def _tells_besides(self, at: int) -> bool:
        """سبق للرجلين أن التقيا، كما زار بيرنز موسكو: another contact is told behind it."""
        if self.document.tokens[at] != "كما" or "," not in self.document.gap(at):
            return False
        return any(r.kind == "verb" and r.form == "past" for r in self.document.relation_words.get(at + 1, ()))
