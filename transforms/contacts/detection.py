"""Which contacts does an article say took place? The way from a text to its reports."""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from schemas.records import Article, Findings, Report
from transforms.contacts.document import Document
from transforms.contacts.facts import Day, FactReader
from transforms.contacts.frames import FrameReader
from transforms.contacts.gate import Gate
from transforms.contacts.lines import Line, lines
from transforms.contacts.links import Links
from transforms.contacts.load import Knowledge, load_knowledge
from transforms.contacts.mention import Mention
from transforms.contacts.mentions import MentionReader
from transforms.contacts.merging import Contact, Telling, contacts
from transforms.contacts.parties import Party, PartyReader
from transforms.contacts.reports import Context, reports
from transforms.contacts.scene import Frame
from transforms.contacts.status import status


@dataclass(slots=True)
class Trace:
    """What was found and decided, for `explain`."""

    document: Document | None = None
    mentions: list[Mention] = field(default_factory=list)
    links: Links | None = None
    lines: list[Line] = field(default_factory=list)
    frames: list[tuple[Frame, str]] = field(default_factory=list)
    """Each telling and what was decided about it."""
    contacts: list[Contact] = field(default_factory=list)
    days: dict[int, Day] = field(default_factory=dict)


@dataclass(slots=True)
class Detection:
    """The reports of one article, or the named reason why there are none."""

    findings: Findings
    rejection_reason: str | None
    trace: Trace


REASONS: Final = (
    "no_candidate", "no_relation", "one_side_only", "no_service_party", "diplomatic_only", "only_planned",
    "only_denied",
    "only_debris", "history", "public_statement", "other_party",
)  # fmt: skip
"""Why an article has no report, the least specific first."""


@lru_cache(maxsize=8)
def gate_of(knowledge: Knowledge) -> Gate:
    """The gate of a knowledge, made once."""
    return Gate(knowledge)


def detect(article: Article, *, detected_at: dt.datetime, knowledge: Knowledge | None = None) -> Detection:
    """The contacts that an article says took place, as reports; any text gives a result.

    Spans in the reports are offsets into `article.text`. The day of publication is that of the publisher's clock
    (`utc_offset_minutes`), else of the time zone that `published_at` carries.
    """
    knowledge = knowledge or load_knowledge()
    trace = Trace()
    if not gate_of(knowledge).names_both_sides(article.text):
        return _nothing(article, detected_at, "no_candidate", trace)
    return _Reading(article, detected_at, knowledge, trace).detection()


def _nothing(article: Article, detected_at: dt.datetime, reason: str, trace: Trace) -> Detection:
    return Detection(Findings(url=article.url, detected_at=detected_at), reason, trace)


def published_on(article: Article) -> dt.date | None:
    """The day of publication on the publisher's clock."""
    if article.published_at is None:
        return None
    if article.utc_offset_minutes is None:
        return article.published_at.date()
    zone = dt.timezone(dt.timedelta(minutes=article.utc_offset_minutes))
    try:
        return article.published_at.astimezone(zone).date()
    except (OverflowError, ValueError):
        return article.published_at.date()


class _Reading:
    """One reading of one article."""

    def __init__(self, article: Article, detected_at: dt.datetime, knowledge: Knowledge, trace: Trace) -> None:
        self.article = article
        self.detected_at = detected_at
        self.knowledge = knowledge
        self.trace = trace
        self.sides = tuple(knowledge.pair.sides)
        self.published = published_on(article)
        self.document = trace.document = Document(article.text, knowledge)
        self.reasons: set[str] = set()

    def detection(self) -> Detection:
        document, trace = self.document, self.trace
        trace.mentions = MentionReader(document).mentions()
        sides = {value.side for hit in document.entity_hits for value in hit.values}
        if not set(self.sides) <= sides and not any(m.kind in {"both", "counterpart"} for m in trace.mentions):
            return _nothing(self.article, self.detected_at, "one_side_only", trace)
        if not any(m.service or m.intelligence or self._has_served(m) for m in trace.mentions) and not any(
            "service_channels" in cues for cues in document.cues
        ):
            return _nothing(self.article, self.detected_at, "no_service_party", trace)
        trace.links = Links(document, trace.mentions)
        trace.lines = lines(document, self.article.title)
        facts = self.facts = FactReader(document, trace.mentions, trace.links, trace.lines, self.published)
        frames = FrameReader(document, trace.mentions, trace.links, trace.lines, facts.dated_words).frames()
        if not frames:
            return _nothing(self.article, self.detected_at, "no_relation", trace)
        tellings, additions = self._tellings(frames, facts)
        tellings, additions = self._with_exchange_negotiated(frames, tellings, additions)
        self._date_exchanges(frames, tellings)
        found = contacts(tellings, additions, self.sides)
        found = [contact for contact in found if self._stands(contact)]
        trace.contacts = found
        if not found:
            return _nothing(self.article, self.detected_at, self._reason(), trace)
        context = Context(self.article, document, facts, self.knowledge, self.published, self.detected_at)
        rows = reports(context, found, primary(found, trace.lines))
        return Detection(
            Findings(url=self.article.url, detected_at=self.detected_at, reports=tuple(_in_order(rows))), None, trace
        )

    def _has_served(self, mention: Mention) -> bool:
        return any(office.service for office, _ in self.knowledge.tenures.get(mention.person or "", ()))

    def _reason(self) -> str:
        return next((reason for reason in reversed(REASONS) if reason in self.reasons), "no_relation")

    # --- from frames to tellings -------------------------------------------------------------------

    def _tellings(self, frames: list[Frame], facts: FactReader) -> tuple[list[Telling], list[Telling]]:
        trace = self.trace
        parties = PartyReader(self.knowledge, trace.mentions)
        live = [frame for frame in frames if frame.why_not is None]
        days = facts.assign_days(live)
        told: list[Telling] = []
        additions: list[Telling] = []
        for frame in frames:
            if frame.why_not is not None:
                self.reasons.add(frame.why_not)
                trace.frames.append((frame, frame.why_not))
        for index, frame in enumerate(live[:_MOST_TELLINGS]):
            frame.published = self.published
            frame.status, word = status(self.document, frame)
            telling = self._telling(frame, days.get(index), facts, parties)
            decision = self._decision(telling, word)
            trace.frames.append((frame, decision))
            if decision == "told":
                told.append(telling)
            elif decision == "adds":
                additions.append(telling)
            else:
                self.reasons.add(decision.split(":")[0])
        return told, additions

    def _with_exchange_negotiated(
        self, frames: list[Frame], tellings: list[Telling], additions: list[Telling]
    ) -> tuple[list[Telling], list[Telling]]:
        """Where an exchange is told and, elsewhere, that services negotiated, they negotiated the exchange."""
        exchanges = [
            frame
            for frame in frames
            if frame.mode == "exchange" and frame.why_not in {"no_service_party", "not_arranged"}
        ]
        exchanges = [frame for frame in exchanges if status(self.document, frame)[0] in {"reported", "confirmed"}]
        for telling in tellings:
            near = any(abs(frame.sentence - telling.frame.sentence) <= _NEGOTIATED_WITHIN for frame in exchanges)
            if telling.family == "talk" and telling.frame.relation.entry.negotiates and near:
                telling.frame.mode = "exchange"
        told = [telling.frame.sentence for telling in tellings if telling.family == "exchange"]
        exchanges = [
            f for f in exchanges if any(abs(f.sentence - s) <= _NEGOTIATED_WITHIN for s in told) or f.line == "head"
        ]
        if not exchanges:
            return tellings, additions
        if any(telling.family == "exchange" for telling in tellings):
            days = self.facts.assign_days(exchanges)
            for index, frame in enumerate(exchanges):
                day = days.get(index)
                known = (
                    (day.mention.first, day.mention.last) if day and day.mention.first and day.mention.last else None
                )
                place, _ = self.facts.place(frame)
                additions.append(Telling(frame, {}, day, place, None, False, known, True))
        return tellings, additions

    def _date_exchanges(self, frames: list[Frame], tellings: list[Telling]) -> None:
        """Gives exchanges told without a day the one of their sentence, else that of the swap told beside them.

        Who arranged a swap often stands in another clause or sentence than when it was.
        """
        undated = [t for t in tellings if t.family == "exchange" and t.day is None and t.frame.line != "short"]
        if not undated:
            return
        swaps = [f for f in frames if f.mode == "exchange" and f.why_not in {"no_service_party", "not_arranged"}]
        swaps = [f for f in swaps if status(self.document, f)[0] in {"reported", "confirmed"}]
        assigned = self.facts.assign_days(swaps)
        beside = [(swaps[index], day) for index, day in assigned.items()]
        for telling in undated:
            own = telling.frame.sentence
            day = self.facts.only_day(own)
            if day is None:
                near = [item for item in beside if abs(item[0].sentence - own) <= _NEGOTIATED_WITHIN]
                nearest = min(near, key=lambda item: (abs(item[0].sentence - own), item[0].sentence), default=None)
                day = nearest[1] if nearest else None
            if day is None or not day.mention.first or day.mention.future:
                continue
            telling.day = day
            telling.days = (day.mention.first, day.mention.last or day.mention.first)

    def _telling(self, frame: Frame, day: Day | None, facts: FactReader, reader: PartyReader) -> Telling:
        known = (day.mention.first, day.mention.last or day.mention.first) if day and day.mention.first else None
        days = (known[0], known[1]) if known and known[0] and known[1] else None
        when = days or ((self.published, self.published) if self.published else None)
        resolved: dict[str, list[Party]] = {}
        mentions: dict[str, list[Mention]] = {}
        waiting: list[tuple[str, Mention]] = []
        for side, found in frame.parties.items():
            for mention in found:
                if mention.kind == "counterpart" and not mention.person:
                    waiting.append((side, mention))
                    continue
                party = reader.party(mention, when, dated=days is not None)
                if party is not None:
                    resolved.setdefault(side, []).append(party)
                    mentions.setdefault(side, []).append(mention)
        for side, mention in waiting:
            other = self._antecedent(mention, resolved.get(self.knowledge.other_side(side), []), reader, when)
            if other is not None:
                resolved.setdefault(side, []).append(reader.counterpart(mention, other, when))
                mentions.setdefault(side, []).append(mention)
        frame.parties = mentions
        place, _ = facts.place(frame)
        named = frame.relation.kind == "noun" and "ال" in self.document.tokens[frame.start][:4]
        return Telling(frame, resolved, day, place, facts.ordinal(frame), self._is_recounted(frame, day), days, named)

    def _antecedent(
        self, counterpart: Mention, others: list[Party], reader: PartyReader, when: tuple[dt.date, dt.date] | None
    ) -> Party | None:
        """Whose counterpart it is: that of the last one of the other side named before it in the sentence."""
        first, _ = self.document.sentences[self.document.sentence_of[counterpart.start]]
        side = self.knowledge.other_side(counterpart.side)
        last = bisect.bisect_left(self.trace.mentions, counterpart.start, key=lambda mention: mention.start)
        for mention in reversed(self.trace.mentions[:last]):
            if mention.start < first:
                break
            if mention.kind in {"person", "head", "office"} and mention.side == side:
                return reader.party(mention, when, dated=False) or (others[0] if others else None)
        return others[0] if others else None

    def _is_recounted(self, frame: Frame, day: Day | None) -> bool:
        cues = self.document.cues
        first, _ = self.document.sentences[frame.sentence]
        low = max(first, frame.start - 14)
        if any("background" in cues[at] for at in range(low, min(frame.end + 2, len(cues)))):
            return True
        tokens = self.document.tokens
        if tokens[first].lstrip("و") in {"كان", "كانت", "كانا"} and "قد" in tokens[first + 1 : frame.end + 3]:
            return True
        # وفي ديسمبر 2017 ...: an old day at the head of a sentence opens what is recounted.
        if day is None or day.mention.last is None or self.published is None or frame.line == "head":
            return False
        age = (self.published - day.mention.last).days
        if day.start - first <= 2 and age > _LONG_AGO and frame.sentence > 0:
            return True
        lead = next((line for line in self.trace.lines if line.kind == "body"), None)
        return lead is not None and frame.start >= lead.end and age > _YEARS_AGO

    @cached_property
    def _recalls_history(self) -> bool:
        """Whether the text speaks of the Cold War other than to date something since."""
        tokens, cues = self.document.tokens, self.document.cues
        return any("history" in cues[at] and not _SINCE & set(tokens[max(0, at - 3) : at]) for at in range(len(tokens)))

    def _is_history(self, telling: Telling) -> bool:
        """Told without a day beside the Cold War or a year before the pair's first day."""
        frame = telling.frame
        if telling.days is not None:
            return telling.days[1] < self.knowledge.pair.first_day
        if self._recalls_history and not any(
            p.participant and p.participant.office for found in telling.parties.values() for p in found
        ):
            return True
        low = max(0, frame.sentence - 1)
        first, last = self.document.sentences[low][0], self.document.sentences[frame.sentence][1]
        for at in range(first, last):
            if "history" in self.document.cues[at]:
                before = self.document.tokens[max(first, at - 3) : at]
                if not _SINCE & set(before):
                    return True
        return any(first <= day.start < last for day in self.facts.historic)

    def _decision(self, telling: Telling, word: str) -> str:
        frame = telling.frame
        if frame.status == "planned" or (telling.day is not None and telling.day.mention.future):
            return f"only_planned: {word}"
        if frame.status in {"negated", "denied"}:
            return f"only_denied: {word}"
        if self._is_history(telling):
            return "history"
        if self._misleads(frame):
            return "no_relation: another sense"
        if len(telling.parties) < 2:
            return "adds" if frame.continues or frame.parties else "one_side_only"
        if frame.continues:
            return "adds"
        if not frame.through_services and not any(
            party.is_service for found in telling.parties.values() for party in found
        ):
            return "diplomatic_only"
        return "told"

    def _misleads(self, frame: Frame) -> bool:
        """Sport, interviews with the press, and spying in place of contact."""
        cues = self.document.cues
        first, last = self.document.sentences[frame.sentence]
        span = range(first, last)
        if any("sport" in cues[at] for at in span) and frame.mode in {"meeting", "visit"}:
            return True
        entry = frame.relation.entry
        if getattr(entry, "interview", False) and any(
            "interview" in cues[at] for at in range(frame.end, min(last, frame.end + 4))
        ):
            return True
        near = range(max(first, frame.start - 12), min(last, frame.end + 12))
        spying = any("espionage" in cues[at] for at in near)
        return spying and frame.mode in {"message", "talk", "call"} and frame.weight < 1

    def _stands(self, contact: Contact) -> bool:
        """Headlines among the text found no contact of their own."""
        if all(telling.frame.line == "short" for telling in contact.tellings):
            self.reasons.add("only_debris")
            return False
        parties = [party for t in contact.tellings for found in t.parties.values() for party in found]
        named = any(not m.weak for t in contact.tellings for found in t.frame.parties.values() for m in found)
        if not named and not any(party.participant or party.is_service for party in parties):
            # Two states, through channels that no service is named for: nobody to report.
            self.reasons.add("no_service_party")
            return False
        return True


_MOST_TELLINGS: Final = 400
"""Relation words of one text that are looked at further, so that time stays bounded."""
_NEGOTIATED_WITHIN: Final = 4
"""Sentences between an exchange and the negotiations that it came from."""
_SINCE: Final = frozenset(("منذ", "عقب", "بعد", "نهايه", "ايام"))
_YEARS_AGO: Final = 200
"""Days before publication from which what is told after the lead is recounted."""
_LONG_AGO: Final = 60
"""Days before publication from which a day at the head of a sentence opens something recounted."""


def primary(found: list[Contact], layout: list[Line]) -> Contact | None:
    """The contact that the article is about: that of the headline, else the first not told as something earlier."""
    for contact in found:
        if any(t.frame.line == "head" for t in (*contact.tellings, *contact.additions)):
            return contact
    fresh = [contact for contact in found if not contact.is_recounted]
    if not fresh and len(found) > 1:
        # All is told as earlier; what has no old day of its own is nearest to the news.
        fresh = [contact for contact in found if contact.days is None]
    return fresh[0] if fresh else None


def _in_order(rows: list[Report]) -> list[Report]:
    return sorted(rows, key=lambda row: (row.role != "primary", row.quote_start))
