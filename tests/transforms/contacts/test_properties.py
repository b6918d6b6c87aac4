"""What must hold of any text, and of the same text written otherwise."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.contacts.reading import NOW, article, detection, facts, reports
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


@given(st.fixed_dictionaries({name: st.sampled_from(forms) for name, forms in FORMS.items()}))
@settings(max_examples=150, deadline=None)
def test_other_forms_of_the_same_change_no_fact(forms: dict[str, str]) -> None:
    (report,) = reports(TEXT.format(**forms))
    assert facts(report) == facts(reports(PLAIN)[0])


@given(st.lists(st.tuples(st.integers(0, len(PLAIN)), st.sampled_from("ًٌٍَُِّْـ\u200f\u200e\u200c")), max_size=40))
@settings(max_examples=100, deadline=None)
def test_marks_and_tatweel_change_no_fact(marks: list[tuple[int, str]]) -> None:
    text = PLAIN
    for at, mark in sorted(marks, reverse=True):
        # A mark stands on a letter: one that begins a word or stands on a digit is another text.
        if at and text[at - 1].isalpha():
            text = text[:at] + mark + text[at:]
    (report,) = reports(text)
    assert facts(report) == facts(reports(PLAIN)[0])
    for item in report.evidence:
        assert text[item.start : item.end] == item.quote


@given(st.integers(1, 900))
@settings(max_examples=60, deadline=None)
def test_relative_days_move_with_the_day_of_publication(days: int) -> None:
    text = "التقى مدير وكالة المخابرات المركزية وليام بيرنز سيرغي ناريشكين في أنقرة أمس."
    first = dt.date(2022, 2, 1)
    published = first + dt.timedelta(days=days)
    (report,) = reports(text, published.isoformat())
    assert report.event_start == report.event_end == published - dt.timedelta(days=1)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_result(text: str) -> None:
    found = detection(text)
    assert bool(found.findings.reports) == (found.rejection_reason is None)


PIECES = [
    "بيرنز", "ناريشكين", "مدير", "وكالة المخابرات المركزية", "الروسي", "الأمريكي", "التقى", "اتصال", "هاتفيا", "مع",
    "و", "نظيره", "في موسكو", "أمس", "14 نوفمبر", "سي آي إيه", ".", "،", "\n", "(", "«", "لم", "سيلتقي", "إن",
    "صفقة تبادل", "سجناء", "معلومات", "جهاز الأمن الفيدرالي", "من", "إلى", "بين", "الطرفان", "زيارة", "واشنطن",
    "زيلينسكي", "قال", "\ud800",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@settings(max_examples=250, deadline=None)
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


@pytest.mark.parametrize(
    "text",
    [
        "التقى بيرنز ناريشكين في أنقرة أمس. " * 20_000,
        "التقى بيرنز ناريشكين " * 5_000,
        ("بيرنز ناريشكين" + "لقاء") * 3_000,
        "بيرنز ناريشكين لقاء\n" * 4_000,
        "مدير " * 20_000 + "بيرنز ناريشكين",
        "\ud800" * 5_000 + "بيرنز ناريشكين",
    ],
    ids=["sentences", "no stops", "no spaces", "lines", "titles", "surrogates"],
)
def test_time_is_bounded(text: str) -> None:
    started = time.process_time()
    detection(text)
    assert time.process_time() - started < 60
