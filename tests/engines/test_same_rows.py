"""The demo newsroom through every way to run: bounded cycles into Parquet and BigQuery, streams on Prism and Flink."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pipeline.bigquery.layout import STREAMING_INSERTS
from pipeline.bigquery.stream_rows import StreamRows
from pipeline.commands.run import feed_source, one_cycle
from pipeline.demo.server import Newsroom
from pipeline.store import Snapshot, Writer
from pipeline.warehouse import Warehouse
from pipeline.warehouse.streamed import make_streamed
from pipeline.write_windows import WriteWindows
from tests.bigquery.credentials import thrown_away
from tests.bigquery.test_same_rows import EVENTS, REPORTS, plain
from tests.bigquery.test_same_rows import SETTINGS as CYCLE_SETTINGS
from tests.engines.polling import POLLS, READ, Turns, awaited, streaming
from transforms.clock import SystemClock

# Workers are threads of this process, and their connections break when an engine ends.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


class Expected(NamedTuple):
    """What bounded cycles made of a newsroom."""

    newsroom: Newsroom
    pages: int
    """Read in the first cycle."""
    events: Any
    reports: Any


def cycles(newsroom: Newsroom, writer: Writer) -> int:
    """Run a cycle at each of two stages; gives the number of pages of the first."""
    newsroom.set_stage(1)
    source = feed_source(newsroom.feeds())
    one_cycle(writer, source, CYCLE_SETTINGS, [], 60.0)
    [(pages,)] = writer.snapshot().query(READ)
    newsroom.advance()
    one_cycle(writer, source, CYCLE_SETTINGS, [], 60.0)
    return int(pages)


def rows(snapshot: Snapshot) -> tuple[Any, Any]:
    return plain(snapshot.query(EVENTS)), plain(snapshot.query(REPORTS))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Expected]:
    folder = Warehouse.open(tmp_path_factory.mktemp("cycles") / "warehouse")
    with Newsroom(control_port=0) as newsroom, folder.writer() as writer:
        pages = cycles(newsroom, writer)
        events, reports = rows(writer.snapshot())
        assert len(events) == 9
        assert len(reports) > 40
        yield Expected(newsroom, pages, events, reports)


def test_cycles_into_bigquery_give_the_same_rows(expected, warehouse):
    with warehouse.writer() as writer:
        cycles(expected.newsroom, writer)
        assert rows(writer.snapshot()) == (expected.events, expected.reports)


@pytest.mark.parametrize("engine", ["prism", "flink"])
def test_a_stream_gives_the_same_rows(expected, engine: str, tmp_path: Path, request: pytest.FixtureRequest):
    options = request.getfixturevalue(engine)
    newsroom = expected.newsroom
    newsroom.set_stage(1)
    newsroom.clear_requests()
    place = str(tmp_path / "streamed")
    snapshot = make_streamed(place).snapshot()
    turns = Turns(newsroom.control_url or "", tuple(newsroom.feeds()), snapshot, expected.pages)
    with streaming(options, turns, snapshot, WriteWindows(place)) as result:
        awaited(result, lambda: rows(snapshot) == (expected.events, expected.reports))  # else told apart below
        # Polls without news change nothing.
        [(polls,)] = snapshot.query(POLLS)
        assert awaited(result, lambda: snapshot.query(POLLS)[0][0] >= polls + 2 * len(turns.feeds))
    events, reports = rows(snapshot)
    assert events == expected.events
    assert reports == expected.reports
    fetched = [request.path for request in newsroom.requests if request.status == 200 and "rss" not in request.path]
    assert len(fetched) < 2 * expected.pages, "pages are not fetched again and again"
    assert not snapshot.query("SELECT * FROM {dead_letters}")


def test_a_stream_into_bigquery_gives_the_same_rows(
    expected, prism: list[str], warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pytest.importorskip("apitools", reason="Beam's BigQuery part needs apache-beam[gcp]")
    newsroom = expected.newsroom
    newsroom.set_stage(1)
    newsroom.clear_requests()
    place, snapshot = warehouse.session.place, warehouse.snapshot()
    turns = Turns(newsroom.control_url or "", tuple(newsroom.feeds()), snapshot, expected.pages)
    with thrown_away(tmp_path) as credentials:
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(credentials))
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", place.endpoint)
        sink = StreamRows(place, STREAMING_INSERTS, SystemClock())
        with streaming([*prism, "--project=test"], turns, snapshot, sink) as result:
            awaited(result, lambda: rows(snapshot) == (expected.events, expected.reports))  # else told apart below
    events, reports = rows(snapshot)
    assert events == expected.events
    assert reports == expected.reports
    assert not snapshot.query("SELECT * FROM {dead_letters}")
