"""The fold: which reports it finds to be of one contact, and what it makes of them."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.records import EventRevision, Report, UnrealizedContact
from transforms.events.syndication import text_minhash

from .newsroom import EPOCH, Tables, findings, report

LATER = EPOCH + dt.timedelta(hours=1)


@pytest.fixture
def tables() -> Tables:
    return Tables()


def one_event(tables: Tables) -> EventRevision:
    events = tables.events()
    assert len(events) == 1, events
    return next(iter(events.values()))


# --- same or not -------------------------------------------------------------------------------------

TERRORISM = ("terrorism", "investigation")
MARCH = report("a/1", days="2025-03-11", published="2025-03-12")
CALL = report("a/1", "ratcliffe naryshkin", days="2025-03-11", published="2025-03-12")

SAME = {
    "the same facts": (MARCH, report("b/1", days="2025-03-11", published="2025-03-13")),
    "only the services named": (MARCH, report("b/1", "cia svr", days="2025-03-11", published="2025-03-11")),
    "one side named": (MARCH, report("b/1", "burns", days="2025-03-11", published="2025-03-11")),
    "the day after": (MARCH, report("b/1", days="2025-03-12", published="2025-03-12")),
    "a month": (MARCH, report("b/1", days=("2025-03-01", "2025-03-31"), published="2025-06-01")),
    "recently": (MARCH, report("b/1", published="2025-03-20")),
    "no day at all": (MARCH, report("b/1")),
    "recounted years later": (MARCH, report("b/1", published="2031-03-20", role="background")),
    "a visit and the meeting during it": (
        report("a/1", mode="visit", days="2021-11-02", published="2021-11-02", place="Moscow", place_country="RU"),
        report("b/1", mode="meeting", days="2021-11-03", published="2021-11-04", place="Moscow", place_country="RU"),
    ),
    "a visit with other counterparts": (
        report("a/1", "burns patrushev", mode="visit", days="2021-11-02", place="Moscow", place_country="RU"),
        report("b/1", "burns naryshkin", mode="visit", days="2021-11-02", place="Moscow", place_country="RU"),
    ),
    "a service's head taken for another's": (MARCH, report("b/1", "burns bortnikov", days="2025-03-11")),
    "sender and receiver of a tip": (
        report("a/1", "cia", mode="message", days="2017-12-15", published="2017-12-17"),
        report("b/1", "fsb", mode="message", days="2017-12-15", published="2017-12-17"),
    ),
    "sender and receiver of a tip, without a day": (
        report("a/1", "cia", mode="message", published="2017-12-17", topics=("terrorism",)),
        report("b/1", "fsb", mode="message", published="2017-12-18", topics=("terrorism",)),
    ),
    "a tip recounted within the year": (
        report("a/1", "cia fsb", mode="message", days="2017-12-15", published="2017-12-17"),
        report("b/1", "cia fsb", mode="message", published="2018-10-03", role="background"),
    ),
    "a tip recounted years later, with what it was about": (
        report("a/1", "cia fsb", mode="message", days="2017-12-15", published="2017-12-17", topics=TERRORISM),
        report("b/1", "cia fsb", mode="message", published="2022-10-03", role="background", topics=TERRORISM),
    ),
    "a tip from nobody in particular": (
        report("a/1", "fsb", mode="message", days="2019-12-27", published="2019-12-29"),
        report("b/1", "", mode="message", published="2019-12-30"),
    ),
    "who got a tip by name, and from which service": (
        report("a/1", "burns fsb", mode="message", published="2024-03-23"),
        report("b/1", "bortnikov", mode="message", published="2024-03-26"),
    ),
    "a tip to whichever service": (
        report("a/1", "cia fsb", mode="message", published="2017-12-17"),
        report("b/1", "cia svr", mode="message", published="2017-12-18"),
    ),
    "a swap that services unnamed arranged": (
        report("a/1", "cia fsb", mode="exchange", published="2024-08-01"),
        report("b/1", "", mode="exchange", published="2024-08-02"),
    ),
    "a warning of an attack, told on the day of the year": (
        report("a/1", "cia fsb", mode="message", days="2024-03-06", topics=("affair:concert-attack",)),
        report("b/1", "", mode="message", published="2025-03-22", topics=("affair:concert-attack",)),
    ),
    "a warning and who got it, of one affair": (
        report("a/1", "cia", mode="message", topics=("affair:concert-attack",)),
        report("b/1", "fsb", mode="message", topics=("affair:concert-attack",)),
    ),
    "a swap of nobody's in particular, by its affair": (
        report("a/1", "", mode="exchange", days="2022-12-08", topics=("affair:griner-bout-swap",)),
        report("b/1", "", mode="exchange", topics=("affair:griner-bout-swap",)),
    ),
    "a swap, and the day on which it was agreed": (
        report("a/1", "cia svr", mode="exchange", days="2010-07-09", published="2010-07-10"),
        report("b/1", "cia svr", mode="exchange", days="2010-07-03", published="2010-07-12"),
    ),
    "a letter, and news that it came two years ago": (
        report("a/1", "fbi fsb", mode="message", days="2011-03-04", published="2013-04-25"),
        report("b/1", "fbi fsb", mode="message", days=("2010-10-21", "2011-10-20"), published="2013-04-21"),
    ),
    "a swap told beside another one": (
        report("a/1", "cia fsb", mode="exchange", days="2022-04-27", topics=("affair:reed-yaroshenko-swap",)),
        report("b/1", "cia fsb", mode="exchange", days="2022-04-27", topics=("affair:griner-bout-swap",)),
    ),
    "a country and its capital": (
        report("a/1", "cia svr", mode="meeting", published="2022-11-14", place="Turkey", place_country="TR"),
        report("b/1", "burns", mode="meeting", days="2022-11-14", place="Ankara", place_country="TR"),
    ),
    "both without a day, told in the same week": (
        report("a/1", published="2023-07-01"),
        report("b/1", published="2023-07-05"),
    ),
    "its time of the year": (CALL, report("b/1", "ratcliffe naryshkin", hints=("in:03-11/03-11",))),
    "the month, at the turn of the year": (
        report("a/1", "cia fsb", mode="message", days=("2017-12-30", "2018-01-02"), published="2018-01-05"),
        report("b/1", "cia", mode="message", hints=("in:01-01/01-31",)),
    ),
    "the days of the affair that it names": (
        report("a/1", "cia", mode="message", days="2024-03-06", published="2024-03-24"),
        report("b/1", "bortnikov", mode="message", topics=("affair:concert",), hints=("of:2024-02-15/2024-03-22",)),
    ),
    "a man of the service that warned": (
        report("a/1", "cia fsb", mode="message", days="2017-12-16", published="2017-12-18"),
        report("b/1", "ratcliffe", mode="message", days=("2017-12-01", "2017-12-31"), published="2018-02-02"),
    ),
}

DIFFERENT = {
    "another time of the year": (CALL, report("b/1", "ratcliffe naryshkin", hints=("in:06-01/06-30",))),
    "a swap of other days than those of its affair": (
        report("a/1", "cia fsb", mode="exchange", days="2024-08-01", published="2024-08-02"),
        report("b/1", "cia fsb", mode="exchange", topics=("affair:bout",), hints=("of:2022-12-08/2022-12-08",)),
    ),
    "another holder of the office": (MARCH, report("b/1", "ratcliffe naryshkin", days="2025-03-11")),
    "another party on the line, another day": (MARCH, report("b/1", "burns bortnikov", days="2025-03-12")),
    "another party on the line, the same month": (
        MARCH,
        report("b/1", "burns bortnikov", days=("2025-03-01", "2025-03-31")),
    ),
    "a leader, not the service": (MARCH, report("b/1", "burns putin", days="2025-03-11")),
    "another day": (MARCH, report("b/1", days="2025-03-15", published="2025-03-15")),
    "a meeting, no call": (MARCH, report("b/1", mode="meeting", days="2025-03-11")),
    "a tip, no call": (MARCH, report("b/1", mode="message", days="2025-03-11")),
    "another month": (MARCH, report("b/1", days=("2025-06-01", "2025-06-30"), published="2025-07-01")),
    "told before it happened": (MARCH, report("b/1", published="2025-02-01")),
    "said to come after it": (MARCH, report("b/1", published="2025-06-29", hints=("second", "since:2025-03-11"))),
    "two of one article": (MARCH, report("a/1", days="2025-03-11", published="2025-03-12", number=1)),
    "two swaps of one year": (
        report("a/1", "cia fsb", mode="exchange", days="2022-04-27", published="2022-04-28"),
        report("b/1", "cia fsb", mode="exchange", days="2022-12-08", published="2022-12-09"),
    ),
    "warnings of two affairs": (
        report("a/1", "cia fsb", mode="message", topics=("affair:cathedral-plot",)),
        report("b/1", "cia fsb", mode="message", topics=("affair:concert-attack",)),
    ),
    "swaps of one spring, each by who was swapped": (
        report("a/1", "cia svr", mode="exchange", published="2022-04-27", topics=("affair:reed-yaroshenko-swap",)),
        report("b/1", "cia svr", mode="exchange", published="2022-05-20", topics=("affair:griner-bout-swap",)),
    ),
    "tips of two months from nobody in particular": (
        report("a/1", "cia", mode="message", published="2017-12-17"),
        report("b/1", "", mode="message", published="2018-01-29"),
    ),
    "told as new years later": (MARCH, report("b/1", published="2028-03-20")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_reports_of_one_contact_share_an_event(tables: Tables, pair: tuple[Report, Report]) -> None:
    tables.cycle(*pair)
    assert one_event(tables).report_count == 2


def test_the_history_says_why_a_report_was_added(tables: Tables) -> None:
    tables.cycle(MARCH)
    assert one_event(tables).change == "founded"
    tables.cycle(report("b/1", days="2025-03-12", published="2025-03-12"))
    assert one_event(tables).change == "report_added: b/1#0 fits by people +6.0, days +1.0"


@pytest.mark.parametrize("pair", DIFFERENT.values(), ids=DIFFERENT)
def test_reports_of_different_contacts_do_not(tables: Tables, pair: tuple[Report, Report]) -> None:
    if pair[0].url == pair[1].url:
        tables.cycle(findings(*pair))
    else:
        tables.cycle(*pair)
    assert len(tables.events()) == 2


def test_a_report_without_a_day_is_of_the_nearest_contact_before_it(tables: Tables) -> None:
    tables.cycle(
        report("a/1", "ratcliffe naryshkin", days="2025-03-11", published="2025-03-12"),
        report("a/2", "ratcliffe naryshkin", days="2025-06-28", published="2025-06-29"),
        report("b/1", "ratcliffe naryshkin", published="2025-04-02"),
        report("b/2", "ratcliffe naryshkin", published="2025-07-02"),
    )
    assert tables.partition() == {frozenset({"a/1#0", "b/1#0"}), frozenset({"a/2#0", "b/2#0"})}


def test_what_nothing_dates_is_rather_of_a_contact_whose_day_is_known(tables: Tables) -> None:
    tables.cycle(
        report("a/1", days="2022-11-14", published="2022-11-15"),
        report("a/2", published="2024-11-20"),
        report("b/1"),
    )
    assert frozenset({"a/1#0", "b/1#0"}) in tables.partition()


def test_a_warning_keeps_its_affair_whatever_else_is_told_of_it(tables: Tables) -> None:
    tip = {"mode": "message", "published": "2019-12-30"}
    tables.cycle(
        report("a/1", "cia fsb", topics=("affair:new-year",), **tip),
        report("b/1", "cia fsb", role="background", mode="message", published="2019-12-31", topics=("affair:plot",)),
        report("c/1", "fsb", mode="message", days="2017-12-15", published="2017-12-17", topics=("affair:plot",)),
    )
    assert frozenset({"b/1#0", "c/1#0"}) in tables.partition()


def test_news_of_these_days_is_of_the_contact_of_these_days_though_an_earlier_one_names_more(tables: Tables) -> None:
    abu_dhabi = {"mode": "meeting", "place": "Abu Dhabi", "place_country": "AE"}
    tables.cycle(
        report("a/1", "ratcliffe naryshkin", days="2026-01-24", published="2026-01-24", **abu_dhabi),
        report("a/2", "naryshkin", days="2026-02-04", published="2026-02-04", **abu_dhabi),
        report("b/1", "ratcliffe naryshkin", published="2026-02-05", **abu_dhabi),
    )
    assert frozenset({"a/2#0", "b/1#0"}) in tables.partition()


def test_tips_of_two_years_are_two_whatever_else_is_told_of_them(tables: Tables) -> None:
    tip = {"people": "cia fsb", "mode": "message"}
    tables.cycle(
        report("b/1", published="2018-03-01", role="background", **tip),
        report("b/2", published="2020-02-01", role="background", **tip),
        report("b/3", **tip),
        report("c/1", days=("2019-12-01", "2019-12-31"), published="2020-01-02", **tip),
        report("a/1", days="2017-12-15", published="2017-12-17", **tip),
        report("a/2", days="2019-12-27", published="2019-12-29", **tip),
    )
    groups = sorted(sorted(group) for group in tables.partition())
    assert [group for group in groups if "a/1#0" in group] == [["a/1#0", "b/1#0"]]
    assert [set(group) - {"b/3#0"} for group in groups if "a/2#0" in group] == [{"a/2#0", "b/2#0", "c/1#0"}]


def test_a_place_outweighs_nearness(tables: Tables) -> None:
    ankara = {"mode": "meeting", "place": "Ankara", "place_country": "TR"}
    tables.cycle(
        report("a/1", days="2022-11-14", published="2022-11-14", **ankara),
        report("a/2", mode="meeting", days="2023-02-20", place="Geneva", place_country="CH"),
        report("b/1", published="2023-02-27", **ankara),
    )
    assert frozenset({"a/1#0", "b/1#0"}) in tables.partition()


def test_a_retrospective_founds_the_event_that_the_original_joins(tables: Tables) -> None:
    tables.cycle(report("a/1", days=("2016-08-01", "2016-08-31"), published="2017-05-23"))
    founded = one_event(tables).event_id
    tables.cycle(report("b/1", days="2016-08-04", published="2016-08-05"))
    assert one_event(tables).event_id == founded
    assert one_event(tables).date_precision == "day"


def test_the_call_and_the_visit_that_one_article_tells_of_are_two(tables: Tables) -> None:
    tables.cycle(
        findings(
            report("a/1", "burns putin", mode="call", days=("2021-11-02", "2021-11-08"), published="2021-11-08"),
            report("a/1", mode="visit", days="2021-11-03", published="2021-11-08", number=1, role="background"),
        )
    )
    assert len(tables.events()) == 2


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
