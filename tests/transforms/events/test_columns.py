"""Columns, and the names that are numbered in them."""

from __future__ import annotations

import pickle
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.events import numbers
from transforms.events.columns import NONE, Column, Texts
from transforms.events.numbers import Numbers

INTEGERS = st.integers(-(2**31), 2**31 - 1)


@given(
    base=st.lists(INTEGERS, max_size=20),
    changes=st.lists(st.tuples(st.integers(0, 40), INTEGERS), max_size=30),
    is_mapped=st.booleans(),
)
def test_a_column_is_a_list_that_grows(
    tmp_path_factory: pytest.TempPathFactory, base: list[int], changes: list[tuple[int, int]], is_mapped: bool
) -> None:
    content = b"".join(number.to_bytes(4, "little", signed=True) for number in base)
    path = tmp_path_factory.mktemp("column") / "part"
    path.write_bytes(content)
    column, expected = Column("i", path if is_mapped else content), list(base)
    for place, number in changes:
        column.put(place, number)
        expected += [NONE] * (place + 1 - len(expected))
        expected[place] = number
    column.append(7)
    expected.append(7)
    assert [column[place] for place in range(len(column))] == expected
    assert column.get(len(expected)) == NONE
    assert column.size == 4 * len(expected)
    again = pickle.loads(pickle.dumps(column))
    assert [again[place] for place in range(len(again))] == expected
    # The file, which others may read, stays what it is, and may go.
    assert path.read_bytes() == content
    path.unlink()
    assert [column[place] for place in range(len(column))] == expected


@given(st.lists(st.binary(max_size=9)))
def test_texts_lie_side_by_side(texts: list[bytes]) -> None:
    kept = Texts()
    for text in texts:
        kept.append(text)
    assert [kept[place] for place in range(len(kept))] == texts


@pytest.mark.parametrize(("new", "found"), [(1, 1), (3, 2), (7, 1_000), (1_000, 1_000)])
@pytest.mark.parametrize("alphabet", ["abc", "ab\ud800ق", "0123456789"])
def test_names_have_numbers_wherever_they_lie(
    new: int, found: int, alphabet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "NEW", new)
    monkeypatch.setattr(numbers, "FOUND", found)
    names = [f"{one}{two}{three}" for one in alphabet for two in alphabet for three in alphabet]
    kept = Numbers()
    for number, name in enumerate(names):
        assert kept.get(name) is None
        assert kept.made(name) == number
        assert kept.made(names[number // 2]) == number // 2
    for one in (kept, pickle.loads(pickle.dumps(kept))):
        assert len(one) == len(names)
        assert [one.get(name) for name in names] == list(range(len(names)))
        assert [one.name(number) for number in range(len(names))] == names
        assert one.get("another") is None


def test_names_of_one_checksum_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    assert zlib.crc32(b"plumless") == zlib.crc32(b"buckeroo")
    monkeypatch.setattr(numbers, "NEW", 1)
    kept = Numbers()
    assert kept.made("plumless") == 0
    assert kept.get("buckeroo") is None
    assert kept.made("buckeroo") == 1
    monkeypatch.setattr(numbers, "FOUND", 0)
    assert [kept.get("plumless"), kept.get("buckeroo")] == [0, 1]
