"""Pages to articles, the pages that cannot matter let go before anything expensive is done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import apache_beam as beam
import msgspec

from schemas.records import Page, ReadArticle, Visit
from transforms import figures
from transforms.fold import Clock
from transforms.rows import with_rows
from transforms.step import Step
from transforms.web.charset import decoded
from transforms.web.extraction import extract
from transforms.web.walls import may_be_wall

Gate = Callable[[str], bool]
"""Whether a decoded page can speak of a contact at all."""


class ExtractArticles(beam.PTransform):
    """Page → ReadArticle; visits of pages that end here → `pages`.

    Args:
        clock: stamps rows.
        gate: loses nothing (see `transforms.contacts.gate`); null extracts every page.
    """

    def __init__(self, clock: Clock, gate: Gate | None) -> None:
        super().__init__()
        self.step = Step("ExtractArticles", _Extraction(gate), ReadArticle, clock)

    def expand(self, pages: beam.PCollection[Page]) -> beam.pvalue.DoOutputsTuple:
        """Wire the step."""
        return pages | "Extract" >> with_rows(beam.ParDo(self.step), ReadArticle)


class _Extraction:
    def __init__(self, gate: Gate | None) -> None:
        self.gate = gate
        self.gated = figures.counter(figures.PAGES_GATED)
        self.extracted = figures.counter(figures.ARTICLES_EXTRACTED)

    def __call__(self, page: Page) -> Iterator[ReadArticle | Visit]:
        html = decoded(page.body, page.content_type)
        # What a corrected page now says, or no longer says, replaces what was read from it: it is read in any case.
        gated = self.gate is not None and page.visit.revisits == 0 and not self.gate(html)
        # A wall names neither side: without this look an outlet that turned into one would only seem to have no news.
        result = None if gated and not may_be_wall(html) else extract(page, html)
        if gated and not isinstance(result, Visit):
            self.gated.inc()
            result = msgspec.structs.replace(page.visit, outcome="gated")
        assert result is not None
        if isinstance(result, ReadArticle):
            self.extracted.inc()
        yield result
