"""Steps that remember: one pure fold, run per key on bounded and on unbounded input.

A fold's state is what the rows of its table say. On bounded input the rows of the keys at hand arrive as a
collection and are co-grouped with the inputs; on unbounded input the state lives in Beam, and rows read at
the start seed it. Two laws make both give the same rows, and are property-tested for every fold:

    fold(fold(s, a), b) leaves the same state and the same latest rows as fold(s, a + b)
    a seed that arrives after an input is absorbed
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import apache_beam as beam
from apache_beam.coders import BytesCoder
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec

from transforms.concurrent import ConcurrentDoFn
from transforms.rows import tagged, with_rows

State = TypeVar("State")
Seed_contra = TypeVar("Seed_contra", contravariant=True)
Input_contra = TypeVar("Input_contra", contravariant=True)
Output_co = TypeVar("Output_co", covariant=True)

Clock = Callable[[], dt.datetime]
"""Gives the time that rows are stamped with: one moment for a whole bounded cycle, the present otherwise."""


class Fold(Protocol[State, Seed_contra, Input_contra, Output_co]):
    """A pure function from a state and inputs to a new state and outputs; it may consume the state it is given."""

    def fresh(self) -> State:
        """The state of a key that nothing is known of."""

    def seeded(self, state: State, seeds: Iterable[Seed_contra]) -> State:
        """The state that also knows what earlier rows say; in any order, repeated or late."""

    def fold(self, state: State, inputs: Iterable[Input_contra], at: dt.datetime) -> tuple[State, Sequence[Output_co]]:
        """The state after the inputs, and what they cause; `at` stamps new rows."""

    def encode(self, state: State) -> bytes:
        """The state as bytes, for Beam to keep."""

    def decode(self, encoded: bytes) -> State:
        """The state that `encode` wrote."""


class RunFold(beam.PTransform):
    """Runs a fold per key.

    Takes {"inputs": PCollection[tuple[str, Input]], "seeds": PCollection[tuple[str, Seed]]} and gives the
    fold's outputs: those of type `main` as `main`, the others as `rows`.

    Args:
        fold: the pure function.
        clock: gives the stamp of new rows.
        main: the type of output that goes on to the next step; null: all are rows.
        threads: how many keys are folded at a time on bounded input; above one only for folds that wait
            for the network.
        without_inputs: whether on bounded input a key that has seeds only is folded too.
    """

    def __init__(
        self,
        fold: Fold[Any, Any, Any, Any],
        clock: Clock,
        main: type | None = None,
        threads: int = 1,
        without_inputs: bool = False,
    ) -> None:
        super().__init__()
        self.without_inputs = without_inputs
        self.fold = fold
        self.clock = clock
        self.main = main
        self.threads = threads

    def expand(self, pcolls: dict[str, beam.PCollection]) -> Any:
        """Wire the bounded or the unbounded adapter, whichever the inputs ask for."""
        inputs, seeds = pcolls["inputs"], pcolls["seeds"]
        marked = (
            seeds | "MarkSeeds" >> beam.MapTuple(_as_seed).with_output_types(tuple[str, Any]),
            inputs | "MarkInputs" >> beam.MapTuple(_as_input).with_output_types(tuple[str, Any]),
        )
        together = marked | "Merge" >> beam.Flatten()
        if inputs.is_bounded:
            grouped = together | "Group" >> beam.GroupByKey()
            fold = beam.ParDo(_FoldGrouped(self.fold, self.clock, self.main, self.threads, self.without_inputs))
        else:
            grouped = together
            fold = beam.ParDo(_FoldStateful(self.fold, self.clock, self.main))
        return grouped | "Fold" >> with_rows(fold, self.main)


def _as_seed(key: str, seed: Any) -> tuple[str, tuple[bool, Any]]:
    return key, (True, seed)


def _as_input(key: str, value: Any) -> tuple[str, tuple[bool, Any]]:
    return key, (False, value)


class _FoldGrouped(ConcurrentDoFn):
    """One key with all its seeds and all its inputs."""

    def __init__(
        self, fold: Fold[Any, Any, Any, Any], clock: Clock, main: type | None, threads: int, without_inputs: bool
    ) -> None:
        super().__init__(threads)
        self.without_inputs = without_inputs
        self.fold = fold
        self.clock = clock
        self.main = main

    def results(self, element: tuple[str, Iterable[tuple[bool, Any]]]) -> Iterator[Any]:
        _, marked = element
        seeds: list[Any] = []
        inputs: list[Any] = []
        for is_seed, value in marked:
            (seeds if is_seed else inputs).append(value)
        if not inputs and not self.without_inputs:
            return
        state = self.fold.seeded(self.fold.fresh(), seeds)
        _, outputs = self.fold.fold(state, inputs, self.clock())
        yield from tagged(outputs, self.main)


class _FoldStateful(beam.DoFn):
    """One element at a time, the state kept by the runner."""

    STATE = ReadModifyWriteStateSpec("state", BytesCoder())

    def __init__(self, fold: Fold[Any, Any, Any, Any], clock: Clock, main: type | None) -> None:
        self.fold = fold
        self.clock = clock
        self.main = main

    def process(self, element: tuple[str, tuple[bool, Any]], kept: Any = beam.DoFn.StateParam(STATE)) -> Iterator[Any]:
        """Absorb a seed silently; fold an input and give what it causes."""
        _, (is_seed, value) = element
        encoded = kept.read()
        state = self.fold.fresh() if encoded is None else self.fold.decode(encoded)
        outputs: Sequence[Any] = ()
        if is_seed:
            state = self.fold.seeded(state, [value])
        else:
            state, outputs = self.fold.fold(state, [value], self.clock())
        kept.write(self.fold.encode(state))
        yield from tagged(outputs, self.main)
