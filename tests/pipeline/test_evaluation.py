"""Figures against labelled articles: what they count, and the floors that only a flag may lower."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import exits
from pipeline.cli import main
from pipeline.commands.run import article_source, one_cycle
from pipeline.evaluation import b_cubed, evaluated, f1, read_gold
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse

CALL = (
    "أعلن جهاز الاستخبارات الخارجية الروسية أن مديره سيرغي ناريشكين أجرى أمس اتصالا هاتفيا مع مدير وكالة المخابرات "
    "المركزية الأمريكية جون راتكليف تناول الوضع في أوكرانيا."
)
WEATHER = "توقعت هيئة الأرصاد الجوية أن تشهد البلاد طقسا معتدلا نهارا وباردا ليلا حتى نهاية الأسبوع الحالي."
EVENT = {"start": "2025-08-05", "end": "2025-08-05", "modes": ["call"], "participants": ["john-ratcliffe"]}

clusterings = st.dictionaries(st.text(max_size=3), st.integers(0, 3), min_size=1, max_size=12)


@given(clusterings)
def test_a_clustering_agrees_with_itself(gold: dict[str, int]) -> None:
    assert b_cubed(gold, gold) == (1.0, 1.0)


@given(clusterings)
def test_all_apart_is_precise_and_all_together_misses_nothing(gold: dict[str, int]) -> None:
    assert b_cubed(gold, {key: key for key in gold})[0] == 1.0
    assert b_cubed(gold, dict.fromkeys(gold, "one"))[1] == 1.0


def test_b_cubed_of_a_known_case() -> None:
    # Two of three together, one astray in another pair.
    gold = {"a": 1, "b": 1, "c": 1, "d": 2}
    found = {"a": 1, "b": 1, "c": 2, "d": 2}
    precision, recall = b_cubed(gold, found)
    assert precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert b_cubed({}, {}) == (None, None)
    assert f1(0.0, 0.0) == 0.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    gold = tmp_path / "small"
    gold.mkdir()
    day = "2025-08-06T10:00:00+03:00"
    rows = [
        {"url": "https://a.example/1", "published_at": day, "text": CALL, "relevant": True, "primary_event": "call"},
        {"url": "https://b.example/2", "published_at": day, "text": WEATHER, "relevant": True, "primary_event": "call"},
        {"url": "https://c.example/3", "published_at": day, "text": CALL, "relevant": False},
        {"url": "https://d.example/4", "published_at": day, "text": CALL, "relevant": False, "skip": True},
    ]
    (gold / "articles.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (gold / "events.json").write_text(json.dumps({"call": EVENT}), encoding="utf-8")
    return gold


def test_floors_are_kept_raised_and_only_lowered_by_a_flag(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "floors.json"
    assert main(["evaluate", str(folder), "--errors", "--floors", str(floors), "--raise_floors"]) == exits.OK
    said = capsys.readouterr().out
    assert "missed\thttps://b.example/2" in said
    assert "false alarm\thttps://c.example/3" in said
    written = json.loads(floors.read_text())["small"]
    assert (written["relevance_precision"], written["relevance_recall"]) == (0.5, 0.5)
    assert written["mode_accuracy"] == written["date_accuracy"] == 1.0

    floors.write_text(json.dumps({"small": written | {"relevance_recall": 0.9, "spurious_event_rate": 0.0}}))
    assert main(["evaluate", str(folder), "--floors", str(floors), "--raise_floors"]) == exits.DATA
    assert "relevance_recall is 0.5000, its floor 0.9000" in capsys.readouterr().err
    assert json.loads(floors.read_text())["small"]["relevance_recall"] == 0.9
    assert main(["evaluate", str(folder), "--floors", str(floors), "--lower_floors"]) == exits.OK
    assert json.loads(floors.read_text())["small"]["relevance_recall"] == 0.5


def test_texts_that_fail_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (folder / "articles.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps({"url": "https://e.example/5", "relevant": False}))
    assert main(["evaluate", str(folder), "--errors"]) == exits.OK
    output = capsys.readouterr()
    said = "".join(output.err.split())
    assert "small:1ofitstextsfailedandcountasrejected:" in said
    assert "articles.jsonl:5:invalid_article:expectedatext" in said
    assert "articles.jsonl:5\tinvalid_article: expected a text" in output.out


def test_a_folder_that_is_no_labelled_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(tmp_path)]) == exits.NO_INPUT
    assert "articles.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["seeds", "articles", "short"])
def test_figures_are_those_of_the_acceptance_tool(shared: Path, tmp_path: Path, name: str) -> None:
    gold = shared / "acceptance" / name
    with Warehouse.open(tmp_path / "warehouse").writer() as writer:
        one_cycle(writer, article_source(str(gold / "articles.jsonl")), Settings(), [], 60.0)
        ours = evaluated(writer.snapshot(), read_gold(gold)).figures
    command = [sys.executable, str(shared / "acceptance" / "score.py"), "--gold", str(gold)]
    scored = subprocess.run(
        [*command, "--warehouse", str(tmp_path / "warehouse")], capture_output=True, text=True, check=True, timeout=60
    )
    theirs = dict(line.split() for line in scored.stdout.splitlines()[1:] if len(line.split()) == 2)
    compared = 0
    for figure, value in theirs.items():
        if value != "nan" and ours[figure] is not None:
            assert ours[figure] == pytest.approx(float(value), abs=6e-5), figure
            compared += 1
    assert compared >= 9
