"""A plan covers what is joined to it and what it is for, and nothing else."""

from __future__ import annotations

import pytest

from tests.transforms.contacts.reading import detection

CIA, FSB = "مدير وكالة المخابرات المركزية وليام بيرنز", "مدير جهاز الأمن الفيدرالي ألكسندر بورتنيكوف"


@pytest.mark.parametrize(
    "text",
    [
        f"قال {CIA} إنه سيزور موسكو في ديسمبر ويجتمع مع {FSB}.",
        f"من المنتظر أن يتوجه {CIA} إلى موسكو، ويلتقي هناك {FSB}.",
        f"قد يزور {CIA} موسكو لإجراء محادثات مع {FSB}.",
        f"سيصل {CIA} إلى موسكو الأسبوع المقبل بهدف عقد لقاء مع {FSB} ثم يجري محادثات مع جهاز الاستخبارات الخارجية.",
    ],
)
def test_what_belongs_to_a_plan_is_planned(text: str) -> None:
    found = detection(text)
    assert not found.findings.reports
    assert found.rejection_reason == "only_planned"


@pytest.mark.parametrize(
    "text",
    [
        f"سيزور الرئيس الأميركي موسكو بعد أن التقى {CIA} أمس {FSB} في أنقرة.",
        f"قال الكرملين إن الرئيس سيسافر إلى أنقرة، وأعلن أن {CIA} اجتمع مع {FSB}.",
        f"سيزور الوفد أنقرة. والتقى {CIA} هناك {FSB} لإجراء محادثات.",
    ],
)
def test_what_took_place_beside_a_plan_is_told(text: str) -> None:
    assert detection(text).findings.reports


@pytest.mark.parametrize(
    "text",
    [
        "دعا الرئيس جهاز الأمن الفيدرالي إلى استئناف الحوار مع الاستخبارات الأمريكية.",
        "أمر بوتين جهاز الأمن الفيدرالي باستعادة التواصل مع وكالة المخابرات المركزية.",
        "من مصلحة البلدين إحياء الحوار بين جهاز الأمن الفيدرالي ومكتب التحقيقات الفيدرالي، قال السفير.",
    ],
)
def test_what_is_to_be_taken_up_again_is_no_contact(text: str) -> None:
    assert not detection(text).findings.reports


def test_who_took_it_up_again_spoke() -> None:
    assert detection("استأنف بيرنز وناريشكين الحوار بينهما في أنقرة أمس.").findings.reports
    assert detection("بحث بيرنز مع بورتنيكوف في واشنطن استئناف الاتصالات.").findings.reports


MET = "التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين في أنقرة."


def test_retracted_news_is_no_contact_but_only_where_it_is_retracted() -> None:
    assert detection(f"{MET} ثم سحبت الصحيفة ما نشرته وقالت إن الخبر غير صحيح.", "2022-11-15").findings.reports == ()
    far = " ".join(f"وتناول اللقاء ملفا آخر هو الملف {number} من ملفات الأمن." for number in range(4))
    assert detection(f"{MET} {far} وفي شأن آخر قالت الوزارة إن الخبر كاذب.", "2022-11-15").findings.reports
    assert detection(f"{MET}\nاقرأ أيضا\n- حقيقة مقطع مفبرك يظهر رئيس الوزراء", "2022-11-15").findings.reports
