"""Copies found among 15,000 real articles, against known pairs.

    python benchmarks/syndication.py [--data DIR] [--sample N]

Needs `news_egypt_2013.jsonl.gz` and `news_egypt_2013_near_duplicates.tsv` (pairs of different outlets with the Jaccard
similarity of their four-word shingles). Prints the recall of the listed pairs, how many found pairs are not listed,
and with --sample so many of these, drawn at random, for reading.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import itertools
import json
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

from transforms.events.syndication import Syndication, jaccard, text_minhash

Pair = tuple[str, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path(__file__).resolve().parents[2] / "shared" / "data")
    parser.add_argument("--sample", type=int, default=0)
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
    for one, other in random.Random(0).sample(unlisted, min(options.sample, len(unlisted))):
        print(f"\n{jaccard(minhashes[one], minhashes[other]):.2f} {one} {other}")
        for name in (one, other):
            article = articles[name]
            print(f"  {article['outlet']} {article['published_at'][:16]} {article['title']}")
            print(f"    {' '.join(article['text'].split()[:60])}")


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
