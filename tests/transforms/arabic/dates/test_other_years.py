"""The same day of other years, anniversaries, seasons, parts of years: what is read and that it is narrow enough."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.arabic.dates import date_mentions

PUBLISHED = dt.date(2023, 7, 12)
WIDEST = 92
"""Days of a quarter: wider bounds say too little about a contact."""


def found(expression: str, published_on: dt.date = PUBLISHED) -> list[tuple[str, str]]:
    mentions = date_mentions(f"التقيا {expression} في جنيف.", published_on)
    return [(mention.quote, f"{mention.first}..{mention.last}") for mention in mentions]


@pytest.mark.parametrize(
    ("expression", "days"),
    [
        ("مثل هذا اليوم من العام الماضي", "2022-07-12..2022-07-12"),
        ("مثل هذا اليوم قبل عام", "2022-07-12..2022-07-12"),
        ("مثل هذا اليوم قبل ثلاث سنوات", "2020-07-12..2020-07-12"),
        ("مثل هذا اليوم قبل عقد", "2013-07-12..2013-07-12"),
        ("مثل هذا اليوم قبل عقد كامل", "2013-07-12..2013-07-12"),
        ("مثل هذا اليوم قبل عقدين", "2003-07-12..2003-07-12"),
        ("مثل هذا اليوم قبل ثلاثة عقود", "1993-07-12..1993-07-12"),
        ("قبل عامين في مثل هذا اليوم", "2021-07-12..2021-07-12"),
        ("قبل عام، وفي مثل هذه الأيام", "2022-07-05..2022-07-19"),
        ("قبل عقد في مثل هذا الشهر", "2013-07-01..2013-07-31"),
        ("مثل هذه الأيام من العام الماضي", "2022-07-05..2022-07-19"),
        ("مثل هذا الشهر من عام 2021", "2021-07-01..2021-07-31"),
        ("قبل عام من اليوم", "2022-05-28..2022-08-26"),
        ("قبل يومين من اليوم", "2023-07-10..2023-07-10"),
        ("صيف هذا العام", "2023-06-01..2023-07-12"),
        ("شتاء 2021-2022", "2021-12-01..2022-02-28"),
        ("شتاء 2015", "2015-01-01..2016-02-29"),
        ("شتاء عام 2015", "2015-01-01..2016-02-29"),
        ("رأس سنة 2020", "2019-12-31..2020-01-01"),
        ("الليلة قبل الماضية", "2023-07-10..2023-07-10"),
        ("شهري يونيو ويوليو", "2023-06-01..2023-07-12"),
        ("شهري مارس وأبريل الماضيين", "2023-03-01..2023-04-30"),
        ("شهري تشرين الثاني وكانون الأول 2021", "2021-11-01..2021-12-31"),
        ("الربع الأخير من 2021", "2021-10-01..2021-12-31"),
        ("النصف الأخير من يونيو", "2023-06-16..2023-06-30"),
        ("غرة يوليو", "2023-07-01..2023-07-01"),
    ],
)
def test_what_is_read(expression: str, days: str) -> None:
    assert found(expression) == [(expression, days)]


@pytest.mark.parametrize(
    ("expression", "quote", "days"),
    [
        ("من مارس إلى مايو الماضي", "مارس إلى مايو الماضي", "2023-03-01..2023-05-31"),
        ("بين الثلاثاء والخميس", "الثلاثاء والخميس", "2023-07-04..2023-07-06"),
        ("من الثلاثاء إلى الخميس", "الثلاثاء إلى الخميس", "2023-07-04..2023-07-06"),
        ("من السبت إلى الاثنين", "السبت إلى الاثنين", "2023-07-08..2023-07-10"),
        ("في وقت سابق من اليوم", "اليوم", "2023-07-12..2023-07-12"),
        ("في وقت سابق من العام", "العام", "2023-01-01..2023-07-12"),
        ("في وقت سابق من الشهر", "الشهر", "2023-07-01..2023-07-12"),
        ("بعيد 24 يونيو", "24 يونيو", "2023-06-24..2023-06-24"),
    ],
)
def test_what_is_read_within_other_words(expression: str, quote: str, days: str) -> None:
    assert found(expression) == [(quote, days)]


@pytest.mark.parametrize(
    ("words", "sense"), [("قبيل", "before"), ("بعيد", "after"), ("غداة", "after"), ("قبل", "before"), ("بعد", "after")]
)
def test_shortly_before_and_after(words: str, sense: str) -> None:
    (mention,) = date_mentions(f"التقيا {words} 24 يونيو في جنيف.", PUBLISHED)
    assert mention.sense == sense


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("في الذكرى السنوية الأولى للقاء أنقرة", "2022-06-27..2022-07-27"),
        ("في الذكرى الثانية لزيارة الوفد", "2021-06-27..2021-07-27"),
        ("في الذكرى الثالثة السنوية للاتفاق", "2020-06-27..2020-07-27"),
        ("بعد عام على لقاء أنقرة", "2022-05-28..2022-08-26"),
        ("بعد عام كامل على لقاء أنقرة", "2022-05-28..2022-08-26"),
        ("بعد مرور أسبوعين على لقاء أنقرة", "2023-06-24..2023-07-02"),
        ("بعد أيام من لقاء أنقرة", "2023-07-02..2023-07-10"),
        ("مر شهران على لقاء أنقرة", "2023-04-27..2023-05-27"),
    ],
)
def test_an_anniversary_and_how_long_ago_it_was_are_of_what_they_name(text: str, days: str) -> None:
    (mention,) = date_mentions(text, PUBLISHED)
    assert (mention.kind, f"{mention.first}..{mention.last}") == ("anniversary", days)


@pytest.mark.parametrize("text", ["بعد عام من ذلك", "بعد ساعات من اللقاء", "بعد عام", "مر على اللقاء"])
def test_no_length_of_time_back(text: str) -> None:
    assert not [mention for mention in date_mentions(text, PUBLISHED) if mention.kind == "anniversary"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2010 – في التاسع من تموز تبادلوا", ["2010-01-01..2010-12-31", "2010-07-09..2010-07-09"]),
        ("عام 2010: في التاسع من تموز تبادلوا", ["2010-01-01..2010-12-31", "2010-07-09..2010-07-09"]),
        ("محطات:\n2010 - مكالمة\n• 2016: مكالمة في أغسطس", ["2010-01-01..2010-12-31", "2016-01-01..2016-12-31",
                                                               "2016-08-01..2016-08-31"]),
        ("2010 - مكالمة\nوفي 12 تموز عاد", ["2010-01-01..2010-12-31", "2022-07-12..2022-07-12"]),
        ("2022 - 2023 موسم", []),
        ("قال 2010 - وأضاف", []),
        ("2010-تقرير", []),
    ],
)  # fmt: skip
def test_a_year_that_opens_an_entry_is_that_of_its_days(text: str, days: list[str]) -> None:
    found = date_mentions(text, dt.date(2022, 8, 4))
    assert [f"{mention.first}..{mention.last}" for mention in found] == days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("حذرت في السابع من مارس، وأبلغتهم في السادس من الشهر.", "2024-03-06"),
        ("في مطلع فبراير، كما قال أمس، اتصل في الرابع من الشهر", "2024-02-04"),
        ("أبلغتهم في السادس من الشهر بذلك", "2024-03-06"),
    ],
)
def test_a_day_of_the_month_is_of_the_month_told_of(text: str, day: str) -> None:
    assert str(date_mentions(text, dt.date(2024, 3, 27))[-1].first) == day


@pytest.mark.parametrize("text", ["الذكرى الأليمة", "ذكرى النكسة", "الذكرى الأولى", "الساعة الثانية", "مثل هذا اللقاء"])
def test_what_is_no_anniversary(text: str) -> None:
    assert date_mentions(text, PUBLISHED) == []


@pytest.mark.parametrize("published_on", [dt.date(2020, 2, 29), dt.date(2024, 2, 29), dt.date(2023, 12, 31)])
@pytest.mark.parametrize(
    "expression",
    [
        "الربيع الماضي", "الصيف الماضي", "الخريف الماضي", "الشتاء الماضي", "شتاء 2011-2012", "ربيع العام الماضي",
        "مطلع العام", "أوائل العام الماضي", "منتصف العام الماضي", "أواخر عام 2018", "قبل عام", "قبل نحو عام",
        "قبل ثلاثة أشهر", "قبل نحو ستة أشهر", "الشهر الماضي", "في مثل هذا اليوم من العام الماضي",
    ],
)  # fmt: skip
def test_no_expression_spans_more_than_a_quarter(expression: str, published_on: dt.date) -> None:
    mentions = date_mentions(f"التقيا {expression} في جنيف.", published_on)
    assert len(mentions) == 1
    first, last = mentions[0].first, mentions[0].last
    assert first
    assert last
    assert first <= last <= published_on
    assert (last - first).days <= WIDEST


def test_a_negation_behind_a_year_is_no_era() -> None:
    [mention] = date_mentions("منذ مكالمة 30 يونيو 2023 لم يعلن شيء.", PUBLISHED)
    assert mention.quote == "30 يونيو 2023"
