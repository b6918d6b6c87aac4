"""Whatever is given wrongly ends with one message that says what to do, a status of its own, and no traceback."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import exits
from pipeline.warehouse import Warehouse

FEEDS = "feeds:\n  - {outlet: Nobody, url: 'http://127.0.0.1:9/rss'}\n"


def qanat(
    *arguments: str, cwd: Path, prepare: Callable[[], None] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=prepare,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )


def assert_refused(done: subprocess.CompletedProcess[str], status: int, *words: str) -> None:
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["run", "--feedz", "x"], exits.USAGE, ["unknown option --feedz", "did you mean --feeds?"]),
        (["run", "--every", "often"], exits.USAGE, ["'often' is no duration", "15m"]),
        (["run", "--direct_num_workers", "many"], exits.USAGE, ["direct_num_workers", "many"]),
        (["run", "--threads", "0"], exits.USAGE, ["--threads 0"]),
        (["run", "--streaming"], exits.USAGE, ["--every 15m"]),
        (["run", "--streaming", "--runner", "PrismRunner", "--once"], exits.USAGE, ["--once does not go with it"]),
        (["run", "--streaming", "--runner", "PrismRunner", "--polls", "0"], exits.USAGE, ["--polls 0: expected"]),
        (["run", "--polls", "3"], exits.USAGE, ["--polls goes with --streaming"]),
        (["run", "--streaming", "--runner", "PrismRunner", "--feeds", "no.yaml"], exits.NO_INPUT, ["no.yaml"]),
        (["run", "--feeds", "none.yaml"], exits.NO_INPUT, ["none.yaml", "no such file"]),
        (["run", "--articles", "none.jsonl"], exits.NO_INPUT, ["none.jsonl", "no such file"]),
        (["run", "--once", "--every", "5m"], exits.USAGE, ["not allowed with"]),
        (["sql", "SELECT 1", "--warehouse", "none"], exits.NO_INPUT, ["none", "qanat run"]),
        (["status", "--warehouse", "none"], exits.NO_INPUT, ["none"]),
        (["status", "--colour"], exits.USAGE, ["unknown option --colour"]),
        (["fly"], exits.USAGE, ["fly"]),
        ([], exits.USAGE, ["COMMAND"]),
    ],
)
def test_the_command_line(tmp_path: Path, arguments: list[str], status: int, words: list[str]) -> None:
    assert_refused(qanat(*arguments, cwd=tmp_path), status, *words)


def test_a_malformed_feeds_file_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("feeds:\n  - {outlet: A, url: 'https://a.example/'}\n  - {outlet: B}\n")
    assert_refused(qanat("run", "--feeds", "feeds.yaml", cwd=tmp_path), exits.CONFIG, "feeds.yaml:3", "url")


def test_an_unreachable_host_is_a_row_not_an_end(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    done = qanat("run", "--feeds", "feeds.yaml", "--allow_private_hosts", cwd=tmp_path)
    assert done.returncode == exits.OK, done.stderr
    assert "0 ok 1 failed" in done.stdout
    asked = qanat("sql", "--format", "json", "SELECT outcome, failures, error FROM feed_polls", cwd=tmp_path)
    (row,) = json.loads(asked.stdout)
    assert row["outcome"] == "unreachable"
    assert row["failures"] == 1
    assert row["error"]


def test_an_unwritable_warehouse(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    done = qanat("run", "--feeds", "feeds.yaml", "--warehouse", "file/warehouse", cwd=tmp_path)
    assert_refused(done, exits.CANNOT_CREATE, "file/warehouse", "another folder")


def test_lines_that_are_no_articles_are_dead_letters_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = {
        "url": "https://a.example/1",
        "outlet": "A",
        "published_at": "2024-01-02T10:00:00Z",
        "text": "طقس معتدل في القاهرة",
    }
    lines = [
        json.dumps(good),
        "no json",
        json.dumps({"text": "no url"}),
        "",
        json.dumps({**good, "url": "https://a.example/2"}),
    ]
    (tmp_path / "saved.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = qanat("run", "--articles", "saved.jsonl", cwd=tmp_path)
    assert done.returncode == exits.OK, done.stderr
    assert "dead letters 2" in done.stdout
    asked = qanat("sql", "--format", "json", "SELECT key, error_type FROM dead_letters ORDER BY key", cwd=tmp_path)
    assert json.loads(asked.stdout) == [
        {"key": "saved.jsonl:2", "error_type": "invalid_json"},
        {"key": "saved.jsonl:3", "error_type": "invalid_article"},
    ]
    pages = qanat("sql", "--format", "json", "SELECT count(*) AS n FROM pages", cwd=tmp_path)
    assert json.loads(pages.stdout) == [{"n": 2}]


def test_a_warehouse_in_use(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    with Warehouse.open(tmp_path / "warehouse").writer():
        done = qanat("run", "--feeds", "feeds.yaml", cwd=tmp_path)
        assert_refused(done, exits.LOCKED, "in use by process", str(os.getpid()))
        asked = qanat("sql", "--format", "csv", "SELECT count(*) AS n FROM events", cwd=tmp_path)
    assert asked.stdout.splitlines() == ["n", "0"]


def test_sql_that_is_not_valid(tmp_path: Path) -> None:
    Warehouse.open(tmp_path / "warehouse")
    for query in ("SELEC 1", "SELECT nothing FROM events", "DROP TABLE events", "FROM read_csv('/etc/passwd')"):
        assert_refused(qanat("sql", query, cwd=tmp_path), exits.DATA)


def test_a_malformed_knowledge_file_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "people.yaml").write_text("people:\n  - id: someone\n    side: 7\n")
    done = qanat("run", "--feeds", "feeds.yaml", "--knowledge", "mine", cwd=tmp_path)
    assert_refused(done, exits.CONFIG, "people.yaml:")


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    letters = [chr(code) for code in range(0x0621, 0x064A)]
    text = "".join(random.Random(1).choices(letters, k=60_000))
    row = {"url": "https://a.example/1", "text": f"ناريشكين وراتكليف {text}"}
    (tmp_path / "saved.jsonl").write_text(json.dumps(row), encoding="utf-8")

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = qanat("run", "--articles", "saved.jsonl", "--keep_all_articles", cwd=tmp_path, prepare=small_files)
    assert_refused(done, exits.IO, "cannot write", "the tables are whole")
    assert done.stderr.count("\n") == 1
    asked = qanat("sql", "--format", "csv", "SELECT count(*) AS n FROM pages", cwd=tmp_path)
    assert asked.stdout.splitlines() == ["n", "0"]
