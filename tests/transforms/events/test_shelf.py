"""What was not used lately is packed, and found again; an old event is joined all the same."""

from __future__ import annotations

import random

import pytest

from transforms.events import shelf
from transforms.events.shelf import Shelf

from .newsroom import Tables, newspaper, report


@pytest.mark.parametrize("seed", range(5))
def test_a_shelf_is_a_mapping(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "AT_HAND", 8)
    monkeypatch.setattr(shelf, "OPEN_BOXES", 1)
    source = random.Random(seed)
    found, expected = Shelf(), {}
    for number in range(2_000):
        key = f"a/{source.randrange(400)}"
        if source.random() < 0.6:
            found[key] = expected[key] = report(key, title=str(number))
        elif key in expected and source.random() < 0.5:
            del found[key], expected[key]
        else:
            assert found.get(key) == expected.get(key)
    assert found == expected
    assert len(found) == len(expected)
    assert found.as_they_lie(expected) != []


def test_an_event_whose_reports_are_packed_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    def run() -> Tables:
        tables = Tables()
        for one in newspaper(5, events=6, articles=60):
            tables.cycle(one)
        return tables

    expected = run()
    monkeypatch.setattr(shelf, "AT_HAND", 0)
    monkeypatch.setattr(shelf, "BOX", 4)
    assert run().rows == expected.rows
