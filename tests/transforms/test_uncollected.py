"""The collector rests while long-lived things are built, and only then."""

from __future__ import annotations

import gc

import pytest

from transforms.uncollected import uncollected


@uncollected
def built(fails: bool) -> bool:
    if fails:
        raise ValueError("no")
    return gc.isenabled()


def test_off_within_and_on_again() -> None:
    assert built(fails=False) is False
    assert gc.isenabled()


def test_on_again_after_an_error() -> None:
    with pytest.raises(ValueError, match="no"):
        built(fails=True)
    assert gc.isenabled()


def test_left_off_where_it_was_off() -> None:
    gc.disable()
    try:
        built(fails=False)
        assert not gc.isenabled()
    finally:
        gc.enable()
