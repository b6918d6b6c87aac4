"""`qanat feeds` over the demo newsroom, through the command line."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import exits
from pipeline.cli import main
from pipeline.demo.server import Newsroom
from pipeline.feeds_edit import with_feeds_added
from pipeline.feeds_file import read_feeds
from pipeline.opml import OpmlError, feeds_in, opml_of
from schemas.records import Feed
from tests.transforms.web.conftest import Site, site

__all__ = ["site"]

LIST = """\
# Our feeds.
feeds:
    - {outlet: الأولى, url: "https://one.example/rss"}   # the first
    # Pages of economy only:
    - outlet: Two
      url: https://two.example/rss
      every: 1h
# The end.
"""


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as opened:
        yield opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feeds.yaml"


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


# --- check -----------------------------------------------------------------------------------------


def test_check_of_healthy_feeds(newsroom: Newsroom, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.write_feeds_file(path)
    feeds = read_feeds(path)
    status = main(["feeds", "check", str(path), "--allow_private_hosts"])
    text = said(capsys)
    assert status == exits.OK, text
    assert f"{len(feeds)} feeds, 0 cannot be read" in text
    for feed in feeds:
        (line,) = [line for line in text.splitlines() if f" {feed.url} " in line]
        assert " ok " in line
    assert not list(path.parent.glob("warehouse*"))


def test_check_names_what_fails(newsroom: Newsroom, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    newsroom.write_feeds_file(path)
    base = next(iter(newsroom.bases.values()))
    with_feeds_added(path, [Feed(outlet="لا أحد", url=f"{base}/none")])
    assert main(["feeds", "check", str(path), "--allow_private_hosts"]) == exits.DATA
    text = said(capsys)
    assert "1 cannot be read" in text
    assert [line for line in text.splitlines() if f"{base}/none" in line and "http_404" in line]


def test_check_refuses_this_machine_unless_told(
    newsroom: Newsroom, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.write_feeds_file(path)
    assert main(["feeds", "check", str(path)]) == exits.DATA
    assert "private_address" in said(capsys)


# --- add -------------------------------------------------------------------------------------------


def test_add_keeps_every_line(newsroom: Newsroom, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(LIST, encoding="utf-8")
    feed = newsroom.feeds()[0]
    order = ["feeds", "add", feed.url, "--outlet", "ثالثة: أخبار", "--country", "EG", "--feeds", str(path)]
    assert main([*order, "--allow_private_hosts"]) == exits.OK
    assert "added ثالثة: أخبار" in said(capsys)
    assert path.read_text(encoding="utf-8").startswith(LIST)
    assert read_feeds(path)[-1] == Feed(outlet="ثالثة: أخبار", url=feed.url, country="EG")
    assert len(read_feeds(path)) == 3
    assert main([*order, "--allow_private_hosts"]) == exits.DATA
    assert "already in" in said(capsys)


def test_add_makes_the_file_and_takes_the_feeds_own_title(newsroom: Newsroom, path: Path) -> None:
    url = newsroom.feeds()[0].url
    assert main(["feeds", "add", url, "--feeds", str(path), "--allow_private_hosts"]) == exits.OK
    (feed,) = read_feeds(path)
    assert feed.url == url
    assert feed.outlet


def test_add_of_something_else(newsroom: Newsroom, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = next(iter(newsroom.article_urls().values()))
    for url, word in ((page, "web page"), (page + "-none", "404"), ("ftp://a.example/", "bad_scheme")):
        assert main(["feeds", "add", url, "--feeds", str(path), "--allow_private_hosts"]) == exits.DATA
        assert word in said(capsys)
    assert not path.exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("news.example/feed", "write https://news.example/feed"),
        ("http://127.0.0.1:1/", "--allow_private_hosts asks it all the same"),
        ("http://127.0.0.1:99999/", "no port 99999"),
    ],
)
def test_add_says_what_to_do(path: Path, capsys: pytest.CaptureFixture[str], url: str, words: str) -> None:
    assert main(["feeds", "add", url, "--feeds", str(path)]) == exits.DATA
    assert words in said(capsys)
    assert not path.exists()


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>صحيفة الميناء</title><item><title>خبر</title>
<link>/1</link></item></channel></rss>""".encode()


def offers(*hrefs: str) -> tuple[int, dict[str, str], bytes]:
    """A web page that offers feeds."""
    links = "".join(f"<link rel=alternate type='application/rss+xml' title='RSS' href='{href}'>" for href in hrefs)
    page = f"<!doctype html><html><head><title>الميناء</title>{links}</head><body><p>الرئيسية</p></body></html>"
    return 200, {"Content-Type": "text/html; charset=utf-8"}, page.encode()


@pytest.mark.parametrize("hrefs", [["/rss"], ["rss"], ["/rss", "/rss"], ["{base}/rss"]])
def test_add_takes_the_one_feed_that_a_page_offers(
    site: Site, path: Path, capsys: pytest.CaptureFixture[str], hrefs: list[str]
) -> None:
    site.answers["/"] = offers(*(href.format(base=site.url("")) for href in hrefs))
    site.answers["/rss"] = (200, {"Content-Type": "application/rss+xml"}, RSS)
    order = ["feeds", "add", site.url("/"), "--country", "MA", "--feeds", str(path), "--allow_private_hosts"]
    assert main(order) == exits.OK
    assert f"added صحيفة الميناء: {site.url('/rss')} (1 items)" in said(capsys)
    assert read_feeds(path) == [Feed(outlet="صحيفة الميناء", url=site.url("/rss"), country="MA")]
    assert main(order) == exits.DATA
    assert f"{site.url('/rss')} is already in" in said(capsys)


def test_add_takes_the_address_to_which_the_one_feed_has_moved(site: Site, path: Path) -> None:
    site.answers["/"] = offers("/old")
    site.answers["/old"] = (301, {"Location": "/rss"}, b"")
    site.answers["/rss"] = (200, {"Content-Type": "application/rss+xml"}, RSS)
    assert main(["feeds", "add", site.url("/"), "--feeds", str(path), "--allow_private_hosts"]) == exits.OK
    assert [feed.url for feed in read_feeds(path)] == [site.url("/rss")]


@pytest.mark.parametrize(
    ("hrefs", "word"),
    [(["/gone"], "HTTP 404"), (["/"], "a web page too"), (["/rss", "/other"], "offers several feeds"),
     (["ftp://a.example/"], "bad_scheme"), ([], "offers no feed")],
)  # fmt: skip
def test_add_of_a_page_whose_offer_leads_nowhere(
    site: Site, path: Path, capsys: pytest.CaptureFixture[str], hrefs: list[str], word: str
) -> None:
    site.answers["/"] = offers(*hrefs)
    assert main(["feeds", "add", site.url("/"), "--feeds", str(path), "--allow_private_hosts"]) == exits.DATA
    assert word in said(capsys)
    assert not path.exists()


def test_add_refuses_a_wrong_country_and_leaves_the_file(
    newsroom: Newsroom, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text(LIST, encoding="utf-8")
    order = ["feeds", "add", newsroom.feeds()[0].url, "--country", "Egypt", "--feeds", str(path)]
    assert main([*order, "--allow_private_hosts"]) == exits.CONFIG
    assert "feeds.yaml:9: country" in said(capsys)
    assert path.read_text(encoding="utf-8") == LIST
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "text", ["feeds: [{outlet: A, url: 'https://a.example/'}]\n", "feeds:\n  - {outlet: A}\n", "- a\n"]
)
def test_a_file_that_cannot_be_added_to(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Exception, match=r"feeds\.yaml:\d"):
        with_feeds_added(path, [Feed(outlet="B", url="https://b.example/")])
    assert path.read_text(encoding="utf-8") == text


_LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
_NAMES = st.text(_LETTERS, min_size=1).filter(str.strip)


@given(st.lists(st.builds(
    Feed, outlet=_NAMES, url=st.integers().map("https://a.example/{}".format), country=st.sampled_from([None, "EG"]),
    section=st.none() | _NAMES, every_minutes=st.sampled_from([None, 0.5, 15.0, 1440.0]),
), unique_by=lambda feed: feed.url))
def test_what_is_added_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, feeds: list[Feed]) -> None:
    path = tmp_path_factory.mktemp("feeds") / "feeds.yaml"
    path.write_text(LIST, encoding="utf-8")
    with_feeds_added(path, feeds)
    assert read_feeds(path)[2:] == feeds


# --- OPML ------------------------------------------------------------------------------------------

OPML = """\
<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "yy">]>
<opml version="1.0"><head><title>قائمتي</title></head><body>
  <outline text="أخبار">
    <outline text="الأولى" type="rss" xmlUrl="https://one.example/rss" htmlUrl="https://one.example/"/>
    <outline text="الثالثة &amp; غيرها &y;&x;" type="rss" xmlUrl="https://three.example/rss?a=1&amp;b=2"/>
  </outline>
  <outline text="old" type="rss" xmlUrl="feed:ftp.example"/>
</body></opml>
"""


def test_import_adds_what_is_not_there(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(LIST, encoding="utf-8")
    (tmp_path / "list.opml").write_text(OPML, encoding="utf-8")
    assert main(["feeds", "import", str(tmp_path / "list.opml"), "--feeds", str(path)]) == exits.OK
    assert "1 feeds added" in (text := said(capsys))
    assert "1 were in it" in text
    assert "1 are neither" in text
    added = read_feeds(path)[-1]
    assert added.url == "https://three.example/rss?a=1&b=2"
    assert added.outlet.startswith("الثالثة & غيرها")
    assert "yy" not in added.outlet
    assert main(["feeds", "import", str(tmp_path / "list.opml"), "--feeds", str(path)]) == exits.OK
    assert len(read_feeds(path)) == 3


def test_import_of_something_else(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.opml").write_text("<rss/>")
    assert main(["feeds", "import", str(tmp_path / "list.opml"), "--feeds", str(path)]) == exits.DATA
    assert "no OPML" in said(capsys)
    assert main(["feeds", "import", str(tmp_path / "none.opml"), "--feeds", str(path)]) == exits.NO_INPUT
    assert main(["feeds", "import", str(tmp_path), "--feeds", str(path)]) == exits.NO_INPUT
    assert "cannot be read" in said(capsys)
    assert not path.exists()


def test_export_and_import_give_the_same_list(path: Path, tmp_path: Path) -> None:
    path.write_text(LIST, encoding="utf-8")
    assert main(["feeds", "export", str(tmp_path / "list.opml"), "--feeds", str(path)]) == exits.OK
    assert main(["feeds", "import", str(tmp_path / "list.opml"), "--feeds", str(tmp_path / "new.yaml")]) == exits.OK
    assert read_feeds(tmp_path / "new.yaml") == read_feeds(path)


def test_opml_keeps_what_the_list_says() -> None:
    feed = Feed(outlet="أ & «ب»", url="https://a.example/?x=1&y=2", country="EG", section="سياسة", every_minutes=60.0)
    assert feeds_in(opml_of([feed], "x")) == [feed]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"<opml><body>{text}".encode()))
def test_any_bytes_are_a_list_or_no_opml(document: bytes) -> None:
    with contextlib.suppress(OpmlError):
        feeds_in(document)


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "add", "import", "export"):
        with pytest.raises(SystemExit) as ended:
            main(["feeds", command, "--help"])
        assert ended.value.code == 0
        assert "example" in capsys.readouterr().out
