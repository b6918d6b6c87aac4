from __future__ import annotations

import datetime as dt

import pytest

from transforms.arabic.dates import date_mentions, published_day

BODY = "قال المتحدث باسم الوزارة إن الاجتماع انتهى، وإن الوفدين سيعودان."

HEADS = [
    ("14/11/2022", None),
    ("الإثنين 14 نوفمبر 2022", None),
    ("الإثنين، 14 نوفمبر/ تشرين الثاني 2022 | 03:12 م", None),
    ("نشر في 14 نوفمبر 2022", "published"),
    ("تاريخ النشر: 14.11.2022 | 10:20 GMT", "published"),
    ("آخر تحديث: الإثنين 14 نوفمبر 2022 الساعة 15:20 بتوقيت مكة المكرمة", "updated"),
    ("تاريخ اليوم: 14 نوفمبر 2022", None),
    ("الإثنين 20 ربيع الآخر 1444 هـ - 14 نوفمبر 2022م", None),
    ("2022-11-14", None),
    ("٢٠٢٢/١١/١٤", None),
]


@pytest.mark.parametrize(("head", "label"), HEADS)
def test_a_day_alone_on_its_line_is_a_dateline(head: str, label: str | None) -> None:
    found = [m for m in date_mentions(f"عنوان الخبر\n{head}\n{BODY}", dt.date(2022, 11, 15)) if m.kind == "dateline"]
    assert found
    assert {mention.first for mention in found} == {dt.date(2022, 11, 14)}
    assert {mention.label for mention in found} == {label}
    assert not any(mention.debris for mention in found)


@pytest.mark.parametrize(
    "head",
    [
        "موسكو - 14 نوفمبر 2022 - ",
        "موسكو (وكالات) – الإثنين 14 نوفمبر 2022\n",
        "القاهرة، 14 نوفمبر (أ ب) -- ",
        "موسكو، 14 نوفمبر. ",
        "واشنطن في 14 نوفمبر /وكالة/ - ",
    ],
)
def test_place_and_day_before_the_first_words_are_a_dateline(head: str) -> None:
    mention = date_mentions(head + BODY, dt.date(2022, 11, 15))[0]
    assert (mention.kind, mention.first) == ("dateline", dt.date(2022, 11, 14))


@pytest.mark.parametrize(
    "text",
    [
        "التقى الوفدان في 14 نوفمبر 2022 وقالا إن الاجتماع انتهى",
        "التقى الوفدان أمس: اليوم الأول كان طويلا",
        "في 14 نوفمبر 2022",
        "أكدت الرئاسة - الإثنين 14 نوفمبر- أن الوفدين التقيا",
        "ذكرت ذلك قناة الأخبار المحلية، الإثنين 14 نوفمبر. وأضافت أن الوفد عاد",
    ],
)
def test_a_day_within_a_sentence_is_none(text: str) -> None:
    assert all(mention.kind != "dateline" for mention in date_mentions(text, dt.date(2022, 11, 15)))


def test_a_dateline_far_from_publication_is_debris() -> None:
    text = f"الجمعة 3 مايو / مايو 2024\n\nعنوان\n\n{BODY}"
    (mention,) = date_mentions(text, dt.date(2021, 11, 8))
    assert (mention.kind, mention.debris, mention.future) == ("dateline", True, True)


def test_days_are_not_counted_from_datelines() -> None:
    text = f"الجمعة 3 مايو 2024\n\nزار موسكو في 2 نوفمبر 2021، ثم في ديسمبر من العام نفسه. {BODY}"
    assert date_mentions(text, dt.date(2021, 12, 8))[-1].first == dt.date(2021, 12, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"عنوان\n14/11/2022\n{BODY}", dt.date(2022, 11, 14)),
        (f"الجمعة 3 مايو 2024\nعنوان\nنشر في: 14 نوفمبر 2022\n{BODY}", dt.date(2022, 11, 14)),
        (f"الجمعة 3 مايو 2024\nعنوان\n14 نوفمبر 2022\n{BODY}", None),
        (BODY, None),
        ("", None),
    ],
)
def test_published_day(text: str, expected: dt.date | None) -> None:
    assert published_day(text) == expected
