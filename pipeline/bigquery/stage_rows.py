"""The staged rows of one table: from Parquet files to the lines that a load job takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow.parquet as pq

from pipeline.bigquery.layout import ARRIVAL

_ENCODER = msgspec.json.Encoder()
_BATCH = 2000


@dataclass(frozen=True)
class Lines:
    """A file with one JSON object a line; line i is at bytes starts[i] to starts[i + 1]."""

    path: Path
    starts: Sequence[int]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def part(self, first: int, after: int) -> bytes:
        """The lines from `first` up to `after`."""
        with self.path.open("rb") as file:
            file.seek(self.starts[first])
            return file.read(self.starts[after] - self.starts[first])


def written_lines(files: Iterable[Path], path: Path, first_arrival: int) -> Lines:
    """Write the rows of the Parquet files, in their order, as lines to `path`, numbered from `first_arrival`."""
    starts = [0]
    with path.open("wb") as out:
        for row in _rows(files):
            line = _ENCODER.encode({**row, ARRIVAL: first_arrival + len(starts) - 1}) + b"\n"
            out.write(line)
            starts.append(starts[-1] + len(line))
    return Lines(path, starts)


def _rows(files: Iterable[Path]) -> Iterator[dict[str, object]]:
    for file in files:
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(_BATCH, use_threads=False):
                # BigQuery reads NaN and infinities from text alone; there are none in what is measured or counted.
                yield from batch.to_pylist()
