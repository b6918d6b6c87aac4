"""`qanat explain` says what was found and why a candidate was rejected."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline import exits
from pipeline.cli import main

CALL = (
    "أعلن جهاز الاستخبارات الخارجية الروسية أن مديره سيرغي ناريشكين أجرى أمس اتصالا هاتفيا مع مدير وكالة المخابرات "
    "المركزية الأمريكية جون راتكليف تناول الوضع في أوكرانيا."
)
NONE = "انتقد سيرغي ناريشكين مدير جهاز الاستخبارات الخارجية الروسية سياسة وكالة المخابرات المركزية الأمريكية."


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "saved.jsonl"
    rows = [
        {"url": "https://a.example/call", "published_at": "2025-08-06T10:00:00+03:00", "text": CALL},
        {"url": "https://a.example/none", "published_at": "2025-08-06T10:00:00+03:00", "text": NONE},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\nnonsense\n", encoding="utf-8")
    return file


def test_a_contact_is_explained_with_its_words(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--articles", str(saved), "--url", "https://a.example/call"]) == exits.OK
    said = capsys.readouterr().out
    for words in ("john-ratcliffe", "sergey-naryshkin", "اتصالا هاتفيا", "2025-08-05"):
        assert words in said
    assert "a.example/none" not in said


def test_a_rejected_candidate_is_explained(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--articles", str(saved)]) == exits.OK
    captured = capsys.readouterr()
    assert "no report: no_relation" in captured.out
    assert "saved.jsonl:3" in captured.err


def test_another_pair_of_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "أجرى مدير وكالة المخابرات المركزية الأميركية محادثات في بكين مع وزير أمن الدولة الصيني أمس."
    file = tmp_path / "saved.jsonl"
    row = {"url": "https://a.example/1", "published_at": "2024-05-10T10:00:00Z", "text": text}
    file.write_text(json.dumps(row), encoding="utf-8")
    assert main(["explain", "--articles", str(file), "--pair", "us-cn"]) == exits.OK
    assert "chen-yixin" in capsys.readouterr().out
    assert main(["explain", "--articles", str(file)]) == exits.OK
    assert "no_candidate" in capsys.readouterr().out
    assert main(["explain", "--articles", str(file), "--pair", "us-xx"]) == exits.CONFIG
    assert "there are: us-cn, us-ru" in capsys.readouterr().err


def test_what_is_not_there(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--articles", str(saved), "--url", "https://a.example/x"]) == exits.DATA
    assert main(["explain", "--articles", str(tmp_path / "none")]) == exits.NO_INPUT
    assert main(["explain"]) == exits.USAGE
    assert "no such file" in capsys.readouterr().err
