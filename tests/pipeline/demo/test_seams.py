"""The newsroom as the pipeline's own parts read it: addresses, times, texts, languages and copies are right."""

import datetime as dt

import pytest

from pipeline.demo.newsdesk import articles, outlets
from pipeline.demo.site import answer
from schemas.records import Feed, Page, ReadArticle
from transforms.arabic.language import identify
from transforms.events.syndication import THRESHOLD, likeness, text_minhash
from transforms.web.charset import decoded
from transforms.web.extraction import extract
from transforms.web.feeds import parse_feed
from transforms.web.urls import canonical_url

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def read():
    """Article id to the article as it is read from feed and page at the first stage."""
    found = {}
    for outlet in outlets().values():
        base = f"http://{outlet.outlet}.example"
        by_url = {canonical_url(base + a.path): a for a in articles(1) if a.outlet == outlet.outlet}
        for spec in outlet.feeds:
            document = answer(outlet, base, spec.path, 1)
            feed = Feed(outlet=outlet.name, url=base + spec.path, country=outlet.country)
            parsed = parse_feed(document.body, document.content_type, feed, NOW)
            assert not parsed.problems
            for visit in parsed.items:
                article = by_url[visit.url]
                page = answer(outlet, base, article.path, 1)
                got = extract(
                    Page(visit=visit, body=page.body, content_type=page.content_type),
                    decoded(page.body, page.content_type),
                )
                assert isinstance(got, ReadArticle), got
                found[article.id] = got
    return found


def test_every_article_is_found_through_a_feed(read):
    assert set(read) == {a.id for a in articles(1)}


def test_times_and_clocks(read):
    for article in articles(1):
        visit = read[article.id].visit
        assert visit.published_at == article.published_at, article.id
        assert visit.utc_offset_minutes == article.published_at.utcoffset() / dt.timedelta(minutes=1), article.id


def test_whole_stories_are_read(read):
    for article in articles(1):
        text = read[article.id].article.text
        assert [p for p in article.paragraphs if p.replace("\u200c", "") not in text] == [], article.id


def test_languages(read):
    found = {a.id: identify(read[a.id].article.text).code for a in articles(1)}
    assert found == {a.id: a.language for a in articles(1)}


def test_copies_are_recognised_and_nothing_else(read):
    prints = [(a.copy_of or a.id, a.id, text_minhash(read[a.id].article.text)) for a in articles(1)]
    for n, (wire, one, ones) in enumerate(prints):
        for other_wire, other, others in prints[:n]:
            assert (likeness(ones, others).containment >= THRESHOLD) == (wire == other_wire), (one, other)
