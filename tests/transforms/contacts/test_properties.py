"""What must hold of any text, and of the same text written otherwise."""

from __future__ import annotations

import datetime as dt
import re
import time
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records import Report
from tests.transforms.contacts.reading import NOW, article, detection, facts, reports
from transforms.arabic import dates
from transforms.contacts import detect, explain

TEXT = "أعلن {svr} أن {naryshkin} أجرى اتصالا هاتفيا مع {cia_director} {burns} {day}، وناقش الطرفان الوضع في أوكرانيا."
FORMS = {
    "svr": ["جهاز الاستخبارات الخارجية الروسي", "هيئة المخابرات الخارجية الروسية", "جهاز المخابرات الخارجيه الروسى"],
    "naryshkin": ["سيرغي ناريشكين", "سيرجي نارشكين", "سيرجى ناريشكين", "ناريشكين", "سيرغي ناريشكن"],
    "cia_director": [
        "مدير وكالة الاستخبارات المركزية الأميركية", "رئيس وكالة المخابرات المركزية الأمريكية", "مدير سي آي إيه",
        "مدير السي اي ايه", "مدير «سي. آي. إيه»", "مدير الـCIA", "رئيس ال«CIA»", "مدير (سي.آي.إيه)", "مدير السي آي أي",
    ],
    "burns": ["وليام بيرنز", "ويليام بيرنز", "وليم بيرنز", "بيل بيرنز", "ويليام بارنز"],
    "day": [
        "في 11 يونيو 2023", "في ١١ يونيو ٢٠٢٣", "في 11 حزيران 2023", "في 11 يونيو/حزيران 2023", "في 11/6/2023",
        "يوم 11 يونيو (حزيران) 2023", "في 11 جوان 2023", "في ۱۱ يونيو ۲۰۲۳",
    ],
}  # fmt: skip
PLAIN = TEXT.format(**{name: forms[0] for name, forms in FORMS.items()})
STORIES = {
    "call": PLAIN,
    "meeting": "التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين في أنقرة أمس الثلاثاء.",
    "visit": "زار مدير وكالة الاستخبارات المركزية الأمريكية وليام بيرنز موسكو الأسبوع الماضي والتقى هناك سيرغي ناريشكين"
    " مدير جهاز الاستخبارات الخارجية الروسي.",
    "message": "أبلغت وكالة المخابرات المركزية الأمريكية جهاز الأمن الفيدرالي الروسي قبل ثلاثة أيام بمعلومات عن هجوم"
    " وشيك في موسكو.",
    "exchange": "جرت صفقة تبادل السجناء في مطار أبو ظبي يوم 5 يوليو 2023، بعد مفاوضات بين وكالة المخابرات المركزية"
    " الأمريكية وجهاز الأمن الفيدرالي الروسي.",
    "recounted": "قال الكرملين إن مدير السي آي إيه وليام بيرنز هاتف سيرغي ناريشكين في 30 يونيو/حزيران الماضي.\n"
    "وكان الرجلان قد التقيا في أنقرة في تشرين الثاني 2022.",
}
"""One for each mode, and one with a contact that is recounted."""


def all_facts(text: str, published: str | None = "2023-07-12") -> list[tuple[object, ...]]:
    return sorted((facts(report) for report in reports(text, published)), key=repr)


def test_each_story_is_found() -> None:
    for name, text in STORIES.items():
        modes = [report.mode for report in reports(text)]
        assert modes == (["call", "meeting"] if name == "recounted" else [name]), name


@given(st.fixed_dictionaries({name: st.sampled_from(forms) for name, forms in FORMS.items()}))
@settings(max_examples=150)
def test_other_forms_of_the_same_change_no_fact(forms: dict[str, str]) -> None:
    (report,) = reports(TEXT.format(**forms))
    assert facts(report) == facts(reports(PLAIN)[0])


@given(
    st.sampled_from(sorted(STORIES)),
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from("ًٌٍَُِّْـ\u200f\u200e\u200c\u202b\u2067")), max_size=60),
)
@settings(max_examples=120)
def test_marks_and_tatweel_change_no_fact(name: str, marks: list[tuple[int, str]]) -> None:
    plain = text = STORIES[name]
    for at, mark in sorted(marks, reverse=True):
        # A mark stands on a letter: one that begins a word or stands on a digit is another text.
        if 0 < at < len(text) and text[at - 1].isalpha() and text[at - 1].isascii() is False:
            text = text[:at] + mark + text[at:]
    assert all_facts(text) == all_facts(plain)
    for report in reports(text):
        check_spans(text, report)


def check_spans(text: str, report: Report) -> None:
    assert text[report.quote_start : report.quote_end] == report.quote != ""
    assert {item.field.partition(":")[0] for item in report.evidence} >= {"mode", "participants"}
    for item in report.evidence:
        assert text[item.start : item.end] == item.quote != ""


SPELLINGS: list[Callable[[str], str]] = [
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    lambda text: text.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
    lambda text: text.translate(str.maketrans("أإآ", "ااا")),
    lambda text: re.sub(r"ي(?!\w)", "ى", text),
    lambda text: re.sub(r"ة(?!\w)", "ه", text),
    lambda text: text.translate(str.maketrans("يك", "یک")),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace(" ", "  "),
    lambda text: text.replace("\n", "\r\n"),
]


@pytest.mark.parametrize("name", sorted(STORIES))
@pytest.mark.parametrize("spelling", range(len(SPELLINGS)))
def test_ways_to_type_the_same_change_no_fact(name: str, spelling: int) -> None:
    text = SPELLINGS[spelling](STORIES[name])
    assert all_facts(text) == all_facts(STORIES[name])
    for report in reports(text):
        check_spans(text, report)


MONTHS = yaml.safe_load((Path(dates.__file__).parent / "months.yaml").read_text(encoding="utf-8"))["gregorian"]


@pytest.mark.parametrize("month", sorted(MONTHS))
def test_every_name_of_a_month_gives_the_same_days(month: int) -> None:
    text = "أعلن الكرملين أن وليام بيرنز مدير سي آي إيه هاتف سيرغي ناريشكين مدير جهاز الاستخبارات الخارجية {}."
    for name in MONTHS[month]["names"] + MONTHS[month]["ambiguous"]:
        for form, first, last in (
            (f"في 11 {name} 2022", dt.date(2022, month, 11), dt.date(2022, month, 11)),
            (f"في شهر {name} 2022", dt.date(2022, month, 1), dt.date(2022, month, monthrange(2022, month)[1])),
            (f"أواخر {name} 2022", dt.date(2022, month, 21), dt.date(2022, month, monthrange(2022, month)[1])),
        ):
            (report,) = reports(text.format(form), "2023-07-12")
            assert (report.event_start, report.event_end) == (first, last), form


BEFORE = [
    "الرئيسية | سياسة | اقتصاد",
    "آخر تحديث للصفحة: 03.11.2025 | 22:14",
    "تم الحفظ في 14 أكتوبر 2025",
    "الثلاثاء، 14 أكتوبر 2025 | 03:12 ص",
    "عاجل: الكرملين: لا موعد للقاء بوتين وبايدن",
]
AFTER = [
    "اقرأ أيضا:\nبوتين يلتقي بايدن في جنيف في 16 يونيو 2021\nناريشكين يلتقي مدير المخابرات التركية في أنقرة غدا",
    "وسوم: بيرنز، ناريشكين، أنقرة، موسكو",
    "تابعوا آخر الأخبار عبر تطبيقنا",
    "الأكثر قراءة\nأسعار الذهب اليوم\nموعد مباراة الأهلي والزمالك غدا",
    "المصدر: وكالات",
    "جميع الحقوق محفوظة © 2025",
]


@given(
    st.sampled_from(sorted(STORIES)), st.lists(st.sampled_from(BEFORE), max_size=3), st.lists(st.sampled_from(AFTER))
)
@settings(max_examples=120)
def test_page_debris_around_the_text_changes_no_fact(name: str, before: list[str], after: list[str]) -> None:
    text = "\n\n".join([*before, STORIES[name], *after])
    assert all_facts(text) == all_facts(STORIES[name])
    for report in reports(text):
        check_spans(text, report)


@given(
    st.sampled_from(sorted(STORIES)),
    st.lists(st.sampled_from(SPELLINGS), max_size=3),
    st.lists(st.sampled_from(BEFORE), max_size=2),
    st.lists(st.sampled_from(AFTER), max_size=2),
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from("ًَُِّْـ\u200f\u200c")), max_size=20),
)
@settings(max_examples=120)
def test_all_of_it_together_changes_no_fact(
    name: str,
    spellings: list[Callable[[str], str]],
    before: list[str],
    after: list[str],
    marks: list[tuple[int, str]],
) -> None:
    story = STORIES[name]
    for at, mark in sorted(marks, reverse=True):
        if 0 < at < len(story) and "\u0621" <= story[at - 1] <= "\u064a":
            story = story[:at] + mark + story[at:]
    text = "\n\n".join([*before, story, *after])
    for spelling in spellings:
        text = spelling(text)
    assert all_facts(text) == all_facts(STORIES[name])
    for report in reports(text):
        check_spans(text, report)


RELATIVE = {
    "أمس": 1, "يوم أمس": 1, "أول أمس": 1, "قبل ثلاثة أيام": 1, "قبل نحو أسبوعين": 1, "قبل أيام": 1, "منذ أيام قليلة": 1,
    "خلال الأيام القليلة الماضية": 1, "صباح اليوم": 1, "الثلاثاء الماضي": 7, "يوم الجمعة": 7, "الأسبوع الماضي": 7,
    "فجر الأحد": 7, "هذا الأسبوع": 7,
}  # fmt: skip
"""Expressions, and the days of which the day of publication may be moved by a multiple for theirs to move as far."""


@given(st.sampled_from(sorted(RELATIVE)), st.integers(0, 800), st.integers(-60, 60))
@settings(max_examples=150)
def test_relative_days_move_with_the_day_of_publication(words: str, days: int, steps: int) -> None:
    text = f"تواصلت وكالة المخابرات المركزية الأمريكية هاتفيا مع جهاز الاستخبارات الخارجية الروسي {words}."
    here = dt.date(2022, 6, 1) + dt.timedelta(days=days)
    moved = dt.timedelta(days=steps * RELATIVE[words])
    (first,) = reports(text, here.isoformat())
    (second,) = reports(text, (here + moved).isoformat())
    assert first.event_start
    assert first.event_end
    assert first.event_end <= here
    assert (second.event_start, second.event_end) == (first.event_start + moved, first.event_end + moved)


@pytest.mark.parametrize(
    ("offset", "day"), [(0, "2023-07-11"), (180, "2023-07-12"), (240, "2023-07-12"), (-300, "2023-07-11")]
)
def test_yesterday_is_counted_on_the_publishers_clock(offset: int, day: str) -> None:
    late = dt.datetime(2023, 7, 12, 23, 30, tzinfo=dt.UTC)
    given_article = msgspec.structs.replace(article(STORIES["meeting"]), published_at=late, utc_offset_minutes=offset)
    text = given_article.text.replace(" الثلاثاء", "")
    (report,) = detect(msgspec.structs.replace(given_article, text=text), detected_at=NOW).findings.reports
    assert report.event_start == report.event_end == dt.date.fromisoformat(day)


@given(st.one_of(st.text(max_size=400), st.text(st.characters(exclude_categories=()), max_size=400)))
@settings(max_examples=150)
def test_any_text_gives_a_result(text: str) -> None:
    found = detection(text)
    assert bool(found.findings.reports) == (found.rejection_reason is None)


@given(st.lists(st.tuples(st.integers(0, 300), st.text(st.characters(exclude_categories=()), max_size=3)), max_size=30))
@settings(max_examples=100)
def test_any_letters_within_a_text_give_true_spans(noise: list[tuple[int, str]]) -> None:
    text = STORIES["meeting"] + "\n" + STORIES["exchange"]
    for at, letters in noise:
        text = text[:at] + letters + text[at:]
    for report in reports(text):
        check_spans(text, report)


PIECES = [
    "بيرنز", "ناريشكين", "مدير", "وكالة المخابرات المركزية", "الروسي", "الأمريكي", "التقى", "اتصال", "هاتفيا", "مع",
    "و", "نظيره", "في موسكو", "أمس", "14 نوفمبر", "سي آي إيه", ".", "،", "\n", "(", "«", "لم", "سيلتقي", "إن",
    "صفقة تبادل", "سجناء", "معلومات", "جهاز الأمن الفيدرالي", "من", "إلى", "بين", "الطرفان", "زيارة", "واشنطن",
    "زيلينسكي", "قال", "\ud800",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@settings(max_examples=250)
def test_any_order_of_words_gives_reports_with_true_spans(words: list[str]) -> None:
    text = " ".join(words)
    found = detect(article(text), detected_at=NOW)
    for report in found.findings.reports:
        assert text[report.quote_start : report.quote_end] == report.quote
        for item in report.evidence:
            assert text[item.start : item.end] == item.quote
        assert report.event_end is None or report.event_end <= dt.date(2023, 7, 12)
        assert report.event_start is None or (report.event_end and report.event_start <= report.event_end)
    assert explain(article(text))


FIVE_MILLION = 5_000_000
LONG = {
    "sentences": "التقى بيرنز ناريشكين في أنقرة أمس. ",
    "no stops": "التقى بيرنز ناريشكين ",
    "no spaces": "بيرنزناريشكينلقاء",
    "lines": "بيرنز ناريشكين لقاء\n",
    "titles": "مدير ",
    "surrogates": "\ud800",
    "bidi marks": "\u202eبيرنز\u2066 ناريشكين\u2069\u200f",
    "scripts": "بيرنز Путин 普京 ניר ناريشكين 🛰 ",
    "days": "قبل 2 و3 من الاثنين 14 نوفمبر 2022 حتى ",
    "digits": "٣",
    "marks": "َ",
    "references": "&#1576;",
    "escapes": "\\u0628",
    "latin": "CIA fsb ",
    "ligatures": "ﷺﻻ",
}


@pytest.mark.parametrize("name", sorted(LONG))
def test_five_million_characters_take_bounded_time(name: str) -> None:
    """What lies beyond document.MOST_CHARACTERS is seen by the gate only, which is linear."""
    piece = LONG[name]
    text = "بيرنز ناريشكين " + piece * (FIVE_MILLION // len(piece))
    started = time.process_time()
    found = detection(text)
    assert time.process_time() - started < 60
    assert bool(found.findings.reports) == (found.rejection_reason is None)
