"""Contacts of which the words further off say that they did not take place, are only asked about, or arranged."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.moods import is_answered_yes
from transforms.contacts.scene import Frame

Verdict = tuple[str, str]
HEARSAY: Final = "hearsay"
_CONTACT: Final = frozenset(("call", "meeting", "talk", "visit", "exchange"))
_WHETHER: Final = 10
"""Words between أن يكون and the verb behind قد."""
_MASDAR: Final = frozenset(("لترتيب", "لتنظيم", "للتحضير", "للاعداد", "لتدبير"))
_ARRANGED_WITHIN: Final = 4
_NO_SHOW: Final = 2
"""Sentences in which it may be told that one of the parties did not come."""
_SINCE: Final = (["منذ"], ["من"], ["بعد"], ["بعدها"], ["قبل"], ["قبلها"], ["الا"], ["مجددا"], ["مره"], ["سوي"])
"""Behind those who did not meet: since then, before, again."""
_SPREAD_BY: Final = 4
"""Words from a verb of spreading to who spreads it."""
_DENIED_WITHIN: Final = 3
"""Sentences from hearsay to who denies it."""
_OF: Final = 16
"""Words from a contact to its predicate, names not counted."""
_KNOWS: Final = frozenset(("يعرف", "يعلم", "يدري", "يذكر", "يستطيع", "يملك"))
_YES: Final = frozenset(("نعم", "اجل", "بلي", "بالفعل"))
_STOP: Final = frozenset(("complement", "pronoun_complement", "clause_breaks"))


def said_elsewhere(document: Document, frame: Frame) -> Verdict | None:
    """`planned`, `negated` or `denied` with the word that says so, or null where nothing of the kind is said."""
    return (
        _no_such(document, frame)
        or _did_not_happen(document, frame)
        or _stayed_away(document, frame)
        or _did_not_meet(document, frame)
        or _is_denied(document, frame)
        or _is_hearsay(document, frame)
        or _is_asked(document, frame)
        or _is_supposed(document, frame)
        or _is_to_be_arranged(document, frame)
        or _has_stopped(document, frame)
    )


def _is_noun_of_contact(document: Document, at: int) -> bool:
    readings = document.relation_words.get(at, ())
    return any(reading.kind == "noun" and reading.entry.mode in _CONTACT for reading in readings)


def _no_such(document: Document, frame: Frame) -> Verdict | None:
    """لا اتصالات في الوقت الراهن بين الجهازين, لا أحد يرد على الهاتف: a clause that denies all of the kind."""
    if frame.mode not in _CONTACT:
        return None
    first, _ = document.sentences[frame.sentence]
    for at in range(frame.start - 1, first - 1, -1):
        if "," in document.gap(at + 1) or _STOP & document.cues[at + 1]:
            return None
        if document.tokens[at].lstrip("وف") == "لا" and at + 2 < len(document.tokens):
            nobody = document.tokens[at + 1] == "احد" and document.tokens[at + 2] not in _KNOWS
            if nobody or (at + 1 < frame.start and _is_noun_of_contact(document, at + 1)):
                return "negated", document.tokens[at]
            return None
    return None


def _did_not_happen(document: Document, frame: Frame) -> Verdict | None:
    """تعثرت مساعي جمعهما ولم تعقد الجلسة"""
    if frame.mode not in _CONTACT:
        return None
    tokens = document.tokens
    first, last = document.sentences[frame.sentence]
    takes_place = document.knowledge.forms["takes_place"]
    for at in range(max(first, frame.start - 2), last - 1):
        if tokens[at].lstrip("وف") != "لم" or tokens[at + 1] not in takes_place:
            continue
        ends = at + 2 == last or "," in document.gap(at + 2)
        same = at + 2 < last and tokens[at + 2].startswith("ال") and _is_noun_of_contact(document, at + 2)
        if ends or (same and (at + 3 == last or "," in document.gap(at + 3))):
            return "negated", tokens[at]
    return None


def _stayed_away(document: Document, frame: Frame) -> Verdict | None:
    """لعقد خلوة مع مبعوثها، لأن المبعوث لم يأت; لم يأت ناريشكين."""
    if frame.mode not in {"meeting", "talk", "visit"}:
        return None
    tokens, forms = document.tokens, document.knowledge.forms
    parties = {m.person for found in frame.parties.values() for m in found if m.person}
    for sentence in range(frame.sentence, min(frame.sentence + _NO_SHOW + 1, len(document.sentences))):
        first, last = document.sentences[sentence]
        for at in range(max(first, frame.end), last - 1):
            if tokens[at].lstrip("وف") != "لم" or tokens[at + 1] not in forms["shows_up"]:
                continue
            if sentence == frame.sentence and at + 2 == last:
                return "negated", tokens[at]
            named = (hit for hit in document.entity_hits if at + 2 <= hit.start <= at + 3)
            if any(value.id in parties for hit in named for value in hit.values):
                return "negated", tokens[at]
    return None


def _did_not_meet(document: Document, frame: Frame) -> Verdict | None:
    """حل بعده في بكين والتقى المسؤول نفسه. ولم يلتق الضيفان: it is said behind it that the two did not meet."""
    if frame.mode not in {"meeting", "talk"}:
        return None
    tokens = document.tokens
    last = document.sentences[min(frame.sentence + _NO_SHOW, len(document.sentences) - 1)][1]
    for at in range(frame.end, last - 2):
        if tokens[at].lstrip("وف") != "لم" or tokens[at + 1] not in document.knowledge.forms["met"]:
            continue
        two = tokens[at + 2].startswith("ال") and tokens[at + 2].endswith("ان")
        if two and tokens[at + 3 : at + 4] not in _SINCE:
            return "negated", tokens[at]
    return None


def _is_denied(document: Document, frame: Frame) -> Verdict | None:
    """ما تردد عن اجتماع بينهما تكفل المكتبان بتكذيبه"""
    _, last = document.sentences[frame.sentence]
    word = next((w for w in document.tokens[frame.end : last] if w in document.knowledge.forms["denial_of_it"]), None)
    return ("denied", word) if word else None


def _is_hearsay(document: Document, frame: Frame) -> Verdict | None:
    """تداولت حسابات أن بيرنز التقى نظيره. ونفت الوكالة الرواية: what nobody known tells, and somebody then denies."""
    tokens, forms = document.tokens, document.knowledge.forms
    if not document.spreads_rumours:
        return None
    first, last = document.sentences[frame.sentence]
    spread = next((at for at in range(first, frame.start) if tokens[at].lstrip("وف") in forms["circulates"]), None)
    if spread is None or not any(at in forms["nobody_known"] for at in tokens[spread + 1 : spread + _SPREAD_BY]):
        return None
    _, end = document.sentences[min(frame.sentence + _DENIED_WITHIN, len(document.sentences) - 1)]
    denied = any(tokens[at].lstrip("وف") in forms["denies"] for at in range(frame.end, end))
    if denied or any("retracted" in document.cues[at] or _is_verdict(document, at) for at in range(last, len(tokens))):
        return "denied", HEARSAY
    return None


def _is_verdict(document: Document, at: int) -> bool:
    """التقييم: زائف"""
    return document.tokens[at] in document.knowledge.forms["verdicts"] and ":" in document.gap(at)


def _is_asked(document: Document, frame: Frame) -> Verdict | None:
    """سئل بيسكوف هل سافر المدير للقاء بيرنز، فقال"""
    first, last = document.sentences[frame.sentence]
    if frame.relation.kind == "noun" and document.tokens[frame.start].lstrip("وبل").startswith("ال"):
        # هل ثمة صلة بين الزيارة والعقوبات: it is taken for granted.
        return None
    for at in range(frame.start - 1, first - 1, -1):
        told = _STOP & document.cues[at + 1] or "reporting" in document.cues[at + 1]
        if told or ":" in document.gap(at + 1) or ";" in document.gap(at + 1):
            return None
        if document.tokens[at].lstrip("وف") == "هل":
            yes = _YES.intersection(document.tokens[frame.end : last]) or is_answered_yes(document, last)
            return None if yes else ("planned", document.tokens[at])
    return None


def _is_supposed(document: Document, frame: Frame) -> Verdict | None:
    """أما أن يكون الرجلان قد تقابلا, إن طلب منه ذلك, قد أتصل به"""
    if frame.relation.kind != "verb" or frame.relation.form != "past" or not frame.start:
        return None
    tokens = document.tokens
    first, _ = document.sentences[frame.sentence]
    before = tokens[frame.start - 1]
    if before == "قد":
        for at in range(max(first + 1, frame.start - _WHETHER), frame.start - 1):
            if tokens[at - 1] in {"ان", "بان"} and tokens[at] in document.knowledge.forms["may_be"]:
                return "planned", tokens[at]
        spoken = str(getattr(frame.relation.entry, "past", ""))
        if spoken.startswith("ا") and _is_written(document, frame.start, "أ"):
            # I may, where "he did" is written without hamza.
            return "planned", before
    if before == "ان" and document.gap(frame.start) == " " and _is_written(document, frame.start - 1, "إ"):
        return "planned", before
    return None


def _is_written(document: Document, at: int, letter: str) -> bool:
    """Whether a word begins with a letter as its text has it."""
    first, _ = document.view.span(document.words.starts[at], document.words.ends[at])
    return document.view.original[first : first + 1] == letter


def _is_to_be_arranged(document: Document, frame: Frame) -> Verdict | None:
    """مشاورات لترتيب لقاء بين الرجلين: those named behind are the ones who are to meet."""
    if frame.relation.kind != "noun" or not frame.parties:
        return None
    behind = min(m.start for found in frame.parties.values() for m in found)
    for at in range(frame.start, min(behind, frame.end + _ARRANGED_WITHIN)):
        if document.tokens[at] in _MASDAR:
            return "planned", document.tokens[at]
    before = document.tokens[frame.start - 1] if frame.start else ""
    return ("planned", before) if before in _MASDAR else None


def _has_stopped(document: Document, frame: Frame) -> Verdict | None:
    """الحوار بين الجهازين متوقف, التواصل بينهما دون المأمول: what is said of a channel."""
    if frame.relation.kind != "noun" or frame.mode not in {"call", "talk"}:
        return None
    _, last = document.sentences[frame.sentence]
    words = 0
    for at in range(frame.end, last):
        if "," in document.gap(at) or (_STOP | {"reporting"}) & document.cues[at]:
            return None
        if at in document.entity_words:
            continue
        if document.tokens[at] in document.knowledge.forms["stopped"]:
            return "negated", document.tokens[at]
        words += 1
        if words > _OF:
            return None
    return None
