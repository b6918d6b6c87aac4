"""Why has an article these reports, or none? The trace of its reading as text."""

from __future__ import annotations

import datetime as dt
from typing import Final

from schemas.records import Article, Report
from transforms.contacts.detection import Detection, detect
from transforms.contacts.document import Document
from transforms.contacts.load import Knowledge

_UNSAID: Final = frozenset(("no_content", "channel", "no_captives", "no_destination"))
"""Readings of ambiguous words that came to nothing; they would only be noise."""


def explain(article: Article, knowledge: Knowledge | None = None) -> str:
    """What was found in an article, what was decided and by which rule, as lines of text."""
    detection = detect(article, detected_at=dt.datetime.fromtimestamp(0, tz=dt.UTC), knowledge=knowledge)
    lines = [article.url, f"  published: {article.published_at or 'unknown'}"]
    document = detection.trace.document
    if document is not None:
        lines += _mentions(detection, document)
        lines += _tellings(detection, document)
    for report in detection.findings.reports:
        lines += _report(report)
    for report in detection.trace.unsure:
        lines.append(f"  not reported, told beside others and not sure enough: {report.mode} {report.confidence:.2f}")
        lines += _report(report)[1:]
    if detection.rejection_reason:
        lines.append(f"  no report: {detection.rejection_reason}")
    return "\n".join(lines)


def _quote(document: Document, start: int, end: int) -> str:
    return " ".join(document.original[slice(*document.span(start, end))].split())


def _mentions(detection: Detection, document: Document) -> list[str]:
    links = detection.trace.links
    found = ["  mentions:"]
    for index, mention in enumerate(detection.trace.mentions):
        parts = [
            mention.kind,
            mention.side,
            mention.person,
            mention.office or mention.service,
            "former" if mention.former else "",
        ]
        link = f" [{links.of(index)}]" if links and links.of(index) else ""
        found.append(f"    {_quote(document, mention.start, mention.end)} = {' '.join(p for p in parts if p)}{link}")
    return found


def _tellings(detection: Detection, document: Document) -> list[str]:
    found = ["  relations:"]
    for frame, decision in sorted(detection.trace.frames, key=lambda item: item[0].start):
        if decision in _UNSAID:
            continue
        people = "; ".join(
            f"{side}: {', '.join(m.person or m.office or m.service or m.kind for m in mentions)}"
            for side, mentions in sorted(frame.parties.items())
        )
        found.append(
            f"    {_quote(document, frame.start, frame.end)} ({frame.mode}, {frame.line}): {decision}"
            + (f" by {frame.rule}" if frame.rule and decision == "told" else "")
            + (f" | {people}" if people else "")
        )
    return found


def _report(report: Report) -> list[str]:
    people = ", ".join(person.person_id for person in report.participants)
    found = [
        f"  report {report.report_id}: {report.role} {report.mode} ({report.status}), {people or 'nobody named'}, "
        f"{report.event_start} – {report.event_end} ({report.date_precision}), {report.place or 'no place'}"
    ]
    found += [f"    {item.field}: «{item.quote}» [{item.start}:{item.end}]" for item in report.evidence]
    return found
