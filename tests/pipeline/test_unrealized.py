"""Planned and denied contacts from saved articles to SQL."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main

PLANNED = (
    "من المقرر أن يلتقي مدير وكالة المخابرات المركزية جون راتكليف رئيس جهاز الاستخبارات الخارجية الروسي سيرغي ناريشكين "
    "في أنقرة يوم 20 أغسطس 2025."
)
DENIED = "نفى الكرملين أن يكون سيرغي ناريشكين قد أجرى اتصالا هاتفيا بمدير وكالة المخابرات المركزية جون راتكليف أمس."


def run(folder: Path, text: str, url: str = "https://a.example/1") -> None:
    line = {"url": url, "outlet": url.split("/")[2], "published_at": "2025-08-06T10:00:00+03:00", "text": text}
    saved = folder / "saved.jsonl"
    saved.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert main(["run", "--articles", str(saved), "--warehouse", str(folder / "warehouse")]) == 0


def asked(folder: Path, sql: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["sql", "--warehouse", str(folder / "warehouse"), "--format", "json", sql]) == 0
    found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return found


def test_kept_apart_and_replaced_by_a_later_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = "SELECT status, mode, event_start, place FROM unrealized_latest"
    run(tmp_path, PLANNED)
    [row] = asked(tmp_path, wanted, capsys)
    assert row == {"status": "planned", "mode": "meeting", "event_start": "2025-08-20", "place": "Ankara"}
    run(tmp_path, DENIED)
    assert [row["status"] for row in asked(tmp_path, wanted, capsys)] == ["denied"]
    assert asked(tmp_path, "SELECT count(*) AS n FROM reports", capsys) == [{"n": 0}]
    assert asked(tmp_path, "SELECT rejection_reason FROM articles ORDER BY fetched_at", capsys) == [
        {"rejection_reason": "only_planned"}, {"rejection_reason": "only_denied"},
    ]  # fmt: skip


TOLD = (
    "أجرى مدير وكالة المخابرات المركزية جون راتكليف اتصالا هاتفيا "
    "برئيس جهاز الاستخبارات الخارجية الروسي سيرغي ناريشكين أمس."
)
ALSO_TOLD = "هاتف سيرغي ناريشكين، رئيس جهاز الاستخبارات الخارجية الروسي، يوم الثلاثاء نظيره الأمريكي جون راتكليف."


def test_an_event_says_who_denies_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, text in enumerate((TOLD, DENIED, ALSO_TOLD), 1):
        run(tmp_path, text, f"https://{number}.example/1")
    [event] = asked(tmp_path, "SELECT status, report_count, independent_denial_count AS denials FROM events", capsys)
    assert event == {"status": "reported", "report_count": 2, "denials": 1}
    rows = asked(tmp_path, "SELECT value, url FROM disputes WHERE field = 'status' ORDER BY ALL", capsys)
    assert [tuple(row.values()) for row in rows] == [
        ("denied", "https://2.example/1"), ("reported", "https://1.example/1"), ("reported", "https://3.example/1"),
    ]  # fmt: skip
    relevant = asked(tmp_path, "SELECT url FROM articles WHERE relevant ORDER BY url", capsys)
    assert [row["url"] for row in relevant] == ["https://1.example/1", "https://3.example/1"]
    assert asked(tmp_path, "SELECT count(*) AS n FROM reports", capsys) == [{"n": 2}]
