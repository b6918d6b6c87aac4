"""Whole articles: several contacts, what is recounted, and what stands around the text."""

from __future__ import annotations

import datetime as dt

from tests.transforms.contacts.reading import NOW, article, people, reports
from transforms.contacts import detect

CALL = (
    "قال مدير جهاز الاستخبارات الخارجية الروسي سيرغي ناريشكين، اليوم الأربعاء، إنه تحدث هاتفيا مع مدير وكالة"
    " المخابرات المركزية الأميركية وليام بيرنز في أواخر يونيو الماضي. وأضاف أن المكالمة استغرقت نحو ساعة."
)
RECOUNTED = "وكان الرجلان قد التقيا في أنقرة في 14 نوفمبر 2022 بطلب من الجانب الأميركي."


def test_news_and_what_it_recounts() -> None:
    call, meeting = reports(f"{CALL}\n{RECOUNTED}")
    assert (call.role, call.mode, call.event_start, call.event_end) == (
        "primary", "call", dt.date(2023, 6, 21), dt.date(2023, 6, 30),
    )  # fmt: skip
    assert (meeting.role, meeting.mode, meeting.event_start) == ("background", "meeting", dt.date(2022, 11, 14))
    assert (meeting.place, meeting.place_country, meeting.initiator) == ("Ankara", "TR", "US")
    assert people(call) == people(meeting) == {"william-burns", "sergey-naryshkin"}


def test_first_and_second_are_two() -> None:
    found = reports(
        "أعلن ناريشكين يوم الأحد أنه أجرى اتصالا هاتفيا جديدا بمدير وكالة الاستخبارات المركزية جون راتكليف. وهذا"
        " الاتصال"
        " هو الثاني بين ناريشكين وراتكليف بعد أول محادثة جرت بينهما في 11 مارس الماضي.",
        "2025-06-29",
    )
    assert [(r.role, r.mode, r.event_start) for r in found] == [
        ("primary", "call", None), ("background", "call", dt.date(2025, 3, 11)),
    ]  # fmt: skip


def test_visit_and_meetings_during_it_are_one() -> None:
    (visit,) = reports(
        "وصل مدير السي آي إيه وليام بيرنز إلى موسكو أمس الثلاثاء. والتقى هناك سكرتير مجلس الأمن الروسي"
        " نيكولاي باتروشيف."
        " كما اجتمع في موسكو مع سيرغي ناريشكين.",
        "2021-11-03",
    )
    assert visit.mode == "visit"
    assert people(visit) == {"william-burns", "nikolai-patrushev", "sergey-naryshkin"}
    assert (visit.place, visit.place_country, visit.event_start) == ("Moscow", "RU", dt.date(2021, 11, 2))


def test_a_call_with_somebody_else_is_another_event() -> None:
    found = reports(
        "أكد الكرملين أن اتصالا هاتفيا جرى بين الرئيس فلاديمير بوتين ومدير وكالة المخابرات المركزية وليام بيرنز.\n"
        "وجاء الاتصال بعد زيارة بيرنز إلى موسكو الأربعاء الماضي حيث اجتمع مع سيرغي ناريشكين.",
        "2021-11-08",
    )
    assert [(r.role, r.mode) for r in found] == [("primary", "call"), ("background", "visit")]
    assert people(found[0]) == {"vladimir-putin", "william-burns"}


def test_a_warning_in_a_meeting_is_the_meeting() -> None:
    (meeting,) = reports(
        "حذر بيرنز نظيره الروسي ناريشكين خلال اجتماع في أنقرة أمس من استخدام السلاح النووي.", "2022-11-15"
    )
    assert (meeting.mode, meeting.cameo_code, meeting.place) == ("meeting", "044", "Ankara")


def test_offices_are_those_of_the_day() -> None:
    text = "أجرى مدير وكالة المخابرات المركزية الأميركية اتصالا هاتفيا بمدير جهاز الاستخبارات الخارجية الروسي أمس."
    days = {"2010-01-10": "leon-panetta", "2012-01-10": "david-petraeus", "2014-01-10": "john-brennan"}
    days |= {"2017-06-10": "mike-pompeo", "2019-01-10": "gina-haspel", "2023-01-10": "william-burns"}
    for day, director in days.items():
        (report,) = reports(text, day)
        assert director in people(report)
    assert people(reports(text, "2012-01-10")[0]) == {"david-petraeus", "mikhail-fradkov"}


def test_a_contact_is_resolved_as_of_its_own_day() -> None:
    (report,) = reports("تحدث مدير سي آي إيه هاتفيا مع رئيس جهاز الأمن الفيدرالي الروسي في أغسطس 2016.", "2019-05-01")
    assert people(report) == {"john-brennan", "alexander-bortnikov"}


def test_related_headlines_and_captions_found_no_contact() -> None:
    body = "ارتفع سعر الذهب في القاهرة اليوم بعد قرار البنك المركزي الأمريكي تثبيت الفائدة، وفق ما قاله تجار لرويترز."
    assert reports(f"{body}\nاقرأ أيضا:\nبيرنز يلتقي ناريشكين في أنقرة\nناريشكين يهاتف بيرنز") == ()
    assert reports(f"{body}\nلقاء بيرنز وناريشكين في أنقرة (رويترز)\n{body}") == ()


def test_debris_changes_no_fact() -> None:
    (plain,) = reports(CALL)
    wrapped = (
        f"الجمعة 3 مايو 2024\nالرئيسية > العالم\n{CALL}\nاقرأ أيضا:\nبيرنز في موسكو\nالوسوم: روسيا | أمريكا\nطباعة"
    )
    (report,) = reports(wrapped)
    assert (report.mode, report.event_start, report.event_end) == (plain.mode, plain.event_start, plain.event_end)
    assert people(report) == people(plain)


def test_no_day_of_publication() -> None:
    (report,) = reports(
        "التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين أمس في أنقرة.", None
    )
    assert (report.event_start, report.event_end, report.date_precision) == (None, None, "unknown")
    assert people(report) == {"william-burns", "sergey-naryshkin"}


def test_ids_stay_when_the_article_is_corrected() -> None:
    (before,) = reports(CALL)
    (after,) = reports("تصحيح: " + CALL.replace("نحو ساعة", "أكثر من ساعة"))
    assert before.report_id == after.report_id
    other = detect(article(CALL), detected_at=NOW).findings.reports[0]
    assert other == before


def test_the_publishers_clock_decides_which_day_is_yesterday() -> None:
    late = article("التقى بيرنز ناريشكين في أنقرة أمس، حسب وكالة المخابرات المركزية.", "2022-11-14", offset=720)
    (report,) = detect(late, detected_at=NOW).findings.reports
    assert report.event_start == dt.date(2022, 11, 14)


def test_planned_contacts_make_no_report_beside_real_ones() -> None:
    found = reports(f"{CALL}\nولم يستبعد ناريشكين عقد لقاء مع بيرنز في المستقبل القريب.")
    assert [r.mode for r in found] == ["call"]


def test_the_affair_that_a_report_is_about() -> None:
    warned = "سلمت السي آي إيه جهاز الأمن الفيدرالي الروسي تحذيرا من هجوم."
    (report,) = reports(f"{warned} ووقعت مجزرة كروكوس بعد أسبوعين.", "2024-03-27")
    assert "affair:crocus-city-hall-attack" in report.topics
    later = "وبعد أيام قليلة على ذلك قتل العشرات في حفل موسيقي.\nوهزت مجزرة كروكوس البلاد."
    (report,) = reports(f"{warned}\n{later}", "2024-03-27")
    assert "affair:crocus-city-hall-attack" in report.topics
    (report,) = reports(f"{warned} وشبهه محللون بتحذير ماراثون بوسطن قبل كروكوس.", "2024-03-27")
    assert not any(topic.startswith("affair:") for topic in report.topics)


def test_an_affair_that_is_recounted_is_not_that_of_the_news() -> None:
    text = (
        "سلمت وكالة المخابرات المركزية الأمريكية أمس جهاز الأمن الفيدرالي الروسي معلومات عن خلية في قازان. "
        "وذكر باحث بما جرى سنة 2011، حين بعث جهاز الأمن الفيدرالي الروسي إلى مكتب التحقيقات الفيدرالي الأمريكي تحذيرا "
        "من تامرلان تسارناييف."
    )
    affairs = {
        report.role: [topic for topic in report.topics if topic.startswith("affair:")]
        for report in reports(text, "2018-03-20")
    }
    assert affairs == {"primary": [], "background": ["affair:boston-marathon-bombing"]}


def test_the_affair_of_the_first_sentence_is_that_of_the_news() -> None:
    text = (
        "عادت كسينيا كاريلينا إلى أهلها. "
        "وجرى التبادل يوم الخميس بين وكالة المخابرات المركزية وجهاز الأمن الفيدرالي الروسي، "
        "بعد شهرين من عودة مارك فوغل."
    )
    (report,) = reports(text, "2025-04-12")
    assert [topic for topic in report.topics if topic.startswith("affair:")] == ["affair:karelina-petrov-swap"]


def test_cited_sources_topics_and_quote() -> None:
    (report,) = reports(
        "أفادت صحيفة وول ستريت جورنال بأن مدير سي آي إيه وليام بيرنز اتصل بسيرغي ناريشكين بعد تمرد فاغنر في روسيا.",
        "2023-07-01",
    )
    assert report.cited_sources == ("wall-street-journal",)
    assert "wagner-mutiny" in report.topics
    assert report.quote.startswith("أفادت صحيفة")
    assert 0 < report.confidence < 1
