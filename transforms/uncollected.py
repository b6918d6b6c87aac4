"""Work during which the garbage collector does not look at everything again and again, for nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


def uncollected(build: Callable[_P, _T]) -> Callable[_P, _T]:
    """The same function, in which no cycles are collected.

    For functions that make hundreds of thousands of objects, all of which stay, and in a large program take two thirds
    of their time otherwise; or that work among millions, and leave none in a cycle.
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
