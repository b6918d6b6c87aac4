"""The analyst's decisions, from a file in YAML to what SQL says: through the real graph and the Parquet tables."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import main
from pipeline.commands.run import article_source, one_cycle
from pipeline.decisions import decisions_file
from pipeline.settings import Settings
from pipeline.sql import connection
from pipeline.warehouse import Warehouse

ARTICLES = [
    (
        "https://a.example/1",
        "2025-03-12",
        "أجرى مدير جهاز الاستخبارات الخارجية الروسي سيرغي ناريشكين اتصالا هاتفيا بمدير وكالة المخابرات المركزية"
        " الأمريكية جون راتكليف يوم 11 مارس 2025، واتفقا على مواصلة الحوار بانتظام.",
    ),
    (
        "https://b.example/1",
        "2025-03-13",
        "ذكرت موسكو أن ناريشكين مدير الاستخبارات الخارجية الروسية تحدث هاتفيا في 11 مارس 2025 مع جون راتكليف مدير وكالة"
        " المخابرات المركزية الأمريكية بشأن الأزمة.",
    ),
    (
        "https://c.example/1",
        "2025-05-03",
        "اتصل جون راتكليف مدير وكالة المخابرات المركزية الأمريكية هاتفيا بسيرغي ناريشكين مدير جهاز الاستخبارات الخارجية"
        " الروسي في 2 مايو 2025، وفق بيان رسمي.",
    ),
]
EVENTS = "SELECT event_id, event_start::VARCHAR AS day, report_count FROM events ORDER BY day"


class Desk:
    """A warehouse and the files beside it."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = folder / "warehouse"
        self.articles = folder / "articles.jsonl"
        self.file = self.warehouse / "overrides.yaml"
        rows = [
            {"url": url, "outlet": url[8], "title": None, "published_at": f"{day}T09:00:00Z", "text": text}
            for url, day, text in ARTICLES
        ]
        self.articles.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
        self.nothing = folder / "nothing.jsonl"
        self.nothing.write_text("")

    def run(self, articles: Path | None = None, *options: str) -> int:
        return main(["run", "--warehouse", str(self.warehouse), "--articles", str(articles or self.nothing), *options])

    def decide(self, *lines: str) -> None:
        self.file.write_text("overrides:\n" + "".join(f"  - {line}\n" for line in lines))

    def sql(self, query: str) -> list[dict[str, Any]]:
        with connection(Warehouse.open(self.warehouse).snapshot()) as tables:
            found: list[dict[str, Any]] = tables.sql(query).to_arrow_table().to_pylist()
        return found

    def events(self) -> list[tuple[str, int]]:
        return [(row["day"], row["report_count"]) for row in self.sql(EVENTS)]

    def report(self, outlet: str) -> str:
        (row,) = self.sql(f"SELECT report_id FROM reports_latest WHERE outlet = '{outlet}'")
        return str(row["report_id"])

    def changes(self) -> list[str]:
        """Of the last cycle."""
        query = "SELECT change FROM event_revisions WHERE revised_at = (SELECT max(revised_at) FROM event_revisions)"
        return sorted(row["change"] for row in self.sql(query))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    assert made.run(made.articles) == 0
    assert made.events() == [("2025-03-11", 2), ("2025-05-02", 1)]
    return made


def test_merge_by_event_without_new_input_and_back(desk: Desk) -> None:
    march, may = (row["event_id"] for row in desk.sql(EVENTS))
    desk.decide(f"{{merge: [{march}, {may}], why: one call with two dates}}")
    assert desk.run() == 0
    assert [count for _, count in desk.events()] == [3]
    assert desk.changes()[0].startswith("absorbed ev_")
    assert desk.changes()[1] == "merged by override: one call with two dates"
    tombstones = desk.sql("SELECT event_id, merged_into FROM event_revisions WHERE merged_into IS NOT NULL")
    assert {row["event_id"] for row in tombstones} | {row["merged_into"] for row in tombstones} == {march, may}
    revisions = len(desk.sql("FROM event_revisions"))
    assert desk.run(desk.articles) == 0, "the merged id goes on naming its contact"
    assert len(desk.sql("FROM event_revisions")) == revisions
    desk.file.unlink()
    assert desk.run() == 0
    assert desk.events() == [("2025-03-11", 2), ("2025-05-02", 1)]


def test_split_no_event_and_day(desk: Desk) -> None:
    desk.decide(
        f"{{split: [{desk.report('b')}], why: a second call of that day}}",
        f"{{day: 2025-03-10, event: {desk.report('a')}, why: the services' own statement}}",
        f"{{no_event: {desk.report('c')}, why: an exercise}}",
    )
    assert desk.run() == 0
    assert desk.events() == [("2025-03-10", 1), ("2025-03-11", 1)]
    changes = " | ".join(desk.changes())
    assert "by override: a second call of that day" in changes
    assert "day by override: the services' own statement" in changes
    assert "withdrawn by override: an exercise" in changes
    desk.decide()
    assert desk.run() == 0
    assert desk.events() == [("2025-03-11", 2), ("2025-05-02", 1)]


def test_an_event_that_is_none_stays_none(desk: Desk) -> None:
    may = desk.sql(EVENTS)[1]["event_id"]
    desk.decide(f"{{no_event: {may}, why: an exercise}}")
    for articles in (desk.nothing, desk.articles, desk.nothing):
        assert desk.run(articles) == 0
        assert desk.events() == [("2025-03-11", 2)]


def test_names_in_vain_are_told_until_they_are_right(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.decide(
        f"{{merge: [{desk.report('a')}, rp_unknown], why: x}}", "{no_event: ev_000000000000, why: x}"
    )
    told = [f"warning: not applied: {desk.file}:2: rp_unknown: no such report",
            f"warning: not applied: {desk.file}:3: ev_000000000000: no such event"]
    for articles in (desk.nothing, desk.nothing, desk.articles):
        capsys.readouterr()
        assert desk.run(articles) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[1:] == told
        assert "overrides 2" in lines[0]
    assert main(["status", "--warehouse", str(desk.warehouse)]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("warning")] == told
    desk.decide()
    assert desk.run() == 0
    assert "warning" not in capsys.readouterr().out


def test_a_malformed_file_is_told_at_the_start(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.decide("{merge: [rp_1], why: x}")
    assert desk.run() == 78
    assert f"{desk.file}:2: overrides[0].merge: expected at least two" in capsys.readouterr().err
    assert desk.run(None, "--overrides", str(desk.file.with_name("other.yaml"))) == 66
    assert "other.yaml: no such file" in capsys.readouterr().err


def test_a_file_spoilt_while_a_run_goes_on_stops_nothing(desk: Desk) -> None:
    watched = decisions_file(None, desk.warehouse)
    source = article_source(str(desk.nothing))
    cycle = partial(one_cycle, source=source, settings=Settings(), flags=[], fetch_seconds=1.0)
    desk.decide(f"{{no_event: {desk.report('c')}, why: x}}")
    with Warehouse.open(desk.warehouse).writer() as writer:
        assert not cycle(writer, decisions=watched).warnings
        desk.file.write_text("overrides: [")
        (warning,) = cycle(writer, decisions=watched).warnings
    assert "overrides.yaml:2: not valid YAML" in warning
    assert desk.events() == [("2025-03-11", 2)]


def test_another_file_may_be_named(desk: Desk, tmp_path: Path) -> None:
    desk.decide(f"{{no_event: {desk.report('a')}, why: x}}")
    other = tmp_path / "mine.yaml"
    other.write_text(f"overrides:\n  - no_event: {desk.report('c')}\n    why: y\n")
    assert desk.run(None, "--overrides", str(other)) == 0
    assert desk.events() == [("2025-03-11", 2)]
