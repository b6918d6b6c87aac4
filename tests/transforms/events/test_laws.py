"""The laws of resolution, for any news: order, cycles, repetition and late seeds change nothing that counts."""

from __future__ import annotations

import datetime as dt
import random

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.records import EventRevision

from .newsroom import EPOCH, Tables, cut, newspaper

LATER = EPOCH + dt.timedelta(hours=1)

SEEDS = st.integers(0, 2**32)
LAWS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def some_news(seed: int) -> list:
    source = random.Random(seed)
    return newspaper(seed, events=source.randint(1, 8), articles=source.randint(1, 24))


@given(seed=SEEDS, data=st.data())
@LAWS
def test_order_and_cycles_do_not_matter(seed: int, data: st.DataObject) -> None:
    inputs = some_news(seed)
    expected, found = Tables(), Tables()
    expected.cycle(*inputs)
    for cycle in data.draw(cut(inputs)):
        found.cycle(*cycle)
        how = data.draw(st.sampled_from(["go on", "restart", "encode"]))
        if how == "restart":
            found.restart()
        elif how == "encode":
            found.state = found.fold.decode(found.fold.encode(found.state))
    assert found.picture() == expected.picture()
    assert found.copies() == expected.copies()


@given(seed=SEEDS)
@LAWS
def test_the_same_again_changes_nothing(seed: int) -> None:
    inputs = some_news(seed)
    tables = Tables()
    tables.cycle(*inputs)
    assert tables.cycle(*inputs) == []
    tables.restart()
    assert tables.cycle(*inputs) == []


@given(seed=SEEDS)
@LAWS
def test_one_cycle_gives_the_same_rows_in_any_order(seed: int) -> None:
    inputs = some_news(seed)
    one, other = Tables(), Tables()
    rows = one.cycle(*inputs)
    random.Random(seed).shuffle(inputs)
    assert other.cycle(*inputs) == rows


@given(seed=SEEDS)
@LAWS
def test_the_encoded_state_is_the_state(seed: int) -> None:
    inputs = some_news(seed)
    tables = Tables()
    tables.cycle(*inputs)
    encoded = tables.fold.encode(tables.state)
    assert tables.fold.encode(tables.fold.decode(encoded)) == encoded


@given(seed=SEEDS, data=st.data())
@LAWS
def test_late_seeds_leave_the_same_events(seed: int, data: st.DataObject) -> None:
    inputs = some_news(seed)
    border = data.draw(st.integers(0, len(inputs)))
    before, after = Tables(), Tables()
    before.cycle(*inputs[:border])
    after.at = LATER + dt.timedelta(days=1)
    after.cycle(*(msgspec.structs.replace(one, detected_at=one.detected_at + dt.timedelta(days=1))
                  for one in inputs[border:]))
    seeds = data.draw(st.permutations(before.rows))
    half = data.draw(st.integers(0, len(seeds)))
    after.state = after.fold.seeded(after.state, seeds[:half])
    if data.draw(st.booleans()):
        after.state = after.fold.decode(after.fold.encode(after.state))
    after.cycle()
    after.state = after.fold.seeded(after.state, seeds[half:] + seeds[:half])
    after.state = after.fold.decode(after.fold.encode(after.state))
    after.rows = [*before.rows, *after.rows]
    after.cycle()
    expected = Tables()
    expected.cycle(*inputs[:border])
    expected.cycle(*(msgspec.structs.replace(one, detected_at=one.detected_at + dt.timedelta(days=1))
                     for one in inputs[border:]))
    assert after.picture() == expected.picture()
    assert after.copies() == expected.copies()


@given(seed=SEEDS)
@LAWS
def test_history_only_grows(seed: int) -> None:
    inputs = some_news(seed)
    tables = Tables()
    for one in inputs:
        tables.cycle(one)
    keys = [(row.event_id, row.revision) for row in tables.rows if isinstance(row, EventRevision)]
    assert len(keys) == len(set(keys))
    standing = tables.events()
    for row in tables.said().values():
        assert row.event_id is None or row.event_id in standing
