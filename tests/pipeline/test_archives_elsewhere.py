"""Archives that are not on this machine's disk: any file system that Beam knows, here one made for the tests."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

import pytest
from apache_beam.io.filesystem import BeamIOError, CompressionTypes, FileMetadata, FileSystem

from pipeline.archives import archive_files
from pipeline.commands.replay import open_letters, replayed_entries
from pipeline.cycle import run_cycle
from pipeline.exits import UserError
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse
from tests.pipeline.test_archives import GATE, backfilled, contents, events_of, list_of, write_files
from tests.pipeline.test_archives import pages as pages
from tests.pipeline.test_kill import TIMES


class CloudError(Exception):
    """What a cloud's client raises: no OSError."""


class Flaky(io.BytesIO):
    """A file whose connection breaks after so many bytes."""

    def __init__(self, content: bytes, good: int) -> None:
        super().__init__(content)
        self.good = good

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.good -= len(found)
        if self.good < 0:
            raise CloudError("503 the service is unavailable")
        return found


class Shelf(FileSystem):
    """Objects in memory, under shelf://."""

    objects: ClassVar[dict[str, bytes]] = {}
    breaks_after: ClassVar[dict[str, int]] = {}
    opened: ClassVar[list[str]] = []

    @classmethod
    def scheme(cls) -> str:
        return "shelf"

    def join(self, basepath: str, *paths: str) -> str:
        return "/".join([basepath.rstrip("/"), *paths])

    def split(self, path: str) -> tuple[str, str]:
        head, _, tail = path.rpartition("/")
        return head, tail

    def has_dirs(self) -> bool:
        return False

    def _list(self, dir_or_prefix: str) -> Iterator[FileMetadata]:
        if dir_or_prefix.startswith("shelf://locked"):
            raise BeamIOError("List operation failed", {dir_or_prefix: CloudError("403 you may not look here")})
        for path, content in self.objects.items():
            if path.startswith(dir_or_prefix):
                yield FileMetadata(path, len(content))

    def open(
        self, path: str, mime_type: str = "", compression_type: str = CompressionTypes.AUTO
    ) -> BinaryIO:
        assert compression_type == CompressionTypes.UNCOMPRESSED
        self.opened.append(path)
        if path not in self.objects:
            raise CloudError("404 there is no such object")
        return Flaky(self.objects[path], self.breaks_after.get(path, 1 << 40))

    def _unused(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    mkdirs = create = copy = rename = exists = size = last_updated = metadata = delete = _unused


@pytest.fixture
def shelf(tmp_path: Path, pages: list[tuple[str, bytes]]) -> Iterator[Path]:
    """Three archives on the shelf, and the folder with the same ones."""
    write_files(tmp_path, pages)
    Shelf.objects.update((f"shelf://news/{path.name}", path.read_bytes()) for path in tmp_path.glob("*.warc.gz"))
    yield tmp_path
    for each in (Shelf.objects, Shelf.breaks_after, Shelf.opened):
        each.clear()


@pytest.mark.parametrize("processes", [1, 2])
def test_the_same_tables_as_from_disk(shelf: Path, processes: int) -> None:
    local, cycles = backfilled(str(shelf / "news-*.warc.gz"), shelf / "local")
    warehouse, same = backfilled("shelf://news/news-*.warc.gz", shelf / "elsewhere", processes)
    assert cycles == same > 2
    for table in ("articles", "pages", "reports"):
        without = (*TIMES, "event_id") if processes > 1 else TIMES
        assert list_of(warehouse.snapshot(), table, *without) == list_of(local.snapshot(), table, *without)
    assert events_of(warehouse.snapshot()) == events_of(local.snapshot())
    parts = {row.path for row in warehouse.snapshot().rows("archive_parts")}
    assert parts == {f"shelf://news/news-{number}.warc.gz" for number in range(3)}
    assert len(list(warehouse.snapshot().rows("archive_parts"))) > 3


def test_what_is_read_is_not_read_again(shelf: Path) -> None:
    backfilled("shelf://news/news-[01].warc.gz", shelf / "warehouse")
    Shelf.opened.clear()
    _, cycles = backfilled("shelf://news/news-*.warc.gz", shelf / "warehouse")
    assert set(Shelf.opened) == {"shelf://news/news-2.warc.gz"}
    assert cycles >= 1
    local, _ = backfilled(str(shelf / "news-*.warc.gz"), shelf / "local")
    found = Warehouse.open(shelf / "warehouse")
    assert list_of(found.snapshot(), "articles", *TIMES) == list_of(local.snapshot(), "articles", *TIMES)


def test_a_connection_that_breaks_costs_one_part_and_can_be_replayed(shelf: Path) -> None:
    Shelf.breaks_after["shelf://news/news-1.warc.gz"] = 1000
    warehouse, _ = backfilled("shelf://news/news-*.warc.gz", shelf / "warehouse")
    letters = list(open_letters(warehouse.snapshot(), None))
    assert {letter.key.rpartition(":")[0] for letter in letters} == {"shelf://news/news-1.warc.gz"}
    assert {letter.error_type for letter in letters} == {"unreadable"}
    assert all("503 the service is unavailable" in letter.error for letter in letters)
    Shelf.breaks_after.clear()
    with warehouse.writer() as writer:
        run_cycle(writer, lambda *given: replayed_entries(letters, *given), Settings(gate=GATE), [])
    assert open_letters(warehouse.snapshot(), None) == []
    local, _ = backfilled(str(shelf / "news-*.warc.gz"), shelf / "local")
    assert list_of(warehouse.snapshot(), "articles", *TIMES) == list_of(local.snapshot(), "articles", *TIMES)


def test_a_file_that_went_away_is_a_dead_letter(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = Shelf._list
    gone = FileMetadata("shelf://news/news-3.warc.gz", 20_000)
    monkeypatch.setattr(Shelf, "_list", lambda self, prefix: [*listed(self, prefix), gone])
    warehouse, _ = backfilled("shelf://news/news-*.warc.gz", shelf / "warehouse")
    (letter,) = open_letters(warehouse.snapshot(), None)
    assert letter.error == "CloudError: 404 there is no such object"
    assert contents(warehouse)["reports"]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("shelf://news/none-*", "no such file"),
        ("shelf://locked/*", "CloudError: 403 you may not look here"),
        ("unheard-of://news/*", "Unable to get filesystem"),
    ],
)
def test_what_cannot_be_matched_is_said_plainly(pattern: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as raised:
        archive_files(pattern)
    assert str(raised.value).startswith(f"--warc {pattern}: ")


def test_addresses_of_local_files(shelf: Path) -> None:
    assert archive_files(f"file://{shelf}/news-*.warc.gz") == archive_files(f"{shelf}/news-*.warc.gz")
