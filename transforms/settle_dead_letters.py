"""What becomes of dead letters that were tried again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import apache_beam as beam
import msgspec

from schemas.records import DeadLetter, Record
from transforms.fold import Clock
from transforms.rows import Row, record_of, row_of


class SettleDeadLetters(beam.PTransform):
    """{"replayed": DeadLetter, "rows": the rows that the replay gave} → rows.

    A replayed letter that failed again counts one attempt more; the others are resolved. Rows of other
    tables pass.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock

    def expand(self, pcolls: dict[str, beam.PCollection]) -> beam.PCollection[Row]:
        """Wire the join by what the letters speak of."""
        letters = pcolls["rows"] | "Letters" >> beam.Filter(_is_letter)
        others = pcolls["rows"] | "OtherRows" >> beam.Filter(lambda row: not _is_letter(row))
        keyed = {
            "failed": letters | "KeyFailed" >> beam.Map(lambda row: _by_key(record_of(row))),
            "replayed": pcolls["replayed"] | "KeyReplayed" >> beam.Map(_by_key),
        }
        settled = keyed | "JoinLetters" >> beam.CoGroupByKey() | "Settle" >> beam.FlatMapTuple(self._settled)
        return (settled, others) | "AllRows" >> beam.Flatten()

    def _settled(self, _: str, groups: dict[str, Iterable[DeadLetter]]) -> Iterator[Row]:
        replayed, failed = list(groups["replayed"]), list(groups["failed"])
        attempts = {letter.stage: letter.attempts for letter in replayed}
        for letter in failed:
            yield row_of(msgspec.structs.replace(letter, attempts=attempts.get(letter.stage, 0) + 1))
        again = {letter.stage for letter in failed}
        for letter in replayed:
            if letter.stage not in again:
                yield row_of(msgspec.structs.replace(letter, resolved_at=self.clock(), failed_at=self.clock()))


def _is_letter(row: Row) -> bool:
    return row[0] == "dead_letters"


def _by_key(letter: Record) -> tuple[str, DeadLetter]:
    assert isinstance(letter, DeadLetter)
    return letter.key, letter
