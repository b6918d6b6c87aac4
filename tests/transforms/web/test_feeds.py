import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.web.conftest import NOW, a_feed
from transforms.web.discovery import offered_feeds
from transforms.web.feed_bounds import MOST_MARKS
from transforms.web.feed_items import MOST_ITEMS
from transforms.web.feeds import REASONS, FeedError, ParsedFeed, parse_feed
from transforms.web.plain_text import plain

TITLE = "لقاء أمني في أنقرة"
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>الصحيفة</title><link>http://news.example/</link><ttl>30</ttl>
<item><title>{TITLE}</title><link>http://news.example/news/7?utm_source=rss</link><guid isPermaLink="false">7</guid>
<pubDate>Tue, 10 Jun 2025 13:00:00 +0300</pubDate><description>&lt;p&gt;ملخص&lt;/p&gt;</description></item>
</channel></rss>"""
RDF = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://news.example/"><title>الصحيفة</title></channel>
<item rdf:about="http://news.example/news/7"><title>{TITLE}</title><link>http://news.example/news/7</link>
<dc:date>2025-06-10T13:00:00+03:00</dc:date></item></rdf:RDF>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>الصحيفة</title><id>urn:x</id>
<entry><id>urn:7</id><title type="html">{TITLE}</title><link rel="alternate" href="/news/7"/>
<published>2025-06-10T13:00:00+03:00</published><updated>2025-06-10T14:00:00+03:00</updated></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "الصحيفة",
        "items": [
            {
                "id": "7",
                "url": "http://news.example/news/7",
                "title": TITLE,
                "date_published": "2025-06-10T13:00:00+03:00",
            }
        ],
    }
)


def parsed(body: str | bytes, content_type: str | None = None, country: str | None = None) -> ParsedFeed:
    body = body if isinstance(body, bytes) else body.encode()
    return parse_feed(body, content_type, a_feed(country=country), NOW)


def rss_of(*items: str) -> str:
    return f'<rss version="2.0"><channel>{"".join(f"<item>{item}</item>" for item in items)}</channel></rss>'


@pytest.mark.parametrize("body", [RSS, RDF, ATOM, JSON], ids=["rss", "rdf", "atom", "json"])
def test_item_of_each_format(body: str) -> None:
    feed = parsed(body)
    assert (feed.title, feed.entries, feed.problems) == ("الصحيفة", 1, ())
    (item,) = feed.items
    assert item.url == "http://news.example/news/7"
    assert (item.outlet, item.feed_url, item.title) == ("الصحيفة", "http://news.example/feed", TITLE)
    assert item.published_at == dt.datetime(2025, 6, 10, 10, 0, tzinfo=dt.UTC)
    assert (item.utc_offset_minutes, item.published_at_source) == (180, "feed")
    assert (item.outcome, item.first_seen_at, item.visited_at) == ("pending", NOW, NOW)
    assert item.item_sha256


def test_ttl() -> None:
    assert parsed(RSS).ttl_minutes == 30
    assert parsed(ATOM).ttl_minutes is None


@pytest.mark.parametrize(
    ("charset", "label", "declared"),
    [
        ("windows-1256", "text/xml; charset=utf-8", "UTF-8"),
        ("windows-1256", None, "UTF-8"),
        ("windows-1256", None, "windows-1256"),
        ("windows-1256", "text/xml; charset=ISO-8859-1", "windows-1256"),
        ("utf-8", "text/xml; charset=windows-1256", "windows-1256"),
        ("utf-8", "text/xml", "windows-1256"),
        ("utf-8", None, "ISO-8859-1"),
        ("utf-16", None, "UTF-16"),
        ("iso-8859-6", "application/rss+xml", "ISO-8859-6"),
    ],
)
def test_wrongly_declared_charset_is_repaired(charset: str, label: str | None, declared: str) -> None:
    body = RSS.replace("UTF-8", declared).encode(charset)
    assert parsed(body, label).items[0].title == TITLE


def test_fingerprint_changes_with_what_a_reader_sees() -> None:
    same = parsed(RSS.replace("&lt;p&gt;ملخص&lt;/p&gt;", "ملخص  ")).items[0]
    other = parsed(RSS.replace("ملخص", "ملخص مصحح")).items[0]
    assert parsed(RSS).items[0].item_sha256 == same.item_sha256 != other.item_sha256


def test_titles_lose_markup_and_entities() -> None:
    (item,) = parsed(rss_of("<title>&lt;b&gt;قال&lt;/b&gt; &amp;quot;نعم&amp;quot; &amp;amp;nbsp; </title><link>http://a.example/1</link>")).items
    assert item.title == 'قال "نعم"'


def test_item_listed_twice_counts_once() -> None:
    feed = parsed(rss_of("<link>http://a.example/1</link>", "<link>http://a.example/1/#x</link><title>ثان</title>"))
    assert (feed.entries, len(feed.items), feed.items[0].title) == (2, 1, None)


def test_items_without_link_or_date() -> None:
    feed = parsed(
        rss_of(
            "<title>بلا رابط</title>",
            "<guid>http://a.example/1</guid>",
            "<link>javascript:void(0)</link>",
            "<link>http://a.example/2</link><pubDate>غدا</pubDate>",
        )
    )
    assert [item.url for item in feed.items] == ["http://a.example/1", "http://a.example/2"]
    assert feed.entries == 4
    assert feed.problems == ("bad_date: 1", "bad_link: 1", "no_date: 1", "no_link: 1")


@pytest.mark.parametrize(
    ("date", "country", "at"),
    [("١٠ يونيو ٢٠٢٥ ١٢:٠٠", "EG", 9), ("14 ذو الحجة 1446", "SA", -3), ("Tue, 10 Jun 2025 11:00:00 AST", None, 8)],
)
def test_dates_that_feedparser_misreads(date: str, country: str | None, at: int) -> None:
    (item,) = parsed(rss_of(f"<link>http://a.example/1</link><pubDate>{date}</pubDate>"), country=country).items
    assert item.published_at == dt.datetime(2025, 6, 10, tzinfo=dt.UTC) + dt.timedelta(hours=at)


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        ("", None, "empty_feed"),
        (" \n", "text/xml", "empty_feed"),
        ("<!DOCTYPE html><html><body>صيانة</body></html>", "text/html", "html_not_feed"),
        ("<html><body>x", "application/rss+xml", "html_not_feed"),
        ("just text", "text/plain", "not_a_feed"),
        ("<catalog><book/></catalog>", "text/xml", "not_a_feed"),
        ('{"items": 3}', "application/json", "not_a_feed"),
        ('{"a": ' * 5000, "application/json", "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "image/png", "not_a_feed"),
        (b"\0" * 100_000, "text/xml", "not_a_feed"),
        ("<rss>" + "<a>" * 100_000, "text/xml", "too_deep"),
        ("<rss><channel>" + "<item/>" * (MOST_ITEMS + 1), "text/xml", "too_many_items"),
    ],
)
def test_what_is_no_feed(body: str | bytes, content_type: str | None, reason: str) -> None:
    with pytest.raises(FeedError) as caught:
        parsed(body, content_type)
    assert caught.value.reason == reason
    assert reason in REASONS


def test_html_in_place_of_a_feed_names_the_feeds_it_offers() -> None:
    page = """<html><head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">
    <link href='https://news.example/atom' type='application/atom+xml' rel=alternate></head></html>"""
    assert offered_feeds(page, "http://news.example/x") == ["http://news.example/rss?a=1&b=2", "https://news.example/atom"]
    with pytest.raises(FeedError, match=r"offers http://news\.example/rss"):
        parsed(page, "text/html")


def test_html_inside_items_is_no_deep_nesting() -> None:
    feed = parsed(rss_of(f"<link>http://a.example/1</link><description><![CDATA[{'<br><p>' * 300}]]></description>"))
    assert len(feed.items) == 1


def test_entities_are_neither_expanded_nor_fetched() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE r [<!ENTITY l0 "ها">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>' + rss_of(
        "<title>&l9;</title><link>http://a.example/1</link>", "<title>&f;</title><link>http://a.example/2</link>"
    )
    feed = parsed(body)
    assert all(len(item.title or "") < 20 and "root" not in (item.title or "") for item in feed.items)


def reason_of(body: bytes) -> str | None:
    try:
        parsed(body)
    except FeedError as error:
        return error.reason
    return None


@given(st.binary(max_size=400))
def test_any_bytes_are_a_feed_or_a_named_reason(body: bytes) -> None:
    assert reason_of(body) in {None, *REASONS}


@given(st.lists(st.sampled_from([RSS[index : index + 40] for index in range(0, len(RSS), 40)]), max_size=30))
def test_any_shreds_of_a_feed_are_a_feed_or_a_named_reason(shreds: list[str]) -> None:
    assert reason_of("".join(shreds).encode()) in {None, *REASONS}


@pytest.mark.parametrize(
    ("markup", "text"),
    [("a<br/>b", "a b"), ("1 < 2", "1 < 2"), ("&amp;lt;b&amp;gt;x", "<b>x"), ("<!-- x -->y", "y"), ("x\x00y", "xy")],
)
def test_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    ("document", "is_whole"),
    [
        (b"<rss><channel><item><link>https://a.example/1</link></item></channel></rss>\n<!-- 1 s -->", True),
        (b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:link href='/1'/></a:entry></a:feed>", True),
        (b"<rss><channel><item><link>https://a.example/1</link></item><item><link>https://a.ex", False),
        (RSS.replace("UTF-8", "UTF-16").encode("utf-16"), True),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "https://a.example/1"}]}', True),
    ],
)
def test_document_without_its_end(document: bytes, is_whole: bool) -> None:
    parsed = parse_feed(document, None, a_feed(), NOW)
    assert parsed.is_whole == is_whole
    assert parsed.items


TITLE_OF_COMMENTS = f"<title><![CDATA[{'<!--' * 25_000}]]></title><link>http://a.example/1</link>"
LAUGHS = f'<!DOCTYPE r [<!ENTITY a "{"ha" * 50_000}">]>' + rss_of(f"<title>{'&a;' * 100_000}</title>")
JSON_OF = '{"version": "https://jsonfeed.org/version/1", "items": [%s]}'


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!---->" * 580 + "x", "not_a_feed"),
        ("<html><head>" + "<link " * 300_000, "html_not_feed"),
        (rss_of(*[TITLE_OF_COMMENTS] * 9), None),
        (rss_of(f"<x {' '.join(f'a{n}=' + chr(34) * 2 for n in range(200_000))}/>"), "too_complex"),
        (rss_of("".join(f'<p{n}:x xmlns:p{n}="u"/>' for n in range(80_000))), "too_complex"),
        (rss_of("<a " * 300_000), "too_deep"),
        (rss_of(f"<title>{'x' * 3_000_000}</title>"), "too_complex"),
        (JSON_OF % ",".join(["{}"] * 1_000_000), "too_complex"),
        (JSON_OF % ",".join(['{"url":"/1"}'] * (MOST_ITEMS + 1)), "too_many_items"),
        (("<rss><channel>" + "<a>" * 1_000_000).encode("utf-16"), "too_deep"),
        (("<rss><channel>" + "&a;" * 1_000_000).encode("utf-32"), "too_complex"),
        (LAUGHS.encode("utf-16"), None),
    ],
    ids=["comments", "links", "titles", "attributes", "prefixes", "open tags", "one item", "objects", "items", "utf-16",
         "utf-32", "entities in utf-16"],
)  # fmt: skip
def test_bombs(body: str | bytes, reason: str | None) -> None:
    """Most took minutes or gigabytes when nobody looked at them first."""
    assert reason_of(body if isinstance(body, bytes) else body.encode()) == reason


def test_items_of_a_long_feed_that_is_cut_short_are_read_in_slices() -> None:
    whole = rss_of(*(f"<title>&lt;b&gt; {n}</title><link>http://a.example/{n}</link>" for n in range(2000)))
    feed = parsed(whole.removesuffix("</item></channel></rss>"))
    assert [item.url for item in feed.items] == [f"http://a.example/{n}" for n in range(2000)]
    assert not feed.is_whole


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ('{"url": null, "external_url": "/1", "id": 7}', "http://news.example/1"),
        ('{"id": "http://a.example/1", "title": 5, "date_published": 17}', "http://a.example/1"),
        (r'{"url": "http://a.example/1", "title": "\ud800 x", "tags": [[]]}', "http://a.example/1"),
        ('{"id": NaN, "url": "http://a.example/1"}', "http://a.example/1"),
        ('7, {"url": "http://a.example/1"}', "http://a.example/1"),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_publishers_make_of_json_feed(item: str, url: str, charset: str) -> None:
    assert [each.url for each in parsed((JSON_OF % item).encode(charset)).items] == [url]


def test_more_tags_and_entities_than_can_be_read_in_time() -> None:
    with pytest.raises(FeedError) as caught:
        parse_feed(b"<rss><channel>" + b"&a;" * (MOST_MARKS + 1) + b"</channel></rss>", None, a_feed(), NOW)
    assert caught.value.reason == "too_complex"
