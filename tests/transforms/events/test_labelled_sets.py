"""Resolution by itself: reports made from the acceptance sets' labels, as a detector with gaps would give them."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Findings, Participant

from .newsroom import EPOCH, Tables, findings, report

US_SERVICES = {"cia", "fbi", "dni", "nsa", "dia"}
RUSSIAN_SERVICES = {"svr", "fsb", "gru"}
SERVICES = {
    "william-burns": "cia",
    "john-ratcliffe": "cia",
    "john-brennan": "cia",
    "mike-pompeo": "cia",
    "robert-mueller": "fbi",
    "sergey-naryshkin": "svr",
    "alexander-bortnikov": "fsb",
    "igor-kostyukov": "gru",
    "igor-korobov": "gru",
} | {service: service for service in US_SERVICES | RUSSIAN_SERVICES}
SETS = ["seeds", "articles", "short"]
ORDERS = int(os.environ.get("QANAT_ORDERS", "10"))
"""How many orders of arrival are tried: `QANAT_ORDERS=500 pytest -k any_order tests/transforms/events`."""


def participant(person_id: str) -> Participant:
    service = SERVICES.get(person_id)
    russian = service in RUSSIAN_SERVICES or person_id == "vladimir-putin"
    return Participant(
        person_id=person_id,
        name=person_id,
        office=f"{service or person_id}-head" if person_id != service else None,
        service=service,
        side="RU" if russian else "US",
    )


def labelled(folder: Path, gaps: float, source: random.Random) -> list[tuple[Findings, str | None]]:
    """Readings of the relevant articles, each with its primary event; `gaps` is how much of the facts is missing."""
    events = json.loads((folder / "events.json").read_text(encoding="utf-8"))
    found = []
    for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        if not article["relevant"] or article.get("skip"):
            continue
        told = [("primary", article["primary_event"])] if article["primary_event"] else []
        told += [("background", event) for event in article["background_events"]]
        reports = [
            report(
                article["url"],
                "",
                mode=source.choice(events[event]["modes"]),
                days=days(events[event], gaps, source),
                number=number,
                outlet=article["outlet"],
                published_at=dt.datetime.fromisoformat(article["published_at"]) if article["published_at"] else None,
                role=role,
                participants=people(events[event], gaps, source),
                place_country=events[event]["country"] if source.random() >= gaps else None,
            )
            for number, (role, event) in enumerate(told)
        ]
        found.append((findings(*reports), article["primary_event"]))
    return found


def people(event: dict[str, Any], gaps: float, source: random.Random) -> tuple[Participant, ...]:
    named = list(event["participants"]) or [one for one in event["optional"] if one in {"cia", "fsb"}]
    kept = [one for one in named if source.random() >= gaps / 2] or named[:1]
    return tuple(
        participant(SERVICES.get(one, one) if source.random() < gaps else one) for one in kept
    )


def days(event: dict[str, Any], gaps: float, source: random.Random) -> tuple[str | None, str | None]:
    chance = source.random()
    if chance < gaps * 0.6:
        return None, None
    if chance < gaps * 0.9:
        last = dt.date.fromisoformat(event["end"]).replace(day=28) + dt.timedelta(days=3)
        return event["start"][:8] + "01", last.isoformat()
    return event["start"], event["end"]


def b_cubed_f1(pairs: list[tuple[str, str | None]]) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998) of found against gold clusters, given (gold, found) of each item."""
    both, gold, found = Counter(pairs), Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
    precision = sum(count * count / found[pair[1]] for pair, count in both.items()) / len(pairs)
    recall = sum(count * count / gold[pair[0]] for pair, count in both.items()) / len(pairs)
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize(("gaps", "least"), [(0.0, 1.0), (0.2, 0.97), (0.4, 0.96), (0.6, 0.93)])
def test_labelled_events_are_found_again(shared: Path, gaps: float, least: float) -> None:
    scores: dict[str, list[float]] = defaultdict(list)
    for seed in range(3):
        source = random.Random(seed)
        readings = {name: labelled(shared / "acceptance" / name, gaps, source) for name in SETS}
        tables = Tables()
        tables.cycle(*(reading for those in readings.values() for reading, _ in those))
        rows = tables.reports()
        for name, those in readings.items():
            pairs = [(event, rows[reading.reports[0].report_id].event_id) for reading, event in those if event]
            scores[name].append(b_cubed_f1(pairs))
    assert all(sum(those) / len(those) >= least for those in scores.values()), scores


@pytest.mark.parametrize("seed", range(ORDERS))
def test_any_order_and_cutting_gives_the_same_events(shared: Path, seed: int) -> None:
    source = random.Random(seed)
    inputs = [one for name in SETS for one, _ in labelled(shared / "acceptance" / name, 0.3, random.Random(1))]
    expected, found = Tables(), Tables()
    expected.cycle(*inputs)
    source.shuffle(inputs)
    while inputs:
        size = source.choice([1, 3, 10, 40])
        found.cycle(*inputs[:size])
        del inputs[:size]
        if source.random() < 0.2:
            found.restart()
    assert found.picture() == expected.picture()
    assert found.at > EPOCH
