"""What is planned, possible or denied is kept, but is no report."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.transforms.contacts.reading import detection

PLANNED = (
    "من المقرر أن يلتقي مدير وكالة المخابرات المركزية جون راتكليف رئيس جهاز الاستخبارات الخارجية الروسي سيرغي ناريشكين "
    "في أنقرة يوم 20 أغسطس 2025."
)
DENIED = "نفى الكرملين أن يكون ناريشكين قد أجرى اتصالا هاتفيا بمدير وكالة المخابرات المركزية جون راتكليف أمس."
POSSIBLE = "قد يزور مدير وكالة المخابرات المركزية جون راتكليف موسكو لإجراء محادثات مع جهاز الأمن الفيدرالي."
TOOK_PLACE = (
    "أجرى مدير وكالة المخابرات المركزية جون راتكليف أمس اتصالا هاتفيا برئيس جهاز الاستخبارات الخارجية سيرغي ناريشكين."
)


@pytest.mark.parametrize(
    ("text", "status", "mode", "day"),
    [
        (PLANNED, "planned", "meeting", dt.date(2025, 8, 20)),
        (DENIED, "denied", "call", dt.date(2025, 8, 5)),
        (POSSIBLE, "planned", "visit", None),
    ],
)
def test_kept_with_its_status_and_no_report(text: str, status: str, mode: str, day: dt.date | None) -> None:
    found = detection(text, "2025-08-06")
    assert not found.findings.reports
    assert found.rejection_reason == f"only_{status}"
    [contact] = found.unrealized
    assert (contact.status, contact.mode, contact.event_start, contact.event_end) == (status, mode, day, day)
    assert "john-ratcliffe" in {person.person_id for person in contact.participants}
    assert text[contact.quote_start : contact.quote_end] == contact.quote
    assert all(text[item.start : item.end] == item.quote for item in contact.evidence)


def test_the_same_plan_told_twice_is_one() -> None:
    assert len(detection(f"{PLANNED}\n{PLANNED}", "2025-08-06").unrealized) == 1


def test_a_plan_beside_what_took_place_is_kept_too() -> None:
    found = detection(f"{TOOK_PLACE} {PLANNED}", "2025-08-06")
    assert [report.mode for report in found.findings.reports] == ["call"]
    assert [(contact.status, contact.mode) for contact in found.unrealized] == [("planned", "meeting")]


def test_a_second_meeting_that_is_planned_is_another_one() -> None:
    met = "التقى مدير وكالة المخابرات المركزية جون راتكليف أمس رئيس جهاز الاستخبارات الخارجية سيرغي ناريشكين في أنقرة."
    found = detection(f"{met} {PLANNED}", "2025-08-06")
    assert [report.event_start for report in found.findings.reports] == [dt.date(2025, 8, 5)]
    assert [(contact.status, contact.event_start) for contact in found.unrealized] == [
        ("planned", dt.date(2025, 8, 20))
    ]


def test_a_denial_of_what_the_article_tells_is_no_second_contact() -> None:
    assert detection(f"{TOOK_PLACE} {DENIED}", "2025-08-06").unrealized == ()


def test_a_plan_of_diplomats_is_none() -> None:
    text = "من المقرر أن يلتقي وزير الخارجية الأمريكي ماركو روبيو نظيره الروسي سيرغي لافروف غدا."
    assert detection(text).unrealized == ()
