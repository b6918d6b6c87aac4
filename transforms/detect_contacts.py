"""Articles to what they say took place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import apache_beam as beam
import msgspec

from schemas.records import Article, Findings, ReadArticle, Visit
from transforms import activity, figures
from transforms.contacts import WATCHED_PAIR, detect, load_knowledge
from transforms.events.syndication import text_minhash
from transforms.fold import Clock
from transforms.rows import with_rows
from transforms.step import Step

NO_CANDIDATE = "no_candidate"
"""The reason of an article that does not even name both sides: not kept in `articles`."""


class DetectContacts(beam.PTransform):
    """ReadArticle → Findings; the article → `articles`; its visit → `pages`.

    Args:
        clock: gives `detected_at`.
        knowledge: folder of knowledge files; null: the packaged ones.
        pair: id of the pair of sides that is watched.
        keep_all: give every article as a row, not only relevant ones and rejected candidates.
    """

    def __init__(
        self, clock: Clock, knowledge: Path | None = None, keep_all: bool = False, *, pair: str = WATCHED_PAIR
    ) -> None:
        super().__init__()
        self.step = Step("DetectContacts", _Detection(clock, knowledge, pair, keep_all), Findings, clock)

    def expand(self, articles: beam.PCollection[ReadArticle]) -> beam.pvalue.DoOutputsTuple:
        """Wire the step."""
        return articles | "Detect" >> with_rows(beam.ParDo(self.step), Findings)


class _Detection:
    def __init__(self, clock: Clock, knowledge: Path | None, pair: str, keep_all: bool) -> None:
        self.clock = clock
        self.knowledge = knowledge
        self.pair = pair
        self.keep_all = keep_all
        self.relevant = figures.counter(figures.ARTICLES_RELEVANT)
        self.rejected = figures.counter(figures.CANDIDATES_REJECTED)
        self.reports = figures.counter(figures.REPORTS_DETECTED)

    def __call__(self, read: ReadArticle) -> Iterator[Findings | Visit | Article]:
        now: dt.datetime = self.clock()
        language, corrected = read.article.language, read.visit.revisits > 0
        if language not in (None, "ar"):
            # Only a corrected article comes here in another language: all that it reported is withdrawn.
            yield Findings(url=read.article.url, detected_at=now)
            yield msgspec.structs.replace(read.article, relevant=False, rejection_reason=f"not_arabic:{language}")
            yield msgspec.structs.replace(read.visit, outcome="not_arabic", reason=language)
            return
        detection = detect(read.article, detected_at=now, knowledge=load_knowledge(self.knowledge, pair=self.pair))
        reports, unrealized = detection.findings.reports, detection.unrealized
        reason = detection.rejection_reason
        if reports or unrealized:
            minhash = text_minhash(read.article.text)
            reports = tuple(msgspec.structs.replace(report, text_minhash=minhash) for report in reports)
            unrealized = tuple(msgspec.structs.replace(contact, text_minhash=minhash) for contact in unrealized)
        if reports:
            self.relevant.inc()
            activity.advance("relevant articles")
            self.reports.inc(len(reports))
        elif reason != NO_CANDIDATE:
            self.rejected.inc()
        if reports or reason != NO_CANDIDATE or corrected:
            yield Findings(
                url=read.article.url,
                detected_at=now,
                fetched_at=read.article.fetched_at,
                reports=reports,
                unrealized=unrealized,
            )
        if reports or reason != NO_CANDIDATE or corrected or self.keep_all:
            yield msgspec.structs.replace(read.article, relevant=bool(reports), rejection_reason=reason)
        yield msgspec.structs.replace(read.visit, outcome="reported" if reports else "no_contact", reason=reason)
