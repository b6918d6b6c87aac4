"""Copies found among 15,000 real articles, against known pairs.

    python benchmarks/syndication.py [--data DIR] [--sample N [--seed N]] [--texts N]

Needs `news_egypt_2013.jsonl.gz` and `news_egypt_2013_near_duplicates.tsv` (pairs of different outlets with the Jaccard
similarity of their four-word shingles). Prints the recall of the listed pairs and how many found pairs are not listed;
with --sample so many of these, drawn at random, side by side for reading; with --texts what it costs to take so many
texts in, which are those articles again and again in later years, each time with other words in every tenth place.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import itertools
import json
import random
import resource
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from transforms.events.syndication import Syndication, likeness, text_minhash

Pair = tuple[str, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--texts", type=int, default=0)
    options = parser.parse_args()
    articles = read_articles(options.data / "news_egypt_2013.jsonl.gz")
    listed = read_pairs(options.data / "news_egypt_2013_near_duplicates.tsv")
    minhashes = {name: text_minhash(article["text"]) for name, article in articles.items()}
    found = copies(articles, minhashes)
    for least in (0.5, 0.6, 0.8):
        wanted = {pair for pair, similarity in listed.items() if similarity >= least}
        met = len(wanted & found)
        print(f"listed pairs from {least}: {met} of {len(wanted)} found, {met / len(wanted):.1%}")
    unlisted = sorted(found - listed.keys())
    print(f"found pairs: {len(found)}, of which not listed: {len(unlisted)}")
    for one, other in random.Random(options.seed).sample(unlisted, min(options.sample, len(unlisted))):
        alike = likeness(minhashes[one], minhashes[other])
        print(f"\n{one} {other} {alike.containment:.2f} of all, {alike.lead:.2f} of the first words")
        print_side_by_side(articles[one], articles[other])
    if options.texts:
        print_cost(list(articles.values()), options.texts)


def print_side_by_side(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Two articles in two columns, whole."""
    table = Table(box=None, expand=True, padding=(0, 1))
    for article in (one, other):
        table.add_column(f"{article['outlet']} {article['published_at'][:16]}", ratio=1, justify="right")
    table.add_row(Text(one["title"] or "", style="bold"), Text(other["title"] or "", style="bold"))
    table.add_row(Text(" ".join(one["text"].split())), Text(" ".join(other["text"].split())))
    Console(width=160).print(table)


def print_cost(articles: list[dict[str, Any]], count: int) -> None:
    """Time and memory for so many texts, in the order of their days as they would come."""
    source = random.Random(0)
    syndication = Syndication()
    began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    printing = taking = 0.0
    slowest = 0.0
    articles = sorted(articles, key=lambda article: str(article["published_at"]))
    for number in range(count):
        again, place = divmod(number, len(articles))
        article = articles[place]
        words = article["text"].split()
        if again:
            words[::10] = [f"{word}{source.randrange(1000)}" for word in words[::10]]
        start = time.perf_counter()
        minhash = text_minhash(" ".join(words))
        printed = time.perf_counter()
        day = dt.date.fromisoformat(article["published_at"][:10]) + dt.timedelta(days=365 * again)
        syndication.put(f"https://{article['outlet']}.example/{number}", day, minhash, outlet=article["outlet"])
        syndication.settle()
        taken = time.perf_counter() - printed
        printing, taking, slowest = printing + printed - start, taking + taken, max(slowest, taken)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - began) / 1024
    print(
        f"{count} texts: fingerprints {1e3 * printing / count:.2f} ms, taking in {1e3 * taking / count:.2f} ms a text"
        f" (slowest {1e3 * slowest:.0f} ms), {grown:.0f} MiB"
    )


def read_articles(path: Path) -> dict[str, Any]:
    """Name to article."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    return {article["url"].rpartition("/")[2]: article for article in articles}


def read_pairs(path: Path) -> dict[Pair, float]:
    """Pair of names, in order, to similarity."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {(min(one, other), max(one, other)): float(similarity) for one, other, similarity in rows}


def copies(articles: dict[str, Any], minhashes: dict[str, bytes]) -> set[Pair]:
    """All pairs that share a syndication id."""
    syndication = Syndication()
    for name, article in articles.items():
        day = dt.date.fromisoformat(article["published_at"][:10])
        syndication.put(name, day, minhashes[name], outlet=article["outlet"])
    syndication.settle()
    groups: dict[str, list[str]] = defaultdict(list)
    for name in sorted(articles):
        groups[syndication.id_of(name)].append(name)
    return {pair for group in groups.values() for pair in itertools.combinations(group, 2)}


if __name__ == "__main__":
    main()
