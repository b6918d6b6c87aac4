"""The order in which unbounded runs write: what says that work is done comes after all that the work yielded.

An engine that recovers from a failure does the work since its last checkpoint again, but asks the tables what is known.
Were a page's row there before its reports, or a poll's before its pages, nobody would do that work again, and it would
be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import apache_beam as beam

from schemas.records import TABLES
from transforms.rows import Row

_LAST: Final = ("pages", "feed_polls")
TURNS: Final = (tuple(table for table in TABLES if table not in _LAST), *((table,) for table in _LAST))
"""The tables of a window, in the order of their writing."""


class WriteInOrder(beam.PTransform):
    """Rows of all tables, in windows → None; each window's rows are written in `TURNS`.

    Args:
        write: makes the transform that writes rows of the tables named; that its output's watermark has passed a window
            says that the window's rows are written.
    """

    def __init__(self, write: Callable[[tuple[str, ...]], beam.PTransform]) -> None:
        super().__init__()
        self.write = write

    def expand(self, rows: beam.PCollection[Row]) -> beam.PCollection:
        """Wire the turns, one after the other."""
        windows = beam.WindowInto(rows.windowing, allowed_lateness=rows.windowing.allowed_lateness)
        names = [str(turn) for turn in range(len(TURNS))]
        parted = rows | "PartByTurn" >> beam.ParDo(_ByTurn()).with_output_types(Row).with_outputs(*names)
        done: Any = None
        for name, tables in zip(names, TURNS, strict=True):
            mine = parted[name]
            if done is not None:
                before = (
                    done
                    | f"Before{name}" >> beam.FlatMap(_nothing).with_output_types(tuple[str, Row])
                    | f"InWindows{name}" >> windows
                )
                keyed = mine | f"Key{name}" >> beam.Map(_keyed).with_output_types(tuple[str, Row])
                mine = (
                    (keyed, before)
                    | f"With{name}" >> beam.Flatten()
                    | f"Wait{name}" >> beam.GroupByKey()
                    | f"Rows{name}" >> beam.FlatMapTuple(_rows).with_output_types(Row)
                )
            done = mine | f"Write{name}" >> self.write(tables)
        return done


class _ByTurn(beam.DoFn):
    """Rows, each to the output of its turn."""

    def process(self, row: Row) -> Iterator[beam.pvalue.TaggedOutput]:
        turn = next(number for number, tables in enumerate(TURNS) if row[0] in tables)
        yield beam.pvalue.TaggedOutput(str(turn), row)


def _nothing(_: Any) -> tuple[()]:
    return ()


def _keyed(row: Row) -> tuple[str, Row]:
    return row[0], row


def _rows(_: str, rows: Iterable[Row]) -> Iterable[Row]:
    return rows
