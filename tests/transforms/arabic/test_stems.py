"""Light stems and consonants: inflections and derivations of a word meet, and nothing becomes empty."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.arabic.orthography import folded
from transforms.arabic.stems import consonants, stem


@pytest.mark.parametrize(
    "words",
    [
        ("معلومات", "والمعلومات", "بالمعلومات", "معلومة", "للمعلومة"),
        ("لقاء", "اللقاء", "بلقاء", "ولقاء"),
        ("مسؤولين", "المسؤولون", "مسؤول"),
        ("حذّر", "حذرت", "حذرا", "وحذرها"),
    ],
)
def test_inflections_have_one_stem(words: tuple[str, ...]) -> None:
    assert len({stem(folded(word)) for word in words}) == 1


@pytest.mark.parametrize(
    "words", [("قابل", "تقابل", "مقابلة"), ("راسل", "تراسل", "مراسلة"), ("خاطب", "تخاطب", "المخاطبة")]
)
def test_derivations_share_their_consonants(words: tuple[str, ...]) -> None:
    assert len({consonants(stem(folded(word))) for word in words}) == 1


def test_other_words_stay_apart() -> None:
    assert len({consonants(stem(folded(word))) for word in ("هاتف", "حذر", "قابل", "أبلغ", "سافر")}) == 5


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءآأإؤئ", min_size=1, max_size=14))
def test_a_stem_is_part_of_its_word(word: str) -> None:
    found = stem(word)
    assert found
    assert found in word
    assert len(found) >= min(3, len(word))
    assert consonants(found)
