from __future__ import annotations

import multiprocessing
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.arabic.language import identify, is_arabic

SHARED = Path(os.environ.get("QANAT_SHARED", Path(__file__).parents[4] / "shared"))
SENTENCES = SHARED / "data" / "language_id.tsv"

ARABIC = [
    "بيان رسمي",
    "عاجل",
    "موسكو تنفي",
    "أعلن مدير الجهاز أمس أن الاجتماع عقد في العاصمة وتناول ملفات أمنية عدة",
    "قال جورج پاپاندريو إن گوركي وڤاليري حضرا اللقاء الذي عقد في المدينة أمس",
    "اجتمع رئيس الوزراء المصرى مع السفير الأمريكى فى القاهرة وبحث معه القضايا التى تهم البلدين",
    "قال المتحدث باسم الوزارة إن الاجتماع عقد في موسكو اليوم وإن البيان سيصدر لاحقا".translate(
        {ord("ي"): "ی", ord("ك"): "ک"}
    ),
    "وَقَالَ المُتَحَدِّثُ إِنَّ اللِّقَاءَ كَانَ مُثْمِراً وَإِنَّ الجَانِبَيْنِ اتَّفَقَا عَلَى مُوَاصَلَةِ الحِوَارِ",
]
OTHERS = [
    ("fa", "رئیس سازمان اطلاعات خارجی روسیه گفت که با همتای آمریکایی خود گفتگو کرده است"),
    ("fa", "وزارت خارجه ایران در بیانیه‌ای این گزارش را رد کرد و آن را بی‌اساس خواند"),
    ("ur", "روس کی خفیہ ایجنسی کے سربراہ نے کہا کہ انہوں نے امریکی ہم منصب سے بات کی ہے"),
    ("ps", "د روسیې د استخباراتو مشر وویل چې له خپل امریکايي سیال سره یې خبرې کړي دي"),
    ("ckb", "سەرۆکی دەزگای هەواڵگری ڕووسیا ڕایگەیاند کە لەگەڵ هاوتا ئەمریکییەکەی قسەی کردووە"),
    ("ug", "رۇسىيە ئاخبارات ئىدارىسىنىڭ باشلىقى ئامېرىكىلىق كەسىپدىشى بىلەن سۆزلەشكەنلىكىنى ئېيتتى"),
    ("en", "The head of the service said that he had spoken with his counterpart on the phone."),
    ("fr", "Le chef du service a déclaré avoir parlé au téléphone avec son homologue américain."),
    ("ru", "Глава службы внешней разведки заявил, что провёл телефонный разговор с коллегой."),
]


@pytest.mark.parametrize("text", ARABIC)
def test_arabic_is_kept(text: str) -> None:
    assert identify(text).code == "ar", identify(text)


@pytest.mark.parametrize(("code", "text"), OTHERS)
def test_others_are_named(code: str, text: str) -> None:
    assert identify(text).code == code


@pytest.mark.parametrize("text", ["", " \n", "123 456", "،؛؟", "😀"])
def test_no_letters_is_no_language(text: str) -> None:
    assert identify(text) == ("und", 0.0, "no_letters")


def test_most_of_a_mixed_text_decides() -> None:
    arabic, english = ARABIC[3], OTHERS[6][1]
    assert is_arabic(f"{english}\n{arabic * 20}")
    assert not is_arabic(f"{arabic}\n{english * 20}")


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_text_has_an_answer_and_always_the_same(text: str) -> None:
    found = identify(text)
    assert found == identify(text)
    assert 0.0 <= found.confidence <= 1.0


UNCLEAR = ["سلام دوست من امروز به بازار رفتم", "محمد علي حسن سعيد كريم جمال نوري", "هلا شلون شخبار زين يا خوي"]


def _answers(_: int) -> list[tuple[str, float, str]]:
    return [tuple(identify(text)) for text in UNCLEAR + ARABIC]


def test_threads_and_processes_agree() -> None:
    expected = _answers(0)
    with ThreadPoolExecutor(8) as threads:
        assert all(answer == expected for answer in threads.map(_answers, range(32)))
    with multiprocessing.get_context("spawn").Pool(2) as processes:
        assert all(answer == expected for answer in processes.map(_answers, range(4)))


def test_time_does_not_grow_with_the_text() -> None:
    text = " ".join(UNCLEAR) * 50_000
    identify(text)
    began = time.process_time()
    for _ in range(10):
        identify(text)
    assert time.process_time() - began < 20


@pytest.mark.skipif(not SENTENCES.exists(), reason="no labelled sentences beside the repository")
def test_measured_on_labelled_sentences() -> None:
    kept = arabic = let_through = others = 0
    for line in SENTENCES.read_text(encoding="utf-8").splitlines()[1:]:
        text, code, _ = line.split("\t")
        if sum(map(str.isalpha, text)) < 40:
            continue
        if code == "ar":
            arabic += 1
            kept += is_arabic(text)
        else:
            others += 1
            let_through += is_arabic(text)
    assert arabic > 300
    assert others > 4000
    assert kept / arabic >= 0.995
    assert let_through / others <= 0.01
