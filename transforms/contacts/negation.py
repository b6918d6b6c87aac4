"""Whether a negation near a relation word denies the contact that it tells of."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_TO_THIS_DAY: Final = frozenset(("حتي", "الان", "اليوم", "الساعه", "اي", "قط", "ابدا"))
"""What only strengthens a negation."""
_NEGATION_REACH: Final = 3
_EXCEPTED_WITHIN: Final = 12
_IN_A_ROW: Final = frozenset(("الاولي", "الاول", "الاخيره", "الاخير"))
_BE: Final = frozenset(("يكن", "تكن"))
_THIS: Final = frozenset(("هذا", "هذه", "ذلك", "تلك"))
_IF: Final = frozenset(("لو", "فلو", "ولو"))
_BEEN: Final = frozenset(("يكن", "تكن", "قد"))
_BUT: Final = frozenset(("بل", "وانما", "انما"))
_FOR: Final = ("لي", "لل", "لت")
_TWO: Final = 2
_CONNECTED_WITHIN: Final = 8
"""Words, names not counted, from a contact to what it has to do with something."""
_ALL: Final = frozenset(("كل", "جميع", "كامل", "ساير", "كلها", "جميعها", "كاملا", "كامله", "بالكامل"))
_EACH: Final = frozenset(("كل", "جميع"))
_DOES_NOT: Final = frozenset(("لم", "لا"))
_NOT_THE_FIRST: Final = frozenset(
    ("سابقه", "الاول", "الاولي", "الوحيد", "الوحيده", "استثناء", "مفاجيا", "مفاجيه", "مفاجاه")
)
_FOR_A_REASON: Final = (["من", "فراغ"], ["من", "عدم"], ["من", "لا"])
"""لم تأت المكالمة من فراغ: it had its reasons."""
_PREVENTED_WITHIN: Final = 12
_DENIED_WITHIN: Final = 9
"""Words from a denial to what somebody denies to have to do with."""
_ALTHOUGH: Final = frozenset(("رغم", "الرغم", "سط", "خضم"))
"""Without و and ب: وسط too."""
_NEVERTHELESS: Final = (
    *(["ومع", "ذلك"], ["مع", "ذلك"], ["ومع", "هذا"], ["ورغم", "ذلك"]),
    *(["الا", "ان"], ["بيد", "ان"], ["غير", "ان"]),
)
_ALTHOUGH_WITHIN: Final = 4
_OWN_WORDS: Final = 5
"""Words of what is denied, before a colon: نفي روسي: has none."""
_ALONE: Final = frozenset(("وحده", "وحدها", "وحدهما", "لوحده", "لوحدها", "بمفرده", "بمفردها", "منفردا"))
_FOR_THE_SAKE: Final = (["من", "اجل"], ["ومن", "اجل"])


def _is_called(document: Document, frame: Frame) -> bool:
    """لم يكن لقاء بومبيو وناريشكين سرا, لم يكن إنذار آذار سابقة: the contact is the subject of what it was not."""
    _, end = document.sentences[frame.sentence]
    clause = range(frame.end, document.next_gap(",", frame.end, document.next_gap(";", frame.end, end)))
    return frame.end in document.entity_words or any(document.tokens[at] in _NOT_THE_FIRST for at in clause)


def _is_exceptive(document: Document, frame: Frame, negation: int) -> bool:
    """لم يسلم التسجيل إلا هذا الأسبوع, لم يسلمه إلا بعد الهجوم: it was done, if late; لن يسلم إلا بعد is yet to be."""
    tokens = document.tokens
    _, end = document.sentences[frame.sentence]
    later = ("ان",) if tokens[negation].lstrip("وف") == "لم" else ("ان", "بعد")
    for at in range(frame.end, min(end, frame.end + _EXCEPTED_WITHIN)):
        if tokens[at] in _ALONE and later != ("ان", "بعد"):
            # لم يسافر وحده إلى واشنطن: with others.
            return True
        if tokens[at] == "الا":
            return at + 1 < end and not tokens[at + 1].startswith(later)
        if tokens[at] == "سوي":
            # لم يقصد بمكالمته سوى أن ينأى بواشنطن عنه
            return "بعد" not in later and document.next_gap(",", frame.end, at + 1) > at
    return _was_for_other(document, frame)


def _gave_less_than_all(document: Document, frame: Frame, negation: int) -> bool:
    """لم يسلموا المكتب كل ما لديهم: they gave some of it; but لم ينقلوا شيئا كل عام."""
    tokens = document.tokens
    _, end = document.sentences[frame.sentence]
    clause = range(frame.end, min(document.next_gap(",", frame.end, end), end - 1))
    gave = frame.mode == "message" and tokens[negation].lstrip("وف") == "لم"
    return gave and any(
        tokens[at] in _ALL and (tokens[at] not in _EACH or tokens[at + 1].startswith(("ال", "ما"))) for at in clause
    )


def _was_for_other(document: Document, frame: Frame) -> bool:
    """لم يسافر إلى موسكو للتفاوض، بل ليحذرها: he did, for something else."""
    _, end = document.sentences[frame.sentence]
    tokens = document.tokens
    but = next((at for at in range(frame.end, end - 1) if tokens[at] in _BUT), None)
    if but is None or not tokens[but + 1].startswith(_FOR):
        return False
    return any(tokens[at].startswith(_FOR) and at not in document.entity_words for at in range(frame.end, but))


def _is_near(document: Document, frame: Frame, at: int) -> bool:
    """لم يحظ مدير سي آي إيه وليام بيرنز بمقابلة: however long he is called; لم أتلق حتى الآن أي اتصال."""
    entity, tokens = document.entity_words, document.tokens
    own = [i for i in range(at, frame.start) if tokens[i] not in _TO_THIS_DAY]
    theirs = all(any(at < m.start < frame.start for m in found) for found in frame.parties.values())
    if theirs and tokens[at + 1] in document.knowledge.forms["takes_part"] and tokens[frame.start - 1] == "في":
        # لم يشارك رئيسا الجهازين في الاجتماعات
        return sum(i not in entity for i in own) <= _NEGATION_REACH
    if len(own) > _NEGATION_REACH and frame.start - 1 not in entity:
        return False
    return sum(i not in entity for i in own) <= _NEGATION_REACH


def is_negated(document: Document, frame: Frame, at: int) -> bool:
    """Whether a negation at a word reaches the relation word: near, no comma between, and لم negates no past verb."""
    # هذا ليس مألوفا: رئيس روسي يشكر الوكالة
    apart = any("," in document.gap(i) or ":" in document.gap(i) for i in range(at + 1, frame.start + 1))
    # من أجل كلمتين: for their sake, not أجّل, he put off
    sake = document.tokens[max(0, at - 1) : at + 1] in _FOR_THE_SAKE
    if apart or sake or not _is_near(document, frame, at):
        return False
    between = document.tokens[at + 1 : frame.start]
    if between[:1] and between[0] in _IN_A_ROW:
        # لم تكن المرة الأولى ولا الأخيرة: it was one of several.
        return False
    if frame.mode == "talk" and frame.relation.kind == "verb" and _did_other(document, frame):
        return False
    if document.tokens[at] == "دون" and is_not_prevented(document, document.sentences[frame.sentence][0], at):
        return False
    if is_not_otherwise(document, frame, at):
        return False
    if _had_nothing_to_do(document, frame, at) or (between[:1] and between[0] in document.knowledge.forms["denies"]):
        # لا تنكر موسكو أن الوكالة حذرتها
        return False
    definite = frame.relation.kind == "noun" and document.tokens[frame.start].startswith("ال")
    if len(between) == 1 and between[0] in _BE and (definite or _is_called(document, frame)):
        # لم يكن لقاء بومبيو وناريشكين سرا, لم تكن المكالمة مفاجئة: what it was not, not that it was not.
        return False
    if len(between) == _TWO and between[0] in _BE and between[1] in _THIS and document.gap(frame.end) == " ":
        # لم تكن تلك مكالمة مجاملة
        return False
    if _is_exceptive(document, frame, at) or _gave_less_than_all(document, frame, at):
        return False
    _, end = document.sentences[frame.sentence]
    if any(document.tokens[i : i + 2] in _FOR_A_REASON for i in range(frame.end, end)):
        return False
    if not document.knowledge.forms["regrets"].isdisjoint(between):
        # لن يعتذر عن استقبالهم: he did receive them.
        return False
    silent = document.knowledge.forms["comments"] | document.knowledge.forms["lasted"]
    if document.tokens[at] != "لن" and any(token in silent or token.lstrip("وبل") in silent for token in between):
        # لم يعلق على اللقاء
        return False
    # لم يتلق المكتب أي طلب: a noun, though it has the form of a verb.
    past = frame.relation.kind == "verb" and frame.relation.form == "past" and between[-1:] not in (["اي"], ["ايه"])
    return not (past and document.tokens[at].lstrip("وف") in {"لم", "لن"}) or "ان" in between


def _did_other(document: Document, frame: Frame) -> bool:
    """لم يناقش مع ناريشكين التسوية، بل حذره: they spoke, of something else; their subject stands behind the verb."""
    _, end = document.sentences[frame.sentence]
    but = next((at for at in range(frame.end, end) if document.tokens[at] in {"بل", "وانما"}), end)
    said = document.tokens[but + 1] if but + 1 < end else ""
    return said.endswith(("ه", "ها", "هم", "هما")) and any(m.end < but for ms in frame.parties.values() for m in ms)


def is_not_otherwise(document: Document, frame: Frame, at: int) -> bool:
    """لو لم يتصل به لظن الكرملين أن واشنطن وراء ما جرى: he did; the negation is word `at`, right before it."""
    tokens = document.tokens
    between = [token for token in tokens[at + 1 : frame.start] if token not in _BEEN]
    own = [token for i, token in enumerate(between, at + 1) if i not in document.entity_words]
    whatever = at > 1 and tokens[at - 2].removeprefix("و") == "حتي"
    return at > 0 and tokens[at] == "لم" and tokens[at - 1] in _IF and not whatever and not own


def _had_nothing_to_do(document: Document, frame: Frame, at: int) -> bool:
    """لا علاقة للقائهما بأوكرانيا, ليس للقاء بيرنز وناريشكين صلة بها: with what it had nothing to do."""
    tokens, connections = document.tokens, document.knowledge.forms["connections"]
    if frame.relation.kind != "noun" or not tokens[frame.start].startswith("ل"):
        return False
    if at + 2 == frame.start:
        return tokens[at + 1] in connections or (tokens[at + 1] in _BE and _is_connected(document, frame))
    return at + 1 == frame.start and _is_connected(document, frame)


def _is_connected(document: Document, frame: Frame) -> bool:
    """Whether behind a contact stands the word for what it has to do with something."""
    _, end = document.sentences[frame.sentence]
    clause = range(frame.end, document.next_gap(",", frame.end, end))
    behind = [document.tokens[at] for at in clause if at not in document.entity_words]
    return not document.knowledge.forms["connections"].isdisjoint(behind[:_CONNECTED_WITHIN])


def is_not_prevented(document: Document, first: int, at: int) -> bool:
    """لم تحل العقوبات دون سفره, دون أن يحول ذلك دون سفره: it was not kept from taking place."""
    tokens, prevents = document.tokens, document.knowledge.forms["prevents"]
    reach = range(max(first + 1, at - _PREVENTED_WITHIN), at)
    without = any(tokens[i] in prevents and tokens[max(first, i - 2) : i] == ["دون", "ان"] for i in reach)
    return without or any(tokens[i] in prevents and tokens[i - 1].lstrip("وف") in {"لم", "لا"} for i in reach)


def denies_involvement(document: Document, at: int, until: int) -> bool:
    """نفى الجهاز ضلوعه في الاختراق، وقال إنه بعث رسالة: what is denied stands right behind, and is no contact."""
    last = min(until, at + _DENIED_WITHIN)
    near = next((i for i in range(at + 1, last) if document.tokens[i] in document.knowledge.forms["involvement"]), None)
    return near is not None and any("," in document.gap(i) for i in range(near + 1, until))


def is_neither(document: Document, at: int, until: int) -> bool:
    """رفض تأكيد أو نفي, لم يؤكد ولم ينف, لم ينكر أنه تلقى; but not لم ينف أن يكون قد تلقى."""
    may_be = document.knowledge.forms["may_be"]
    if at and document.tokens[at - 1].lstrip("وف") in _DOES_NOT and may_be.isdisjoint(document.tokens[at:until]):
        return True
    return any(
        token.lstrip("وف") in document.knowledge.forms["neither"] for token in document.tokens[max(0, at - 5) : at]
    )


def is_conceded(document: Document, frame: Frame, denial: int) -> bool:
    """رغم نفي البيت الأبيض وجود مفاوضات، اجتمع: what is denied ends with its comma, the rest is told."""
    first, _ = document.sentences[frame.sentence]
    asserted = frame.relation.kind == "verb" and frame.relation.form == "past"
    if asserted and document.next_gap(":", denial + _OWN_WORDS, frame.start + 1) <= frame.start:
        # تنفي واشنطن أنها تفاوض، وتعرض موسكو حوارا: على هذه الخلفية جلس
        return True
    commas = (at for at in range(denial + 1, frame.start) if "," in document.gap(at))
    if asserted and any(document.tokens[at : at + 2] in _NEVERTHELESS for at in commas):
        return True
    before = document.tokens[max(first, denial - _ALTHOUGH_WITHIN) : denial]
    if not any(token.lstrip("وب") in _ALTHOUGH for token in before):
        return False
    return asserted and any("," in document.gap(at) for at in range(denial + 1, frame.start + 1))


def is_confirmed(document: Document, frame: Frame, denial: int) -> bool:
    """تكهنات، ثم نفي، قبل أن يؤكد الكرملين اللقاء: confirmed, or called to mind, behind the denial."""
    for at in range(frame.start - 1, denial, -1):
        if document.tokens[at] in document.knowledge.forms["reminding"] and "," in document.gap(at):
            # نفى التخطيط للقاء، مذكرا بأنهما التقيا: what he says beside the denial.
            return frame.relation.kind == "verb" and frame.relation.form == "past"
        if "confirmation" in document.cues[at]:
            return any("," in document.gap(i) for i in range(denial + 1, at + 1))
        if "," in document.gap(at + 1):
            return False
    return False
