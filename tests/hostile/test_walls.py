"""Pages that stand in place of an article keep their named reason with the gate on, as it is in every real run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.hostile import conftest
from tests.hostile.conftest import Watch
from tests.hostile.internet import Document, Exchange
from tests.hostile.newsroom import feed_at, feed_document
from transforms.contacts.gate import KnowledgeGate

HOST = "walls.example"
_MENU = "".join(f"<li><a href=/{n}>القسم الأول للأخبار المحلية والعالمية {n}</a></li>" for n in range(20))
_CONSENT = "نستخدم ملفات تعريف الارتباط وفق سياسة الخصوصية. بالضغط على موافق فأنت تقبل ملفات تعريف الارتباط."
_TEASER = "قالت مصادر مطلعة إن اجتماعا مغلقا عقد صباح اليوم في العاصمة بحضور مسؤولين كبار."
WALLS = {
    "soft_404": f"<title>عذرا، الصفحة غير موجودة</title><ul>{_MENU}</ul><p>عد إلى الصفحة الرئيسية للموقع من فضلك</p>",
    "consent_wall": f"<title>الصحيفة</title><p>{_CONSENT}</p><button>موافق</button>",
    "robot_check": "<title>Just a moment...</title><p>Checking the security of your connection before you go on</p>",
    "paywall": (
        '<title>خبر</title><script type="application/ld+json">'
        '{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
        f"<ul>{_MENU}</ul><article><h1>خبر</h1><p>{_TEASER}</p></article>"
    ),
    "needs_scripts": "<title>الصحيفة</title><div id=root></div><noscript>x</noscript><script src=/a.js></script>",
    "no_article": "<title>الصحيفة</title><h1>الصحيفة</h1><ul><li><a href=/>الرئيسية</a></li></ul>",
    "empty_page": " \n",
}


@pytest.fixture
def ended(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, str | None]]:
    """The end of each page of one cycle, by the wall that stood there."""
    monkeypatch.setattr(conftest, "SETTINGS", replace(conftest.SETTINGS, gate=KnowledgeGate(None)))
    bodies = list(WALLS.values())

    def walled(exchange: Exchange, host: str, path: str) -> None:
        if path == "/feed":
            exchange.send(feed_document(HOST, len(bodies) + 2))
        elif path == "/story/0" or path == f"/story/{len(bodies) + 1}" or path == "/robots.txt":
            watch.newsroom.serve(exchange, host, path)
        else:
            body = f"<html><body>{bodies[int(path.rpartition('/')[2]) - 1]}</body></html>"
            body = body if body.count("<") > 4 else " \n"
            exchange.send(Document(body.encode(), "text/html; charset=utf-8"))

    with watch.newsroom.instead(HOST, walled):
        watch.cycle([feed_at(HOST)])
    rows = watch.rows(f"SELECT url, outcome, reason FROM pages WHERE outlet = '{HOST}'")
    names = ["reported", *WALLS, "weather"]
    return {names[int(row["url"].rpartition("/")[2])]: (row["outcome"], row["reason"]) for row in rows}


def test_walls_are_named_though_they_name_neither_side(ended: dict[str, tuple[str, str | None]]) -> None:
    assert ended.pop("reported") == ("reported", None)
    assert ended.pop("weather") == ("gated", None)
    assert ended == {name: ("no_text", name) for name in WALLS}
