import datetime as dt

import pytest

from tests.transforms.web.conftest import NOW, Site, a_feed
from transforms.web.http import HttpClient
from transforms.web.polling import is_due, poll_feed
from transforms.web.schedule import asked_minutes, max_age_minutes, not_skipped, period_minutes, skips

MINUTE = dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("period", "frequency", "minutes"),
    [
        ("hourly", None, 60),
        (" Hourly ", "2", 30),
        ("daily", "24", 60),
        ("hourly", "0", 60),
        ("often", "2", None),
        (None, None, None),
    ],
)
def test_period(period: str | None, frequency: str | None, minutes: float | None) -> None:
    assert period_minutes(period, frequency) == minutes


@pytest.mark.parametrize(
    ("header", "minutes"),
    [
        ("max-age=300", 5),
        ("public, max-age=0", 0),
        ("s-maxage=600", None),
        ('private,max-age="120"', 2),
        ("no-cache", None),
    ],
)
def test_max_age(header: str, minutes: float | None) -> None:
    assert max_age_minutes(header) == minutes


def test_longest_wish_counts_within_bounds() -> None:
    assert asked_minutes(None, 15.0, 5.0) == 15
    assert asked_minutes(1440.0) == 60
    assert asked_minutes(None, 0.0) is None


BODY = b"""<rss version="2.0"><channel><title>x</title><ttl>20</ttl>
<skipHours><hour>13</hour><hour> 14 </hour><hour>24</hour>
</skipHours><skipDays><day>Friday</day><day>Someday</day></skipDays></channel></rss>"""


def test_skips() -> None:
    assert skips(BODY) == ("0", "13", "14", "Friday")
    assert skips(b"<skipHours>" * 10_000) == ()


@pytest.mark.parametrize(
    ("at", "after"),
    [
        ("2025-06-10T12:59", "2025-06-10T12:59"),
        ("2025-06-10T13:20", "2025-06-10T15:00"),
        ("2025-06-12T23:59", "2025-06-12T23:59"),
        ("2025-06-13T09:00", "2025-06-14T01:00"),
    ],
)
def test_not_skipped(at: str, after: str) -> None:
    moments = [dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) for text in (at, after)]
    assert not_skipped(moments[0], skips(BODY)) == moments[1]


def test_feed_that_skips_always_is_polled_all_the_same() -> None:
    assert not_skipped(NOW, tuple(map(str, range(24)))) == NOW


def test_poll_keeps_the_wishes_of_the_feed(site: Site, client: HttpClient) -> None:
    feed = a_feed(site.url("/f"))
    site.answers["/f"] = (200, {"Cache-Control": "max-age=600", "ETag": '"1"'}, BODY)
    poll, _ = poll_feed(feed, None, NOW, client.get, obey_hints=True)
    assert (poll.asks_minutes, poll.next_poll_at) == (20, NOW + 20 * MINUTE)
    assert not is_due(feed, poll, NOW + 15 * MINUTE)
    site.answers["/f"] = (304, {}, b"")
    poll, _ = poll_feed(feed, poll, NOW + 50 * MINUTE, client.get, obey_hints=True)
    assert poll.next_poll_at == NOW + 180 * MINUTE


def test_poll_without_wishes_or_regard_for_them(site: Site, client: HttpClient) -> None:
    site.answers["/f"] = (200, {}, BODY)
    assert poll_feed(a_feed(site.url("/f")), None, NOW, client.get)[0].next_poll_at is None
    poll, _ = poll_feed(a_feed(site.url("/f"), every_minutes=45), None, NOW, client.get, obey_hints=True)
    assert poll.next_poll_at == NOW + 45 * MINUTE
