"""What the second reader makes of a text: tellings where the rules find none, doubts of what they found.

resemblance.py judges passages, this makes a telling of the likeliest. Where no passage reads like a contact at all,
what the rules found in one is let go.

What it finds passes through all that the rules' own tellings do: whether it was planned or denied, who the parties were
on its day, when and where it was. So it has the same facts and the same evidence, and can be rejected for the same
reasons; its rule names the words that spoke for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from transforms.contacts import records
from transforms.contacts.contact import Contact, Telling
from transforms.contacts.document import Document
from transforms.contacts.lines import Line
from transforms.contacts.links import Links
from transforms.contacts.mention import Mention
from transforms.contacts.passage_denials import PassageDenials
from transforms.contacts.resemblance import Judgement, packaged_opinion, passages
from transforms.contacts.scene import NO_PARTY, STRONG, Frame
from transforms.contacts.soldiers import swap_told
from transforms.contacts.status import status
from transforms.contacts.wordlists import Relation

UNTOLD: Final = frozenset(("no_relation", "one_side_only", "public_statement"))
"""Reasons that say no more than that no rule found a contact told; the others say what is told in place of one."""
FINAL: Final = frozenset(("only_debris", "history"))
"""Reasons for which a text is not read again."""
# By `python benchmarks/resemblance.py`: texts judged by weights that saw neither their writers nor their contacts. The
# least likelihoods are those at which seven sets that nothing was fitted to were read best (663 texts).
LEAST_LIKELY: Final = 0.5
"""Of a passage in which no rule found a contact told: of texts with one so likely 85 in 100 report one."""
LEAST_LIKELY_OTHERWISE: Final = 0.8
"""Of a passage in which a rule found something else told (a plan, a denial, another party): from .7 on 90 in 100,
from .9 on 96."""
LEAST_WORDS_LIKELY: Final = 5
"""Of a passage, names and days aside: what is made of fewer has to be as likely as that."""
LEAST_LIKELY_BESIDE: Final = 0.95
"""Of a passage beside others in which the rules found contacts."""
SURE: Final = 0.9
"""From where a side's part is not denied, or put off, by a word that stands somewhere before."""
MOST_UNLIKELY: Final = 0.05
"""What the rules found by the grammar of a clause is let go where it is told in passages less likely than this: in
fourteen sets that nothing was fitted to all 7 were invented; of 8 from there up to .25 one was."""
MOST_UNLIKELY_LOOSE: Final = 0.3
"""The same where they only guessed a party by nearness, and it was no journey."""
MOST_UNLIKELY_HEADS: Final = 0.02
"""The same where one head of a service is said to have met or spoken to another one, each by name or office, or to have
gone to the other side's country."""
_BY_GRAMMAR: Final = 0.8
"""Weight from which a rule found the parties by the grammar of a clause, be it in one before."""
LEAST_WORDS: Final = 9
"""Of a passage, names and days aside, that say enough to doubt what a rule found."""
CLEAR: Final = 4.0
"""Log odds by which one kind of contact leads where it is believed more than the words of the rules, and where these
do not say of what kind the contact was (بحث, ناقش)."""
CLEAR_WHERE_UNSAID: Final = 1.5
_NAMED: Final = frozenset(("person", "head", "deputy", "official", "service"))
_DIRECTED: Final = frozenset(("", "الي", "ل", "مع", "بين", "verb", "by"))
"""Links of a country that can be a party: of others the text only speaks."""
_SPOKEN_OF: Final = frozenset(("عن", "ضد", "حول", "حيال", "تجاه", "علي", "بشان"))
_ENVOYS: Final = ("مبعوثي", "مبعوثا", "مبعوثو", "موفدي", "موفدا", "موفدو")
_RULE_WORDS: Final = 3
_MODES: Final[dict[str, records.Mode]] = {
    "call": "call", "meeting": "meeting", "message": "message", "exchange": "exchange",
}  # fmt: skip
_BOTH: Final = 2
_NOT_TOLD: Final = frozenset(("negated", "denied", "planned"))
_ARE_NOT: Final = frozenset(("ليس", "ليست", "لم"))
_NEGATED_WITHIN: Final = 3
"""Words from a negation to the visit that was not as somebody says: لم تكن زيارته سرية."""
_AMONG: Final = frozenset(("بينها", "بينهم", "منها", "منهم", "ضمنها", "ضمنهم"))
_PASSAGES: Final = 40
"""Of one text that are judged, so that time stays bounded."""


class SecondReader:
    """Reads one document again."""

    def __init__(
        self,
        document: Document,
        mentions: list[Mention],
        links: Links,
        lines: list[Line],
        *,
        dated: frozenset[int],
        published: dt.date | None,
    ) -> None:
        self.document = document
        self.mentions = mentions
        self.links = links
        self.lines = lines
        self.dated = dated
        self.published = published
        self.sides = tuple(document.knowledge.pair.sides)
        self.denials = PassageDenials(document, mentions)

    @cached_property
    def judgements(self) -> list[Judgement]:
        """What is made of each passage, in their order."""
        found = passages(self.document, self.mentions, self.lines, dated=self.dated, published=self.published)[
            :_PASSAGES
        ]
        return [packaged_opinion().judged(passage) for passage in found]

    def doubts(self, contacts: Sequence[Contact]) -> bool:
        """Whether none of the passages that tell of what the rules found reads like a contact.

        Of each of several contacts in a text it is not asked: which of its passages reports what, the weights were
        not told.
        """
        tellings = [telling for contact in contacts for telling in contact.tellings]
        # A journey is told without the other side.
        is_loose = all(telling.frame.weight < 1 and telling.frame.mode != "visit" for telling in tellings)
        judged = self.judgements if tellings else []
        if not judged:
            return bool(tellings) and is_loose and not any(_are_heads(telling) for telling in tellings)
        if any(self._is_told_for_all_denials(telling) for telling in tellings):
            return False
        told = [(telling.frame.start, telling.frame.sentence) for telling in tellings]
        sentence = self.document.sentence_of
        here = [j for j in judged if any(j.passage.start <= at < j.passage.end for at, _ in told)]
        if not here and any(telling.days and _are_heads(telling) for telling in tellings):
            # التقى المسؤولان في أنقرة قبل ثلاثة أشهر: of the sentence that tells it there is no judgement.
            return False
        beside = [
            j
            for j in judged
            if any(sentence[j.passage.start] - 1 <= at <= sentence[j.passage.end - 1] + 1 for _, at in told)
        ]
        if not here and not beside and any(_are_heads(telling) for telling in tellings):
            # What else the text says of both sides, far from it, says nothing of theirs.
            return False
        telling = here or beside or judged
        if all(judgement.passage.plain_words < LEAST_WORDS for judgement in telling):
            return False
        is_guess = is_loose and all(telling.frame.weight < _BY_GRAMMAR for telling in tellings)
        least = MOST_UNLIKELY_LOOSE if is_guess else MOST_UNLIKELY
        if any(_is_between_heads(t) or self._are_dated_heads(t) or _met_official(t) or _arrives(t) for t in tellings):
            least = MOST_UNLIKELY_HEADS
        return all(judgement.likelihood < least for judgement in telling)

    def _are_dated_heads(self, telling: Telling) -> bool:
        """قبل عشر سنوات أنهت مكالمات بين بانيتا، وكان مديرا، وفرادكوف أزمة: one sentence names both, and when."""
        named = [m for found in telling.frame.parties.values() for m in found]
        here = all(self.document.sentence_of[m.start] == telling.frame.sentence for m in named)
        return here and telling.days is not None and _are_heads(telling)

    def _is_told_for_all_denials(self, telling: Telling) -> bool:
        """نفت السفارة أن تكون زيارته مرتبطة بالانسحاب, لم تكن زيارته سرية: the rules know that it is something else."""
        frame = telling.frame
        first, _ = self.document.sentences[frame.sentence]
        sure = frame.weight == 1 and (frame.mode == "visit" or _is_between_heads(telling))
        negated = self.document.has_cue("negation", max(first, frame.start - _NEGATED_WITHIN), frame.start)
        return sure and (negated or self.document.has_cue("denial", first, frame.start))

    def family(self, contact: Contact) -> tuple[str, float]:
        """What kind of contact the passage reads like that tells of it, and how clearly; empty if none does."""
        told = {telling.frame.start for telling in contact.tellings}
        here = [j for j in self.judgements if any(j.passage.start <= at < j.passage.end for at in told)]
        best = max(here, key=lambda judgement: judgement.likelihood, default=None)
        if best is None:
            return "", 0.0
        journeys = [t.frame.start for t in contact.tellings if t.frame.mode == "visit"]
        if best.family == "call" and any(not best.passage.start <= at < best.passage.end for at in journeys):
            # وصل إلى موسكو. وتواصل هناك معه: the passage knows nothing of the journey.
            return "", 0.0
        return best.family, best.lead

    def frames(self, reason: str) -> list[Frame]:
        """The telling of the passage that most likely reports a contact, where the rules found none for a reason.

        None if no passage is likely to.
        """
        least = LEAST_LIKELY if reason in UNTOLD else LEAST_LIKELY_OTHERWISE
        judgements = [
            judgement
            for judgement in self.judgements
            if judgement.likelihood >= self._least(judgement, least) and not self.denials.denies(judgement.passage)
        ]
        if not judgements:
            return []
        best = max(judgements, key=lambda judgement: (judgement.likelihood, -judgement.passage.start))
        frame = self._frame(best)
        if frame is not None and best.likelihood < LEAST_LIKELY_OTHERWISE and self._only_speaks_of(frame):
            return []
        if (
            frame is not None
            and best.likelihood >= SURE
            and status(self.document, frame)[0] in _NOT_TOLD
            and not self.denials.is_what_is_denied(frame)
        ):
            # لم تكن المرة الأولى: جرى ...: what is negated stands beside it.
            frame.verdict = frame.mode, ("reported", "")
        return [frame] if frame else []

    def _only_speaks_of(self, frame: Frame) -> bool:
        """قال بيرنز إن خطر استخدام روسيا السلاح كان حقيقيا: a country of which he speaks, and does no more."""
        named = {m.start: index for index, m in enumerate(self.mentions)}
        links = [{self.links.of(named[m.start]) for m in found} for found in frame.parties.values()]
        weak = [all(m.weak for m in found) for found in frame.parties.values()]
        return any(one == {"speaker"} and weak[1 - at] and links[1 - at] <= {""} for at, one in enumerate(links))

    @staticmethod
    def _least(judgement: Judgement, least: float) -> float:
        """From which likelihood on a passage is believed: a few words say little."""
        few = judgement.passage.plain_words < LEAST_WORDS_LIKELY
        return max(least, LEAST_LIKELY_OTHERWISE) if few else least

    def further(self, apart: set[int]) -> list[Frame]:
        """The tellings of passages that surely report a contact, where the rules found others in other sentences.

        Not of a passage with a sentence in `apart`, of which the rules know what it tells; between men and services
        that are named in it.
        """
        found: list[Frame] = []
        for judgement in self.judgements:
            first = self.document.sentence_of[judgement.passage.start]
            last = self.document.sentence_of[judgement.passage.end - 1]
            if not apart.isdisjoint(range(first, last + 1)) or judgement.likelihood < LEAST_LIKELY_BESIDE:
                continue
            frame = None if self.denials.denies(judgement.passage) else self._frame(judgement)
            named = [] if frame is None else [m for parties in frame.parties.values() for m in parties]
            if frame is not None and all(m.kind in _NAMED and not m.weak for m in named):
                found.append(frame)
        return found

    def _frame(self, judgement: Judgement) -> Frame | None:
        if not judgement.telling:
            return None
        document, mode = self.document, _MODES[judgement.family]
        known = document.relation_words
        of_kind = (at for at in judgement.telling if any(r.entry.mode == mode for r in known.get(at, ())))
        at = next(of_kind, judgement.telling[0])
        sentence = document.sentence_of[at]
        left, right = document.sentences[sentence]
        relation = next(
            (reading for reading in document.relation_words.get(at, ()) if reading.entry.mode == mode),
            Relation("noun", records.Noun(mode=mode, noun=document.tokens[at]), "singular"),
        )
        line = next((each.kind for each in self.lines if each.start <= at < each.end), "body")
        frame = Frame(at, at + 1, relation, mode, sentence, left, right, line=line)
        swap = swap_told(document, frame)
        if swap is not None:
            # إتمام مبادلة السجناء مع الأمريكيين: an exchange, whatever the passage reads like.
            frame.relation, frame.mode = swap, "exchange"
        for side in self.sides:
            parties = self._parties(judgement, at, side)
            if not parties:
                return None
            frame.parties[side] = parties
        words = " ".join(document.tokens[word] for word in judgement.telling[:_RULE_WORDS])
        frame.rule = f"reads like reports of contacts, {judgement.likelihood:.2f} ({words})"
        frame.weight, frame.likelihood = 0.5, judgement.likelihood
        return frame

    def _parties(self, judgement: Judgement, at: int, side: str) -> list[Mention]:
        """The likeliest party of a side in the passage, with whom و joins to it."""
        named = [
            index
            for index, mention in enumerate(self.mentions)
            if judgement.passage.start <= mention.start < judgement.passage.end
            and mention.side == side
            and mention.kind not in {"place", "foreign", "both"}
            and not self._is_not_among(mention)
        ]
        here = [index for index in named if self._can_be_party(index)]
        if not here and judgement.likelihood >= SURE:
            # وفاة سيرغون الذي استضاف فلين: where it surely is one, also he who is named for something else.
            here = [index for index in named if self.links.of(index) not in {"about", "cited"}]
        if not here:
            return []
        best = min(here, key=lambda index: self._unlikely(index, at))
        first = last = best
        while self._joined(last, last + 1):
            last += 1
        while self._joined(first - 1, first):
            first -= 1
        return [self._himself(mention) for mention in self.mentions[first : last + 1]]

    def _is_not_among(self, mention: Mention) -> bool:
        """وممثلو مئة دولة ليس بينها الولايات المتحدة: who was not there."""
        before = self.document.tokens[max(0, mention.start - _BOTH) : mention.start]
        forms, behind = self.document.knowledge.forms, self.document.tokens[mention.end : mention.end + _BOTH]
        if before and before[-1].lstrip("وف") in forms["denies"] and not forms["involvement"].isdisjoint(behind):
            # ونفت الوكالة أي دور لها
            return True
        return len(before) == _BOTH and before[0].lstrip("و") in _ARE_NOT and before[1] in _AMONG

    def _himself(self, mention: Mention) -> Mention:
        """أمام مبعوثي ترامب: his envoys, who stand for his state, not he."""
        before = self.document.tokens[mention.start - 1] if mention.start else ""
        if mention.kind != "person" or not before.lstrip("وبل").startswith(_ENVOYS):
            return mention
        return Mention(mention.start, mention.end, "state", mention.side, weak=True)

    def _can_be_party(self, index: int) -> bool:
        mention, link = self.mentions[index], self.links.of(index)
        if link in NO_PARTY:
            return False
        before = self.document.tokens[mention.start - 1] if mention.start else ""
        return not mention.weak or (link in _DIRECTED and before not in _SPOKEN_OF)

    def _unlikely(self, index: int, at: int) -> tuple[bool, bool, int]:
        """A state and a country come last, before them who is of no service; of others the nearest goes first."""
        mention = self.mentions[index]
        served = bool(mention.service or mention.intelligence or self._held_service(mention))
        weak = mention.weak or mention.kind not in STRONG
        return weak, not served, _gap(mention, at)

    def _held_service(self, mention: Mention) -> bool:
        return self.document.knowledge.has_served(mention.person)

    def _joined(self, first: int, second: int) -> bool:
        """بورتنيكوف وناريشكين: two of a side, the second right behind the first."""
        if first < 0 or second >= len(self.mentions):
            return False
        one, other = self.mentions[first], self.mentions[second]
        follows = other.clitics.startswith("و") and other.start == one.end
        return follows and one.side == other.side and one.kind in STRONG and other.kind in STRONG


def _is_between_heads(telling: Telling) -> bool:
    """Whether a clause tells it of men of services on both sides, and not as a message, which is said in many ways."""
    return telling.frame.weight == 1 and _are_heads(telling)


def _met_official(telling: Telling) -> bool:
    """استقبل كوستيوكوف ممثلا عن مكتب الملحق: a service's man met an official of the other side."""
    frame = telling.frame
    named = [m for found in frame.parties.values() for m in found]
    served = any(m.service and m.kind in {"person", "head"} for m in named)
    met = frame.weight == 1 and frame.mode == "meeting" and frame.relation.form == "past"
    return met and served and any(m.kind == "office" for m in named)


def _arrives(telling: Telling) -> bool:
    """وصل بيرنز إلى موسكو: a man of a service is said to have gone to the other side's country."""
    frame = telling.frame
    men = {side for side, found in frame.parties.items() if any(m.kind in {"person", "head"} for m in found)}
    served = any(party.is_service for side in men for party in telling.parties.get(side, ()))
    return frame.weight == 1 and frame.mode == "visit" and frame.relation.kind == "verb" and served


def _are_heads(telling: Telling) -> bool:
    frame = telling.frame
    named = [any(m.kind in {"person", "head"} for m in found) for found in frame.parties.values()]
    served = all(party.is_service for found in telling.parties.values() for party in found)
    return len(named) == _BOTH and all(named) and served and frame.mode != "message"


def _gap(mention: Mention, at: int) -> int:
    return mention.start - at if mention.start > at else at - mention.end


def likelihood(frames: Sequence[Frame]) -> float:
    """How likely it is that these tellings are of a contact at all: 1 where a rule found one."""
    return max((frame.likelihood for frame in frames), default=1.0)
