"""Which contacts does an article say took place? The way from a text to its reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Final

from schemas.records import Article, Findings, Report, UnrealizedContact
from transforms.arabic.dates import published_day
from transforms.contacts.apart import apart, is_of_others, to_be
from transforms.contacts.arranging_calls import calls_about_exchange, with_exchange, with_planes
from transforms.contacts.arrivals import day_of_arrival
from transforms.contacts.attempts import NEED
from transforms.contacts.came_true import date_as_planned, date_by_visit, is_narrated
from transforms.contacts.contact import Contact, Telling
from transforms.contacts.context import Context
from transforms.contacts.counted import CountedReader
from transforms.contacts.days import Day
from transforms.contacts.decisions import PUBLISHED
from transforms.contacts.document import Document
from transforms.contacts.elsewhere import HEARSAY
from transforms.contacts.exchanges import ExchangeReader
from transforms.contacts.facts import FactReader
from transforms.contacts.frames import FrameReader
from transforms.contacts.gate import gate_of
from transforms.contacts.heard import heard, voices
from transforms.contacts.held_then import put_in_office_then
from transforms.contacts.lines import Line, lines
from transforms.contacts.links import Links
from transforms.contacts.load import Knowledge, load_knowledge
from transforms.contacts.mention import Mention
from transforms.contacts.mentions import MentionReader
from transforms.contacts.merging import contacts, is_same
from transforms.contacts.moods import MAY_DO, is_negotiating
from transforms.contacts.notices import day_of_notice
from transforms.contacts.plans import with_plans
from transforms.contacts.primary import primary
from transforms.contacts.publication import published_on
from transforms.contacts.reports import in_order, reports, sure_rows, unrealized_contacts
from transforms.contacts.scene import Frame
from transforms.contacts.second_reading import FINAL, LEAST_LIKELY_OTHERWISE, SecondReader
from transforms.contacts.soldiers import is_of_soldiers
from transforms.contacts.status import status
from transforms.contacts.tellings import TellingReader
from transforms.contacts.thanks import tell_tips_apart
from transforms.contacts.unmentioned import unmentioned


@dataclass(slots=True)
class Trace:
    """What was found and decided, for `explain`."""

    document: Document | None = None
    published: dt.date | None = None
    """The day of publication that the text was read with: the article's, else that of its dateline."""
    mentions: list[Mention] = field(default_factory=list)
    links: Links | None = None
    lines: list[Line] = field(default_factory=list)
    frames: list[tuple[Frame, str]] = field(default_factory=list)
    """Each telling and what was decided about it."""
    contacts: list[Contact] = field(default_factory=list)
    days: dict[int, Day] = field(default_factory=dict)
    dated: frozenset[int] = frozenset()
    """The words of date expressions."""
    signs: dict[str, dict[str, float]] = field(default_factory=dict)
    """By report id what its confidence rests on."""
    unsure: tuple[Report, ...] = ()
    """What would be a report but for its confidence (`reports.LEAST_CONFIDENT_BESIDE`)."""


@dataclass(slots=True)
class Detection:
    """The reports of one article, or the named reason why there are none."""

    findings: Findings
    rejection_reason: str | None
    trace: Trace
    unrealized: tuple[UnrealizedContact, ...] = ()
    """Contacts that it says are planned, possible, or did not happen, and of which it does not tell otherwise."""


_MOST_TELLINGS: Final = 400
"""Relation words of one text that are looked at further, so that time stays bounded."""
_TOLD_OTHERWISE: Final = frozenset(("told", "diplomatic_only", "other_party", "other_place", "history"))
"""Decisions about what a sentence tells, to which the second reader adds nothing."""
_NOT_SO: Final = frozenset(
    (*(f"only_planned: {it}" for it in MAY_DO | NEED | {"يدعوه", "مانعا", "عايقا", "محتمل", "محتملا", "محتمله"}),
     "only_planned: ongoing", f"only_denied: {HEARSAY}", PUBLISHED)
)  # fmt: skip
"""قد يزور, لم يجد ما يدعوه إلى لقاء, روجت حسابات أنه زار: what may be, or hearsay, is told in the words of what was."""
_HAS_DAY: Final = frozenset(("diplomatic_only", "other_party", "other_place"))
"""Why frames are no contact that tell of something that took place on a day."""
REASONS: Final = (
    "no_candidate", "no_relation", "one_side_only", "no_service_party", "diplomatic_only",
    "only_planned", "only_denied", "only_debris", "history", "public_statement", "other_party",
    "unlike_contacts",
)  # fmt: skip
"""Why an article has no report, the least specific first."""


def detect(article: Article, *, detected_at: dt.datetime, knowledge: Knowledge | None = None) -> Detection:
    """The contacts that an article says took place, as reports; any text gives a result.

    Spans in the reports are offsets into `article.text`. The day of publication is that of the publisher's clock
    (`utc_offset_minutes`), else of the time zone that `published_at` carries.
    """
    knowledge = knowledge or load_knowledge()
    trace = Trace()
    if not gate_of(knowledge).names_both_sides(f"{article.title or ''}\n{article.text}"):
        return _nothing(article, detected_at, "no_candidate", trace)
    return _Reading(article, detected_at, knowledge, trace).detection()


def _nothing(article: Article, detected_at: dt.datetime, reason: str, trace: Trace) -> Detection:
    return Detection(Findings(url=article.url, detected_at=detected_at), reason, trace)


class _Reading:
    """One reading of one article."""

    def __init__(self, article: Article, detected_at: dt.datetime, knowledge: Knowledge, trace: Trace) -> None:
        self.article = article
        self.detected_at = detected_at
        self.knowledge = knowledge
        self.trace = trace
        self.sides = tuple(knowledge.pair.sides)
        self.document = trace.document = Document(article.text, knowledge, article.title)
        self.published = trace.published = published_on(article) or published_day(self.document.view)
        self.reasons: set[str] = set()
        self.put_off: list[Telling] = []
        """Tellings of what is planned or denied that would else count."""
        self.only_headed = False
        """A headline tells of a contact of which no rule finds a sentence."""

    def detection(self) -> Detection:
        document, trace = self.document, self.trace
        trace.mentions = MentionReader(document).mentions()
        sides = {value.side for hit in document.entity_hits for value in hit.values}
        sides |= {*document.adjective_words.values(), *(m.side for m in trace.mentions if m.kind == "office")}
        implied = any(m.kind in {"both", "counterpart"} for m in trace.mentions)
        if not (set(self.sides) <= sides or implied or document.names_affair):
            return _nothing(self.article, self.detected_at, "one_side_only", trace)
        served = any(m.service or m.intelligence or self.knowledge.has_served(m.person) for m in trace.mentions)
        if not served and not document.cue_positions("service_channels") and not self._speaks_of_intelligence():
            return _nothing(self.article, self.detected_at, "no_service_party", trace)
        trace.links = Links(document, trace.mentions)
        trace.lines = lines(document, self.article.title)
        facts = self.facts = FactReader(document, trace.mentions, trace.links, trace.lines, self.published)
        trace.dated = facts.days.dated_words
        reader = FrameReader(document, trace.mentions, trace.links, trace.lines, trace.dated)
        frames = reader.frames()
        tellings, additions = self._tellings(frames, facts)
        exchanges = ExchangeReader(document, facts, trace.lines, frames)
        tellings, additions = exchanges.arranged(tellings, additions)
        tellings = [*tellings, *calls_about_exchange(document, tellings, additions)]
        second = SecondReader(
            document, trace.mentions, trace.links, trace.lines, dated=trace.dated, published=self.published
        )
        found = self._sound(contacts(tellings, additions, self.sides))
        if second.doubts(found):
            self.reasons.add("unlike_contacts")
            found = []
        if not found and (self._reason() not in FINAL or self.only_headed):
            found = self._read_again(second, reader, additions)
        found += self._further(found, second, reader)
        date_as_planned(found, self.put_off, self.published)
        date_by_visit(document, found)
        if len(found) == 1:
            # A passage that tells of two reads like one of them.
            found[0].reads_like = self._reads_like(found[0], second)
            found = with_exchange(found[0], exchanges)
        found = with_planes(found, document, facts)
        trace.contacts = found
        spoken = voices(trace.mentions, trace.links)
        named = heard(trace.mentions, trace.lines, trace.links, self.sides)
        known, at = self.knowledge, self.detected_at
        context = Context(self.article, document, facts, named, known, self.published, at, spoken)
        unrealized = tuple(unrealized_contacts(context, self._unrealized(found)))
        if not found:
            nothing = _nothing(self.article, self.detected_at, self._reason(), trace)
            return replace(nothing, unrealized=unrealized)
        news = primary(found, self.document, self.published, facts.days.day_in_headline(trace.lines))
        rows = reports(context, found, news)
        trace.signs = context.signs
        sure = sure_rows(rows)
        trace.unsure = tuple(row for row in rows if row not in sure)
        findings = Findings(url=self.article.url, detected_at=self.detected_at, reports=tuple(in_order(sure)))
        return Detection(findings, None, trace, unrealized)

    def _reads_like(self, contact: Contact, second: SecondReader) -> tuple[str, float]:
        """What the second reader takes a contact for, but for what its sentence tells of others.

        اتصل بيرنز بزيلينسكي بعد لقائه ناريشكين: the call was not with him.
        """
        read, lead = second.family(contact)
        here = {telling.frame.sentence for telling in contact.tellings}
        beside = {f.mode for f, reason in self.trace.frames if reason == "other_party" and f.sentence in here}
        # يتفاوض الجهازان على تبادل محتمل: they spoke, and exchanged nothing.
        now = read == "exchange" and any(is_negotiating(self.document, t.frame.start) for t in contact.tellings)
        return ("", 0.0) if now or read in beside else (read, lead)

    def _read_again(self, second: SecondReader, reader: FrameReader, additions: list[Telling]) -> list[Contact]:
        """What the second reader finds where the rules found none, but for sentences of which they know better."""
        reasons = [(frame.sentence, reason) for frame, reason in self.trace.frames]
        leaders = {sentence for sentence, reason in reasons if reason == "diplomatic_only"}
        elsewhere = {sentence for sentence, reason in reasons if reason == "other_place"}
        aside = {at for at in elsewhere if self.document.has_cue("background", *self.document.sentences[at])}
        others = {sentence for sentence, reason in reasons if reason == "other_party"}
        possible = to_be(self.document, self.trace.frames) | self._unmentioned()
        possible |= {at for at, reason in reasons if reason in _NOT_SO or self._is_called_off(at, reason)}
        # تبادل موسكو وكييف أسرى: an exchange of which the rules know whose it was.
        told = [frame for frame, reason in self.trace.frames if reason == "other_party" and frame.mode == "exchange"]
        swaps = {frame.sentence for frame in told if is_of_soldiers(self.document, frame)}
        unsaid = possible | apart(self.document, self.trace.frames, self.trace.mentions, self.sides)
        again = [
            frame
            for frame in second.frames(self._reason())
            if (frame.sentence not in leaders or self._names_served(frame))
            and not self._joins(frame, aside, others)
            and frame.sentence not in unsaid
            and not is_of_others(frame, self.trace.frames)
            and not (frame.mode == "exchange" and frame.sentence in swaps)
        ]
        warnings = {sentence for sentence, reason in reasons if reason == "public_statement"}
        for frame in again:
            if frame.sentence in warnings:
                frame.mode = "message"  # حذرت المخابرات الأمريكيين من تسارناييف: not to the press, so it was told them.
            reader.part(frame)
        tellings, beside = self._tellings(again, self.facts)
        here = {t.frame.sentence for t in tellings}  # جرت المكالمات في يوليو: the day is said beside it.
        beside += [t for t in additions if t.days and t.frame.sentence not in here]
        return self._sound(contacts(tellings, beside, self.sides))

    def _is_called_off(self, sentence: int, reason: str) -> bool:
        """كان سيقود وفدا إلى نيويورك فألغيت الرحلة: what was to be, in a sentence that says that it was not."""
        words, off = self.document.tokens[slice(*self.document.sentences[sentence])], self.knowledge.forms["called_off"]
        return reason.startswith("only_planned") and any(word.lstrip("وف") in off for word in words)

    def _unmentioned(self) -> set[int]:
        """Sentences of what a statement does not mention: they name both all the same."""
        verdicts = ((frame, frame.verdict[1][0]) for frame, _ in self.trace.frames if frame.verdict is not None)
        denied = [frame for frame, verdict in verdicts if verdict == "negated"]
        return {frame.sentence for frame in denied if unmentioned(self.document, frame) is not None}

    def _further(self, found: list[Contact], second: SecondReader, frame_reader: FrameReader) -> list[Contact]:
        """Contacts of other days than those found, which the second reader surely finds told in other sentences."""
        if not found:
            return []
        apart = {t.frame.sentence for contact in found for t in (*contact.tellings, *contact.additions)}
        apart |= {frame.sentence for frame, reason in self.trace.frames if reason in _TOLD_OTHERWISE or ":" in reason}
        frames = second.further(apart)
        for frame in frames:
            frame_reader.part(frame)
        told, _ = self._tellings(frames, self.facts) if frames else ([], [])
        told = [t for t in told if t.recounted and not any(_may_be_one(contact, t) for contact in found)]
        return self._sound(contacts(told, [], self.sides))

    def _put_as_of_days(self, contact: Contact) -> None:
        """Who somebody was when the contact took place, also where the sentence that names him does not date it."""
        days = contact.days
        if days is not None:
            for telling in contact.tellings:
                if telling.days is None or contact.family == "exchange":
                    # The parties to an exchange may be named where nothing dates it.
                    self.reader.put_as_of(telling, days)

    def _sound(self, told: list[Contact]) -> list[Contact]:
        """The contacts that can be reported; why the others cannot is noted."""
        found = []
        for contact in told:
            self._put_as_of_days(contact)
            fault = self._fault(contact)
            if fault is None:
                found.append(contact)
            else:
                self.reasons.add(fault)
        return found

    def _unrealized(self, found: list[Contact]) -> list[Contact]:
        """Contacts that are put off or denied, but for those that the article itself says took place."""
        tellings = [
            telling
            for telling in self.put_off
            if not any(
                # Who denies, denies what is told, on whatever day; who plans a second meeting plans another one.
                (contact.family == telling.family and telling.frame.status != "planned")
                or is_same(contact, telling, self.sides)
                for contact in found
            )
        ]
        return [contact for contact in contacts(tellings, [], self.sides) if self._fault(contact) is None]

    def _speaks_of_intelligence(self) -> bool:
        """لقاء استخباراتي أمريكي روسي: a service by its adjective alone."""
        return any(token.removeprefix("ال").startswith(("استخبار", "مخابرات")) for token in self.document.tokens)

    def _joins(self, frame: Frame, apart: set[int], others: set[int]) -> bool:
        """كان بيرنز قد زار القاهرة. وأهدى ناريشكين مضيفه درعا: of two sentences, one elsewhere or with others.

        Of what is told over two sentences the second reader has to be surer.
        """
        sides = [{self.document.sentence_of[m.start] for m in found} for found in frame.parties.values()]
        joined = len(sides) > 1 and not set.intersection(*sides)
        unsure = frame.likelihood < LEAST_LIKELY_OTHERWISE
        return joined and (unsure or any(each <= apart or each <= others for each in sides))

    def _names_served(self, frame: Frame) -> bool:
        """Whether one of a service stands in the sentence itself: not in one that tells of the leaders' call.

        The services of both countries, in one phrase, are what leaders speak of.
        """
        named = [m for found in frame.parties.values() for m in found]
        if len({m.start for m in named}) == 1:
            return False
        here = [m for m in named if self.document.sentence_of[m.start] == frame.sentence]
        return any(m.service or m.intelligence or self.knowledge.has_served(m.person) for m in here)

    def _reason(self) -> str:
        return next((reason for reason in reversed(REASONS) if reason in self.reasons), "no_relation")

    # --- from frames to tellings -------------------------------------------------------------------

    def _tellings(self, frames: list[Frame], facts: FactReader) -> tuple[list[Telling], list[Telling]]:
        trace = self.trace
        reader = self.reader = TellingReader(self.document, trace.mentions, trace.lines, facts, self.published)
        decisions = reader.decisions
        live = [frame for frame in frames if frame.why_not is None]
        others = [f for f in frames if f.why_not in _HAS_DAY and not getattr(f.relation.entry, "weak", False)]
        # A leaders' call keeps its day.
        days = facts.days.assign_days([*live, *others[:_MOST_TELLINGS]])
        told: list[Telling] = []
        additions: list[Telling] = []
        counted = CountedReader(self.document, facts.days).counted(live, days)
        for frame in frames:
            if frame.why_not is not None:
                self.reasons.add(frame.why_not)
                trace.frames.append((frame, frame.why_not))
        count, live = len(live), live[:_MOST_TELLINGS]
        words = []
        for frame in live:
            frame.published = self.published
            frame.status, word = status(self.document, frame)
            words.append(word)
        with_plans(self.document, live, frames)
        elsewhere = enumerate(others[:_MOST_TELLINGS], count)
        journeys = [(f, days.get(at)) for at, f in elsewhere if f.why_not == "other_place"]
        notices: list[Telling] = []
        for index, (frame, word) in enumerate(zip(live, words, strict=True)):
            put_in_office_then(self.document, frame)
            day = day_of_arrival(self.document, facts.places, frame, days.get(index), journeys)
            telling = reader.telling(frame, day_of_notice(self.document, frame, day, notices))
            if telling.day is not None and telling.day.mention.future:
                frame.status = "planned"
            elif frame.status == "planned" and is_narrated(self.document, frame, telling.days):
                own = day is not None and day.start > frame.start
                frame.status, telling = "reported", telling if own else reader.telling(frame, None)
            decision = decisions.decision(telling, word)
            trace.frames.append((frame, decision))
            if decision == "told":
                told.append(telling)
            elif decision == "adds":
                additions.append(telling)
            else:
                if decision == "diplomatic_only":
                    notices.append(telling)
                if decision.startswith(("only_planned", "only_denied")) and decisions.realized(telling) == "told":
                    self.put_off.append(telling)
                self.reasons.add(decision.split(":")[0])
        tell_tips_apart(self.document, self.knowledge, told)
        told += [earlier for frame, day in counted if (earlier := self._counted(reader, frame, day)) is not None]
        return told, additions

    def _counted(self, reader: TellingReader, frame: Frame, day: Day) -> Telling | None:
        """An earlier contact that is only counted, if such a one between its parties would be reported."""
        frame.status = "reported"
        telling = reader.telling(frame, day)
        telling.recounted, telling.ordinal = True, "first"
        decision = "only_planned" if day.mention.future else reader.decisions.realized(telling)
        self.trace.frames.append((frame, decision))
        return telling if decision == "told" else None

    def _fault(self, contact: Contact) -> str | None:
        """Why a contact cannot be reported for all that is told of it, or null."""
        told = [*contact.tellings, *contact.additions]
        in_title = not any(self.document.span(t.frame.start, t.frame.end)[1] for t in told)
        if all(telling.frame.line == "short" for telling in contact.tellings) or (
            in_title and self.facts.body_sentence(contact.mentions) is None
        ):
            # Headlines among the text found no contact of their own, nor does a title of which the text says nothing.
            self.only_headed |= in_title
            return "only_debris"
        parties = [party for t in contact.tellings for found in t.parties.values() for party in found]
        named = any(not m.weak for t in contact.tellings for found in t.frame.parties.values() for m in found)
        through = any(t.frame.through_services for t in contact.tellings)
        if not named and not through and not any(party.participant or party.is_service for party in parties):
            # Two states that speak to each other: diplomacy.
            return "no_service_party"
        return None


def _may_be_one(contact: Contact, telling: Telling) -> bool:
    """Whether a telling is of the days of a contact, or of no day, or can give its day to one that has none."""
    if contact.days is None or telling.days is None:
        shared = any(contact.people(side) & telling.people(side) for side in telling.parties)
        return telling.days is None or (contact.family == telling.family and shared)
    return contact.days[0] <= telling.days[1] and telling.days[0] <= contact.days[1]
