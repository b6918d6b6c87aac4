"""Which phrases the tries hold: entities from people, services, offices and places; relation and discourse words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from transforms.contacts import records
from transforms.contacts.lexicon import (
    Trie,
    adjective_forms,
    alternatives,
    demonym_forms,
    folded_words,
    jussive_forms,
    noun_forms,
    past_forms,
    present_forms,
    verb_words,
)
from transforms.uncollected import uncollected


class Entity(NamedTuple):
    """What a phrase can stand for. `side` is a side or country code, empty for words that belong to none."""

    kind: str
    """person, service, generic, title, adjective, people, country, seat, place, source, or a title word."""
    id: str
    side: str
    sure: str = "sure"
    """For services: `sure`; `usual` unless another state's adjective follows; `needs_side`."""


TITLE_WORDS: Final = (
    "heads", "heads_of_two", "heads_of_several", "deputies", "officials", "counterparts", "intelligence",
    "the_service", "its_head", "own_country", "leaders_of_two", "the_latter", "the_director", "bare_titles", "former",
    "between_title_and_name", "foreign_titles", "own_intelligence", "misnomers",
)  # fmt: skip


def _foreign(
    content: records.File, pair: records.Pair
) -> Iterable[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """Code, names, adjectives and irregular plurals of every state that is not of the pair."""
    for country in content.countries:
        if country.code not in pair.sides:
            yield country.code, country.names, country.adjectives, country.plurals
    listed = {country.code for country in content.countries}
    for side in content.sides:
        if side.code not in pair.sides and side.code not in listed:
            yield side.code, side.nouns, side.adjectives, side.plurals


@uncollected
def entity_trie(content: records.File, pair: records.Pair) -> Trie:
    """Everything that can be part of a mention of a party, a place or a source."""
    trie = Trie()
    for phrase, entity in (
        *_people(content),
        *_states(content, pair),
        *_places(content),
        *_offices(content),
        *((name, Entity("source", source.id, "")) for source in content.sources for name in source.names),
        *((phrase, Entity(kind, kind, "")) for kind in TITLE_WORDS for phrase in content.words.get(kind, ())),
    ):
        trie.add(phrase, entity)
    return trie


def _side_adjectives(side: records.Side) -> set[str]:
    return {form for adjective in side.adjectives for form in adjective_forms(adjective, side.plurals)}


def _states(content: records.File, pair: records.Pair) -> Iterable[tuple[str, Entity]]:
    """Names, adjectives and people of the pair's sides and of all other states."""
    own = [(s.code, s.nouns, s.adjectives, s.plurals) for s in content.sides if s.code in pair.sides]
    for code, names, adjectives, plurals in (*own, *_foreign(content, pair)):
        # The trie takes ال for the article: not that of ألمانيا, beside its adjective.
        plain = (f"ال{name}" if name.startswith("أل") else name for name in names)
        yield from ((name, Entity("country", code, code)) for name in plain)
        for adjective in adjectives:
            yield from ((form, Entity("adjective", code, code)) for form in adjective_forms(adjective, plurals))
            yield from ((form, Entity("people", code, code)) for form in demonym_forms(adjective, plurals))
    for side in content.sides:
        if side.code in pair.sides:
            yield from ((seat, Entity("seat", side.code, side.code)) for seat in side.seats)


_TOWNS: Final = (
    *("المدينة", "المنتجع", "الجزيرة", "مطار", "مدرج", "أرض", "أراض", "الأراضي", "مدينة", "منتجع", "عاصمة"),
)


def _places(content: records.File) -> Iterable[tuple[str, Entity]]:
    for code, capital, forms in _capitals(content):
        yield from ((f"العاصمة {form}", Entity("place", capital, code)) for form in forms)
    for country in content.countries:
        forms = {form for adjective in country.adjectives for form in adjective_forms(adjective)}
        # المدينة السويسرية, مطار تركي: a town or a ground of which only the country is said.
        yield from ((f"{town} {f}", Entity("place", country.name, country.code)) for town in _TOWNS for f in forms)
    for place in content.places:
        yield from ((name, Entity("place", place.id, place.country)) for name in place.names)


def _offices(content: records.File) -> Iterable[tuple[str, Entity]]:
    """Services in all their names, and the titles of leaders and diplomats."""
    adjectives = {side.code: _side_adjectives(side) for side in content.sides}
    nouns = {side.code: side.nouns for side in content.sides}
    for service in content.services:
        for sure, patterns in (("sure", service.names), ("usual", service.usually), ("needs_side", service.needs_side)):
            yield from ((phrase, Entity("service", service.id, service.side, sure)) for phrase in _phrases(patterns))
    for country in content.countries:
        yield from ((name, Entity("service", name, country.code)) for name in country.services)
    for generic in content.generic_services:
        entity = Entity("generic", generic.side, generic.side)
        phrases = _phrases(generic.names, adjectives[generic.side], nouns[generic.side])
        yield from ((phrase, entity) for phrase in phrases)
    for office in content.offices:
        titles = _phrases(office.titles, adjectives[office.side], nouns[office.side])
        yield from ((title, Entity("title", office.id, office.side)) for title in titles)


def _capitals(content: records.File) -> Iterable[tuple[str, str, set[str]]]:
    """Code, capital, and the adjective's forms of each country whose capital is known: العاصمة التركية."""
    for country in content.countries:
        if country.capital:
            yield (
                country.code,
                country.capital,
                {f for adjective in country.adjectives for f in adjective_forms(adjective)},
            )


def _people(content: records.File) -> Iterable[tuple[str, Entity]]:
    for person in content.people:
        for last in person.last:
            for spelling in content.first_names[last[1:]] if last.startswith("$") else (last,):
                yield spelling, Entity("person", person.id, person.side)


def _phrases(patterns: Iterable[str], adjectives: Iterable[str] = (), nouns: Iterable[str] = ()) -> Iterable[str]:
    for pattern in patterns:
        for phrase in alternatives(pattern):
            if "{adj}" in phrase:
                yield from (phrase.replace("{adj}", adjective) for adjective in adjectives)
            elif "{noun}" in phrase:
                yield from (phrase.replace("{noun}", noun) for noun in nouns)
            else:
                yield phrase


class Relation(NamedTuple):
    """A relation word found in a text."""

    kind: str
    """`verb` or `noun`."""
    entry: records.Verb | records.Noun
    form: str
    """`past`, `present` or `first` (imperative-like forms after لم) of a verb, `singular` or `plural` of a noun."""


class Cue(NamedTuple):
    """A word of one of the lists under `words:`."""

    name: str


_NO_JUSSIVE: Final = frozenset(("أمضى",))
"""لم تمض ساعات: they had not gone by."""
_INFLECTED: Final = frozenset(("reporting", "arranges", "tells", "offers"))
"""Lists of past verbs, which are also found with pronouns and as feminine."""


class Senses(NamedTuple):
    """All that a phrase can mean."""

    cues: frozenset[str]
    """The lists of `words:` that it is in."""
    relations: list[Relation]
    nouns: list[Relation]
    """Those that are no verbs."""


def _senses(values: Iterable[Relation | Cue]) -> Senses:
    values = list(values)
    relations = [value for value in values if isinstance(value, Relation)]
    cues = frozenset(value.name for value in values if isinstance(value, Cue))
    return Senses(cues, relations, [relation for relation in relations if relation.kind != "verb"])


class Words:
    """The trie of relation words and cues, and the content words that verbs of giving need."""

    def __init__(self, trie: Trie, content_words: frozenset[str]) -> None:
        self.trie = trie
        """Each phrase with its `Senses`."""
        self.content_words = content_words


@uncollected
def relation_words(content: records.File) -> Words:
    """Verbs in their forms, nouns in their forms, and the lists of cues."""
    trie = Trie()
    for verb in content.verbs:
        # ورتبهم are their ranks: رتب takes no object.
        objects = bool(verb.content) or not set(verb.takes) <= {"مع", "بين", "ب"}
        for form in past_forms(verb.past, objects=objects):
            trie.add(form, Relation("verb", verb, "past"), article=False)
        for form in present_forms(verb.present, objects=objects):
            trie.add(form, Relation("verb", verb, "present"), article=False)
        for form in jussive_forms(verb.present) if verb.past not in _NO_JUSSIVE else ():
            trie.add(form, Relation("verb", verb, "present"), article=False)
        if verb.participle:
            trie.add(verb.participle, Relation("verb", verb, "participle"), article=False)
    for noun in content.nouns:
        for phrase in alternatives(noun.noun):
            if noun.invariable:
                trie.add(phrase, Relation("noun", noun, "singular"))
                continue
            singular, plural = noun_forms(phrase, noun.plural if phrase == noun.noun else None)
            for form in singular:
                trie.add(form, Relation("noun", noun, "singular"))
            for form in plural:
                trie.add(form, Relation("noun", noun, "plural"))
    for name, phrases in content.words.items():
        if name not in TITLE_WORDS:
            _add_cues(trie, name, phrases)
    given = frozenset(
        folded_words(word)[0] for word in content.words.get("content", ()) if len(folded_words(word)) == 1
    )
    trie.merge_values(_senses)
    return Words(trie, given)


def _add_cues(trie: Trie, name: str, phrases: Iterable[str]) -> None:
    for phrase in phrases:
        if "/" in phrase:
            for form in verb_words(phrase):
                trie.add(form, Cue(name), article=False)
            continue
        trie.add(phrase, Cue(name))
        if name in _INFLECTED and " " not in phrase:
            for ending in ("ه", "ها", "ت", "ته", "تها", "ا", "تا", "وا", "اه", "اها"):
                trie.add(phrase + ending, Cue(name))
        if name == "deeds":
            for form in noun_forms(phrase)[0]:
                trie.add(form, Cue("belongings"))
