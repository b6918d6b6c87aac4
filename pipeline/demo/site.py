"""What each address of the demo newsroom answers at each stage: the same bytes and validators in every process."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from email.utils import format_datetime
from http import HTTPStatus

import msgspec

from pipeline.demo.feeds import CONTENT_TYPES, feed_articles, feed_document
from pipeline.demo.newsdesk import Article, FeedSpec, Outlet, articles
from pipeline.demo.pages import article_page

ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search\n"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP response before conditions are looked at."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    location: str | None = None
    etag: str | None = None
    last_modified: str | None = None


NOT_FOUND = Answer(status=HTTPStatus.NOT_FOUND, body=b"not found\n")


@functools.lru_cache(maxsize=4096)
def answer(outlet: Outlet, base: str, path: str, stage: int) -> Answer:
    """The answer of `outlet`, reached at the address `base`, to a GET of `path` (with its query) at `stage`."""
    if path == "/robots.txt" and outlet.robots_txt:
        return _validated(outlet, Answer(status=HTTPStatus.OK, body=ROBOTS), None)
    own = tuple(a for a in articles(stage) if a.outlet == outlet.outlet)
    for spec in outlet.feeds:
        moved = spec.moved_to is not None and stage >= spec.from_stage
        if path == spec.path and moved:
            return Answer(status=HTTPStatus.MOVED_PERMANENTLY, location=f"{base}{spec.moved_to}")
        if path == spec.path and spec.dead_status is not None and stage >= spec.from_stage:
            return Answer(status=spec.dead_status, body=b"no such feed\n")
        if path == (spec.moved_to if moved else spec.path):
            return _feed(outlet, spec, base, own)
    for article in own:
        if _same_page(path, article.path):
            charset = f"; charset={outlet.encoding}" if outlet.page_charset_in_header else ""
            page = Answer(
                status=HTTPStatus.OK, body=article_page(outlet, base, article), content_type=f"text/html{charset}"
            )
            return _validated(outlet, page, article.updated_at or article.published_at)
    return NOT_FOUND


def _same_page(asked: str, path: str) -> bool:
    """Whether `asked` is `path`, give or take added query parameters, as real sites answer."""
    return asked == path or asked.startswith(path + ("&" if "?" in path else "?"))


def _feed(outlet: Outlet, spec: FeedSpec, base: str, own: tuple[Article, ...]) -> Answer:
    charset = f"; charset={outlet.encoding}" if outlet.feed_charset_in_header else ""
    document = Answer(
        status=HTTPStatus.OK,
        body=feed_document(outlet, spec, base, own),
        content_type=CONTENT_TYPES[spec.format] + charset,
    )
    newest = max(a.updated_at or a.published_at for a in feed_articles(spec, own))
    return _validated(outlet, document, newest)


def _validated(outlet: Outlet, plain: Answer, modified: dt.datetime | None) -> Answer:
    """`plain` with the validators that this outlet sends; the ETag is the hash of the body."""
    etag = f'"{hashlib.sha256(plain.body).hexdigest()[:24]}"' if "etag" in outlet.validators else None
    stamp = None
    if modified is not None and "last_modified" in outlet.validators:
        stamp = format_datetime(modified.astimezone(dt.UTC), usegmt=True)
    return msgspec.structs.replace(plain, etag=etag, last_modified=stamp)
