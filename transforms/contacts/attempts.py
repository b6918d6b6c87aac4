"""Contacts that are asked for, urged, attempted, called off or left open: what the words around them say of them."""

from __future__ import annotations

from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.elsewhere import Verdict, said_elsewhere
from transforms.contacts.moods import TRUE
from transforms.contacts.negation import is_not_otherwise
from transforms.contacts.scene import Frame

_REACH: Final = 6
"""Words, names not counted, between a word of asking or urging and the contact."""
_LIES: Final = frozenset(("يكذب", "تكذب", "كذب"))
_THAT_HE: Final = frozenset(("انه", "انها", "ان", "كان", "كانت", "هو", "هي", "الرجل"))
_THE_LATTER: Final = frozenset(("الاخير", "الاخيره", "نظيره", "محاوره", "محدثه", "مخاطبه"))
_HELD_WITHIN: Final = 3
_DISCUSSED_WITHIN: Final = 8
"""Words from who discusses something to what is discussed."""
NEED: Final = frozenset(("الحاجه", "الضروره", "اللزوم", "لزم", "الظروف"))
_WHENEVER: Final = frozenset(("عند", "حين", "حينما", "كلما", "متي", "عندما", "اذا"))
_UNTRUE_WITHIN: Final = 2
_THIS: Final = frozenset(("هذا", "هذه", "محض", "مجرد", "كلام", "خبر", "انه", "انها", "ذلك"))
_OFF_REACH: Final = 3
_ANY: Final = frozenset(("اي", "كل", "جميع", "كافه", "كامل", "قنوات", "خطوط", "قناه", "خط"))
"""Between the end of contacts and them: قطع كل اتصال."""
_TOUCH: Final = frozenset(("talk", "call", "meeting"))
_ENDS: Final = frozenset(("انهاء", "قطع"))
_OF_ITS_OWN: Final = ("ه", "ها", "هما", "هم")
_AFTER: Final = frozenset(("بعد", "عقب", "قبل", "منذ", "اثر", "فور", "قبيل", "بعيد", "لدي"))
_OPEN: Final = (("ما", "اذا"), ("عما", "اذا"), ("فيما", "اذا"))
_PREPOSITIONS: Final = frozenset(
    ("في", "خلال", "اثناء", "بعد", "قبل", "عقب", "عبر", "لدي", "منذ", "اثر", "مع", "عن", "ضمن")
)
_BECAUSE: Final = frozenset(("لان", "لانه", "لانها", "لانهم", "اذ", "كون", "سيما", "علما"))
_TO: Final = frozenset(("الي", "علي"))
_LEAST: Final = 4
_NONE: Final = frozenset(("لا", "ليس", "ليست", "دون", "لم"))
_WAS: Final = frozenset(("كان", "كانت"))
_PRESENT: Final = frozenset("يت")
_BE: Final = frozenset(("يكن", "تكن", "يكونا", "يكونوا"))
_ALL_THE_TIME: Final = frozenset(("طوال", "طيله", "خلال", "منذ", "عام", "سنه"))
_IF: Final = frozenset(("وان", "فان", "ان", "واذا", "اذا", "فاذا", "ولو"))
_WHETHER: Final = frozenset(("ان", "هل"))
_BEEN: Final = ("كان", "قد", "سبق")
_ASKED: Final = ("سال", "سيل", "سوال", "يسال", "تسال", "تساءل", "يتساءل", "استفسر")
_THEN: Final = ("فسي", "فست", "فسوف", "سوف", "سي", "ست")
"""How begins what would follow from a condition; وإن التقيا فقد اختلفا tells that they met."""


def attempted(document: Document, frame: Frame) -> Verdict | None:
    """`planned`, `negated` or `denied` with the word that says so, or null where nothing of the kind is said."""
    found = _left_open(document, frame) or _is_asked_whether(document, frame)
    found = found or _denied_behind(document, frame) or _was_to_be(document, frame)
    found = found or _conditional(document, frame) or _had_not_been(document, frame) or _as_needed(document, frame)
    if found is None and frame.relation.kind == "verb" and frame.start:
        # مساعي جمع الرجلين: a masdar that looks like a verb
        before = document.tokens[frame.start - 1]
        found = (
            ("planned", before)
            if before.removeprefix("و").removeprefix("ال") in document.knowledge.forms["efforts"]
            else None
        )
    if found is None and frame.relation.kind == "noun" and frame.mode not in {"message", "exchange"}:
        found = _only_discussed(document, frame) or _asked_for(document, frame)
        found = found or _tried(document, frame) or _called_off(document, frame) or _broken_off(document, frame)
    return found or said_elsewhere(document, frame)


def is_taken_for_granted(document: Document, frame: Frame) -> bool:
    """ما إذا كان قد كلمه خلال وجوده في موسكو: of an occasion that is his it is not asked whether it was."""
    before = document.tokens[frame.start - 1] if frame.start else ""
    his = document.tokens[frame.start].endswith(("ه", "ها", "هما"))
    return frame.relation.kind == "noun" and his and before in {"خلال", "اثناء", "لدي", "ابان"}


def _left_open(document: Document, frame: Frame) -> Verdict | None:
    """لم يكشف ما إذا كان بيرنز قد زار, ما إذا كان بيرنز، وهو مدير الوكالة، قد زار: whether it was is not known."""
    if is_taken_for_granted(document, frame):
        return None
    first, _ = document.sentences[frame.sentence]
    tokens = document.tokens
    reach = range(frame.start - 2, max(first, frame.start - 2 * _REACH) - 1, -1)
    if "اذا" not in tokens[reach.stop + 2 : frame.start]:
        return None
    for at in reach:
        if "," in document.gap(at + 2) and tokens[frame.start - 1] != "قد":
            return None
        if tokens[at] in _BECAUSE or (tokens[at] == "ذلك" and tokens[at + 1] == "ان"):
            # تساءلوا عما إذا كان قصر، لأن الروس كانوا قد راسلوه: the reason is no question.
            return None
        if (tokens[at].removeprefix("و"), tokens[at + 1]) in _OPEN:
            return "planned", tokens[at]
    return None


def _is_asked_whether(document: Document, frame: Frame) -> Verdict | None:
    """سألته القناة إن كان الطرفان قد تواصلا: asked, unless the answer is yes."""
    first, last = document.sentences[frame.sentence]
    tokens = document.tokens
    if frame.relation.kind == "verb" and frame.start > first and tokens[frame.start - 1] == "عمن":
        # الكشف عمن التقاه: whom is not known.
        return "planned", "عمن"
    for at in range(frame.start - 1, max(first, frame.start - 2 * _REACH + 1) - 1, -1):
        if "," in document.gap(at + 1) and tokens[frame.start - 1] != "قد":
            return None
        if tokens[at] in _WHETHER and tokens[at + 1].startswith(_BEEN):
            asked = any(tokens[i].lstrip("وف").startswith(_ASKED) for i in range(max(first, at - _REACH), at))
            asked = asked or (tokens[at + 1] in _WAS and document.is_written_if(at))
            answer = {token.lstrip("وف") for token in tokens[frame.end : last + 2]}
            return ("planned", tokens[at]) if asked and answer.isdisjoint(TRUE) else None
    return None


def _conditional(document: Document, frame: Frame) -> Verdict | None:
    """وإن حصل اللقاء فسيكون الأول: what is only supposed, up to what would follow from it."""
    first, last = document.sentences[frame.sentence]
    tokens = document.tokens
    if tokens[first] not in _IF or first + 1 >= last or tokens[first + 1] not in document.knowledge.forms["happens"]:
        return None
    behind = (at for at in range(first + 2, last) if at not in document.entity_words)
    then = next((at for at in behind if tokens[at].startswith(_THEN)), None)
    return ("planned", tokens[first]) if then is not None and first < frame.start < then else None


def _as_needed(document: Document, frame: Frame) -> Verdict | None:
    """يلتقون الأمريكيين عند الحاجة, حين تدعو الضرورة: what they do at times, or would."""
    if frame.relation.kind != "verb" or frame.relation.form != "present":
        return None
    last = document.next_gap(",", frame.end, document.sentences[frame.sentence][1])
    need = next((at for at in range(frame.end, last) if document.tokens[at] in NEED), None)
    if need is None or any(at in document.relation_words for at in range(frame.end, need)):
        return None  # يتحدث معه ويتفقان على التواصل عند الحاجة
    when = not _WHENEVER.isdisjoint(document.tokens[max(frame.end, need - 2) : need])
    return ("planned", document.tokens[need]) if when else None


def _had_not_been(document: Document, frame: Frame) -> Verdict | None:
    """لم يكن مدير للوكالة قد جلس إلى نظيره منذ: of the time before it is said that there was none."""
    tokens = document.tokens
    first, _ = document.sentences[frame.sentence]
    if frame.relation.kind != "verb" or frame.relation.form != "past" or tokens[frame.start - 1] != "قد":
        return None
    words = 0
    for at in range(frame.start - 2, first - 1, -1):
        words += at not in document.entity_words
        if "," in document.gap(at + 1) or words > _REACH:
            return None
        if tokens[at].lstrip("وف") == "لم" and tokens[at + 1] in _BE:
            return None if is_not_otherwise(document, frame, at) else ("negated", tokens[at])
    return None


def _was_told_off(document: Document, frame: Frame, denial: int) -> bool:
    """حذره في مكالمة من التدخل، وأن الأخير نفى: he denies what he was told of."""
    first, _ = document.sentences[frame.sentence]
    return any(
        reading.kind == "verb" and reading.form == "past" and reading.entry.mode == "message"
        for at in range(first, denial)
        for reading in document.relation_words.get(at, ())
    )


def _denied_behind(document: Document, frame: Frame) -> Verdict | None:
    """أنباء عن لقاء بين الرجلين والكرملين ينفي: a denial that says nothing of its own."""
    _, last = document.sentences[frame.sentence]
    tokens = document.tokens
    if tokens[last - 1] in document.knowledge.forms["untrue"] and _is_said_of_it(document, frame.end, last - 1):
        return "denied", tokens[last - 1]
    for at in range(max(frame.end, last - 3), last):
        if tokens[at].removeprefix("و") in document.knowledge.forms["denies"]:
            that = document.has_cue("complement", frame.end, at) or tokens[at - 1].lstrip("وفبلك") in _THAT_HE
            if tokens[at] in _LIES and that:
                # وبدا له أنه يكذب, قال إن مزاعمه كذب: of him who lied, not of what is denied.
                return None
            if tokens[at - 1] in _THE_LATTER and _was_told_off(document, frame, at):
                return None
            rest = tokens[at + 1 : last]
            if not rest or rest[0] in document.knowledge.forms["it"]:
                return "denied", tokens[at]
    return None


def _is_said_of_it(document: Document, end: int, last: int) -> bool:
    """زار موسكو، والوكالة: هذا محض خيال: behind a comma or colon, nothing but who says it, "this" and a word or two."""
    opens = next((at for at in range(last, end - 1, -1) if set(document.gap(at)) & set(":،,")), None)
    return opens is not None and last - opens <= _UNTRUE_WITHIN and document.tokens[opens] in _THIS


def _was_to_be(document: Document, frame: Frame) -> Verdict | None:
    """زيارة كانت هاسبل تعتزم القيام بها: what somebody meant to do is not said to be done."""
    if frame.relation.kind != "noun":
        return None
    tokens, cues = document.tokens, document.cues
    _, last = document.sentences[frame.sentence]
    was = frame.end
    if was >= last or tokens[was] not in _WAS or "," in document.gap(was):
        return None
    behind = [at for at in range(was + 1, min(last, was + _REACH * 3)) if at not in document.entity_words]
    for at in behind[:_OFF_REACH]:
        if "planned" in cues[at] and tokens[at][0] in _PRESENT:
            return "planned", tokens[at]
    return None


def _governor(document: Document, frame: Frame) -> int:
    """The word that stands for the contact as object: it, or the masdar that carries it (إجراء اتصال)."""
    at = frame.start - 1
    first, _ = document.sentences[frame.sentence]
    carried = at >= first and document.tokens[at].lstrip("بل") in {"اجراء", "عقد", "ترتيب", "تنظيم"}
    return at if carried else frame.start


def _only_discussed(document: Document, frame: Frame) -> Verdict | None:
    """بحث معه ترتيب زيارة, ناقشا فكرة لقاء: what they spoke of is to be; ترتيب زيارة جرت أمس was."""
    tokens, forms = document.tokens, document.knowledge.forms
    first, last = document.sentences[frame.sentence]
    at = frame.start - 1
    while at > first and frame.start - at <= _HELD_WITHIN and tokens[at] in forms["holding"]:
        at -= 1
    if at <= first or tokens[at] not in forms["arranging"]:
        return None
    if any(token in forms["done"] for token in tokens[frame.end : last]):
        return None
    for before in range(at - 1, max(first, at - _DISCUSSED_WITHIN) - 1, -1):
        if tokens[before].lstrip("وف").removeprefix("ال") in forms["discusses"]:
            return "planned", tokens[before]
        if "," in document.gap(before + 1):
            return None
    return None


def _asked_for(document: Document, frame: Frame) -> Verdict | None:
    """طلب بيرنز لقاء ناريشكين, نصحه بالاتصال به, أرجأ إلى الربيع سفره: what one asks for, is urged to or puts off."""
    tokens, cues = document.tokens, document.cues
    first, _ = document.sentences[frame.sentence]
    start = _governor(document, frame)
    before = tokens[start - 1] if start > first else ""
    by_clitic = tokens[start].startswith("ب") and len(tokens[start]) > _LEAST
    urged = by_clitic or before in _TO
    if before in _PREPOSITIONS:
        return None
    words = 0
    for at in range(start - 1, first - 1, -1):
        if "," in document.gap(at + 1) or {"complement", "pronoun_complement", "clause_breaks"} & cues[at]:
            return None
        if at in document.entity_words:
            continue
        word = tokens[at].removeprefix("و")
        if (urged and word in document.knowledge.forms["urged"]) or (
            not urged and word in document.knowledge.forms["asked_for"]
        ):
            return "planned", tokens[at]
        if not urged and word in document.knowledge.forms["calls_off"] and tokens[at - 1 : at] != ["من"]:
            return "negated", tokens[at]
        words += 1
        if words > _REACH or (word in _PREPOSITIONS and not urged):
            return None
        if any(reading.kind == "verb" for reading in document.relation_words.get(at, ())):
            return None
    return None


def _tried(document: Document, frame: Frame) -> Verdict | None:
    """مساعي جمعهما, نية بيرنز زيارة موسكو, تعذر عقد اللقاء, فشل في لقاء."""
    tokens = document.tokens
    first, _ = document.sentences[frame.sentence]
    words = 0
    for at in range(_governor(document, frame) - 1, first - 1, -1):
        if "," in document.gap(at + 1):
            return None
        if at in document.entity_words:
            continue
        word = tokens[at].removeprefix("و").removeprefix("ب").removeprefix("ال")
        if word in document.knowledge.forms["tried"]:
            return "planned", tokens[at]
        if tokens[at].removeprefix("و") in document.knowledge.forms["failed"]:
            # لم يمتنعوا عن لقائهم, لن يعتذر عن استقبالهم
            regretted = tokens[at].removeprefix("و") in document.knowledge.forms["regrets"]
            did = at > first and tokens[at - 1].lstrip("وف") in ({"لم", "لن", "لا"} if regretted else {"لم"})
            return None if did else ("negated", tokens[at])
        if tokens[at].removeprefix("و") in document.knowledge.forms["failed_in"] and tokens[at + 1] == "في":
            return "negated", tokens[at]
        if tokens[at] in _ALL_THE_TIME or tokens[at].isdigit():
            # امتنعوا طوال 2023 عن لقاء نظرائهم
            continue
        words += 1
        if words > 1 or tokens[at] not in {"في", "عن", "من", "دون", "الي", "علي"}:
            return _none_meant(document, _governor(document, frame))
    return None


def _none_meant(document: Document, contact: int) -> Verdict | None:
    """لا نية لدى الطرفين لعقد لقاء, ليست هناك خطط حالية لإجراء محادثات: it is said that nobody means to."""
    tokens = document.tokens
    first, _ = document.sentences[document.sentence_of[contact]]
    words = 0
    for at in range(contact - 1, first, -1):
        if "," in document.gap(at + 1) or words > _REACH:
            return None
        words += at not in document.entity_words
        if tokens[at] in document.knowledge.forms["tried"]:
            before = (token.lstrip("وف") for token in tokens[max(first, at - _HELD_WITHIN) : at])
            return ("planned", tokens[at]) if any(token in _NONE for token in before) else None
    return None


def _called_off(document: Document, frame: Frame) -> Verdict | None:
    """اللقاء ألغي, الاجتماع بين الرجلين تأجل: said of it behind it and its parties."""
    tokens, cues = document.tokens, document.cues
    _, last = document.sentences[frame.sentence]
    words = 0
    for at in range(frame.end, last):
        if "," in document.gap(at) or {"clause_breaks", "reporting", "complement"} & cues[at]:
            return None
        if at in document.entity_words:
            continue
        if tokens[at] in document.knowledge.forms["called_off"]:
            if ("قبل", "ان") in zip(tokens[at:last], tokens[at + 1 : last], strict=False):
                # تأجل مرتين قبل أن يعقد
                return None
            return "negated", tokens[at]
        words += 1
        if words > _OFF_REACH:
            return None
    return None


def is_broken_off(document: Document, contact: int) -> int | None:
    """دعا راتكليف إلى قطع أي حوار معهم, تعليق الاتصالات: the word by which there are to be no more of them."""
    tokens, forms = document.tokens, document.knowledge.forms
    first, _ = document.sentences[document.sentence_of[contact]]
    if not any(r.kind == "noun" and r.entry.mode in _TOUCH for r in document.relation_words.get(contact, ())):
        return None
    at = contact - 1
    while at > first and (tokens[at] in _ANY or at in document.entity_words):
        at -= 1
    word = tokens[at] if at >= first else ""
    if {word, word.removeprefix("و"), word.removeprefix("ب"), word.removeprefix("ل")}.isdisjoint(forms["ends_it"]):
        return None
    # أنهى محادثات معه, يقطع حديثا, قطع بيرنز المحادثات, بعد قطع الاتصال: they had taken place.
    noun = word.removeprefix("و").removeprefix("ب").removeprefix("ل") in _ENDS and at + 1 not in document.entity_words
    over = not noun and ("نه" in word or "قطع" in word)
    return None if over or tokens[at - 1] in _AFTER else at


def _broken_off(document: Document, frame: Frame) -> Verdict | None:
    """Not قطع زيارته, أنهى مكالمته معه: what one breaks off of his own had begun."""
    if frame.mode == "visit" or document.tokens[frame.start].endswith(_OF_ITS_OWN):
        return None
    at = is_broken_off(document, frame.start)
    return None if at is None else ("negated", document.tokens[at])
