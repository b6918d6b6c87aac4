"""Pages that stand in place of an article: not found, consent, checks for robots, paywalls."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

FEWEST_LETTERS = 25
"""Fewer letters than the shortest news flash."""

SHORT_LETTERS = 600
"""A text longer than this is an article, whatever else the page says."""

TEASER_LETTERS = 200
"""What a paywall leaves to read counts as the article from here on: flashes of news are no longer."""

_PAGE = r"(?:الصفحة|صفحة|المقال|المقالة|المحتوى|الرابط)"
_TITLE_404 = re.compile(
    r"^\s*404\b|\b404\s*(?:error|not found|-|–|\||:)|(?:error|خطأ)\s*:?\s*404"
    r"|page (?:was |is |could )?not (?:be )?found"
    rf"|{_PAGE}[^.]{{0,40}}(?:غير موجود|غير متوفر|غير متاح|محذوف|لم تعد)"
    rf"|لم (?:يتم العثور|نعثر|نتمكن)[^.]{{0,20}}{_PAGE}",
    re.IGNORECASE,
)
_ROBOT_CHECK = re.compile(
    r"just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|are you a robot|access denied|ddos protection|captcha|لست روبوت|التحقق من أنك",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"ملفات تعريف الارتباط|ملفات الارتباط|الكوكيز|\bcookies?\b|سياسة الخصوصية|privacy policy|your consent",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"للمشتركين فقط|(?:اشترك|سجل|سجّل)[^.\n]{0,20}(?:لمتابعة|لقراءة|لاستكمال|لإكمال)|محتوى مدفوع"
    r"|subscribe to (?:read|continue)|subscribers only",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?false", re.IGNORECASE)
_HEAD_CHARACTERS = 2000
_NOTICE_CHARACTERS = 20_000
_TITLE_ELEMENT = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_FEWEST_OF_FREQUENT = 40
"""Of the two most frequent letters of Arabic a page with a menu, or an article of some paragraphs, has more."""


def may_be_wall(html: str) -> bool:
    """Whether a decoded page looks as if it stood in place of an article, by signs that cost next to nothing to see."""
    if html.count("ا") + html.count("ل") < _FEWEST_OF_FREQUENT or "isAccessibleForFree" in html:
        return True
    title = _TITLE_ELEMENT.search(html)
    return title is not None and bool(_TITLE_404.search(title[1]) or _ROBOT_CHECK.search(title[1]))


def heads(tree: HtmlElement) -> str:
    """The words of the title element and of the first-level headings."""
    return " ".join(" ".join(each.itertext()) for each in tree.iter("title", "h1"))[:_HEAD_CHARACTERS]


def letters_in(text: str, enough: int) -> int:
    """How many letters a text has, counted no further than to `enough` or somewhat more."""
    found = 0
    for at in range(0, len(text), 2 * enough):
        if found >= enough:
            break
        found += sum(map(str.isalpha, text[at : at + 2 * enough]))
    return found


def wall(heads: str, html: str, visible: str, text: str) -> str | None:
    """`soft_404`, `robot_check`, `consent_wall` or `paywall` if the page is one; None for an article.

    `visible` is all text of the page, `text` what was read from it as the article.
    """
    letters = letters_in(text, SHORT_LETTERS + 1)
    if letters > SHORT_LETTERS:
        return None
    if _TITLE_404.search(heads):
        return "soft_404"
    if _ROBOT_CHECK.search(heads):
        return "robot_check"
    if letters < TEASER_LETTERS and (_NOT_FREE.search(html) or _PAYWALL.search(visible)):
        return "paywall"
    # A flash of news may stand above a notice, or mention one of its words; a wall is made of them.
    notice = visible if letters < FEWEST_LETTERS else text
    consents = _CONSENT.findall(notice[:_NOTICE_CHARACTERS])
    return "consent_wall" if len(consents) * 120 > sum(map(str.isalpha, notice)) else None
