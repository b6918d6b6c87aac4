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
