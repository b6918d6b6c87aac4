"""The mood in which a contact is told: to come, supposed, asked about, only possible, or only spoken of."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.negation import is_not_otherwise, is_not_prevented
from transforms.contacts.scene import Frame

BEFORE: Final = 16
"""Words before the relation word in which a planning word governs it."""
_PAST_THAT: Final = frozenset(("قبل", "بعد", "سبق", "منذ", "وسبق", "عقب", "بمجرد"))
_THAT_NOT: Final = frozenset(("الا", "والا", "بالا"))
_PLUPERFECT: Final = 8
"""Words between كان and قد, the subject among them."""
PREDICATE_REACH: Final = 24
"""Words from a contact to what is said of it: its parties with their titles stand between."""
_TAKEN_FOR_GRANTED: Final = frozenset(("كيف", "لماذا", "ماذا", "متي", "اين", "كم", "بماذا", "عماذا", "لمن", "لماذ"))
_ANSWERS: Final = frozenset(("اجاب", "اجابت", "رد", "ردت", "قال", "قالت"))
_ANSWER: Final = 3
_YES: Final = frozenset(("نعم", "اجل", "بلي", "بالفعل", "فعلا"))
_ABOUT: Final = frozenset(("عن", "من", "بشان", "حول", "بخصوص"))
_MAY: Final = frozenset(("يمكن", "قد", "الممكن", "بالامكان", "يرجح", "المرجح", "يتوقع", "المتوقع", "ينتظر", "يفترض"))
MAY_DO: Final = frozenset(("قد", "ربما", "يكفي", "تكفي", "كفيل", "كفيله", "كاف", "كافيه", "كفيلا"))
_ONE: Final = frozenset(("واحد", "واحدا", "واحده"))
_SOON_WITHIN: Final = 8
"""Words from a verb to when it is to be, names not counted."""
_IN_DAYS: Final = frozenset(("خلال", "غضون", "بعد"))
_DAYS: Final = frozenset(("ساعات", "ايام", "اسابيع"))
_TOPICS: Final = frozenset(("بشان", "حول", "بخصوص"))
_WHAT: Final = frozenset(("ما", "مما", "عما"))
TRUE: Final = frozenset((*_YES, "اكد", "اكدت", "اقر", "اقرت", "صحيح", "صحيحه", "اعترف", "اعترفت"))
_PRESENT: Final = ("ي", "ت")
_TO_COME: Final = ("سي", "ست", "وسي", "وست")
_DOUBTED: Final = frozenset(("في", "علي", "ازاء", "حيال", "من"))
_SHARED: Final = 2
"""Words from في to what is shared: في تقاسم المعلومات."""
_DOUBTED_WITHIN: Final = 5
"""Words from a doubt to what it is of: تشككهم في جدوى تقاسم المعلومات."""
_FELT_WITHIN: Final = 3
"""Words, names not counted, from what somebody feels to that at which he does."""
_BECOMES: Final = frozenset(("سيصبح", "يصبح", "اصبح", "سيكون", "يكون", "يبقي", "بات", "غير", "ليس"))
_CONSIDERED: Final = frozenset(("نظر", "النظر", "ينظر", "تنظر", "تفكير", "التفكير", "يفكر", "بحث", "البحث"))
_IS_IT_NOT: Final = frozenset(("الم", "اولم", "افلم", "اليس", "اليست"))
_WERE: Final = frozenset(("كان", "كانت"))
_WENT_ON: Final = _WERE | {"ظل", "ظلت", "ظلا", "بقي", "بقيت", "اخذ", "اخذت", "راح", "راحت"}
_WERE_WITHIN: Final = 6
_PAST_LIGHT: Final = frozenset(("تم", "تمت", "تلقي", "تضمن"))
_HANDED: Final = frozenset(("message", "exchange"))
"""What is given by one to the other."""
_HAD: Final = frozenset(("كان", "كانت", "وكان", "وكانت", "سبق"))
_ENABLED_WITHIN: Final = 3
_IF: Final = frozenset(("لو", "فلو"))
_AS_IF: Final = frozenset(("حتي", "كما", "عما", "فيما", "بما"))
"""Before لو, which then supposes nothing of what follows: حتى لو, عما لو."""


def supposed_by(document: Document, frame: Frame) -> int | None:
    """لو أن بيرنز اتصل بناريشكين لتغيرت أشياء: the word that opens what is only supposed, and what would follow."""
    first, _ = document.sentences[frame.sentence]
    if _IF.isdisjoint(document.tokens[first : frame.start]):
        return None
    for at in range(frame.start - 1, first - 1, -1):
        if ";" in document.gap(at + 1):
            return None
        before = document.tokens[at - 1] if at > first else ""
        if document.tokens[at] in _IF and before.removeprefix("و") not in _AS_IF:
            return None if is_not_otherwise(document, frame, at + 1) else at
    return None


def is_rumoured(document: Document, frame: Frame) -> int | None:
    """ما أشيع عن رسالة; سئل عن أخبار قالت إنه هاتف نظيره: the word that says that it is no more than that.

    Who is asked about news and says that it is true tells of it.
    """
    tokens, forms = document.tokens, document.knowledge.forms
    first, _ = document.sentences[frame.sentence]
    for at in range(frame.start - 1, max(first, frame.start - BEFORE), -1):
        if tokens[at] in forms["rumoured"] and tokens[at - 1].lstrip("ولب") in _WHAT and tokens[at + 1] in _ABOUT:
            return at
        if tokens[at] in forms["news"] and tokens[at - 1] in _ABOUT | {"صحه"}:
            # سيل من الشائعات: a flood, which without its hamza is written as he who was asked.
            before = (i for i in range(max(first, at - BEFORE), at) if tokens[i : i + 2] != ["سيل", "من"])
            asked = any(tokens[i].lstrip("وف") in forms["asked_about"] for i in before)
            answer = tokens[frame.end : frame.end + PREDICATE_REACH]
            return at if asked and not any(token.lstrip("وف") in TRUE for token in answer) else None
    return None


def is_asked(document: Document, frame: Frame) -> bool:
    """هل اتصل بوتين بالمدير؟ is asked; ماذا دار بينهما؟ takes it for granted."""
    first, last = document.sentences[frame.sentence]
    if "?" not in document.gap(last).split("\n")[0]:
        return False
    if document.tokens[first].lstrip("وف") in _IS_IT_NOT:
        # ألم يستقبل البيت الأبيض المدير؟ it did.
        return False
    if is_answered_yes(document, last):
        # هل زار موسكو؟ نعم.
        return False
    if any(set(document.gap(at)) & set(':"') for at in range(frame.end, last)):
        # ... ليسأله: أهم رجالك؟
        return False
    if document.tokens[first].removeprefix("و") in {"ما", "من", "اي", "بم"}:
        # ما وراء لقاء بيرنز وناريشكين؟
        return False
    return not any(token.lstrip("وف") in _TAKEN_FOR_GRANTED for token in document.tokens[first:last])


def is_answered_yes(document: Document, last: int) -> bool:
    """هل زار موسكو؟ نعم, هل أبلغناهم؟ فأجاب: نعم."""
    answer = document.tokens[last : last + _ANSWER]
    says = answer[:1] and answer[0].lstrip("وف") in _ANSWERS
    return not _YES.isdisjoint(answer if says else answer[:1])


def is_only_topic(document: Document, frame: Frame) -> bool:
    """التقيا لبحث صفقة السجناء: what was spoken of, unless it is told as done after it."""
    before = document.tokens[frame.start - 1] if frame.start else ""
    if before == "في" and document.tokens[frame.start - 2].lstrip("ول") in _CONSIDERED:
        # مستعد للنظر في مبادلة
        return True
    first, last = document.sentences[frame.sentence]
    asked_about = document.knowledge.forms["asked_about"]
    if before == "عن" and any(word.lstrip("وف") in asked_about for word in document.tokens[first : frame.start]):
        # سئل عن تبادل السجناء: asked about, whether or not there was one.
        return document.knowledge.forms["done"].isdisjoint(t.lstrip("وف") for t in document.tokens[frame.end : last])
    discussed = frame.start and any(  # بحثا صفقة, تباحثا في صفقة
        reading.kind == "verb" and reading.entry.mode == "talk" and not getattr(reading.entry, "negotiates", False)
        for reading in document.relation_words.get(frame.start - 1 - (before == "في"), ())
    )
    if before not in document.knowledge.forms["topics_of_talks"] | _TOPICS and not discussed:
        return False
    return not any("light" in document.cues[at] for at in range(frame.end, min(frame.end + 6, len(document.cues))))


def warned_of(document: Document, frame: Frame) -> int | None:
    """حذر من أن تبادل المعلومات مع الروس يكشف المصادر: the word by which somebody warns of it."""
    tokens = document.tokens
    first, end = document.sentences[frame.sentence]
    start = frame.start
    # من أن تبادل المعلومات: a masdar, though it has the form of a verb.
    masdar = frame.relation.kind == "noun" or tokens[max(first, start - 2) : start] == ["من", "ان"]
    if not masdar or not _WERE.isdisjoint(tokens[frame.end : min(end, frame.end + PREDICATE_REACH)]):
        return None
    if tokens[start - 1 : start] == ["من"] and start > first:
        of = start - 1
    else:
        of = next((at for at in (start - 2, start - 3) if at > first and tokens[at : at + 2] == ["من", "ان"]), first)
    for at in range(of - 1, max(first, of - BEFORE) - 1, -1):
        if "," in document.gap(at + 1) and at + 1 not in document.entity_words:
            return None
        if tokens[at].lstrip("وف") in document.knowledge.forms["warns_of"]:
            return at
    return None


def doubted(document: Document, frame: Frame) -> int | None:
    """تشككهم في تقاسم المعلومات مع الروس: the word that says that somebody has no mind to do it."""
    tokens, doubts = document.tokens, document.knowledge.forms["doubts"]
    first, _ = document.sentences[frame.sentence]
    if frame.mode != "message" or _DOUBTED.isdisjoint(tokens[max(first, frame.start - _SHARED) : frame.start]):
        return None
    near = range(frame.start - 1, max(first, frame.start - _DOUBTED_WITHIN) - 1, -1)
    return next((at for at in near if tokens[at].lstrip("وف") in doubts), None)


def mood_of_verb(document: Document, frame: Frame) -> tuple[str, str] | None:
    """What the form of a present verb says: سيلتقي, أن يلتقي, قد يلتقي, لا يلتقي."""
    if frame.relation.kind != "verb" or frame.relation.form != "present":
        stays = getattr(frame.relation.entry, "noun", "") == "في"
        soon = _is_soon(document, frame) if stays else None
        if soon is not None:
            return "planned", document.tokens[soon]
        return _mood_of_first_person(document, frame) or _whenever(document, frame)
    first, _ = document.sentences[frame.sentence]
    token = document.tokens[frame.start]
    if token.lstrip("وف").startswith("س") and not _is_in(token.lstrip("وف"), frame.relation.entry):
        return "planned", token
    mood = _subjunctive(document, frame.start, first)
    if mood:
        return mood
    soon = _is_soon(document, frame)
    if soon is not None:
        return "planned", document.tokens[soon]
    before = document.tokens[frame.start - 1] if frame.start > first else ""
    if before.lstrip("وف") == "متي":
        # متى يتصل باتيل ببورتنيكوف: it is asked when he will.
        return "planned", before
    if before in _WHAT and frame.start - 1 > first and document.tokens[frame.start - 2].startswith(_TO_COME):
        # سيجدان ما يتحدثان عنه
        return "planned", document.tokens[frame.start - 2]
    earlier = document.tokens[max(first, frame.start - _PLUPERFECT) : frame.start]
    if before in {"قد", "وقد"} and not {"كان", "كانت", "وكان", "وكانت", "سبق"} & set(earlier):
        return "planned", before
    return ("negated", before) if before in {"لا", "لن"} else None


def _is_soon(document: Document, frame: Frame) -> int | None:
    """يصل بيرنز قريبا إلى موسكو, بيرنز في موسكو خلال أيام: where the words say that it is yet to be.

    Not قريبا من الكرملين, nor بعد أيام من التمرد.
    """
    tokens, (_, last) = document.tokens, document.sentences[frame.sentence]
    words = 0
    for at in range(frame.end, last):
        following = tokens[at + 1] if at + 1 < last else ""
        if words > _SOON_WITHIN or "," in document.gap(at) or "complement" in document.cues[at]:
            return None
        days = tokens[at] in _IN_DAYS and following in _DAYS and tokens[at + 2 : at + 3] not in (["من"], ["علي"])
        near = tokens[at] == "قريبا" and following != "من"
        if near or days or (tokens[at] == "لاحق" and tokens[at - 1] == "وقت"):
            return at
        words += at not in document.entity_words
    return None


def _mood_of_first_person(document: Document, frame: Frame) -> tuple[str, str] | None:
    """سأتصل بنظيري, which without its vowels is read as a past verb behind س."""
    token = document.tokens[frame.start]
    own = str(getattr(frame.relation.entry, "past", "س")).startswith("س")
    return ("planned", token) if token.lstrip("وف").startswith("سا") and not own else None


def _whenever(document: Document, frame: Frame) -> tuple[str, str] | None:
    """مستعد للكلام متى طلبت واشنطن ذلك: whenever she asks; but لا يعرف متى زار موسكو and متى زارها؟ ask when it was."""
    tokens, (first, end) = document.tokens, document.sentences[frame.sentence]
    at = frame.start - 1
    if frame.relation.kind != "verb" or at < first or tokens[at].lstrip("وف") != "متي" or "?" in document.gap(end):
        return None
    free = [i for i in range(first, at) if i not in document.entity_words]
    put_off = any("planned" in document.cues[i] or document.tokens[i].startswith(_TO_COME) for i in free)
    # متى طلبت واشنطن ذلك فإنه مستعد
    then = not free and any(token.startswith("فان") for token in tokens[frame.end : end])
    return ("planned", tokens[at]) if put_off or then else None


def mood_of_light_verb(document: Document, frame: Frame) -> tuple[str, str] | None:
    """أن يجري لقاء, لم يعقدا جولة, لم يشارك بيرنز (but not لم يشارك غيره) في محادثات: the mood of the noun's verb."""
    if frame.relation.kind != "noun":
        return None
    tokens, cues = document.tokens, document.cues
    first = max(document.sentences[frame.sentence][0], frame.start - BEFORE)
    for at in range(frame.start - 1, first, -1):
        if "," in document.gap(at + 1) or {"complement", "pronoun_complement", "clause_breaks"} & cues[at]:
            return None
        verbs = [reading for reading in document.relation_words.get(at, ()) if reading.kind == "verb"]
        his = "light" in cues[at] and any(at < m.start < frame.start for found in frame.parties.values() for m in found)
        if any(reading.form != "masdar" for reading in verbs) and not his:
            gives = at + 1 == frame.start and any(verb.entry.mode == "message" for verb in verbs)
            return _subjunctive(document, at, first) if gives else None
        light = "light" in cues[at] or tokens[at] in document.knowledge.forms["precedes"]  # بأن يسبق ذلك لقاء
        if light and at not in document.entity_words:
            before = tokens[at - 1]
            if tokens[at][0] not in _PRESENT or tokens[at] in _PAST_LIGHT:
                return None
            if before in {"ان", "بان"}:
                that = tokens[at - 2].removeprefix("و") if at - 2 >= first else ""
                able = _is_enabled(document, first, at - 1) or _is_felt(document, first, at - 1)
                return None if able or that in _PAST_THAT else ("planned", before)
            if before in {"قد", "وقد"} and not _HAD.intersection(tokens[max(first, at - _PLUPERFECT) : at]):
                return "planned", before
            return ("negated", before) if before.removeprefix("و") in {"لم", "لن"} else None
    return None


def is_only_possible(document: Document, frame: Frame) -> int | None:
    """لقاء مع راتكليف أمر ممكن, سيصبح ممكنا: where the predicate that says so begins, in the clause the noun opens."""
    if frame.relation.kind != "noun" or frame.mode == "exchange":
        return None
    _, end = document.sentences[frame.sentence]
    behind = range(frame.end, min(end, frame.end + PREDICATE_REACH))
    bare = [
        at
        for at in behind
        if document.tokens[at] in document.knowledge.forms["possible"]
        and (
            at - 1 in document.entity_words
            or (at == frame.end and frame.mode != "message")  # لقاء محتملا بين
            or (document.tokens[at - 1] in _BECOMES and not document.has_cue("complement", frame.end, at))
        )
    ]
    may_be = [at for at in behind if _may_take_place(document, at, end) or _may_do(document, frame, at)]
    for at in sorted([*document.cue_positions("possible"), *bare, *may_be]):
        if frame.end <= at < min(end, frame.end + PREDICATE_REACH):
            between = range(frame.end, at)
            if document.tokens[at].startswith("و") and document.tokens[at] not in document.knowledge.forms["possible"]:
                continue
            told = any({"reporting", "clause_breaks"} & document.cues[i] or ";" in document.gap(i) for i in between)
            told = told or any(_is_of_other(document, frame, i) for i in between)
            own = any(
                reading.kind == "verb" and reading.form == "past"
                for i in between
                for reading in document.relation_words.get(i, ())
            )
            return None if told or own else at
    return None


def _may_take_place(document: Document, at: int, end: int) -> bool:
    """يمكن أن يستأنف, قد يعقد: that it may be held or gone on with."""
    tokens = document.tokens
    if tokens[at] not in _MAY or at + 1 >= end:
        return False
    verb = at + 2 if tokens[at + 1] == "ان" and at + 2 < end else at + 1
    return tokens[verb] in document.knowledge.forms["takes_place"]


def _may_do(document: Document, frame: Frame, at: int) -> bool:
    """إن اتصالا بين بيرنز وبورتنيكوف قد يمهد لتبادل: what a contact of which nothing else is known may lead to."""
    tokens = document.tokens
    if tokens[at] not in MAY_DO or not frame.start or tokens[frame.start - 1] not in {"ان", "بان"}:
        return False
    with_whom = tokens[frame.end + (tokens[frame.end] in _ONE)] if frame.end + 1 < len(tokens) else ""
    indefinite = with_whom in {"بين", "مع"} and not tokens[frame.start].startswith("ال")
    does = tokens[at] not in {"قد", "ربما"} or tokens[at + 1].startswith(_PRESENT)
    return indefinite and does and at - 1 in document.entity_words


def _is_of_other(document: Document, frame: Frame, at: int) -> bool:
    """مشاورات بين الجهازين، مؤكدا أن تسليمه غير وارد: أن at this word opens what is said of another act."""
    readings = document.relation_words.get(at + 1, ())
    handed = any(reading.kind == "noun" and reading.entry.mode in _HANDED for reading in readings)
    return "complement" in document.cues[at] and handed and frame.mode not in _HANDED


def _is_in(token: str, entry: object) -> bool:
    """Whether the s is the verb's own (يسافر has none, but سافر has)."""
    return (
        token.startswith("س")
        and str(getattr(entry, "past", "")).startswith("س")
        and len(token) <= len(str(getattr(entry, "past", ""))) + 1
    )


def _subjunctive(document: Document, verb: int, sentence_start: int) -> tuple[str, str] | None:
    """أن يلتقي is no fact, but قبل أن يلتقي is."""
    tokens = document.tokens
    at = verb - 1
    while at >= sentence_start and verb - at <= 4:
        if tokens[at] in _THAT_NOT and at + 1 == verb and document.is_written_that(at):
            # نصحهم بألا يجلسوا إليهم
            return "negated", tokens[at]
        if tokens[at] in {"ان", "بان", "وان"}:
            before = tokens[at - 1] if at > sentence_start else ""
            direct = verb - at == 1
            able = _is_enabled(document, sentence_start, at) or _is_felt(document, sentence_start, at)
            able = able and before != "علي"  # اتفقا على أن يلتقيا
            if direct and not able and before.lstrip("و") not in _PAST_THAT:
                return "planned", tokens[at]
            return None
        at -= 1
    return None


def _is_enabled(document: Document, first: int, that: int) -> bool:
    """أتاحت القناة لمدير الوكالة وليام بيرنز أن يلتقي: what somebody could do he did, however long he is called."""
    free = [at for at in range(that - 1, first - 1, -1) if at not in document.entity_words][:_ENABLED_WITHIN]
    return any(document.tokens[at].lstrip("وف") in document.knowledge.forms["enabled"] for at in free)


def _is_felt(document: Document, first: int, that: int) -> bool:
    """استغرب بودولياك أن يجلس معه, كان لافتا أن يلتقيا: one wonders at what is; لن يكون لافتا is yet to be.

    And what nothing kept from being was: لم تمنعه العقوبات من أن يزور واشنطن.
    """
    tokens, words = document.tokens, 0
    if tokens[that - 1] == "من" and is_not_prevented(document, first, that - 1):
        return True
    for at in range(that - 1, first - 1, -1):
        if "," in document.gap(at + 1) or words > _FELT_WITHIN:
            return False
        if {tokens[at], tokens[at].removeprefix("و")} & document.knowledge.forms["feels"]:
            before = tokens[max(first, at - 2) : at]
            return not any(token.startswith(_TO_COME) or token.lstrip("وف") in {"لا", "لن", "قد"} for token in before)
        words += at not in document.entity_words
    return False


def is_negotiating(document: Document, at: int) -> bool:
    """يتفاوض الجهازان: that they are at it now, not كان يتفاوض or ظل يتفاوض."""
    verbs = [r for r in document.relation_words.get(at, ()) if r.kind == "verb"]
    # تفاوض is also "he negotiated".
    now = bool(verbs) and all(r.form == "present" and getattr(r.entry, "negotiates", False) for r in verbs)
    first, _ = document.sentences[document.sentence_of[at]]
    before = (token.lstrip("وف") for token in document.tokens[max(first, at - _WERE_WITHIN) : at])
    return now and _WENT_ON.isdisjoint(before)


def is_negotiated(document: Document, exchange: Frame) -> bool:
    """تتفاوض الوكالة والجهاز على مبادلة السجينين: it is still to be."""
    first, _ = document.sentences[exchange.sentence]
    before = range(exchange.start - 1, max(first, exchange.start - BEFORE) - 1, -1)
    verb = next((at for at in before if is_negotiating(document, at)), None)
    return verb is not None and document.next_gap(",", verb + 1, exchange.start + 1) > exchange.start


def is_resumed(document: Document, at: int) -> bool:
    """استئناف الحوار: what is to be taken up again, whoever has it."""
    return at > 0 and document.tokens[at - 1].lstrip("وبل") in document.knowledge.forms["resuming"]
