"""Every name, service and place of the knowledge, in every spelling that it lists, in a sentence about a contact.

Nothing is drawn at random: what an analyst adds to the files is tried here too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from tests.transforms.contacts.reading import facts, reports
from transforms.arabic.orthography import folded
from transforms.contacts import load_knowledge, records
from transforms.contacts.lexicon import alternatives

KNOWLEDGE = load_knowledge()
CONTENT = KNOWLEDGE.content
SIDES = {"US": "الأمريكي", "RU": "الروسي"}
PARTNERS = {"US": "رئيس جهاز الاستخبارات الخارجية الروسي", "RU": "مدير وكالة المخابرات المركزية الأمريكية"}
"""The party that somebody of a side meets, named by office."""


def served(person: records.Person) -> tuple[dt.date, str] | None:
    """A day on which the person was in an office of a service (or at the head of state), and the office's title."""
    tenures = [item for item in KNOWLEDGE.tenures.get(person.id, ()) if item[0].rank in {"head", "leader"}]
    for office, holder in tenures:
        if holder.since >= dt.date(2008, 1, 1) and holder.since < dt.date(2026, 6, 1):
            title = title_of(office)
            day = holder.since + dt.timedelta(days=20)
            if title and day <= holder.to and KNOWLEDGE.holder(office.id, day) == person.id:
                return day, title
    return None


def title_of(office: records.Office) -> str:
    if office.rank == "leader":
        return "الرئيس " + SIDES[office.side] if office.id.endswith("president") and "vice" not in office.id else ""
    service = next(service for service in CONTENT.services if service.id == office.service)
    return f"مدير {next(iter(alternatives(service.names[0])))} {SIDES[office.side]}"


def first_names(person: records.Person) -> list[str]:
    return [s for name in person.first for s in (CONTENT.first_names[name[1:]] if name[:1] == "$" else (name,))]


def last_names(person: records.Person) -> list[str]:
    return [s for name in person.last for s in (CONTENT.first_names[name[1:]] if name[:1] == "$" else (name,))]


def spellings(person: records.Person) -> Iterator[str]:
    """Each first name with the first surname, each surname with the first first name, and alone if that is enough."""
    firsts, lasts = first_names(person), last_names(person)
    for first in firsts:
        yield f"{first} {lasts[0]}"
    for last in lasts[1:]:
        yield f"{firsts[0]} {last}" if firsts else last
    if person.alone == "yes":
        yield from lasts


PEOPLE = [person for person in CONTENT.people if person.side in KNOWLEDGE.sides and served(person)]


def test_most_people_of_services_are_tried() -> None:
    heads = {
        holder.person
        for office in KNOWLEDGE.offices.values()
        if office.rank == "head"
        for holder in office.holders
        if holder.since >= dt.date(2008, 1, 1) and holder.to > holder.since + dt.timedelta(days=20)
    }
    assert heads <= {person.id for person in PEOPLE}


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.id)
def test_every_spelling_of_a_person_is_the_same_person(person: records.Person) -> None:
    day_and_title = served(person)
    assert day_and_title
    day, title = day_and_title
    text = f"التقى {title} {{}} {PARTNERS[person.side]} في جنيف أمس."
    wanted = None
    for spelling in spellings(person):
        found = reports(text.format(spelling), day.isoformat())
        assert len(found) == 1, spelling
        assert person.id in {participant.person_id for participant in found[0].participants}, spelling
        wanted = wanted or facts(found[0])
        assert facts(found[0]) == wanted, spelling


SERVICES = [service for service in CONTENT.services if service.side in KNOWLEDGE.sides]


def each_choice(pattern: str) -> Iterator[str]:
    """The phrases of a pattern in which all choices but one are the first."""
    parts = re.split(r"\(([^()]*)\)", pattern)
    firsts = [part.split("|")[0] if index % 2 else part for index, part in enumerate(parts)]
    yield " ".join("".join(firsts).split())
    for index in range(1, len(parts), 2):
        for choice in parts[index].split("|")[1:]:
            yield " ".join("".join([*firsts[:index], choice, *firsts[index + 1 :]]).split())


def service_names(service: records.Service) -> Iterator[str]:
    adjective, feminine = SIDES[service.side], SIDES[service.side] + "ة"
    for pattern in (*service.names, *service.usually):
        yield from each_choice(pattern)
    for pattern in service.needs_side:
        for name in each_choice(pattern):
            yield f"{name} {adjective}"
            yield f"{name} {feminine}"


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_every_name_of_a_service_is_the_same_service(service: records.Service) -> None:
    """By its head, whom only the office names, and by itself as sender of a message."""
    day = dt.date(2024, 3, 20)
    head = KNOWLEDGE.holder(service.head, day)
    assert head
    for name in service_names(service):
        (report,) = reports(f"التقى مدير {name} {PARTNERS[service.side]} في جنيف أمس.", day.isoformat())
        people = {participant.person_id for participant in report.participants}
        assert head in people, name
        assert (report.mode, report.event_start, report.place) == ("meeting", dt.date(2024, 3, 19), "Geneva"), name


@pytest.mark.parametrize("place", CONTENT.places, ids=lambda place: place.id)
def test_every_spelling_of_a_place_is_the_same_place(place: records.Place) -> None:
    if folded(place.names[0]) in {"القدس", "البيت الابيض"}:
        pytest.skip("also the name of something else")
    if place.id == "Langley":
        pytest.skip("it stands for the service")
    for name in place.names:
        text = f"التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين في {name} أمس."
        (report,) = reports(text, "2023-07-12")
        assert (report.place, report.place_country) == (place.id, place.country), name
