"""Did it take place? Plans, denials and negations around a relation word, and the mood in which it is told."""

from __future__ import annotations

from typing import Final

from transforms.contacts.attempts import attempted, is_taken_for_granted
from transforms.contacts.came_true import then_did
from transforms.contacts.clauses import RELATIVE
from transforms.contacts.document import Document
from transforms.contacts.intentions import intended
from transforms.contacts.lexicon import folded_phrase
from transforms.contacts.moods import (
    BEFORE,
    doubted,
    is_asked,
    is_negotiated,
    is_only_possible,
    is_only_topic,
    is_rumoured,
    mood_of_light_verb,
    mood_of_verb,
    supposed_by,
    warned_of,
)
from transforms.contacts.negation import (
    denies_involvement,
    is_conceded,
    is_confirmed,
    is_negated,
    is_neither,
    is_not_otherwise,
)
from transforms.contacts.presupposed import TOOK_PLACE, is_presupposed
from transforms.contacts.scene import Frame
from transforms.contacts.unmentioned import unmentioned

_AFTER: Final = 4
_DENIAL_REACH: Final = 25
_TOPICS: Final = frozenset(("بشان", "حول", "بخصوص"))
_BEFOREHAND: Final = frozenset(("سلفا", "مسبقا"))
_NEXT_TO: Final = frozenset(("التالي", "التاليه", "السابق", "السابقه", "اللاحق", "اللاحقه", "الموالي", "المواليه"))
_CHARGED: Final = ("كلف", "اوعز")
"""Who is charged with a message delivers it."""
_OCCASION: Final = frozenset(("في", "خلال", "اثناء", "عبر"))
_DURING: Final = (["خلال"], ["اثناء"])
_DONE_WITHIN: Final = 4
"""Words from an exchange to the clause that says it was done."""
_STEM: Final = 3
"""Letters by which a noun is known from one with ل before it."""
_ANNOUNCES: Final = frozenset(("يعلن", "تعلن", "يعلنا"))
_COVERED: Final = frozenset(("يصور", "تصور", "يوثق", "توثق", "يبث", "تبث", "ينقل", "يسجل", "تسجل", "يدون"))
_OF_IT: Final = (["عنها"], ["عنه"], ["عنهما"])
_RELATIVE_WITHIN: Final = 4
_TWO: Final = 2
_NEAR_AHEAD: Final = frozenset(("قريب", "قريبه", "محتمل", "محتمله"))
_SAW_IT: Final = ("شهدتها", "شهدته", "شهدها", "شهده", "استضافت", "احتضنت", "نفذت", "انجزت")
"""Verbs behind a relative pronoun that say of a contact that it was held."""
_CONTRARY: Final = frozenset((("خلافا", "لما"), ("عكس", "ما"), ("نقيض", "ما")))
_CONDITIONS: Final = frozenset(("اذا", "لو", "ربما", "حال", "متي"))


def status(document: Document, frame: Frame) -> tuple[str, str]:
    """`reported`, `confirmed`, `planned`, `negated` or `denied` for a telling, and the word that says so."""
    if frame.verdict is None or frame.verdict[0] != frame.mode:
        found = _status(document, frame)
        if found[0] == "planned" and then_did(document, frame):
            found = "reported", ""
        frame.verdict = frame.mode, found
    return frame.verdict[1]


def _status(document: Document, frame: Frame) -> tuple[str, str]:
    tokens, cues = document.tokens, document.cues
    first, _ = document.sentences[frame.sentence]
    # العرض الذي قاد إلى مبادلة: what came of it was done, whatever stands before that.
    came_of = frame.mode == "exchange" and document.has_cue("outcome", max(first, frame.start - 2), frame.start)
    found = not came_of and (
        mood_of_verb(document, frame)
        or mood_of_light_verb(document, frame)
        or _said_before(document, frame)
        or _said_after(document, frame)
    )
    found = found or (not came_of and attempted(document, frame)) or _is_silent(document, frame)
    found = found or _contrary_to(document, frame)
    if found:
        return found
    supposed = supposed_by(document, frame)
    if supposed is not None:
        return "planned", tokens[supposed]
    rumoured = is_rumoured(document, frame)
    if rumoured is not None:
        return "planned", tokens[rumoured]
    warned = warned_of(document, frame)
    warned = doubted(document, frame) if warned is None else warned
    if warned is not None:
        return "planned", tokens[warned]
    if is_asked(document, frame):
        return "planned", "?"
    if (frame.mode == "exchange" or tokens[frame.start] == "تبادل") and is_only_topic(document, frame):
        return "planned", tokens[frame.start - 1]
    own = document.sentences[frame.sentence]
    done = document.has_cue("leads_to", *own) or not document.knowledge.forms["done"].isdisjoint(tokens[slice(*own)])
    if frame.mode == "exchange" and not done and (document.has_cue("ongoing", *own) or is_negotiated(document, frame)):
        return "planned", "ongoing"
    possible = is_only_possible(document, frame)
    if possible is not None:
        return "planned", tokens[possible]
    for at in range(frame.start - 1, max(first, frame.start - _DENIAL_REACH) - 1, -1):
        if tokens[at] in document.knowledge.forms["adversatives"] and "," in document.gap(at):
            break
        if "denial" in cues[at] and _denies(document, frame, at):
            return "denied", tokens[at]
    if any("confirmation" in cues[at] for at in range(first, frame.start)):
        return "confirmed", ""
    return "reported", ""


def _denies(document: Document, frame: Frame, at: int) -> bool:
    """Whether it is the contact that is denied at a word before it."""
    if is_neither(document, at, frame.start) or denies_involvement(document, at, frame.start):
        return False
    if is_conceded(document, frame, at) or is_confirmed(document, frame, at):
        return False
    return not is_presupposed(document, frame)


def _contrary_to(document: Document, frame: Frame) -> tuple[str, str] | None:
    """خلافا لما أوردته الصحيفة عن لقاء: the word that says that what others tell was not so; not behind its comma."""
    first, _ = document.sentences[frame.sentence]
    for at in range(frame.start - 1, first, -1):
        if "," in document.gap(at + 1):
            return None
        if (document.tokens[at - 1].lstrip("وب"), document.tokens[at]) in _CONTRARY:
            return "denied", document.tokens[at - 1]
    return None


def _is_silent(document: Document, frame: Frame) -> tuple[str, str] | None:
    """لم يشر البيان إلى لقاء, لم يتسلم طلبا"""
    silent = unmentioned(document, frame)
    return None if silent is None else ("negated", document.tokens[silent])


def _is_purpose(document: Document, frame: Frame) -> bool:
    """تنشر دليلا للتواصل معها: what something is for; but who travels to meet somebody meets him."""
    noun = getattr(frame.relation.entry, "noun", "")
    word = document.tokens[frame.start].lstrip("وف")
    if frame.start and document.tokens[frame.start - 1] in _NEXT_TO:
        # في اليوم التالي للمكالمة
        return False
    attends = frame.mode == "visit" and getattr(frame.relation.entry, "stay", False)
    if frame.mode not in {"call", "talk"} and not attends:
        return False
    if len(noun) < _STEM or not word.startswith("ل"):
        return False
    if word[:_STEM] == folded_phrase(noun)[:_STEM]:
        return False
    first, _ = document.sentences[frame.sentence]
    goes = any(
        reading.entry.mode == "visit"
        for at in range(first, frame.start)
        for reading in document.relation_words.get(at, ())
    )
    # كان في واشنطن للتشاور
    goes = goes or any(
        token.lstrip("و") in document.knowledge.forms["being_there"] for token in document.tokens[first : frame.start]
    )
    return not goes and not any("light" in document.cues[at] for at in range(max(first, frame.start - 3), frame.start))


def _was_carried_out(document: Document, frame: Frame) -> bool:
    """عرض المبادلة الذي نفذ في أنقرة: what was offered and then done."""
    if frame.mode != "exchange":
        return False
    behind = document.tokens[frame.end : frame.end + _DONE_WITHIN]
    at = next((i for i, token in enumerate(behind[:-1]) if token in RELATIVE), None)
    return at is not None and behind[at + 1] in document.knowledge.forms["done"]


def _said_before(document: Document, frame: Frame) -> tuple[str, str] | None:
    """The nearest word before the relation word that puts it off or denies it."""
    tokens, cues = document.tokens, document.cues
    if _was_carried_out(document, frame):
        return None
    if _is_purpose(document, frame):
        return "planned", tokens[frame.start]
    if frame.relation.kind == "verb" and _is_of_one_to_come(document, frame):
        return "planned", tokens[frame.start - 1]
    intent = intended(document, frame)
    if intent is not None:
        return "planned", tokens[intent]
    first = max(document.sentences[frame.sentence][0], frame.left, frame.start - BEFORE)
    for at in range(frame.start - 1, first - 1, -1):
        if at + 1 == frame.start and tokens[at].startswith("موعد") and tokens[at + 1].startswith("ل"):
            return "planned", tokens[at]
        if tokens[at] in document.knowledge.forms["asking"]:
            # ولم يذكر متى سلمتها: what is not told is when, not that.
            return None
        direct = at + 1 == frame.start and tokens[at].lstrip("و") == "لم" and frame.relation.kind == "verb"
        # لم يرسل is also a phrase for what is only possible.
        if ("negation" in cues[at] or direct) and is_negated(document, frame, at):
            return "negated", tokens[at]
        if "denial" in cues[at] and _denies(document, frame, at):
            return "denied", tokens[at]
        if "planned" in cues[at] and not (tokens[at] == "اذا" and is_taken_for_granted(document, frame)):
            otherwise = is_not_otherwise(document, frame, at + 1)
            if not otherwise and _is_put_off(document, frame, at) and not _is_occasion(document, frame, at):
                return "planned", tokens[at]
        elif "reporting" in cues[at] and frame.start - at > 1 and frame.relation.kind == "verb":
            break
    return None


def _is_today_too(document: Document, at: int) -> bool:
    """بيرنز في موسكو اليوم وغدا: he is there."""
    return document.tokens[at].lstrip("و") == "غدا" and document.tokens[at - 1] == "اليوم"


def _is_of_one_to_come(document: Document, frame: Frame) -> bool:
    """لقاء وشيك يجمع الرجلين: whom one that is yet to be will bring together."""
    if frame.start < _TWO or document.tokens[frame.start - 1] not in document.knowledge.forms["imminent"] | _NEAR_AHEAD:
        return False
    return any(reading.kind == "noun" for reading in document.relation_words.get(frame.start - 2, ()))


def _is_occasion(document: Document, frame: Frame, cue: int) -> bool:
    """عرض عليه في اتصال أن: on the occasion of the contact something else was proposed."""
    before = document.tokens[frame.start - 1] if frame.start else ""
    proposed = document.tokens[cue].lstrip("وف").removeprefix("ال") in document.knowledge.forms["proposed"]
    return frame.relation.kind == "noun" and proposed and before in _OCCASION


def _said_after(document: Document, frame: Frame) -> tuple[str, str] | None:
    """The same after it: اللقاء المرتقب. A warning is of what may come, so it is not put off thereby."""
    tokens, cues = document.tokens, document.cues
    first, end = document.sentences[frame.sentence]
    if tokens[frame.start - 1 : frame.start] in _DURING and not _is_to_come(document, first, frame.start):
        # نبهه أثناء مكالمة مقررة معه: scheduled, and then held.
        return None
    for at in range(frame.end, min(end, frame.end + (0 if frame.mode == "message" else _AFTER))):
        beforehand = (at + 1 < end and tokens[at + 1] in _BEFOREHAND) or _was_scheduled(document, frame, at)
        # على تواصل بشأن تبادل محتمل: said of the topic.
        topic = at - 2 >= frame.end and tokens[at - 2] in _TOPICS and at - 1 not in document.entity_words
        # نبهه إلى هجوم وشيك: said of that of which he warned.
        topic = topic or tokens[at - 1].removeprefix("ال") in document.knowledge.forms["dangers"]
        if _is_today_too(document, at):
            continue
        ahead = "ahead" in cues[at] or tokens[at].removeprefix("ال") in document.knowledge.forms["imminent"]
        if ahead and not beforehand and not topic:
            return "planned", tokens[at]
        if "," in document.gap(at) or {"reporting", "complement"} & cues[at]:
            break
        if "pronoun_complement" in cues[at] and tokens[at].startswith("و"):
            # أثمرت هذه الصفقة وإنها لم تنقطع: of something else.
            break
        if (
            tokens[at] in {"لم", "لن"}
            and frame.relation.kind == "noun"
            and not _goes_on(document, tokens[at + 1 : at + 3])
        ):
            return "negated", tokens[at]
    return None


def _was_scheduled(document: Document, frame: Frame, at: int) -> bool:
    """نبهه أثناء مكالمة مقررة: something was done on the occasion."""
    before = document.tokens[frame.start - 1] if frame.start else ""
    if document.tokens[at] not in document.knowledge.forms["scheduled"] or before not in _OCCASION:
        return False
    first, last = document.sentences[frame.sentence]
    readings = (reading for i in range(first, last) for reading in document.relation_words.get(i, ()))
    return any(reading.kind == "verb" and reading.form == "past" for reading in readings)


def _is_to_come(document: Document, first: int, end: int) -> bool:
    """سيطرح الملف خلال لقاء مقرر: a verb of the sentence is in the future."""
    free = (at for at in range(first, end) if at not in document.entity_words)
    return any(document.tokens[at].lstrip("وف").startswith(("سي", "ست", "سن")) for at in free)


def _goes_on(document: Document, said: list[str]) -> bool:
    """زيارته لم تقتصر على, اللقاء لم يكن مقررا: denied is something else of a contact that was."""
    if not said:
        return False
    was_not = said[0] in {"يكن", "تكن"} and said[1:] != ["هناك"]
    bare = said[0].removesuffix("ها").removesuffix("ه")  # زيارة لم يعلن عنها, اجتماع لم يصور, لم توثقه
    was_not = was_not or (said[0] in _ANNOUNCES and said[1:] in _OF_IT) or bare in _COVERED
    if said[0].endswith(("ه", "ها")):
        # لقاء لم يحضره دبلوماسيون
        was_not = was_not or bare in document.knowledge.forms["sees"]
    return was_not or said[0] in document.knowledge.forms["comments"] or said[0] in document.knowledge.forms["lasted"]


def _is_said_to_be_past(document: Document, frame: Frame) -> bool:
    """الإعداد للقاء الذي جرى في أنقرة: a relative clause of its own says that what was prepared took place."""
    tokens, (_, end) = document.tokens, document.sentences[frame.sentence]
    if frame.relation.kind != "noun":
        return False
    for at in range(frame.end, min(end - 1, frame.end + _RELATIVE_WITHIN)):
        if "," in document.gap(at):
            return False
        if tokens[at] in RELATIVE:
            return tokens[at + 1].startswith(_SAW_IT) or tokens[at + 1] in TOOK_PLACE - {"قد", "مبرمجه", "مقرره"}
    return False


def _is_put_off(document: Document, frame: Frame, cue: int) -> bool:
    """Whether the planning word at `cue` governs the relation word: masdars and present verbs near it, no past verb."""
    if frame.relation.kind == "verb" and frame.relation.form == "past":
        # سنواصل تبادل المعلومات: the masdar, which is written as the verb.
        masdar = document.tokens[frame.start] == "تبادل" and cue == frame.start - 1
        return masdar or (document.tokens[cue] in _CONDITIONS and frame.start - cue <= 2)
    if frame.mode == "message" and document.tokens[cue].lstrip("وف").startswith(_CHARGED):
        return False
    if _is_said_to_be_past(document, frame):
        return False
    reach = 3 if frame.mode == "message" else 6
    # يعتزم مدير السي آي إيه وليام بيرنز زيارة: however long he is called.
    if sum(at not in document.entity_words for at in range(cue + 1, frame.start + 1)) > reach:
        return False
    entity = document.entity_words
    return not any(
        ("," in document.gap(at) and not {at, at - 1} & entity) or "reporting" in document.cues[at]
        for at in range(cue + 1, frame.start + 1)
    )
