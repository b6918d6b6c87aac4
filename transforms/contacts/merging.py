"""Which tellings of one article speak of the same contact."""

from __future__ import annotations

import datetime as dt
from typing import Final

from transforms.contacts.arrangements import PAIRED
from transforms.contacts.contact import Contact, Telling
from transforms.contacts.speech import SAID

Days = tuple[dt.date, dt.date]


def contacts(tellings: list[Telling], additions: list[Telling], sides: tuple[str, ...]) -> list[Contact]:
    """The contacts that the tellings speak of, in the order in which they are first told."""
    found: list[Contact] = []
    # What is sure of its mode goes first; talks and warnings then join the call or meeting in which they took place.
    for telling in sorted(tellings, key=lambda t: (t.family == "talk", t.frame.start)):
        same = [one for one in found if is_same(one, telling, sides) or _is_said_at(telling, one, sides)]
        if same:
            best = min(
                same,
                key=lambda contact: (
                    not all(_compatible(contact, telling, side) for side in sides),
                    # تحدث إليهما وأنذرهما: of talks a headline has said by which way they were.
                    telling.family == "talk" and contact.family == "message" and any(map(_is_headline, same)),
                    _distance(contact, telling),
                    found.index(contact),
                ),
            )
            best.tellings.append(telling)
        else:
            found.append(Contact([telling]))
    for contact in found:
        contact.tellings.sort(key=lambda t: t.frame.start)
    found = _with_headlines(found, sides)
    found = _with_guessed_exchanges(found)
    found = _with_talks_about_exchange(found, sides)
    found = _with_messages_folded(found, sides)
    found.sort(key=lambda contact: contact.tellings[0].frame.start)
    for addition in additions:
        near = [contact for contact in found if _may_add(contact, addition, sides)]
        if near:
            min(near, key=lambda contact: _distance(contact, addition)).additions.append(addition)
    return found


def _is_headline(contact: Contact) -> bool:
    return contact.family in {"call", "meeting"} and contact.tellings[0].frame.line == "head"


def _with_guessed_exchanges(found: list[Contact]) -> list[Contact]:
    """أفرجت موسكو عن ستة مقابل ثمانية: told without a service, it is that of its days, whoever is named near."""
    kept: list[Contact] = []
    exchanges = [contact for contact in found if contact.family == "exchange"]
    for contact in found:
        guessed = contact in exchanges and all(t.frame.weight <= PAIRED for t in contact.tellings)
        other = next((o for o in exchanges if guessed and _is_known_exchange(contact, o)), None)
        if other is None:
            kept.append(contact)
        else:
            other.additions.extend(contact.tellings)
    return kept


def _is_known_exchange(guessed: Contact, known: Contact) -> bool:
    """Whether an exchange whose services are named near it only is one that is told before it, or surely."""
    if known is guessed or not (known.days and guessed.days and _overlap(known.days, guessed.days)):
        return False
    before = known.tellings[0].frame.start < guessed.tellings[0].frame.start
    return before or any(t.frame.weight > PAIRED for t in known.tellings)


def _is_said_at(telling: Telling, contact: Contact, sides: tuple[str, ...]) -> bool:
    """زار موسكو وأبلغ قيادة الجهاز: what is said in the sentence of a visit, call or meeting is said there."""
    if telling.family != "message" or telling.thanked or telling.days or contact.family not in {"call", "meeting"}:
        return False
    here = (t.frame for t in contact.tellings if t.frame.sentence == telling.frame.sentence)
    told = any(frame.start < telling.frame.start for frame in here)
    agree = told and people_agree(contact, telling, sides) and _in_row(contact, telling)
    shared = [side for side in sides if contact.people(side) & telling.people(side)]
    # أوفد إلى موسكو حيث نقل إلى بوتين: of a visit that names no host it is he.
    unnamed = {side for side in contact.hosts if not contact.people(side)}
    return agree and bool(shared) and {*shared, *unnamed} == set(sides)


def _with_headlines(found: list[Contact], sides: tuple[str, ...]) -> list[Contact]:
    """A headline that nothing in the text goes on with announces what the text tells first, be it old."""
    kept: list[Contact] = []
    for contact in found:
        told = None
        if contact.days is None and all(t.frame.line == "head" for t in contact.tellings):
            others = (other for other in found if other is not contact)
            told = next((other for other in others if _is_announced(contact, other, sides)), None)
        if told is None:
            kept.append(contact)
        else:
            told.tellings[:0] = contact.tellings
    return kept


def _is_announced(headline: Contact, contact: Contact, sides: tuple[str, ...]) -> bool:
    first = contact.tellings[0]
    same = headline.family == contact.family or (headline.family == "talk" and contact.family in {"call", "meeting"})
    # حذرت نظيري, قلت لنظيري, كيف كلم بيرنز الروس in a headline: the text tells in which call or meeting.
    said = headline.family == "message" or all(t.frame.rule == SAID for t in headline.tellings)
    said_at = said and contact.family in {"call", "meeting"}
    if not (same or said_at) or first.ordinal or not contact.is_recounted:
        return False
    shared = any(headline.people(side) & contact.people(side) for side in sides)
    return shared and first.frame.sentence <= _SOON and all(people_agree(headline, t, sides) for t in contact.tellings)


def _distance(contact: Contact, telling: Telling) -> int:
    return min(abs(t.frame.start - telling.frame.start) for t in contact.tellings)


def is_same(contact: Contact, telling: Telling, sides: tuple[str, ...]) -> bool:
    """Whether a telling can speak of a contact: mode, people and days agree, and neither is another one in a row."""
    families = {contact.family, telling.family}
    if len(families) > 1 and "talk" not in families:
        return False
    if len(families) > 1 and "exchange" in families:
        return False
    if families == {"message", "talk"} and _are_of_two_times(contact, telling):
        return False
    if _goes_the_other_way(contact, telling, sides):
        return False
    return people_agree(contact, telling, sides) and days_agree(contact, telling) and _in_row(contact, telling)


def _are_of_two_times(contact: Contact, telling: Telling) -> bool:
    """بحث مولر مع بورتنيكوف الملف. وتلقى المكتب في مارس 2011 برقية: the letter is older than the talks."""
    apart = all(t.frame.sentence != telling.frame.sentence for t in contact.tellings)
    return apart and bool(contact.days) != bool(telling.days) and not _is_recent(contact, telling)


def _goes_the_other_way(contact: Contact, telling: Telling, sides: tuple[str, ...]) -> bool:
    """كان المكتب في ضيافة الروس, وقبلها كان بورتنيكوف ضيفا على واشنطن: visits to one country and to the other."""
    hosts = contact.hosts & set(sides)
    there = telling.place.side if telling.frame.mode == "visit" and telling.place else None
    return bool(hosts) and there in sides and there not in hosts


def people_agree(contact: Contact, telling: Telling, sides: tuple[str, ...]) -> bool:
    """Whether nobody else is named; in a visit each side may meet several, if the guest is the same."""
    other = [side for side in sides if not _compatible(contact, telling, side)]
    if not other:
        return True
    if len(other) == 2:
        return False
    shared = next(side for side in sides if side not in other)
    if any((t.frame.start, t.frame.end) == (telling.frame.start, telling.frame.end) for t in contact.tellings):
        # شارك دريسكول إلى جانب ويتكوف في محادثات: talks that one word names, whoever is found to have been there.
        return True
    if telling.attended and telling.frame.sentence - contact.last_sentence in {0, 1}:
        return bool(contact.people(shared) & telling.people(shared))
    meeting = contact.family == "meeting" and telling.family in {"meeting", "talk"}
    return meeting and bool(contact.people(shared) & telling.people(shared)) and _one_visit(contact, telling, other[0])


def _one_visit(contact: Contact, telling: Telling, host: str) -> bool:
    """Meetings of one guest with several hosts in their country are one visit."""
    places = {t.place.side for t in (*contact.tellings, telling) if t.place}
    return places == {host} or (any(t.frame.mode == "visit" for t in contact.tellings) and places <= {host})


def _compatible(contact: Contact, telling: Telling, side: str) -> bool:
    first, second = contact.people(side), telling.people(side)
    if not first or not second or first & second:
        return True
    if _is_only_thanked(contact, telling, side):
        return True
    if _is_counterpart_of(contact, telling, side) or _same_office(contact, telling, side):
        return True
    # A service and one of its people are no contradiction.
    services = {p.participant.service for t in contact.tellings for p in t.parties.get(side, ()) if p.participant}
    others = {p.participant.service for p in telling.parties.get(side, ()) if p.participant}
    named_service = any(p in services for p in second) or any(p in others for p in first)
    return named_service and bool(services & others)


def _is_only_thanked(contact: Contact, telling: Telling, side: str) -> bool:
    """أبلغت الوكالة الجهاز; شكر بوتين ترامب على المعلومات: the leader of a side that was told is not another party."""
    if not contact.family == telling.family == "message":
        return False
    told = [p for t in contact.tellings for p in t.parties.get(side, ()) if p.participant]
    named = [p for p in telling.parties.get(side, ()) if p.participant]
    one, other = (any(p.participant and p.participant.service for p in found) for found in (told, named))
    return one != other


def _is_counterpart_of(contact: Contact, telling: Telling, side: str) -> bool:
    """برينان ونظيره الروسي in a headline, برينان وبورتنيكوف below: whom the text then names is the one it meant.

    The head of which service somebody's counterpart is, newsrooms do not always distinguish.
    """
    heads = [t for t in (*contact.tellings, telling) if t.frame.line == "head" and t.loosely_named(side)]
    if not heads:
        return False
    shared = [name for name in (*contact.parties_by_side(), *telling.parties) if name != side]
    served = all(party.is_service for t in (*contact.tellings, telling) for party in t.parties.get(side, ()))
    return served and any(
        contact.people(name) & telling.people(name) or _same_office(contact, telling, name) for name in shared
    )


def _same_office(contact: Contact, telling: Telling, side: str) -> bool:
    """رئيس السي آي إيه in a headline, برينان مديرا للوكالة in the text: its head of the day that the text gives."""
    if not any(t.frame.line == "head" and t.named_by_office(side) for t in (*contact.tellings, telling)):
        return False
    first, second = (
        {party.participant.office for party in found if party.participant and party.participant.office}
        for found in ([p for t in contact.tellings for p in t.parties.get(side, ())], telling.parties.get(side, ()))
    )
    return bool(first & second)


def days_agree(contact: Contact, telling: Telling) -> bool:
    """Whether the days can be the same, a day's slip allowed."""
    days = contact.days
    if telling.alike and not (days and telling.days) and telling.frame.start > contact.tellings[0].frame.start:
        # وفي 2017 زودت الوكالة الروس بمعلومات مماثلة: like those just told of, not the same.
        return False
    if not telling.days and any(t.frame.sentence == telling.frame.sentence for t in contact.tellings):
        # بعد مكالمة آذار تحدثا ثانية: what only says when, is another one.
        return telling.aside or not all(t.aside and t.recounted for t in contact.tellings)
    if telling.days and not days and any(_is_told_by(t, telling) for t in contact.tellings):
        return True
    if telling.day is not None and telling.day.mention.kind == "anniversary" and not days:
        # كشف أنه التقاه ... بعد أسبوعين على لقائهما: how long ago that was.
        return True
    unnamed = not any(party.participant for t in contact.tellings for found in t.parties.values() for party in found)
    if unnamed and telling.frame.sentence - contact.last_sentence <= 1:
        # "They warned two services": what is told in general is what follows in particular.
        return True
    if unnamed and telling.recounted and telling.days and not days:
        return False
    if days and telling.days:
        # In one month and in the next one is no slip.
        wide = all(last - first > _FEW_DAYS for first, last in (days, telling.days))
        slip = dt.timedelta(days=0 if wide else 1)
        if telling.leaves and days[0] <= telling.days[0] and telling.days[1] - days[1] <= _LONGEST_STAY:
            # وصل الاثنين وغادر الأربعاء
            return True
        if not wide and _is_same_stay(contact, telling, days, telling.days):
            return True
        return telling.days[0] - slip <= days[1] and days[0] - slip <= telling.days[1]
    if telling.elaborates and not days and telling.frame.sentence - contact.last_sentence in {0, 1}:
        return True
    if telling.recounted and telling.days and not days:
        return all(t.recounted for t in contact.tellings) or _is_recent(contact, telling)
    if days and not telling.days and all(t.recounted for t in contact.tellings) and not telling.recounted:
        return _is_recent(contact, telling)
    return True


def _is_same_stay(contact: Contact, telling: Telling, days: Days, its_days: Days) -> bool:
    """وقع الثلاثاء في موسكو المذكرة. وكان وصل إليها الأحد: of one guest in one country within a few days."""
    if max(days[0], its_days[0]) - min(days[1], its_days[1]) > _STAYED:
        return False
    sides = {t.place.side for t in contact.tellings if t.place}
    side = telling.place.side if telling.place else ""
    if sides != {side} or "visit" not in {t.frame.mode for t in (*contact.tellings, telling)}:
        return False
    guests = [contact.people(other) & telling.people(other) for other in telling.parties if other != side]
    return any(guests)


def _is_told_by(noun: Telling, verb: Telling) -> bool:
    """الرسالة التي بعث بها الجهاز يوم 4 مارس: the relative clause right behind a noun tells of what it names."""
    one, other = noun.frame, verb.frame
    follows = one.sentence == other.sentence and 0 <= other.start - one.end <= _RELATIVE_WITHIN
    return follows and not noun.days and (one.relation.kind, other.relation.kind) == ("noun", "verb")


_RELATIVE_WITHIN: Final = 2
_STAYED: Final = dt.timedelta(days=4)
"""Days between what is told of one stay, at most: longer ones are told with their end."""
_FEW_DAYS: Final = dt.timedelta(days=5)
_LONGEST_STAY: Final = dt.timedelta(days=7)
_RECENT: Final = 25
_SOON: Final = 4
"""Sentences within which a text tells what its headline says."""


def _is_recent(contact: Contact, telling: Telling) -> bool:
    known = telling.days or contact.days
    published = telling.frame.published or next(
        (t.frame.published for t in contact.tellings if t.frame.published), None
    )
    return published is None or known is None or (published - known[1]).days <= _RECENT


def _in_row(contact: Contact, telling: Telling) -> bool:
    """The first and the second call are two, and so are the previous one and the news."""
    ordinal = "first" if telling.earlier else telling.ordinal
    ordinals = {contact.ordinal, ordinal} - {None}
    if "first" in ordinals and len(ordinals) > 1:
        return False
    if contact.ordinal is None and ordinal == "first" and telling.recounted:
        return contact.days is not None or all(t.recounted for t in contact.tellings)
    # بعد ثلاثة أشهر من مكالمتهما الأولى، تحدثا هاتفيا
    is_news = ordinal is None and telling.days is None and not (telling.elaborates or telling.recounted)
    theirs = (t.earlier and t.days and t.frame.sentence == telling.frame.sentence for t in contact.tellings)
    return not (is_news and all(theirs))


def _with_messages_folded(found: list[Contact], sides: tuple[str, ...]) -> list[Contact]:
    """A warning given in a call or meeting is that call or meeting."""
    kept: list[Contact] = []
    for contact in found:
        if contact.family != "message" or any(t.thanked for t in contact.tellings):
            kept.append(contact)
            continue
        for other in sorted(found, key=lambda other: min(_distance(other, told) for told in contact.tellings)):
            if other.family not in {"call", "meeting"}:
                continue
            # What is told undated was on the day that the warning has by another telling.
            dated = [t for t in contact.tellings if t.days] or contact.tellings
            agree = all(people_agree(other, telling, sides) for telling in contact.tellings)
            agree = agree and (_is_occasion_of(other, contact) or all(days_agree(other, told) for told in dated))
            if agree and (_shares_people(other, contact, sides) or _came_of(other, contact, sides)):
                other.tellings.extend(contact.tellings)
                other.tellings.sort(key=lambda t: t.frame.start)
                break
        else:
            kept.append(contact)
    return kept


def _is_occasion_of(contact: Contact, message: Contact) -> bool:
    """حذره من التدخل. وجاء التحذير في مكالمة في 4 أغسطس: the day of the call is that of the message."""
    if message.days is not None:
        return False
    sentences = {telling.frame.sentence for telling in message.tellings}
    occasions = (t.frame.sentence for t in contact.tellings if t.occasion)
    return any({sentence, sentence - 1} & sentences for sentence in occasions)


def _with_talks_about_exchange(found: list[Contact], sides: tuple[str, ...]) -> list[Contact]:
    """The services' negotiations that led to an exchange are told with it and are part of it."""
    exchanges = [contact for contact in found if contact.family == "exchange"]
    kept: list[Contact] = []
    for contact in found:
        near = [
            other
            for other in exchanges
            if (contact.family == "talk" or _are_of_no_day(contact))
            and not (contact.days and other.days and not _overlap(contact.days, other.days))
            and all(_compatible(other, telling, side) for telling in contact.tellings for side in sides)
            and any(abs(a.frame.sentence - b.frame.sentence) <= 1 for a in contact.tellings for b in other.tellings)
        ]
        if near:
            near[0].tellings.extend(contact.tellings)
            near[0].tellings.sort(key=lambda telling: telling.frame.start)
        else:
            kept.append(contact)
    return kept


def _overlap(one: tuple[dt.date, dt.date], other: tuple[dt.date, dt.date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _are_of_no_day(contact: Contact) -> bool:
    """في اجتماعات متتالية: meetings of services that are told only as many, without a day, are negotiations."""
    return contact.family == "meeting" and all(
        t.frame.relation.form == "plural" and not t.days and t.place is None and not _names_man(t)
        for t in contact.tellings
    )


def _names_man(telling: Telling) -> bool:
    return any(mention.person for found in telling.frame.parties.values() for mention in found)


def _shares_people(first: Contact, second: Contact, sides: tuple[str, ...]) -> bool:
    return all(not second.people(side) or first.people(side) & second.people(side) for side in sides) and any(
        second.people(side) for side in sides
    )


def _came_of(contact: Contact, message: Contact, sides: tuple[str, ...]) -> bool:
    """أتاح لقاؤه رؤساء الأجهزة تبادل معلومات: what is told behind it in its sentence, of nobody known."""
    told = [t.frame for t in contact.tellings]
    behind = (any(f.sentence == m.frame.sentence and f.end <= m.frame.start for f in told) for m in message.tellings)
    return not any(message.people(side) for side in sides) and all(behind)


def _beside(contact: Contact, addition: Telling) -> bool:
    return any(0 <= addition.frame.sentence - telling.frame.sentence <= 1 for telling in contact.tellings)


_NEAR: Final = 4


def _may_add(contact: Contact, addition: Telling, sides: tuple[str, ...]) -> bool:
    """Whether "the call", "the two men" can mean this contact: same mode, no one else named, not far away."""
    families = {contact.family, addition.family}
    if len(families) > 1 and "talk" not in families and ("message" not in families or "exchange" in families):
        return False
    if contact.family == "message" and addition.family != "message" and not _beside(contact, addition):
        return False
    # That prisoners were exchanged is told before who arranged it.
    before = contact.tellings[0].frame.sentence - addition.frame.sentence
    if before > (_NEAR if families == {"exchange"} else 0) and addition.frame.line != "head":
        return False
    if addition.frame.sentence - contact.last_sentence > _NEAR:
        return False
    for side in sides:
        named = addition.people(side)
        if named and not named & contact.people(side) and contact.people(side):
            return False
    if addition.ordinal == "first" and contact.ordinal in {"second", "again"}:
        return False
    return days_agree(contact, addition)
