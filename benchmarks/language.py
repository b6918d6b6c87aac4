"""How well Arabic is told from other languages, long texts and short ones.

    python benchmarks/language.py [FILE.tsv]

FILE has a header and lines of text, language (ISO 639), source; by default the labelled sentences beside the
repository ($QANAT_SHARED or ../shared, data/language_id.tsv). Prints two tables: by number of letters, how many
Arabic texts are kept and how many others are let through; and by language, for sentences of 40 letters and more.
Short texts are the sentences' first words. The exit status is 1 if, of sentences of 40 letters and more, fewer than
99.5 % of the Arabic ones are kept or more than 1 % of the others are let through.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from transforms.arabic.language import is_arabic

SHARED = Path(os.environ.get("QANAT_SHARED", Path(__file__).parents[2] / "shared"))
LONG = 40
"""Letters from which on a sentence is long enough to be judged."""
MOST_LOST, MOST_LET_THROUGH = 0.005, 0.01
_WORDS = (1, 2, 3, 5, 8)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", type=Path, default=SHARED / "data" / "language_id.tsv")
    path: Path = parser.parse_args().file
    if not path.exists():
        parser.error(f"{path}: no such file")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    sentences = [(text, code) for text, code, *_ in rows]
    long = [(text, code) for text, code in sentences if letters_of(text) >= LONG]

    began = time.process_time()
    table = Table(title=f"{len(sentences)} sentences of {path.name}")
    for column in ("texts", "Arabic", "kept", "others", "let through"):
        table.add_column(column, justify="left" if column == "texts" else "right")
    lost, through = add_row(table, f"{LONG} letters and more", long)
    add_row(table, f"fewer than {LONG} letters", [each for each in sentences if each not in set(long)])
    for words in _WORDS:
        cut = [(" ".join(text.split()[:words]), code) for text, code in sentences]
        add_row(table, f"their first {words} word{'s' if words > 1 else ''}", cut)
    arabic = [text for text, code in long if code == "ar"]
    for code in ("en", "fa"):
        mixed = list(zip(arabic, [text for text, other in long if other == code] or ENGLISH * 99, strict=False))
        name = {"en": "English", "fa": "Persian"}[code]
        mostly = [(f"{text} {text} {text} {other}", "ar") for text, other in mixed]
        hardly = [(f"{text} {other} {other} {other}", code) for text, other in mixed]
        add_row(table, f"three parts Arabic and one {name}, and the reverse", mostly + hardly)
    console = Console(width=120)
    console.print(table)
    console.print(by_language(long))
    console.print(f"{time.process_time() - began:.1f} s of processor time")
    return int(lost > MOST_LOST or through > MOST_LET_THROUGH)


ENGLISH = ["The head of the agency said on Tuesday that the talks would go on next week in the same city."]


def letters_of(text: str) -> int:
    return sum(map(str.isalpha, text))


def add_row(table: Table, name: str, texts: Iterable[tuple[str, str]]) -> tuple[float, float]:
    """Add the figures of the texts; gives the shares of Arabic ones lost and of others let through."""
    judged = [(code == "ar", is_arabic(text)) for text, code in texts]
    arabic = [kept for is_one, kept in judged if is_one]
    others = [kept for is_one, kept in judged if not is_one]
    lost = 1 - sum(arabic) / max(len(arabic), 1)
    through = sum(others) / max(len(others), 1)
    table.add_row(name, str(len(arabic)), f"{1 - lost:.2%}", str(len(others)), f"{through:.2%}")
    return lost, through


def by_language(texts: list[tuple[str, str]]) -> Table:
    table = Table(title=f"sentences of {LONG} letters and more")
    for column in ("language", "sentences", "taken for Arabic"):
        table.add_column(column, justify="left" if column == "language" else "right")
    for code in sorted({code for _, code in texts}):
        judged = [is_arabic(text) for text, other in texts if other == code]
        table.add_row(code, str(len(judged)), f"{sum(judged) / len(judged):.2%}")
    return table


if __name__ == "__main__":
    sys.exit(main())
