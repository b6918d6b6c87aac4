from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import Page, Visit
from tests.transforms.web.conftest import NOW, Handler, Site, a_visit
from transforms.web.fetch import FetchError
from transforms.web.http import HttpClient
from transforms.web.robots import LONGEST_DELAY_SECONDS, RobotsFiles, agent_token
from transforms.web.visits import fetch_page

FILE = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 0.1\n\nUser-agent: otherbot\nDisallow: /\n"


def reason(client: HttpClient, url: str) -> str | None:
    try:
        client.get(url, robots=True)
    except FetchError as error:
        return error.reason
    return None


def test_file_is_obeyed_and_read_once(site: Site, client: HttpClient) -> None:
    site.answers |= {"/robots.txt": (200, {}, FILE), "/a": (200, {}, b"x"), "/private/b": (200, {}, b"x")}
    assert reason(client, site.url("/a")) is None
    assert reason(client, site.url("/private/b")) == "robots_disallowed"
    assert len(site.asked("/robots.txt")) == 1
    assert not site.asked("/private/b")
    # The pause that the site asks for is kept.
    client.get(site.url("/a"), robots=True)
    first, second = site.asked("/a")
    assert second["from"] - first["from"] >= 0.1


def test_redirect_into_a_forbidden_part(site: Site, client: HttpClient) -> None:
    site.answers |= {"/robots.txt": (200, {}, FILE), "/a": (302, {"Location": "/private/b"}, b"")}
    assert reason(client, site.url("/a")) == "robots_disallowed"
    assert not site.asked("/private/b")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((404, {}, b""), None),
        ((403, {}, b""), None),
        ((200, {}, b""), None),
        ((200, {}, b"<html>Disallow: /</html>"), None),
        ((200, {}, b"\0\xff\xfe garbage"), None),
        ((200, {}, b"Disallow: /\n" * 100_000), None),
        ((200, {}, b"User-agent: *\nDisallow: /a\n" + b"# x\n" * 300_000), "robots_disallowed"),
        ((200, {}, b"User-agent: *\nDisallow: /" + b"b" * 600_000), None),
        ((200, {"Content-Type": "application/x-robots"}, b"User-agent: *\nDisallow: /a"), "robots_disallowed"),
        ((302, {"Location": "http://a:b/"}, b""), None),
        ((302, {"Location": "/robots.txt"}, b""), None),
        ((302, {"Location": "/other.txt"}, b""), "robots_disallowed"),
        ((200, {}, b"User-agent: Qanat\r\nDisallow: /"), "robots_disallowed"),
        ((500, {}, b""), "robots_unreachable"),
        (Handler.finish, "robots_unreachable"),
    ],
)
def test_answers_for_the_file(
    site: Site, make_client: Callable[..., HttpClient], answer: Any, expected: str | None
) -> None:
    site.answers |= {"/robots.txt": answer, "/a": (200, {}, b"x")}
    site.answers["/other.txt"] = (200, {}, b"User-agent: *\nDisallow: /a")
    client = make_client(user_agent="qanat/0.1 (+https://example.org)")
    assert reason(client, site.url("/a")) == expected


def test_a_host_that_rests_is_not_taken_for_one_without_a_file(site: Site, client: HttpClient) -> None:
    site.answers |= {"/f": (429, {"Retry-After": "7200"}, b""), "/robots.txt": (200, {}, FILE), "/a": (200, {}, b"x")}
    client.get(site.url("/f"))
    assert reason(client, site.url("/a")) == "host_resting"
    assert not site.asked("/robots.txt")


def test_feeds_and_a_switch_go_past_it(site: Site, make_client: Callable[..., HttpClient]) -> None:
    site.answers |= {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /"), "/a": (200, {}, b"x")}
    assert make_client().get(site.url("/a")).status == 200
    assert reason(make_client(obey_robots=False), site.url("/a")) is None
    assert not site.asked("/robots.txt")


def test_visits_say_why(site: Site, client: HttpClient) -> None:
    site.answers["/robots.txt"] = (200, {}, FILE)
    ended = fetch_page(a_visit(site.url("/private/b")), NOW, client.get)
    assert isinstance(ended, Visit)
    assert (ended.outcome, ended.reason) == ("failed", "robots_disallowed")
    site.answers["/a"] = (200, {}, b"x")
    assert isinstance(fetch_page(a_visit(site.url("/a")), NOW, client.get), Page)


def test_delay_is_bounded() -> None:
    files = RobotsFiles(lambda url: (200, b"User-agent: *\nCrawl-delay: 86400\nRequest-rate: 1/5s"))
    assert files.rules("http://a.example").delay_seconds("qanat") == LONGEST_DELAY_SECONDS


@pytest.mark.parametrize(("agent", "token"), [("qanat/0.1 (+x)", "qanat"), ("Our Bot/2", "our"), ("", "*"), ("/", "*")])
def test_agent_token(agent: str, token: str) -> None:
    assert agent_token(agent) == token


LETTERS = st.text("User-agent: *\nDisallow: /a$*%Crawl-delay: 1e9/", max_size=300)


@given(st.binary(max_size=300) | LETTERS.map(str.encode))
def test_any_file_gives_an_answer(body: bytes) -> None:
    rules = RobotsFiles(lambda url: (200, body)).rules("http://a.example")
    assert rules.allows("http://a.example/خبر?x=*", "qanat") in (True, False)
    assert 0 <= rules.delay_seconds("qanat") <= LONGEST_DELAY_SECONDS
