"""The hostile newsroom: healthy outlets, and for each fault one outlet whose feed has it and one whose page has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from schemas.records import Feed
from tests.hostile.faults import FAULTS, prepare
from tests.hostile.internet import Document, Exchange, Internet

HEALTHY = 3
"""Healthy outlets."""

STORIES = 3
"""Articles that every healthy feed lists; the first reports a contact."""

_CONTACT = (
    "<p>أجرى مدير وكالة المخابرات المركزية الأمريكية وليام بيرنز، الثلاثاء، اتصالا هاتفيا بمدير جهاز الاستخبارات"
    " الخارجية الروسية سيرغي ناريشكين، وفق ما أعلن الجهاز الروسي في بيان.</p><p>وأضاف البيان أن الجانبين بحثا ملفات"
    " الأمن الدولي، واتفقا على مواصلة الاتصال في الأسابيع المقبلة.</p>"
)
_WEATHER = (
    "<p>توقعت هيئة الأرصاد أن يسود اليوم طقس معتدل على أغلب المدن، وأن تميل الحرارة إلى الانخفاض ليلا مع نشاط"
    " للرياح على السواحل الشمالية.</p><p>ونصحت الهيئة الصيادين بتأجيل الإبحار حتى صباح الخميس المقبل.</p>"
)


class HostileNewsroom:
    """A running newsroom; use it as a context manager.

    `on` holds the switches: names of `FAULTS` that stand. A fault that is off leaves its outlets healthy.
    """

    def __init__(self, folder: Path) -> None:
        self.on: set[str] = set()
        self.items: dict[str, int] = {}
        """Host to the number of items in its feed, where it is not `STORIES`."""
        self._special: dict[str, Callable[[Exchange, str, str], None]] = {}
        self.internet = Internet(self._answer, folder)

    def __enter__(self) -> HostileNewsroom:
        prepare()
        self.internet.__enter__()
        return self

    def __exit__(self, *exception: object) -> None:
        self.internet.__exit__(*exception)

    def healthy_feeds(self) -> list[Feed]:
        """The feeds of the outlets without any fault."""
        return [feed_at(f"good-{number}.example") for number in range(HEALTHY)]

    def feeds(self, *names: str) -> list[Feed]:
        """The healthy feeds and those of the outlets of these faults."""
        feeds = self.healthy_feeds()
        for name in names:
            scheme = "https" if FAULTS[name].https else "http"
            feeds += [feed_at(f"feed-{name}.example", scheme)] if FAULTS[name].feed else []
            feeds += [feed_at(f"page-{name}.example")] if FAULTS[name].page else []
        return feeds

    @contextmanager
    def instead(self, host: str, answer: Callable[[Exchange, str, str], None]) -> Iterator[None]:
        """Let `answer` speak for a host inside the block."""
        self._special[host] = answer
        try:
            yield
        finally:
            del self._special[host]

    def _answer(self, exchange: Exchange, host: str, path: str) -> None:
        self._special.get(host, self.serve)(exchange, host, path)

    def serve(self, exchange: Exchange, host: str, path: str) -> None:
        """Send what stands at a host and path, with its fault if that is on."""
        kind, _, name = host.removesuffix(".example").partition("-")
        path = path.partition("?")[0]
        document = self._document(host, path)
        if document is None:
            exchange.send(Document(b"no such page", "text/plain"), 404)
        elif name in self.on and path == {"feed": "/feed", "page": "/story/0"}.get(kind):
            FAULTS[name].answer(exchange, document)
        else:
            exchange.send(document)

    def _document(self, host: str, path: str) -> Document | None:
        if path == "/feed":
            return feed_document(host, self.items.get(host, STORIES))
        number = path.removeprefix("/story/")
        if number == path or not number.isdecimal():
            return None
        return story_document(host, int(number))


def feed_at(host: str, scheme: str = "http") -> Feed:
    """The feed of a host."""
    return Feed(outlet=host, url=f"{scheme}://{host}/feed", country="EG")


def title_of(number: int) -> str:
    """The headline of a story."""
    return "بيرنز يهاتف ناريشكين" if number == 0 else f"الطقس اليوم {number}"


@cache
def feed_document(host: str, items: int) -> Document:
    """A sound feed."""
    # The page of a fault may be served over TLS only, its feed never.
    fault = FAULTS.get(host.removesuffix(".example").removeprefix("page-"))
    scheme = "https" if host.startswith("page-") and fault and fault.https else "http"
    listed = "".join(
        f"<item><title>{title_of(number)}</title><link>{scheme if number == 0 else 'http'}://{host}/story/{number}</link>"
        f"<pubDate>Tue, 10 Jun 2025 10:00:00 +0200</pubDate><description>موجز {number}</description></item>"
        for number in range(items)
    )
    head = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{host}</title>'
    text = f"{head}{listed}</channel></rss>"
    return Document(text.encode(), "application/rss+xml; charset=utf-8")


def story_document(host: str, number: int) -> Document:
    """A sound page."""
    text = _CONTACT if number == 0 else _WEATHER
    page = (
        f'<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>{title_of(number)}</title></head>'
        f"<body><article><h1>{title_of(number)}</h1>{text}<p>{host} {number}</p></article></body></html>"
    )
    return Document(page.encode(), "text/html; charset=utf-8")
