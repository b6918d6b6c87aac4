"""The gate lets every page through that can report a contact."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.contacts import Gate, load_knowledge

PAGE = "<html><body><p>{}</p></body></html>"
BOTH = "هاتف بيرنز ناريشكين"


GATE = Gate(load_knowledge())


@pytest.fixture
def gate() -> Gate:
    return GATE


@pytest.mark.parametrize(
    "text",
    [
        BOTH,
        "التقى مدير الـCIA رئيس المخابرات الروسية",
        "التقى مدير الـfbi رئيس المخابرات الروسية",
        "التقى مدير ال«Cia» رئيس المخابرات الروسية",
        "مدير CIA ورئيس SVR",
        "قالت واشنطن وموسكو",
        "للولايات المتحدة وروسيا",
        "الولايات\u00a0المتحدة و<b>روس</b>يا",
        "بيـــرنـز وناريشــكين",
        "بِيرْنِز ونَاريشكين",
        "".join(f"&#{ord(letter)};" for letter in BOTH),
        "".join(f"&#x{ord(letter):x};" for letter in BOTH),
        "".join(f"\\u{ord(letter):04x}" for letter in BOTH),
        "ﺑﻴﺮﻧﺰ ﻧﺎﺭﻳﺸﻜﻴﻦ",
        "مدير السي. آي. إيه والكرملين",
        "راتكليف في أبوظبي يشرف على تبادل كارلينا وبتروف",  # a swap of the two, named by its prisoners
    ],
)
def test_names_of_both_sides(gate: Gate, text: str) -> None:
    assert gate.names_both_sides(PAGE.format(text))


@pytest.mark.parametrize(
    "text",
    ["", "class=social روسيا", "cia2 روسيا", "بيرنز في كييف", "ناريشكين في بيونغ يانغ", "سعر الذهب في مصر", "\ud800"],
)
def test_one_side_or_none(gate: Gate, text: str) -> None:
    assert not gate.names_both_sides(PAGE.format(text))


@given(st.text(max_size=200), st.text(max_size=200))
@settings(deadline=None)
def test_what_stands_around_closes_no_gate(before: str, after: str) -> None:
    assert GATE.names_both_sides(html.escape(before) + " بوتين بايدن " + html.escape(after))
