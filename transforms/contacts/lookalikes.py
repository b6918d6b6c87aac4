"""Words that look like one of contact and are another: ما ورد في الوثائق, جواز سفر, كل هاتف, نافذة مقابلة."""

from __future__ import annotations

from itertools import islice
from typing import Final

from transforms.contacts.document import Document
from transforms.contacts.scene import Frame

_WHAT: Final = frozenset(("ما", "مما", "بما", "كما", "وما", "وكما", "حسبما"))
_IN_IT: Final = (["في"], ["فيه"], ["فيها"])
_QUESTIONS: Final = ("سوال", "السوال", "اسيله", "الاسيله")
_OF_IT: Final = frozenset(("عن", "عنه", "عنها", "حول", "حوله", "حولها"))
_PURPOSE_WITHIN: Final = 4
_SHORT: Final = 3
_GOT_WITHIN: Final = 5
"""Words from حصل, its subject's name among them, to what somebody got."""
_NO_PURPOSES: Final = ("لقا", "لكن", "لدي", "ليس", "لجن")
"""Beginnings of words of which ل is no particle."""
_OF_MONEY: Final = frozenset(("كبيرا", "ضخما", "ماليا", "قدره", "من", "مقابل", "طايلا", "زهيدا", "يتراوح", "بقيمه"))
_WITH: Final = frozenset(("مع", "بين"))
_WHERE: Final = frozenset(("في", "من", "علي", "وفي", "ومن", "وعلي", "الي"))
_NEAR: Final = 4
_NEWS_WITHIN: Final = 6
_OF_PHONE: Final = frozenset(("كان", "كانت", "لم", "ليس", "الشخصي", "المحمول", "النقال", "الخلوي", "الجوال", "الذكي"))
_PHONES_BEHIND: Final = frozenset(
    ("مصير", "رقم", "شاشه", "ذاكره", "بيانات", "سجل", "سجلات", "محتوي", "شريحه", "علي", "من", "في", "عن", "الي")
)
_ANY: Final = frozenset(("كل", "اي", "رقم", "جهاز", "بلا", "دون", "سلك", "خط", "كابل"))
_ITS_MATTER: Final = ("امره", "امرها", "امرهم", "امرهما")
"""كشف أمرهم: their matter, written as one would write that I pass by them."""
_FROM: Final = (["عن"], ["عنه"], ["عنها"], ["عنهم"])
"""نقل عن مسؤول قوله: it quotes him."""
_APPEARED: Final = (["في"], ["معا"], ["سويا"], ["علنا"], ["امام"], ["علي"])
_TOLD_OF: Final = ("ب", "ان", "عن")
_FOR_IT: Final = (["له"], ["لها"], ["لهم"], ["لهما"])
"""هجوم يحضر له: it is prepared."""
_ONE_OF_THEM: Final = (["احدهما"], ["احداهما"], ["احدها"], ["بعضها"], ["معظمها"], ["جميعها"])
"""تسجيلان يناقش أحدهما الجهاد: what is in one of several things."""
_BEFORE_VERB: Final = frozenset(("ان", "كان", "كانت", "لم", "لا", "لن", "قد", "ثم", "حين", "عندما", "حيث", "كي"))
_MEN: Final = ("بالري", "بالمدير", "بالمسوول", "بالوزير", "بالسفير", "بالجانب", "بالطرف", "بالوكاله", "بالجهاز")
_FIGHTS: Final = frozenset(
    ("حرب", "حروب", "معركه", "معارك", "صراع", "منافسه", "سباق", "مواجهه", "مواجهات", "اشتباكات", "مبارزه", "سجال",
     "خلاف", "خلافات", "لعبه", "مطارده", "رحي")
)  # fmt: skip
_FOUGHT_WITHIN: Final = 4
_LANGUAGES: Final = frozenset(("الروسيه", "الانجليزيه", "العربيه", "الفرنسيه", "الالمانيه", "التركيه", "الفارسيه"))
_PAPERS: Final = ("جواز", "وثيق", "وثاي", "تاشير")


def _is_of_contact(document: Document, at: int) -> bool:
    """وتأتي الزيارة بعد عام, جاء اللقاء: the contact itself comes."""
    definite = at < len(document.tokens) and document.tokens[at].startswith("ال")
    return definite and any(r.kind == "noun" for r in document.relation_words.get(at, ()))


def _speaks_language(document: Document, frame: Frame) -> bool:
    """ويتحدث بيرنز الروسية: behind the verb and its subject stands a language."""
    if frame.relation.form != "present":
        return False
    at = frame.end
    while at < frame.right and at in document.entity_words and document.tokens[at] not in _LANGUAGES:
        at += 1
    return document.tokens[at : at + 1] == ["باللغه"] or not _LANGUAGES.isdisjoint(document.tokens[at : at + 1])


def is_lookalike(document: Document, frame: Frame) -> bool:
    """Whether the relation word of a frame is another word, by those beside it."""
    entry, kind = frame.relation.entry, frame.relation.kind
    if kind == "verb":
        past = getattr(entry, "past", "")
        return (
            _is_how_to(document, frame)
            or (past in {"رد", "ورد"} and _is_no_answer(document, frame))
            or (past in {"أتى", "جاء"} and _is_of_contact(document, frame.end))
            or (past == "هاتف" and is_telephone(document, frame.start))
            or (past == "كاتب" and _is_writer(document, frame))
            or (past == "باحث" and _is_researcher(document, frame))
            or (past == "دخل" and _is_intervention(document, frame))
            or (past == "مر" and document.tokens[frame.start].endswith(_ITS_MATTER))
            or (past == "نقل" and document.tokens[frame.end : frame.end + 1] in _FROM)
            or (past in {"ناقش", "بحث"} and document.tokens[frame.end : frame.end + 1] in _ONE_OF_THEM)
            or (past in {"تحدث", "تداول"} and (_is_news(document, frame) or _speaks_language(document, frame)))
            or (past == "بحث" and _is_second_purpose(document, frame))
            or (past == "وضع" and document.tokens[frame.end : frame.end + 1] == ["اللمسات"])
            or (past == "وضع" and _is_worked_out(document, frame))
            or (past == "أبلغ" and _is_amount(document, frame))
            or (past == "حضر" and document.tokens[frame.end : frame.end + 1] in _FOR_IT)
            or (past == "أشعر" and frame.end < len(document.tokens) and _feels(document, frame))
            or (past == "أعلم" and frame.relation.form == "present" and _knows(document, frame))
            or (past == "اتصل" and _has_to_do_with(document, frame))
            or (past == "اتفق" and _is_of_one_mind(document, frame))
            or (past == "دار" and _is_fought(document, frame))
            or (past == "ظهر" and _is_noon(document, frame))
            or (past in {"واجه", "تواجه"} and _is_trouble(document, frame))
        )
    noun = getattr(entry, "noun", "")
    return (
        _is_got_hold_of(document, frame)
        or (noun == "حديث" and _is_talk_about(document, frame))
        or (noun == "رد" and _is_no_answer(document, frame))
        or (noun == "سفر" and frame.start > 0 and document.tokens[frame.start - 1].lstrip("ب").startswith(_PAPERS))
        or (noun == "مقابلة" and (_is_opposite(document, frame) or _is_with_press(document, frame)))
    )


def _is_of_one_mind(document: Document, frame: Frame) -> bool:
    """كومي وكلابر يتفقان معه على أن: they think so too."""
    with_him = document.tokens[frame.end : frame.end + 1] in (["معه"], ["معها"], ["معهم"])
    near = document.tokens[frame.end + 1 : frame.end + 1 + _NEAR]
    return frame.relation.form == "present" and with_him and not {"ان", "الراي", "بان"}.isdisjoint(near)


def _is_got_hold_of(document: Document, frame: Frame) -> bool:
    """حصلت الوكالة على مكالمات لضباط روس: of a call that somebody got hold of he was no party."""
    if frame.mode not in {"call", "talk"} or frame.start < _GOT_WITHIN or document.tokens[frame.start - 1] != "علي":
        return False
    before = range(frame.start - _GOT_WITHIN, frame.start - 1)
    got = any(getattr(r.entry, "past", "") == "حصل" for at in before for r in document.relation_words.get(at, ()))
    return got and document.tokens[frame.end : frame.end + 1] not in (["من"], ["مع"])


def _is_how_to(document: Document, frame: Frame) -> bool:
    """تنشر الوكالة فيلما تشرح فيه كيف يتصل بها الروس: how it is to be done; but كيف التقى نظيره tells how it was."""
    if frame.relation.form != "present" or not frame.start or document.tokens[frame.start - 1].lstrip("وف") != "كيف":
        return False
    first, _ = document.sentences[frame.sentence]
    explains = document.knowledge.forms["explains_how"]
    return any(token.lstrip("وف") in explains for token in document.tokens[first : frame.start])


def _is_no_answer(document: Document, frame: Frame) -> bool:
    """ما ورد في الوثائق, ردا على سؤال للصحفيين: what stands somewhere, and an answer to the press."""
    tokens = document.tokens
    before = tokens[frame.start - 1] if frame.start else ""
    behind = tokens[frame.end : frame.end + 2]
    if tokens[frame.start].startswith("ورد"):
        return before in _WHAT or behind[:1] in _IN_IT
    asked = behind[:1] == ["علي"] and behind[1:] and behind[1].startswith(_QUESTIONS)
    return bool(asked) and frame.end + 2 not in document.entity_words


def _is_second_purpose(document: Document, frame: Frame) -> bool:
    """قناة لمنع التصعيد وبحث الملفات: the second of two masdars that say what something is for."""
    tokens, first = document.tokens, document.sentences[frame.sentence][0]
    if tokens[frame.start] != "وبحث" or frame.end in document.entity_words:
        return False
    for at in range(frame.start - 1, max(first, frame.start - _PURPOSE_WITHIN) - 1, -1):
        if document.gap(at + 1) != " " or at in document.entity_words:
            return False
        if tokens[at].startswith("ل") and len(tokens[at]) > _SHORT and not tokens[at].startswith(_NO_PURPOSES):
            return True
    return False


def _is_noon(document: Document, frame: Frame) -> bool:
    """قال الكرملين ظهرا إنه: at noon; but ظهرا معا, ظهرا في القاعة are they two."""
    return document.tokens[frame.start] == "ظهرا" and document.tokens[frame.end : frame.end + 1] not in _APPEARED


def _feels(document: Document, frame: Frame) -> bool:
    """يشعر بأن الجيش ضلله: the verb that has no object; but يشعرهم بها, يشعر موسكو بأن."""
    return document.tokens[frame.end].startswith("ب") and document.tokens[frame.start].endswith("شعر")


def _knows(document: Document, frame: Frame) -> bool:
    """وواشنطن تعلم: neither names whom the verb tells, nor has it a pronoun for him; it knows.

    يعلم الضباط الروس طريقة التواصل: nor of what, behind him.
    """
    if not document.tokens[frame.start].endswith("علم"):
        return False
    behind = frame.end
    while behind < len(document.tokens) and behind in document.entity_words:
        behind += 1
    of_what = document.tokens[behind : behind + 1]
    return behind == frame.end or not any(token.startswith(_TOLD_OF) for token in of_what)


def _is_worked_out(document: Document, frame: Frame) -> bool:
    """تفاصيل الصفقة وضعت بين الجهازين: they were worked out; but وضعت بين يديه."""
    behind = document.tokens[frame.end : frame.end + 2]
    return behind[:1] == ["بين"] and behind[1:] not in (["يدي"], ["ايدي"])


def _is_amount(document: Document, frame: Frame) -> bool:
    """عرضت عليه مبلغا كبيرا: money; but مبلغا موسكو, مبلغا إياه are of him who told it."""
    behind = document.tokens[frame.end : frame.end + 1]
    return document.tokens[frame.start] == "مبلغا" and (not behind or behind[0] in _OF_MONEY)


def _is_researcher(document: Document, frame: Frame) -> bool:
    """بحسب باحث, قال باحث في: one who studies; باحث ناريشكين بيرنز, باحثه spoke with him."""
    bare = document.tokens[frame.start].removeprefix("و") == "باحث"
    return bare and frame.end not in document.entity_words


def _is_writer(document: Document, frame: Frame) -> bool:
    """بحسب كاتب روسي, كاتب في الصحيفة: behind it stands what he is; but كاتب بيرنز نظيره, كاتبت الوكالة الجهاز."""
    at = frame.end
    if document.tokens[frame.start] != "كاتب" or at >= len(document.tokens):
        return False
    named = at in document.entity_words and at not in document.adjective_words
    return not (named or document.tokens[at].startswith("ال"))


def _is_intervention(document: Document, frame: Frame) -> bool:
    """كشف تدخل روسيا: the noun, between a verb and whose it is; but هاسبل تدخل موسكو, قبل أن تدخل موسكو."""
    before = document.tokens[frame.start - 1] if frame.start else ""
    of_state = document.tokens[frame.start].lstrip("وف") == "تدخل" and frame.end in document.entity_words
    return of_state and frame.start - 1 not in document.entity_words and before.lstrip("وف") not in _BEFORE_VERB


def is_telephone(document: Document, at: int) -> bool:
    """Whether a word is the thing, and no call: كل هاتف, كان بينهما هاتف، وظل مكانه, هاتفه كان في متناولهم."""
    tokens = document.tokens
    word = tokens[at]
    if word in {"هاتفه", "هاتفها"} and at and tokens[at - 1] in _PHONES_BEHIND:
        # عن مصير هاتفه, رقم هاتفها
        return True
    if word in {"هاتفه", "هاتفها"}:
        return tokens[at + 1 : at + 2] != [] and tokens[at + 1] in _OF_PHONE
    before = tokens[at - 1] if at else ""
    ends = document.gap(at + 1).strip() != "" and not set(document.gap(at + 1)) & set("\"'«(-–")
    return word == "هاتف" and (before.removeprefix("و") in _ANY or ends)


def _is_news(document: Document, frame: Frame) -> bool:
    """تحدثت تقارير عن خلاف, تداول ناشطون خبرا: news tells of something."""
    near = document.tokens[frame.end : frame.end + _NEWS_WITHIN]
    forms = document.knowledge.forms
    if not near or near[0].removeprefix("ال") not in forms["tellers"] | forms["nobody_known"]:
        return False
    return not _WITH.intersection(near)


def _has_to_do_with(document: Document, frame: Frame) -> bool:
    """محادثات تتصل بالتحقيق, ملفات تتصل بأمن الحدود: behind a noun it says what that has to do with."""
    tokens = document.tokens
    before = tokens[frame.start - 1] if frame.start else ""
    following = tokens[frame.end] if frame.end < len(tokens) else ""
    if frame.relation.form != "present" or before in _BEFORE_VERB or not before or document.gap(frame.start) != " ":
        return False
    named = frame.end in document.entity_words or following.startswith(_MEN)
    return following.startswith("بال") and not named


def _is_fought(document: Document, frame: Frame) -> bool:
    """حرب خفية تدور بين الوكالتين, تدور معارك بين الجهازين: what goes on between two that fight."""
    first, last = document.sentences[frame.sentence]
    near = (*range(max(first, frame.start - _FOUGHT_WITHIN), frame.start), *range(frame.end, min(last, frame.end + 1)))
    return any(document.tokens[at].lstrip("وف").removeprefix("ال") in _FIGHTS for at in near)


def _is_trouble(document: Document, frame: Frame) -> bool:
    """يواجه المدير أسئلة, تواجه الوكالة اتهامات: nobody, but what somebody is faced with."""
    free = (at for at in range(frame.end, frame.right) if at not in document.entity_words)
    near = [document.tokens[at] for at in islice(free, _NEAR)]
    return any(token.removeprefix("ب") in document.knowledge.forms["faced"] for token in near)


def _is_talk_about(document: Document, frame: Frame) -> bool:
    """الحديث عنه بين الناس, حديث في الصحافة عن رغبته: that something is spoken of."""
    tokens = document.tokens
    _, last = document.sentences[frame.sentence]
    if any({"both", "light"} & document.cues[at] for at in range(max(0, frame.start - 2), frame.start)):
        # وبينهما حديث عن أوكرانيا, دار حديث عن الملف
        return False
    for at in range(frame.end, min(last, frame.end + _NEAR)):
        if tokens[at] in _WITH or "," in document.gap(at):
            return False
        if tokens[at] in _OF_IT:
            return not any("phone" in document.cues[i] for i in range(max(0, frame.start - 2), at))
    return False


def _is_with_press(document: Document, frame: Frame) -> bool:
    """ما قاله ناريشكين في مقابلته الأخيرة: what he said in one of his own, which is said to be with nobody."""
    tokens, start = document.tokens, frame.start
    own = tokens[start] in {"مقابلته", "مقابلتها"} and start > 0 and tokens[start - 1] == "في"
    known = frame.end in document.entity_words and not tokens[frame.end].startswith("ال")
    if not own or known or tokens[frame.end : frame.end + 1] in (["مع"], ["معه"], ["معها"]):
        return False
    return any({"reporting", "tells"} & document.cues[at] for at in range(max(0, start - _NEAR), start))


def _is_opposite(document: Document, frame: Frame) -> bool:
    """من نافذة مقابلة, في الجهة المقابلة: behind a feminine noun, definite as it is, it says where that is."""
    at = frame.start - 1
    if at < 0 or not document.tokens[at].endswith("ه"):
        return False
    definite = document.tokens[frame.start] == "المقابله"
    if document.tokens[at].startswith("ال") != definite:
        return False
    if definite:
        return document.gap(frame.start) == " " and at > 0 and document.tokens[at - 1] in _WHERE
    known = at in document.entity_words or at in document.relation_words or document.cues[at]
    return not known and document.is_feminine(at) and document.tokens[frame.start] == "مقابله"
