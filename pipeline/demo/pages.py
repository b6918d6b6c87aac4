"""Article pages of the demo newsroom, each outlet through its own template."""

from __future__ import annotations

import functools
from html import escape
from importlib import resources
from string import Template

from pipeline.demo.dates import printed_day
from pipeline.demo.newsdesk import Article, Outlet


@functools.cache
def _template(outlet: str) -> Template:
    return Template(resources.files("pipeline.demo.templates").joinpath(f"{outlet}.html").read_text(encoding="utf-8"))


def article_page(outlet: Outlet, base: str, article: Article) -> bytes:
    """The article's HTML page in the outlet's encoding; `base` is the outlet's address without a final slash."""
    at = article.updated_at or article.published_at
    related = [r for r in outlet.related if r.path != article.path]
    text = _template(outlet.outlet).substitute(
        lang=article.language,
        direction="ltr" if article.language == "en" else "rtl",
        charset=outlet.encoding,
        site=escape(outlet.name),
        url=escape(base + article.path),
        title=escape(article.title),
        summary=escape(article.summary),
        section=escape(article.section),
        published=article.published_at.isoformat(),
        updated=at.isoformat(),
        day=printed_day(article.published_at, outlet.page_dates, outlet.arabic_digits),
        clock=f"{article.published_at:%H:%M}",
        caption=escape(article.caption or (article.tags[0] if article.tags else outlet.name)),
        body="\n".join(f"<p>{escape(p)}</p>" for p in article.paragraphs),
        breaks="<br><br>\n".join(escape(p) for p in article.paragraphs),
        tags="\n".join(f'<li><a href="/tag/{n}">{escape(t)}</a></li>' for n, t in enumerate(article.tags)),
        ticker="\n".join(f'<li><a href="#">{escape(t)}</a></li>' for t in outlet.ticker),
        related="\n".join(f'<li><a href="{escape(r.path)}">{escape(r.title)}</a></li>' for r in related),
    )
    return text.encode(outlet.encoding)
