"""What becomes of dead letters that were tried again."""

from __future__ import annotations

from collections.abc import Iterable

import apache_beam as beam
import msgspec

from schemas.records import DeadLetter
from transforms.fold import Clock


class SettleDeadLetters(beam.PTransform):
    """{"replayed": DeadLetter, "failed": DeadLetter} → rows: the replayed ones resolved, or failed once more."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def expand(self, pcolls: dict[str, beam.PCollection]) -> beam.PCollection[DeadLetter]:
        """Wire the join by what the letters speak of."""
        keyed = {
            name: letters | f"Key_{name}" >> beam.Map(_by_key).with_output_types(tuple[str, DeadLetter])
            for name, letters in pcolls.items()
        }
        return (
            keyed
            | "JoinLetters" >> beam.CoGroupByKey()
            | "Settle" >> beam.FlatMapTuple(self._settled).with_output_types(DeadLetter)
        )

    def _settled(self, _: str, groups: dict[str, list[DeadLetter]]) -> Iterable[DeadLetter]:
        attempts = {letter.stage: letter.attempts for letter in groups["replayed"]}
        again = {letter.stage for letter in groups["failed"]}
        for letter in groups["failed"]:
            yield msgspec.structs.replace(letter, attempts=attempts.get(letter.stage, 0) + 1)
        for letter in groups["replayed"]:
            if letter.stage not in again:
                yield msgspec.structs.replace(letter, resolved_at=self.clock(), failed_at=self.clock())


def _by_key(letter: DeadLetter) -> tuple[str, DeadLetter]:
    return letter.key, letter
