"""The knowledge: everything that the files hold, checked and compiled once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

import msgspec

from schemas.yamlfile import ConfigError, YamlFile, read_yaml
from transforms.contacts import records
from transforms.contacts.cross_checks import check
from transforms.contacts.lexicon import Trie, folded_words, verb_words
from transforms.contacts.wordlists import Words, entity_trie, relation_words
from transforms.uncollected import uncollected

# Worked out now: msgspec crashes when two threads meet a type first.
msgspec.json.Decoder(records.File)

WATCHED_PAIR: Final = "us-ru"
"""The pair of sides that is watched if no other is named."""
PACKAGED: Final = Path(__file__).resolve().parent / "knowledge"


class Knowledge:
    """What the reading of articles rests on: people, services, offices, places, words, and the pair of sides."""

    def __init__(self, content: records.File, pair: records.Pair) -> None:
        self.content = content
        self.pair = pair
        self.sides = {side.code: side for side in content.sides if side.code in pair.sides}
        self.people = {person.id: person for person in content.people}
        self.services = {service.id: service for service in content.services if service.side in self.sides}
        self.offices = {office.id: office for office in content.offices if office.side in self.sides}
        self.generic_heads = {g.side: g.head for g in content.generic_services}
        self.places = {place.id: place for place in content.places}
        self.countries = {country.code: country for country in content.countries}
        self.tenures: dict[str, list[tuple[records.Office, records.Holder]]] = {}
        for office in self.offices.values():
            for holder in office.holders:
                self.tenures.setdefault(holder.person, []).append((office, holder))
        self.affairs = tuple(topic for topic in content.topics if set(pair.sides) <= set(topic.sides))
        """Matters of both sides, known by words that name neither."""
        self._prefixed: dict[tuple[str, str], frozenset[str]] = {}
        self._served = {person for person, held in self.tenures.items() if any(office.service for office, _ in held)}

    def other_side(self, side: str) -> str:
        """The code of the pair's other side."""
        first, second = self.pair.sides
        return second if side == first else first

    def holder(self, office_id: str, day: dt.date) -> str | None:
        """Id of the person who held the office on that day; the later one on a day of change."""
        found = None
        for holder in self.offices[office_id].holders:
            if holder.since <= day <= holder.to:
                found = holder.person
        return found

    def has_served(self, person_id: str | None) -> bool:
        """Whether a person ever held an office of a service."""
        return person_id in self._served

    def only_service(self, person_id: str | None) -> str | None:
        """The service whose offices a person held, if it is one."""
        services = {office.service for office, _ in self.tenures.get(person_id or "", ()) if office.service}
        return services.pop() if len(services) == 1 else None

    def tenures_on(self, person_id: str, first: dt.date, last: dt.date) -> list[tuple[records.Office, records.Holder]]:
        """Offices that the person held at some time from the first to the last day."""
        return [
            (office, holder)
            for office, holder in self.tenures.get(person_id, ())
            if holder.since <= last and first <= holder.to
        ]

    @cached_property
    def entities(self) -> Trie:
        """Names of people, services, offices, sides, places and sources, and the title words around them."""
        return entity_trie(self.content, self.pair)

    @cached_property
    def words(self) -> Words:
        """Words of relation, status and discourse."""
        return relation_words(self.content)

    @cached_property
    def affair_words(self) -> Trie:
        """The words of the affairs of both sides."""
        trie = Trie()
        for affair in self.affairs:
            for words in affair.words:
                trie.add(words, affair.id)
        return trie

    @cached_property
    def forms(self) -> dict[str, frozenset[str]]:
        """The lists of single folded words, verbs in their forms."""
        return {name: frozenset(_forms_of(words)) for name, words in self.content.forms.items()}

    def prefixed(self, name: str, particles: str) -> frozenset[str]:
        """A list of `forms`, with up to two of these one-letter particles before each word."""
        known = self._prefixed.get((name, particles))
        if known is None:
            before = ["", *particles, *(one + other for one in particles for other in particles)]
            known = self._prefixed[name, particles] = frozenset(p + word for p in before for word in self.forms[name])
        return known

    @cached_property
    def first_names(self) -> dict[str, frozenset[str]]:
        """Folded spellings of first names by person id; the groups spelt out."""
        return {person.id: frozenset(spelt_out(person.first, self.content)) for person in self.content.people}

    @cached_property
    def all_first_names(self) -> frozenset[str]:
        """Every folded first name."""
        return frozenset(name for names in self.first_names.values() for name in names)


def _forms_of(words: tuple[str, ...]) -> Iterator[str]:
    for word in words:
        if "/" in word:
            yield from verb_words(word)
        else:
            yield _folded(word)


def spelt_out(names: tuple[str, ...], content: records.File) -> list[str]:
    """Folded names with `$group` replaced by the spellings of that group of first names."""
    found: list[str] = []
    for name in names:
        group = content.first_names.get(name[1:], ()) if name.startswith("$") else (name,)
        found.extend(folded_name for spelling in group if (folded_name := _folded(spelling)))
    return found


def load_knowledge(folder: Path | None = None, *, pair: str = WATCHED_PAIR) -> Knowledge:
    """The knowledge in `folder` (the packaged one without it), for the pair of sides of that id. Cached.

    All `*.yaml` in the folder are read together; `pairs/*.yaml` hold one pair each. Raises ConfigError with file and
    line for what is wrong in them.
    """
    return _load(folder.resolve() if folder else PACKAGED, pair)


@lru_cache(maxsize=8)
@uncollected
def _load(folder: Path, pair_id: str) -> Knowledge:
    files = [read_yaml(path, records.File) for path in sorted(folder.glob("*.yaml"))]
    if not files:
        raise ConfigError.at(folder, None, "holds no knowledge files (*.yaml)")
    content = _merged(files)
    if folder != PACKAGED:
        packaged = _load(PACKAGED, WATCHED_PAIR).content
        _check_lists(files, {"words": set(packaged.words), "forms": set(packaged.forms)})
    pair = _pair(folder, pair_id, {side.code for side in content.sides})
    return Knowledge(content, pair)


def _check_lists(files: list[YamlFile[records.File]], read: dict[str, set[str]]) -> None:
    """A list of words that nothing reads is a slip of the hand; those that something reads are the packaged ones."""
    for file in files:
        for section, names in read.items():
            for name in getattr(file.content, section):
                if name not in names:
                    raise file.error(f".{section}.{name}", f"`{name}` is no list of words that anything reads")


def _pair(folder: Path, pair_id: str, known: set[str]) -> records.Pair:
    path = folder / "pairs" / f"{pair_id}.yaml"
    if not path.exists():
        others = ", ".join(sorted(p.stem for p in path.parent.glob("*.yaml"))) or "none"
        raise ConfigError.at(path, None, f"there is no such pair of sides; there are: {others}")
    file = read_yaml(path, records.File)
    pair = file.content.pair
    if pair is None:
        raise file.error("", "a pair file holds `pair:` with `id`, `sides` and `first_day`")
    for index, code in enumerate(pair.sides):
        if code not in known:
            raise file.error(f".pair.sides[{index}]", f"side `{code}` is not in any `sides:` list")
    return pair


def _merged(files: list[YamlFile[records.File]]) -> records.File:
    lists: dict[str, list[object]] = {name: [] for name in _LISTS}
    first_names: dict[str, tuple[str, ...]] = {}
    word_lists: dict[str, tuple[str, ...]] = {}
    form_lists: dict[str, tuple[str, ...]] = {}
    seen: dict[tuple[str, str], YamlFile[records.File]] = {}
    for file in files:
        for name in _LISTS:
            for index, entry in enumerate(getattr(file.content, name)):
                key = getattr(entry, "id", None) or getattr(entry, "code", None)
                if key and (name, key) in seen:
                    message = f"`{key}` is already in {seen[name, key].path.name}"
                    raise file.error(f".{name}[{index}]", message)
                if key:
                    seen[name, key] = file
                lists[name].append(entry)
        first_names |= file.content.first_names
        for key, phrases in file.content.words.items():
            word_lists[key] = (*word_lists.get(key, ()), *phrases)
        for key, phrases in file.content.forms.items():
            for index, phrase in enumerate(phrases):
                _check_form(file, f".forms.{key}[{index}]", phrase)
            form_lists[key] = (*form_lists.get(key, ()), *phrases)
    merged = msgspec.structs.replace(
        records.File(),
        first_names=first_names,
        words=word_lists,
        forms=form_lists,
        **{name: tuple(lists[name]) for name in _LISTS},
    )
    check(files, merged)
    return merged


def _check_form(file: YamlFile[records.File], at: str, phrase: str) -> None:
    """A list of forms holds single words, and verbs as `past/present`."""
    parts = phrase.split("/")
    if len(parts) > 2 or not any(parts) or any(len(folded_words(part)) != 1 for part in parts if part):
        raise file.error(at, f"`{phrase}` is no single word, nor a verb as `past/present`")
    if len(parts) == 2 and parts[1] and not parts[1].startswith("ي"):
        raise file.error(at, f"`{phrase}`: the present begins with ي")


_LISTS: Final = (
    "people", "services", "generic_services", "offices", "sides", "countries", "places", "topics", "sources", "verbs",
    "nouns",
)  # fmt: skip


def _folded(name: str) -> str:
    return " ".join(folded_words(name))
