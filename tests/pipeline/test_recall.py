"""A state is recalled only where it is what the tables say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipeline import recall
from pipeline.recall import SnapshotRecall
from pipeline.warehouse import Warehouse, write_parquet
from schemas.records import EventRevision, Record

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TABLE = "event_revisions"


def revision(number: int) -> EventRevision:
    return EventRevision(
        event_id="ev_1", revision=number, revised_at=AT, change="", mode="call", cameo_code="041", status="reported",
        date_precision="unknown",
    )  # fmt: skip


class Seen:
    """Counts how often a state was made of rows."""

    def __init__(self) -> None:
        self.restored = 0

    def fresh(self) -> list[Record]:
        return []

    def seeded(self, state: list[Record], seeds: Iterable[Record]) -> list[Record]:
        self.restored += 1
        return [*state, *seeds]


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    recall._kept.clear()
    recall._witnesses.clear()


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse.open(tmp_path / "warehouse")


def cycle(warehouse: Warehouse, seen: Seen, *outputs: EventRevision, fails: bool = False) -> list[Record]:
    with warehouse.writer() as writer, writer.commit_stage() as stage:
        memory = SnapshotRecall(writer.snapshot(), (TABLE,))
        state: list[Record] = memory.state("k", seen.fresh, seen.seeded)
        found = list(state)
        memory.keep("k", [*state, *outputs], outputs)
        if not fails:
            write_parquet(stage.path(TABLE) / "part.parquet", outputs, EventRevision)
            stage.commit()
    return found


def test_the_rows_are_read_once(warehouse: Warehouse) -> None:
    seen = Seen()
    for number in range(1, 4):
        assert len(cycle(warehouse, seen, revision(number))) == number - 1
    cycle(warehouse, seen)
    assert len(cycle(warehouse, seen)) == 3
    assert seen.restored == 1


def test_a_cycle_that_failed_is_not_remembered(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, revision(1))
    cycle(warehouse, seen, revision(2), fails=True)
    assert cycle(warehouse, seen, revision(2)) == [revision(1)]
    assert seen.restored == 2


def test_rows_of_another_process_are_seen(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, revision(1))
    kept = dict(recall._kept)
    cycle(warehouse, Seen(), revision(2))
    recall._kept.update(kept)
    assert cycle(warehouse, seen) == [revision(2)]


def test_other_rows_in_place_of_the_own_are_seen(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, revision(1))
    cycle(warehouse, seen, revision(2), fails=True)
    kept = dict(recall._kept)
    recall._kept.clear()
    cycle(warehouse, Seen(), revision(3))
    recall._kept.clear()
    recall._kept.update(kept)
    assert cycle(warehouse, seen) == [revision(3)]


def test_a_state_is_given_away_once(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, revision(1))
    memory = SnapshotRecall(warehouse.snapshot(), (TABLE,))
    memory.state("k", seen.fresh, seen.seeded)
    memory.state("k", seen.fresh, seen.seeded)
    assert seen.restored == 2


def test_another_warehouse_is_read(warehouse: Warehouse, tmp_path: Path) -> None:
    seen = Seen()
    cycle(warehouse, seen, revision(1))
    other = Warehouse.open(tmp_path / "other")
    assert cycle(other, seen, revision(2)) == []
    assert cycle(warehouse, seen) == [revision(1)]
    assert seen.restored == 3


def test_a_cycle_that_causes_nothing_keeps_what_was_read(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, revision(1))
    recall._kept.clear()
    for _ in range(3):
        assert cycle(warehouse, seen) == [revision(1)]
    assert seen.restored == 2
