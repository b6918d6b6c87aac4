import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.web.urls import canonical_url, fetch_url

ARABIC = "%D8%AE%D8%A8%D8%B1"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://News.Example/a/b", "https://news.example/a/b"),
        ("https://news.example/a/b/", "https://news.example/a/b"),
        ("https://news.example/", "https://news.example"),
        ("https://news.example:443/a", "https://news.example/a"),
        ("http://127.0.0.1:8080/a/", "http://127.0.0.1:8080/a"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/?p=118840", "https://news.example/?p=118840"),
        ("https://news.example/x?118840", "https://news.example/x?118840"),
        ("https://news.example/news.php?cid=512", "https://news.example/news.php?cid=512"),
        ("https://news.example/a?b=2&a=1&utm_source=rss&fbclid=XYZ&gclid=1", "https://news.example/a?a=1&b=2"),
        ("https://news.example/خبر", f"https://news.example/{ARABIC}"),
        (f"https://news.example/{ARABIC.lower()}/", f"https://news.example/{ARABIC}"),
        ("https://news.example/%D8%AE%D8%A8ر", f"https://news.example/{ARABIC}"),
        ("https://news.example/%7Ea/%41", "https://news.example/~a/A"),
        ("https://news.example/%CE%C8%D1", "https://news.example/%CE%C8%D1"),
        ("https://news.example/a%2Fb", "https://news.example/a%2Fb"),
        ("https://news.example//a//b", "https://news.example/a/b"),
        ("https://news.example/x/./../a/..b", "https://news.example/a/..b"),
        ("https://news.example/../a", "https://news.example/a"),
        ("https://news.example/a/amp/", "https://news.example/a"),
        ("https://news.example/a.amp.html", "https://news.example/a.html"),
        ("https://news.example/amp/a", "https://news.example/a"),
        ("https://news.example/a?outputType=amp", "https://news.example/a"),
        ("https://news.example/a;jsessionid=F00?x=1", "https://news.example/a?x=1"),
        ("https://user:secret@news.example/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://أخبار.example/a", "https://xn--igbicxr.example/a"),
        ("  https://news.example/a \n", "https://news.example/a"),
        ("<![CDATA[https://news.example/a]]>", "https://news.example/a"),
        ("https://news.example/go?to=https://other.example/", "https://news.example/go?to=https://other.example/"),
    ],
)
def test_canonical_form(link: str, url: str) -> None:
    assert canonical_url(link) == url


@pytest.mark.parametrize(
    "link",
    ["", " ", "mailto:a@b.example", "javascript:void(0)", "ftp://a.example/x", "/only/a/path", "http://",
     "http://a:b/", "http://[::1/", "data:text/html,x", "https://x.example/" + "a" * 2100],
)  # fmt: skip
def test_no_page_address(link: str) -> None:
    assert canonical_url(link) is None
    assert fetch_url(link) is None


def test_relative_links_are_resolved() -> None:
    base = "http://127.0.0.1:8080/rss/feed.xml"
    assert canonical_url("/news/1?utm_medium=rss", base) == "http://127.0.0.1:8080/news/1"
    assert canonical_url("item?id=7", base) == "http://127.0.0.1:8080/rss/item?id=7"
    assert canonical_url("//cdn.example/1", base) == "http://cdn.example/1"
    assert canonical_url("javascript:void(0)", base) is None


def test_fetched_address_keeps_what_servers_redirect_for() -> None:
    assert fetch_url("https://news.example/خبر/?utm_source=rss#top") == f"https://news.example/{ARABIC}/"
    assert fetch_url("https://news.example") == "https://news.example/"


@given(st.text(max_size=60), st.text("abc/%?&=#.:;أب١ amp", max_size=60))
def test_canonical_form_is_stable(tail: str, more: str) -> None:
    for link in (f"https://news.example/{tail}", f"https://news.example/{more}", f"http://{more}", tail):
        url = canonical_url(link)
        if url is not None:
            assert canonical_url(url) == url
            assert url.isascii()


@given(st.text(max_size=60))
def test_fetched_address_has_the_same_canonical_form(tail: str) -> None:
    link = fetch_url(f"https://news.example/{tail}")
    if link is not None and canonical_url(link) is not None:
        assert canonical_url(link) == canonical_url(f"https://news.example/{tail}")
        assert fetch_url(link) == link
