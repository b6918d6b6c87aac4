"""Every way of telling a contact, with its parties named in every way: `grid.yaml`."""

from __future__ import annotations

from typing import Any, Final

import pytest
import yaml

from tests.transforms.contacts.reading import HERE, detection, people

GRID: Final[dict[str, Any]] = yaml.safe_load((HERE / "grid.yaml").read_text(encoding="utf-8"))
PEOPLE: Final = {"william-burns", "sergey-naryshkin"}
SERVICES: Final = {"cia", "fsb"}


def _cells(pattern: str, names: dict[str, list[str]], every: int) -> list[str]:
    """The sentences of a pattern; one in `every` of the pairs, so that each name is met with several others."""
    found = []
    for i, american in enumerate(names["american"]):
        for j, russian in enumerate(names["russian"]):
            first = pattern.find("{B}") < pattern.find("{A}")
            if (i + j) % every == 0 and not (first and russian.startswith("نظيره")):
                text = pattern.replace("{A}", american).replace("{B}", russian)
                found.append(text.replace("،.", ".").replace("،،", "،"))
    return found


@pytest.mark.parametrize("mode", ["call", "meeting", "visit"])
@pytest.mark.parametrize("block", range(4))
def test_people(mode: str, block: int) -> None:
    for pattern in GRID[mode][block::4]:
        for text in _cells(pattern, GRID["people"], 4):
            found = detection(text).findings.reports
            assert [(report.mode, people(report) >= PEOPLE) for report in found] == [(mode, True)], text


@pytest.mark.parametrize("mode", ["message", "exchange"])
def test_services(mode: str) -> None:
    for pattern in GRID[mode]:
        for text in _cells(pattern, GRID["services"], 3):
            found = detection(text).findings.reports
            assert [(report.mode, people(report) >= SERVICES) for report in found] == [(mode, True)], text


def test_nothing_took_place() -> None:
    for pattern in GRID["none"]:
        for text in _cells(pattern, GRID["people"], 4):
            assert detection(text).findings.reports == (), text
