"""A state is recalled only where it is what the tables say."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest
import zstandard

from pipeline import recall
from pipeline.checkpoints import Checkpoints
from pipeline.recall import SnapshotRecall
from pipeline.warehouse import Warehouse, write_parquet
from schemas.records import TABLES, EventRevision, Record
from tests.transforms.events.newsroom import newspaper
from transforms import resolve_events
from transforms.events.resolution import ResolveFold

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
        self.read: list[Record] = []
        """What it was last made of."""

    def fresh(self) -> list[Record]:
        return []

    def seeded(self, state: list[Record], seeds: Iterable[Record]) -> list[Record]:
        self.restored += 1
        self.read = list(seeds)
        return [*state, *self.read]


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    recall.forget()


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


def test_an_event_that_changed_twice_in_a_cycle_is_known_by_its_last_word(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, revision(1), revision(2))
    assert cycle(warehouse, seen, revision(3)) == [revision(1), revision(2)]
    assert cycle(warehouse, seen) == [revision(1), revision(2), revision(3)]
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


# --- on disk -----------------------------------------------------------------------------------------


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "LEAST_ROWS", 2)
    monkeypatch.setattr(recall, "_REST", 0)


def at(number: int) -> EventRevision:
    """Each later than the one before it, as revisions are."""
    return msgspec.structs.replace(revision(number), revised_at=AT + dt.timedelta(minutes=number))


@pytest.mark.usefixtures("on_disk")
def test_another_process_goes_on_from_the_state_on_disk(warehouse: Warehouse) -> None:
    seen = Seen()
    for number in range(1, 4):
        cycle(warehouse, seen, at(number))
    recall.forget()
    assert cycle(warehouse, seen, at(4)) == [at(1), at(2), at(3)]
    assert seen.read == []


@pytest.mark.usefixtures("on_disk")
def test_rows_that_came_since_are_read_beside_it(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Seen()
    cycle(warehouse, seen, at(1))
    cycle(warehouse, seen, at(2))
    monkeypatch.setattr(recall, "_SHARE", 0.1)
    cycle(warehouse, seen, at(3))
    recall.forget()
    assert cycle(warehouse, seen) == [at(1), at(2), at(3)]
    assert seen.restored == 2


@pytest.fixture
def resting(on_disk: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "_REST", 1e9)


@pytest.mark.usefixtures("resting")
def test_a_process_that_ends_leaves_its_last_state_on_disk(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, *map(at, range(20)))
    for number in (20, 21):
        cycle(warehouse, seen, at(number))
        recall.finish()
        recall.forget()
        cycle(warehouse, seen)
        assert seen.read == []
    assert seen.restored == 3


@pytest.mark.usefixtures("resting")
def test_a_process_that_is_killed_leaves_a_state_that_lacks_few_rows(warehouse: Warehouse) -> None:
    seen = Seen()
    most = 0
    for number in range(60):
        cycle(warehouse, seen, *([at(-1)] * 20 if number == 0 else [at(number)]))
        (newest, *_) = Checkpoints.of(str(warehouse.snapshot().origin), "k").newest_first()  # type: ignore[union-attr]
        most = max(most, 20 + number - int(newest.name[:12]))
    recall.forget()
    cycle(warehouse, seen)
    assert len(seen.read) <= most
    assert 1 < most <= 79 // recall._MOST


@pytest.mark.usefixtures("resting")
def test_a_cycle_that_failed_leaves_nothing_at_the_end(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, *map(at, range(20)))
    cycle(warehouse, seen, at(20), fails=True)
    recall.finish()
    recall.forget()
    assert len(cycle(warehouse, seen)) == 20


@pytest.mark.usefixtures("on_disk")
def test_a_state_on_disk_whose_cycle_failed_is_not_used_but_the_one_before(warehouse: Warehouse) -> None:
    seen = Seen()
    cycle(warehouse, seen, at(1))
    cycle(warehouse, seen, at(2))
    cycle(warehouse, seen, at(3), fails=True)
    recall.forget()
    other = msgspec.structs.replace(at(3), change="of another process")
    assert cycle(warehouse, seen, other) == [at(1), at(2)]
    recall.forget()
    assert cycle(warehouse, seen) == [at(1), at(2), other]


@pytest.mark.usefixtures("on_disk")
@pytest.mark.parametrize("harm", ["cut", "foreign", "scratch", "open to all"])
def test_a_state_that_is_damaged_or_not_ours_is_not_used(warehouse: Warehouse, tmp_path: Path, harm: str) -> None:
    seen = Seen()
    cycle(warehouse, seen, at(1))
    cycle(warehouse, seen, at(2))
    recall.forget()
    files = list((tmp_path / "cache").rglob("state"))
    assert files
    for file in files:
        if harm == "cut":
            file.write_bytes(file.read_bytes()[:-9])
        elif harm == "foreign":
            file.write_bytes(zstandard.compress(pickle.dumps(Path.unlink)))
        elif harm == "scratch":
            file.unlink()
        else:
            file.parent.parent.chmod(0o777)
    assert cycle(warehouse, seen) == [at(2)]  # The last word on the event, as all rows say.
    assert seen.restored == 2


@pytest.mark.usefixtures("on_disk")
def test_what_other_versions_and_killed_processes_left_is_removed(warehouse: Warehouse, tmp_path: Path) -> None:
    seen = Seen()
    cycle(warehouse, seen, at(1))
    cycle(warehouse, seen, at(2))
    (state,) = (tmp_path / "cache").rglob("state")
    (state.parent.parent / ".stagedabc").mkdir()
    (state.parent.parent.parent / "another version").mkdir()
    for number in range(3, 7):
        cycle(warehouse, seen, at(number))
    assert [path.name for path in state.parent.parent.parent.iterdir()] == [state.parent.parent.name]
    assert sorted(path.name[:12] for path in state.parent.parent.iterdir()) == ["000000000005", "000000000006"]


@pytest.mark.usefixtures("on_disk")
def test_states_of_resolution_on_disk_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "_SHARE", 3)
    fold, tables = ResolveFold(), resolve_events.TABLES
    rows: dict[bool, list[Record]] = {}
    read: list[Path] = []
    reading = Checkpoints.read
    monkeypatch.setattr(Checkpoints, "read", lambda self, path: read.append(path) or reading(self, path))
    for restarts in (False, True):
        recall.forget()
        warehouse = Warehouse.open(tmp_path / f"warehouse {restarts}")
        news = newspaper(7, events=4, articles=40)
        for number, start in enumerate(range(0, len(news), 4)):
            if restarts:
                recall.forget()
            with warehouse.writer() as writer, writer.commit_stage() as stage:
                memory = SnapshotRecall(writer.snapshot(), tables)
                state = memory.state("us-ru", fold.fresh, fold.seeded)
                state, outputs = fold.fold(state, news[start : start + 4], AT + dt.timedelta(days=1, hours=number))
                memory.keep("us-ru", state, outputs)
                for table in tables:
                    those = [row for row in outputs if type(row) is TABLES[table]]
                    write_parquet(stage.path(table) / "part.parquet", those, TABLES[table])
                stage.commit()
        rows[restarts] = [row for table in tables for row in warehouse.snapshot().rows(table, latest=False)]
    assert rows[True] == rows[False]
    assert len(read) >= 8
