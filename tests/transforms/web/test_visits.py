import datetime as dt

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import Page, Visit
from tests.transforms.web.conftest import NOW, Site, a_visit
from transforms.web.http import HttpClient
from transforms.web.visits import FREE_REVISITS, LEASE, MAX_ATTEMPTS, OUTCOMES, due_visit, fetch_page, postponed

HOUR = dt.timedelta(hours=1)


def item(fingerprint: str = "a", hours: float = 0, feed: str = "f1", **fields: object) -> Visit:
    at = NOW + hours * HOUR
    return a_visit(feed_url=feed, item_sha256=fingerprint, first_seen_at=at, visited_at=at, **fields)


def read(visit: Visit | None, hours: float = 0) -> Visit:
    assert visit is not None
    return msgspec.structs.replace(
        visit, outcome="no_contact", next_attempt_at=None, visited_at=NOW + hours * HOUR, attempts=1
    )


def test_new_page_is_fetched_once_however_many_feeds_list_it() -> None:
    for order in (["f1", "f2"], ["f2", "f1"]):
        due = due_visit(None, [item(feed=feed) for feed in order], NOW)
        assert due is not None
        assert (due.feed_url, due.outcome, due.next_attempt_at) == ("f1", "pending", NOW + LEASE)
    assert due_visit(None, [], NOW) is None


def test_page_that_was_read_is_left_alone() -> None:
    prior = read(due_visit(None, [item()], NOW))
    for outcome in ("gated", "no_text", "not_arabic", "no_contact", "reported", "gone", "failed"):
        known = msgspec.structs.replace(prior, outcome=outcome)
        assert due_visit(known, [item(hours=5)], NOW + 5 * HOUR) is None
        assert due_visit(known, [], NOW + 5 * HOUR) is None


def test_another_feeds_wording_is_no_correction() -> None:
    prior = read(due_visit(None, [item("a", feed="f1")], NOW))
    assert due_visit(prior, [item("b", 1, feed="f2"), item("a", 1, feed="f1")], NOW + HOUR) is None


def test_correction_is_fetched_and_keeps_the_history() -> None:
    prior = read(due_visit(None, [item("a", published_at=NOW - HOUR)], NOW))
    due = due_visit(prior, [item("b", 2, title="جديد", published_at=NOW + HOUR), item("c", 1)], NOW + 2 * HOUR)
    assert due is not None
    assert (due.item_sha256, due.title, due.attempts, due.revisits) == ("b", "جديد", 0, 1)
    assert (due.first_seen_at, due.published_at) == (NOW, NOW - HOUR)


def test_feed_that_changes_at_every_poll_is_not_followed_every_time() -> None:
    state = read(due_visit(None, [item("0")], NOW))
    fetches = 0
    for hour in range(1, 24 * 14):
        due = due_visit(state, [item(str(hour), hour)], NOW + hour * HOUR)
        if due is not None:
            fetches += 1
            state = read(due, hour)
    assert FREE_REVISITS < fetches < 10


def test_failed_fetch_is_tried_again_also_when_no_feed_lists_it_any_more() -> None:
    prior = msgspec.structs.replace(item(), outcome="retry", attempts=2, next_attempt_at=NOW + HOUR)
    assert due_visit(prior, [item("b", 0.5)], NOW + 0.5 * HOUR) is None
    due = due_visit(prior, [], NOW + HOUR)
    assert due is not None
    assert (due.url, due.attempts, due.outcome) == (prior.url, 2, "pending")
    fresh = due_visit(prior, [item("b", 1), item("z", 1, feed="f2")], NOW + HOUR)
    assert fresh is not None
    assert (fresh.item_sha256, fresh.attempts) == ("b", 2)


def test_fetch_under_way_is_not_begun_twice_but_a_lost_one_is() -> None:
    chosen = due_visit(None, [item()], NOW)
    assert chosen is not None
    assert due_visit(chosen, [item(feed="f2")], NOW) is None
    assert due_visit(chosen, [], NOW + LEASE) is not None
    assert due_visit(postponed(chosen, NOW), [], NOW) is not None


SEEN = st.builds(
    item,
    fingerprint=st.sampled_from("abc"),
    hours=st.integers(-3, 3),
    feed=st.sampled_from(["f1", "f2", "f3"]),
)
LAST = st.one_of(
    st.none(),
    st.builds(lambda seen: read(seen, seen.visited_at.hour - NOW.hour), SEEN),
    st.builds(
        lambda seen, after: msgspec.structs.replace(seen, outcome="retry", next_attempt_at=NOW + after * HOUR),
        SEEN,
        st.integers(-2, 2),
    ),
)


def fetched(prior: Visit | None, *batches: list[Visit]) -> bool:
    """Whether the page is fetched when the items come in these batches, each fetch over before the next."""
    state, any_fetch = prior, False
    for batch in batches:
        due = due_visit(state, batch, NOW)
        if due is not None:
            state, any_fetch = due, True
    return any_fetch


@given(LAST, st.lists(SEEN, max_size=4), st.lists(SEEN, max_size=4))
def test_fetches_depend_on_no_order_and_no_batches(prior: Visit | None, a: list[Visit], b: list[Visit]) -> None:
    together = fetched(prior, a + b)
    assert fetched(prior, b + a) == together
    assert fetched(prior, a, b) == together
    assert fetched(prior, b, a) == together


@given(st.lists(SEEN, min_size=1, max_size=5), st.randoms())
def test_the_chosen_item_depends_on_no_order(seen: list[Visit], random: object) -> None:
    shuffled = list(seen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert due_visit(None, seen, NOW) == due_visit(None, shuffled, NOW)


def test_page_is_fetched_from_the_link(site: Site, client: HttpClient) -> None:
    site.answers["/a/"] = (200, {"Content-Type": "text/html; charset=windows-1256"}, "خبر".encode("cp1256"))
    visit = a_visit(site.url("/a"), link=site.url("/a/"), attempts=1, next_attempt_at=NOW)
    page = fetch_page(visit, NOW + HOUR, client.get)
    assert isinstance(page, Page)
    assert (page.body, page.content_type) == ("خبر".encode("cp1256"), "text/html; charset=windows-1256")
    assert (page.visit.http_status, page.visit.bytes, page.visit.attempts) == (200, 3, 2)
    assert (page.visit.fetched_at, page.visit.next_attempt_at, page.visit.outcome) == (NOW + HOUR, None, "pending")
    assert [entry["path"] for entry in site.log] == ["/robots.txt", "/a/"]


@pytest.mark.parametrize(
    ("status", "headers", "outcome", "least"),
    [
        (404, {}, "retry", 7 * 60),
        (403, {}, "retry", 7 * 60),
        (500, {}, "retry", 7 * 60),
        (503, {"Retry-After": "7200"}, "retry", 7200),
        (410, {}, "gone", None),
    ],
)
def test_refusals(
    *, site: Site, client: HttpClient, status: int, headers: dict[str, str], outcome: str, least: int | None
) -> None:
    site.answers["/a"] = (status, headers, b"")
    ended = fetch_page(a_visit(site.url("/a")), NOW, client.get)
    assert isinstance(ended, Visit)
    assert (ended.outcome, ended.reason, ended.http_status, ended.attempts) == (outcome, f"http_{status}", status, 1)
    if least is None:
        assert ended.next_attempt_at is None
    else:
        assert ended.next_attempt_at is not None
        assert least <= (ended.next_attempt_at - NOW).total_seconds() <= max(least, 600)


@pytest.mark.parametrize(("status", "outcome"), [(404, "gone"), (500, "failed")])
def test_trying_ends(site: Site, client: HttpClient, status: int, outcome: str) -> None:
    site.answers["/a"] = (status, {}, b"")
    state: Visit | None = a_visit(site.url("/a"))
    now = NOW
    for _ in range(MAX_ATTEMPTS):
        state = due_visit(state, [], now)
        assert state is not None
        ended = fetch_page(state, now, client.get)
        assert isinstance(ended, Visit)
        assert ended.outcome in OUTCOMES
        state, now = ended, ended.next_attempt_at or now
    assert (state.outcome, state.attempts, state.next_attempt_at) == (outcome, MAX_ATTEMPTS, None)
    assert due_visit(state, [], now + 99 * HOUR) is None


def test_links_that_will_never_work(client: HttpClient) -> None:
    ended = fetch_page(a_visit("ftp://a.example/x"), NOW, client.get)
    assert isinstance(ended, Visit)
    assert (ended.outcome, ended.reason) == ("failed", "bad_scheme")


def test_resting_host_costs_no_attempt(site: Site, client: HttpClient) -> None:
    site.answers["/a"] = (429, {"Retry-After": "600"}, b"")
    fetch_page(a_visit(site.url("/a")), NOW, client.get)
    ended = fetch_page(a_visit(site.url("/b")), NOW, client.get)
    assert isinstance(ended, Visit)
    assert (ended.outcome, ended.reason, ended.attempts) == ("retry", "host_resting", 0)
    assert ended.next_attempt_at is not None
    assert ended.next_attempt_at > NOW + dt.timedelta(minutes=9)


def test_removed_page_that_leads_to_the_front_page(site: Site, client: HttpClient) -> None:
    site.answers |= {"/a": (302, {"Location": "/"}, b""), "/": (200, {}, b"front")}
    ended = fetch_page(a_visit(site.url("/a")), NOW, client.get)
    assert isinstance(ended, Visit)
    assert (ended.outcome, ended.reason) == ("retry", "soft_404")
    assert isinstance(fetch_page(a_visit(site.url(), link=site.url("/")), NOW, client.get), Page)
