"""From the contacts of one article to the rows of `reports`."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from schemas.records import Account, Evidence, Report, UnrealizedContact
from transforms.contacts.confidence import confidence, signs
from transforms.contacts.contact import Contact, Telling
from transforms.contacts.context import Context
from transforms.contacts.document import Document
from transforms.contacts.facts import is_of_other_days
from transforms.contacts.hints import hints_of
from transforms.contacts.load import Knowledge
from transforms.contacts.mention import Mention
from transforms.contacts.modes import cameo_code, mode_of
from transforms.contacts.participants import participants_of
from transforms.contacts.second_reading import likelihood
from transforms.contacts.told_in import sentences_of, told_of, with_next
from transforms.contacts.when import when_and_where

_OPENING: Final = 8
_BESIDE: Final = 2
"""Sentences around a contact in which a service is named that can be the one meant."""
LEAST_CONFIDENT_BESIDE: Final = 0.4
"""Of what is recounted beside another contact: of 19 that were less sure on the labelled sets 15 were invented."""


def reports(context: Context, contacts: list[Contact], primary: Contact | None) -> list[Report]:
    """One report for each contact; ids stay the same while url, mode and participants do."""
    found: list[Report] = []
    seen: dict[str, int] = {}
    for contact in contacts:
        role = "primary" if contact is primary else "background"
        others = [other for other in contacts if other is not contact]
        report, found_signs = _report(context, contact, role, others)
        key = "|".join((context.article.url, report.mode, *sorted(p.person_id for p in report.participants)))
        ordinal = seen.get(key, 0)
        seen[key] = ordinal + 1
        digest = hashlib.sha256(f"{key}|{ordinal}".encode("utf-8", "surrogatepass")).hexdigest()[:20]
        found.append(_with_id(report, digest))
        context.signs[digest] = found_signs
    return found


def sure_rows(rows: list[Report]) -> list[Report]:
    """Without what is told besides and is likely not to have been; one at least remains."""
    best = max(rows, key=lambda row: row.confidence)
    return [row for row in rows if row is best or row.role == "primary" or row.confidence >= LEAST_CONFIDENT_BESIDE]


def in_order(rows: list[Report]) -> list[Report]:
    """The news first, then as the text tells of them."""
    return sorted(rows, key=lambda row: (row.role != "primary", row.quote_start))


def unrealized_contacts(context: Context, contacts: list[Contact]) -> list[UnrealizedContact]:
    """A row for each contact that the article says is planned or did not happen; once for what it says repeatedly."""
    found: dict[str, UnrealizedContact] = {}
    for contact in contacts:
        report, _ = _report(context, contact, "primary", [other for other in contacts if other is not contact])
        account = {name: getattr(report, name) for name in Account.__struct_fields__}
        planned = any(telling.frame.status == "planned" for telling in contact.tellings)
        account["status"] = "planned" if planned else "denied"
        last = account["event_end"]
        if planned and (last is None or context.published_on is None or last <= context.published_on):
            # What is still to come is not over by the day of publication: the day is of something else, or unsaid.
            account |= {"event_start": None, "event_end": None, "date_precision": "unknown"}
        people = sorted(person.person_id for person in report.participants)
        days = (str(account["event_start"]), str(account["event_end"]))
        key = "|".join((context.article.url, account["status"], report.mode, *people, *days))
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20]
        found.setdefault(
            digest,
            UnrealizedContact(
                **account, claim_id=digest, text_sha256=context.article.text_sha256, hints=report.hints
            ),
        )
    return list(found.values())


def _with_id(report: Report, report_id: str) -> Report:
    fields = {name: getattr(report, name) for name in report.__struct_fields__}
    return Report(**{**fields, "report_id": report_id})


def _report(context: Context, contact: Contact, role: str, others: list[Contact]) -> tuple[Report, dict[str, float]]:
    document, article = context.document, context.article
    best = _best_telling(contact)
    evidence = _EvidenceList(document)
    place, told_of = _place(contact), context.facts.topics(sentences_of(contact, others))
    pair = context.knowledge.pair
    mode = mode_of(contact, place, pair)
    if mode in {"call", "message"}:
        place = None
    elif mode == "visit" and place is None:
        # حمل إلى موسكو رسالة ... خلال الزيارة
        place = next((m for m in contact.mentions if m.place and m.side in pair.sides), None)
    elif mode == "exchange" and (place is None or place.side in pair.sides or contact.family != "exchange"):
        place = _grounds(context, contact, others) or (place if contact.family == "exchange" else None)
    evidence.add("mode", (best.frame.start, best.frame.end))
    # What a service was told its head may comment on, and so may that of another one.
    spoken = contact.family == "message"
    heard = [m for m in context.mentions if not spoken or m.start not in context.voices]
    older = _of_older(contact, others)
    named = participants_of(
        contact,
        mode,
        _near(context, contact, others, older) if others else heard,
        context.knowledge,
        absent=frozenset(older.values()) - {m.service for m in context.mentions if m.start not in older},
        voices=context.voices,
    )
    participants = tuple(participant for participant, _ in named)
    for participant, words in named:
        evidence.add("participants", words, participant.person_id)
    when, place = when_and_where(context, contact, mode, place, others, news=role == "primary")
    start, end, precision, day = when
    if day is not None:
        evidence.add("event_start", (day.start, day.end))
    if place is not None:
        evidence.add("place", (place.start, place.end))
    sentences = sentences_of(contact, others)
    apart = _elsewhere(document, sentences, others)
    beside = with_next(sentences, document, apart)
    but = _affairs_of_other_days(context.knowledge, start, end) if mode in {"message", "exchange"} else ()
    topics = context.facts.topics(beside, primary=role == "primary", apart=apart, but=but)
    for topic, words in topics.items():
        evidence.add("topics", words, topic)
    sources = context.facts.sources(beside)
    for source, words in sources.items():
        evidence.add("cited_sources", words, source)
    initiator = context.facts.initiator(beside)
    if initiator:
        evidence.add("initiator", initiator[1])
    quoted: int | None = best.frame.sentence
    if not document.span(best.frame.start, best.frame.end)[1]:
        # Told in the title: what the text says of those who took part.
        told = next((t for t in contact.additions if document.span(t.frame.start, t.frame.end)[1]), None)
        quoted = told.frame.sentence if told else context.facts.body_sentence(contact.mentions)
    quote_start, quote_end = document.span(*document.sentences[quoted]) if quoted is not None else (0, 0)
    shown = signs(
        contact, participants, mode=mode, precision=precision, role=role, contacts=len(others) + 1,
        placed=place is not None, cited=bool(sources),
    )  # fmt: skip
    status = "confirmed" if any(t.frame.status == "confirmed" for t in contact.tellings) else "reported"
    report = Report(
        report_id="",
        url=article.url,
        outlet=article.outlet,
        title=article.title,
        published_at=article.published_at,
        utc_offset_minutes=article.utc_offset_minutes,
        role=role,
        mode=mode,
        cameo_code=cameo_code(contact, mode, place, pair, of_terrorism="counter-terrorism" in told_of),
        status=status,
        participants=participants,
        event_start=start,
        event_end=end,
        date_precision=precision,
        place=_place_name(context, place),
        place_country=place.side if place else None,
        topics=tuple(sorted(topics)),
        initiator=initiator[0] if initiator else None,
        cited_sources=tuple(sorted(sources)),
        quote=article.text[quote_start:quote_end],
        quote_start=quote_start,
        quote_end=quote_end,
        evidence=tuple(evidence.items),
        confidence=round(confidence(shown) * likelihood([telling.frame for telling in contact.tellings]), 2),
        hints=hints_of(contact, context.facts.days, topics, context.knowledge, others),
        detected_at=context.detected_at,
    )
    return report, shown


def _of_older(contact: Contact, others: list[Contact]) -> dict[int, str | None]:
    """By word the services of those that only older contacts name, which a text recounts beside its news."""
    if contact.is_recounted or all(t.frame.line == "head" for t in contact.tellings):
        return {}
    own = {m.start for m in contact.mentions}
    older = (other for other in others if other.days and other.is_recounted)
    return {m.start: m.service for other in older for m in other.mentions if m.start not in own}


def _near(
    context: Context, contact: Contact, others: list[Contact], older: dict[int, str | None]
) -> list[Mention]:
    """The services named beside a contact, where the text tells of others that may be those of other services.

    على غرار ما نقلته الوكالة قبل عامين: not that which the same sentence names as party to another one only.
    """
    sentence_of, told = context.document.sentence_of, sentences_of(contact, others)
    own = {m.start for m in contact.mentions}
    taken = {m.start for other in others for m in other.mentions if sentence_of[m.start] in told} - own
    near = {sentence + step for sentence in told for step in range(-_BESIDE, _BESIDE + 1)}
    here = [m for m in context.mentions if m.kind == "service" and sentence_of[m.start] in near]
    served = {
        side for t in contact.tellings for side, parties in t.parties.items() if any(p.is_service for p in parties)
    }
    return [m for m in here if m.start not in older and (m.start not in taken or m.side in served)]


class _EvidenceList:
    def __init__(self, document: Document) -> None:
        self._document = document
        self.items: list[Evidence] = []

    def add(self, field: str, words: tuple[int, int], value: str | None = None) -> None:
        start, end = self._document.span(*words)
        quote = self._document.original[start:end]
        if quote:
            self.items.append(Evidence(field=f"{field}:{value}" if value else field, quote=quote, start=start, end=end))


def _best_telling(contact: Contact) -> Telling:
    """The telling to quote: of the body rather than a headline, of a sure mode, with most people named."""
    return max(
        contact.tellings,
        key=lambda t: (
            t.frame.line == "body",
            t.family != "talk",
            sum(len(t.people(side)) for side in t.parties),
            -t.frame.start,
        ),
    )


def _elsewhere(document: Document, sentences: list[int], others: list[Contact]) -> set[int]:
    """The sentences that tell of other contacts, or go back to what had been before."""
    earlier = {at for at in range(len(document.sentences)) if _goes_back(document, at)}
    return told_of(others) | earlier.difference(sentences)


def _affairs_of_other_days(knowledge: Knowledge, start: dt.date | None, end: dt.date | None) -> set[str]:
    return {topic.id for topic in knowledge.content.topics if is_of_other_days(topic, start, end)}


def _goes_back(document: Document, sentence: int) -> bool:
    """وكانت الوكالة قد قدمت خدمة مشابهة: a sentence that tells of what had been before."""
    first, last = document.sentences[sentence]
    opening = document.tokens[first : min(last, first + _OPENING)]
    return bool(opening) and opening[0] in {"وكان", "وكانت"} and "قد" in opening


# --- place ------------------------------------------------------------------------------------------


def _place(contact: Contact) -> Mention | None:
    """The place that most tellings give; a city before a country."""
    options: dict[str, list[Mention]] = {}
    told = {telling.frame.sentence for telling in contact.tellings}
    beside = told | {sentence + 1 for sentence in told}
    # "Talks" that nobody is named for, some sentences on, may be others, elsewhere.
    additions = [t for t in contact.additions if (t.names_it and t.family != "talk") or t.frame.sentence in beside]
    for telling in (*contact.tellings, *additions):
        if telling.place is not None:
            options.setdefault(telling.place.side, []).append(telling.place)
    if not options:
        return None
    mentions = max(options.values(), key=lambda found: (len(found), -found[0].start))
    return next((m for m in mentions if m.place), mentions[0])


def _grounds(context: Context, contact: Contact, others: list[Contact]) -> Mention | None:
    """Where an exchange was by the sentences around those that tell of it, and of no other exchange."""
    told = {t.frame.sentence for t in (*contact.tellings, *contact.additions)}
    apart = {t.frame.sentence for other in others if other.family == "exchange" for t in other.tellings}
    return context.facts.places.of_exchange(told, apart - told)


def _place_name(context: Context, place: Mention | None) -> str | None:
    if place is None:
        return None
    if place.place:
        return place.place
    country = context.knowledge.countries.get(place.side)
    side = next((s for s in context.knowledge.content.sides if s.code == place.side), None)
    return side.name if side else country.name if country else None
