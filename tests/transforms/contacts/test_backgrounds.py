"""What a text recounts beside its news, and what hid it: history, plans, other contacts."""

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


def _told(text: str, published: str) -> list[Told]:
    return [_facts(report) for report in reports(text, published)]


def _facts(report: Report) -> Told:
    first, last = report.event_start, report.event_end
    return Told(report.mode, people(report), first and str(first), last and str(last))


SEATED = "جلس ضباط من وكالة المخابرات المركزية إلى ممثلين عن جهاز الأمن الفيدرالي الروسي في فندق بهلسنكي"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{SEATED}، في لقطة من أفلام الحرب الباردة.", True),
        (f"{SEATED}، وتناولوا أمن الموانئ في جمهوريات الاتحاد السوفياتي السابق.", True),
        (f"{SEATED}. هكذا كان يجري الأمر في الحرب الباردة.", False),
        (f"{SEATED}، وكان ذلك في عهد الاتحاد السوفياتي.", False),
    ],
)
def test_history_is_what_a_text_tells_of_not_what_it_likens_to(text: str, told: bool) -> None:
    assert [report.mode for report in reports(text, "2019-11-20")] == ["meeting"] * told


def test_a_birth_does_not_make_history() -> None:
    text = (
        "ولد الجنرال لأسرة من كينغستون سنة 1956. تولى في 2015 إدارة وكالة استخبارات الدفاع الأميركية، وفي أبريل 2016"
        " بات أول من يطأ منها ذلك المبنى حيث استقبله إيغور كوروبوف رئيس الاستخبارات العسكرية الروسية."
    )
    assert _told(text, "2017-02-14") == [Told("visit", {"dia", "igor-korobov"}, "2016-04-01", "2016-04-30")]


FIRST = "في أبريل 2016 سلم جهاز الأمن الفيدرالي الروسي مكتب التحقيقات الفيدرالي الأميركي تحذيرا من الشقيقين. "


@pytest.mark.parametrize(
    "second",
    [
        "وتسلمت وكالة المخابرات المركزية مذكرة مشابهة في أكتوبر 2016.",
        "وفي أكتوبر 2016 تلقت وكالة المخابرات المركزية إخطارا مماثلا.",
        "وتلقت وكالة المخابرات المركزية التحذير نفسه في أكتوبر 2016.",
    ],
)
def test_a_message_like_the_one_before_comes_from_the_same_side(second: str) -> None:
    assert Told("message", {"cia", "fsb"}, "2016-10-01", "2016-10-31") in _told(FIRST + second, "2017-05-10")


def test_a_like_message_from_nobody_known_is_none() -> None:
    assert reports("تسلمت وكالة المخابرات المركزية مذكرة مشابهة أمس.", "2017-05-10") == ()


NEWS = "هاتف كاش باتيل مدير مكتب التحقيقات الفيدرالي ألكسندر بورتنيكوف مدير جهاز الأمن الفيدرالي الروسي أمس. "
MUELLER = {"robert-mueller", "alexander-bortnikov"}


@pytest.mark.parametrize(
    ("recounted", "told"),
    [
        ("ولم يجتمع رئيس للمكتب بنظيره الروسي منذ استضافت موسكو سلفه روبرت مولر في مايو 2013.",
         Told("visit", MUELLER, "2013-05-01", "2013-05-31")),
        ("وإن تم لقاء بينهما فسيكون الأول منذ ربيع 2013، يوم استضافت هلسنكي روبرت مولر وألكسندر بورتنيكوف.",
         Told("meeting", MUELLER, "2013-03-01", "2013-05-31")),
        ("ويرجع آخر اتصال معلن إلى مايو 2013 حين اتصل روبرت مولر ببورتنيكوف.",
         Told("call", MUELLER, "2013-05-01", "2013-05-31")),
        ("ولم يكن مدير للمكتب قد جلس إليه منذ أن استقبل بورتنيكوف في مايو 2013 سلفه روبرت مولر في مقره.",
         Told("visit", MUELLER, "2013-05-01", "2013-05-31")),
        ("وفعل ذلك مثلما هاتف سلفه روبرت مولر بورتنيكوف في مايو 2013.",
         Told("call", MUELLER, "2013-05-01", "2013-05-31")),
    ],
)  # fmt: skip
def test_since_when_there_was_none(recounted: str, told: Told) -> None:
    news, *others = _told(NEWS + recounted, "2025-10-10")
    assert (news.mode, news.people) == ("call", {"kash-patel", "alexander-bortnikov"})
    assert others == [told]


@pytest.mark.parametrize(
    "text",
    [
        "وإن انعقد اللقاء بين كاش باتيل مدير مكتب التحقيقات الفيدرالي وألكسندر بورتنيكوف فسيكون في هلسنكي.",
        "لم يكن كاش باتيل مدير مكتب التحقيقات الفيدرالي قد التقى ألكسندر بورتنيكوف مدير الأمن الفيدرالي.",
    ],
)
def test_what_is_supposed_or_had_not_been(text: str) -> None:
    assert reports(text, "2025-10-10") == ()


def test_an_offer_made_at_a_meeting_does_not_put_the_meeting_off() -> None:
    text = (
        "ناول ضباط وكالة المخابرات المركزية محاوريهم في جهاز الأمن الفيدرالي الروسي العرض الأخير خلال لقاء في هلسنكي"
        " في مارس 2024."
    )
    assert _told(text, "2024-08-10") == [Told("meeting", {"cia", "fsb"}, "2024-03-01", "2024-03-31")]


def test_his_colleague_by_trade_is_who_is_named_next() -> None:
    text = (
        "نزل روبرت مولر مدير مكتب التحقيقات الفيدرالي في موسكو أمس. وقابل نائب الوزير، ثم تحدث هاتفيا إلى زميله في"
        " المهنة ألكسندر بورتنيكوف."
    )
    assert Told("call", MUELLER, None, "2013-05-10") in _told(text, "2013-05-10")


@pytest.mark.parametrize(
    "second",
    [
        "ولم يلتق الرجلان منذ أن جمعتهما قاعة واحدة في هلسنكي في مارس 2025.",
        "ولم يعد أي منهما إلى ذلك منذ أن استضافت فنلندا باتيل وبورتنيكوف في مارس 2025.",
    ],
)
def test_where_both_were_together(second: str) -> None:
    assert _told(NEWS + second, "2025-10-10")[1:] == [
        Told("meeting", {"kash-patel", "alexander-bortnikov"}, "2025-03-01", "2025-03-31")
    ]


def test_whom_a_third_state_received_met_the_one_named_before() -> None:
    text = "لم يجلس مدير للمكتب مع نظيره الروسي منذ أن استضافت فنلندا روبرت مولر في مايو 2013."
    assert _told(NEWS + text, "2025-10-10")[1:] == [Told("meeting", MUELLER, "2013-05-01", "2013-05-31")]


def test_the_two_men_are_those_whom_the_text_is_about() -> None:
    text = (
        "وصل كاش باتيل مدير مكتب التحقيقات الفيدرالي إلى الفندق قبيل الغروب. ونزل ألكسندر بورتنيكوف مدير الأمن"
        " الفيدرالي في الطابق الأعلى. وكان المطر شديدا. ولم يصدر بيان. وسكتت الوزارة. وأغلقت الطريق. وسارت الأمور"
        " هادئة. وهي أول مرة يجتمع فيها الرجلان."
    )
    assert [people(report) for report in reports(text, "2025-10-10")] == [{"kash-patel", "alexander-bortnikov"}]


def test_what_was_then_was_later() -> None:
    text = (
        "وكان سلفه روبرت مولر قد اجتمع ببورتنيكوف في موسكو في مايو 2013 ثم كلمه بالهاتف بعد فرار الموظف في صيف العام"
        " نفسه."
    )
    told = _told(NEWS + text, "2025-10-10")[1:]
    assert Told("visit", MUELLER, "2013-05-01", "2013-05-31") in told
    assert Told("call", MUELLER, "2013-06-01", "2013-08-31") in told


def test_a_message_given_on_a_visit_is_part_of_the_visit() -> None:
    text = (
        "روى روبرت مولر مدير مكتب التحقيقات الفيدرالي أن آخر حديث له مع ألكسندر بورتنيكوف مدير الأمن الفيدرالي الروسي"
        " جرى في مطلع آب 2013. وسبق لمولر أن زار موسكو في أيار 2013، غداة الهدنة، وأنذر قيادة الأمن الفيدرالي بالعواقب."
    )
    assert sorted(told.first or "" for told in _told(text, "2014-05-10")) == ["2013-05-01", "2013-08-01"]
    assert [told.people for told in _told(text, "2014-05-10") if told.first == "2013-08-01"] == [MUELLER]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("كان مولر مدير مكتب التحقيقات الفيدرالي أول من يطأ مقر جهاز الأمن الفيدرالي الروسي، وكان ذلك في مايو 2013.",
         Told("visit", {"robert-mueller", "fsb"}, "2013-05-01", "2013-05-31")),
        ("أمد مكتب التحقيقات الفيدرالي جهاز الأمن الفيدرالي الروسي في مايو 2013 بما كشف هوية المهاجم.",
         Told("message", {"fbi", "fsb"}, "2013-05-01", "2013-05-31")),
        ("تعارف روبرت مولر مدير مكتب التحقيقات الفيدرالي وألكسندر بورتنيكوف هاتفيا في مايو 2013.",
         Told("call", MUELLER, "2013-05-01", "2013-05-31")),
    ],
)  # fmt: skip
def test_words_for_a_contact_of_old(text: str, told: Told) -> None:
    assert _told(text, "2014-05-10") == [told]


def test_a_third_state_received_the_two() -> None:
    text = NEWS + "وكان الرجلان قد ناقشا الأمر في مارس 2025، حين استضافهما جهاز الاستخبارات الفنلندي في هلسنكي."
    assert [told[:2] for told in _told(text, "2025-10-10")] == [
        ("call", {"kash-patel", "alexander-bortnikov"}),
        ("meeting", {"kash-patel", "alexander-bortnikov"}),
    ]


def test_officers_of_both_services_are_those_of_whom_was_told() -> None:
    text = NEWS + "وسبق أن التقى ضباط من الجهازين في هلسنكي في يونيو 2024."
    assert _told(text, "2025-10-10")[1:] == [Told("meeting", {"fbi", "fsb"}, "2024-06-01", "2024-06-30")]


def test_what_he_told_those_of_his_own_state() -> None:
    text = (
        "قال روبرت مولر المدير السابق لمكتب التحقيقات الفيدرالي إنه هاتف ألكسندر بورتنيكوف مدير الأمن الفيدرالي"
        " الروسي في 4 مايو 2013. وأوضح أنه أطلع قادة الكونغرس على ذلك لاحقا."
    )
    assert _told(text, "2015-10-10") == [Told("call", MUELLER, "2013-05-04", "2013-05-04")]


@pytest.mark.parametrize(("word", "told"), [("مقررة", True), ("مقررة غدا", False)])
def test_what_was_said_at_a_call_that_was_scheduled(word: str, told: bool) -> None:
    said = "نبهه إلى العواقب" if told else "سيثير كاش باتيل الملف"
    text = f"خلال مكالمة هاتفية {word} بين كاش باتيل مدير مكتب التحقيقات الفيدرالي وألكسندر بورتنيكوف، {said}."
    assert [report.mode for report in reports(text, "2025-10-10")] == ["call"] * told


def test_that_was_on_the_day_that_follows() -> None:
    text = (
        "يفخر روبرت مولر بأنه أول مدير لمكتب التحقيقات الفيدرالي يحل ضيفا على مقر جهاز الأمن الفيدرالي الروسي، وكان ذلك"
        " في مايو 2013، حيث تحاور مع ألكسندر بورتنيكوف."
    )
    assert _told(text, "2018-10-10") == [Told("visit", MUELLER, "2013-05-01", "2013-05-31")]


def test_a_president_named_since_is_not_one_of_the_two() -> None:
    text = (
        "لا توجد خطط لمقابلة بين كاش باتيل مدير مكتب التحقيقات الفيدرالي وألكسندر بورتنيكوف مدير الأمن الفيدرالي."
        " وينتظر الجميع قرار دونالد ترامب. وآخر مرة جلس فيها الرجلان كانت في هلسنكي في مارس 2025."
    )
    assert _told(text, "2025-10-10") == [
        Told("meeting", {"kash-patel", "alexander-bortnikov"}, "2025-03-01", "2025-03-31")
    ]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("قدم مكتب التحقيقات الفيدرالي لموسكو معلومات مكنت الأمن الفيدرالي الروسي من كشف الخلية.", "message"),
        ("قدم كاش باتيل مدير مكتب التحقيقات الفيدرالي إلى موسكو والتقى ألكسندر بورتنيكوف.", "visit"),
    ],
)
def test_who_gives_does_not_come(text: str, mode: str) -> None:
    assert [report.mode for report in reports(text, "2025-10-10")] == [mode]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        # "Him" is the companion's fellow, not who phoned in the sentence before.
        (
            "اتصل راتكليف هاتفيا بناريشكين الاثنين وبحثا ملف السجناء.\n"
            "وكان المدرس مارك فوغل قد عاد في فبراير مع المبعوث ويتكوف، فاستقبله ترامب في واشنطن.",
            "call",
        ),
        # What talks have to do with is no call.
        (
            "أكدت السفارة أن مدير الاستخبارات المركزية الأمريكية وليام بيرنز موجود في موسكو منذ الاثنين وأجرى أمس"
            " محادثات مع مسؤولين أمنيين روس تتصل بالملف الأوكراني.",
            "visit",
        ),
    ],
)
def test_one_contact_is_not_told_twice(text: str, mode: str) -> None:
    assert [report.mode for report in reports(text, "2025-06-10")] == [mode]


def test_whom_one_faced_is_a_man_not_a_service() -> None:
    text = (
        "عرف ألكسندر بورتنيكوف منذ تولى جهاز الأمن الفيدرالي خمسة مديرين، بينهم مدير مكتب التحقيقات الفيدرالي روبرت"
        " مولر الذي قابله في مايو 2013."
    )
    assert _told(text, "2025-10-10")[0].people == MUELLER


def test_though_they_met() -> None:
    text = "وإن اجتمع كاش باتيل مدير مكتب التحقيقات الفيدرالي وألكسندر بورتنيكوف في هلسنكي فقد افترقا على خلاف."
    assert [report.mode for report in reports(text, "2025-10-10")] == ["meeting"]


def test_the_call_that_was_told_is_not_one_of_who_is_named_beside_it() -> None:
    text = (
        "تحادث هاتفيا أمس مدير وكالة المخابرات المركزية جون راتكليف ورئيس الاستخبارات الخارجية الروسية"
        " سيرغي ناريشكين.\n"
        "وتستحضر المكالمة ما صنعه سلف راتكليف، وليام بيرنز، عندما قابل ناريشكين في أنقرة في 14 نوفمبر 2022."
    )
    assert sorted((told.mode, sorted(told.people)) for told in _told(text, "2025-03-12")) == [
        ("call", ["john-ratcliffe", "sergey-naryshkin"]),
        ("meeting", ["sergey-naryshkin", "william-burns"]),
    ]
