"""What no single knowledge file can be checked for: that every name in it points to something in one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schemas.yamlfile import YamlFile
from transforms.contacts import records

_Reference = tuple[str, str, set[str], str]
"""Where a name stands, the name, the names that there are, and what it should be the name of."""


def check(files: Iterable[YamlFile[records.File]], merged: records.File) -> None:
    """Raises ConfigError with file and line for the first name that points to nothing, and for terms that cannot be."""
    sides = {person.id: person.side for person in merged.people}
    for file in files:
        for at, name, known, what in (
            *_people(file.content, merged),
            *_services(file.content, merged),
            *_offices(file.content, merged),
        ):
            if name not in known:
                raise file.error(at, f"`{name}` is no known {what}")
        for i, office in enumerate(file.content.offices):
            _check_office(file, i, office, sides)


def _people(content: records.File, merged: records.File) -> Iterator[_Reference]:
    codes = {side.code for side in merged.sides} | {country.code for country in merged.countries}
    for i, person in enumerate(content.people):
        yield f".people[{i}].side", person.side, codes, "side or country code"
        for j, first in enumerate(person.first):
            if first.startswith("$"):
                yield f".people[{i}].first[{j}]", first[1:], set(merged.first_names), "group of first names"
        for j, last in enumerate(person.last):
            if last.startswith("$"):
                yield f".people[{i}].last[{j}]", last[1:], set(merged.first_names), "group of first names"
    for i, topic in enumerate(content.topics):
        for j, side in enumerate(topic.sides):
            yield f".topics[{i}].sides[{j}]", side, {side.code for side in merged.sides}, "side"
    for i, source in enumerate(content.sources):
        if source.leader is not None:
            yield f".sources[{i}].leader", source.leader, {office.id for office in merged.offices}, "office"
    for i, place in enumerate(content.places):
        yield f".places[{i}].country", place.country, codes, "country code"


def _services(content: records.File, merged: records.File) -> Iterator[_Reference]:
    sides = {side.code for side in merged.sides}
    offices = {office.id for office in merged.offices}
    named = [(f".services[{i}]", entry.side, entry.head) for i, entry in enumerate(content.services)]
    named += [(f".generic_services[{i}]", entry.side, entry.head) for i, entry in enumerate(content.generic_services)]
    for at, side, head in named:
        yield f"{at}.side", side, sides, "side"
        yield f"{at}.head", head, offices, "office"


def _offices(content: records.File, merged: records.File) -> Iterator[_Reference]:
    sides = {side.code for side in merged.sides}
    offices = {office.id for office in merged.offices}
    people = {person.id for person in merged.people}
    services = {service.id for service in merged.services}
    for i, office in enumerate(content.offices):
        yield f".offices[{i}].side", office.side, sides, "side"
        if office.service is not None:
            yield f".offices[{i}].service", office.service, services, "service"
        for other in office.counterpart.values():
            yield f".offices[{i}].counterpart", other, offices, "office"
        for j, holder in enumerate(office.holders):
            yield f".offices[{i}].holders[{j}].person", holder.person, people, "person"


def _check_office(file: YamlFile[records.File], i: int, office: records.Office, sides: dict[str, str]) -> None:
    """`sides` gives each person's."""
    if (office.service is None) != (office.rank in {"leader", "diplomat"}):
        message = "rank is head, deputy or official with a service, leader or diplomat without"
        raise file.error(f".offices[{i}].rank", message)
    for j, holder in enumerate(office.holders):
        at = f".offices[{i}].holders[{j}]"
        if holder.to < holder.since:
            raise file.error(at, f"{holder.person} leaves the office before the first day in it")
        if sides[holder.person] != office.side:
            raise file.error(at, f"{holder.person} is of another side ({sides[holder.person]}) than the office")
        for other in office.holders[:j] if not office.several else ():
            # A day of change may be the last of one and the first of the other.
            if other.since < holder.to and holder.since < other.to:
                message = f"{other.person} holds the office at the same time; `several: true` where several may"
                raise file.error(at, message)
