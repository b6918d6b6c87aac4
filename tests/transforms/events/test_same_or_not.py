"""Which reports are found to be of one contact."""

from __future__ import annotations

import pytest

from schemas.records import Report

from .newsroom import Tables, findings, one_event, report

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


def test_a_report_without_a_day_is_of_the_contact_of_the_time_it_speaks_of(tables: Tables) -> None:
    tables.cycle(
        report("a/1", days="2022-11-14", published="2022-11-15"),
        report("b/1", published="2024-11-10", hints=("about:2022-09-01/2022-11-30",)),
        report("c/1", published="2024-11-10"),
        report("d/1", days="2023-06-26", published="2023-07-01"),
    )
    assert {frozenset({"a/1#0", "b/1#0"}), frozenset({"c/1#0"})} < tables.partition()


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
