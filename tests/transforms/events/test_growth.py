"""An event that many tell of grows by a report as it would be founded with it."""

from __future__ import annotations

import random

import pytest

from transforms.events import growth
from transforms.events.partition import Partition

from .newsroom import Tables, newspaper, report


@pytest.mark.parametrize("seed", range(40))
def test_report_by_report_the_events_are_those_of_all_at_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = newspaper(seed, events=2, articles=60)
    expected = Tables()
    expected.cycle(*inputs)
    monkeypatch.setattr(growth, "LEAST", 1)
    monkeypatch.setattr(growth, "_AT_HAND", 2 if seed % 2 else 256)
    found = Tables()
    random.Random(seed).shuffle(inputs)
    for one in inputs:
        found.cycle(one)
    assert found.picture() == expected.picture()
    assert found.copies() == expected.copies()


def test_what_says_nothing_new_founds_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    founded = 0
    refound = Partition._refound

    def counting(self: Partition, *arguments: object) -> None:
        nonlocal founded
        founded += 1
        refound(self, *arguments)  # type: ignore[arg-type]

    tables = Tables()
    tables.cycle(*(report(f"a{n}/1", days="2025-03-11", published="2025-03-11") for n in range(20)))
    monkeypatch.setattr(Partition, "_refound", counting)
    tables.cycle(*(report(f"b{n}/1", days="2025-03-11", published="2025-03-12") for n in range(20)))
    assert founded == 0
    assert [event.report_count for event in tables.events().values()] == [40]
    # A new way of telling it that adds nothing: a day beside it, by one who recounts it.
    tables.cycle(report("c/1", days="2025-03-12", published="2025-06-12", role="background"))
    assert founded == 0
    assert [event.report_count for event in tables.events().values()] == [41]
    # Another place, an earlier article, another call: these are looked at.
    for number, facts in enumerate((
        {"place": "Ankara"},
        {"published": "2025-03-10"},
        {"days": "2025-03-13", "published": "2025-03-14"},
    )):
        tables.cycle(report(f"d{number}/1", **{"days": "2025-03-11", "published": "2025-03-13"} | facts))
        assert founded == number + 1


def test_what_is_told_again_of_an_event_long_forgotten_founds_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = Tables()
    tables.cycle(*(report(f"a{n}/1", days="2025-03-11", published="2025-03-11") for n in range(20)))
    monkeypatch.setattr(growth, "_AT_HAND", 1)
    tables.cycle(*(report(f"b{n}/1", days="2025-05-11", published="2025-05-11") for n in range(20)))
    monkeypatch.setattr(Partition, "_refound", None)
    tables.cycle(report("c/1", days="2025-03-11", published="2026-03-11", role="background"))
    assert sorted(event.report_count for event in tables.events().values()) == [20, 21]


def test_the_founding_article_may_come_last() -> None:
    late, early = Tables(), Tables()
    those = [report(f"a{n}/1", days="2025-03-11", published="2025-03-12") for n in range(20)]
    first = report("z/1", days="2025-03-11", published="2025-03-11")
    late.cycle(*those)
    late.cycle(first)
    early.cycle(first, *those)
    assert late.picture() == early.picture()
