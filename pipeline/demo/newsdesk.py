"""What the demo newsroom publishes at each stage, read from the YAML files beside this module.

Every article was written for this project. The contacts they tell of are on the public record of 2021-2025;
the outlets are invented. A further story is a further file under `stories/`, a further outlet is an entry of
`outlets.yaml` with a page template.
"""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources
from typing import TypeVar

import msgspec
import yaml

STAGES = (1, 2, 3)
"""1: what stands when the newsroom opens; 2: time has moved on; 3: nothing new since stage 2."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what is read from YAML: a field that is not known is an error."""


class FeedSpec(Part, frozen=True, kw_only=True):
    """One feed of an outlet."""

    path: str
    format: str
    """`rss`, `rdf` or `atom`."""
    sections: tuple[str, ...] = ()
    """Sections it carries; empty: all."""
    moved_to: str | None = None
    """Path that answers from `from_stage` on, while `path` redirects there for good."""
    dead_status: int | None = None
    """HTTP status that the feed answers with from `from_stage` on."""
    from_stage: int = 2


class Related(Part, frozen=True, kw_only=True):
    """A headline that pages show beside every article."""

    path: str
    title: str


class Outlet(Part, frozen=True, kw_only=True):
    """One outlet: how it writes its feeds and pages."""

    outlet: str
    """Id, unique; also the name of its page template."""
    name: str
    country: str
    """ISO 3166-1 alpha-2."""
    feeds: tuple[FeedSpec, ...]
    encoding: str = "utf-8"
    feed_charset_in_header: bool = True
    page_charset_in_header: bool = True
    feed_dates: str = "rfc822"
    """`rfc822`, `iso` or `arabic` (month names and no zone: local time)."""
    page_dates: str = "gregorian"
    """Month names on pages: `gregorian`, `levantine`, `maghrebi`, `slash`, `bracket`."""
    arabic_digits: bool = False
    links: str = "absolute"
    """Links in feeds: `absolute`, `relative`, or `tracked` (with utm_ parameters)."""
    validators: tuple[str, ...] = ("etag", "last_modified")
    full_text: bool = False
    """Whether feed entries carry the whole text (content:encoded)."""
    robots_txt: bool = True
    ticker: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()


class Correction(Part, frozen=True, kw_only=True):
    """How an article changes at a stage, at the same address."""

    stage: int
    updated_at: dt.datetime
    title: str | None = None
    replace: tuple[tuple[str, str], ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None


class Article(Part, frozen=True, kw_only=True):
    """One article and what is true of it (the gold)."""

    id: str
    outlet: str
    path: str
    """Path and query below the outlet's address."""
    section: str
    stage: int = 1
    published_at: dt.datetime
    updated_at: dt.datetime | None = None
    title: str
    summary: str = ""
    caption: str | None = None
    tags: tuple[str, ...] = ()
    body: str = ""
    """Paragraphs, parted by empty lines."""
    language: str = "ar"
    copy_of: str | None = None
    """Id of the article whose body this one reprints, after `drop` (paragraph numbers from 0) and `replace`."""
    drop: tuple[int, ...] = ()
    replace: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()
    primary: str | None = None
    """Event that the article newly reports."""
    background: tuple[str, ...] = ()
    """Events that it recounts."""
    people: tuple[str, ...] = ()
    """Who took part in the primary event as this text tells it (person ids, service ids)."""
    start: dt.date | None = None
    end: dt.date | None = None
    """Days that this text gives for the primary event where they differ from the truth."""
    planned: bool = False
    """Tells only of a planned or hoped-for contact: it may yield a report, but no event."""
    kind: str | None = None
    """What a negative is: `hard_negative`, `diplomatic_contact`, `easy_negative`, `lang_negative`."""
    note: str = ""

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs, each on one line."""
        return [" ".join(p.split()) for p in self.body.split("\n\n") if p.strip()]


class Event(Part, frozen=True, kw_only=True):
    """What is true of one contact."""

    start: dt.date
    end: dt.date
    """First and last day it can have been on, as far as the public record goes."""
    modes: tuple[str, ...]
    """Accepted modes; the first is the one expected of the merged event."""
    optional: tuple[str, ...] = ()
    """Who may be named beside those whom the articles name."""
    country: str | None = None


class _Story(Part, frozen=True, kw_only=True):
    articles: tuple[Article, ...]


T = TypeVar("T")


def _yaml(text: str, kind: type[T]) -> T:
    return msgspec.convert(yaml.safe_load(text), type=kind)


@functools.cache
def outlets() -> dict[str, Outlet]:
    """Outlets by id, in file order."""
    text = resources.files("pipeline.demo").joinpath("outlets.yaml").read_text(encoding="utf-8")
    return {o.outlet: o for o in _yaml(text, tuple[Outlet, ...])}


@functools.cache
def events() -> dict[str, Event]:
    """What is true of each contact, by event name (the names are ours: the pipeline makes its own ids)."""
    text = resources.files("pipeline.demo").joinpath("events.yaml").read_text(encoding="utf-8")
    return _yaml(text, dict[str, Event])


@functools.cache
def _written() -> dict[str, Article]:
    """All articles as the files give them, by id; raises ValueError for an id or address used twice."""
    found: dict[str, Article] = {}
    places: set[tuple[str, str]] = set()
    for file in sorted(resources.files("pipeline.demo.stories").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        for article in _yaml(file.read_text(encoding="utf-8"), _Story).articles:
            if article.id in found or (article.outlet, article.path) in places:
                raise ValueError(f"{file.name}: {article.id}: id or address used twice")
            found[article.id] = article
            places.add((article.outlet, article.path))
    return found


@functools.cache
def articles(stage: int) -> tuple[Article, ...]:
    """The articles that stand at `stage`, copies filled in and corrections made, newest first."""
    if stage not in STAGES:
        raise ValueError(f"no stage {stage}; there are {STAGES}")
    standing = [_corrected(_filled(a), stage) for a in _written().values() if a.stage <= stage]
    return tuple(sorted(standing, key=lambda a: (a.published_at, a.id), reverse=True))


def _filled(article: Article) -> Article:
    if article.copy_of is None:
        return article
    original = _written()[article.copy_of]
    kept = [p for n, p in enumerate(original.paragraphs) if n not in article.drop]
    text = _replaced("\n\n".join(kept), article.replace, article.id)
    return msgspec.structs.replace(
        article,
        body=text + ("\n\n" + article.body if article.body else ""),
        primary=original.primary,
        background=original.background,
        people=original.people,
        start=original.start,
        end=original.end,
    )


def _corrected(article: Article, stage: int) -> Article:
    for fix in article.corrections:
        if fix.stage <= stage:
            article = msgspec.structs.replace(
                article,
                updated_at=fix.updated_at,
                title=fix.title or article.title,
                body=_replaced(article.body, fix.replace, article.id),
                start=fix.start,
                end=fix.end,
            )
    return article


def _replaced(text: str, pairs: tuple[tuple[str, str], ...], name: str) -> str:
    for old, new in pairs:
        if old not in text:
            raise ValueError(f"{name}: nothing to replace: {old}")
        text = text.replace(old, new)
    return text
