"""The stories are well formed, varied, and agree with what is said of them."""

import collections
import datetime as dt

import pytest

from pipeline.demo.dates import WEEKDAYS
from pipeline.demo.newsdesk import STAGES, articles, events, outlets

ALL = articles(STAGES[-1])
BY_ID = {a.id: a for a in ALL}


def test_every_article_names_a_known_outlet_and_known_events():
    for article in ALL:
        assert article.outlet in outlets()
        assert {article.primary, *article.background} - {None} <= set(events())
        assert article.body
        assert article.title
        assert article.published_at.tzinfo is not None


def test_every_event_is_told_independently_by_three_outlets():
    told = collections.defaultdict(set)
    for article in ALL:
        if article.primary and not article.copy_of:
            told[article.primary].add(article.outlet)
    assert set(told) == set(events())
    assert all(len(by) >= 3 for by in told.values()), told


def test_primary_reports_name_people_and_others_do_not():
    for article in ALL:
        assert bool(article.people) == bool(article.primary), article.id


def test_articles_without_a_contact_say_what_they_are():
    for article in ALL:
        if not article.primary and not article.background:
            assert article.kind, article.id


def test_reports_come_after_what_they_report():
    for article in ALL:
        for name in filter(None, [article.primary, *article.background]):
            assert article.published_at.date() >= events()[name].start, article.id


def test_there_is_enough_of_every_kind():
    kinds = collections.Counter(a.kind for a in ALL)
    assert kinds["easy_negative"] >= 16
    assert kinds["hard_negative"] + kinds["diplomatic_contact"] >= 10
    assert kinds["lang_negative"] == 2
    assert sum(a.planned for a in ALL) == 1
    assert {a.published_at.year for a in ALL} == {2021, 2022, 2023, 2024, 2025}


def shingles(text, width=4):
    words = text.split()
    return {tuple(words[n : n + width]) for n in range(len(words) - width + 1)}


def jaccard(a, b):
    return len(a & b) / len(a | b)


def test_copies_share_their_words_and_independent_reports_do_not():
    told = [(a, shingles(a.body)) for a in ALL if a.language == "ar"]
    for n, (one, ones) in enumerate(told):
        for other, others in told[:n]:
            same = {one.copy_of or one.id} == {other.copy_of or other.id}
            alike = jaccard(ones, others)
            # Light edits (spelling, a dropped paragraph) break many shingles; independent texts share next to none.
            assert (alike > 0.25) if same else (alike < 0.1), (one.id, other.id, alike)


@pytest.mark.parametrize("stage", STAGES)
def test_weekdays_beside_dates_are_right(stage):
    """A day that is written out with weekday, number, month and year must exist."""
    months = {"نوفمبر": 11, "مارس": 3, "أفريل": 4, "آذار": 3}
    for article in articles(stage):
        words = article.body.replace("،", " ").replace("/", " ").split()
        for n, word in enumerate(words[:-2]):
            if word in WEEKDAYS and words[n + 1].isdecimal() and words[n + 2] in months:
                at = dt.date(article.published_at.year, months[words[n + 2]], int(words[n + 1]))
                assert WEEKDAYS[at.weekday()] == word, (article.id, word, at)


def test_each_stage_keeps_the_articles_of_the_one_before():
    first, second, third = ({a.id for a in articles(s)} for s in STAGES)
    assert first < second == third


def test_the_correction_changes_the_text_at_the_same_address():
    before, after = (next(a for a in articles(s) if a.id == "bosfor-call-corrected") for s in (1, 2))
    assert before.path == after.path
    assert "يوم الاثنين 10 مارس" in before.body
    assert "يوم الثلاثاء 11 مارس" in after.body
    assert after.updated_at > after.published_at
    assert (before.start, after.start) == (dt.date(2025, 3, 10), None)


def test_office_only_report_names_nobody():
    text = BY_ID["marfa-offices-only"].body
    assert not any(name in text for name in ("بيرنز", "ناريشكين"))


def test_no_such_stage():
    with pytest.raises(ValueError, match="no stage 9"):
        articles(9)


def test_texts_fit_their_outlets_encoding():
    for article in ALL:
        article.body.encode(outlets()[article.outlet].encoding)
