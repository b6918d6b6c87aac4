"""Backfills: what is left to read, the way from archives to tables, and what a kill or damage leaves."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.archives import ArchiveFile, Backfill, archive_files, parts_left
from pipeline.commands.replay import open_letters, replayed_entries
from pipeline.commands.run import feed_source, one_cycle
from pipeline.cycle import run_cycle
from pipeline.demo.server import Newsroom
from pipeline.exits import UserError
from pipeline.settings import Settings
from pipeline.warehouse import Snapshot, Warehouse
from schemas.records import ArchivePart, Feed
from tests.pipeline.test_kill import ENVIRONMENT, TIMES, text_of
from tests.transforms.web.archives import archive
from transforms import activity, figures, processes
from transforms.contacts.gate import KnowledgeGate
from transforms.web.archive import archive_for
from transforms.web.archived_pages import Outlets
from transforms.web.http import HttpSettings, client_for

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
GATE = KnowledgeGate(None)
HTTP = HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0)
DRIVER = """
import sys
from functools import partial
from pathlib import Path
from rich.console import Console
from pipeline.archives import Backfill
from pipeline.commands.run import one_cycle
from pipeline.settings import Settings
from pipeline.supervisor import run_cycles
from pipeline.warehouse import Snapshot, Warehouse
from schemas import coders
from transforms.contacts.gate import KnowledgeGate
coders.register()
backfill = Backfill(sys.argv[1], part_bytes=20_000, cycle_bytes=60_000)
with Warehouse.open(Path(sys.argv[2])).writer() as writer:
    cycle = partial(one_cycle, writer, backfill.source, Settings(gate=KnowledgeGate(None), processes=2), [], 60.0)
    sys.exit(run_cycles(cycle, None, Console(), Console(stderr=True), more=backfill.more, doing=backfill.doing))
"""


@pytest.fixture(scope="module")
def pages() -> list[tuple[str, bytes]]:
    """The demo newsroom's pages, as if they stood on the web."""
    with Newsroom() as newsroom:
        urls = newsroom.article_urls()
        get = client_for(HTTP).get
        bodies = {story: get(url).body for story, url in urls.items()}
    return [(f"https://outlet{n % 4}.example/{story}", body) for n, (story, body) in enumerate(bodies.items())]


def write_files(folder: Path, pages: list[tuple[str, bytes]]) -> str:
    """The pages in three archives; the pattern that matches them."""
    for number in range(3):
        (folder / f"news-{number}.warc.gz").write_bytes(archive(pages[number::3]))
    return str(folder / "news-*.warc.gz")


def backfilled(pattern: str, root: Path, number: int = 1) -> tuple[Warehouse, int]:
    """The warehouse after the backfill, and how many cycles it took."""
    settings = Settings(gate=GATE, processes=number)
    backfill = Backfill(pattern, part_bytes=20_000, cycle_bytes=60_000)
    with Warehouse.open(root).writer() as writer:
        cycles = 0
        while cycles == 0 or backfill.more():
            run_cycle(writer, backfill.source, settings, [])
            cycles += 1
    processes.close()
    return Warehouse.open(root), cycles


def damage(path: Path) -> int:
    """Where the record begins that was damaged, one in the middle."""
    whole = path.read_bytes()
    middle = whole.find(b"\x1f\x8b\x08", len(whole) // 2)
    path.write_bytes(whole[: middle + 40] + b"damage" + whole[middle + 46 :])
    return middle


def contents(warehouse: Warehouse) -> dict[str, list[str]]:
    """All latest rows, times left out."""
    snapshot = warehouse.snapshot()
    tables = ("articles", "reports", "event_revisions", "pages", "dead_letters", "archive_parts")
    return {table: sorted(text_of(msgspec.to_builtins(row)) for row in snapshot.rows(table)) for table in tables}


def test_a_killed_backfill_ends_with_the_same_tables(tmp_path: Path, pages: list[tuple[str, bytes]]) -> None:
    pattern = write_files(tmp_path, pages)
    calm, cycles = backfilled(pattern, tmp_path / "calm")
    assert cycles > 2
    moments = random.Random(7)
    command = [sys.executable, "-c", DRIVER, pattern, str(tmp_path / "shaken")]
    began = time.monotonic()
    for _ in range(3):
        process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(1.0, 6.0))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    done = subprocess.run(command, check=False, env=ENVIRONMENT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert contents(Warehouse.open(tmp_path / "shaken")) == contents(calm)
    assert time.monotonic() - began < 300
    found = contents(calm)
    assert len(found["reports"]) > 10
    assert not found["dead_letters"]
    again, cycles = backfilled(pattern, tmp_path / "calm")
    assert (contents(again), cycles) == (found, 1)


def test_several_processes_give_the_same_tables(tmp_path: Path, pages: list[tuple[str, bytes]]) -> None:
    pattern = write_files(tmp_path, pages)
    one, _ = backfilled(pattern, tmp_path / "one")
    two, _ = backfilled(pattern, tmp_path / "two", 2)
    # The order in which reports come is in the history of an event, and in nothing else.
    for table, without in (("articles", ()), ("pages", ()), ("dead_letters", ()), ("reports", ("event_id",))):
        found = list_of(two.snapshot(), table, *without, *TIMES)
        assert found == list_of(one.snapshot(), table, *without, *TIMES)
    assert events_of(two.snapshot()) == events_of(one.snapshot())


def test_several_processes_count_the_same(tmp_path: Path, pages: list[tuple[str, bytes]]) -> None:
    pattern = write_files(tmp_path, pages)
    damage(tmp_path / "news-1.warc.gz")
    counted = []
    for number in (1, 2):
        backfill = Backfill(pattern, part_bytes=20_000)
        with Warehouse.open(tmp_path / str(number)).writer() as writer:
            summary = run_cycle(writer, backfill.source, Settings(gate=GATE, processes=number), [], NOW)
        counted.append((summary.rows, summary.figures))
    processes.close()
    assert counted[0] == counted[1]
    found = counted[0][1]
    assert found[figures.PAGES_READ.name] == len(pages)
    assert found[figures.DEAD_LETTERS.name] == 1
    assert found[figures.REPORTS_DETECTED.name] > 10


def test_our_own_archive_gives_the_same_tables(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    http = msgspec.structs.replace(HTTP, archive=str(kept))
    settings = Settings(http=http, obey_hints=False, gate=GATE)
    with Newsroom() as newsroom, Warehouse.open(tmp_path / "live").writer() as writer:
        for stage in (1, 2):
            newsroom.set_stage(stage)
            one_cycle(writer, feed_source(newsroom.feeds()), settings, [], 60.0)
    archive_for(kept, http.user_agent).close()
    again, _ = backfilled(str(kept / "*.warc.gz"), tmp_path / "again")
    live, archived = Warehouse.open(tmp_path / "live").snapshot(), again.snapshot()
    assert list_of(live, "articles") == list_of(archived, "articles")
    assert list_of(live, "pages", *TIMES) == list_of(archived, "pages", *TIMES)
    # Ids and revisions of events tell in which order news came; which reports make one event does not depend on it.
    history = {"event_id", "revision", "change", *TIMES}
    assert list_of(live, "reports", *history) == list_of(archived, "reports", *history)
    assert events_of(live) == events_of(archived)
    with subprocess.Popen(
        [sys.executable, "-m", "warcio.cli", "check", *kept.glob("*.warc.gz")], stdout=subprocess.PIPE, text=True
    ) as check:
        assert check.communicate(timeout=60) == ("", None)
    assert check.returncode == 0


def list_of(snapshot: Snapshot, table: str, *without: str) -> list[str]:
    """The latest rows of a table, in the order of what they say."""
    rows = (msgspec.to_builtins(row) for row in snapshot.rows(table))
    plain = ({name: value for name, value in row.items() if name not in without} for row in rows)
    return sorted(json.dumps(row, default=str, sort_keys=True, ensure_ascii=False) for row in plain)


def events_of(snapshot: Snapshot) -> list[list[str]]:
    """The reports of each event."""
    events: dict[str, list[str]] = {}
    for row in snapshot.rows("reports"):
        if row.event_id is not None:
            events.setdefault(row.event_id, []).append(row.report_id)
    return sorted(map(sorted, events.values()))


def test_damage_is_a_dead_letter_that_can_be_replayed(tmp_path: Path, pages: list[tuple[str, bytes]]) -> None:
    path = tmp_path / "news.warc.gz"
    whole = archive(pages[:20])
    path.write_bytes(whole)
    middle = damage(path)
    warehouse, _ = backfilled(str(path), tmp_path / "warehouse")
    (letter,) = open_letters(warehouse.snapshot(), None)
    assert (letter.stage, letter.key, letter.error_type) == ("ReadArchives", f"{path}:{middle}", "damaged")
    before = len(contents(warehouse)["pages"])
    path.write_bytes(whole)
    with warehouse.writer() as writer:
        run_cycle(writer, lambda *given: replayed_entries([letter], *given), Settings(gate=GATE), [])
    assert open_letters(warehouse.snapshot(), None) == []
    assert len(contents(warehouse)["pages"]) in (before, before + 1)  # The record may have been a request.
    assert {row.broken for row in warehouse.snapshot().rows("archive_parts")} >= {0}


def test_progress(tmp_path: Path) -> None:
    for name, size in (("a", 30_000), ("b", 50_000), ("c", 20_000)):
        (tmp_path / f"{name}.warc.gz").write_bytes(bytes(size))
    backfill = Backfill(str(tmp_path / "*.warc.gz"), part_bytes=10_000, cycle_bytes=80_000)
    assert backfill.doing(0.1) == "3 files, looking for what is left to read"
    activity.reset()
    backfill.parts(Warehouse.open(tmp_path / "warehouse").snapshot(), NOW)
    assert backfill.doing(1.0) == "1 of 3 files · 0.0% · 0 pages · 0 pages/s · 0 relevant"
    activity.advance("archive bytes", 40_000)
    activity.advance("archive records", 500)
    activity.advance("relevant articles", 3)
    told = "2 of 3 files · 40.0% · 500 pages · 50 pages/s · 3 relevant · 0:00:15 left"
    assert backfill.doing(10.0) == told
    assert backfill.more()


@pytest.mark.parametrize(("size", "processes"), [(8 * 10_000 - 1, False), (8 * 10_000, True)])
def test_processes_are_started_where_they_pay(size: int, processes: bool, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(bytes(size))
    found = Backfill(str(tmp_path / "*.gz"), part_bytes=10_000).processes()
    assert found == (len(os.sched_getaffinity(0)) if processes else 1)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        archive_files(str(tmp_path / "*.warc.gz"))


def test_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc.gz"):
        (tmp_path / name).write_bytes(b"12345")
    assert [Path(file.path).name for file in archive_files(str(tmp_path / "*.gz"))] == ["a.warc.gz", "b.warc.gz"]


@given(st.integers(0, 500), st.integers(1, 100), st.lists(st.booleans(), max_size=600), st.integers(0, 200))
def test_every_byte_is_read_once(size: int, part_bytes: int, chosen: list[bool], grown: int) -> None:
    first = list(parts_left([ArchiveFile("a.gz", size)], [], part_bytes, NOW))
    done = [part for part, is_done in zip(first, chosen, strict=False) if is_done]
    rest = list(parts_left([ArchiveFile("a.gz", size + grown)], done, part_bytes, NOW))
    read = sorted((part.start_byte, part.end_byte) for part in (*done, *rest))
    assert [end for _, end in read] == [start for start, _ in read[1:]] + ([size + grown] if size + grown else [])
    assert not read or read[0][0] == 0


def test_a_shorter_file_is_another_one() -> None:
    done = [ArchivePart(path="a.gz", start_byte=0, end_byte=100, read_at=NOW)]
    assert [part.end_byte for part in parts_left([ArchiveFile("a.gz", 60)], done, 50, NOW)] == [50, 60]


def test_plain_files_are_read_whole() -> None:
    (part,) = parts_left([ArchiveFile("a.warc", 1000)], [], 50, NOW)
    assert (part.start_byte, part.end_byte) == (0, 1000)


def test_outlets_are_those_of_the_feeds_file() -> None:
    feeds = [
        Feed(outlet="One", country="MA", url="https://www.one.example/feed"),
        Feed(outlet="Two", url="https://both.example/a"),
        Feed(outlet="Three", url="https://both.example/b"),
    ]
    outlets = Outlets.of_feeds(feeds)
    assert outlets.of_host("m.one.example") == ("One", "MA")
    assert outlets.of_host("both.example") == ("both.example", None)
    assert outlets.of_host("www.news.com.eg") == ("news.com.eg", "EG")
    assert outlets.of_host("www.news.co.uk") == ("news.co.uk", "GB")
