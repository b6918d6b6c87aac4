import datetime as dt

import msgspec
import pytest

from schemas.records import FeedPoll
from tests.transforms.web.conftest import NOW, Handler, Site, a_feed
from transforms.web.backoff import backoff
from transforms.web.http import HttpClient
from transforms.web.polling import LONGEST_PAUSE, MOST_UNREAD, OUTCOMES, is_due, poll_feed

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def rss(*numbers: int) -> bytes:
    items = "".join(f"<item><title>خبر {n}</title><link>http://a.example/{n}</link></item>" for n in numbers)
    return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()


def test_first_poll(site: Site, client: HttpClient) -> None:
    site.answers["/f"] = (200, {"ETag": '"1"', "Last-Modified": "Tue, 10 Jun 2025 10:00:00 GMT"}, rss(1, 2))
    poll, items = poll_feed(a_feed(site.url("/f")), None, NOW, client.get)
    assert [item.url for item in items] == ["http://a.example/1", "http://a.example/2"]
    assert (poll.outcome, poll.http_status, poll.items, poll.failures) == ("ok", 200, 2, 0)
    assert (poll.etag, poll.last_modified) == ('"1"', "Tue, 10 Jun 2025 10:00:00 GMT")
    assert poll.bytes == len(rss(1, 2))
    assert poll.next_poll_at is None
    assert poll.error == "no_date: 2"


def test_unchanged_feed_is_asked_conditionally(site: Site, client: HttpClient) -> None:
    feed = a_feed(site.url("/f"))
    site.answers["/f"] = (200, {"ETag": '"1"', "Last-Modified": "Tue, 10 Jun 2025 10:00:00 GMT"}, rss(1))
    first, _ = poll_feed(feed, None, NOW, client.get)
    site.answers["/f"] = (304, {}, b"")
    second, items = poll_feed(feed, first, NOW + HOUR, client.get)
    assert (second.outcome, items, second.items) == ("not_modified", (), 0)
    assert (second.etag, second.last_modified) == (first.etag, first.last_modified)
    assert second.body_sha256 == first.body_sha256
    assert site.log[1]["headers"]["if-none-match"] == '"1"'
    assert site.log[1]["headers"]["if-modified-since"] == "Tue, 10 Jun 2025 10:00:00 GMT"


def test_same_body_is_nothing_new_whatever_the_status(site: Site, client: HttpClient) -> None:
    site.answers["/f"] = (200, {}, rss(1))
    first, _ = poll_feed(a_feed(site.url("/f")), None, NOW, client.get)
    second, items = poll_feed(a_feed(site.url("/f")), first, NOW + HOUR, client.get)
    assert (second.outcome, second.http_status, items) == ("not_modified", 200, ())


def test_changed_body_under_a_kept_etag_is_read(site: Site, client: HttpClient) -> None:
    site.answers["/f"] = (200, {"ETag": '"1"'}, rss(1))
    first, _ = poll_feed(a_feed(site.url("/f")), None, NOW, client.get)
    site.answers["/f"] = (200, {"ETag": '"1"'}, rss(2, 1))
    second, items = poll_feed(a_feed(site.url("/f")), first, NOW + HOUR, client.get)
    assert (second.outcome, len(items)) == ("ok", 2)


def test_nothing_happens_before_the_time(client: HttpClient) -> None:
    feed = a_feed(every_minutes=60)
    prior = FeedPoll(feed_url=feed.url, outlet="x", polled_at=NOW, outcome="ok", next_poll_at=NOW + HOUR)
    assert not is_due(feed, prior, NOW + 59 * MINUTE)
    assert poll_feed(feed, prior, NOW + 59 * MINUTE, client.get) == (prior, ())
    assert is_due(feed, prior, NOW + 60 * MINUTE - dt.timedelta(seconds=2))
    assert is_due(feed, None, NOW)
    assert is_due(a_feed(), msgspec.structs.replace(prior, next_poll_at=None), NOW + MINUTE)
    assert not is_due(a_feed(every_minutes=180), prior, NOW + 2 * HOUR)


def test_interval_of_the_feeds_file(site: Site, client: HttpClient) -> None:
    site.answers["/f"] = (200, {}, rss(1))
    poll, _ = poll_feed(a_feed(site.url("/f"), every_minutes=45), None, NOW, client.get)
    assert poll.next_poll_at == NOW + 45 * MINUTE


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "least", "most"),
    [
        (404, {}, "http_404", 5 * MINUTE, 10 * MINUTE),
        (500, {}, "http_500", 5 * MINUTE, 10 * MINUTE),
        (503, {}, "http_503", 5 * MINUTE, 10 * MINUTE),
        (503, {"Retry-After": "7200"}, "throttled", 2 * HOUR, 2 * HOUR),
        (429, {"Retry-After": "3600"}, "throttled", HOUR, HOUR),
        (429, {}, "throttled", 5 * MINUTE, 10 * MINUTE),
        (410, {}, "gone", DAY, DAY),
    ],
)
def test_refusals(
    *,
    site: Site,
    client: HttpClient,
    status: int,
    headers: dict[str, str],
    outcome: str,
    least: dt.timedelta,
    most: dt.timedelta,
) -> None:
    site.answers["/f"] = (status, headers, b"")
    poll, items = poll_feed(a_feed(site.url("/f")), None, NOW, client.get)
    assert (poll.outcome, poll.http_status, poll.failures, items) == (outcome, status, 1, ())
    assert poll.next_poll_at is not None
    assert least <= poll.next_poll_at - NOW <= most


@pytest.mark.parametrize(
    ("body", "outcome"),
    [(b"", "empty_feed"), (b"<html><p>x</html>", "html_not_feed"), (b"?", "not_a_feed"), (b"<a>" * 999, "too_deep")],
)
def test_bodies_that_are_no_feed(site: Site, client: HttpClient, body: bytes, outcome: str) -> None:
    site.answers["/f"] = (200, {}, body)
    poll, items = poll_feed(a_feed(site.url("/f")), None, NOW, client.get)
    assert (poll.outcome, poll.http_status, items) == (outcome, 200, ())
    assert poll.outcome in OUTCOMES
    assert poll.error


def test_failures_add_up_are_never_final_and_end(site: Site, client: HttpClient) -> None:
    feed = a_feed(site.url("/f"))
    site.answers["/f"] = (200, {"ETag": '"1"'}, rss(1))
    poll, _ = poll_feed(feed, None, NOW, client.get)
    site.answers["/f"] = (500, {}, b"")
    pauses = []
    now = NOW + HOUR
    for _ in range(12):
        poll, _ = poll_feed(feed, poll, now, client.get)
        assert poll.next_poll_at is not None
        pauses.append(poll.next_poll_at - now)
        now = poll.next_poll_at
    assert poll.failures == 12
    assert pauses[0] < pauses[3] < pauses[6]
    assert all(18 * HOUR <= pause <= LONGEST_PAUSE for pause in pauses[-3:])
    site.answers["/f"] = (304, {}, b"")
    poll, _ = poll_feed(feed, poll, now, client.get)
    assert (poll.outcome, poll.failures, poll.next_poll_at, poll.etag) == ("not_modified", 0, None, '"1"')


def test_unreachable_and_unpollable_feeds(client: HttpClient) -> None:
    for url, outcome in [("http://127.0.0.1:1/f", "unreachable"), ("ftp://a.example/f", "bad_scheme")]:
        poll, items = poll_feed(a_feed(url), None, NOW, client.get)
        assert (poll.outcome, poll.http_status, items) == (outcome, None, ())


def test_another_answer_of_the_host_is_no_failure_of_the_feed(site: Site, client: HttpClient) -> None:
    site.answers["/page"] = (429, {"Retry-After": "600"}, b"")
    client.get(site.url("/page"))
    poll, _ = poll_feed(a_feed(site.url("/f")), None, NOW, client.get)
    assert (poll.outcome, poll.failures) == ("host_resting", 0)
    assert poll.next_poll_at is not None
    assert poll.next_poll_at - NOW > 9 * MINUTE


def test_permanent_redirect_is_kept_until_it_fails(site: Site, client: HttpClient) -> None:
    feed = a_feed(site.url("/old"))
    site.answers["/old"] = (301, {"Location": "/new"}, b"")
    site.answers["/new"] = (200, {"ETag": '"1"'}, rss(1))
    poll, items = poll_feed(feed, None, NOW, client.get)
    assert (poll.feed_url, poll.moved_to, items[0].feed_url) == (feed.url, site.url("/new"), feed.url)
    poll, _ = poll_feed(feed, poll, NOW + HOUR, client.get)
    assert (poll.outcome, poll.moved_to, len(site.asked("/old"))) == ("not_modified", site.url("/new"), 1)
    site.answers["/new"] = (404, {}, b"")
    poll, _ = poll_feed(feed, poll, NOW + 2 * HOUR, client.get)
    assert (poll.outcome, poll.moved_to, poll.etag) == ("http_404", None, None)
    site.answers["/old"] = (200, {}, rss(1, 2))
    poll, _ = poll_feed(feed, poll, NOW + 3 * HOUR, client.get)
    assert (poll.outcome, poll.moved_to) == ("ok", None)


def test_temporary_redirect_is_not_kept(site: Site, client: HttpClient) -> None:
    site.answers["/f"] = (302, {"Location": "/today"}, b"")
    site.answers["/today"] = (200, {}, rss(1))
    poll, _ = poll_feed(a_feed(site.url("/f")), None, NOW, client.get)
    assert (poll.outcome, poll.moved_to) == ("ok", None)


def test_backoff_differs_between_feeds_but_not_between_runs() -> None:
    pauses = [backoff(3, 10 * MINUTE, DAY, f"http://a.example/{number}") for number in range(50)]
    assert len(set(pauses)) > 40
    assert all(30 * MINUTE <= pause <= 40 * MINUTE for pause in pauses)
    assert pauses[0] == backoff(3, 10 * MINUTE, DAY, "http://a.example/0")
    assert backoff(10**6, 10 * MINUTE, DAY, "x") <= DAY


def test_server_that_keeps_its_etag_though_the_feed_changes_is_found_out(site: Site, client: HttpClient) -> None:
    documents = [rss(1)]

    def lie(handler: Handler) -> None:
        conditional = handler.headers.get("If-None-Match") == '"always"'
        handler.reply(*((304, {}, b"") if conditional else (200, {"ETag": '"always"'}, documents[0])))

    site.answers["/f"] = lie
    poll, _ = poll_feed(a_feed(site.url("/f")), None, NOW, client.get)
    documents[0] = rss(2, 1)
    found: list[int] = []
    for count in range(1, 60):
        poll, items = poll_feed(a_feed(site.url("/f")), poll, NOW + count * HOUR, client.get)
        if items:
            found.append(count)
    assert found == [MOST_UNREAD + 1]
    # The first reading, that one, and one more that found nothing new.
    assert sum("if-none-match" not in entry["headers"] for entry in site.log) == 3


def test_an_unchanged_feed_is_answered_304_nineteen_times_in_twenty(site: Site, client: HttpClient) -> None:
    """Also though a feed is read whole now and then, since some servers keep an ETag when the feed has changed."""

    def answer(handler: Handler) -> None:
        unchanged = handler.headers["If-None-Match"] == '"1"'
        handler.reply(304 if unchanged else 200, {"ETag": '"1"', "Content-Type": "application/rss+xml"}, rss(1))

    site.answers["/feed"] = answer
    prior, statuses, polls = None, [], 200
    for number in range(polls):
        at = NOW + dt.timedelta(minutes=15 * number)
        prior, _ = poll_feed(a_feed(site.url("/feed")), prior, at, client.get)
        statuses.append(prior.http_status)
    assert statuses[0] == 200
    assert statuses[1:].count(304) / (polls - 1) >= 0.95
    assert statuses[1:].count(200) >= polls // 25
