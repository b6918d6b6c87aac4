"""The five real articles that the project was founded on come out exactly right."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pipeline.commands.run import article_source, one_cycle
from pipeline.settings import Settings
from pipeline.sql import connection
from pipeline.warehouse import Warehouse

EXACT = (
    "relevance_f1", "event_b3_f1", "background_recall", "mode_accuracy", "date_accuracy", "participants_f1",
    "country_accuracy",
)  # fmt: skip


def test_the_seeds(shared: Path, tmp_path: Path) -> None:
    gold = shared / "acceptance" / "seeds"
    warehouse = tmp_path / "warehouse"
    with Warehouse.open(warehouse).writer() as writer:
        one_cycle(writer, article_source(str(gold / "articles.jsonl")), Settings(), [], 60.0)
    command = [sys.executable, str(shared / "acceptance" / "score.py"), "--warehouse", str(warehouse)]
    command += ["--gold", str(gold), "--errors", "--max", "spurious_event_rate=0"]
    for figure in EXACT:
        command += ["--min", f"{figure}=1.0"]
    scored = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert scored.returncode == 0, scored.stdout + scored.stderr
    with connection(Warehouse.open(warehouse).snapshot()) as tables:
        events = tables.execute("SELECT count(*) FROM events").fetchone()
    assert events == (6,)
