"""Exchanges that were arranged on the telephone are two contacts: the exchange, and the calls that led to it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Final

from transforms.contacts import records
from transforms.contacts.contact import Contact, Telling
from transforms.contacts.days import Day
from transforms.contacts.document import Document
from transforms.contacts.exchanges import LED_TO, ExchangeReader
from transforms.contacts.facts import FactReader
from transforms.contacts.second_reading import CLEAR
from transforms.contacts.wordlists import Relation

_BY_PHONE: Final = frozenset(("هاتفيا", "بالهاتف", "تلفونيا", "تليفونيا"))
_CALLS: Final = frozenset(("اتصالات", "مكالمات"))
_SPOKEN_WITHIN: Final = 24
"""Words behind the word for an exchange within which it is said that it was arranged on the telephone."""
_TWO_PLANES: Final = frozenset(("طايرتان", "طايرتين", "طايرتا", "طايرتي"))
_AIRPORTS: Final = frozenset(("مدرج", "المدرج", "مطار", "المطار", "بمطار"))
_PLANES_WITHIN: Final = 8
"""Sentences from a talk to the planes."""
_PLANNED_WITHIN: Final = 4
_EXCHANGED: Final = Relation("noun", records.Noun(mode="exchange", noun="تبادل"), "singular")
PLANES: Final = "exchange told by its two planes"
ARRANGING: Final = "calls by which an exchange was arranged"


def calls_about_exchange(document: Document, tellings: list[Telling], additions: list[Telling]) -> list[Telling]:
    """صفقة رتبها بالهاتف رئيسا الجهازين: the calls of men who are said to have arranged an exchange so.

    None where a telling has the calls already.
    """
    if any(t.family == "call" for t in tellings):
        return []
    spoken = any(_is_the_call(addition) for addition in additions)
    for telling in tellings:
        arranged = telling.family == "exchange" and _are_men(telling)
        if arranged and (spoken or _by_phone(document, telling) is not None):
            frame = dataclasses.replace(telling.frame, mode="call", rule=ARRANGING)
            return [dataclasses.replace(telling, frame=frame, day=None, days=None, place=None, recounted=True)]
    return []


def _is_the_call(addition: Telling) -> bool:
    """بدأ المكالمة بعبارة مباشرة: a call of which it is not said whose it was, in a text that tells of no other."""
    relation, frame = addition.frame.relation, addition.frame
    known = relation.kind == "noun" and relation.form != "plural" and addition.names_it
    return known and frame.mode == "call" and frame.line == "body" and not frame.parties


def _are_men(telling: Telling) -> bool:
    if getattr(telling.frame.relation.entry, "negotiates", False):
        # تفاوضا هاتفيا على صفقة: negotiations are told with what came of them.
        return False
    named = telling.frame.parties.values()
    return len(telling.parties) > 1 and all(any(m.kind in {"person", "head"} for m in found) for found in named)


def _by_phone(document: Document, telling: Telling) -> int | None:
    """The word that says so, in the sentence behind the exchange and near who arranged it."""
    tokens, frame = document.tokens, telling.frame
    _, last = document.sentences[frame.sentence]
    for at in range(frame.end, min(last, frame.end + _SPOKEN_WITHIN)):
        # حاكها في اتصالات مع بورتنيكوف
        calls = tokens[at] in _CALLS and tokens[at - 1] in {"في", "عبر", "خلال"}
        if tokens[at] in _BY_PHONE or calls:
            return at
    return None


def with_exchange(call: Contact, exchanges: ExchangeReader) -> list[Contact]:
    """A call alone that reads like an exchange: both, the exchange between its parties."""
    family, lead = call.reads_like
    if call.family != "call" or family != "exchange" or lead < CLEAR or exchanges.only_offered:
        return [call]
    told = next((t for t in call.tellings if t.frame.line == "body"), call.tellings[0])
    frame = dataclasses.replace(told.frame, mode="exchange", rule=LED_TO)
    exchange = Contact([dataclasses.replace(told, frame=frame, day=None, days=None, place=None, recounted=False)])
    for index, swap in enumerate(exchanges.swaps):
        day = exchanges.days.get(index)
        days = known_days(day)
        if days is None or days[0] >= exchanges.document.knowledge.pair.first_day:
            names_it = days is not None or swap.line == "head"
            exchange.additions.append(Telling(swap, {}, day, None, None, False, days, names_it=names_it))
    call.reads_like = ("", 0.0)
    return [call, exchange]


def with_planes(found: list[Contact], document: Document, facts: FactReader) -> list[Contact]:
    """كلم بانيتا فرادكوف. وبعد أيام وقفت طائرتان في فيينا: the exchange that a talk led to, told by its two planes.

    Only in a text that speaks of prisoners or of exchanging them, and tells of no exchange otherwise.
    """
    if any(c.family == "exchange" for c in found) or not any(map(document.cue_positions, ("captives", "swapping"))):
        return found
    for at, token in enumerate(document.tokens):
        if token.lstrip("وفبل").removeprefix("ال") not in _TWO_PLANES:
            continue
        sentence = document.sentence_of[at]
        talks = [(c, t) for c in found for t in c.tellings if 0 < sentence - t.frame.sentence <= _PLANES_WITHIN]
        talks = [(c, t) for c, t in talks if c.family in {"call", "talk"} and len(t.parties) > 1]
        if not talks or not _are_at_airport(document, sentence) or document.has_cue("planned", *_around(document, at)):
            continue
        _, told = max(talks, key=lambda item: item[1].frame.start)
        first, last = document.sentences[sentence]
        frame = dataclasses.replace(
            told.frame, start=at, end=at + 1, relation=_EXCHANGED, mode="exchange", sentence=sentence, left=first,
            right=last, line="body", rule=PLANES, place=None, weight=0.7,
        )  # fmt: skip
        day = facts.days.assign_days([frame]).get(0)
        place, _ = facts.places.place(frame)
        days = known_days(day)
        return [*found, Contact([Telling(frame, told.parties, day, place, None, True, days)])]
    return found


def _around(document: Document, at: int) -> tuple[int, int]:
    first, _ = document.sentences[document.sentence_of[at]]
    return max(first, at - _PLANNED_WITHIN), at


def _are_at_airport(document: Document, sentence: int) -> bool:
    first, last = document.sentences[sentence]
    if not _AIRPORTS.isdisjoint(document.tokens[first:last]):
        return True
    named = (hit for hit in document.entity_hits if first <= hit.start < last)
    return any(value.kind == "place" for hit in named for value in hit.values)


def known_days(day: Day | None) -> tuple[dt.date, dt.date] | None:
    """First and last day of an expression that says both."""
    first = day.mention.first if day else None
    return (first, day.mention.last or first) if day and first else None
