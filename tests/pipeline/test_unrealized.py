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


def run(folder: Path, text: str) -> None:
    line = {"url": "https://a.example/1", "outlet": "A", "published_at": "2025-08-06T10:00:00+03:00", "text": text}
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
