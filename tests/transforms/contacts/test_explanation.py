"""`explain` says what was found, what was decided and why."""

from __future__ import annotations

from tests.transforms.contacts.reading import article
from transforms.contacts import explain


def test_a_report_is_explained() -> None:
    text = explain(
        article("التقى مدير السي آي إيه وليام بيرنز نظيره الروسي سيرغي ناريشكين في أنقرة أمس.", "2022-11-15")
    )
    assert "وليام بيرنز" in text
    assert "william-burns" in text
    assert "by parties of one clause" in text
    assert "primary meeting (reported)" in text
    assert "event_start: «أمس»" in text


def test_a_rejection_is_explained() -> None:
    text = explain(article("لقاء مرتقب بين مدير وكالة المخابرات المركزية ونظيره الروسي في موسكو.", "2022-11-15"))
    assert "only_planned: مرتقب" in text
    assert text.endswith("no report: only_planned")
