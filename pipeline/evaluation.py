"""How well the tables agree with labelled articles.

A gold folder holds `articles.jsonl` (what `qanat run --articles` reads, with `relevant`, `primary_event`,
`background_events` and perhaps `skip`) and `events.json` (event id to `start`, `end`, `modes`, `participants`,
`optional`, `country`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from pipeline.exits import NO_INPUT, UserError
from pipeline.warehouse import Snapshot
from schemas.records import DeadLetter, EventRevision, Report

_WIDEST_DAYS = 92
"""A range of reported days wider than a quarter says too little to be right."""
_LATE_DAYS = 31
"""How long after a contact its last possible day may lie when no first day is known."""


class GoldArticle(msgspec.Struct, kw_only=True):
    """A labelled article."""

    url: str
    relevant: bool
    primary_event: str | None = None
    background_events: list[str] | None = None
    published_at: str | None = None
    skip: bool = False


class GoldEvent(msgspec.Struct, kw_only=True):
    """What is true of an event."""

    start: dt.date
    end: dt.date
    modes: list[str]
    participants: list[str]
    optional: list[str] = []
    country: str | None = None


@dataclass(frozen=True)
class Gold:
    """A labelled set."""

    articles: dict[str, GoldArticle]
    events: dict[str, GoldEvent]


@dataclass
class Evaluation:
    """Figures between 0 and 1 (null where nothing could be counted), and every error."""

    figures: dict[str, float | None] = field(default_factory=dict)
    errors: list[tuple[str, str, str]] = field(default_factory=list)
    """Kind, address of the article, detail."""
    failed: list[tuple[str, str]] = field(default_factory=list)
    """Texts that ended in dead_letters, and so count as rejected: address and why."""


def read_gold(folder: Path) -> Gold:
    """The labelled set in a folder; raises UserError when it is not there or not of this form."""
    try:
        lines = (folder / "articles.jsonl").read_bytes().splitlines()
        articles = [msgspec.json.decode(line, type=GoldArticle) for line in lines if line.strip()]
        events = msgspec.json.decode((folder / "events.json").read_bytes(), type=dict[str, GoldEvent])
    except OSError as error:
        raise UserError(
            f"{error.filename}: {error.strerror}; expected articles.jsonl and events.json", NO_INPUT
        ) from error
    except msgspec.DecodeError as error:
        raise UserError(f"{folder}: not a labelled set: {error}", NO_INPUT) from error
    return Gold({article.url: article for article in articles if not article.skip}, events)


def evaluated(snapshot: Snapshot, gold: Gold) -> Evaluation:
    """The figures of the reports in a snapshot against a labelled set."""
    result = Evaluation()
    reports = _reports_by_url(snapshot, gold)
    _relevance(result, gold, reports)
    primary = {url: _first(rows) for url, rows in reports.items()}
    labelled = {url: a.primary_event for url, a in gold.articles.items() if a.relevant and a.primary_event}
    found = {url: primary[url].event_id if url in primary else f"missed {url}" for url in labelled}
    precision, recall = b_cubed(labelled, found)
    result.figures |= {
        "event_b3_precision": precision,
        "event_b3_recall": recall,
        "event_b3_f1": f1(precision, recall),
    }
    _backgrounds(result, gold, reports, primary, labelled)
    _facts(result, gold, primary, labelled)
    events = {row.event_id for rows in reports.values() for row in rows if row.event_id}
    sound = {row.event_id for url, rows in reports.items() for row in rows if gold.articles[url].relevant}
    result.figures["spurious_event_rate"] = _ratio(len(events - sound), len(events))
    letters = [row for row in snapshot.rows("dead_letters") if isinstance(row, DeadLetter)]
    result.failed = [(row.key, f"{row.error_type}: {row.error}") for row in letters]
    result.errors += [("failed", key, why) for key, why in result.failed]
    return result


def b_cubed(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> tuple[float | None, float | None]:
    """Precision and recall of a clustering (Bagga and Baldwin 1998); both map the same keys to clusters."""
    together: dict[Hashable, set[str]] = defaultdict(set)
    apart: dict[Hashable, set[str]] = defaultdict(set)
    for key in gold:
        together[gold[key]].add(key)
        apart[found[key]].add(key)
    precision = sum(len(together[gold[key]] & apart[found[key]]) / len(apart[found[key]]) for key in gold)
    recall = sum(len(together[gold[key]] & apart[found[key]]) / len(together[gold[key]]) for key in gold)
    return _ratio(precision, len(gold)), _ratio(recall, len(gold))


def f1(precision: float | None, recall: float | None) -> float | None:
    """The harmonic mean; null if one is null."""
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def days_agree(report: Report, event: GoldEvent) -> bool:
    """Whether the reported days touch the true ones and are no wider than a quarter around them."""
    start, end = report.event_start, report.event_end or report.event_start
    if end is None:
        return False
    if start is None:
        return event.start <= end and (end - event.end).days <= _LATE_DAYS
    widest = max(_WIDEST_DAYS, (event.end - event.start).days)
    return start <= event.end and end >= event.start and (end - start).days <= widest


def _reports_by_url(snapshot: Snapshot, gold: Gold) -> dict[str, list[Report]]:
    merged = {
        row.event_id: row.merged_into
        for row in snapshot.rows("event_revisions")
        if isinstance(row, EventRevision) and row.merged_into
    }
    found: dict[str, list[Report]] = defaultdict(list)
    for row in snapshot.rows("reports"):
        if isinstance(row, Report) and row.withdrawn_at is None and row.url in gold.articles:
            event_id = row.event_id
            while event_id in merged:
                event_id = merged[event_id]
            found[row.url].append(msgspec.structs.replace(row, event_id=event_id))
    return found


def _first(rows: Iterable[Report]) -> Report:
    return min(rows, key=lambda row: (row.role != "primary", str(row.event_start)))


def _relevance(result: Evaluation, gold: Gold, reports: Mapping[str, list[Report]]) -> None:
    relevant = {url for url, article in gold.articles.items() if article.relevant}
    found = set(reports)
    for url in sorted(relevant - found):
        result.errors.append(("missed", url, str(gold.articles[url].primary_event)))
    for url in sorted(found - relevant):
        told = [f"{row.status} {row.mode} of {_people(row)}" for row in reports[url]]
        result.errors.append(("false alarm", url, "; ".join(told)))
    precision = _ratio(len(found & relevant), len(found))
    recall = _ratio(len(found & relevant), len(relevant))
    result.figures |= {
        "relevance_precision": precision,
        "relevance_recall": recall,
        "relevance_f1": f1(precision, recall),
    }


def _backgrounds(
    result: Evaluation,
    gold: Gold,
    reports: Mapping[str, list[Report]],
    primary: Mapping[str, Report],
    labelled: Mapping[str, str],
) -> None:
    votes: dict[str | None, Counter[str]] = defaultdict(Counter)
    for url, event in labelled.items():
        if url in primary:
            votes[primary[url].event_id][event] += 1
    stands_for = {event_id: counted.most_common(1)[0][0] for event_id, counted in votes.items()}
    wanted = linked = 0
    for url, event in _background_labels(gold):
        wanted += 1
        rows = reports.get(url, [])
        if any(stands_for.get(row.event_id) == event or _agrees(row, gold.events[event]) for row in rows):
            linked += 1
        else:
            result.errors.append(("background not linked", url, event))
    result.figures["background_recall"] = _ratio(linked, wanted)


def _background_labels(gold: Gold) -> Iterator[tuple[str, str]]:
    for url, article in gold.articles.items():
        for event in article.background_events or ():
            yield url, event


def _facts(result: Evaluation, gold: Gold, primary: Mapping[str, Report], labelled: Mapping[str, str]) -> None:
    counted: Counter[str] = Counter()
    people_precision = people_recall = 0.0
    for url, event_id in labelled.items():
        if url not in primary:
            continue
        row, event = primary[url], gold.events[event_id]
        got = {participant.person_id for participant in row.participants}
        must, may = set(event.participants), set(event.participants) | set(event.optional)
        counted["checked"] += 1
        counted["mode"] += row.mode in event.modes
        if gold.articles[url].published_at:  # without it, relative days mean nothing
            counted["dated"] += 1
            counted["days"] += days_agree(row, event)
        if must:
            counted["with people"] += 1
            people_precision += len(got & may) / len(got) if got else 0.0
            people_recall += len(got & must) / len(must)
        if event.country:
            counted["with country"] += 1
            counted["country"] += row.place_country in (event.country, None)
        if not (row.mode in event.modes and days_agree(row, event) and must <= got):
            days = f"{row.event_start} to {row.event_end}"
            result.errors.append(("facts", url, f"{event_id}: {row.mode} of {_people(row)}, {days}"))
    result.figures |= {
        "mode_accuracy": _ratio(counted["mode"], counted["checked"]),
        "date_accuracy": _ratio(counted["days"], counted["dated"]),
        "participants_f1": f1(
            _ratio(people_precision, counted["with people"]), _ratio(people_recall, counted["with people"])
        ),
        "country_accuracy": _ratio(counted["country"], counted["with country"]),
    }


def _agrees(row: Report, event: GoldEvent) -> bool:
    got = {participant.person_id for participant in row.participants}
    return row.mode in event.modes and days_agree(row, event) and set(event.participants) <= got


def _people(row: Report) -> str:
    return ", ".join(participant.person_id for participant in row.participants)


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def read_floors(path: Path) -> dict[str, dict[str, float]]:
    """Least figures by name of the set; raises UserError when the file is not of this form."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, float]])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError) as error:
        raise UserError(f"{path}: not a file of floors: {error}", NO_INPUT) from error


def written_floors(floors: Mapping[str, Mapping[str, float]]) -> str:
    """The floors as the file keeps them."""
    return json.dumps(floors, indent=2, sort_keys=True) + "\n"
