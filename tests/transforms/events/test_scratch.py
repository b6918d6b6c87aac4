"""What is put away is found again, also by whoever reads a written state."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import checkpoints
from pipeline.checkpoints import Checkpoints
from transforms.events import articles, nearby_texts, numbers, register, revisions, scratch, tallies
from transforms.events.holdings import Holdings
from transforms.events.links import Links
from transforms.events.numbers import Numbers
from transforms.events.scratch import Parcels, Scratch

from .newsroom import Tables, newspaper


@pytest.mark.parametrize("in_memory", [0, 40, 10_000])
def test_bytes_are_read_where_they_were_appended(in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "IN_MEMORY", in_memory)
    kept = Scratch()
    places = {kept.append(bytes([number] * number)): number for number in range(1, 40)}
    assert all(kept.read(place, number) == bytes([number] * number) for place, number in places.items())
    assert sum(map(len, kept.pieces())) == kept.size == sum(range(1, 40))


@given(base=st.binary(max_size=40), more=st.lists(st.binary(max_size=20)), data=st.data())
def test_a_scratch_file_goes_on_from_another(
    tmp_path_factory: pytest.TempPathFactory, base: bytes, more: list[bytes], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("base") / "base"
    path.write_bytes(base)
    kept = Scratch(path)
    path.unlink()
    for content in more:
        kept.append(content)
    whole = base + b"".join(more)
    start = data.draw(st.integers(0, len(whole)))
    size = data.draw(st.integers(0, len(whole) - start))
    assert kept.read(start, size) == whole[start : start + size]
    assert b"".join(kept.pieces()) == whole


@pytest.mark.parametrize("seed", range(5))
def test_parcels_are_a_mapping(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "_LEAST_WASTED", 100)
    source = random.Random(seed)
    found, expected = Parcels[str](level=1), dict[str, bytes]()
    for _ in range(2_000):
        key = f"k{source.randrange(40)}"
        if source.random() < 0.7:
            expected[key] = source.randbytes(source.randrange(60))
            found.put(key, expected[key])
        else:
            found.drop(key)
            expected.pop(key, None)
        assert (key in found) == (key in expected)
    assert {f"k{n}": found.get(f"k{n}") for n in range(40)} == {f"k{n}": expected.get(f"k{n}") for n in range(40)}
    # Room that is not needed is given back.
    assert found._scratch.size < 100 + 4 * sum(len(content) + 30 for content in expected.values())


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.floats(0, 1)), max_size=20), st.integers(0, 6))
def test_links_go_both_ways(made: list[tuple[int, int, float]], gone: int) -> None:
    links, expected = Links(), dict[frozenset[int], float]()
    for one, other, value in made:
        if one != other and frozenset((one, other)) not in expected:
            expected[frozenset((one, other))] = value
            links.add(one, other, value)
    assert links.pop(gone) == {other: expected[pair] for pair in expected if gone in pair for other in pair - {gone}}
    left = {pair: value for pair, value in expected.items() if gone not in pair}
    assert {frozenset((n, o)): value for n in range(7) for o, value in links.of(n).items()} == left


def test_an_event_that_is_given_to_another_holds_nothing() -> None:
    holdings = Holdings(Numbers())
    for event_id, report_id in (("ev_1", "a"), ("ev_1", "b"), ("ev_2", "b"), ("ev_2", "b")):
        holdings.add(event_id, report_id)
    holdings.give("ev_1", "ev_2")
    assert holdings.of(["ev_2"]) == {"a", "b"}
    assert "ev_1" not in holdings
    holdings.discard("ev_2", "b")
    holdings.discard("ev_2", "a")
    assert "ev_2" in holdings
    assert not holdings.holds("ev_2")


@pytest.mark.parametrize("seed", range(6))
def test_the_rows_are_the_same_when_all_is_put_away(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    news = newspaper(seed, events=6, articles=50)
    expected = Tables()
    for one in news:
        expected.cycle(one)
    monkeypatch.setattr(tallies, "AT_HAND", 1)
    monkeypatch.setattr(revisions, "AT_HAND", 1)
    monkeypatch.setattr(nearby_texts, "AT_HAND", 1)
    monkeypatch.setattr(register, "AT_HAND", 1)
    monkeypatch.setattr(articles, "LATELY", 1)
    monkeypatch.setattr(numbers, "NEW", 2)
    monkeypatch.setattr(numbers, "FOUND", 1)
    found = Tables()
    for one in news:
        found.cycle(one)
    assert found.rows == expected.rows


@pytest.mark.parametrize("mapped", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_a_state_that_was_written_and_read_goes_on_as_it_would_have(
    seed: int, mapped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mapped:
        monkeypatch.setattr(checkpoints, "LEAST_MAPPED", 0)
        monkeypatch.setattr(numbers, "NEW", 8)
    news = newspaper(seed, events=6, articles=60)
    tables = Tables()
    tables.cycle(*news[:40])
    store = Checkpoints(tmp_path / "states")
    store.write(40, tables.state)
    (path,) = store.newest_first()
    again = Tables()
    again.state, again.rows, again.at = store.read(path), list(tables.rows), tables.at
    assert again.fold.encode(again.state) == tables.fold.encode(tables.state)
    for one in news[40:50]:
        assert again.cycle(one) == tables.cycle(one)
    # What goes on does not change what was written, and can be written itself.
    late = Tables()
    late.state, late.rows, late.at = store.read(path), [], tables.at
    assert len(late.state.rows) < len(tables.state.rows)
    store.write(50, again.state)
    again.state = store.read(next(iter(store.newest_first())))
    for one in news[50:]:
        assert again.cycle(one) == tables.cycle(one)
    assert again.fold.encode(again.state) == tables.fold.encode(tables.state)
