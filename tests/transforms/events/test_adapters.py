"""The same rows through the bounded and the unbounded adapter, whatever the order, the cycles and the worker."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.direct.direct_runner import BundleBasedDirectRunner
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing import test_stream
from apache_beam.testing.util import assert_that
from apache_beam.transforms.trigger import AccumulationMode
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Duration
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.recall import SnapshotRecall
from pipeline.warehouse import Warehouse, write_parquet
from schemas.records import TABLES, EventRevision, Findings
from transforms import fold_unbounded
from transforms.clock import FixedClock, SystemClock
from transforms.events.resolution import ResolveFold
from transforms.fold import RunFold
from transforms.resolve_events import TABLES as TABLES_OF_RESOLUTION
from transforms.rows import Row as Encoded
from transforms.rows import record_of

from .newsroom import EPOCH, Row, Tables, cut, newspaper
from .test_labelled_sets import ORDERS, SETS, labelled

KEY = "watch"
BUNDLE = 30


def keyed(value: Any) -> tuple[str, Any]:
    return KEY, value


def those_of(rows: Iterable[Row]) -> Tables:
    """The tables with these rows."""
    found = Tables()
    found.rows = list(rows)
    return found


def leave(expected: Tables, earlier: list[Row]) -> Callable[[list[Encoded]], None]:
    """That earlier rows and those of a pipeline make the expected events, and that no revision is there twice."""
    picture, partition = expected.picture(), expected.partition()

    def check(rows: list[Encoded]) -> None:
        found = those_of([*earlier, *map(record_of, rows)])
        assert found.picture() == picture
        assert found.partition() == partition
        revisions = [(row.event_id, row.revision) for row in found.rows if isinstance(row, EventRevision)]
        assert len(revisions) == len(set(revisions))

    return check


def run_unbounded(inputs: list[Findings], seeds: list[Row], expected: Tables) -> None:
    """Some findings in each window, one of them late."""
    stream = test_stream.TestStream()
    for start in range(0, len(inputs), BUNDLE):
        late, *others = inputs[start : start + BUNDLE]
        stream.add_elements([TimestampedValue(one, start) for one in others])
        stream.advance_watermark_to(start + BUNDLE)
        stream.add_elements([TimestampedValue(late, start)])
    stream.advance_watermark_to_infinity()
    options = PipelineOptions([], streaming=True)
    windows = beam.WindowInto(
        FixedWindows(BUNDLE), accumulation_mode=AccumulationMode.DISCARDING, allowed_lateness=Duration(10 * BUNDLE)
    )
    with beam.Pipeline(runner=BundleBasedDirectRunner(), options=options) as pipeline:
        found = {
            "inputs": pipeline | stream | windows | "keyed" >> beam.Map(keyed).with_output_types(tuple[str, Findings])
        } | RunFold(ResolveFold(), SystemClock(), begin=lambda: iter(seeds))
        assert_that(found["rows"], leave(expected, seeds))


def run_cycle(warehouse: Warehouse, inputs: list[Findings], number: int) -> None:
    at = EPOCH + number * (EPOCH.resolution * 10**9)
    with warehouse.writer() as writer, writer.commit_stage() as stage:
        recall = SnapshotRecall(writer.snapshot(), TABLES_OF_RESOLUTION)

        def write(rows: list[Encoded]) -> None:
            for table in TABLES_OF_RESOLUTION:
                records = [record_of(row) for row in rows if row[0] == table]
                write_parquet(stage.path(table) / "part.parquet", records, TABLES[table])

        with beam.Pipeline(runner=FnApiRunner()) as pipeline:
            found = {
                "inputs": pipeline | beam.Create(inputs) | beam.Map(keyed).with_output_types(tuple[str, Findings])
            } | RunFold(ResolveFold(), FixedClock(at), recall=recall)
            assert_that(found["rows"], write)
        stage.commit()


def table_rows(warehouse: Warehouse) -> Tables:
    snapshot = warehouse.snapshot()
    return those_of(
        row for table in TABLES_OF_RESOLUTION for row in snapshot.rows(table, latest=False)
    )


@pytest.mark.parametrize("seed", range(max(1, ORDERS // 5)))
def test_any_order_gives_the_same_events_through_both_adapters(shared: Path, tmp_path: Path, seed: int) -> None:
    source = random.Random(seed)
    inputs = [one for name in SETS for one, _ in labelled(shared / "acceptance" / name, 0.3, random.Random(1))]
    expected = Tables()
    expected.cycle(*inputs)
    source.shuffle(inputs)
    run_unbounded(inputs, [], expected)
    warehouse = Warehouse.open(tmp_path / "warehouse")
    half = source.randrange(len(inputs))
    for number, cycle in enumerate((inputs[:half], inputs[half:]), 1):
        run_cycle(warehouse, cycle, number)
    assert table_rows(warehouse).picture() == expected.picture()


@pytest.mark.parametrize("at_hand", [0, 4])
def test_seeds_go_before_inputs_and_a_lost_worker_changes_nothing(
    at_hand: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold_unbounded, "_AT_HAND", at_hand)
    monkeypatch.setattr(fold_unbounded, "_LEAST_REWRITTEN", 1 << 10)
    inputs = newspaper(7, events=5, articles=20)
    before, expected = Tables(), Tables()
    before.cycle(*inputs[:10])
    expected.cycle(*inputs)
    run_unbounded(inputs[10:], before.rows, expected)


SEEDS = st.integers(0, 2**32)
LAWS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(seed=SEEDS, data=st.data())
@LAWS
def test_the_changes_make_the_state(seed: int, data: st.DataObject) -> None:
    inputs = newspaper(seed, events=5, articles=16)
    half = data.draw(st.integers(0, len(inputs)))
    before, found = Tables(), Tables()
    before.cycle(*inputs[:half])
    changes = []
    for row in data.draw(st.permutations(before.rows)):
        found.state = found.fold.seeded(found.state, [row])
        changes.append(found.fold.changes(found.state))
    for cycle in data.draw(cut(inputs[half:])):
        found.cycle(*cycle)
        changes.append(found.fold.changes(found.state))
        if data.draw(st.booleans()):
            assert found.fold.encode(found.fold.restored(changes)) == found.fold.encode(found.state)
        if data.draw(st.booleans()):
            found.state = found.fold.restored(changes)


def test_a_change_is_small_however_large_the_state() -> None:
    inputs = newspaper(3, events=40, articles=400)
    found = Tables()
    sizes = []
    for one in inputs:
        found.cycle(one)
        sizes.append(len(found.fold.changes(found.state)))
    assert len(found.fold.encode(found.state)) > 100_000
    assert sorted(sizes)[len(sizes) // 2] < 5_000
