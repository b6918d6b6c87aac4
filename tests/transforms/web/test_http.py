import datetime as dt
import itertools
import pickle
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.transforms.web.conftest import LOCAL, Handler, Site
from transforms.web import http
from transforms.web.fetch import REASONS, FetchError, HttpSettings
from transforms.web.http import HttpClient, client_for
from transforms.web.retry_after import LONGEST, retry_after

MakeClient = Callable[..., HttpClient]


def failure(client: HttpClient, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        client.get(url)
    assert caught.value.reason in REASONS
    return caught.value


def test_answer_with_body_headers_and_size(site: Site, client: HttpClient) -> None:
    site.answers["/a"] = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}, "خبر".encode())
    response = client.get(site.url("/a"))
    assert (response.status, response.body.decode(), response.wire_bytes) == (200, "خبر", 6)
    assert response.content_type == "text/html; charset=utf-8"
    assert response.headers["etag"] == '"1"'
    assert response.url == site.url("/a")
    assert response.moved_to is None


def test_user_agent_and_validators_are_sent(site: Site, client: HttpClient) -> None:
    site.answers["/f"] = (304, {}, b"")
    assert client.get(site.url("/f"), etag='W/"x"', last_modified="Tue, 10 Jun 2025 10:00:00 GMT").status == 304
    sent = site.log[0]["headers"]
    assert sent["if-none-match"] == 'W/"x"'
    assert sent["if-modified-since"] == "Tue, 10 Jun 2025 10:00:00 GMT"
    assert sent["user-agent"] == LOCAL.user_agent
    assert "br" in sent["accept-encoding"]


def test_connection_is_used_again_also_after_an_error_page(site: Site, client: HttpClient) -> None:
    ports = []

    def note(handler: Handler) -> None:
        ports.append(handler.client_address[1])
        handler.reply(404 if len(ports) % 2 else 200, {}, b"x" * 1000)

    site.answers["/a"] = note
    for _ in range(4):
        client.get(site.url("/a"))
    assert len(set(ports)) == 1


def test_redirects_are_followed_and_permanent_ones_noted(site: Site, client: HttpClient) -> None:
    site.answers["/old"] = (301, {"Location": "/newer"}, b"")
    site.answers["/newer"] = (308, {"Location": "new#part"}, b"")
    site.answers["/new"] = (302, {"Location": "/today"}, b"")
    site.answers["/today"] = (200, {}, b"here")
    response = client.get(site.url("/old"))
    assert (response.body, response.url, response.moved_to) == (b"here", site.url("/today"), site.url("/new"))
    assert client.get(site.url("/new")).moved_to is None


def test_redirect_to_a_path_in_arabic_letters(site: Site, client: HttpClient) -> None:
    """Servers send it as it is, in UTF-8, though headers are Latin-1."""
    site.answers["/a"] = (301, {"Location": "/خبر عاجل".encode().decode("latin-1")}, b"")
    site.answers["/%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84"] = (200, {}, b"here")
    response = client.get(site.url("/a"))
    assert (response.body, response.moved_to) == (b"here", response.url)


def test_nothing_of_ours_or_of_the_links_goes_to_another_host(site: Site, client: HttpClient) -> None:
    """Neither credentials in a URL nor a cookie are ever sent."""
    other = site.url("/b").replace("http://", "http://user:secret@")
    site.answers["/a"] = (302, {"Location": other, "Set-Cookie": "id=1; Path=/"}, b"")
    site.answers["/b"] = (200, {}, b"x")
    assert client.get(site.url("/a").replace("http://", "http://me:mine@")).url == site.url("/b")
    assert len(site.log) == 2
    for entry in site.log:
        assert {"cookie", "authorization", "referer"}.isdisjoint(entry["headers"])


def test_redirect_loop(site: Site, client: HttpClient) -> None:
    site.answers["/a"] = (302, {"Location": "/b"}, b"")
    site.answers["/b"] = (302, {"Location": "/a"}, b"")
    assert failure(client, site.url("/a")).reason == "too_many_redirects"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)", "gopher://x:1/"])
def test_redirect_to_another_scheme(site: Site, client: HttpClient, target: str) -> None:
    site.answers["/a"] = (302, {"Location": target}, b"")
    assert failure(client, site.url("/a")).reason == "bad_scheme"


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("ftp://a.example/", "bad_scheme"),
        ("/relative", "bad_scheme"),
        ("http://", "bad_url"),
        ("http://a:b/", "bad_url"),
        ("http://a.example:99999/", "bad_url"),
        ("http://a.example:0/", "bad_url"),
        ("http://0177.0.0.1/", "bad_url"),
    ],
)
def test_link_that_cannot_be_asked_for(client: HttpClient, link: str, reason: str) -> None:
    assert failure(client, link).reason == reason


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0", "0.0.0.0", "[::]", "[::1]", "[::ffff:127.0.0.1]",
     "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254", "10.0.0.1"],
)  # fmt: skip
def test_private_address_is_refused(site: Site, host: str, make_client: MakeClient) -> None:
    client = make_client(allow_private_hosts=False)
    assert failure(client, f"http://{host}:{site.server_port}/").reason == "private_address"
    assert not site.log


def test_name_that_comes_to_mean_a_private_address_is_refused(site: Site, make_client: MakeClient) -> None:
    answers = iter([["127.0.0.1"]])
    client = make_client(allow_private_hosts=False, resolve=lambda host, port: next(answers)
    )
    assert failure(client, f"http://rebinding.example:{site.server_port}/").reason == "private_address"
    assert not site.log


def test_public_address_is_preferred_and_name_is_kept(site: Site, make_client: MakeClient) -> None:
    site.answers["/"] = (200, {}, b"x")
    client = make_client(resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    # Nothing listens on 127.0.0.2 (the site is bound to 127.0.0.1): the next address is tried.
    assert client.get(f"http://news.example:{site.server_port}/").status == 200
    assert site.log[0]["headers"]["host"] == f"news.example:{site.server_port}"


def test_unknown_and_silent_hosts(client: HttpClient) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert failure(client, f"http://127.0.0.1:{unused.getsockname()[1]}/").reason == "unreachable"
    assert failure(client, "http://no-such-host.invalid/").reason in ("unreachable", "timeout")


def test_resolver_that_never_answers_is_given_up(make_client: MakeClient) -> None:
    never = threading.Event()
    client = make_client(connect_timeout=0.2, resolve=lambda host, port: [str(never.wait())])
    # It comes back at all, which the resolver does not before it is told to.
    assert failure(client, "http://slow-dns.example/").reason == "timeout"
    never.set()


def test_server_without_tls(site: Site, client: HttpClient) -> None:
    assert failure(client, site.url("/").replace("http:", "https:")).reason == "tls"


def test_callers_cap(site: Site, client: HttpClient) -> None:
    site.answers["/"] = (200, {}, b"x" * 1001)
    assert len(client.get(site.url("/"), max_bytes=1001).body) == 1001
    with pytest.raises(FetchError, match="more than 1000 bytes"):
        client.get(site.url("/"), max_bytes=1000)


def test_host_is_asked_one_request_at_a_time_with_a_pause(site: Site, make_client: MakeClient) -> None:
    def slow(handler: Handler) -> None:
        time.sleep(0.03)
        handler.reply(200, {}, b"x")

    site.answers["/"] = slow
    client = make_client(host_delay_seconds=0.05)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: client.get(site.url("/")), range(6)))
    log = sorted(site.log, key=lambda entry: entry["from"])
    assert all(after["from"] - before["from"] >= 0.075 for before, after in itertools.pairwise(log))


def test_hosts_do_not_wait_for_each_other(site: Site, make_client: MakeClient) -> None:
    gate = threading.Barrier(4, timeout=60)

    def together(handler: Handler) -> None:
        gate.wait()
        handler.reply(200, {}, b"x")

    site.answers["/"] = together
    client = make_client(resolve=lambda host, port: ["127.0.0.1"])
    with ThreadPoolExecutor(4) as threads:
        urls = [f"http://host{number}.example:{site.server_port}/" for number in range(4)]
        assert [response.status for response in threads.map(client.get, urls)] == [200] * 4


def test_host_that_asks_for_a_pause_gets_it(site: Site, client: HttpClient) -> None:
    site.answers["/a"] = (429, {"Retry-After": "7200"}, b"")
    assert client.get(site.url("/a")).retry_after == dt.timedelta(hours=2)
    error = failure(client, site.url("/b"))
    assert error.reason == "host_resting"
    assert error.retry_after is not None
    assert dt.timedelta(hours=1) < error.retry_after <= dt.timedelta(hours=2)
    assert len(site.log) == 1


NOW = dt.datetime(2025, 6, 10, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("120", 120),
        (" 0 ", 0),
        ("Tue, 10 Jun 2025 12:01:30 GMT", 90),
        ("Tue, 10 Jun 2025 11:00:00 GMT", 0),
        ("99999999999999999999", LONGEST.total_seconds()),
        ("Fri, 10 Jun 2095 12:00:00 GMT", LONGEST.total_seconds()),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("120, 60", None),
        ("Tue, 99 Foo 2025", None),
        ("١٢", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    wait = retry_after(value, NOW)
    assert (None if wait is None else wait.total_seconds()) == seconds


def test_settings_travel_and_share_one_client() -> None:
    settings = HttpSettings(user_agent="a test")
    assert client_for(pickle.loads(pickle.dumps(settings))) is client_for(settings)


def test_threads_that_begin_together_share_one_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else each would have turns of its own, and a host would be asked by several at once."""

    class Slow(HttpClient):
        def __init__(self, settings: HttpSettings) -> None:
            time.sleep(0.05)
            super().__init__(settings)

    monkeypatch.setattr(http, "HttpClient", Slow)
    settings = HttpSettings(user_agent="another test")
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(client_for, [settings] * 8))) == 1


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "video/mp4", "application/zip", "application/x-rar"])
def test_what_is_neither_feed_nor_page_is_not_read(site: Site, client: HttpClient, kind: str) -> None:
    site.answers["/"] = (200, {"Content-Type": kind}, b"x" * 3_000_000)
    assert failure(client, site.url("/")).reason == "wrong_type"


@pytest.mark.parametrize(
    "kind",
    ["text/html", "application/rss+xml", "application/xhtml+xml", "application/x-rss+xml", "application/octet-stream",
     "application/vnd.example+xml", "application/x-javascript", "", "nonsense"],
)  # fmt: skip
def test_what_may_be_a_feed_or_a_page_is_read(site: Site, client: HttpClient, kind: str) -> None:
    site.answers["/"] = (200, {"Content-Type": kind}, b"x")
    assert client.get(site.url("/")).body == b"x"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for news.example and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example"]
    command += ["-addext", "subjectAltName=DNS:news.example", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def test_tls_is_checked_against_the_name(
    site: Site, make_client: MakeClient, certificate: tuple[Path, Path]
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    site.socket = context.wrap_socket(site.socket, server_side=True)
    site.answers["/"] = (200, {}, b"x" * 100_000)
    trusting = make_client(resolve=lambda host, port: ["127.0.0.1"], ca_file=str(certificate[0]))
    url = f"https://news.example:{site.server_port}/"
    assert len(trusting.get(url).body) == 100_000
    assert site.log[0]["headers"]["host"] == f"news.example:{site.server_port}"
    assert failure(trusting, url.replace("news.example", "other.example")).reason == "tls"
    assert failure(make_client(resolve=lambda host, port: ["127.0.0.1"]), url).reason == "tls"


def test_connection_that_the_server_closed_meanwhile_is_no_failure(site: Site, client: HttpClient) -> None:
    def close_behind(handler: Handler) -> None:
        handler.reply(200, {}, b"x")
        # Without a word of it in the headers, as servers do whose patience ends.
        handler.close_connection = True

    site.answers["/"] = close_behind
    assert [client.get(site.url("/")).status for _ in range(10)] == [200] * 10


def test_page_behind_a_robots_file_on_a_private_address(site: Site, make_client: MakeClient) -> None:
    client = make_client(allow_private_hosts=False)
    with pytest.raises(FetchError) as caught:
        client.get(site.url("/"), robots=True)
    assert caught.value.reason == "private_address"
