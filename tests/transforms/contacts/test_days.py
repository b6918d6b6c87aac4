"""Which day is that of a contact, where a text gives several or says it elsewhere; and that none is invented."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from tests.transforms.contacts.reading import NOW, article, reports
from transforms.contacts import detect

DAYS = [
    # Of another contact: right behind the noun that tells of it.
    (
        "بعد مكالمة آذار، تحدث وليام بيرنز مدير سي آي إيه هاتفيا مع سيرغي ناريشكين أمس.",
        "2023-07-12", "2023-07-11", "2023-07-11",
    ),
    # Of the first one, where the text is about the second.
    (
        "هذه هي المرة الثانية التي يلتقي فيها وليام بيرنز سيرغي ناريشكين في أنقرة، إذ كانت الأولى في 14 نوفمبر 2022.",
        "2023-07-12", None, "2023-07-12",
    ),
    # The one day of a sentence, far before what it dates.
    (
        "كلف الرئيس جو بايدن في شهر حزيران اثنين من كبار أعوانه الموثوق بهم بإيصال الرسالة إلى الكرملين دون أن يعلم"
        " بذلك أحد في الحكومة، ومنهم وليام بيرنز مدير وكالة المخابرات المركزية الذي هاتف سيرغي ناريشكين.",
        "2023-07-12", "2023-06-01", "2023-06-30",
    ),
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة الاثنين من الأسبوع الماضي.", "2023-07-12", "2023-07-03", "2023-07-03"),
    ("في مثل هذا اليوم قبل عقد كامل، هاتف ليون بانيتا مدير وكالة المخابرات المركزية نظيره ميخائيل فرادكوف.",
     "2020-07-03", "2010-07-03", "2010-07-03"),
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة يوم 29 فبراير.", "2024-03-05", "2024-02-29", "2024-02-29"),
    # No year near has such a day: none is made up, the last possible one is that of publication.
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة يوم 31 يونيو 2023.", "2023-07-12", None, "2023-07-12"),
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة يوم 29 فبراير 2023.", "2023-07-12", None, "2023-07-12"),
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة يوم 15/13/2022.", "2023-07-12", None, "2023-07-12"),
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة في 31 من صفر 1444 هـ.", "2023-07-12", None, "2023-07-12"),
    # At the turn of the year.
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة أواخر الشهر الماضي.", "2023-01-02", "2022-12-21", "2022-12-31"),
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة في 30 ديسمبر.", "2023-01-02", "2022-12-30", "2022-12-30"),
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة أول أمس.", "2023-01-01", "2022-12-30", "2022-12-30"),
    # The month has no such day: the last one that it has.
    ("التقى وليام بيرنز سيرغي ناريشكين في أنقرة أمس.", "2024-03-01", "2024-02-29", "2024-02-29"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "first", "last"), DAYS)
def test_the_day_of_a_contact(text: str, published: str, first: str | None, last: str) -> None:
    report = reports(text, published)[0]
    assert (report.event_start and str(report.event_start), str(report.event_end)) == (first, last)


UNDATED = [
    # By when it had taken place, by what the text says of its sources and of what came after.
    ("أجرى رئيس الاستخبارات الخارجية الروسية أول مكالمة مع مدير سي آي إيه وليام بيرنز، حسبما صرح في مطلع يوليو 2021.",
     None, "2021-07-10"),
    ("زودت المخابرات الأمريكية الأمن الفيدرالي الروسي بمعلومات أدت إلى توقيف شابين يوم 27 ديسمبر 2019.",
     None, "2019-12-27"),
    ("29/12/2019: تلقى جهاز الأمن الفيدرالي الروسي معلومات من السي آي إيه.", None, "2019-12-29"),
    ("قبل ثلاثة أيام من تمرد 24 يونيو 2023 هاتف وليام بيرنز سيرغي ناريشكين.", "2023-06-21", "2023-06-21"),
    ("كان الجهاز قد غير مقره. وهاتف وليام بيرنز سيرغي ناريشكين.", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "last"), UNDATED)
def test_the_days_of_a_contact_where_nothing_says_when_the_text_was_published(
    text: str, first: str | None, last: str | None
) -> None:
    report = reports(text, None)[0]
    assert (report.event_start and str(report.event_start), report.event_end and str(report.event_end)) == (first, last)


def test_a_day_without_its_year_is_kept_as_a_hint() -> None:
    [report] = reports("تهاتف سيرغي ناريشكين وجون راتكليف يوم 11 مارس.", None)
    assert report.event_end is None
    assert report.hints == ("in:03-11/03-11",)


def test_the_days_of_an_affair_are_hints_and_no_days_of_the_report() -> None:
    [report] = reports("أقر بورتنيكوف بأن معلومات أمريكية وصلت إلى جهازه قبل هجوم كروكوس.", None)
    assert report.event_end is None
    assert "of:2024-02-15/2024-03-22" in report.hints


def test_an_affair_of_other_days_is_not_a_contacts() -> None:
    [report] = reports(
        "نقلت وكالة المخابرات المركزية إلى جهاز الأمن الفيدرالي في ديسمبر 2017 معلومات عن خلية في سان بطرسبورغ، لا"
        " كما حدث مع كروكوس.",
        "2024-03-30",
    )
    assert not any(topic.startswith("affair:") for topic in report.topics)


def test_a_day_without_its_year_is_in_the_year_of_the_affair() -> None:
    [told] = reports(
        "مر عام على هجوم كروكوس. وكانت المخابرات المركزية قد حذرت جهاز الأمن الفيدرالي من كروكوس في أوائل مارس.",
        "2025-03-23",
    )
    assert (str(told.event_start), str(told.event_end)) == ("2024-03-01", "2024-03-10")
    [news] = reports("حذرت المخابرات المركزية جهاز الأمن الفيدرالي في أوائل مارس من هجوم على مهرجان.", "2025-03-23")
    assert str(news.event_start) == "2025-03-01"


def test_a_time_long_past_beside_a_contact_is_kept_as_a_hint() -> None:
    [report] = reports("في خريف 2022 خاف الأمريكيون من النووي. لذلك قصد بيرنز تركيا وقابل ناريشكين هناك.", "2024-11-10")
    assert report.event_start is None
    assert report.hints == ("about:2022-09-01/2022-11-30",)
    [news] = reports("في خريف 2022 خاف الأمريكيون من النووي. أما أمس فقابل بيرنز ناريشكين.", "2024-11-10")
    assert not any(hint.startswith("about:") for hint in news.hints)


FUTURE = [
    "التقى وليام بيرنز سيرغي ناريشكين في أنقرة في 3 أغسطس 2023.",
    "التقى وليام بيرنز سيرغي ناريشكين في أنقرة الجمعة المقبل.",
    "التقى وليام بيرنز سيرغي ناريشكين في أنقرة غدا الخميس.",
    "التقى وليام بيرنز سيرغي ناريشكين في أنقرة عام 2031.",
]


@pytest.mark.parametrize("text", FUTURE)
def test_no_contact_took_place_after_publication(text: str) -> None:
    for report in reports(text, "2023-07-12"):
        assert report.event_end
        assert report.event_end <= dt.date(2023, 7, 12)


@pytest.mark.parametrize(("offset", "day"), [(0, "2024-02-29"), (180, "2024-03-01"), (-480, "2024-02-29")])
def test_today_is_that_of_the_publishers_clock(offset: int, day: str) -> None:
    given = article("التقى وليام بيرنز سيرغي ناريشكين في أنقرة اليوم.")
    late = dt.datetime(2024, 2, 29, 22, 30, tzinfo=dt.UTC)
    given = msgspec.structs.replace(given, published_at=late, utc_offset_minutes=offset)
    (report,) = detect(given, detected_at=NOW).findings.reports
    assert str(report.event_start) == str(report.event_end) == day
