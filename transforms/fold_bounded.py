"""Folds on bounded input: each key once, with all that is known of it and all its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam

from transforms.concurrent import ConcurrentDoFn
from transforms.memory import Recall
from transforms.rows import tagged


class FoldGrouped(ConcurrentDoFn):
    """One key with all its seeds (marked -1) and all its inputs."""

    def __init__(self, fold: Any, clock: Any, main: type | None, threads: int) -> None:
        super().__init__(threads)
        self.fold = fold
        self.clock = clock
        self.main = main

    def results(self, element: tuple[str, Iterable[tuple[int, Any]]]) -> Iterator[Any]:
        """The fold's outputs for one key."""
        _, marked = element
        seeds: list[Any] = []
        inputs: list[Any] = []
        for mark, value in marked:
            (seeds if mark < 0 else inputs).append(value)
        if not inputs:
            return
        state = self.fold.seeded(self.fold.fresh(), seeds)
        _, outputs = self.fold.fold(state, inputs, self.clock())
        yield from tagged(outputs, self.main)


class FoldRecalled(beam.DoFn):
    """One key with all its inputs (null: none); its state is recalled."""

    def __init__(self, fold: Any, clock: Any, main: type | None, recall: Recall) -> None:
        self.fold = fold
        self.clock = clock
        self.main = main
        self.recall = recall

    def process(self, element: tuple[str, Iterable[Any]]) -> Iterator[Any]:
        """Fold the inputs and give what they cause."""
        key, inputs = element
        state = self.recall.state(key, self.fold.fresh, self.fold.seeded)
        state, outputs = self.fold.fold(state, [one for one in inputs if one is not None], self.clock())
        self.recall.keep(key, state, outputs)
        yield from tagged(outputs, self.main)
