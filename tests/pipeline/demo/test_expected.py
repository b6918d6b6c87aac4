"""The gold agrees with the articles, and the check finds what is wrong."""

import datetime as dt
import json

import pytest

from pipeline.demo.expected import differences, expected_events, unreported_articles, write_gold
from pipeline.demo.newsdesk import STAGES, articles, outlets
from transforms.web.urls import canonical_url

BASES = {o: f"http://127.0.0.{n}:8000" for n, o in enumerate(outlets(), 2)}

# Counted by hand from the stories, so that a slip in the labels or in the counting shows:
# reports, outlets, independent reports at stages 1 and 2.
COUNTS = {
    "2021-11-burns-visits-moscow": [(8, 6, 6), (9, 6, 6)],
    "2021-11-putin-burns-call": [(3, 3, 3), (3, 3, 3)],
    "2022-11-14-ankara-meeting": [(11, 8, 6), (12, 8, 6)],
    "2023-06-burns-naryshkin-call": [(4, 4, 4), (5, 5, 5)],
    "2024-03-us-warning-moscow-attack": [(3, 3, 3), (3, 3, 3)],
    "2024-08-01-ankara-swap": [(6, 5, 4), (6, 5, 4)],
    "2025-03-11-ratcliffe-naryshkin-call": [(4, 4, 4), (5, 4, 4)],
    "2025-04-10-abu-dhabi-swap": [(3, 3, 3), (4, 4, 4)],
    "2025-06-ratcliffe-naryshkin-call": [None, (5, 5, 4)],
}


def row(event):
    return {
        "mode": event.modes[0],
        "participants": [{"person_id": p} for p in event.participants],
        "event_start": event.start,
        "event_end": event.end,
        "place_country": event.country,
        "report_count": event.report_count,
        "outlet_count": event.outlet_count,
        "independent_report_count": event.independent_report_count,
    }


@pytest.mark.parametrize("stage", [1, 2])
def test_counts(stage):
    found = {
        name: (e.report_count, e.outlet_count, e.independent_report_count)
        for name, e in expected_events(stage).items()
    }
    assert found == {name: by[stage - 1] for name, by in COUNTS.items() if by[stage - 1]}


def test_nothing_is_new_at_the_third_stage():
    assert expected_events(3) == expected_events(2)
    assert unreported_articles(3) == unreported_articles(2)


@pytest.mark.parametrize("stage", STAGES)
def test_articles_are_either_reports_or_not(stage):
    reported = {a for e in expected_events(stage).values() for a in (*e.primary, *e.background)}
    assert reported | set(unreported_articles(stage)) == {a.id for a in articles(stage)}
    assert not reported & set(unreported_articles(stage))


@pytest.mark.parametrize("stage", STAGES)
def test_right_rows_have_no_differences(stage):
    assert differences(stage, [row(e) for e in expected_events(stage).values()]) == []


def test_wrong_rows_are_told():
    rows = {name: row(e) for name, e in expected_events(2).items()}
    del rows["2021-11-putin-burns-call"]
    rows["2025-03-11-ratcliffe-naryshkin-call"]["event_start"] = dt.date(2025, 3, 10)
    rows["2022-11-14-ankara-meeting"]["report_count"] += 1
    rows["2024-08-01-ankara-swap"]["participants"] = ["cia", "steve-witkoff"]
    twice = dict(rows["2023-06-burns-naryshkin-call"])
    stray = dict(rows["2025-04-10-abu-dhabi-swap"], event_start=dt.date(2020, 1, 1), event_end=dt.date(2020, 1, 1))
    told = differences(2, [*rows.values(), twice, stray])
    assert told == [
        "2021-11-putin-burns-call: found 0 times",
        "2022-11-14-ankara-meeting: report_count is 13, not 12",
        "2023-06-burns-naryshkin-call: found 2 times",
        "2024-08-01-ankara-swap: lacks fsb",
        "2024-08-01-ankara-swap: must not have steve-witkoff",
        "2025-03-11-ratcliffe-naryshkin-call: is dated 2025-03-10 to 2025-03-11, not 2025-03-11 to 2025-03-11",
        "not expected: exchange of fsb, john-ratcliffe, 2020-01-01 to 2020-01-01",
    ]


def test_an_unknown_first_day_is_right_where_no_day_is_known():
    rows = [row(e) for e in expected_events(2).values()]
    for one in rows:
        if one["event_end"] == dt.date(2025, 6, 29):
            one["event_start"] = None
    assert differences(2, rows) == []


@pytest.mark.parametrize("stage", STAGES)
def test_gold_files(stage, tmp_path):
    write_gold(tmp_path / "gold", stage, BASES)
    lines = [json.loads(line) for line in (tmp_path / "gold/articles.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = json.loads((tmp_path / "gold/events.json").read_text(encoding="utf-8"))
    assert {line["url"] for line in lines} == {canonical_url(BASES[a.outlet] + a.path) for a in articles(stage)}
    for line in lines:
        assert {line["primary_event"], *line["background_events"]} - {None} <= set(gold)
        assert line["relevant"] == bool(line["primary_event"] or line["background_events"])
    assert sum(bool(line.get("skip")) for line in lines) == (2 if stage == 1 else 1)
    assert all(event["participants"] for event in gold.values())
    assert len(gold) == (8 if stage == 1 else 9)
