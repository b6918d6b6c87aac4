"""Days that take their year, or their start, from what the text told before."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.arabic.dates import date_mentions

STORIES = [
    # The same year is the last one named: the bare month between names none.
    ("كتب الجهاز في فبراير 2009، ثم أغلق الملف في مايو. وفي أكتوبر من العام نفسه عاد وكتب.",
     "2012-03-10", "2009-10-01", "2009-10-31"),
    ("بدأت القصة في نيسان 2014. وقال المتحدث أمس إن الرد جاء في نهاية تلك السنة.",
     "2018-01-05", "2014-10-01", "2014-12-31"),
    # A bare day within the season or month just told of.
    ("في ربيع 2012 جلس الرجلان مرة أولى. وافترقا في الثالث من مايو.", "2015-06-20", "2012-05-03", "2012-05-03"),
    # Later in the year that the story is of, where the nearest such month is long past anyway.
    ("في مارس 2009 سافر المدير إلى العاصمة. وفي سبتمبر عاد إليها.", "2012-08-01", "2009-09-01", "2009-09-30"),
    # Of a month not long past the year is left out, whatever was told before.
    ("اندلعت الأزمة في مارس 2009. وفي يونيو سافر المدير إلى العاصمة.", "2012-08-01", "2012-06-01", "2012-06-30"),
    # A year since which something holds frames, it is no story; two paragraphs on, a story is over.
    ("يخضع للعقوبات منذ مارس 2009، وفي سبتمبر سافر إلى العاصمة.", "2012-08-01", "2011-09-01", "2011-09-30"),
    ("سافر المدير في مارس 2009.\n\nلم يعلق أحد.\n\nوفي سبتمبر سافر خلفه.", "2012-08-01", "2011-09-01", "2011-09-30"),
    # No publication day: the year that was named.
    ("اللقاء الذي عقد في 5 مايو 2016 سبقه لقاء في 12 مارس", None, "2016-03-12", "2016-03-12"),
    ("صفقة في 5 مايو 2016 رتبتها لجنة: لقاء في 12 مارس", None, "2016-03-12", "2016-03-12"),
    ("اللقاء عقد في 12 مارس", None, None, None),
    ("رأى خلال حملة 2016 معلومات. ففي 4 آب من ذلك العام نبهه.", "2017-05-23", "2016-08-04", "2016-08-04"),
    ("في 2014 ثم في حملة 2016 رأى. وفي آب من العام نفسه نبهه.", "2017-05-23", "2016-08-01", "2016-08-31"),
    # A year since which something is so is not that year, unless it is the only one.
    ("كتب الجهاز مطلع العام 2009 أن الرجل تغير منذ عام 2008. وجاءه الرد في صيف ذلك العام.",
     "2012-03-10", "2009-06-01", "2009-08-31"),
    ("يعمل هناك منذ عام 2008. وجاءه الرد في صيف ذلك العام.", "2012-03-10", "2008-06-01", "2008-08-31"),
    ("التقيا قبل عامين بالتمام في جنيف.", "2019-02-02", "2017-01-23", "2017-02-12"),
    # The year after the one last named, or before it; the weekday before the day last told of.
    ("تهاتفا في مارس 2019، والتقيا في أكتوبر من السنة التي تلتها.", "2023-02-02", "2020-10-01", "2020-10-31"),
    ("تهاتفا في مارس 2019، والتقيا في 12 أكتوبر في العام الموالي.", "2023-02-02", "2020-10-12", "2020-10-12"),
    ("تهاتفا في مارس 2019. وكانا قد التقيا في مايو من العام الذي سبقه.", "2023-02-02", "2018-05-01", "2018-05-31"),
    ("التقيا في مايو من العام التالي.", "2023-02-02", None, None),
    ("أقر الناطق أمس الأربعاء بأن الرد وصل يوم السبت الذي قبله.", "2023-02-02", "2023-01-28", "2023-01-28"),
    ("التقيا يوم السبت الذي سبقه، 21 يناير.", "2023-02-02", "2023-01-21", "2023-01-21"),
    # So long after what was told.
    ("التقيا في جنيف في مايو 2014، وفي فيينا بعد عامين.", "2019-02-02", "2016-05-01", "2016-05-31"),
    ("التقيا في جنيف في 14 مايو 2014، وبعد ثلاثة أشهر من ذلك تهاتفا.", "2019-02-02", "2014-08-01", "2014-08-31"),
    ("التقيا في جنيف في 14 مايو 2014، وبعد يومين تهاتفا.", "2019-02-02", "2014-05-16", "2014-05-16"),
    ("التقيا في جنيف في 14 مايو 2014، وبعد أسبوعين تهاتفا.", "2019-02-02", "2014-05-25", "2014-05-31"),
    ("التقيا في 14 مايو 2014، ويغادر منصبه بعد عشر سنوات.", "2019-02-02", None, None),
    ("التقيا في جنيف في مايو 2014، وبعد ذلك بعامين تهاتفا.", "2019-02-02", "2016-05-01", "2016-05-31"),
    ("التقيا في 14 مايو 2014. وقبلها بثلاثة أشهر تهاتفا.", "2019-02-02", "2014-02-01", "2014-02-28"),
    ("التقيا في 14 مايو 2014، وكانا قد تهاتفا قبل ذلك بيومين.", "2019-02-02", "2014-05-12", "2014-05-12"),
    ("التقيا في 14 مايو 2014، وكانا قد تهاتفا قبل ذلك بنحو أسبوعين.", "2019-02-02", "2014-04-27", "2014-05-03"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "first", "last"), STORIES)
def test_the_last_day_of_a_story(text: str, published: str | None, first: str | None, last: str | None) -> None:
    found = date_mentions(text, dt.date.fromisoformat(published) if published else None)[-1]
    assert (found.first and str(found.first), found.last and str(found.last)) == (first, last)


@pytest.mark.parametrize("text", ["التقيا في مايو 2014 بعد عام من الحرب.", "التقيا في مايو 2014 بعد عام على الحرب."])
def test_a_length_after_something_else_is_at_most_the_day_of_that(text: str) -> None:
    first, *others = date_mentions(text, dt.date(2019, 2, 2))
    assert first.quote == "مايو 2014"
    assert all(mention.kind == "anniversary" for mention in others)


def test_two_weekdays_of_last_week() -> None:
    (found,) = date_mentions("كان في العاصمة يومي الثلاثاء والأربعاء من الأسبوع الماضي.", dt.date(2021, 11, 9))
    assert (found.first, found.last) == (dt.date(2021, 11, 2), dt.date(2021, 11, 3))


def test_two_weekdays_with_their_days() -> None:
    (found,) = date_mentions("كان في العاصمة يومي الخميس والجمعة 12 و13 مايو.", dt.date(2022, 5, 20))
    assert (found.first, found.last) == (dt.date(2022, 5, 12), dt.date(2022, 5, 13))
