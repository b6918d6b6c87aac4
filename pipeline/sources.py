"""Sources: where a run's data comes from. Each fills the entries of the graph that it has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

import apache_beam as beam
import msgspec
from apache_beam.io import fileio
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems

from pipeline.graph import Entries
from schemas.records import DeadLetter, Feed, Page, ReadArticle, Visit, read_article
from transforms.fold import Clock
from transforms.rows import ROWS, tagged

ARTICLES_FILE = "articles_file"
_MAX_LINE = 32_000_000


class ArticleLine(msgspec.Struct):
    """A line of an --articles file; either text or html is there. Other fields are left alone."""

    url: str
    outlet: str | None = None
    title: str | None = None
    published_at: str | None = None
    """ISO 8601; without a zone it is read as UTC."""
    text: str | None = None
    html: str | None = None


_LINE = msgspec.json.Decoder(ArticleLine)


def feed_entries(pipeline: beam.Pipeline, feeds: Iterable[Feed], again: Callable[[], Iterable[Visit]]) -> Entries:
    """Feeds to poll, and the visits of earlier cycles that want another try, which `again` gives during the run."""
    try_again = beam.FlatMap(lambda _: again()).with_output_types(Visit)
    return Entries(
        feeds=pipeline | "Feeds" >> beam.Create(list(feeds)).with_output_types(Feed),
        visits=pipeline | "Begin" >> beam.Impulse() | "TryAgain" >> try_again,
    )


def article_entries(pipeline: beam.Pipeline, pattern: str, clock: Clock) -> Entries:
    """Saved articles, one JSON object a line, from any file system that Beam knows."""
    read = (
        pipeline
        | "ArticleFiles" >> fileio.MatchFiles(pattern)
        | "Spread" >> beam.Reshuffle()
        | "ReadLines" >> beam.ParDo(_ReadLines(clock)).with_outputs("html", ROWS, main="read")
    )
    return Entries(articles=read.read, pages=read.html, rows=[read.rows])


class _ReadLines(beam.DoFn):
    """A file's lines as articles (text) and pages (html); what is neither is a dead letter with its line."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def process(self, match: fileio.FileMetadata) -> Iterator[ReadArticle | beam.pvalue.TaggedOutput]:
        with FileSystems.open(match.path, compression_type=CompressionTypes.AUTO) as lines:
            for number, line in enumerate(iter(lines.readline, b""), start=1):
                if not line.strip():
                    continue
                result = parsed_line(line, f"{match.path}:{number}", self.clock())
                if isinstance(result, Page):
                    yield beam.pvalue.TaggedOutput("html", result)
                else:
                    yield from tagged([result], ReadArticle)


def parsed_line(line: bytes, where: str, now: dt.datetime) -> ReadArticle | Page | DeadLetter:
    """What a line of an --articles file holds; `where` is `file:line`."""

    def unusable(reason: str, message: str) -> DeadLetter:
        return DeadLetter(
            stage="ReadArticles",
            key=where,
            error_type=reason,
            error=message,
            payload=line.decode("utf-8", "replace").rstrip("\n"),
            failed_at=now,
        )

    if len(line) > _MAX_LINE:
        return unusable("too_large", f"the line has {len(line)} bytes; at most {_MAX_LINE} are read")
    try:
        found = _LINE.decode(line)
    except msgspec.ValidationError as error:
        return unusable("invalid_article", f"expected an object with url and text or html: {error}")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return unusable("invalid_json", f"expected one JSON object: {error}")
    url = found.url.strip()
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        return unusable("invalid_url", f"url: expected an http or https address, got {found.url!r}")
    try:
        published = dt.datetime.fromisoformat(found.published_at) if found.published_at else None
    except ValueError as error:
        return unusable("invalid_article", f"published_at: expected an ISO 8601 time: {error}")
    if found.text is None and found.html is None:
        return unusable("invalid_article", "expected a text or an html field, found neither")
    visit = _visit(found, url, published, now)
    if found.text is None:
        body = (found.html or "").encode("utf-8", "replace")
        visit = msgspec.structs.replace(visit, bytes=len(body))
        return Page(visit=visit, body=body, content_type="text/html; charset=utf-8")
    text = found.text.encode("utf-8", "replace").decode()  # a lone surrogate cannot be stored
    return read_article(visit, text)


def _visit(found: ArticleLine, url: str, published: dt.datetime | None, now: dt.datetime) -> Visit:
    offset = published.utcoffset() if published is not None else None
    if published is not None:
        published = published.replace(tzinfo=dt.UTC) if offset is None else published.astimezone(dt.UTC)
    return Visit(
        url=url,
        link=found.url,
        outlet=found.outlet or urlsplit(url).hostname or "",
        title=found.title,
        published_at=published,
        published_at_source=ARTICLES_FILE if published is not None else None,
        utc_offset_minutes=round(offset.total_seconds() / 60) if offset is not None else None,
        first_seen_at=now,
        fetched_at=now,
        visited_at=now,
    )
