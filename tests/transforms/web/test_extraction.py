import datetime as dt
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import Page, ReadArticle, Visit
from tests.transforms.web import templates
from tests.transforms.web.conftest import NOW, a_visit
from tests.transforms.web.pages import FOREIGN, PAGES, TITLE, PageUnderTest
from transforms.web.charset import decoded
from transforms.web.extraction import MAX_ELEMENTS, REASONS, extract
from transforms.web.walls import may_be_wall

PARAGRAPH = "<p>قال مسؤول في الوزارة إن الوفد وصل صباح اليوم إلى العاصمة لبحث ملفات مشتركة بين البلدين.</p>"


def extracted(html: str | bytes, content_type: str | None = "text/html", **fields: Any) -> ReadArticle | Visit:
    body = html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass")
    page = Page(visit=a_visit(**({"fetched_at": NOW} | fields)), body=body, content_type=content_type)
    return extract(page, decoded(body, content_type))


def article(html: str | bytes, **fields: Any) -> ReadArticle:
    result = extracted(html, **fields)
    assert isinstance(result, ReadArticle)
    return result


def word_f1(text: str, gold: str) -> float:
    """Harmonic mean of precision and recall over the words, counted with repetition."""
    ours, theirs = Counter(re.findall(r"\w+", text)), Counter(re.findall(r"\w+", gold))
    return 2 * (ours & theirs).total() / max(ours.total() + theirs.total(), 1)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_text_is_the_article_and_nothing_else(page: PageUnderTest) -> None:
    read = article(page.html).article
    assert word_f1(read.text, page.text) >= 0.99
    assert [words for words in FOREIGN if words in read.text] == []
    assert read.title == TITLE
    assert read.text_sha256 == hashlib.sha256(read.text.encode()).hexdigest()


@pytest.mark.parametrize("template", templates.TEMPLATES, ids=lambda template: template.name)
def test_pages_of_publishing_systems(template: templates.Template) -> None:
    read = article(template.html).article
    assert word_f1(read.text, template.text) >= 0.98
    assert [words for words in templates.FOREIGN if words in read.text] == []


def test_a_first_paragraph_that_the_text_repeats_is_there_once() -> None:
    page = next(each for each in templates.TEMPLATES if each.name == "standfirst")
    opening = '<div class="article-content">'
    html = page.html.replace(opening, f"{opening}<p>{templates.BODY[0]}</p>")
    assert article(html).article.text == page.text


@pytest.mark.parametrize("name", ["assabah_tn", "cnnarabic_goose3", "lbcgroup_fundus"])
def test_real_pages(shared: Path, name: str) -> None:
    folder = shared / "data" / "html"
    if not (folder / f"{name}.html").exists():
        pytest.skip(f"{folder} is not here")
    gold = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    read = article((folder / f"{name}.html").read_bytes(), fetched_at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC)).article
    if gold["gold_text"] and not gold.get("gold_text_partial"):
        assert word_f1(read.text, gold["gold_text"]) >= 0.95
    elif gold["gold_text"]:
        assert " ".join(gold["gold_text"].split()) in " ".join(read.text.split())
    assert all(words in read.text for words in gold.get("gold_with", ()))
    assert not any(words in read.text for words in gold.get("gold_without", ()))
    if gold.get("gold_title"):
        assert read.title == " ".join(gold["gold_title"].split())
    if gold.get("gold_date"):
        assert read.published_at == dt.datetime.fromisoformat(gold["gold_date"])


def test_feed_is_believed_before_the_page() -> None:
    day = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
    read = article(PAGES[0].html, title="من الخلاصة", published_at=day, published_at_source="feed")
    assert (read.article.title, read.article.published_at) == ("من الخلاصة", day)
    assert read.article.published_at_source == "feed"


@pytest.mark.parametrize(
    ("head", "at", "offset"),
    [
        ('<meta property="article:published_time" content="2025-06-04T09:30:00+04:00">', "2025-06-04T05:30", 240),
        ('<meta itemprop="datePublished" content="2025-06-04">', "2025-06-04T00:00", None),
        ('<meta name="pubdate" content="٤ يونيو ٢٠٢٥ ٠٩:٣٠">', "2025-06-04T09:30", None),
        ('<script type="application/ld+json">[{"@type":"NewsArticle","datePublished":"2025-06-04T09:30Z"}]</script>',
         "2025-06-04T09:30", 0),
        ('<script type="application/ld+json">{"@type":"NewsArticle", broken</script>', None, None),
        ('<meta property="article:published_time" content="2082-01-01">', None, None),
        ("", None, None),
    ],
)  # fmt: skip
def test_day_that_the_page_states(head: str, at: str | None, offset: int | None) -> None:
    read = article(f"<html><head><title>خبر</title>{head}</head><body><article>{PARAGRAPH * 3}</article>").article
    if at is None:
        assert (read.published_at, read.published_at_source) == (None, None)
    else:
        assert read.published_at == dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC)
        assert (read.published_at_source, read.utc_offset_minutes) == ("page", offset)


@pytest.mark.parametrize(
    ("html", "content_type", "reason"),
    [
        ("", "text/html", "empty_page"),
        ("  \n", "text/html", "empty_page"),
        (b"%PDF-1.7 <x>", "text/html", "not_html"),
        (b"\x89PNG\r\n\x1a\n<<<", None, "not_html"),
        (b"\0" * 1000, "text/html", "not_html"),
        (PARAGRAPH, "application/pdf", "not_html"),
        ('{"a": "<b>"}', "application/json", "not_html"),
        ("<body><div id=root></div><noscript>x</noscript><script src=a.js></script>", "text/html", "needs_scripts"),
        ("<html><body><h1>الصفحة</h1><ul><li><a href=/>الرئيسية</a></li></ul>", "text/html", "no_article"),
        ("<a href=x>y</a>" * 1_000_000, "text/html", "too_large"),
        ("<b></b>" * (MAX_ELEMENTS + 100), "text/html", "too_large"),
        ("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">" + PARAGRAPH, "text/html", "too_large"),
    ],
)
def test_page_without_an_article(html: str | bytes, content_type: str | None, reason: str) -> None:
    ended = extracted(html, content_type)
    assert isinstance(ended, Visit)
    assert (ended.outcome, ended.reason) == ("no_text", reason)
    assert reason in REASONS


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" + "<i></i>" * 12_000 + "<a href=x>y</a>" * 11_000 + "</div>",
        ('<blockquote class="' + "aB" * 150 + '">') * 240 + "<blockquote>x</blockquote>" * 10_000,
        "<div class=lead>" * 200 + "<i id=x></i>" * 20_000 + "</div>" * 200,
    ],
    ids=["lone links", "quotations", "first paragraphs"],
)
def test_markup_whose_reading_would_take_its_square(markup: str) -> None:
    """Each took longer than anybody waits, for a page of some hundred kilobytes."""
    assert "الوزارة" in article(f"<html><body>{markup}<article>{PARAGRAPH * 4}</article>").article.text


def test_a_wall_is_looked_for_once_over_the_page() -> None:
    assert not may_be_wall(PARAGRAPH * 3 + "<title" * 1_000_000)


def test_control_characters_do_not_stop_the_reading() -> None:
    read = article(f"<html>\0<body>\x01<article>{PARAGRAPH * 4}\x0b\ud800</article>").article
    assert "\0" not in read.text
    assert "الوزارة" in read.text


def test_links_inside_paragraphs_stay() -> None:
    linked = PARAGRAPH.replace("الوفد", "<a href=/x>الوفد</a>")
    assert "إن الوفد وصل" in article(f"<body><article>{linked * 3}</article>").article.text


@given(st.lists(st.sampled_from([PAGES[0].html[at : at + 60] for at in range(0, len(PAGES[0].html), 60)]), max_size=40))
def test_shreds_of_a_page_are_read_or_end_with_a_reason(shreds: list[str]) -> None:
    result = extracted("".join(shreds))
    assert isinstance(result, ReadArticle) or result.reason in REASONS


SENTENCE = "قال مسؤول في هيئة الموانئ إن الجلسة المقبلة ستعقد في العاصمة بعد أسبوعين من الآن. "


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<title>404 Not Found</title><p>عد إلى الصفحة الرئيسية أو استعمل البحث للوصول إلى ما تريد</p>", "soft_404"),
        ("<h1>عذرا، الصفحة التي تبحث عنها غير موجودة</h1><p>يمكنك العودة إلى الصفحة الرئيسية للموقع</p>", "soft_404"),
        ("<title>Just a moment...</title><p>Checking the security of your connection</p>", "robot_check"),
        (
            "<p>يستخدم هذا الموقع ملفات تعريف الارتباط. بالمتابعة فأنت توافق على سياسة الخصوصية، وعلى أن نحفظ "
            "ملفات تعريف الارتباط على جهازك.</p>",
            "consent_wall",
        ),
        (f"<article><p>{SENTENCE}</p><div>هذا المقال للمشتركين فقط</div></article>", "paywall"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree": "False"}</script>'
            f"<article><p>{SENTENCE}</p></article>",
            "paywall",
        ),
    ],
)
def test_page_in_place_of_an_article(html: str, reason: str) -> None:
    ended = extracted(f"<html><body>{html}</body></html>")
    assert isinstance(ended, Visit)
    assert (ended.outcome, ended.reason) == ("no_text", reason)
    assert reason in REASONS


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>وصول الوفد</h1><p>{SENTENCE}</p><div class='cookie-bar'>نستخدم ملفات الارتباط وفق سياسة الخصوصية</div>",
        f"<title>الصحيفة</title><p>{SENTENCE * 8}</p><p>اشترك لقراءة المزيد</p>",
        f"<h1>الخطوط الجوية تطلق الرحلة 404</h1><p>{SENTENCE}</p>",
    ],
)
def test_article_that_looks_a_little_like_a_wall(html: str) -> None:
    assert "هيئة الموانئ" in article(f"<html><body>{html}</body></html>").article.text


@pytest.mark.parametrize(
    ("url", "stated", "expected"),
    [
        ("http://m.news.example/a/123456", "http://www.news.example/a/123456-title", "http://www.news.example/a/123456-title"),
        ("http://news.example/mobile/visit-to-muscat", "/visit-to-muscat", "http://news.example/visit-to-muscat"),
        ("http://news.example/a/123456", "http://news.example/", None),
        ("http://news.example/a/123456", "http://news.example/politics", None),
        ("http://news.example/a/123456", "http://other.example/a/123456", None),
        ("http://news.example/a?id=12", "http://news.example/a?id=13", None),
        ("http://news.example/a/123456", "javascript:void(0)", None),
    ],
)
def test_canonical_address_of_twins(url: str, stated: str, expected: str | None) -> None:
    html = f'<html><head><link rel="canonical" href="{stated}"></head><body><p>{SENTENCE}</p></body></html>'
    assert article(html, url=url, feed_url="http://news.example/f").article.url == (expected or url)
    assert article(html, url=url, feed_url="http://news.example/f").visit.url == url
    assert article(html, url=url).article.url == url
