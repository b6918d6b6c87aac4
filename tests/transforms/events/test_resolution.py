"""The fold: what makes an event, which id it keeps, and how copies count."""

from __future__ import annotations

import datetime as dt
import gc

import pytest

from schemas.records import EventRevision, Report, UnrealizedContact
from transforms.events.syndication import text_minhash

from .newsroom import EPOCH, Tables, findings, newspaper, one_event, report

LATER = EPOCH + dt.timedelta(hours=1)


# --- what makes no event -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["denied", "planned"])
def test_what_nobody_says_took_place_makes_no_event(tables: Tables, status: str) -> None:
    rows = tables.cycle(report("a/1", days="2025-03-11", published="2025-03-10", status=status))
    assert [(type(row), row.event_id) for row in rows] == [(UnrealizedContact, None)]
    tables.cycle(report("b/1", days="2025-03-11", published="2025-03-12"))
    event = one_event(tables)
    assert (event.report_count, tables.unrealized()[f"a/1#0 {status}"].event_id) == (1, event.event_id)
    assert bool(event.claims) == (status == "denied")


def test_a_withdrawn_report_leaves_its_event_and_an_event_without_reports_is_withdrawn(tables: Tables) -> None:
    tables.cycle(report("a/1", days="2025-03-11"), report("b/1", days="2025-03-11"))
    event_id = one_event(tables).event_id
    rows = tables.cycle(findings(url="a/1", at=LATER))
    assert next((type(row), getattr(row, "withdrawn_at", None)) for row in rows) == (Report, LATER)
    assert one_event(tables).report_count == 1
    tables.cycle(findings(url="b/1", at=LATER))
    assert tables.events() == {}
    assert tables.revisions()[event_id].change == "withdrawn"
    # Made again, it is the same event again, also after a restart.
    tables.restart()
    tables.cycle(findings(report("b/1", days="2025-03-11"), at=LATER + dt.timedelta(hours=1)))
    assert one_event(tables).event_id == event_id


def test_an_older_reading_changes_nothing(tables: Tables) -> None:
    tables.cycle(findings(report("a/1", days="2025-03-11"), at=LATER))
    assert tables.cycle(findings(report("a/1", days="2025-05-11"), at=EPOCH)) == []
    assert tables.cycle(findings(url="a/1", at=EPOCH)) == []
    tables.cycle(findings(url="c/1", at=LATER))
    assert tables.cycle(findings(report("c/1", days="2025-05-11"), at=EPOCH)) == []


# --- identity ----------------------------------------------------------------------------------------


def test_late_evidence_merges_events_and_the_first_founded_stands(tables: Tables) -> None:
    tables.cycle(report("a/1", published="2025-03-01"))
    first = one_event(tables).event_id
    tables.cycle(report("b/1", published="2027-10-20"))
    assert len(tables.events()) == 2
    rows = tables.cycle(
        report("c/1", days=("2025-02-01", "2025-02-28"), published="2025-03-02"),
        findings(report("b/1", published="2025-03-05"), at=LATER),
    )
    assert one_event(tables).event_id == first
    gone = [row for row in rows if isinstance(row, EventRevision) and row.merged_into]
    assert [row.merged_into for row in gone] == [first]
    assert "fits by people +6.0" in gone[0].change
    assert {row.event_id for row in tables.reports().values()} == {first}


def test_a_split_leaves_the_id_with_most_of_the_reports(tables: Tables) -> None:
    tables.cycle(*(report(f"a/{n}", days="2025-03-11", published="2025-03-11") for n in range(3)))
    event_id = one_event(tables).event_id
    corrected = report("a/0", days="2025-05-20", published="2025-05-20")
    tables.cycle(findings(corrected, at=LATER))
    reports = tables.reports()
    assert reports["a/1#0"].event_id == reports["a/2#0"].event_id == event_id
    assert reports["a/0#0"].event_id not in {event_id, None}
    assert len(tables.events()) == 2


def test_ids_come_from_the_founding_report(tables: Tables) -> None:
    other = Tables()
    inputs = [report(f"a/{n}", days="2025-03-11", published=f"2025-03-{11 + n}") for n in range(3)]
    tables.cycle(*inputs)
    other.cycle(*reversed(inputs))
    assert one_event(tables).event_id == one_event(other).event_id
    assert one_event(tables).event_id.startswith("ev_")


def test_seeds_after_inputs_are_absorbed(tables: Tables) -> None:
    tables.cycle(report("a/1", days="2025-03-11", published="2025-03-12"))
    known = one_event(tables).event_id
    late = Tables()
    late.at = LATER
    late.cycle(report("b/1", days="2025-03-11", published="2025-03-11"))
    late.state = late.fold.seeded(late.state, tables.rows)
    late.rows = [*tables.rows, *late.rows]
    late.cycle()
    assert one_event(late).event_id == known
    assert one_event(late).report_count == 2
    assert late.cycle() == []


def test_seeds_of_reports_that_were_read_meanwhile_are_absorbed(tables: Tables) -> None:
    tables.cycle(report("a/1", days="2025-03-11", published="2025-03-12"), report("b/1", days="2025-03-11"))
    tables.cycle(report("a/0", days="2025-03-11", published="2025-03-11"))
    known = one_event(tables)
    late = Tables()
    late.at = LATER
    late.cycle(findings(report("b/1", days="2025-03-11"), at=LATER))
    late.state = late.fold.seeded(late.state, tables.rows)
    late.rows = [*tables.rows, *late.rows]
    late.cycle()
    assert one_event(late).event_id == known.event_id
    assert one_event(late).report_count == 3


def test_a_late_revision_by_itself_withdraws_nothing(tables: Tables) -> None:
    tables.cycle(report("a/1", days="2025-03-11", published="2025-03-12"))
    late = Tables()
    late.state = late.fold.seeded(late.state, [row for row in tables.rows if isinstance(row, Report)])
    late.cycle()
    late.state = late.fold.seeded(late.state, [row for row in tables.rows if isinstance(row, EventRevision)])
    assert late.cycle() == []


# --- copies ------------------------------------------------------------------------------------------

WIRE = """أعلن متحدث رسمي مساء أمس أن مديري الجهازين تحادثا هاتفيا لمدة ساعة كاملة وبحثا عددا من الملفات العالقة بين
البلدين، ومنها تبادل المحتجزين ومكافحة التهديدات العابرة للحدود. وأضاف المتحدث أن الاتصال جرى بمبادرة من الجانب الأمريكي
وأن الطرفين اتفقا على إبقاء قناة التواصل مفتوحة في المرحلة المقبلة، من دون أن يذكر موعدا لأي لقاء مباشر بينهما."""


def test_copies_count_as_one_source(tables: Tables) -> None:
    lightly_edited = WIRE.replace("مساء أمس ", "").replace("الأمريكي", "الأميركي")
    tables.cycle(
        report("a/1", days="2025-03-11", published="2025-03-12", text_minhash=text_minhash(WIRE)),
        report("b/1", days="2025-03-11", published="2025-03-12", text_minhash=text_minhash(lightly_edited)),
        report("c/1", days="2025-03-11", published="2025-03-12", text_minhash=text_minhash(WIRE[::-1])),
    )
    reports = tables.reports()
    assert reports["a/1#0"].syndication_id == reports["b/1#0"].syndication_id != reports["c/1#0"].syndication_id
    event = one_event(tables)
    assert (event.report_count, event.outlet_count, event.independent_report_count) == (3, 3, 2)
    assert [participant.reports for participant in event.participants] == [2, 2]


def test_an_undated_copy_is_read_as_of_the_dated_one(tables: Tables) -> None:
    tables.cycle(
        report("a/1", days="2025-03-11", published="2025-03-12"),
        report("a/2", days="2025-09-11", published="2025-09-12"),
        report("b/1", published="2025-03-13", text_minhash=text_minhash(WIRE)),
        report("c/1", text_minhash=text_minhash(WIRE)),
    )
    assert frozenset({"a/1#0", "b/1#0", "c/1#0"}) in tables.partition()


def test_today_in_a_copy_is_the_day_of_the_original(tables: Tables) -> None:
    tables.cycle(
        report("a/1", days="2025-03-11", published="2025-03-11", text_minhash=text_minhash(WIRE)),
        report("b/1", days="2025-03-14", published="2025-03-14", text_minhash=text_minhash(WIRE)),
    )
    event = one_event(tables)
    assert [claim.value for claim in event.claims] == ["2025-03-11", "2025-03-14"]
    # The original's correction also moves the copy.
    tables.cycle(report("c/1", days="2025-03-08", published="2025-03-08"))
    assert len(tables.events()) == 2
    original = report("a/1", days="2025-03-08", published="2025-03-11", text_minhash=text_minhash(WIRE))
    tables.cycle(findings(original, at=LATER))
    assert len(tables.events()) == 1


def test_what_a_copy_puts_in_front_of_the_text_has_its_own_day(tables: Tables) -> None:
    wire = text_minhash(WIRE)
    first = "بحث مدير الوكالة مع نظيره الروسي هاتفيا اليوم تبادل المحتجزين"
    second = "وفي مكالمة ثانية جرت اليوم اتفق رئيسا الجهازين على موعد جديد"
    tables.cycle(
        report("a/1", days="2025-03-11", published="2025-03-11", quote=first, text_minhash=wire),
        report("b/1", days="2025-03-14", published="2025-03-14", quote=second, text_minhash=wire),
        report("c/1", days="2025-03-12", published="2025-03-12", quote=f"{first} أيضا", text_minhash=wire),
    )
    reports = tables.reports()
    assert len({row.syndication_id for row in reports.values()}) == 1
    assert tables.partition() == {frozenset({"a/1#0", "c/1#0"}), frozenset({"b/1#0"})}


@pytest.mark.parametrize("seed", range(5))
def test_what_a_fold_drops_is_in_no_cycle(seed: int) -> None:
    # Python does not look for garbage meanwhile.
    inputs, tables = newspaper(seed), Tables()
    for begin in range(0, len(inputs), 6):
        gc.collect()
        gc.disable()
        try:
            tables.state, _ = tables.fold.fold(tables.state, inputs[begin : begin + 6], EPOCH)
            assert not gc.collect()
        finally:
            gc.enable()


def test_python_looks_for_garbage_again_whatever_happens() -> None:
    tables = Tables()
    tables.cycle(report("a/1"))
    assert gc.isenabled()
    with pytest.raises(AttributeError):
        tables.fold.fold(tables.state, [None], EPOCH)  # type: ignore[list-item]
    assert gc.isenabled()
