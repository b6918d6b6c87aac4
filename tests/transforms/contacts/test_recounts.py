"""Earlier contacts that a text recounts beside its news: by whom, how and when, and apart from the news."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from schemas.records import Report
from tests.transforms.contacts.reading import people, reports


class Told(NamedTuple):
    mode: str
    people: set[str]
    first: str | None
    last: str | None


def _told(report: Report) -> Told:
    first, last = report.event_start, report.event_end
    return Told(report.mode, people(report), first and str(first), last and str(last))


BURNS = {"william-burns", "sergey-naryshkin"}
RECOUNTS = {
    "the first of two calls": (
        "هاتف سيرغي ناريشكين مدير وكالة المخابرات المركزية جون راتكليف مجددا. هذه المكالمة الثانية بين الرجلين، أما"
        " الأولى فكانت في 11 مارس الماضي.",
        "2025-06-30", Told("call", {"john-ratcliffe", "sergey-naryshkin"}, "2025-03-11", "2025-03-11"),
    ),
    "two meetings in one clause": (
        "هاتف وليام بيرنز مدير سي آي إيه سيرغي ناريشكين أمس. وسبق للرجلين أن التقيا مرتين: في جنيف"
        " في مايو 2022، وفي أنقرة"
        " بعد ستة أشهر.",
        "2023-07-12", Told("meeting", BURNS, "2022-11-01", "2022-11-30"),
    ),
    "an answer that counts": (
        "أكد سيرغي ناريشكين أن وليام بيرنز مدير سي آي إيه هاتفه في نهاية يونيو، ودامت المكالمة ساعة كاملة تقريبا.\n\n"
        "هل التقيا شخصيا؟\nمرتين على الأقل: في جنيف في مايو 2022 قبل القمة، وفي أنقرة بعد ستة أشهر من ذلك.",
        "2023-07-12", Told("meeting", BURNS, "2022-05-01", "2022-05-31"),
    ),
    "the delegations had met": (
        "في جنيف جلس وليام بيرنز مدير سي آي إيه أمس قبالة سيرغي ناريشكين. وكانت الوفود نفسها قد"
        " اجتمعت في جنيف يوم 3 مايو.",
        "2023-07-12", Told("meeting", BURNS, "2023-05-03", "2023-05-03"),
    ),
    "then": (
        "قال وليام بيرنز مدير سي آي إيه إن الخطر كان حقيقيا في خريف 2022. وأضاف أن الرئيس جو بايدن"
        " أوفده حينها إلى تركيا"
        " ليلتقي سيرغي ناريشكين.",
        "2024-09-09", Told("meeting", BURNS, "2022-09-01", "2022-11-30"),
    ),
    "a day behind the place, a clause with its own noun after it": (
        "اجتمع ضباط من وكالة المخابرات المركزية بممثلين عن جهاز الأمن الفيدرالي الروسي في عاصمة"
        " خليجية في 25 يونيو الماضي،"
        " وطرحوا صفقة تبادل السجناء.",
        "2024-08-03", Told("meeting", {"cia", "fsb"}, "2024-06-25", "2024-06-25"),
    ),
    "what a warning said, behind its day": (
        'قال ممثل جهاز الأمن الفيدرالي الروسي: "نبهنا رئيس محطة وكالة المخابرات المركزية، في أكتوبر'
        ' 2011، إلى أن صبرنا نفد".',
        "2013-05-17", Told("message", {"cia", "fsb"}, "2011-10-01", "2011-10-31"),
    ),
    "a letter that said": (
        "وجه جهاز الأمن الفيدرالي الروسي إلى مكتب التحقيقات الفيدرالي في مارس 2011 رسالة قال فيها إن الشاب خطر.",
        "2014-04-11", Told("message", {"fbi", "fsb"}, "2011-03-01", "2011-03-31"),
    ),
    "what the Russians had done": (
        "قال مسؤول أمريكي إنه سبق للروس أن راسلوا مكتب التحقيقات الفيدرالي في مارس 2011 بشأن الشاب.",
        "2013-05-09", Told("message", {"fbi"}, "2011-03-01", "2011-03-31"),
    ),
    "an answer with whose it is": (
        "اجتمع ضباط من وكالة المخابرات المركزية بنظرائهم الروس في حزيران. وفي 17 تموز سلّم الروس الوكالة جوابهم.",
        "2024-08-03", Told("message", {"cia"}, "2024-07-17", "2024-07-17"),
    ),
    "a service and those who were told, side by side": (
        "في كانون الأول 2017 زودت «السي آي إيه» الروس بمعلومات عن خلية أرادت تفجير كاتدرائية.",
        "2019-12-30", Told("message", {"cia"}, "2017-12-01", "2017-12-31"),
    ),
    "his head, of the service just spoken of": (
        "نقلت وكالة المخابرات المركزية وجهاز الأمن الفيدرالي الروسي السجناء. وذكرت الوكالة أن"
        " مديرها هاتف سيرغي ناريشكين"
        " في مارس.",
        "2025-04-12", Told("call", {"john-ratcliffe", "sergey-naryshkin"}, "2025-03-01", "2025-03-31"),
    ),
    "a general lead and what it says in particular": (
        "لفتت مصالح الأمن الروسية نظر مكتب التحقيقات الفيدرالي إلى الشاب. فقد راسل جهاز الأمن"
        " الفيدرالي المكتب في مارس 2011.",
        "2013-04-27", Told("message", {"fbi", "fsb"}, "2011-03-01", "2011-03-31"),
    ),
    "a call for the first time, its parties with their offices": (
        "تحدث وليام بيرنز هاتفيا مع سيرغي ناريشكين، رئيس جهاز الاستخبارات الخارجية، للمرة الأولى في"
        " 11 مارس، واتفقا على"
        " التواصل.",
        "2023-07-12", Told("call", BURNS, "2023-03-11", "2023-03-11"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RECOUNTS)
def test_a_recount(name: str) -> None:
    text, published, told = RECOUNTS[name]
    assert told in [_told(report) for report in reports(text, published)]


def test_the_first_of_two_is_another_contact() -> None:
    text = RECOUNTS["the first of two calls"][0]
    news, earlier = reports(text, "2025-06-30")
    assert (news.role, news.event_start) == ("primary", None)
    assert earlier.role == "background"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("بعد مكالمة آذار الأولى بينهما، عاد سيرغي ناريشكين وجون راتكليف مدير سي آي إيه وتحدثا هاتفيا.",
         {None, "2025-03-01"}),
        ("بعد مكالمة أمس بينهما، قال الكرملين إن سيرغي ناريشكين وجون راتكليف مدير سي آي إيه تحدثا ساعة.",
         {"2025-06-29"}),
    ],
)  # fmt: skip
def test_what_only_says_when_is_another_contact_if_it_is_old(text: str, days: set[str | None]) -> None:
    assert {_told(report).first for report in reports(text, "2025-06-30")} == days


def test_as_the_time_before_is_no_day_of_the_news() -> None:
    text = "التقى سيرغي ناريشكين، كما في مايو، وليام بيرنز مدير سي آي إيه في جنيف."
    assert [report.event_start for report in reports(text, "2023-07-12")] == [None]


DIRECTOR = "أوفد بايدن إلى موسكو مدير وكالة المخابرات المركزية وليام بيرنز مطلع الشهر. "


def test_the_director_is_the_one_named_before() -> None:
    text = DIRECTOR + "وبحث المدير مع سيرغي ناريشكين الأوضاع هاتفيا."
    assert [people(report) for report in reports(text, "2021-11-20") if report.mode == "call"] == [BURNS]


@pytest.mark.parametrize(
    "text",
    [
        "كشف وليام بيرنز مدير سي آي إيه أن الرئيس جو بايدن أرسله إلى أنقرة ليقابل سيرغي ناريشكين.",
        "كشف وليام بيرنز مدير سي آي إيه أسرار عمله. وقال إن بايدن أوفده إلى أنقرة للتباحث مع نظيره سيرغي ناريشكين.",
        "تحدث وليام بيرنز مدير سي آي إيه عن عمله، وقال: أرسلني الرئيس بايدن للقاء نظيري الروسي سيرغي ناريشكين.",
    ],
)
def test_who_sends_is_not_there(text: str) -> None:
    assert people(reports(text, "2023-07-12")[0]) == BURNS


CHRONOLOGY = """كيف تكلم الجهازان؟

نستعيد فيما يلي محطات القناة بين واشنطن وموسكو، وهي قناة بقيت مفتوحة في أحلك الظروف بحسب مسؤولين.

{first}أنقرة. التقى وليام بيرنز مدير سي آي إيه سيرغي ناريشكين وجها لوجه في فندق مطل على المدينة بلا بيان.

{second}هاتف وليام بيرنز سيرغي ناريشكين، ودامت المكالمة ساعة كاملة بحسب ما أعلنه الطرفان بعد ذلك بأيام.
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("■ 14 نوفمبر 2022: ", "■ 24 يونيو 2023: "),
        ("1. 14 نوفمبر 2022 - ", "2. 24 يونيو 2023 - "),
        ("14 نوفمبر 2022\n", "24 يونيو 2023\n"),
    ],
)
def test_a_chronology(first: str, second: str) -> None:
    told = [_told(report) for report in reports(CHRONOLOGY.format(first=first, second=second), "2024-01-10")]
    assert sorted(told, key=lambda one: str(one.first)) == [
        Told("meeting", BURNS, "2022-11-14", "2022-11-14"),
        Told("call", BURNS, "2023-06-24", "2023-06-24"),
    ]


def test_one_day_that_opens_a_line_is_no_chronology() -> None:
    text = "أنقرة - 10 يناير 2024\n\nكشف الكرملين أن وليام بيرنز مدير سي آي إيه التقى سيرغي ناريشكين في أنقرة."
    assert [report.event_start for report in reports(text, "2024-01-10")] == [None]


def test_who_held_it_is_he_whose_words_they_are() -> None:
    text = "بعد تصريحات سيرغي ناريشكين عن مكالمة أجراها مع جون راتكليف مدير سي آي إيه، ساد الصمت في واشنطن."
    assert [people(report) for report in reports(text, "2025-07-05")] == [{"john-ratcliffe", "sergey-naryshkin"}]


def test_he_himself_is_whom_the_text_is_about() -> None:
    text = (
        "التقى وليام بيرنز مدير سي آي إيه سيرغي ناريشكين في أنقرة أمس. وحمل بيرنز تحذيرا. وكان جيك"
        " سوليفان قد مهد لذلك."
        " فهو نفسه زار موسكو في نوفمبر 2021 واجتمع بمسؤولي الأمن الروس."
    )
    assert Told("visit", {"william-burns"}, "2021-11-01", "2021-11-30") in [
        _told(report) for report in reports(text, "2022-11-15")
    ]


@pytest.mark.parametrize(
    ("text", "published", "who"),
    [
        # Who received another guest.
        (
            "تزامن وجود روبرت مولر مدير مكتب التحقيقات الفيدرالي في موسكو مع زيارة جون كيري الذي"
            " استقبله فلاديمير بوتين.",
            "2013-05-10", {"robert-mueller"},
        ),
        # Something is given to him, and he acts.
        (
            "أوقف مكتب التحقيقات الفيدرالي الشبكة، ثم أوكل الملف إلى ليون بانيتا مدير وكالة المخابرات المركزية، فهاتف"
            " ميخائيل فرادكوف.",
            "2010-07-11", {"leon-panetta", "mikhail-fradkov"},
        ),
        # Who he was when it took place, told a year later in other words.
        (
            "يروي ليون بانيتا أنه اتفق مع ميخائيل فرادكوف على مبادلة الجواسيس، وتم التسليم في فيينا في 9 يوليو 2010.",
            None, {"leon-panetta", "mikhail-fradkov"},
        ),
        # The name of a counterpart behind his service.
        (
            "تهاتف سيرغي ناريشكين رئيس الاستخبارات الخارجية الروسية ونظيره الأمريكي في الـCIA جون راتكليف أمس.",
            "2025-03-12", {"john-ratcliffe", "sergey-naryshkin"},
        ),
        # A counterpart in the headline, named below.
        (
            "برينان هاتف نظيره الروسي\n\nهاتف جون برينان مدير وكالة المخابرات المركزية ألكسندر"
            " بورتنيكوف، مدير جهاز الأمن"
            " الفيدرالي، في الرابع من أغسطس 2016، بحسب ما قاله أمام لجنة في الكونغرس.",
            "2017-06-24", {"john-brennan", "alexander-bortnikov"},
        ),
        # Among those met.
        (
            "رد مايك بومبيو مدير وكالة المخابرات المركزية بأن لقاءه رؤساء أجهزة الاستخبارات"
            " الروسية، ومنهم سيرغي ناريشكين،"
            " كان من أجل السلامة.",
            "2018-02-02", {"mike-pompeo", "sergey-naryshkin"},
        ),
        # Who is spoken of before "until" is not who acts behind it.
        (
            "لم تمض أسابيع على عودة ترامب حتى تحادث جون راتكليف مدير سي آي إيه وسيرغي ناريشكين.",
            "2025-03-13", {"john-ratcliffe", "sergey-naryshkin"},
        ),
        # The director, whatever verb follows.
        (
            "قالت متحدثة باسم وكالة المخابرات المركزية إن المدير تحادث مع ألكسندر بورتنيكوف مدير"
            " جهاز الأمن الفيدرالي.",
            "2025-04-10", {"john-ratcliffe", "alexander-bortnikov"},
        ),
    ],
)  # fmt: skip
def test_who_took_part(text: str, published: str | None, who: set[str]) -> None:
    assert [people(report) for report in reports(text, published)] == [who]


def test_an_exchange_only_agreed_on_is_not_the_news() -> None:
    text = (
        "هاتف ليون بانيتا مدير وكالة المخابرات المركزية رئيس الاستخبارات الخارجية الروسية ميخائيل فرادكوف في الثالث من"
        " يوليو، ثم اتفقا على مبادلة الجواسيس العشرة بأربعة سجناء."
    )
    first = reports(text, "2010-07-11")[0]
    assert (first.role, _told(first)) == (
        "primary",
        Told("call", {"leon-panetta", "mikhail-fradkov"}, "2010-07-03", "2010-07-03"),
    )


def test_what_is_counted_took_place() -> None:
    text = "ثلاثة اتصالات بين ليون بانيتا مدير سي آي إيه وميخائيل فرادكوف سبقت الاعتقالات."
    assert [_told(report)[:2] for report in reports(text, "2010-07-11")] == [
        ("call", {"leon-panetta", "mikhail-fradkov"})
    ]


def test_he_whom_a_profile_is_about_travels() -> None:
    text = (
        "سيرغي ناريشكين مدير الاستخبارات الخارجية الروسية\n\nولد ناريشكين في لينينغراد وعمل مهندسا قبل أن ينتقل إلى"
        " السياسة ثم إلى الاستخبارات.\n\nوفي أواخر يناير 2018 سافر إلى واشنطن رغم العقوبات. ولم يعلق أحد على ذلك حينها."
    )
    assert Told("visit", {"sergey-naryshkin"}, "2018-01-21", "2018-01-31") in [
        _told(report) for report in reports(text, "2025-06-30")
    ]
