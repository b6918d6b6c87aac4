"""Contacts that no relation word tells, and almost the same words that tell of none: `wording.yaml`."""

from __future__ import annotations

from typing import Any, Final

import pytest
import yaml

from tests.transforms.contacts.reading import HERE, reports

CASES: Final[dict[str, list[dict[str, Any]]]] = yaml.safe_load((HERE / "wording.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["contacts"], ids=lambda case: str(case["published"]))
def test_a_contact_is_told(case: dict[str, Any]) -> None:
    (report, *_) = reports(case["text"], str(case["published"]))
    assert report.quote
    assert report.quote in case["text"]


@pytest.mark.parametrize("case", CASES["others"], ids=lambda case: str(case["published"]))
def test_no_contact_is_told(case: dict[str, Any]) -> None:
    assert reports(case["text"], str(case["published"])) == ()
