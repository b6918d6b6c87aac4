"""What the detection costs on one core, in CPU time of the process.

    python benchmarks/detection.py [--rounds 30] [--words 400]

The articles are put together from the paragraphs of the demo newsroom: to a relevant one belong those that its
outlets write of one contact, to the others those of other news, each up to `--words` words. Every figure is the median
of the rounds over all articles of its kind, each of which is read once before the clock runs, so that no word is new
to the caches: a newsroom's words recur. `first reading` is that first time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.table import Table

from pipeline.demo import newsdesk
from schemas.records import Article
from transforms.contacts import Gate, detect, load_knowledge

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
BOUNDS = {"no candidate": 0.3, "relevant": 8.0, "knowledge": 500.0}
"""Milliseconds that the figures are held to."""
_LOADED = """
import time
began = time.process_time()
from transforms.contacts import Gate, load_knowledge
imported = time.process_time()
knowledge = load_knowledge()
knowledge.entities, knowledge.words, Gate(knowledge)
print(1000 * (time.process_time() - imported), 1000 * (imported - began))
"""


def of_length(paragraphs: Iterable[str], words: int) -> str:
    """Paragraphs up to so many words in all, the last one cut."""
    found: list[str] = []
    left = words
    for paragraph in paragraphs:
        cut = paragraph.split(" ")[:left]
        found.append(" ".join(cut))
        left -= len(cut)
        if left <= 0:
            break
    return "\n\n".join(found)


def articles(words: int) -> dict[str, list[Article]]:
    """Articles of that many words by kind: `relevant`, `near miss` (both sides, no contact), `no candidate`."""
    written = [story for story in newsdesk.articles(2) if story.language == "ar" and story.body]
    other = [story for story in written if story.kind == "easy_negative"]
    found: dict[str, list[Article]] = {"relevant": [], "near miss": [], "no candidate": []}
    gate = Gate(load_knowledge())
    for story in written:
        if story.primary:
            same = [s for s in written if s.primary == story.primary and s is not story]
            kind = "relevant"
        else:
            others = other if story.kind == "easy_negative" else written
            same = [s for s in others if s is not story and not s.primary]
            kind = "near miss"
        random.Random(story.id).shuffle(same)
        text = of_length(itertools.chain(story.paragraphs, *(s.paragraphs for s in same)), words)
        article = Article(
            url=story.id, outlet=story.outlet, title=story.title, text=text, text_sha256="",
            published_at=story.published_at,
        )  # fmt: skip
        if len(text.split()) < words * 0.9:
            continue
        reports = detect(article, detected_at=NOW).findings.reports
        if bool(reports) == (kind == "relevant"):
            found[kind if gate.names_both_sides(text) else "no candidate"].append(article)
    return found


def milliseconds(work: Callable[[Article], object], given: list[Article], rounds: int) -> list[float]:
    """CPU milliseconds of each call."""
    found = []
    for _ in range(rounds):
        for article in given:
            began = time.process_time_ns()
            work(article)
            found.append((time.process_time_ns() - began) / 1e6)
    return found


def knowledge_load(rounds: int) -> tuple[list[float], list[float]]:
    """CPU milliseconds to load and compile the knowledge, and to import what reads it, each in a fresh process."""
    loads, imports = [], []
    for _ in range(rounds):
        answer = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)
        load, imported = answer.stdout.split()
        loads.append(float(load))
        imports.append(float(imported))
    return loads, imports


def reference_loop() -> float:
    """CPU milliseconds of a fixed piece of work: how fast the machine is now, other programs on it included."""
    table = {str(number): number for number in range(1000)}
    names = list(table)
    began = time.process_time_ns()
    for _ in range(100):
        for name in names:
            table[name]
    return (time.process_time_ns() - began) / 1e6


def main() -> None:
    """Measure and print one table; ends with status 1 if a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--words", type=int, default=400)
    options = parser.parse_args()

    gate = Gate(load_knowledge())
    given = articles(options.words)
    table = Table(title=f"CPU time on one core, articles of {options.words} words, {options.rounds} rounds")
    table.add_column("")
    for column in ("texts", "median ms", "least", "95 %", "bound"):
        table.add_column(column, justify="right")
    missed = []

    def add(name: str, texts: int, figures: list[float], bound: float | None = None) -> None:
        median = statistics.median(figures)
        late = statistics.quantiles(figures, n=20)[-1] if len(figures) > 1 else median
        table.add_row(
            name, str(texts), f"{median:.3f}", f"{min(figures):.3f}", f"{late:.3f}", f"{bound:g}" if bound else ""
        )
        if bound and median > bound:
            missed.append(name)

    for kind in ("no candidate", "near miss", "relevant"):
        figures = milliseconds(lambda article: detect(article, detected_at=NOW), given[kind], options.rounds)
        add(f"detect, {kind}", len(given[kind]), figures, BOUNDS.get(kind))
    size = 100_000
    texts = [article.text * (size // len(article.text)) for article in given["no candidate"]]
    pages = [Article(url="", outlet="", text=text, text_sha256="") for text in texts]
    bytes_each = statistics.mean(len(page.text.encode()) for page in pages)
    figures = milliseconds(lambda page: gate.names_both_sides(page.text), pages, options.rounds)
    add("gate, 100 KB", len(pages), [figure * size / bytes_each for figure in figures])
    add("this machine: 100,000 look-ups", 1, [reference_loop() for _ in range(options.rounds)])
    loads, imports = knowledge_load(max(3, options.rounds // 5))
    add("knowledge, load and compile", len(loads), loads, BOUNDS["knowledge"])
    add("imports before it", len(imports), imports)
    Console().print(table)
    if missed:
        sys.exit(f"over the bound: {', '.join(missed)}")


if __name__ == "__main__":
    main()
