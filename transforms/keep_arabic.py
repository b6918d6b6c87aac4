"""Articles that are Arabic go on; the others end here."""

from __future__ import annotations

from collections.abc import Iterator

import apache_beam as beam
import msgspec

from schemas.records import Article, ReadArticle, Visit
from transforms import figures
from transforms.arabic.language import identify
from transforms.fold import Clock
from transforms.rows import with_rows
from transforms.step import Step


class KeepArabic(beam.PTransform):
    """ReadArticle → ReadArticle with its language, Arabic or corrected; visits of the others → `pages`.

    Args:
        clock: stamps rows.
        keep_all: also give the others as rows of `articles`.
    """

    def __init__(self, clock: Clock, keep_all: bool = False) -> None:
        super().__init__()
        self.step = Step("KeepArabic", _Language(keep_all), ReadArticle, clock)

    def expand(self, articles: beam.PCollection[ReadArticle]) -> beam.pvalue.DoOutputsTuple:
        """Wire the step."""
        return articles | "Identify" >> with_rows(beam.ParDo(self.step), ReadArticle)


class _Language:
    def __init__(self, keep_all: bool) -> None:
        self.keep_all = keep_all
        self.kept = figures.counter(figures.ARTICLES_KEPT)
        self.dropped = figures.counter(figures.ARTICLES_NOT_ARABIC)

    def __call__(self, read: ReadArticle) -> Iterator[ReadArticle | Visit | Article]:
        language = identify(read.article.text)
        article = msgspec.structs.replace(read.article, language=language.code, language_confidence=language.confidence)
        if language.code == "ar" or read.visit.revisits:
            # A corrected article goes on whatever its language: what an earlier reading reported must be withdrawn.
            (self.kept if language.code == "ar" else self.dropped).inc()
            yield msgspec.structs.replace(read, article=article)
            return
        self.dropped.inc()
        reason = f"not_arabic:{language.code}"
        yield msgspec.structs.replace(read.visit, outcome="not_arabic", reason=language.code)
        if self.keep_all:
            yield msgspec.structs.replace(article, relevant=False, rejection_reason=reason)
