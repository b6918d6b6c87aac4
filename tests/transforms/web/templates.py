# ruff: noqa: E501  (markup in lines as pages have them)
"""Article pages as publishing systems build them, with the text that a reader would call the article.

The markup follows what the systems' themes make (class names, order, nesting); the words are our own. A page and
its gold text are made from the same paragraphs.
"""

from __future__ import annotations

from typing import NamedTuple

TITLE = "اتفاق على فتح معبر تجاري ثان بين الولايتين الحدوديتين"
BODY = (
    "اتفقت سلطات الولايتين الحدوديتين، الاثنين، على فتح معبر تجاري ثان قبل نهاية العام، بعد مفاوضات دامت ثلاثة أشهر.",
    "وقال والي الولاية الشرقية في مؤتمر صحفي إن المعبر الجديد سيخفف الضغط عن الطريق القديم الذي تمر به مئات الشاحنات.",
    "وأوضح أن الأشغال ستبدأ في الأسبوع الأول من الشهر المقبل، وأن كلفتها تقاسمتها الخزينتان مناصفة.",
    "من جهته، أكد رئيس غرفة التجارة أن التجار طالبوا بهذا المعبر منذ سنوات، داعيا إلى تبسيط إجراءات التفتيش.",
    "وكانت طوابير الشاحنات قد امتدت في الشتاء الماضي عدة كيلومترات، ما أدى إلى تلف كميات من الخضر والفواكه.",
    "ولم يحدد الجانبان بعد مواعيد العمل، لكن مصدرا مطلعا رجح أن يفتح المعبر أبوابه على مدار الساعة.",
)
QUOTE = "نريد معبرا يليق بما بين الضفتين من تجارة وقرابة، ولن نقبل أن ينتظر سائق ليلة كاملة."
LIST = ("بناء ساحة تتسع لمئتي شاحنة.", "تركيب ثلاثة أجهزة للكشف بالأشعة.", "تعبيد الطريق على مسافة اثني عشر كيلومترا.")
HEADINGS = ("كلفة مشتركة", "مطلب قديم")
UPDATES = (
    ("14:20", "وصل الوفدان إلى مقر الولاية وبدأت الجلسة المغلقة بحضور ممثلين عن الجمارك."),
    ("13:05", "أغلقت الشرطة الشارع المؤدي إلى مقر الولاية أمام حركة السير حتى نهاية الاجتماع."),
    ("11:40", "قال مصدر في الغرفة التجارية إن مسودة الاتفاق جاهزة ولا ينقصها إلا التوقيع."),
)
FLASH = "وقع الواليان قبل قليل على اتفاق فتح المعبر التجاري الثاني، وفق ما أفادت به الإذاعة المحلية."

CAPTION = "لقطة من الجو لساحة الشاحنات عند المعبر القديم"
CREDIT = "تصوير: مكتب الصحيفة في الولاية"
TICKERS = ("عاجل | هزة أرضية خفيفة تضرب الساحل", "البورصة تغلق على ارتفاع طفيف")
RELATED = (
    "نادي المدينة يتعاقد مع مهاجم جديد",
    "وفاة المخرج المسرحي المعروف عن ثمانين عاما",
    "طلاب الجامعة يطلقون قمرا صناعيا صغيرا",
    "أسعار الزيت تعود إلى الارتفاع في الأسواق",
)
MOST_READ = ("خمس وصفات سهلة لعشاء سريع", "برجك اليوم: نصيحة لمواليد الميزان", "سيارة كهربائية بثمن دراجة")
SHARE = ("مشاركة عبر فيسبوك", "إرسال إلى صديق", "نسخ الرابط")
COOKIES = "نستخدم ملفات الارتباط لتحسين تجربتك على الموقع"
NEWSLETTER = "سجل بريدك لتصلك نشرتنا المسائية"
COMMENT = "كلام جميل لكننا سمعناه قبل عشر سنوات ولم نر شيئا"
AUTHOR = "صحفي يكتب في الشأن المحلي منذ عام ألفين وأربعة"
RIGHTS = "كل الحقوق محفوظة لدار الضفتين للنشر"
MENU = ("الصفحة الأولى", "محليات", "اقتصاد وأعمال", "ملاعب", "فنون", "صحة", "آراء", "تواصل معنا")
TAGS = ("معبر حدودي", "غرفة التجارة", "شاحنات")
FOREIGN = (
    CAPTION, CREDIT, *TICKERS, *RELATED, *MOST_READ, *SHARE, COOKIES, NEWSLETTER, COMMENT, AUTHOR, RIGHTS, *MENU,
)  # fmt: skip
"""What must not be in any text."""


class Template(NamedTuple):
    """A page and its gold text."""

    name: str
    html: str
    text: str


def ps(paragraphs: tuple[str, ...], tag: str = "p") -> str:
    return "".join(f"<{tag}>{paragraph}</{tag}>" for paragraph in paragraphs)


def links(words: tuple[str, ...], tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/a/{number}">{word}</a></{tag}>' for number, word in enumerate(words))


def cards(words: tuple[str, ...], kind: str) -> str:
    return "".join(
        f'<div class="{kind}"><a href="/n/{n}"><img src="/{n}.jpg" alt=""></a><h3><a href="/n/{n}">{word}</a></h3>'
        f"<span>منذ {n + 2} ساعات</span></div>"
        for n, word in enumerate(words)
    )


def head(extra: str = "", title: str = TITLE, site: str = "الضفتان") -> str:
    return (
        f'<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{title} | {site}</title>'
        f'<meta property="og:title" content="{title}">{extra}</head>'
    )


def wordpress_newspaper() -> Template:
    """WordPress with the Newspaper theme (tagDiv)."""
    one, two = BODY[:3], BODY[3:]
    html = f"""{head()}<body class="single single-post"><div id="td-outer-wrap">
<div class="td-header-menu-wrap"><ul id="menu-main" class="sf-menu">{links(MENU)}</ul></div>
<div class="td-trending-now-wrapper"><div class="td-trending-now-title">الشريط</div>{cards(TICKERS, "td-trending-now-post")}</div>
<article class="post td-post-template"><div class="td-crumb-container">{links(MENU[:2], "span")}</div>
<header class="td-post-title"><h1 class="entry-title">{TITLE}</h1><div class="td-module-meta-info">
<div class="td-post-author-name">بواسطة <a href="/u">هيئة التحرير</a></div><span class="td-post-date">الاثنين</span></div></header>
<div class="td-post-sharing-top"><ul>{links(SHARE)}</ul></div>
<div class="td-post-content tagdiv-type"><div class="td-post-featured-image"><figure><img src="a.jpg">
<figcaption class="wp-caption-text">{CAPTION}</figcaption></figure></div>{ps(one)}
<div class="td-a-rec td-a-rec-id-content_inline"><span class="td-adspot-title">إعلان</span></div>
<div class="td_block_wrap td_block_related_inline"><h4 class="td-related-title">إقرأ أيضا</h4>{cards(RELATED[:2], "td_module_mx4")}</div>
{ps(two)}</div><footer><div class="td-post-source-tags"><ul class="td-tags"><li><span>الوسوم</span></li>{links(TAGS)}</ul></div>
<div class="td-author-box"><div class="td-author-description">{AUTHOR}</div></div>
<div class="td_block_related_posts"><h4>مقالات ذات صلة</h4>{cards(RELATED, "td_module_related_posts")}</div></footer></article>
<div class="comments" id="comments"><h4>التعليقات</h4><ol class="comment-list"><li class="comment"><p>{COMMENT}</p></li></ol></div>
<div class="td-pb-span4 td-main-sidebar"><div class="widget">{cards(MOST_READ, "td_module_6")}</div><p>{NEWSLETTER}</p></div>
<div class="td-footer-container">{RIGHTS}</div></div></body></html>"""
    return Template("wordpress-newspaper", html, "\n".join(BODY))


def wordpress_blocks() -> Template:
    """WordPress with block editor: headings, a list, a quote, a caption inside the content."""
    html = f"""{head()}<body><header class="wp-block-template-part"><nav class="wp-block-navigation">{links(MENU)}</nav></header>
<main class="wp-block-group"><h1 class="wp-block-post-title">{TITLE}</h1>
<div class="entry-content wp-block-post-content is-layout-flow">{ps(BODY[:2])}
<figure class="wp-block-image size-large"><img src="a.jpg"><figcaption class="wp-element-caption">{CAPTION}</figcaption></figure>
<h2 class="wp-block-heading">{HEADINGS[0]}</h2><p>{BODY[2]}</p><ul class="wp-block-list">{ps(LIST, "li")}</ul>
<h2 class="wp-block-heading">{HEADINGS[1]}</h2><p>{BODY[3]}</p><blockquote class="wp-block-quote"><p>{QUOTE}</p></blockquote>
{ps(BODY[4:])}<div class="jp-relatedposts"><h3 class="jp-relatedposts-headline">مواضيع مشابهة</h3>{cards(RELATED, "jp-relatedposts-post")}</div>
<div class="sharedaddy"><h3 class="sd-title">شارك</h3>{links(SHARE)}</div></div>
<div class="wp-block-post-terms">{links(TAGS, "span")}</div></main>
<aside>{cards(MOST_READ, "wp-block-latest-posts")}</aside><div class="cookie-notice-container">{COOKIES}</div>
<footer><p>{RIGHTS}</p></footer></body></html>"""
    text = [*BODY[:2], HEADINGS[0], BODY[2], *LIST, HEADINGS[1], BODY[3], QUOTE, *BODY[4:]]
    return Template("wordpress-blocks", html, "\n".join(text))


def drupal() -> Template:
    """Drupal 7 and 8: fields."""
    html = f"""{head()}<body class="html node-type-article"><div class="region region-header"><ul class="menu">{links(MENU)}</ul></div>
<div class="region region-highlighted"><div class="view view-breaking-news"><div class="views-row">{TICKERS[0]}</div>
<div class="views-row">{TICKERS[1]}</div></div></div>
<div class="region region-content"><h1 class="page-header">{TITLE}</h1><article class="node node--type-article">
<div class="submitted">نشر في الاثنين</div><div class="field field--name-field-image field--type-image">
<img src="a.jpg"><div class="field field--name-field-image-caption">{CAPTION}</div></div>
<div class="field field--name-body field--type-text-with-summary field--label-hidden"><div class="field-items">
<div class="field-item even" property="content:encoded">{ps(BODY)}</div></div></div>
<div class="field field--name-field-tags"><div class="field-label">وسوم</div>{links(TAGS, "div")}</div>
<ul class="links inline list-inline">{links(SHARE)}</ul></article>
<div class="view view-related-content"><div class="view-header">قد يهمك</div>{cards(RELATED, "views-row")}</div>
<section id="comments" class="comment-wrapper"><div class="comment"><div class="content">{COMMENT}</div></div></section></div>
<div class="region region-sidebar-second"><div class="block">{cards(MOST_READ, "views-row")}</div></div>
<div class="region region-footer">{RIGHTS}</div></body></html>"""
    return Template("drupal", html, "\n".join(BODY))


def blogger() -> Template:
    """Blogger: line breaks in place of paragraphs, a table around the picture."""
    body = "<br /><br />".join(BODY)
    html = f"""{head()}<body class="loading"><div id="header">{links(MENU, "div")}</div><div id="main-wrapper"><div class="blog-posts hfeed">
<div class="post hentry"><h3 class="post-title entry-title" itemprop="name">{TITLE}</h3><div class="post-header"></div>
<div class="post-body entry-content" id="post-body-123" itemprop="description articleBody"><div dir="rtl" style="text-align: right;">
<table align="center" class="tr-caption-container"><tbody><tr><td><img src="a.jpg"></td></tr>
<tr><td class="tr-caption" style="text-align: center;">{CAPTION}</td></tr></tbody></table><br />{body}</div></div>
<div class="post-footer"><span class="post-author vcard">مرسلة بواسطة محرر</span><div class="post-share-buttons">{links(SHARE, "span")}</div>
<div class="post-labels">{links(TAGS, "span")}</div></div></div>
<div class="related-posts-widget"><h4>مواضيع قد تعجبك</h4><ul>{links(RELATED)}</ul></div>
<div class="comments" id="comments"><div class="comment-block">{COMMENT}</div></div></div></div>
<div id="sidebar-wrapper"><div class="widget PopularPosts"><ul>{links(MOST_READ)}</ul></div></div><div id="footer">{RIGHTS}</div></body></html>"""
    return Template("blogger", html, "\n".join(BODY))


def arabic_portal() -> Template:
    """A portal made in-house: telling names in transliteration only, the headline above a bar, boxes between paragraphs."""
    one, two = BODY[:2], BODY[2:]
    html = f"""{head()}<body><form id="form1" action="/"><div id="TopBar"><div class="menuItem">{links(MENU, "span")}</div></div>
<div id="sharit"><marquee direction="right">{TICKERS[0]} *** {TICKERS[1]}</marquee></div>
<div class="newsDetails"><div class="newsTitle"><h1>{TITLE}</h1></div><div class="newsDate">الاثنين 02:15 مساء</div>
<div class="newsPic"><img src="a.jpg"><div class="picDesc">{CAPTION}</div><div class="picSource">{CREDIT}</div></div>
<div class="fontSize">أ+ أ-</div><div class="newsText" id="ctl00_Details">{ps(one, "div")}
<div class="readMoreBox"><div class="boxTitle">اقرأ أيضاً</div><a href="/n/5">{RELATED[0]}</a></div>{ps(two, "div")}</div>
<div class="shareBar">{links(SHARE, "span")}</div><div class="tags">كلمات دلالية: {links(TAGS, "span")}</div>
<div class="relatedNews"><div class="boxTitle">أخبار متعلقة</div>{cards(RELATED, "item")}</div></div>
<div class="leftCol"><div class="boxTitle">الأكثر مشاهدة</div>{cards(MOST_READ, "item")}<div class="mailList">{NEWSLETTER}</div></div>
<div class="footerText">{RIGHTS}</div></form></body></html>"""
    return Template("arabic-portal", html, "\n".join(BODY))


def spans_and_breaks() -> Template:
    """An old ASP.NET page: one span with breaks, a caption in bold below the picture, no sections at all."""
    body = "<br>".join(BODY)
    html = f"""<html><head><title>الضفتان - {TITLE}</title></head><body topmargin=0><table width=100%><tr><td>{links(MENU, "span")}</td></tr>
<tr><td><font color=red>{TICKERS[0]}</font></td></tr></table><table width=100%><tr><td width=20% valign=top>{links(MOST_READ, "div")}</td>
<td><span id="lblTitle" class="ArticleTitle"><b>{TITLE}</b></span><br>
<img id="imgMain" src=a.jpg><br><span id="lblImageCaption" class="ImageCaption">{CAPTION}</span>
<span id="lblBody" class="ArticleBody">{body}</span><br><span id="lblShare">{links(SHARE, "span")}</span>
<hr><b>مواضيع أخرى</b>{links(RELATED, "div")}</td></tr></table><center>{RIGHTS}</center></body></html>"""
    return Template("spans-and-breaks", html, "\n".join(BODY))


def amp() -> Template:
    """An AMP page."""
    html = f"""<!doctype html><html amp lang="ar" dir="rtl"><head><meta charset="utf-8"><title>{TITLE}</title>
<style amp-custom>body{{margin:0}}</style><script async src="https://cdn.example/v0.js"></script></head><body>
<amp-sidebar id="menu"><ul>{links(MENU)}</ul></amp-sidebar><header class="amp-wp-header"><a href="/">الضفتان</a></header>
<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{TITLE}</h1></header>
<figure class="amp-wp-article-featured-image"><amp-img src="a.jpg" width="600" height="400"></amp-img>
<figcaption>{CAPTION}</figcaption></figure><div class="amp-wp-article-content">{ps(BODY[:2])}
<amp-ad width="300" height="250"></amp-ad><div class="amp-related"><a href="/n/1">{RELATED[0]}</a></div>{ps(BODY[2:])}</div>
<amp-social-share type="facebook"></amp-social-share><div class="amp-wp-meta amp-wp-tax-tag">{links(TAGS, "span")}</div></article>
<amp-carousel><div class="slide"><a href="/n/1"><p>{RELATED[1]}</p></a></div><div class="slide"><a href="/n/2"><p>{RELATED[2]}</p></a></div></amp-carousel>
<amp-consent id="c"><div>{COOKIES}</div></amp-consent><footer class="amp-wp-footer"><p>{RIGHTS}</p></footer></body></html>"""
    return Template("amp", html, "\n".join(BODY))


def live_blog() -> Template:
    """A live blog: the updates are the text."""
    posts = "".join(
        f'<article class="liveblog__post" id="p{n}"><time class="liveblog__time">{at}</time><div class="liveblog__content"><p>{text}</p></div>'
        f'<div class="liveblog__share">{links(SHARE, "span")}</div></article>'
        for n, (at, text) in enumerate(UPDATES)
    )
    html = f"""{head()}<body><nav>{links(MENU)}</nav><main><h1>{TITLE}</h1><div class="liveblog__intro"><p>{BODY[0]}</p></div>
<div class="liveblog"><div class="liveblog__header">آخر التحديثات</div>{posts}</div></main>
<aside class="sidebar"><h3>الأكثر قراءة</h3>{cards(MOST_READ, "card")}</aside><section class="more-on">{cards(RELATED, "card")}</section>
<footer>{RIGHTS}</footer></body></html>"""
    return Template("live-blog", html, "\n".join([BODY[0], *(text for _, text in UPDATES)]))


def gallery_inside() -> Template:
    """A modern site of a broadcaster: hashed class names, pictures with captions between paragraphs, an embedded post."""
    figure = f'<figure class="css-1x2"><picture><img src="a.jpg"></picture><p class="css-cap"><span>مصدر الصورة</span><span>{CREDIT}</span></p><figcaption>{CAPTION}</figcaption></figure>'
    html = f"""{head()}<body><div id="root"><header class="css-9a"><nav aria-label="sections"><ul>{links(MENU)}</ul></nav></header>
<main role="main" class="css-3b"><div class="css-4c"><h1 id="content" tabindex="-1">{TITLE}</h1></div>
<div dir="rtl" class="css-5d"><p><b>{BODY[0]}</b></p></div>{figure}<div dir="rtl" class="css-5d">{ps(BODY[1:3])}</div>
<section role="region" aria-label="تجاوز قد يهمك" data-e2e="related-content"><strong>قد يهمك أيضا</strong><ul>{links(RELATED[:2])}</ul></section>
<h2 class="css-6e" tabindex="-1">{HEADINGS[1]}</h2><div dir="rtl" class="css-5d">{ps(BODY[3:5])}</div>
<div class="css-embed"><blockquote class="twitter-tweet"><p lang="ar" dir="rtl">{QUOTE}</p></blockquote></div>
<div dir="rtl" class="css-5d"><p>{BODY[5]}</p></div>
<section aria-labelledby="related-topics" class="css-7f"><h2>موضوعات ذات صلة</h2><ul>{links(TAGS)}</ul></section></main>
<section aria-label="أهم الأخبار" class="css-8g"><h2>الأكثر قراءة</h2><ol>{links(MOST_READ)}</ol></section>
<footer class="css-foot"><p>{RIGHTS}</p></footer></div><script>window.__DATA__={{}}</script><script src="a.js"></script></body></html>"""
    text = [*BODY[:3], HEADINGS[1], *BODY[3:5], QUOTE, BODY[5]]
    return Template("gallery-inside", html, "\n".join(text))


def joomla() -> Template:
    """Joomla with K2."""
    html = f"""{head()}<body class="contentpane"><div id="sp-menu"><ul class="sp-megamenu">{links(MENU)}</ul></div>
<div id="sp-main-body"><div id="k2Container" class="itemView"><div class="itemHeader"><span class="itemDateCreated">الاثنين</span>
<h2 class="itemTitle">{TITLE}</h2></div><div class="itemToolbar"><ul>{links(SHARE)}</ul></div>
<div class="itemBody"><div class="itemImageBlock"><span class="itemImage"><img src="a.jpg"></span>
<span class="itemImageMainCaption">{CAPTION}</span><span class="itemImageCredits">{CREDIT}</span></div>
<div class="itemIntroText"><p>{BODY[0]}</p></div><div class="itemFullText">{ps(BODY[1:])}</div></div>
<div class="itemLinks"><div class="itemTagsBlock"><span>موسومة تحت</span><ul class="itemTags">{links(TAGS)}</ul></div></div>
<div class="itemAuthorBlock"><div class="itemAuthorDetails"><p>{AUTHOR}</p></div></div>
<div class="itemRelated"><h3>مواد ذات صلة</h3><ul>{links(RELATED)}</ul></div>
<div class="itemNavigation"><a href="/p">{RELATED[2]}</a></div></div></div>
<div id="sp-right"><div class="sp-module">{cards(MOST_READ, "moduleItem")}</div></div><div id="sp-footer">{RIGHTS}</div></body></html>"""
    return Template("joomla", html, "\n".join(BODY))


def agency_flash() -> Template:
    """An agency's flash: one sentence among much else."""
    html = f"""{head(title="اتفاق المعبر")}<body><nav><ul>{links(MENU)}</ul></nav><div class="breaking-strip">{TICKERS[0]}</div>
<div class="story"><h1>اتفاق المعبر</h1><div class="story-meta">02:31 م</div><div class="story-body"><p>{FLASH}</p></div>
<div class="story-tools">{links(SHARE, "span")}</div></div><div class="latest"><h2>آخر الأخبار</h2>{cards(RELATED, "latest-item")}</div>
<div class="most-read">{cards(MOST_READ, "latest-item")}</div><footer>{RIGHTS}</footer></body></html>"""
    return Template("agency-flash", html, FLASH)


def teaser_summary() -> Template:
    """A newspaper with a standfirst outside the body, key points in a box, and paragraphs that hold links."""
    linked = BODY[1].replace("المعبر الجديد", '<a href="/topic/1">المعبر الجديد</a>')
    html = f"""{head()}<body><header><div class="site-nav">{links(MENU)}</div></header><div class="article-page"><div class="article-head">
<div class="kicker">محليات</div><h1 class="headline">{TITLE}</h1><h2 class="standfirst">{BODY[0]}</h2>
<div class="byline"><span>كتب:</span> <a href="/w">مراسل الضفتين</a></div><div class="social-links"><ul>{links(SHARE)}</ul></div></div>
<div class="article-media"><img src="a.jpg"><small class="media-caption">{CAPTION}</small></div>
<div class="article-content"><p>{linked}</p><p>{BODY[2]}</p><div class="ad-slot">إعلان</div>
<aside class="inline-promo"><h4>لا تفوت</h4><a href="/n/7">{RELATED[3]}</a></aside>{ps(BODY[3:])}
<p><strong>اقرأ أيضاً:</strong> <a href="/n/8">{RELATED[1]}</a></p><p>&nbsp;</p></div>
<div class="article-newsletter"><p>{NEWSLETTER}</p></div><div class="article-related"><h3>من نفس القسم</h3>{cards(RELATED, "teaser")}</div></div>
<div class="trending"><h3>الأكثر تداولا</h3>{cards(MOST_READ, "teaser")}</div><footer>{RIGHTS}</footer></body></html>"""
    return Template("standfirst", html, "\n".join(BODY))


TEMPLATES = tuple(
    make()
    for make in (
        wordpress_newspaper, wordpress_blocks, drupal, blogger, arabic_portal, spans_and_breaks, amp, live_blog,
        gallery_inside, joomla, agency_flash, teaser_summary,
    )
)  # fmt: skip
