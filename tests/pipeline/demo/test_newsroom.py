"""The newsroom over real HTTP: feeds, pages, conditions, time, and a process of its own."""

import contextlib
import html
import http.client
import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import feedparser
import pytest
import trafilatura
import yaml

from pipeline.demo import Newsroom, hosts
from pipeline.demo.newsdesk import STAGES, articles, outlets
from pipeline.demo.site import answer

FEEDS = [(o.outlet, spec.path) for o in outlets().values() for spec in o.feeds]


@pytest.fixture(scope="module")
def opened():
    with Newsroom(control_port=0) as newsroom:
        yield newsroom


@pytest.fixture
def newsroom(opened):
    opened.set_stage(1)
    opened.clear_requests()
    return opened


def ask(url, **headers):
    """Status, headers and body of a GET that follows no redirect."""
    parts = urllib.parse.urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)) as connection:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()


def post(url):
    with urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=10) as response:
        return json.load(response)


def entries(newsroom, outlet, path):
    status, headers, body = ask(newsroom.bases[outlet] + path)
    assert status == 200
    parsed = feedparser.parse(
        body,
        response_headers={"content-type": headers["Content-Type"], "content-location": newsroom.bases[outlet] + path},
    )
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed.entries


@pytest.mark.parametrize(("outlet", "path"), FEEDS)
def test_feeds_hold_their_outlets_articles(newsroom, outlet, path):
    found = entries(newsroom, outlet, path)
    spec = next(s for s in outlets()[outlet].feeds if s.path == path)
    wanted = [a for a in articles(1) if a.outlet == outlet and (not spec.sections or a.section in spec.sections)]
    assert [e.title for e in found] == [a.title for a in wanted]
    for entry, article in zip(found, wanted, strict=True):
        assert entry.link.partition("?utm_")[0] == newsroom.bases[outlet] + article.path


def test_feed_dates_differ_as_outlets_do(newsroom):
    for outlet, path in FEEDS:
        entry, article = entries(newsroom, outlet, path)[0], next(a for a in articles(1) if a.outlet == outlet)
        parsed = entry["published_parsed" if "published" in entry else "updated_parsed"]
        if outlets()[outlet].feed_dates == "arabic":
            assert parsed is None
            assert "أبريل" in entry.published
        else:
            assert parsed[:5] == article.published_at.utctimetuple()[:5]


def test_pages_decode_by_their_declared_charset(newsroom):
    seen = set()
    for article in articles(1):
        status, headers, body = ask(newsroom.bases[article.outlet] + article.path)
        assert status == 200
        charset = headers.get_content_charset()
        if charset is None:
            charset = re.search(rb"charset=[\"']?([\w-]+)", body)[1].decode()
            seen.add("meta only")
        seen.add(charset)
        text = html.unescape(body.decode(charset))
        assert all(p in text for p in article.paragraphs)
    assert seen == {"utf-8", "windows-1256", "meta only"}


def test_trafilatura_finds_the_story(newsroom):
    for article in articles(1):
        _, _, body = ask(newsroom.bases[article.outlet] + article.path)
        text = trafilatura.extract(body) or ""
        # trafilatura removes the zero-width non-joiners of Persian.
        assert [p for p in article.paragraphs if p.replace("\u200c", "") not in text] == [], article.id
        for shown in outlets()[article.outlet].related:
            assert shown.title not in text.removeprefix(article.title), article.id


def test_heavy_pages_mention_contacts_that_they_do_not_report(newsroom):
    _, _, body = ask(newsroom.article_urls()["arza-cholera"])
    text = body.decode()
    assert "بيرنز وناريشكين" in text
    assert "سي آي إيه" in text


@pytest.mark.parametrize(("outlet", "path"), FEEDS)
def test_feeds_answer_304_until_they_change(newsroom, outlet, path):
    url = newsroom.bases[outlet] + path
    _, headers, _ = ask(url)
    asked = {}
    if headers["ETag"]:
        asked["If-None-Match"] = headers["ETag"]
    if headers["Last-Modified"]:
        asked["If-Modified-Since"] = headers["Last-Modified"]
    assert asked
    assert ask(url, **asked)[0] == 304
    assert ask(url, **asked)[2] == b""
    newsroom.advance()
    assert ask(url, **asked)[0] in (200, 301, 404)


def test_third_stage_brings_nothing_new(newsroom):
    newsroom.set_stage(2)
    validators = {}
    for feed in newsroom.feeds():
        _, headers, _ = ask(feed.url)
        validators[feed.url] = headers
    assert newsroom.advance() == 3
    for url, headers in validators.items():
        status, now, _ = ask(url, **{"If-None-Match": headers["ETag"]} if headers["ETag"] else {})
        assert status in (200, 301, 304, 404)
        assert now["Last-Modified"] == headers["Last-Modified"]
        if headers["ETag"]:
            assert status == 304


def test_time_moves_on(newsroom):
    bases = newsroom.bases
    assert ask(bases["difaf"] + "/?feed=rss2")[0] == 200
    assert ask(bases["volga"] + "/politics/20250629/naryshkin-zarubin.html")[0] == 404
    assert newsroom.advance() == 2
    assert ask(bases["difaf"] + "/?feed=rss2")[0] == 404
    assert ask(bases["difaf"] + "/?p=20418")[0] == 200
    assert ask(bases["volga"] + "/politics/20250629/naryshkin-zarubin.html")[0] == 200
    status, headers, _ = ask(bases["ofoq"] + "/backend.rdf")
    assert (status, headers["Location"]) == (301, bases["ofoq"] + "/flux/international.rdf")
    assert len(entries(newsroom, "ofoq", "/flux/international.rdf")) == sum(a.outlet == "ofoq" for a in articles(2))


def test_correction_shows_in_feed_and_page(newsroom):
    def entry():
        return next(e for e in entries(newsroom, "bosfor", "/ar/atom.xml") if "/3507716" in e.link)

    url = newsroom.article_urls()["bosfor-call-corrected"]
    before, page_before = entry(), ask(url)[2].decode()
    newsroom.advance()
    after, page_after = entry(), ask(url)[2].decode()
    assert before.id == after.id
    assert after.updated_parsed > before.updated_parsed
    assert "الاثنين 10 مارس" in page_before
    assert "الثلاثاء 11 مارس" in page_after


def test_two_feeds_of_one_outlet_share_items(newsroom):
    front, politics = ({e.link for e in entries(newsroom, "marfa", f"/rss/{f}.xml")} for f in ("front", "politics"))
    assert politics < front


def test_relative_and_tracked_links(newsroom):
    assert b"<link>/us/" in ask(newsroom.bases["jisr"] + "/feed.xml")[2]
    assert all("utm_source=rss" in e.link for e in entries(newsroom, "bosfor", "/ar/atom.xml"))
    tracked = entries(newsroom, "bosfor", "/ar/atom.xml")[0].link
    assert ask(tracked)[2] == ask(tracked.partition("?")[0])[2]


def test_outlets_are_different_hosts_where_loopback_allows(newsroom):
    assert len(set(newsroom.bases.values())) == len(outlets()) >= 6
    if sys.platform == "linux":
        hosts = {urllib.parse.urlsplit(base).hostname for base in newsroom.bases.values()}
        assert len(hosts) == len(outlets())


def test_one_host_with_a_port_each_where_there_is_only_one(monkeypatch):
    monkeypatch.setattr(hosts, "HOST", "192.0.2.{}")  # addresses that no machine has (RFC 5737)
    with Newsroom() as newsroom:
        places = [urllib.parse.urlsplit(base) for base in newsroom.bases.values()]
        assert {p.hostname for p in places} == {"127.0.0.1"}
        assert len({p.port for p in places}) == len(outlets())
        assert all(ask(feed.url)[0] == 200 for feed in newsroom.feeds())


def test_same_bytes_and_validators_every_time(newsroom):
    base = "http://127.0.0.2:1"
    for stage in STAGES:
        for outlet in outlets().values():
            paths = [s.path for s in outlet.feeds] + [a.path for a in articles(stage) if a.outlet == outlet.outlet]
            for path in paths:
                one = answer.__wrapped__(outlet, base, path, stage)
                assert one == answer.__wrapped__(outlet, base, path, stage)


def test_requests_are_logged(newsroom):
    url = newsroom.bases["volga"] + "/export/rss.xml"
    etag = ask(url)[1]["ETag"]
    ask(url, **{"If-None-Match": etag, "User-Agent": "reader/1"})
    ask(newsroom.bases["jisr"] + "/robots.txt")
    ask(newsroom.bases["volga"] + "/robots.txt")
    told = [(r.outlet, r.path, r.status, r.conditional) for r in newsroom.requests]
    assert told == [
        ("volga", "/export/rss.xml", 200, False),
        ("volga", "/export/rss.xml", 304, True),
        ("jisr", "/robots.txt", 404, False),
        ("volga", "/robots.txt", 200, False),
    ]
    assert newsroom.requests[1].user_agent == "reader/1"
    assert newsroom.requests[0].at <= newsroom.requests[1].at


def test_connections_are_kept_alive(newsroom):
    parts = urllib.parse.urlsplit(newsroom.bases["volga"])
    with contextlib.closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)) as connection:
        for _ in range(3):
            connection.request("GET", "/export/rss.xml")
            connection.getresponse().read()
            socket = connection.sock
            assert socket is not None
        connection.request("HEAD", "/export/rss.xml")
        response = connection.getresponse()
        assert response.read() == b""
        assert int(response.headers["Content-Length"]) > 1000
        assert connection.sock is socket


def test_feeds_file(newsroom, tmp_path):
    newsroom.write_feeds_file(tmp_path / "feeds.yaml")
    written = yaml.safe_load((tmp_path / "feeds.yaml").read_text(encoding="utf-8"))["feeds"]
    assert [f["url"] for f in written] == [f.url for f in newsroom.feeds()]
    assert {f["country"] for f in written} == {"RU", "LB", "EG", "DZ", "TR", "AE", "US", "GB"}


def test_control_server(newsroom):
    assert post(newsroom.control_url + "/advance")["stage"] == 2
    assert newsroom.stage == 2
    assert post(newsroom.control_url + "/stage/1")["stage"] == 1
    with pytest.raises(urllib.error.HTTPError) as refused:
        post(newsroom.control_url + "/stage/7")
    assert refused.value.code == 404
    refused.value.close()
    ask(newsroom.bases["volga"] + "/export/rss.xml")
    assert json.loads(ask(newsroom.control_url + "/requests")[2])[-1]["path"] == "/export/rss.xml"


def test_in_a_process_of_its_own(tmp_path):
    """The same stage at the same addresses gives the same bytes in two processes, one after the other."""
    told, port = [], 0
    for _ in range(2):
        command = [sys.executable, "-m", "pipeline.demo", "--port", str(port)]
        command += ["--feeds_file", str(tmp_path / "f.yaml"), "--gold", str(tmp_path / "gold")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                state = json.loads(process.stdout.readline())
                port = urllib.parse.urlsplit(state["bases"]["volga"]).port
                assert post(state["control_url"] + "/advance")["stage"] == 2
                urls = [f["url"] for f in state["feeds"]] + list(state["article_urls"].values())
                answers = [ask(u) for u in urls]
                told.append(
                    [(u, s, h["ETag"], h["Last-Modified"], b) for u, (s, h, b) in zip(urls, answers, strict=True)]
                )
            finally:
                process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 0
    assert told[0] == told[1]
    assert (tmp_path / "f.yaml").exists()
    assert len(list((tmp_path / "gold").glob("stage_?/events.json"))) == len(STAGES)


@pytest.mark.parametrize("option", ["--port", "--control_port"])
def test_a_taken_port_is_refused_with_advice(newsroom, option):
    taken = newsroom.bases["volga"] if option == "--port" else newsroom.control_url
    port = urllib.parse.urlsplit(taken).port
    command = [sys.executable, "-m", "pipeline.demo", option, str(port)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 4
    assert "choose another --port" in done.stderr
    assert "Traceback" not in done.stderr
