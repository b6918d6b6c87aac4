"""What a right run over the demo newsroom finds at each stage: the gold of its tests and of the demo's own check.

Counts follow DESIGN's tables: every report that links to an event counts, as primary or as background; copies of
one wire text count once in `independent_report_count`, and so do all reports of one outlet.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pipeline.demo.newsdesk import Article, articles, events, outlets
from transforms.web.urls import canonical_url

WIDEST_DAYS = 92
"""How many days a merged event may span at most, unless the truth is wider still."""

EXACT_DAYS = 1
"""Events known this closely (last day minus first) must be dated inside their bounds; of others, days must touch."""


class ExpectedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event that must be found, and how it must look after merging."""

    name: str
    modes: tuple[str, ...]
    """Accepted; the first is the usual one."""
    participants: tuple[str, ...]
    """Who must be among the people: all whom at least one primary article names."""
    optional: tuple[str, ...]
    """Who else may be."""
    start: dt.date
    end: dt.date
    """First and last possible day."""
    country: str | None
    primary: tuple[str, ...]
    """Ids of the articles that newly report it."""
    background: tuple[str, ...]
    """Ids of the articles that recount it."""
    report_count: int
    primary_report_count: int
    outlet_count: int
    independent_report_count: int


def expected_events(stage: int) -> dict[str, ExpectedEvent]:
    """Every event that the articles of `stage` tell of, by name, in order of time."""
    found = {}
    for name, event in sorted(events().items(), key=lambda e: e[1].start):
        primary = [a for a in articles(stage) if a.primary == name]
        background = [a for a in articles(stage) if name in a.background]
        if not primary:
            continue
        named = _union(primary)
        found[name] = ExpectedEvent(
            name=name,
            modes=event.modes,
            participants=named,
            optional=tuple(p for p in event.optional if p not in named),
            start=event.start,
            end=event.end,
            country=event.country,
            primary=tuple(a.id for a in primary),
            background=tuple(a.id for a in background),
            report_count=len(primary) + len(background),
            primary_report_count=len(primary),
            outlet_count=len({a.outlet for a in primary + background}),
            independent_report_count=_sources(primary + background),
        )
    return found


def _sources(found: Sequence[Article]) -> int:
    """How many groups the articles form, when those of one outlet or of one wire text go together."""
    groups: list[set[str]] = []
    for article in found:
        names = {f"outlet {article.outlet}", f"text {article.copy_of or article.id}"}
        joined = [group for group in groups if group & names]
        groups = [group for group in groups if not group & names] + [names.union(*joined)]
    return len(groups)


def unreported_articles(stage: int) -> tuple[str, ...]:
    """Ids of the articles of `stage` that tell of no contact that took place: no event may rest on them."""
    return tuple(a.id for a in articles(stage) if not a.primary and not a.background)


def differences(stage: int, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with the rows of the view `events` after a run over `stage`; empty when all is right.

    Args:
      stage: the stage that was read.
      rows: the view's rows, with mode, participants (a list of mappings or objects with person_id, or of ids),
        event_start, event_end, place_country, report_count, outlet_count, independent_report_count.

    Rows are matched with expected events by mode, people and days: each must be matched exactly once.
    """
    wrong = []
    left = list(rows)
    for event in expected_events(stage).values():
        hits = [row for row in left if _is_event(row, event)]
        if len(hits) != 1:
            wrong.append(f"{event.name}: found {len(hits)} times")
        for row in hits:
            left.remove(row)
            wrong += [f"{event.name}: {flaw}" for flaw in _flaws(row, event)]
    wrong += [
        f"not expected: {row['mode']} of {', '.join(sorted(_people(row)))}, {row['event_start']} to {row['event_end']}"
        for row in left
    ]
    return wrong


def write_gold(folder: Path, stage: int, bases: Mapping[str, str]) -> None:
    """Writes `articles.jsonl` and `events.json` in the form of the acceptance tools' gold sets.

    Args:
      folder: made when missing.
      stage: which stage.
      bases: outlet id to its address, as `Newsroom.bases` gives it.

    Addresses are canonical, as the tables hold them.
    An article that only tells of a plan, and one whose day is not corrected yet, are marked `skip`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(_gold_line(a, bases), ensure_ascii=False) for a in articles(stage)]
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    gold = {}
    for name, event in expected_events(stage).items():
        primary = [a for a in articles(stage) if a.primary == name]
        always = [p for p in event.participants if all(p in a.people for a in primary)]
        gold[name] = {
            "start": str(event.start),
            "end": str(event.end),
            "modes": list(event.modes),
            "participants": always,
            "optional": [p for p in event.participants + event.optional if p not in always],
            "country": event.country,
        }
    (folder / "events.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _gold_line(article: Article, bases: Mapping[str, str]) -> dict[str, Any]:
    url = bases[article.outlet] + article.path
    line: dict[str, Any] = {
        "url": canonical_url(url) or url,
        "outlet": outlets()[article.outlet].name,
        "title": article.title,
        "published_at": article.published_at.isoformat(),
        "text": "\n\n".join([article.title, *article.paragraphs]),
        "relevant": bool(article.primary or article.background),
        "primary_event": article.primary,
        "background_events": list(article.background),
        "people": list(article.people),
        "note": article.note,
    }
    if article.kind:
        line["kind"] = article.kind
    if article.planned or article.start:
        line["skip"] = True
    return line


def _union(primary: Sequence[Article]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for a in primary for p in a.people))


def _people(row: Mapping[str, Any]) -> set[str]:
    people = row["participants"]
    if people is None:
        return set()
    return {p if isinstance(p, str) else p["person_id"] if isinstance(p, Mapping) else p.person_id for p in people}


def _day(value: Any) -> dt.date | None:
    if value is None or isinstance(value, str):
        return dt.date.fromisoformat(value[:10]) if value else None
    day: dt.date = value.date() if isinstance(value, dt.datetime) else value
    return day


def _is_event(row: Mapping[str, Any], event: ExpectedEvent) -> bool:
    """Whether the row speaks of the event: an accepted mode, days that touch, and somebody in common."""
    start, end = _day(row["event_start"]), _day(row["event_end"]) or _day(row["event_start"])
    if row["mode"] not in event.modes or end is None or not _people(row) & set(event.participants):
        return False
    if start is None:
        return event.start <= end <= event.end + dt.timedelta(days=31)
    return start <= event.end and end >= event.start


def _flaws(row: Mapping[str, Any], event: ExpectedEvent) -> list[str]:
    found = []
    people = _people(row)
    if missing := set(event.participants) - people:
        found.append(f"lacks {', '.join(sorted(missing))}")
    if extra := people - set(event.participants) - set(event.optional):
        found.append(f"must not have {', '.join(sorted(extra))}")
    if row["mode"] != event.modes[0]:
        found.append(f"mode is {row['mode']}, not {event.modes[0]}")
    start, end = _day(row["event_start"]), _day(row["event_end"])
    truth = (event.end - event.start).days
    if start and end and (end - start).days > max(truth, WIDEST_DAYS):
        found.append(f"spans {start} to {end}")
    if truth <= EXACT_DAYS and not (start and event.start <= start and (end or start) <= event.end):
        found.append(f"is dated {start} to {end}, not {event.start} to {event.end}")
    if row["place_country"] not in (event.country, None):
        found.append(f"country is {row['place_country']}, not {event.country}")
    for count in ("report_count", "outlet_count", "independent_report_count"):
        if row[count] != getattr(event, count):
            found.append(f"{count} is {row[count]}, not {getattr(event, count)}")
    return found
