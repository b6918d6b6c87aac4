"""What readings and rows say, for comparison."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from schemas.records import Findings, Report
from transforms.arabic.orthography import folded
from transforms.events.tally import NOT_ASSERTED
from transforms.events.unrealized import statements

_SAME_SENTENCE: Final = 0.6
"""Least share of the words of two sentences that both have, when one is the other, edited."""
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


def newest(inputs: Iterable[Findings]) -> list[Findings]:
    """The last reading of each article, by url."""
    found: dict[str, Findings] = {}
    for findings in inputs:
        known = found.get(findings.url)
        if known is None or _recency(findings) > _recency(known):
            found[findings.url] = findings
    return [found[url] for url in sorted(found)]


def read_at(report: Report) -> dt.datetime:
    """When the article was read that the row rests on."""
    return report.read_at or report.detected_at


def dated_like(report: Report, originals: Sequence[Report]) -> Report:
    """A copy's report with the days of the original's: "today" in a copy is the day of the original.

    Only what is told in the original's own sentence: what a copy puts in front of the text is its own news.
    """
    if not originals:
        return report
    subjects = subjects_of([report])
    alike = [
        original
        for original in originals
        if subjects_of([original]) == subjects and _is_edited(original.quote, report.quote)
    ]
    if len(alike) != 1 or alike[0].event_start is None:
        return report
    return msgspec.structs.replace(report, event_start=alike[0].event_start, event_end=alike[0].event_end)


def _is_edited(one: str, other: str) -> bool:
    ones, others = _words(one), _words(other)
    return len(ones & others) >= _SAME_SENTENCE * len(ones | others)


@lru_cache(maxsize=4_096)
def _words(sentence: str) -> frozenset[str]:
    """Asked for once for each copy of an original, and again with each new one."""
    return frozenset(folded(sentence).split())


def subjects_of(reports: Iterable[Report]) -> frozenset[str]:
    """What an article reports: modes and parties, as a copy of it would whose day is unknown."""
    named = set()
    for report in reports:
        parties = sorted({one.service or one.person_id for one in report.participants})
        named.add(" ".join([*([report.status] if report.status in NOT_ASSERTED else []), report.mode, *parties]))
    return _shared(frozenset(map(sys.intern, named)))


@lru_cache(maxsize=100_000)
def _shared(names: frozenset[str]) -> frozenset[str]:
    """One object for equal sets."""
    return names


def stamp(row: Report) -> tuple[dt.datetime, dt.datetime, bytes]:
    """Sort key: which of two rows of one report counts."""
    return row.detected_at, read_at(row), _ENCODER.encode(row)


def content(reports: Iterable[Report]) -> bytes:
    """What a reading says, without what resolution adds to it."""
    plain = [
        msgspec.structs.replace(
            report,
            event_id=None,
            syndication_id="",
            detected_at=dt.datetime.min.replace(tzinfo=dt.UTC),
            read_at=None,
            withdrawn_at=None,
        )
        for report in reports
    ]
    return _ENCODER.encode(sorted(plain, key=lambda report: report.report_id))


def _recency(findings: Findings) -> tuple[dt.datetime, dt.datetime, bytes]:
    return findings.detected_at, findings.fetched_at or findings.detected_at, content(statements(findings))
