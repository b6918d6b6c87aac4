from __future__ import annotations

import datetime as dt
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.arabic.dates import date_mentions, published_day
from transforms.arabic.orthography import fold

PUBLISHED = dt.date(2023, 7, 12)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2070, 12, 31))
GULF = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]
LEVANT = ["كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول"]
LEVANT += ["تشرين الأول", "تشرين الثاني", "كانون الأول"]
TUNIS = ["جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", *GULF[8:]]
RABAT = [*GULF[:4], "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]
SYSTEMS = [GULF, LEVANT, TUNIS, RABAT]
DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]
TEMPLATES = ["{day} {month}", "{day} من {month}", "{day} {month} {year}", "{day} {month} الماضي"]
TEMPLATES += ["أواخر {month} الماضي"]
TEMPLATES += ["{month} {year}", "مطلع شهر {month}", "{day} {month} من العام الماضي", "الثلاثاء {day} {month} {year}"]


def facts(text: str, published_on: dt.date | None = PUBLISHED) -> list[tuple[object, ...]]:
    return [(m.first, m.last, m.precision, m.future, m.sense) for m in date_mentions(text, published_on)]


def written(template: str, number: int, system: list[str], digits: str = DIGITS[0]) -> str:
    """A sentence with the day of that number (counted from 1990) in this system of months and digits."""
    day = dt.date(1990, 1, 1) + dt.timedelta(number)
    sentence = "التقيا في " + template.format(day=day.day, month=system[day.month - 1], year=day.year) + " في جنيف"
    return sentence.translate({ord(plain): digit for plain, digit in zip("0123456789", digits, strict=True)})


NUMBERS = st.integers(0, 25_000)


@given(st.sampled_from(TEMPLATES), NUMBERS, st.sampled_from(SYSTEMS), st.sampled_from(DIGITS), DAYS)
def test_month_system_and_digits_change_nothing(
    template: str, number: int, system: list[str], digits: str, published_on: dt.date
) -> None:
    plain = facts(written(template, number, GULF), published_on)
    assert len(plain) == 1
    assert facts(written(template, number, system, digits), published_on) == plain


@given(st.sampled_from(TEMPLATES), NUMBERS, st.sampled_from(["{0}/ {1}", "{0} ({1})", "{0}/{1}", "{0} {1}"]))
def test_two_names_of_one_month_are_one(template: str, number: int, form: str) -> None:
    double = [form.format(*names) for names in zip(GULF, LEVANT, strict=True)]
    assert facts(written(template, number, double)) == facts(written(template, number, GULF))


SENTENCES = [
    "التقيا أمس الثلاثاء في جنيف ثم عادا يوم الجمعة الماضي",
    "في أواخر يونيو الماضي وقبل ثلاثة أشهر وفي 2 و3 تشرين الثاني 2021",
    "الإثنين 14 نوفمبر 2022\nقال إنه زارها في 17.12.2017 ثم في العام التالي",
    "من 29 نوفمبر وحتى السادس من ديسمبر، قبل أيام من القمة",
]


@given(st.sampled_from(SENTENCES), st.data())
def test_marks_and_tatweel_change_nothing(sentence: str, data: st.DataObject) -> None:
    dressed = []
    for char in sentence:
        dressed.append(char)
        if "ء" <= char <= "ي" and data.draw(st.integers(0, 4)) == 0:
            dressed.append(data.draw(st.sampled_from(["َ", "ِ", "ْ", "ـ", "ّ", "\u200f"])))
    assert facts("".join(dressed)) == facts(sentence)


RELATIVE = ["أمس", "أول أمس", "قبل ثلاثة أيام", "منذ 10 أيام", "قبل أسبوعين", "الأيام القليلة الماضية", "قبل أيام"]


@given(st.sampled_from(RELATIVE), DAYS, st.integers(-400, 400))
def test_relative_days_move_with_the_day_of_publication(words: str, published_on: dt.date, shift: int) -> None:
    moved = published_on + dt.timedelta(shift)
    (here,) = date_mentions(f"تحدثا {words} هاتفيا", published_on)
    (there,) = date_mentions(f"تحدثا {words} هاتفيا", moved)
    assert here.first
    assert here.last
    assert there.first == here.first + dt.timedelta(shift)
    assert there.last == here.last + dt.timedelta(shift)


@given(st.sampled_from(range(7)), DAYS)
def test_weekdays_are_the_last_before_publication(weekday: int, published_on: dt.date) -> None:
    name = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"][weekday]
    bare, last = date_mentions(f"قال {name} إنه زارها {name} الماضي", published_on)
    assert bare.first
    assert last.first
    assert bare.first.weekday() == last.first.weekday() == weekday
    assert 0 <= (published_on - bare.first).days <= 6
    assert 1 <= (published_on - last.first).days <= 7


VOCABULARY = re.findall(
    r"\S+",
    """من في منذ قبل بين حتى إلى و ال 2 3 14 31 2021 1444 17.12.2017 نوفمبر كانون الثاني الأول آب مارس رمضان صفر هـ م
    يوم أيام شهر شهرين الشهر العام عام الأسبوع الماضي المقبل الجاري نفسه التالي قبل اليوم أمس أول غدا غد الليلة الاثنين
    الجمعة أواخر مطلع صيف الربيع السابع الرابع والعشرين عشر ثلاثة نحو أكثر عدة قليلة هذا ذلك نفس الربع الثمانينيات القرن
    عامي 2008 ساعة النصف الأخير نهاية""",
)
ANY_DAY = st.one_of(st.none(), st.dates())


@given(st.lists(st.sampled_from(VOCABULARY), max_size=14), ANY_DAY, st.sampled_from([" ", " ", "\n", "، ", "/", "-"]))
def test_any_words_of_dates_give_sound_mentions(words: list[str], published_on: dt.date | None, gap: str) -> None:
    check_sound(gap.join(words), published_on)


@given(st.text(st.characters(exclude_categories=()), max_size=120), ANY_DAY)
def test_any_text_gives_sound_mentions(text: str, published_on: dt.date | None) -> None:
    check_sound(text, published_on)
    published_day(text)


def check_sound(text: str, published_on: dt.date | None) -> None:
    folded = fold(text).text
    end = 0
    for mention in date_mentions(text, published_on):
        assert end <= mention.start < mention.end <= len(folded)
        end = mention.end
        assert text[mention.original_start : mention.original_end] == mention.quote
        assert mention.quote.strip() == mention.quote != ""
        assert mention.last or not mention.first
        assert mention.precision in {"day", "range", "month", "not_later_than", "unknown"}
        assert (mention.last is None) == (mention.precision == "unknown")
        if mention.first and mention.last:
            assert mention.first <= mention.last
            assert mention.precision != "day" or mention.first == mention.last
        if published_on and mention.last and mention.last > published_on:
            assert mention.future
        if published_on is None:
            assert not (mention.anchored and mention.last)


@pytest.mark.parametrize(
    "piece",
    ["قبل ", "في 2 و3 ", "1/1/", "من 3 إلى 4 نوفمبر حتى ", "الاثنين 14 نوفمبر 2022\n", "و", "٣", "نفس العام ", "، "],
)
def test_long_texts_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    date_mentions(text, PUBLISHED)
    assert time.process_time() - began < 60
