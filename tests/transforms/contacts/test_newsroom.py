"""Sentences as newsrooms write them: whether they tell of a contact, and of which kind."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.transforms.contacts.reading import HERE, people, reports

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load((HERE / "newsroom.yaml").read_text(encoding="utf-8"))


def _numbered(name: str) -> list[Any]:
    return [pytest.param(case, id=f"{case['published']}-{number}") for number, case in enumerate(CASES[name])]


@pytest.mark.parametrize("case", _numbered("contacts"))
def test_a_contact_is_told(case: dict[str, Any]) -> None:
    found = reports(case["text"], str(case["published"]))
    assert found
    first = min(found, key=lambda report: (report.role != "primary", str(report.event_start)))
    assert first.mode in case["modes"]
    assert people(first) >= set(case.get("people", ()))


@pytest.mark.parametrize("case", _numbered("others"))
def test_no_contact_is_told(case: dict[str, Any]) -> None:
    assert reports(case["text"], str(case["published"])) == ()
