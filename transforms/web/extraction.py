"""The article on a page: its text, and what the feed did not say of title and day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import lxml.etree
import lxml.html
import msgspec
from lxml.html import HtmlElement
from trafilatura.core import bare_extraction
from trafilatura.settings import Extractor

from schemas.records import Page, ReadArticle, Visit, read_article
from transforms.web.boilerplate import drop_foreign, keep_container, keep_quotes, own_lines
from transforms.web.page_metadata import page_date, page_title
from transforms.web.tags import has_endless_tag
from transforms.web.twins import twin_url
from transforms.web.walls import FEWEST_LETTERS, heads, letters_in, wall

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "not_html": "the answer is no web page (a file, an image, binary data)",
        "empty_page": "the answer has no content",
        "too_large": "more characters, elements or attributes than any article page has",
        "needs_scripts": "an empty shell that scripts would fill",
        "no_article": "a web page without an article",
        "soft_404": "a page that says there is no such page, though its status says otherwise",
        "robot_check": "a page that asks whether we are a robot",
        "consent_wall": "a page that asks for consent to cookies in place of the article",
        "paywall": "a page that shows its article to subscribers only",
    }
)
"""Why a page has no text (`pages.reason` where `outcome` is `no_text`), each with its meaning."""

MAX_CHARACTERS = 2_500_000
MAX_ELEMENTS = 25_000
"""The largest of the measured article pages (488 KB) has 2,504; reading this many takes 1 to 3 s."""

MAX_TEXT_CHARACTERS = 300_000
"""More than a long book chapter; what is longer is an archive or a trap."""

_UNSEEN = ("script", "style", "svg", "template", "iframe")
_BINARY = re.compile(r"^(?:%PDF|PK\x03\x04|\x89PNG|GIF8|\xff\xd8|RIFF|\x7fELF)")
_HTML_TYPES = ("html", "xml", "text/plain", "application/octet-stream")
_CONTROL = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_NO_CHARACTERS = ("\ufffe", "\uffff")
_NOSCRIPT = re.compile("<noscript", re.IGNORECASE)
_ELEMENTS = lxml.etree.XPath("count(//*)")
_OPTIONS = Extractor(output_format="python", fast=True, comments=False, tables=False, formatting=False)
_PARSER = lxml.html.HTMLParser(
    encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=False
)
# lxml.html asks a function of Python for the class of each element, a fifth of the whole extraction, so as to give
# forms and their fields classes of their own, of which nobody here makes use.
_PARSER.set_element_class_lookup(
    lxml.etree.ElementDefaultClassLookup(
        element=HtmlElement,
        comment=lxml.html.HtmlComment,
        pi=lxml.html.HtmlProcessingInstruction,
        entity=lxml.html.HtmlEntity,
    )
)


def extract(page: Page, html: str) -> ReadArticle | Visit:
    """The article on a page, or the visit ended as `no_text` with one of `REASONS`.

    `html` is the decoded body. `article.url` is the page's canonical address where that is a twin of the visit's
    (`transforms.web.twins`). Title and day come from the visit where it has them, else from the page (then
    `published_at_source` is `page`).
    """
    tree = parsed(page, html)
    if isinstance(tree, str):
        return _ended(page.visit, tree)
    visit = page.visit
    now = visit.fetched_at or visit.visited_at
    if visit.title is None:
        visit = msgspec.structs.replace(visit, title=page_title(tree))
    if visit.published_at is None:
        date = page_date(tree, visit.country, now)
        if date is not None:
            visit = msgspec.structs.replace(
                visit,
                published_at=date.at,
                published_at_source="page",
                utc_offset_minutes=date.utc_offset_minutes,
            )
    shell, words = _is_shell(tree, html), heads(tree)
    # What a page says of its own address is believed only where a feed led to it: files name theirs.
    url = twin_url(tree, visit.url) if visit.feed_url is not None else visit.url
    lxml.etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    visible = tree.text_content()
    text = article_text(tree, visit.title)
    reason = wall(words, html, visible, text)
    if len(text) > MAX_TEXT_CHARACTERS:
        reason = "too_large"
    if reason is None and letters_in(text, FEWEST_LETTERS) < FEWEST_LETTERS:
        reason = "needs_scripts" if shell else "no_article"
    if reason is not None:
        return _ended(visit, reason)
    return read_article(visit, text, url)


def parsed(page: Page, html: str) -> HtmlElement | str:
    """The page as a tree, or the reason why it is none."""
    if not page.body or not html.strip():
        return "empty_page"
    if len(html) > MAX_CHARACTERS:
        return "too_large"
    kind = (page.content_type or "text/html").lower()
    looks_like_html = "<" in html[:2000] and not _BINARY.match(html)
    if not looks_like_html or not any(each in kind for each in _HTML_TYPES):
        return "not_html"
    if html.count("<") > 2.5 * MAX_ELEMENTS:
        return "too_large"
    source = _markup(html)
    if has_endless_tag(source):
        return "too_large"
    try:
        tree = lxml.html.document_fromstring(source, parser=_PARSER, ensure_head_body=True)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return "not_html"
    if _ELEMENTS(tree) > MAX_ELEMENTS:
        return "too_large"
    return tree


def _markup(html: str) -> bytes:
    """The page in UTF-8, without characters that XML does not know."""
    for character in _NO_CHARACTERS:
        if character in html:
            html = html.replace(character, "")
    return html.encode("utf-8", "ignore").translate(None, _CONTROL)


def article_text(tree: HtmlElement, title: str | None = None) -> str:
    """The body of the article, one paragraph a line; without captions, tickers, other headlines and its own.

    Alters `tree`.
    """
    drop_foreign(tree)
    keep_container(tree)
    keep_quotes(tree)
    document = bare_extraction(tree, options=_OPTIONS)
    lines = own_lines(getattr(document, "text", None) or "")
    headline = " ".join((title or "").split())
    return "\n".join(lines[1:] if len(lines) > 1 and lines[0] == headline else lines)


def _is_shell(tree: HtmlElement, html: str) -> bool:
    scripts = sum(1 for _ in tree.iter("script"))
    return scripts >= 3 or (scripts > 0 and _NOSCRIPT.search(html) is not None)


def _ended(visit: Visit, reason: str) -> Visit:
    return msgspec.structs.replace(visit, outcome="no_text", reason=reason)
