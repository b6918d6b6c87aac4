"""A folder that streams write into: what is there twice, late or out of order does not show; any reader reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from apache_beam.io.filesystem import FileMetadata
from apache_beam.io.localfilesystem import LocalFileSystem
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import exits
from pipeline.cli import main
from pipeline.warehouse import NotAWarehouse, Warehouse, WarehouseNotWritable
from pipeline.warehouse.streamed import StreamedWarehouse, make_streamed, write_rows
from schemas.records import TABLES, EventRevision, Record, Report, Visit
from tests.bigquery.test_same_rows import EVENTS, REPORTS
from tests.transforms.events.newsroom import Tables, newspaper

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
VISIT = Visit(url="https://a.example/1", link="https://a.example/1", outlet="o", first_seen_at=AT, visited_at=AT)
ROOT = "disk://"


class OtherFileSystem(LocalFileSystem):
    """A file system of another scheme than this machine's paths: what follows the scheme is a path all the same."""

    @classmethod
    def scheme(cls) -> str:
        return "disk"

    def join(self, basepath, *paths):
        return "/".join((basepath.rstrip("/"), *paths))

    def split(self, path):
        return path.rpartition("/")[::2]

    def mkdirs(self, path):
        super().mkdirs(bare(path))

    def exists(self, path):
        return super().exists(bare(path))

    def _list(self, dir_or_prefix) -> Iterator[FileMetadata]:
        for found in super()._list(bare(dir_or_prefix)):
            yield FileMetadata(ROOT + found.path, found.size_in_bytes)

    def create(self, path, *arguments, **named):
        return super().create(bare(path), *arguments, **named)

    def open(self, path, *arguments, **named):
        return super().open(bare(path), *arguments, **named)


def bare(path: str) -> str:
    return path.removeprefix(ROOT)


def written(place: str, windows: list[list[Record]]) -> StreamedWarehouse:
    warehouse = make_streamed(place)
    for number, rows in enumerate(windows):
        for table, kind in TABLES.items():
            mine = [row for row in rows if isinstance(row, kind)]
            if mine:
                write_rows(place, table, AT + dt.timedelta(minutes=15 * number), mine, kind)
    return warehouse


@given(seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=15)
def test_rows_that_come_late_doubled_or_in_another_order_change_no_view(
    tmp_path_factory: pytest.TempPathFactory, seed: int, data: st.DataObject
) -> None:
    inputs = newspaper(seed, events=4, articles=12)
    found = Tables()
    for start in range(0, len(inputs), 4):
        found.cycle(*inputs[start : start + 4])
    rows: list[Report | EventRevision] = list(found.rows)
    again = data.draw(st.lists(st.sampled_from(rows), max_size=10))
    mixed = data.draw(st.permutations(rows + again))
    cut = data.draw(st.integers(0, len(mixed)))
    folder = tmp_path_factory.mktemp("streams")
    straight = written(str(folder / "straight"), [rows]).snapshot()
    turned = written(str(folder / "turned"), [mixed[:cut], mixed[cut:], mixed[:cut]]).snapshot()
    for query in (EVENTS, REPORTS):
        assert straight.query(query)
        assert turned.query(query) == straight.query(query)


def test_the_same_rows_of_a_window_are_one_file(tmp_path: Path) -> None:
    place = str(tmp_path / "streamed")
    make_streamed(place)
    assert write_rows(place, "pages", AT, [VISIT], Visit) == write_rows(place, "pages", AT, [VISIT], Visit)
    assert StreamedWarehouse.existing(place).snapshot().row_counts(["pages"]) == {"pages": 1}


def test_every_reader_reads_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "streamed"
    written(str(place), [[VISIT]])
    assert main(["sql", "--warehouse", str(place), "--format", "csv", "SELECT url, outcome FROM pages"]) == exits.OK
    assert capsys.readouterr().out == "url,outcome\nhttps://a.example/1,pending\n"
    assert main(["status", "--warehouse", str(place)]) == exits.OK
    assert "pages 1 (1 pending)" in capsys.readouterr().out
    with duckdb.connect() as db:
        db.execute((place / "views.sql").read_text())
        assert db.execute("SELECT count(*) FROM pages").fetchall() == [(1,)]
        assert db.execute("SELECT count(*) FROM events").fetchall() == [(0,)]
    assert main(["copy", str(place), str(tmp_path / "copy")]) == exits.OK
    assert list(Warehouse.existing(tmp_path / "copy").snapshot().rows("pages")) == [VISIT]


def test_cycles_and_streams_keep_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    streamed = make_streamed(str(tmp_path / "streamed"))
    with pytest.raises(WarehouseNotWritable, match="only qanat run --streaming writes here"):
        streamed.writer()
    assert main(["run", "--once", "--warehouse", str(tmp_path / "streamed")]) == exits.CANNOT_CREATE
    assert "--streaming writes here" in capsys.readouterr().err
    Warehouse.open(tmp_path / "cycles")
    with pytest.raises(NotAWarehouse, match="a warehouse that is written in commits"):
        make_streamed(str(tmp_path / "cycles"))


def test_it_may_be_on_any_file_system_of_beam(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = f"{ROOT}{tmp_path}/streamed"
    written(place, [[VISIT], [VISIT]])
    assert main(["sql", "--warehouse", place, "--format", "csv", "SELECT url FROM pages"]) == exits.OK
    assert capsys.readouterr().out.count("https://a.example/1") == 2
    assert main(["run", "--once", "--warehouse", place]) == exits.USAGE
    assert "cycles write to folders of this machine" in capsys.readouterr().err
