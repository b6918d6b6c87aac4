"""`qanat explain`: what was found in a text, what was decided, and why."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.commands.common import Commands, add_warehouse, existing_warehouse, new_parser, no_more
from pipeline.commands.run import add_knowledge
from pipeline.exits import DATA, NO_INPUT, OK, USAGE, UserError
from pipeline.sources import parsed_line
from schemas.records import Article, DeadLetter, Page, ReadArticle
from transforms.contacts import explain, load_knowledge
from transforms.web.charset import decoded
from transforms.web.extraction import extract

_TEXT = """\
Show, for saved articles or for an article of the warehouse, which names and relations were found, which
contacts were decided on, with the words that support each fact, or why the article was rejected.

examples:
  qanat explain --articles saved.jsonl --url https://outlet.example/story
  qanat explain --url https://outlet.example/story            (from the warehouse's articles)"""


def add_parser(commands: Commands) -> None:
    """Add `explain` to the commands."""
    parser = new_parser(commands, "explain", "what was found in a text, what was decided, and why", action, _TEXT)
    parser.add_argument("--articles", type=Path, metavar="FILE", help="saved articles, one JSON object a line")
    parser.add_argument("--url", help="only the article of this address")
    add_warehouse(parser)
    add_knowledge(parser)


def action(arguments: argparse.Namespace, rest: list[str]) -> int:
    """Print one explanation after another."""
    no_more(rest)
    if arguments.articles is None and arguments.url is None:
        raise UserError("say which articles: --articles FILE, or --url of an article in the warehouse", USAGE)
    knowledge = load_knowledge(arguments.knowledge, pair=arguments.pair)
    found = False
    for article in _articles(arguments):
        if arguments.url in (None, article.url):
            sys.stdout.write(("\n" if found else "") + explain(article, knowledge).rstrip() + "\n")
            found = True
    if not found:
        where = arguments.articles or arguments.warehouse
        raise UserError(f"{where}: no article {arguments.url or 'that can be read'}", DATA)
    return OK


def _articles(arguments: argparse.Namespace) -> Iterator[Article]:
    if arguments.articles is None:
        snapshot = existing_warehouse(arguments.warehouse).snapshot()
        rows = snapshot.rows("articles", keys=[arguments.url])
        yield from (row for row in rows if isinstance(row, Article))
        return
    if not arguments.articles.is_file():
        raise UserError(f"--articles {arguments.articles}: no such file", NO_INPUT)
    with arguments.articles.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            article = _article(line, f"{arguments.articles}:{number}")
            if article is not None:
                yield article


def _article(line: bytes, where: str) -> Article | None:
    if not line.strip():
        return None
    read = parsed_line(line, where, dt.datetime.now(dt.UTC))
    result = extract(read, decoded(read.body, read.content_type)) if isinstance(read, Page) else read
    if isinstance(result, ReadArticle):
        return result.article
    reason = result.error if isinstance(result, DeadLetter) else f"{result.outcome}: {result.reason}"
    sys.stderr.write(f"qanat: {where}: {reason}\n")
    return None
