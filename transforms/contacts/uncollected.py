"""Builds what lives as long as the process without the garbage collector's looking at it again and again."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def uncollected(build: Callable[_P, _T]) -> Callable[_P, _T]:
    """The same function, in which no cycles are collected: they take two thirds of its time in a large program.

    For functions that make hundreds of thousands of objects, all of which stay.
    """

    @wraps(build)
    def built(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        was_on = gc.isenabled()
        gc.disable()
        try:
            return build(*args, **kwargs)
        finally:
            if was_on:
                gc.enable()

    return built
