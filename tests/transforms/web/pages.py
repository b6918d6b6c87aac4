"""Article pages as Arabic outlets build them, each with what belongs to the article and what does not."""

from __future__ import annotations

from typing import NamedTuple

TITLE = "وفدان يبحثان في عمان تبادل المعلومات حول أمن الموانئ"
PARAGRAPHS = (
    "قال مصدر مطلع إن وفدين من البلدين اجتمعا صباح الأربعاء في العاصمة العمانية لبحث أمن الموانئ وخطوط الشحن.",
    "وأضاف المصدر أن الجلسة الأولى استمرت ثلاث ساعات، وتناولت تبادل المعلومات عن السفن التي تغير أعلامها في عرض البحر.",
    "ونقلت الوكالة عن مسؤول في الوزارة قوله إن «الحوار كان صريحا ومفيدا»، مؤكدا أن جولة ثانية ستعقد قبل نهاية الشهر.",
    "ولم يصدر تعليق رسمي من الجانب الآخر حتى لحظة إعداد هذا الخبر، فيما اكتفت السفارة بتأكيد وصول الوفد.",
    "وكان البلدان قد اتفقا في الربيع الماضي على فتح قناة اتصال دائمة بين إدارتي الموانئ بعد حادثتين متتاليتين.",
)
FLASH = "أعلنت هيئة الموانئ وصول الوفد الزائر إلى العاصمة العمانية مساء الثلاثاء لبدء المباحثات."

CAPTION = "صورة أرشيفية لميناء السلطان قابوس التقطت قبل عامين"
TICKER = "عاجل: ارتفاع أسعار النفط في التعاملات المبكرة"
RELATED = (
    "منتخب الشباب يتعادل في مباراته الأخيرة",
    "افتتاح معرض الكتاب بمشاركة مئة دار نشر",
    "أمطار غزيرة على السواحل الشمالية",
)
MENU = ("الرئيسية", "سياسة", "اقتصاد", "رياضة", "ثقافة", "منوعات", "فيديو", "اتصل بنا")
TAGS = ("الموانئ", "سلطنة عمان", "الشحن البحري")
FOOTER = "جميع الحقوق محفوظة للصحيفة ولا يسمح بإعادة النشر دون إذن"
COMMENTS = "تعليق من قارئ: شكرا على هذا الخبر المفيد وننتظر المزيد"
FOREIGN = (CAPTION, TICKER, *RELATED, FOOTER, COMMENTS, "اشترك في النشرة البريدية", "شارك هذا الخبر")


class PageUnderTest(NamedTuple):
    """A page and the text that a reader would call the article."""

    name: str
    html: str
    text: str


def _links(words: tuple[str, ...], tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/{number}">{word}</a></{tag}>' for number, word in enumerate(words))


def _p(paragraphs: tuple[str, ...]) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _wordpress() -> str:
    first, rest = PARAGRAPHS[:2], PARAGRAPHS[2:]
    return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{TITLE} - الصحيفة</title>
<meta property="og:title" content="{TITLE}"><meta property="article:published_time" content="2025-06-04T09:30:00+04:00">
<style>.x{{color:red}}</style><script>var a = "قال";</script></head><body>
<header><nav class="main-menu"><ul>{_links(MENU)}</ul></nav></header>
<div class="breaking-news ticker"><span>{TICKER}</span></div>
<main><article class="post"><h1 class="entry-title">{TITLE}</h1>
<div class="post-meta"><span class="author">كتب: محرر الشؤون المحلية</span>
<time datetime="2025-06-04T09:30:00+04:00">4 يونيو</time></div>
<figure class="wp-caption"><img src="a.jpg" alt="x"><figcaption class="wp-caption-text">{CAPTION}</figcaption></figure>
<div class="entry-content">{_p(first)}
<div class="read-also-box"><strong>اقرأ أيضا:</strong> <a href="/9">{RELATED[0]}</a></div>{_p(rest)}
<div class="sharedaddy sd-sharing"><h3>شارك هذا الخبر</h3><ul>{_links(("فيسبوك", "تويتر"))}</ul></div></div>
<div class="post-tags">{_links(TAGS, "span")}</div></article>
<section class="related-posts"><h2>أخبار ذات صلة</h2><ul>{_links(RELATED)}</ul></section>
<div id="comments" class="comments-area"><p>{COMMENTS}</p></div></main>
<aside class="sidebar"><h3>الأكثر قراءة</h3><ol>{_links(RELATED)}</ol><p>اشترك في النشرة البريدية</p></aside>
<footer>{FOOTER}<ul>{_links(MENU)}</ul></footer></body></html>"""


def _tables() -> str:
    """As portals of the 2000s are built: tables for layout, line breaks for paragraphs."""
    body = "<br><br>".join(PARAGRAPHS)
    return f"""<html><head><title>الصحيفة | {TITLE}</title></head><body bgcolor=white>
<table width=100%><tr><td colspan=3><marquee>{TICKER}</marquee></td></tr><tr>
<td class=menu width=15%>{_links(MENU, "div")}</td><td width=70%><h1>{TITLE}</h1>
<table align=left><tr><td><img src=a.jpg></td></tr><tr><td class="photo_caption">{CAPTION}</td></tr></table>
<div id="newsbody" class="newsbody">{body}</div>
<div class="related_news"><b>مواضيع ذات صلة</b><ul>{_links(RELATED)}</ul></div></td>
<td class=side>{_links(RELATED, "p")}</td></tr><tr><td colspan=3 class="copyright">{FOOTER}</td></tr></table>
</body></html>"""


def _divs() -> str:
    """No semantic elements and few telling class names; headlines between the paragraphs."""
    first, rest = PARAGRAPHS[:3], PARAGRAPHS[3:]
    return f"""<html dir=rtl><head><title>{TITLE}</title>
<script type="application/ld+json">{{"@graph": [{{"@type": "NewsArticle", "headline": "{TITLE}",
"datePublished": "2025-06-04T05:30:00Z"}}]}}</script></head><body><div class="top">{_links(MENU, "div")}</div>
<div class="NewsTicker">{TICKER}</div><div class="wrap"><div class="c1"><h1>{TITLE}</h1>
<div class="imgBox"><img src=a.jpg><span class="imgCaption">{CAPTION}</span></div>
<div class="txt">{_p(first)}<div class="relatedInline"><a href=/1>{RELATED[0]}</a></div>
<p>اقرأ أيضا: <a href=/2>{RELATED[1]}</a></p>{_p(rest)}</div>
<div class="socialShare">شارك هذا الخبر</div><div class="moreNews">{_links(RELATED, "div")}</div></div></div>
<div class="bottom">{FOOTER}</div></body></html>"""


def _flash() -> str:
    return f"""<html><head><title>{TITLE}</title></head><body><nav>{_links(MENU)}</nav>
<div class="ticker">{TICKER}</div>
<article><h1>{TITLE}</h1><div class="article-body"><p>{FLASH}</p></div></article>
<div class="related">{_links(RELATED)}</div><footer>{FOOTER}</footer></body></html>"""


WHOLE = "\n".join(PARAGRAPHS)
PAGES = (
    PageUnderTest("wordpress", _wordpress(), WHOLE),
    PageUnderTest("tables", _tables(), WHOLE),
    PageUnderTest("divs", _divs(), WHOLE),
    PageUnderTest("flash", _flash(), FLASH),
)
