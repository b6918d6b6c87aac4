"""Figures on labelled articles stay at what was reached: only `qanat evaluate --lower_floors` lowers a floor."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.commands.evaluate import below, run_over
from pipeline.evaluation import read_floors
from pipeline.settings import Settings

HERE = Path(__file__).parent
FLOORS = read_floors(HERE / "floors.json")


OUR_OWN = sorted(path.parent.name for path in HERE.glob("*/articles.jsonl"))


@pytest.mark.parametrize("name", OUR_OWN)
def test_our_own_sets(name: str) -> None:
    assert below(run_over(HERE / name, Settings()), FLOORS[name]) == []


@pytest.mark.parametrize("name", ["seeds", "articles", "short"])
def test_the_acceptance_sets(shared: Path, name: str) -> None:
    assert below(run_over(shared / "acceptance" / name, Settings()), FLOORS[name]) == []
