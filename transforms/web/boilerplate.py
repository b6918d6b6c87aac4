"""What stands on an article's page without being of the article: dropped before and after the text is read."""

from __future__ import annotations

import re

from lxml.etree import XPath
from lxml.html import HtmlElement

# Words of class and id that outlets give to what stands inside an article's container without being of it.
_FOREIGN_WORDS = (
    "caption", "related", "read-also", "read-more", "also-read", "see-also", "more-news", "most-read", "trending",
    "recommend", "recommended", "ticker", "breaking", "marquee", "newsletter", "subscribe", "subscription", "share",
    "sharing", "social", "follow", "whatsapp", "comment", "disclaimer", "promo", "advert", "sponsor", "breadcrumb",
    "tag", "keyword", "author-bio", "copyright", "cookie", "consent", "gallery", "video-list", "print-only",
    "print-date", "photo-credit", "weather", "font-size", "submitted",
)  # fmt: skip
_OF_A_PICTURE = r"(?:pic|picture|img|image|photo)[-_]?(?:desc|description|source|info|text|title|credit)"
_OF_A_DAY = r"(?:news|article|post|entry|story|publish|published)[-_]?(?:date|time)"
_FOREIGN = re.compile(
    r"(?:^|[\s_-])(?:"
    + "|".join([*(word.replace("-", "[-_]?") for word in _FOREIGN_WORDS), _OF_A_PICTURE, _OF_A_DAY])
    + r")s?(?=$|[\s_-])",
    re.IGNORECASE,
)
_FOREIGN_TAGS = {"figure", "figcaption", "aside", "nav", "footer", "marquee", "form", "button"}
_MAY_BE_FOREIGN = XPath(".//*[@class or @id]|.//" + "|.//".join(sorted(_FOREIGN_TAGS)))
_MAY_BE_CONTAINER = XPath(".//*[@class or @id or @itemprop]")
_NAMED = XPath(".//*[@class or @id]")
_KEPT_SHARE = 0.5
"""An element with more of the page's text than this is no side matter, whatever its class."""

# Words of class, id and itemprop that outlets and their publishing systems give to the text of the article.
_CONTAINER = re.compile(
    r"(?:^|\s)(?:(?:article|story|post|entry|news|node|topic|item)[-_]{0,2}(?:body|content|text|details)"
    r"|(?:body|content|details)[-_]{0,2}(?:article|story|post|news|text)"
    r"|field-name-body|td-post-content|wysiwyg)(?=$|\s)",
    re.IGNORECASE,
)
_CONTAINER_SHARE = 0.4
"""A container with less of the letters outside links than this is a teaser, or one of many."""

_INNER_SHARE = 0.8
"""A container inside another that holds so much of its letters is the closer one."""

_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:standfirst|stand[-_]first|lead|lede|chapeau|sapo|excerpt|(?:article|story|post|news)[-_]?"
    r"(?:lead|intro|summary|sub[-_]?title))(?=$|[\s_-])",
    re.IGNORECASE,
)
"""What outlets call a first paragraph that stands above the text of the article."""
_STANDFIRST_LETTERS = range(40, 700)
_SAME_CHARACTERS = 40

_EMBEDDED = re.compile(r"embed|twitter|tweet|instagram|facebook|telegram", re.IGNORECASE)

_MOST_CONTAINERS = 50
_LONGEST_MARK = 300
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_INLINE = {"b", "strong", "em", "i", "span", "font", "u"}
_BLOCKS = {"p", "li", "td", "div", "h2", "h3", "h4", "h5", "h6", "dd", "dt"}
_LONGEST_HEADLINE = 250
_FOREIGN_LINE = re.compile(
    r"^(?:[-–•*]\s*)?(?:(?:اقرأ|اقرا|إقرأ|طالع|شاهد|تابع|للمزيد|مواضيع ذات صلة|أخبار ذات صلة|موضوعات متعلقة|المزيد من)"
    r"(?:\s+(?:أيضا|أيضاً|ايضا|ايضاً|المزيد|كذلك))?\s*(?:[:：]|$)"
    r"|(?:إعلان|اعلان|advertisement|آخر (?:الأخبار|التحديثات))\s*$"
    r"|(?:©\s*)?(?:جميع )?حقوق (?:النشر|الطبع)?.{0,15}محفوظة|جميع الحقوق محفوظة|تابعونا على|اضغط هنا|[^\w]*$)"
)


def drop_foreign(tree: HtmlElement) -> None:
    """Take out of `tree` captions, tickers, menus, shares, comments, the page's headline and those of others."""
    body = tree.find("body")
    if body is None:
        return
    all_of_it = len(body.text_content())
    for element in _MAY_BE_FOREIGN(body):
        if element.tag not in _FOREIGN_TAGS and not _FOREIGN.search(_marks(element)):
            continue
        if element.getparent() is not None and len(element.text_content()) < _KEPT_SHARE * all_of_it:
            element.drop_tree()
    headlines = list(body.iter("h1"))
    if len(headlines) == 1 and len(headlines[0].text_content()) < _LONGEST_HEADLINE:
        headlines[0].drop_tree()
    for block in _lone_blocks(body):
        if block.getparent() is not None:
            block.drop_tree()


def keep_container(tree: HtmlElement) -> None:
    """Reduce the body of `tree` to the element that its class, id or itemprop call the text of the article.

    Nothing happens unless there is one with a good part of the page's letters: of a short article, readers that
    look for long text make menus and dates a part.
    """
    body = tree.find("body")
    if body is None:
        return
    found = [
        element
        for element in _MAY_BE_CONTAINER(body)
        if _CONTAINER.search(f"{_marks(element)} {element.get('itemprop', '')[:_LONGEST_MARK]}")
    ]
    if not found:
        return
    letters = {element: _own_letters(element) for element in found[:_MOST_CONTAINERS]}
    best = max(letters, key=lambda element: letters[element])
    for element, its_letters in letters.items():
        if best in element.iterancestors() and its_letters >= _INNER_SHARE * letters[best]:
            best = element
    if letters[best] >= max(_CONTAINER_SHARE * _own_letters(body), 1) and best is not body:
        _only(body, [*_standfirsts(body, best), best])


def keep_quotes(tree: HtmlElement) -> None:
    """Let posts of social networks look like any other quotation: trafilatura skips what is called an embed."""
    around: set[HtmlElement] = set()
    for quote in tree.iter("blockquote"):
        for element in (quote, *quote.iterancestors()):
            if element in around:
                break  # and what is around it was looked at with it
            around.add(element)
            if _EMBEDDED.search(_marks(element)):
                element.attrib.pop("class", None)
                element.attrib.pop("id", None)


def _standfirsts(body: HtmlElement, container: HtmlElement) -> list[HtmlElement]:
    """The first paragraph that stands above the container, as a paragraph, if the container does not repeat it."""
    text = " ".join(container.text_content().split())
    above = set(container.iterancestors())
    for element in _NAMED(body):
        if element is container:
            break
        if element in above or not _STANDFIRST.search(_marks(element)):
            continue
        words = " ".join(element.text_content().split())
        if _own_letters(element) in _STANDFIRST_LETTERS and words[:_SAME_CHARACTERS] not in text:
            paragraph = element.makeelement("p")
            paragraph.text = words
            return [paragraph]
    return []


def own_lines(text: str) -> list[str]:
    """The lines of `text` that belong to an article, white space collapsed."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [line for line in lines if line and not _FOREIGN_LINE.match(line)]


def _only(body: HtmlElement, elements: list[HtmlElement]) -> None:
    for child in list(body):
        body.remove(child)
    body.text = None
    # Said in the way that trafilatura looks for first: it would choose among the parts by their names.
    whole = body.makeelement("div", {"itemprop": "articleBody"})
    body.append(whole)
    for element in elements:
        element.tail = None
        whole.append(element)


def _marks(element: HtmlElement) -> str:
    return _HUMP.sub("-", f"{element.get('class', '')[:_LONGEST_MARK]} {element.get('id', '')[:_LONGEST_MARK]}")


def _own_letters(element: HtmlElement) -> int:
    """Characters outside links, white space not counted."""
    whole = sum(len("".join(text.split())) for text in element.itertext())
    return whole - sum(len("".join(text.split())) for link in element.iter("a") for text in link.itertext())


def _lone_blocks(body: HtmlElement) -> list[HtmlElement]:
    """The blocks that hold nothing but a link: headlines of other articles."""
    begins: dict[HtmlElement, str] = {}
    found = []
    for link in body.iter("a"):
        text = "".join(link.text_content().split())
        block = link.getparent()
        while block is not None and block.tag in _INLINE:
            block = block.getparent()
        if not text or block is None or block.tag not in _BLOCKS or len(text) > _LONGEST_HEADLINE:
            continue
        if block not in begins:
            begins[block] = _begin(block, _LONGEST_HEADLINE + 1)
        if begins[block] == text:
            found.append(block)
    return found


def _begin(element: HtmlElement, length: int) -> str:
    """The first letters of an element, white space left out; no more of it is read than that."""
    found = ""
    for text in element.itertext():
        found += "".join(text.split())
        if len(found) >= length:
            break
    return found[:length]
