"""Steps that remember: one pure fold, run per key on bounded and on unbounded input.

A fold's state is what the rows of its tables say. On bounded input the rows of the keys at hand arrive as a
collection and are co-grouped with the inputs, or are recalled by the step itself. On unbounded input the same happens
in each window, and what the rows do not say yet is state that lives in Beam; a state too large for that is seeded from
the rows once. Two laws make all give the same rows, and are property-tested for every fold:

    fold(fold(s, a), b) leaves the same state and the same latest rows as fold(s, a + b)
    a seed that arrives after an input is absorbed
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar, runtime_checkable

import apache_beam as beam

from transforms.fold_bounded import FoldGrouped, FoldRecalled
from transforms.fold_unbounded import FoldAcrossWindows, FoldIncrementally, FoldStateful
from transforms.memory import Recall
from transforms.rows import with_rows

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


@runtime_checkable
class IncrementalFold(Fold[State, Seed_contra, Input_contra, Output_co], Protocol):
    """A fold whose state grows so large that only what changes in it is written."""

    def changes(self, state: State) -> bytes:
        """What has changed since this was last asked, or since the state was restored; also what was not asked yet."""

    def restored(self, changes: Iterable[bytes]) -> State:
        """The state that all its changes, given in their order, make."""


class RunFold(beam.PTransform):
    """Runs a fold per key.

    Takes {"inputs": PCollection[tuple[str, Input]], "seeds": PCollection[tuple[str, Seed]]} and gives the
    fold's outputs: those of type `main` as `main`, the others as `rows`. Unbounded inputs are folded window by window;
    their windows must close.

    Args:
        fold: the pure function.
        clock: gives the stamp of new rows.
        main: the type of output that goes on to the next step; null: all are rows.
        threads: how many keys are folded at a time on bounded input; above one only for folds that wait
            for the network.
        recall: where the states of bounded input come from; there are no "seeds" then.
        begin: on unbounded input, for a fold of one key: the seeds, as they are when a worker begins; there are no
            "seeds" then.
        also: keys that are folded on recalled input even without inputs.
    """

    def __init__(
        self,
        fold: Fold[Any, Any, Any, Any],
        clock: Clock,
        main: type | None = None,
        threads: int = 1,
        *,
        recall: Recall | None = None,
        begin: Callable[[], Iterable[Any]] | None = None,
        also: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.fold = fold
        self.clock = clock
        self.main = main
        self.threads = threads
        self.recall = recall
        self.begin = begin
        self.also = tuple(also)

    def expand(self, pcolls: dict[str, beam.PCollection]) -> Any:
        """Wire the bounded or the unbounded adapter, whichever the inputs ask for."""
        inputs = pcolls["inputs"]
        if self.begin is not None:
            fold = FoldIncrementally(self.fold, self.clock, self.main, self.begin)
            return inputs | "Group" >> beam.GroupByKey() | FoldAcrossWindows(fold, self.main)
        if self.recall is not None:
            if self.also:
                also = inputs.pipeline | "Also" >> beam.Create([(key, None) for key in self.also])
                inputs = (inputs, also) | "WithThose" >> beam.Flatten()
            grouped = inputs | "Group" >> beam.GroupByKey()
            return _outputs(
                grouped | "Fold" >> with_rows(
                    beam.ParDo(FoldRecalled(self.fold, self.clock, self.main, self.recall)), self.main
                )
            )
        marked_seeds = pcolls["seeds"] | "MarkSeeds" >> beam.MapTuple(_as_seed).with_output_types(tuple[str, Any])
        marked_inputs = inputs | "MarkInputs" >> beam.MapTuple(_as_input).with_output_types(tuple[str, Any])
        together = (marked_seeds, marked_inputs) | "Merge" >> beam.Flatten() | "Group" >> beam.GroupByKey()
        if not inputs.is_bounded:
            return together | FoldAcrossWindows(FoldStateful(self.fold, self.clock, self.main), self.main)
        grouped_fold = FoldGrouped(self.fold, self.clock, self.main, self.threads)
        return _outputs(together | "Fold" >> with_rows(beam.ParDo(grouped_fold), self.main))


def _outputs(folded: beam.pvalue.DoOutputsTuple) -> dict[str, beam.PCollection]:
    return {"main": folded.main, "rows": folded.rows}


def _as_seed(key: str, seed: Any) -> tuple[str, tuple[int, Any]]:
    return key, (-1, seed)


def _as_input(key: str, value: Any) -> tuple[str, tuple[int, Any]]:
    return key, (0, value)
