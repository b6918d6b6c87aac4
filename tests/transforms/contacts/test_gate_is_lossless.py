"""What the gate turns away reports no contact: reports with it and without it are the same."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.demo import newsdesk
from schemas.records import Article, Page, ReadArticle, Visit
from transforms.contacts import Gate, detect, load_knowledge
from transforms.contacts import detection as detection_module
from transforms.web.charset import decoded
from transforms.web.extraction import extract

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
GATE = Gate(load_knowledge())
OUTLET = (
    '<!doctype html><html dir="rtl"><head><meta charset="{charset}"><title>{title}</title>'
    '<script>var a={{"x":1}}</script>'
    "</head><body><nav><a href='/'>الرئيسية</a></nav><main><article><h1>{title}</h1>{paragraphs}</article></main>"
    "<footer>حقوق النشر محفوظة</footer></body></html>"
)
GOLD = Path(__file__).parents[2] / "gold"
REAL_EVERY = int(os.environ.get("QANAT_REAL_EVERY", "40"))
"""One real article in so many, so that the test is quick; 1 reads all."""
STORIES = [story for story in newsdesk.articles(2) if story.language == "ar" and story.body]


class Open(Gate):
    """Lets everything through."""

    def names_both_sides(self, text: str) -> bool:
        return True


OPEN = Open(load_knowledge())


def page_of(title: str, text: str, charset: str = "utf-8") -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n") if line.strip())
    return OUTLET.format(charset=charset, title=title, paragraphs=paragraphs).encode(charset, "xmlcharrefreplace")


def reports_without_gate(text: str, published: dt.datetime | None, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many contacts a text reports if the detection's own gate stands open too."""
    article = Article(url="https://a.example/1", outlet="a", text=text, text_sha256="", published_at=published)
    with monkeypatch.context() as patch:
        patch.setattr(detection_module, "gate_of", lambda knowledge: OPEN)
        return len(detect(article, detected_at=NOW).findings.reports)


def labelled(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("*/articles.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def check(title: str, text: str, published: dt.datetime | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that the gate turns away must report nothing without it."""
    if not GATE.names_both_sides(decoded(page_of(title, text))):
        assert reports_without_gate(text, published, monkeypatch) == 0, text


def test_our_labelled_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    check_labelled(GOLD, monkeypatch)


def test_labelled_sets(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_labelled(shared / "acceptance", monkeypatch)


def check_labelled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = list(labelled(folder))
    assert len(lines) > 100
    for line in lines:
        published = dt.datetime.fromisoformat(line["published_at"]) if line.get("published_at") else None
        check(line.get("title") or "", line.get("text") or "", published, monkeypatch)


def test_real_articles(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with gzip.open(shared / "data" / "news_egypt_2013.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % REAL_EVERY == 0:
                article = json.loads(line)
                check(article["title"], article["text"], None, monkeypatch)


def test_demo_newsroom(monkeypatch: pytest.MonkeyPatch) -> None:
    for story in STORIES:
        check(story.title, story.body, story.published_at, monkeypatch)


MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
FORMS = {
    "ا": "ﺍ", "ب": "ﺏ", "ي": "ﻱ", "ر": "ﺭ", "ن": "ﻥ", "ز": "ﺯ", "ش": "ﺵ", "ك": "ﻙ", "و": "ﻭ", "س": "ﺱ", "ت": "ﺕ",
}  # fmt: skip
FORMULA = {
    unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x1EE00, 0x1EE1D) if chr(code).isalpha()
}
DISGUISES = {
    "as it is": lambda text: text,
    "decimal references": lambda text: "".join(f"&#{ord(c)};" if c > "\u0600" else c for c in text),
    "hexadecimal references": lambda text: "".join(f"&#X{ord(c):04x};" if c > "\u0600" else c for c in text),
    "references without an end": lambda text: "".join(f"&#{ord(c)}" if c > "\u0600" else c for c in text),
    "references with zeros": lambda text: "".join(f"&#{ord(c):014};" if c > "\u0600" else c for c in text),
    "letters of formulas": lambda text: "".join(FORMULA.get(c, c) for c in text),
    "tatweel": "ـ".join,
    "marks": lambda text: "".join(c + MARKS[i % len(MARKS)] if "ء" <= c <= "ي" else c for i, c in enumerate(text)),
    "joined forms": lambda text: "".join(FORMS.get(c, c) for c in text),
    "glued": lambda text: text.replace(" ", ""),
    "hard spaces": lambda text: text.replace(" ", "\u00a0"),
    "direction marks": lambda text: "\u200f" + "\u200c".join(text.split(" ")) + "\u200e",
    "Persian letters": lambda text: text.translate(str.maketrans("يك", "یک")),
    "markup": lambda text: "<b>" + "</b> <i>".join(text.split(" ")) + "</i>",
    "titles between": lambda text: "<a title='خبر عاجل'>".join(text.split(" ")),
    "comments between": lambda text: "<!-- تعليق -->".join(text.split(" ")),
    "soft hyphens": "\u00ad".join,
    "entities between": lambda text: text.replace(" ", "&nbsp;&zwnj;"),
}
NAMES = [
    "بيرنز وناريشكين",
    "راتكليف ونظيره الروسي",
    "مدير المخابرات المركزية الأمريكية ورئيس المخابرات الروسية",
    "واشنطن وموسكو",
]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "utf-16"])
@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("names", NAMES, ids=range(len(NAMES)))
def test_disguised_names(names: str, disguise: str, charset: str) -> None:
    body = page_of("خبر", f"جاء في الخبر أن {DISGUISES[disguise](names)} أمس", charset)
    assert GATE.names_both_sides(decoded(body, f"text/html; charset={charset}"))


# A stem with Latin letters in it is found by these, as a word of its own.
STEMS = {side: sorted(stem for stem in stems if not stem[-1].isascii()) for side, stems in GATE.stems.items()}


@given(
    st.sampled_from(STEMS["US"]), st.sampled_from(STEMS["RU"]),
    st.lists(st.sampled_from(sorted(DISGUISES)), min_size=1, max_size=2), st.sampled_from(["utf-8", "utf-16"]),
    st.text("abcابتثجحخ <>&;#12", max_size=40),
)  # fmt: skip
@settings(max_examples=150)
def test_every_stem_in_any_disguise(one: str, other: str, disguises: list[str], charset: str, between: str) -> None:
    chosen = [name for name in disguises if name not in ("markup", "titles between", "comments between")]
    for name in sorted(chosen, key=lambda name: "references" in name):
        one, other = DISGUISES[name](one), DISGUISES[name](other)
    body = f"<html><p>{one}</p>{between}<p>{other}</p></html>".encode(charset)
    assert GATE.names_both_sides(decoded(body, f"text/html; charset={charset}"))


@pytest.mark.parametrize(
    "name",
    [
        "CIA", "cia", "ＣＩＡ", "C\u00adI\u200bA", "&#67;&#x49;A", "(CIA)", "الـCIA", "CIA،", "C&#8204;IA", "CIA٢",
        "C\u0640IA", "C\u064eIA", "CÍA", "<b>C</b>IA", "CI<span class=x>A</span>", "C<!-- x -->IA",
        "F<i>S</i>B و CIA",
    ],
)  # fmt: skip
def test_latin_names(name: str) -> None:
    assert GATE.names_both_sides(f"<p>قالت {name} إن موسكو</p>")


@pytest.mark.parametrize("name", ["social", "CIAO", "Garcia", "aCIA", "CIA9"])
def test_latin_words_that_are_no_names(name: str) -> None:
    assert not GATE.names_both_sides(f"<p>قالت {name} إن موسكو</p>")


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256"])
def test_whole_stories_in_a_page(charset: str) -> None:
    """From bytes to reports: the reported stories get through, in both charsets."""
    for story in STORIES:
        if not story.primary:
            continue
        visit = Visit(
            url="https://a.example/1", link="https://a.example/1", outlet="a", title=story.title,
            published_at=story.published_at, first_seen_at=NOW, visited_at=NOW,
        )  # fmt: skip
        page = Page(visit=visit, body=page_of(story.title, story.body, charset), content_type="text/html")
        html = decoded(page.body, page.content_type)
        read = extract(page, html)
        assert isinstance(read, ReadArticle)
        if detect(read.article, detected_at=NOW).findings.reports:
            assert GATE.names_both_sides(html)
