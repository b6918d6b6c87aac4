"""The records that the knowledge files hold; field names are those of the files, explained at the head of each file."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all entries: an unknown field is an error, so that a typing slip is noticed."""


class Person(Entry, frozen=True, kw_only=True):
    """Somebody who can be a party, or whose presence shows that a contact is another state's."""

    id: str
    name: str
    side: str
    last: tuple[str, ...]
    first: tuple[str, ...] = ()
    alone: Literal["yes", "known"] = "yes"
    woman: bool = False
    """Verbs with her as subject are feminine."""


class Service(Entry, frozen=True, kw_only=True):
    """An intelligence or security service."""

    id: str
    name: str
    side: str
    head: str
    noun: str = ""
    """What it is called once it was named: الوكالة, المكتب, الجهاز."""
    names: tuple[str, ...]
    usually: tuple[str, ...] = ()
    needs_side: tuple[str, ...] = ()


class GenericService(Entry, frozen=True, kw_only=True):
    """Names of a side's intelligence as a whole; {adj} and {noun} stand for the side's adjective and country."""

    side: str
    head: str
    names: tuple[str, ...]


class Holder(Entry, frozen=True, kw_only=True):
    """Who held an office from the first to the last day, both included."""

    person: str
    since: dt.date = msgspec.field(name="from")
    to: dt.date = dt.date.max
    acting: bool = False


class Office(Entry, frozen=True, kw_only=True):
    """An office and its holders."""

    id: str
    name: str
    side: str
    rank: Literal["head", "deputy", "official", "leader", "diplomat"]
    service: str | None = None
    several: bool = False
    """Several hold it at a time, so that the office does not name a person."""
    counterpart: dict[str, str] = {}
    titles: tuple[str, ...] = ()
    holders: tuple[Holder, ...] = ()


class Side(Entry, frozen=True, kw_only=True):
    """A state that can be one side of a watched pair."""

    code: str
    name: str
    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    seats: tuple[str, ...] = ()
    plurals: tuple[str, ...] = ()


class Country(Entry, frozen=True, kw_only=True):
    """Any other country."""

    code: str
    name: str
    names: tuple[str, ...]
    adjectives: tuple[str, ...]
    plurals: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    capital: str | None = None


class Place(Entry, frozen=True, kw_only=True):
    """A city or region."""

    id: str
    country: str
    names: tuple[str, ...]


class Topic(Entry, frozen=True, kw_only=True):
    """What a contact can be about."""

    id: str
    words: tuple[str, ...]
    sides: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes of the sides whose affair it is: a text that names it need not name them."""
    first: dt.date | None = None
    last: dt.date | None = None
    """Of an affair: between which days its warnings were given, or it was swapped; helps to tell undated ones apart."""


class Source(Entry, frozen=True, kw_only=True):
    """Who reports cite."""

    id: str
    name: str
    names: tuple[str, ...]
    leader: str | None = None
    """The office of him for whom it speaks, whom it calls the president without a name."""


class Pair(Entry, frozen=True, kw_only=True):
    """The two sides that are watched."""

    id: str
    sides: tuple[str, str]
    first_day: dt.date = dt.date(2000, 1, 1)


Mode = Literal["call", "meeting", "visit", "message", "exchange", "talk"]


class Verb(Entry, frozen=True, kw_only=True):
    """A verb by which a contact is told."""

    mode: Mode
    past: str
    present: str
    takes: tuple[str, ...]
    to: tuple[str, ...] = ()
    first: str | None = None
    participle: str | None = None
    content: tuple[str, ...] = ()
    public: bool = False
    joins: bool = False
    interview: bool = False
    sends: bool = False
    leaves: bool = False
    """It tells of the end of a visit: غادر موسكو الأربعاء."""
    receives: bool = False
    negotiates: bool = False
    addressed: bool = False
    """It tells of a message only where to whom stands behind it: كتب الجهاز إلى المكتب."""
    usually: Literal["call", "meeting"] = "meeting"


class Noun(Entry, frozen=True, kw_only=True):
    """A noun by which a contact is told."""

    mode: Mode
    noun: str
    plural: str | None = None
    plural_needs: tuple[str, ...] = ()
    interview: bool = False
    weak: bool = False
    gives: bool = False
    contact: bool = False
    """It says that there was contact, and on the telephone only where a verb or preposition for that stands with it."""
    again: bool = False
    """It means an exchange that the text tells of before."""
    needs_captives: bool = False
    needs_release: bool = False
    """It means an exchange only after a word of release: أفرجت موسكو عن سجين مقابل آخر."""
    invariable: bool = False
    """It has no other forms."""
    object: bool = False
    """It tells of host and guest, not of a place: استقباله رئيس المخابرات."""
    manner: bool = False
    """Behind another word of contact it says only how: لقاء وجها لوجه."""
    notice: bool = False
    """With a verb such as جرى or تم it tells that somebody was told or given something: تم إبلاغ الوكالة."""
    stay: bool = False
    """It is a visit only where the other side's country follows: وجوده في موسكو."""
    leaves: bool = False
    """It is a visit only of where somebody came from: عودته من موسكو."""
    conveys: bool = False
    """It tells of a message only with what is conveyed: إيصال المعلومات إلى, إيصالها إلى."""
    needs_talks: bool = False
    """It means an exchange only as what services negotiated: التفاوض على إخلاء سبيل ... جرى بين الجهازين."""
    negotiates: bool = False
    usually: Literal["call", "meeting"] = "meeting"
    """What a talk is if nothing in the text says how it was held."""


class File(Entry, frozen=True, kw_only=True):
    """Everything that a knowledge file may hold; each file holds some of it, and all files are read together."""

    first_names: dict[str, tuple[str, ...]] = {}
    people: tuple[Person, ...] = ()
    services: tuple[Service, ...] = ()
    generic_services: tuple[GenericService, ...] = ()
    offices: tuple[Office, ...] = ()
    sides: tuple[Side, ...] = ()
    countries: tuple[Country, ...] = ()
    places: tuple[Place, ...] = ()
    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    pair: Pair | None = None
    verbs: tuple[Verb, ...] = ()
    nouns: tuple[Noun, ...] = ()
    words: dict[str, tuple[str, ...]] = {}
    forms: dict[str, tuple[str, ...]] = {}
    """Lists of single words that stand as they are; `past/present` is a verb in its forms."""
