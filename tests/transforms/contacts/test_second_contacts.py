"""Contacts told beside another one, each a report of its own: who took part, how, and no more than there were."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.transforms.contacts.reading import HERE, people, reports

CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "second_contacts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_contact_is_reported_once(case: dict[str, Any]) -> None:
    found = reports(case["text"], str(case["published"]))
    told = [
        {"mode": r.mode, "people": sorted(people(r)), "last": r.event_end and str(r.event_end)}
        for r in sorted(found, key=lambda r: (str(r.event_end), r.mode))
    ]
    expected = [
        {"mode": row["mode"], "people": sorted(row["people"]), "last": str(row["last"])} for row in case["reports"]
    ]
    assert told == sorted(expected, key=lambda row: (row["last"], row["mode"]))
