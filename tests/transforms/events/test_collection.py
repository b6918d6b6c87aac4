"""Whoever had the garbage collector on has it on again, whatever happened inside."""

from __future__ import annotations

import gc

import pytest

from transforms.events.collection import uncollected


def test_it_is_off_inside_and_on_again_behind() -> None:
    assert gc.isenabled()
    with uncollected(), uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_on_again_after_an_error() -> None:
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()


def test_whoever_had_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
