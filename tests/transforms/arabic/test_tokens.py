from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.arabic.orthography import fold
from transforms.arabic.tokens import clauses, quotations, sentences, stems, words


def test_words_break_where_the_script_changes() -> None:
    text = fold("والـCIA أعلنت 2,5 مليون و3 قتلى F16").text
    assert [word.text for word in words(text)] == ["وال", "cia", "اعلنت", "2.5", "مليون", "و", "3", "قتلي", "f", "16"]
    assert all(text[word.start : word.end] == word.text for word in words(text))


@pytest.mark.parametrize(
    ("word", "stem", "definite"),
    [
        ("وكالة", "وكالة", False),
        ("والوكالة", "وكالة", True),
        ("للوكالة", "وكالة", True),
        ("وللوكالة", "وكالة", True),
        ("بالوكالة", "وكالة", True),
        ("فبالوكالة", "وكالة", True),
        ("لبيرنز", "بيرنز", False),
        ("وبيرنز", "بيرنز", False),
        ("سيلتقي", "يلتقي", False),
        ("للقاء", "لقاء", False),
        ("للقاء", "لقاء", True),
        ("كالمخابرات", "مخابرات", True),
    ],
)
def test_stems_hold_the_right_reading(word: str, stem: str, definite: bool) -> None:
    assert any(
        (found.text, found.definite) == (fold(stem).text, definite) for found in stems(fold(word).text)
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("انتهى اللقاء. ثم غادر الوفد.", 2),
        ("هل التقيا؟ نعم! ربما…", 3),
        ("عنوان\n\nنص أول. نص ثان", 3),
        ("قال مصدر في سي.آي.إيه إن الأمر انتهى", 1),
        ("قال مصدر في سي. آي. إيه. إن الأمر انتهى", 2),
        ("وصل في 17.12.2017 إلى موسكو", 1),
        ("بلغت 2.5 مليون", 1),
        ("صرح ج. د. فانس للصحافة", 1),
        ("حضر د. سالم الحفل", 1),
        ("وقع ذلك عام 1444 هـ. ثم تغير", 2),
        ("وقع ذلك عام 2022 م. ثم تغير", 2),
        ("انتهى الاجتماع.وأضاف المصدر", 2),
        ("زوروا example.com اليوم", 1),
        ('قال: "لن نعود." ثم خرج', 2),
        ("في u.s. army", 1),
        ("", 0),
        (" \n ", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(fold(text).text)) == count


def test_closing_quotation_mark_belongs_to_its_sentence() -> None:
    text = fold("قال: «لن نعود.» ثم خرج").text
    assert [text[s.start : s.end] for s in sentences(text)] == ['قال: "لن نعود."', "ثم خرج"]


def test_clauses() -> None:
    text = fold("وصل الوفد، وهو كبير، في الساعة 10:30؛ ثم غادر (ليلا) – كما قيل").text
    parts = [text[span.start : span.end] for span in clauses(text)]
    assert parts == ["وصل الوفد", "وهو كبير", "في الساعه 10:30", "ثم غادر", "ليلا", "كما قيل"]


def test_quotations() -> None:
    text = fold("قال «نعم» ثم “لا”").text
    assert [text[span.start : span.end] for span in quotations(text)] == ["نعم", "لا"]


@given(st.text(st.one_of(st.sampled_from('ابسيdأ.،"!?؟\n 1…()-'), st.characters(exclude_categories=())), max_size=80))
def test_any_text_is_split_without_loss(source: str) -> None:
    text = fold(source).text
    covered = "".join(text[s.start : s.end] for s in sentences(text))
    assert "".join(covered.split()) == "".join(text.split())
    assert all(a.end <= b.start for a, b in zip(sentences(text), sentences(text)[1:], strict=False))
    for word in words(text):
        assert stems(word.text)
    list(quotations(text))
    assert all(span.start < span.end for span in clauses(text))
