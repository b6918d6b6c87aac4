from __future__ import annotations

import io

import pytest

from pipeline.status import print_status, status
from pipeline.summary import CycleSummary
from pipeline.warehouse import Warehouse
from tests.pipeline.warehouse.samples import NOW, after, article, commit, dead_letter, poll, report, revision, visit


@pytest.fixture
def warehouse(tmp_path):
    return Warehouse.open(tmp_path / "warehouse")


def shown(warehouse: Warehouse, minutes: float = 60) -> str:
    out = io.StringIO()
    print_status(warehouse, out, after(minutes))
    return out.getvalue()


def test_an_empty_warehouse(warehouse):
    assert "no cycle yet" in shown(warehouse)
    assert "feeds 0, 0 to look at" in shown(warehouse)


def test_what_the_tables_hold(warehouse):
    summary = CycleSummary(cycle=1, started_at=NOW, seconds=1.5, rows={"feed_polls": 3, "feed_polls.ok": 2})
    with warehouse.writer() as writer:
        commit(
            writer,
            [
                poll("good", new_items=3),
                poll("bad", outcome="http_404", failures=2, error="404 Not Found"),
                visit("a", outcome="retry"),
                visit("b", outcome="reported"),
                article("b"),
                article("b"),
                report("r1"),
                report("r2", withdrawn_at=NOW),
                revision("e1"),
                revision("e2", merged_into="e1"),
                dead_letter("Fetch", "x"),
                dead_letter("Fetch", "y"),
            ],
        )
        later = [visit("a", 5, outcome="gated"), dead_letter("Fetch", "y", 9, resolved_at=NOW)]
        commit(writer, later, **summary.info())
    found = status(warehouse)
    assert found.commit == 2
    assert found.cycle == summary
    assert found.pages == {"gated": 1, "reported": 1}
    assert (found.articles, found.reports, found.events, found.dead_letters) == (1, 1, 1, 1)
    text = shown(warehouse)
    assert summary.line() in text
    assert "feeds 2, 1 to look at" in text
    assert [line for line in text.splitlines() if "404 Not Found" in line and "failing never_read" in line]


@pytest.mark.parametrize(
    ("polls", "flags"),
    [
        ([poll("f", 0, new_items=2)], ()),
        ([poll("f", 0, new_items=2), poll("f", 5, outcome="timeout", failures=1)], ("failing",)),
        ([poll("f", 0, new_items=2), poll("f", 6000, outcome="not_modified")], ()),
        ([poll("f", 0, new_items=2), poll("f", 12000, outcome="not_modified")], ("silent",)),
        ([poll("f", 0), poll("f", 6000)], ("silent",)),
        ([poll("f", 6000)], ()),
        ([poll("f", 0, outcome="timeout", failures=1)], ("failing", "never_read")),
    ],
)
def test_flags(warehouse, polls, flags):
    with warehouse.writer() as writer:
        commit(writer, polls)
    [feed] = status(warehouse).feeds
    assert feed.flags == flags


def test_a_commit_without_a_summary(warehouse):
    with warehouse.writer() as writer:
        commit(writer, [poll("f")], repaired=True)
    assert status(warehouse).cycle is None
