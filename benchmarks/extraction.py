"""How much of an article's text is kept and how much else comes with it, for settings of the reader beside each other.

    python -m benchmarks.extraction

Pages: the templates of tests/transforms/web (markup of publishing systems, gold text), and the real pages with gold
text beside the repository ($QANAT_SHARED or ../shared, data/html), if they are there. Prints a table of settings (F1
of words, pages with a caption, a related headline or the like inside, time) and a table of pages for the settings in
use. The exit status is 1 if with these a page is below 0.95 or has anything foreign inside.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import trafilatura
from lxml.html import HtmlElement
from rich.console import Console
from rich.table import Table

from schemas.records import Page, Visit
from tests.transforms.web import pages, templates
from transforms.clock import SystemClock
from transforms.web.boilerplate import drop_foreign, keep_container, keep_quotes, own_lines
from transforms.web.charset import decoded
from transforms.web.extraction import article_text, parsed

SHARED = Path(os.environ.get("QANAT_SHARED", Path(__file__).parents[2] / "shared"))
LEAST_F1 = 0.95
_ROUNDS = 3


class Gold(NamedTuple):
    """A page, its text, and words that must not be in it."""

    name: str
    body: bytes
    text: str
    foreign: tuple[str, ...]
    is_whole: bool
    """Whether `text` is all of the article; if not, only how much of it is kept is measured."""


def golds() -> list[Gold]:
    found = [Gold(each.name, each.html.encode(), each.text, templates.FOREIGN, True) for each in templates.TEMPLATES]
    found += [Gold(f"{each.name} (plain)", each.html.encode(), each.text, pages.FOREIGN, True) for each in pages.PAGES]
    for path in sorted((SHARED / "data" / "html").glob("*.json")):
        known = json.loads(path.read_text(encoding="utf-8"))
        if known.get("gold_text"):
            body, without = path.with_suffix(".html").read_bytes(), tuple(known.get("gold_without", ()))
            found.append(Gold(path.stem, body, known["gold_text"], without, not known.get("gold_text_partial")))
    return found


Reader = Callable[[HtmlElement], str]


def bare(**settings: bool) -> Reader:
    """trafilatura alone."""

    def read(tree: HtmlElement) -> str:
        document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False, **settings)
        return getattr(document, "text", None) or ""

    return read


def cleaned(read: Reader) -> Reader:
    """With what is done to a page before trafilatura reads it, as in `article_text`."""

    def read_cleaned(tree: HtmlElement) -> str:
        drop_foreign(tree)
        keep_container(tree)
        keep_quotes(tree)
        return "\n".join(own_lines(read(tree)))

    return read_cleaned


READERS: dict[str, Reader] = {
    "in use (cleaned, fast, no tables)": article_text,
    "cleaned, not fast, no tables": cleaned(bare(include_tables=False)),
    "cleaned, fast, with tables": cleaned(bare(fast=True)),
    "cleaned, precision": cleaned(bare(favor_precision=True, include_tables=False)),
    "cleaned, recall": cleaned(bare(favor_recall=True, include_tables=False)),
    "trafilatura": bare(),
    "trafilatura, no tables": bare(include_tables=False),
    "trafilatura, fast": bare(fast=True, include_tables=False),
    "trafilatura, precision": bare(favor_precision=True, include_tables=False),
    "trafilatura, recall": bare(favor_recall=True, include_tables=False),
}


def f1(text: str, gold: Gold) -> float:
    """Of words, counted with repetition; of a part of an article only how much of it is kept."""
    ours, theirs = Counter(re.findall(r"\w+", text)), Counter(re.findall(r"\w+", gold.text))
    both = (ours & theirs).total()
    return 2 * both / (ours.total() + theirs.total()) if gold.is_whole else both / theirs.total()


def tree_of(gold: Gold) -> HtmlElement:
    now = SystemClock()()
    visit = Visit(url="https://a.example/1", link="", outlet="", first_seen_at=now, visited_at=now)
    page = Page(visit=visit, body=gold.body, content_type="text/html")
    tree = parsed(page, decoded(gold.body, page.content_type))
    assert not isinstance(tree, str), gold.name
    return tree


def main() -> int:
    """Measure and print."""
    found = golds()
    table = Table(title=f"{len(found)} pages")
    for column in ("settings", "mean F1", "least F1", "foreign inside", "ms a page"):
        table.add_column(column, justify="left" if column == "settings" else "right")
    texts: dict[str, list[str]] = {}
    for name, read in READERS.items():
        times = []
        for _ in range(_ROUNDS):
            trees = [tree_of(gold) for gold in found]
            began = time.perf_counter()
            texts[name] = [read(tree) for tree in trees]
            times.append((time.perf_counter() - began) / len(found) * 1000)
        scores = [f1(text, gold) for text, gold in zip(texts[name], found, strict=True)]
        both = zip(texts[name], found, strict=True)
        foreign = sum(any(words in text for words in gold.foreign) for text, gold in both)
        figures = (f"{statistics.mean(scores):.3f}", f"{min(scores):.3f}", str(foreign), f"{min(times):.1f}")
        table.add_row(name, *figures)
    console = Console(width=120)
    console.print(table)
    by_page = Table(title="the settings in use")
    for column in ("page", "F1", "foreign inside"):
        by_page.add_column(column, justify="right" if column == "F1" else "left")
    passed = True
    for text, gold in zip(texts[next(iter(READERS))], found, strict=True):
        score, inside = f1(text, gold), [words for words in gold.foreign if words in text]
        passed = passed and score >= LEAST_F1 and not inside
        by_page.add_row(gold.name + ("" if gold.is_whole else " (part)"), f"{score:.3f}", "; ".join(inside))
    console.print(by_page)
    return int(not passed)


if __name__ == "__main__":
    sys.exit(main())
