"""Sentence by sentence: what took place, and what did not."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.transforms.contacts.reading import HERE, detection, people


def _cases(name: str) -> list[Any]:
    cases = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=f"{case['published']}-{number}") for number, case in enumerate(cases)]


@pytest.mark.parametrize("case", _cases("contacts.yaml"))
def test_a_contact(case: dict[str, Any]) -> None:
    found = detection(case["text"], str(case["published"]))
    assert found.rejection_reason is None
    (report,) = found.findings.reports
    assert report.mode == case["mode"]
    assert people(report) == set(case["people"])
    assert report.event_start == case.get("start")
    assert report.event_end == case.get("end", case["published"])
    assert report.place == case.get("place")


@pytest.mark.parametrize("case", _cases("no_contacts.yaml"))
def test_no_contact(case: dict[str, Any]) -> None:
    found = detection(case["text"], str(case["published"]))
    assert found.findings.reports == ()
    assert found.rejection_reason == case["reason"]


@pytest.mark.parametrize("case", _cases("contacts.yaml"))
def test_every_span_gives_its_quote(case: dict[str, Any]) -> None:
    text = case["text"]
    (report,) = detection(text, str(case["published"])).findings.reports
    assert text[report.quote_start : report.quote_end] == report.quote
    assert report.quote
    for item in report.evidence:
        assert text[item.start : item.end] == item.quote
    named = {item.field.partition(":")[2] for item in report.evidence if item.field.startswith("participants")}
    assert named == people(report)
