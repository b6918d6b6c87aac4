from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.arabic.orthography import fold, folded

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة"
MARKS = "ًٌٍَُِّْٰٕٓٔـ\u200f\u200c"
ARABIC = st.text(st.sampled_from(LETTERS + MARKS + " \n\tﻻﷺ،؛؟«»١٢٣۴۵.,2CIA"), max_size=60)
ANY = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ﻻﺟﺊ", "لاجئ"),
        ("ﷲ", "الله"),
        ("إيران", "إيران"),
        ("آسيا", "آسيا"),
        ("مسؤول", "مسؤول"),
        ("رئيس", "رئيس"),
        ("كِتَابٌ", "كتاب"),
        ("الــــرئيس", "الرئيس"),
        ("المصرى", "المصري"),
        ("الأمریکیة", "الأمريكية"),
        ("المركزيه", "المركزية"),
        ("أنقره", "انقرة"),
        ("گورباتشوف", "كورباتشوف"),
        ("ڤيينا", "فيينا"),
        ("١٢ ۱۲ １２", "12 12 12"),
        ("٢٫٥", "2.5"),
        ("2,5", "2.5"),
        ("«نص»", '"نص"'),
        ("„نص‟", "'نص'"),
        ("أ – ب — ج", "أ - ب - ج"),
        ("وكالة\u200f \u202bالأنباء\u202c", "وكالة الأنباء"),
        ("CIA", "cia"),
        ("Ｃｉａ", "CIA"),
        ("Évian", "evian"),
        ("كلمة\u00a0 \t كلمة", "كلمة كلمة"),
        ("سطر \r\n \n سطر", "سطر\nسطر"),
    ],
)
def test_same_words_fold_alike(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize("text", ["2,500", "12,5000", "ا,ب", "1, 2"])
def test_comma_that_is_no_decimal_point_stays(text: str) -> None:
    assert "," in fold(text).text


@pytest.mark.parametrize(
    ("text", "wanted", "quote"),
    [
        ("قال وَلِيـــام بيرنزُ، أمس", "وليام بيرنز", "وَلِيـــام بيرنزُ"),
        ("\u200fالـCIA\u200f.", "الcia", "الـCIA"),
        ("وقال  سيرغي \n ناريشكين.", "ناريشكين", "ناريشكين"),
        ("جهاز  الأمن", "جهاز الامن", "جهاز  الأمن"),
        ("ﻻﻓﺮوف", "لافروف", "ﻻﻓﺮوف"),
    ],
)
def test_span_gives_the_original_words(text: str, wanted: str, quote: str) -> None:
    view = fold(text)
    start = view.text.index(wanted)
    assert view.quote(start, start + len(wanted)) == quote


def test_span_leaves_outer_space_out() -> None:
    view = fold("أول  \n ثان")
    assert view.quote(3, len(view.text)) == "ثان"
    assert view.quote(3, 4) == ""
    assert view.span(99, 120) == (10, 10)
    assert fold("").span(0, 5) == (0, 0)


@given(st.one_of(ARABIC, ANY))
def test_folding_is_idempotent_and_total(text: str) -> None:
    once = fold(text)
    assert fold(once.text).text == once.text
    once.text.encode("utf-8")
    assert "  " not in once.text


@given(st.one_of(ARABIC, ANY), st.integers(0, 70), st.integers(0, 70))
def test_every_span_holds_the_words_it_stands_for(text: str, start: int, end: int) -> None:
    view = fold(text)
    first, after = view.span(start, end)
    assert 0 <= first <= after <= len(text)
    # A comma may be a decimal point only in its context, and of a ligature the span holds the whole.
    assert view.text[start:end].strip().replace(",", ".") in fold(text[first:after]).text.replace(",", ".")


@given(ARABIC, st.data())
def test_marks_and_tatweel_change_nothing(text: str, data: st.DataObject) -> None:
    base = "".join(char for char in text if unicodedata.category(char) != "Mn")
    at = data.draw(st.integers(0, len(base)))
    marks = data.draw(st.text("ًٌٍَُِّْـ\u200f", max_size=5))
    assert fold(base[:at] + marks + base[at:]).text == fold(base).text


def test_word_list_entries_are_trimmed() -> None:
    assert folded(" الأمن ") == "الامن"


@pytest.mark.parametrize("piece", ["وكالةُ الاستخبارات، ", " \u200f\n", "بَ", "ﷺ", "😀", "\ud800", "\0"])
def test_five_megabytes_take_about_a_second_at_most(piece: str) -> None:
    text = piece * (5_000_000 // len(piece.encode("utf-8", "surrogatepass")))
    began = time.process_time()
    fold(text).span(3, 9)
    assert time.process_time() - began < 30
