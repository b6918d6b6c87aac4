"""The confidence of reports: what it rests on, and how its weights are fitted."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.calibration import Example, fitted, wilson
from tests.transforms.contacts.reading import detection, reports
from transforms.contacts.confidence import Weights, confidence, packaged_weights

BARE = "تواصلت الاستخبارات الروسية مع الاستخبارات المركزية الأمريكية."
NAMED = "التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين في أنقرة أمس."


def test_the_packaged_weights_are_of_the_signs_that_are_read() -> None:
    found = detection(NAMED)
    (report,) = found.findings.reports
    signs = found.trace.signs[report.report_id]
    assert set(signs) == set(packaged_weights().weights)
    assert all(0 <= value <= 1 for value in signs.values())
    assert report.confidence == confidence(signs)


def test_more_support_is_more_confidence() -> None:
    (named,) = reports(NAMED)
    (bare,) = reports(BARE)
    told_again = "وكان هذا التواصل بين الاستخبارات الروسية والاستخبارات المركزية الأمريكية هو الأول منذ عام."
    (again,) = reports(f"{BARE} {told_again}")
    assert bare.confidence < again.confidence < named.confidence


@pytest.mark.parametrize(("intercept", "expected"), [(-1e3, 0.02), (1e3, 0.99), (0.0, 0.5)])
def test_no_report_is_certain(intercept: float, expected: float) -> None:
    weights = Weights(intercept=intercept, weights={}, reports=1, right=1, command="")
    assert confidence({"told_again": 1.0}, weights) == expected


def test_weights_give_back_the_shares_they_were_fitted_to() -> None:
    given = [Example("g", {"sign": sign}, right, "") for sign, right in [(1.0, True)] * 9000 + [(1.0, False)] * 1000]
    given += [Example("g", {"sign": 0.0}, right, "") for right in [True] * 5000 + [False] * 5000]
    intercept, weight = fitted(given, ["sign"])
    assert np.isclose(1 / (1 + np.exp(-intercept)), 0.5, atol=0.01)
    assert np.isclose(1 / (1 + np.exp(-intercept - weight)), 0.9, atol=0.01)


def test_the_interval_of_a_share() -> None:
    low, high = wilson(50, 100)
    assert (round(low, 3), round(high, 3)) == (0.404, 0.596)
