"""The weights of the second reader are those that its command fits to the labelled texts as they are now."""

from __future__ import annotations

import pytest

from transforms.contacts.resemblance import packaged_weights

command = pytest.importorskip("benchmarks.resemblance", reason="scikit-learn fits: pip install 'qanat[benchmark]'")
NEAR = 0.04
"""Between machines the last digits of a fit differ."""


def test_the_weights_are_what_the_command_fits() -> None:
    given = command.examples()
    x, names = command.matrix(given)
    fitted, packaged = command.as_weights(given, x, names), packaged_weights()
    assert (packaged.texts, packaged.relevant) == (fitted.texts, fitted.relevant)
    assert packaged.intercept == pytest.approx(fitted.intercept, abs=NEAR)
    every = fitted.contact.keys() | packaged.contact.keys()
    assert [n for n in every if abs(fitted.contact.get(n, 0.0) - packaged.contact.get(n, 0.0)) > NEAR] == []
