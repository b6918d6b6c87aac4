"""Where a contact was: of the places that a text names, the one of the contact."""

from __future__ import annotations

import pytest

from tests.transforms.contacts.reading import reports

PLACES = [
    ("جرت مبادلة السجناء التي رتبتها وكالة المخابرات المركزية وجهاز الأمن الفيدرالي على أرض مطار فيينا أمس.", "Vienna"),
    ("تم تبادل السجناء بين وكالة المخابرات المركزية وجهاز الأمن الفيدرالي على مدرج مطار أبوظبي أمس.", "Abu Dhabi"),
    ("التقى وليام بيرنز سيرغي ناريشكين في أحد فنادق أنقرة أمس. وعقد اللقاء في أنقرة بعيدا عن الصحافة.", "Ankara"),
    # Other talks, some sentences on, were elsewhere.
    (
        "التقى وليام بيرنز سيرغي ناريشكين أمس. ولم تكشف السفارة عن المزيد. وارتفعت أسعار النفط في الأسواق."
        " وتؤمن السلطنة بالحوار، فقد احتضنت مسقط محادثات كثيرة.",
        None,
    ),
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_where_a_contact_was(text: str, place: str | None) -> None:
    (report,) = reports(text, "2023-07-12")
    assert report.place == place
    if place:
        (words,) = [item for item in report.evidence if item.field == "place"]
        assert text[words.start : words.end] == words.quote
