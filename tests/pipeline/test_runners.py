"""The same rows whichever way the local runner works."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import msgspec
import pytest

from pipeline.commands.run import article_source
from pipeline.cycle import run_cycle
from pipeline.runners import cycle_options
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
TEXTS = {
    "call": "أجرى مدير وكالة المخابرات المركزية الأمريكية جون راتكليف أمس اتصالا هاتفيا مع مدير "
    "جهاز الاستخبارات الخارجية الروسية سيرغي ناريشكين، بحسب ما أعلن الجهاز في بيان.",
    "same": "كشف سيرغي ناريشكين رئيس الاستخبارات الخارجية الروسية أنه تحدث هاتفيا أمس مع نظيره "
    "الأمريكي جون راتكليف مدير السي آي إيه.",
    "other": "ارتفعت أسعار القمح في البورصات العالمية بعد تراجع المحصول في عدد من الدول المنتجة هذا الموسم.",
}
WAYS = (
    [],
    ["--runner", "DirectRunner"],
    ["--direct_num_workers", "2", "--direct_running_mode", "multi_threading"],
    ["--direct_num_workers", "2", "--direct_running_mode", "multi_processing"],
)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_all_ways_give_the_same_rows(tmp_path: Path) -> None:
    saved = tmp_path / "saved.jsonl"
    rows = [
        {"url": f"https://{name}.example/1", "published_at": "2025-08-06T10:00:00+03:00", "text": text}
        for name, text in TEXTS.items()
    ]
    saved.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = []
    for number, way in enumerate(WAYS):
        with Warehouse.open(tmp_path / f"warehouse{number}").writer() as writer:
            run_cycle(writer, article_source(str(saved)), Settings(), way, AT)
            snapshot = writer.snapshot()
            found.append({
                table: sorted(msgspec.json.encode(row, order="deterministic") for row in snapshot.rows(table))
                for table in ("articles", "reports", "event_revisions", "pages", "dead_letters")
            })  # fmt: skip
    assert len(found[0]["event_revisions"]) == 1
    assert len(found[0]["reports"]) == 2
    for other in found[1:]:
        assert other == found[0]


def test_no_runner_is_looked_for_on_the_internet() -> None:
    assert cycle_options([]).get_all_options()["runner"] == "FnApiRunner"
    assert cycle_options(["--runner", "DirectRunner"]).get_all_options()["runner"] == "FnApiRunner"
    assert cycle_options(["--runner", "PrismRunner"]).get_all_options()["runner"] == "PrismRunner"
