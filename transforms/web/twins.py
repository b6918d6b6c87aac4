"""Mobile and AMP twins of a page: one article under several addresses."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from lxml.html import HtmlElement

from transforms.web.urls import canonical_url

_PREFIX = re.compile(r"^(?:www|m|mobile|amp|wap)\.")
_NUMBER = re.compile(r"\d{4,}")


def twin_url(tree: HtmlElement, url: str) -> str:
    """What the page names as its canonical address (rel=canonical, else og:url) if that is a twin of `url`.

    `url` is canonical. A twin is on the same site but for `www.`, `m.`, `amp.` and the like, and has the same
    last part of the path or the same long numbers: many outlets name their front page, or the section, on every
    page, and believing that would make one article of all.
    """
    for stated in _stated(tree):
        other = canonical_url(stated, url)
        if other is not None and other != url and _are_twins(urlsplit(other), urlsplit(url)):
            return other
    return url


def _stated(tree: HtmlElement) -> list[str]:
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower().split() == ["canonical"]]
    metas = [meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:url"]
    # Two links that differ say nothing.
    links = links if len(set(links)) == 1 else []
    return [stated for stated in (*links[:1], *metas[:1]) if stated]


def _are_twins(one: SplitResult, other: SplitResult) -> bool:
    if _PREFIX.sub("", one.netloc) != _PREFIX.sub("", other.netloc):
        return False
    numbers = _NUMBER.findall(f"{one.path}?{one.query}")
    if numbers and numbers == _NUMBER.findall(f"{other.path}?{other.query}"):
        return True
    last = one.path.rpartition("/")[2]
    return bool(last) and last == other.path.rpartition("/")[2] and one.query == other.query
