"""Which of its contacts an article is about."""

from __future__ import annotations

import datetime as dt
from typing import Final

from transforms.contacts.arrangements import PAIRED
from transforms.contacts.contact import Contact, Telling
from transforms.contacts.document import Document
from transforms.contacts.exchanges import LED_TO, ON_RUNWAY
from transforms.contacts.reminders import is_since
from transforms.contacts.scene import Frame

_RECENT: Final = 60
"""Days before publication within which what is told as earlier may be the news all the same."""
_THESE_DAYS: Final = 7
_NEWS: Final = 4
"""Days before publication within which a contact is news."""
_PAST: Final = 8
"""Days before publication from which it is none."""
_AFTER: Final = frozenset(("بعد", "عقب", "غداه", "اثر"))
_SINCE_THEN: Final = frozenset(("من", "علي"))
_LATE: Final = 4
"""Sentences, the title among them, behind which the news is told."""
_COUNTED: Final = 3
"""Words from بعد to what is counted from."""
_BEFORE: Final = frozenset(("سبق", "سبقت", "قبل", "مهد", "مهدت", "قاد", "فتح", "انضج", "صنع"))
_HAD: Final = frozenset(("وكان", "وكانت", "وكانا", "وسبق", "ففي", "فقد"))
"""Opens what is recounted."""
_REVEALS: Final = frozenset(("تقرير", "صحيفه", "كشف", "كشفت", "مجله", "يكشف", "تكشف", "كشفته", "كشفه", "تسرب", "سربته"))
_AGREED: Final = ("اتفق", "اتفاق", "الاتفاق", "موافق", "الموافق")
_AGREED_WITHIN: Final = 4


def primary(
    found: list[Contact], document: Document, published: dt.date | None, headed: dt.date | None = None
) -> Contact | None:
    """The contact that the article is about: that of the headline, else the first not told as something earlier.

    Calls and meetings from which an exchange came are told for its sake. `headed` is the day that the headline names.
    """
    if len(found) == 1 and (_is_told_late(found[0], published) or _only_says_when(found[0], document)):
        return None
    # Of an exchange and the talks before it either may be what it is about.
    aside = [c for c in found if _only_says_when(c, document) or _opens_before(c, found, document)]
    found = [c for c in found if c.family == "exchange" or c not in aside]
    named = _of_day(found, headed)
    if named is not None:
        return named
    in_head = [c for c in found if any(t.frame.line == "head" for t in (*c.tellings, *c.additions))]
    for contact in in_head:
        told = any(t.frame.line == "head" and t.frame.weight > PAIRED for t in contact.tellings)
        if told or (len(in_head) == 1 and contact.tellings[0].frame.line == "head"):
            return _newer_exchange(contact, found, document, published) or contact
    if in_head:
        first = _told_before(in_head, document) or in_head[0]
        return _newer_exchange(first, found, document, published) or first
    chosen = _of_these_days(found, document, published) or _first_fresh(found, document, published)
    if chosen is None or chosen.family not in {"call", "meeting"}:
        return chosen
    opening = any(t.frame.sentence == 0 for contact in found for t in (*contact.tellings, *contact.additions))
    if chosen.family == "call" and not opening and document.has_cue("phone", *document.sentences[0]):
        # هاتف واحد أنهى القصة: the headline is of the calls.
        return chosen
    # قبل أسابيع من المبادلة جلسا: an exchange that only says when is not what it is about.
    exchanges = (c for c in found if c.family == "exchange" and not all(telling.aside for telling in c.tellings))
    return next((contact for contact in exchanges if _led_to(chosen, contact, document)), chosen)


def _of_day(found: list[Contact], day: dt.date | None) -> Contact | None:
    """25 يونيو: الجلسة التي ولدت فيها الصفقة: the first contact of the day that the headline names."""
    return next((contact for contact in found if day is not None and contact.days == (day, day)), None)


def _is_told_late(contact: Contact, published: dt.date | None) -> bool:
    """وتولى الملف بيرنز، الذي فاتح به ناريشكين منتصف نوفمبر: of weeks before, and told far behind the lead."""
    if published is None or contact.days is None:
        return False
    first = min(t.frame.sentence for t in (*contact.tellings, *contact.additions))
    return first >= _LATE and (published - contact.days[1]).days > _PAST


def _only_says_when(contact: Contact, document: Document) -> bool:
    """بيرنز في كييف بعد أيام من لقائه ناريشكين: all that is told of it is that something else was after it."""
    first = contact.tellings[0]
    rest = (t for t in contact.tellings if t.frame.sentence != first.frame.sentence or t.frame.line == "head")
    # بعد يومين من مكالمة اتفقا خلالها: what more is said of it there.
    return _is_counted_from(first, document) and all(_is_counted_from(telling, document) for telling in rest)


def _opens_before(contact: Contact, found: list[Contact], document: Document) -> bool:
    """بعد أسابيع من زيارة مولر لموسكو، حط بها برينان: how long after it the other one was, which a verb tells."""
    frame = contact.tellings[0].frame
    first, _ = document.sentences[frame.sentence]
    counted = document.tokens[first] in _AFTER and document.tokens[frame.start - 1] in _SINCE_THEN
    if not counted or frame.relation.kind != "noun" or frame.start - first > _COUNTED + 2:
        return False
    others = (t.frame for other in found if other is not contact for t in other.tellings)
    return any(f.sentence == frame.sentence and f.start > frame.end and f.relation.kind == "verb" for f in others)


def _is_counted_from(telling: Telling, document: Document) -> bool:
    start, (first, _) = telling.frame.start, document.sentences[telling.frame.sentence]
    begins = start - (document.tokens[start - 1] == "عمليه")
    near = range(begins - 1, begins - 2 - _COUNTED * (document.tokens[begins - 1] == "من"), -1)
    after = next((at for at in near if document.tokens[at] in _AFTER), 0)
    # بعد يومين من الجلسات: how long it lasted.
    one = all(reading.form != "plural" for reading in document.relation_words.get(start, ()))
    return telling.frame.relation.kind == "noun" and one and after > first + 1


def _told_before(in_head: list[Contact], document: Document) -> Contact | None:
    """سر اللقاء الذي سبق الصفقة: talks that a headline names before the exchange after them, as the text does."""
    exchange = in_head[0]
    if exchange.family != "exchange":
        return None
    starts = _in_head(exchange), _in_body(exchange)
    for talks in in_head[1:]:
        head, body = _in_head(talks), _in_body(talks)
        named_first = talks.family == "meeting" and head < starts[0] and body < starts[1]
        if named_first and _BEFORE & set(document.tokens[head:starts[0]]):
            return talks
    return None


def _in_head(contact: Contact) -> int:
    return min(t.frame.start for t in (*contact.tellings, *contact.additions) if t.frame.line == "head")


def _in_body(contact: Contact) -> int:
    return min((t.frame.start for t in contact.tellings if t.frame.line != "head"), default=0)


def _newer_exchange(
    talks: Contact, found: list[Contact], document: Document, published: dt.date | None
) -> Contact | None:
    """كواليس الصفقة: التقوا سرا: of talks in a headline, the exchange of these days if the text tells it first."""
    if published is None or talks.days is None or talks.family == "exchange":
        return None
    if any(_is_all_of_headline(t.frame, document) for t in talks.tellings):
        return None
    told = next((t.frame.start for t in talks.tellings if t.frame.line != "head"), talks.tellings[0].frame.start)
    for contact in found:
        first = (_in_body(contact) or contact.tellings[0].frame.start) < told
        if contact.family == "exchange" and contact.days and not contact.is_recounted and first:
            recent = (published - contact.days[1]).days <= _THESE_DAYS
            if recent and (contact.days[0] - talks.days[1]).days > _THESE_DAYS:
                return contact
    return None


def _is_all_of_headline(frame: Frame, document: Document) -> bool:
    """ثلاث مكالمات بين بانيتا وفرادكوف أنهت الأزمة: a headline that tells who spoke, with no word for an exchange."""
    named = frame.parties and all(any(m.kind == "person" for m in found) for found in frame.parties.values())
    if frame.line != "head" or not named:
        return False
    words = (r for at in range(*document.sentences[frame.sentence]) for r in document.relation_words.get(at, ()))
    return all(reading.entry.mode != "exchange" for reading in words)


def _led_to(talks: Contact, exchange: Contact, document: Document) -> bool:
    """Whether an exchange that was not before the talks is told first in their sentence, or as what came of them."""
    if talks.days and exchange.days and talks.days[0] > exchange.days[1]:
        return False
    if all(_is_only_agreed(telling, document) for telling in exchange.tellings):
        return False
    if _is_itself_dated(talks, exchange):
        return False
    for telling in talks.tellings:
        first, last = document.sentences[telling.frame.sentence]
        if document.has_cue("leads_to", first, last):
            return True
    if any(t.frame.rule == ON_RUNWAY for t in exchange.tellings) and talks.days and exchange.days:
        return talks.days[1] < exchange.days[0]
    dated = [telling for telling in exchange.tellings if telling.frame.rule == LED_TO]
    if any(t.days or t.frame.line == "head" or t.frame.start < talks.tellings[0].frame.start for t in dated):
        return True
    earliest = {telling.frame.sentence: telling.frame.start for telling in reversed(exchange.tellings)}
    return any(earliest.get(t.frame.sentence, t.frame.start) < t.frame.start for t in talks.tellings)


def _is_itself_dated(talks: Contact, exchange: Contact) -> bool:
    """التقوا في 25 يونيو وسلموهم العرض الذي قاد إلى المبادلة: a meeting told in a sentence before what came of it."""
    if talks.family != "meeting" or not (talks.days and exchange.days and talks.days[1] < exchange.days[0]):
        return False
    one, other = talks.tellings[0], exchange.tellings[0].frame
    first = one.frame.sentence == other.sentence and one.frame.start < other.start
    return first and one.day is not None and one.day.start < other.start and not one.aside


def _is_only_agreed(telling: Telling, document: Document) -> bool:
    """هاتفه في الثالث من يوليو حتى اتفقا على مبادلة العملاء: what they came to, not that it was done, nor when."""
    reach = range(max(0, telling.frame.start - _AGREED_WITHIN), telling.frame.start)
    agreed = next((at for at in reach if document.tokens[at].lstrip("و").startswith(_AGREED)), None)
    return agreed is not None and (telling.day is None or telling.day.end <= agreed)


def _of_these_days(found: list[Contact], document: Document, published: dt.date | None) -> Contact | None:
    """The one contact of the days before publication, where the others were weeks or more before.

    وصلت الرسالة في آذار 2011 ... والجديد أن فريقا سافر يوم الثلاثاء: however it is told, it is the news.
    """
    if published is None or any(contact.days is None for contact in found):
        return None
    if len(found) == 1 and found[0].days and found[0].tellings[0].frame.sentence == 0:
        # ذكرت صحيفة أنه كان قد زار موسكو قبل أيام: alone, and the first thing told.
        return found[0] if (published - found[0].days[1]).days <= _NEWS else None
    first_days = [((published - contact.days[0]).days, contact) for contact in found if contact.days]
    news = [contact for age, contact in first_days if age <= _NEWS]
    past = [contact for contact in found if contact.days and (published - contact.days[1]).days > _PAST]
    if len(news) != 1 or len(past) != len(found) - 1:
        return None
    # روت كيف سلموا الروس في يونيو عرض المبادلة التي نفذت الخميس: what the first one led to stands behind it.
    one, opening = news[0].tellings[0].frame, found[0].tellings[0].frame
    if one is opening or one.sentence != opening.sentence:
        return news[0]
    # بعد أسبوعين على لقائهما أنجزا الصفقة: the first one only says when.
    first, _ = document.sentences[opening.sentence]
    return news[0] if document.tokens[first] in _AFTER and opening.start - first <= _AGREED_WITHIN else None


def _first_fresh(found: list[Contact], document: Document, published: dt.date | None) -> Contact | None:
    fresh = [contact for contact in found if not contact.is_recounted]
    news = [contact for contact in fresh if not all(telling.aside for telling in contact.tellings)]
    fresh = news or fresh
    if not fresh and len(found) > 1:
        # All is told as earlier; what has no old day of its own is nearest to the news, else what was last.
        fresh = [contact for contact in found if contact.days is None]
        if not fresh and published is not None:
            recent = [c for c in found if c.days and (published - c.days[1]).days <= _RECENT]
            fresh = [max(recent, key=lambda c: c.days or (dt.date.min, dt.date.min))] if recent else []
    if not fresh and len(found) == 1 and _opens_text(found[0], document):
        fresh = found
    if not fresh and len(found) > 1 and _is_revealed(found[0], document):
        fresh = found
    return fresh[0] if fresh else None


def _is_revealed(contact: Contact, document: Document) -> bool:
    """تقرير لصحيفة ذكر أن المدير اتصل في أغسطس من العام الماضي: what is only now known is the news, however old."""
    opening = contact.tellings[0].frame
    first, _ = document.sentences[opening.sentence]
    before = [token.lstrip("وفبل") for token in document.tokens[first : opening.start]]
    return opening.sentence <= _LATE + 1 and not _REVEALS.isdisjoint(before) and before[:1] != ["كان"]


def _opens_text(contact: Contact, document: Document) -> bool:
    """كشف متحدث أن الجهاز سبق أن حذر الوكالة: what the first sentence reveals, however old, is the news.

    Not that a year has passed since, nor that something is so since then.
    """
    first, _ = document.sentences[0]
    opening = contact.tellings[0]
    passed = opening.day is not None and opening.day.mention.kind == "anniversary"
    passed = passed or is_since(document, opening.frame)
    return opening.frame.sentence == 0 and not passed and document.tokens[first] not in _HAD
