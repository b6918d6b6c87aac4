"""Feed documents of the demo newsroom: RSS 2.0, RDF Site Summary 1.0 and Atom."""

from __future__ import annotations

import hashlib
from xml.sax.saxutils import escape

from pipeline.demo.dates import feed_date
from pipeline.demo.newsdesk import Article, FeedSpec, Outlet

TRACKING = "utm_source=rss&utm_medium=feed&utm_campaign=ar"

CONTENT_TYPES = {
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "atom": "application/atom+xml",
}


def entry_link(outlet: Outlet, base: str, article: Article) -> str:
    """The article's link as this outlet's feeds give it; `base` is the outlet's address without a final slash."""
    if outlet.links == "relative":
        return article.path
    if outlet.links == "tracked":
        return base + article.path + ("&" if "?" in article.path else "?") + TRACKING
    return base + article.path


def feed_articles(spec: FeedSpec, articles: tuple[Article, ...]) -> tuple[Article, ...]:
    """The outlet's articles that the feed carries."""
    return tuple(a for a in articles if not spec.sections or a.section in spec.sections)


def feed_document(outlet: Outlet, spec: FeedSpec, base: str, articles: tuple[Article, ...]) -> bytes:
    """The feed of `articles` (newest first) in the outlet's encoding."""
    render = {"rss": _rss, "rdf": _rdf, "atom": _atom}[spec.format]
    return render(outlet, base, feed_articles(spec, articles)).encode(outlet.encoding)


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def _html(article: Article) -> str:
    return "".join(f"<p>{escape(p)}</p>" for p in article.paragraphs)


def _head(outlet: Outlet) -> str:
    return f'<?xml version="1.0" encoding="{outlet.encoding}"?>\n'


def _rss(outlet: Outlet, base: str, articles: tuple[Article, ...]) -> str:
    items = []
    for a in articles:
        guid = hashlib.sha256(f"{outlet.outlet}{a.path}".encode()).hexdigest()[:12]
        content = f"<content:encoded>{_cdata(_html(a))}</content:encoded>\n" if outlet.full_text else ""
        items.append(
            f"<item>\n<title>{_cdata(a.title)}</title>\n<link>{escape(entry_link(outlet, base, a))}</link>\n"
            f'<guid isPermaLink="false">{outlet.outlet}-{guid}</guid>\n<category>{escape(a.section)}</category>\n'
            f"<description>{_cdata(f'<p>{escape(a.summary)}</p>')}</description>\n{content}"
            f"<pubDate>{feed_date(a.updated_at or a.published_at, outlet.feed_dates)}</pubDate>\n</item>\n"
        )
    return (
        _head(outlet) + '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">\n<channel>\n'
        f"<title>{escape(outlet.name)}</title>\n<link>{base}/</link>\n<description>{escape(outlet.name)}</description>\n"
        f"<language>ar</language>\n<ttl>15</ttl>\n{''.join(items)}</channel>\n</rss>\n"
    )


def _rdf(outlet: Outlet, base: str, articles: tuple[Article, ...]) -> str:
    listed = "".join(f'<rdf:li rdf:resource="{escape(entry_link(outlet, base, a))}"/>\n' for a in articles)
    items = "".join(
        f'<item rdf:about="{escape(entry_link(outlet, base, a))}">\n<title>{escape(a.title)}</title>\n'
        f"<link>{escape(entry_link(outlet, base, a))}</link>\n<description>{escape(a.summary)}</description>\n"
        f"<dc:date>{feed_date(a.updated_at or a.published_at, 'iso')}</dc:date>\n"
        f"<dc:subject>{escape(a.section)}</dc:subject>\n</item>\n"
        for a in articles
    )
    return (
        _head(outlet) + '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<channel rdf:about="{base}/">\n<title>{escape(outlet.name)}</title>\n<link>{base}/</link>\n'
        f"<description>{escape(outlet.name)}</description>\n<items><rdf:Seq>\n{listed}</rdf:Seq></items>\n</channel>\n"
        f"{items}</rdf:RDF>\n"
    )


def _atom(outlet: Outlet, base: str, articles: tuple[Article, ...]) -> str:
    entries = "".join(
        f'<entry>\n<title type="text">{escape(a.title)}</title>\n'
        f'<link rel="alternate" type="text/html" href="{escape(entry_link(outlet, base, a))}"/>\n'
        f"<id>tag:{outlet.outlet}.example,2021:{escape(a.path)}</id>\n"
        f"<published>{feed_date(a.published_at, 'iso')}</published>\n"
        f"<updated>{feed_date(a.updated_at or a.published_at, 'iso')}</updated>\n"
        f'<category term="{escape(a.section)}"/>\n<summary type="text">{escape(a.summary)}</summary>\n</entry>\n'
        for a in articles
    )
    newest = max(a.updated_at or a.published_at for a in articles)
    return (
        _head(outlet) + '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar">\n'
        f"<title>{escape(outlet.name)}</title>\n<id>tag:{outlet.outlet}.example,2021:feed</id>\n"
        f'<link href="{base}/"/>\n<updated>{feed_date(newest, "iso")}</updated>\n{entries}</feed>\n'
    )
