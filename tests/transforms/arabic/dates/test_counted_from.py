"""Lengths of time from what has its own day, as of Wednesday, 12 July 2023; and what has a day but for its year."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.arabic.dates import date_mentions

PUBLISHED = dt.date(2023, 7, 12)

COUNTED = [
    ("قبل أسبوعين من هجوم 22 مارس 2022", "2022-03-05..2022-03-11"),
    ("قبل خمسة أسابيع من التبادل الذي شهدته أنقرة في الأول من آب 2022", "2022-06-24..2022-06-30"),
    ("بعد ثلاثة أيام من التمرد في 24 يونيو", "2023-06-27..2023-06-27"),
    ("بعد شهر على لقاء أنقرة في 14 نوفمبر", "2022-12-01..2022-12-31"),
    ("قبل ساعات من الهجوم الذي وقع في 22 مارس", "2023-03-21..2023-03-22"),
    ("قبل أيام من القمة المنعقدة في 16 يونيو", "2023-06-06..2023-06-15"),
]


@pytest.mark.parametrize(("text", "expected"), COUNTED)
def test_days_counted_from_another_one(text: str, expected: str) -> None:
    counted, event = date_mentions(text, PUBLISHED)
    assert f"{counted.first}..{counted.last}" == expected
    assert counted.counted_from == event.start


@pytest.mark.parametrize(
    "text",
    [
        "قبل أسبوعين من الهجوم. وفي 22 مارس 2022 وقع",
        "قبل أسبوعين من إعلان الكرملين أن الرئيسين سيلتقيان في 16 يونيو",
        "قبل يومين من موعد القمة التي تعقد في 30 يوليو المقبل",
    ],
)
def test_other_days_are_not_what_it_counts_from(text: str) -> None:
    assert all(mention.counted_from is None for mention in date_mentions(text, PUBLISHED))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("تهاتفا يوم 11 مارس", (3, 11), (3, 11)),
        ("زار موسكو في مايو", (5, 1), (5, 31)),
        ("نبهته مطلع آذار", (3, 1), (3, 10)),
        ("التقيا في 29 شباط الماضي", (2, 29), (2, 29)),
    ],
)
def test_a_time_of_the_year(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    [mention] = date_mentions(text, None)
    assert mention.first is None
    assert mention.any_year == (dt.date(2000, *first), dt.date(2000, *last))


@pytest.mark.parametrize("text", ["تهاتفا يوم 11 مارس 2025", "تهاتفا أمس", "التقيا يوم الأربعاء"])
def test_no_time_of_the_year(text: str) -> None:
    assert date_mentions(text, None)[0].any_year is None
