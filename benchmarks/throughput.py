"""Pages per second from page bytes to reports, beside a reference stack, in one run on one core.

    python benchmarks/throughput.py [--pages 600] [--rounds 5] [--relevant 0.01] [--near 0.05] [--extra GLOB]

The pages are those of the demo newsroom as its servers send them, repeated until there are enough: a share
`--relevant` of them report a contact, a share `--near` names both sides but reports none, the rest is other news.
`--extra` adds pages of your own to the rest.

ours        decode, gate, extract, language, detect: what the pipeline's steps call, without Beam
reference   per page: trafilatura.extract with its defaults and metadata, langdetect on the whole text, and a
            regular expression for the names; what one writes in an afternoon

Both see the same pages in the same order, in alternating rounds; the ratio is taken within each round.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import random
import re
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import langdetect
import trafilatura
from rich.console import Console
from rich.table import Table

from pipeline.demo.server import Newsroom
from schemas.records import Page, ReadArticle, Visit
from transforms.arabic.language import identify
from transforms.contacts import detect, load_knowledge
from transforms.contacts.gate import KnowledgeGate
from transforms.events.syndication import text_minhash
from transforms.web.charset import decoded
from transforms.web.extraction import extract
from transforms.web.http import HttpSettings, client_for

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
NAMES = re.compile(
    r"(ناريشكين|بورتنيكوف|الاستخبارات الخارجية|الأمن الفيدرالي).*(بيرنز|راتكليف|المخابرات المركزية|سي آي إيه)"
    r"|(بيرنز|راتكليف|المخابرات المركزية|سي آي إيه).*(ناريشكين|بورتنيكوف|الاستخبارات الخارجية|الأمن الفيدرالي)",
    re.DOTALL,
)


def newsroom_pages() -> list[Page]:
    """Every page of the demo newsroom, as its servers send it."""
    client = client_for(HttpSettings(allow_private_hosts=True, host_delay_seconds=0.0))
    pages = []
    with Newsroom() as newsroom:
        for url in newsroom.article_urls().values():
            answer = client.get(url)
            visit = Visit(url=url, link=url, outlet="o", title="t", published_at=NOW, first_seen_at=NOW, visited_at=NOW)
            pages.append(Page(visit=visit, body=answer.body, content_type=answer.headers.get("content-type")))
    return pages


def ours(page: Page, gate: KnowledgeGate) -> int:
    """Reports of one page."""
    html = decoded(page.body, page.content_type)
    if not gate(html):
        return 0
    read = extract(page, html)
    if not isinstance(read, ReadArticle) or identify(read.article.text).code != "ar":
        return 0
    reports = detect(read.article, detected_at=NOW).findings.reports
    if reports:
        text_minhash(read.article.text)
    return len(reports)


def reference(page: Page) -> int:
    """Whether the names are in the Arabic text of one page."""
    text = trafilatura.extract(page.body, with_metadata=True)
    if not text:
        return 0
    try:
        if langdetect.detect(text) != "ar":
            return 0
    except langdetect.LangDetectException:
        return 0
    return int(bool(NAMES.search(text)))


def seconds(work: Callable[[Page], int], pages: list[Page]) -> float:
    """How long the work takes over all pages."""
    began = time.perf_counter()
    for page in pages:
        work(page)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--relevant", type=float, default=0.01, help="share of pages that report a contact")
    parser.add_argument("--near", type=float, default=0.05, help="share of pages that name both sides and report none")
    parser.add_argument("--extra", help="glob of html pages that are added to the other news")
    options = parser.parse_args()

    gate = KnowledgeGate(None)
    load_knowledge(None)
    every = newsroom_pages()
    relevant = [page for page in every if ours(page, gate)]
    others = [page for page in every if not ours(page, gate)]
    near = [page for page in others if gate(decoded(page.body, page.content_type))]
    rest = [page for page in others if page not in near]
    for path in sorted(Path().glob(options.extra)) if options.extra else ():
        rest.append(Page(visit=rest[0].visit, body=path.read_bytes(), content_type="text/html"))
    pages: list[Page] = []
    for kind, share in ((relevant, options.relevant), (near, options.near)):
        pages += itertools.islice(itertools.cycle(kind), round(options.pages * share))
    pages += itertools.islice(itertools.cycle(rest), options.pages - len(pages))
    random.Random(1).shuffle(pages)
    size = statistics.mean(len(page.body) for page in pages)
    passed = sum(gate(decoded(page.body, page.content_type)) for page in pages) / len(pages)
    reference(pages[0])

    mine, theirs = [], []
    for _ in range(options.rounds):
        mine.append(len(pages) / seconds(lambda page: ours(page, gate), pages))
        theirs.append(len(pages) / seconds(reference, pages))
    ratios = [a / b for a, b in zip(mine, theirs, strict=True)]

    table = Table(
        title=f"{len(pages)} pages of {size / 1024:.0f} KiB on average, {options.relevant:.0%} relevant, "
        f"{passed:.0%} pass the gate; {options.rounds} rounds"
    )
    for column in ("", "pages/s (median)", "least", "most"):
        table.add_column(column, justify="left" if not column else "right")
    for name, figures, digits in (("ours", mine, 0), ("reference", theirs, 0), ("ratio", ratios, 1)):
        table.add_row(
            name, *(f"{value:.{digits}f}" for value in (statistics.median(figures), min(figures), max(figures)))
        )
    Console().print(table)


if __name__ == "__main__":
    main()
