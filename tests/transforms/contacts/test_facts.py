"""Mode, people, days and place of one contact in a text that tells of more than it."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.transforms.contacts.reading import HERE, people, reports

_CASES = yaml.safe_load((HERE / "facts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c['published']}-{n}") for n, c in enumerate(_CASES)])
def test_the_facts_of_a_contact(case: dict[str, Any]) -> None:
    found = reports(case["text"], str(case["published"]), title=case.get("title"))
    told = [report for report in found if report.role == case.get("role", "primary")]
    wanted = [report for report in told if report.mode == case["mode"]]
    assert wanted, [(report.role, report.mode, people(report)) for report in found]
    if "reports" in case:
        assert len(found) == case["reports"]
    report = wanted[0]
    if "people" in case:
        assert people(report) == set(case["people"])
    if "place" in case:
        assert report.place == case["place"]
    assert str(report.event_start) == str(case.get("start"))
    assert str(report.event_end) == str(case.get("end", case.get("start", case["published"])))
