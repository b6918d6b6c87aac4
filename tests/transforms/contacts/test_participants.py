"""Who is listed: the people and services that a text names, and nobody for whom it only stands to reason."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.transforms.contacts.reading import people, reports
from transforms.contacts import load_knowledge

NAMED = [
    # The one service that the text names of a side is who its unnamed services, partners or officials are.
    (
        "نقلت الأجهزة الخاصة الأمريكية معلومات عن هجوم وشيك إلى نظيرتها الروسية. وعرض جهاز الأمن الفيدرالي صور"
        " الموقوفين.",
        {"fsb"},
    ),
    (
        "أعلن جهاز الأمن الفيدرالي توقيف رجلين في قازان. وقال الكرملين إن وكالة المخابرات المركزية نقلت إلى الروس"
        " معلومات عن مخططهما قبل ثلاثة أيام.",
        {"cia", "fsb"},
    ),
    (
        "اجتمع مسؤولون من وكالة الاستخبارات المركزية بنظرائهم الروس في فيينا أمس. ورفض جهاز الأمن الفيدرالي التعليق.",
        {"cia", "fsb"},
    ),
    # Of two services it is not known which one is meant.
    (
        "أعلن جهاز الأمن الفيدرالي توقيف رجلين، وأكد ذلك جهاز الاستخبارات الخارجية الروسي. وقال الكرملين إن وكالة"
        " المخابرات المركزية نقلت إلى الروس معلومات عن مخططهما قبل ثلاثة أيام.",
        {"cia"},
    ),
    # Who is met is a person; a service that the text names elsewhere was not there.
    (
        "زار مدير وكالة المخابرات المركزية وليام بيرنز موسكو أمس والتقى مسؤولين روسا. واتهم جهاز الأمن الفيدرالي"
        " كييف بتدبير تفجير.",
        {"william-burns"},
    ),
    # Both heads of a dual.
    (
        "التقى مديرا الاستخبارات الخارجية الروسية والمخابرات المركزية الأمريكية في أنقرة أمس.",
        {"sergey-naryshkin", "william-burns"},
    ),
    (
        "اجتمع رئيسا المخابرات المركزية الأمريكية وجهاز الأمن الفيدرالي الروسي في جنيف أمس.",
        {"william-burns", "alexander-bortnikov"},
    ),
    # Who is said to head a service is the one meant.
    (
        "قال سيرغي ناريشكين، الذي يرأس جهاز الاستخبارات الخارجية الروسي، إن وليام بيرنز هاتفه أمس.",
        {"sergey-naryshkin", "william-burns"},
    ),
    # The head of a branch office is not the head of the service.
    (
        "أبلغ جهاز الأمن الفيدرالي الروسي مدير مكتب (سي آي إيه) في السفارة الأمريكية بمعلومات عن هجوم وشيك أمس.",
        {"fsb", "cia"},
    ),
    # What the head of a service says that it was told, the service was told.
    (
        "أقر مدير جهاز الأمن الفيدرالي الروسي بأن الأمريكيين نقلوا إلى موسكو معلومات عن هجوم محتمل قبل أسبوعين.",
        {"alexander-bortnikov", "fsb"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "who"), NAMED)
def test_who_is_listed(text: str, who: set[str]) -> None:
    (report,) = reports(text, "2023-07-12")
    assert people(report) == who
    for item in report.evidence:
        assert text[item.start : item.end] == item.quote
    assert {item.field for item in report.evidence} >= {f"participants:{name}" for name in who}


def test_a_head_without_a_day_is_who_held_the_office_while_the_other_one_held_his() -> None:
    text = "تلقى رئيس جهاز الاستخبارات الخارجية الروسية مكالمة من مدير وكالة المخابرات المركزية {}."
    (haspel,) = reports(text.format("جينا هاسبل"), None)
    assert people(haspel) == {"gina-haspel", "sergey-naryshkin"}
    # Of two in his time it can be either.
    (brennan,) = reports(text.format("جون برينان"), None)
    assert people(brennan) == {"john-brennan", "svr"}


def test_a_counterpart_without_a_day_is_who_held_the_office_all_the_time() -> None:
    """Burns had one counterpart; Brennan had two, and nothing says which."""
    text = "أكد {}، مدير وكالة المخابرات المركزية، لنظيره الروسي في مكالمة هاتفية أن واشنطن لم تتدخل."
    (burns,) = reports(text.format("وليام بيرنز"), None)
    assert people(burns) == {"william-burns", "sergey-naryshkin"}
    (brennan,) = reports(text.format("جون برينان"), None)
    assert people(brennan) == {"john-brennan"}
    fradkov = load_knowledge().holder("svr-director", dt.date(2014, 1, 1))
    (dated,) = reports(text.format("جون برينان"), "2014-01-01")
    assert people(dated) == {"john-brennan", fradkov}


def test_a_head_without_a_day_is_who_held_the_office_while_the_other_did() -> None:
    text = "التقى {} مدير المخابرات الخارجية الروسية سرا."
    (burns,) = reports(text.format("وليام بيرنز مدير وكالة المخابرات المركزية"), None)
    assert people(burns) == {"william-burns", "sergey-naryshkin"}
    (brennan,) = reports(text.format("جون برينان مدير وكالة المخابرات المركزية"), None)
    assert people(brennan) == {"john-brennan", "svr"}


def test_who_led_two_services_did_it_for_the_one_that_the_text_names() -> None:
    for service, other in (("cia", "السي آي إيه"), ("dni", "مكتب مدير الاستخبارات الوطنية")):
        (report,) = reports(f"هاتف راتكليف ناريشكين، وأكدت {other} المكالمة.", None)
        assert [p.service for p in report.participants if p.person_id == "john-ratcliffe"] == [service]


def test_counterparts_are_of_the_state_that_stands_before_the_colon() -> None:
    text = "بورتنيكوف في طشقند: مدير الأمن الفيدرالي الروسي يتشاور مع {}، وواشنطن تراقب."
    assert not reports(text.format("نظرائه"), "2023-05-02")
    assert reports(text.format("نظرائه الأمريكيين"), "2023-05-02")
