"""What no rule finds told but reads like reports of contacts is reported, with all facts, and says so."""

from __future__ import annotations

import datetime as dt
import math

import msgspec
import pytest

from schemas.records import Article
from tests.transforms.contacts.reading import detection, people
from transforms.arabic.orthography import folded
from transforms.contacts import detect, second_reading
from transforms.contacts.detection import Detection
from transforms.contacts.explanation import explain
from transforms.contacts.resemblance import (
    FAMILIES,
    Passage,
    SecondOpinion,
    packaged_opinion,
    packaged_weights,
    passages,
    vector,
)
from transforms.contacts.second_reading import LEAST_LIKELY

GUEST = (
    "في صيف 2013 كان مدير وكالة استخبارات الدفاع الأميركية مايكل "
    "فلين ضيف ضباط الغرو في مقرهم بموسكو، "
    "وحاضر أمامهم ساعة كاملة."
)
SECOND = [
    (GUEST, "2017-02-14", "visit", {"michael-flynn", "gru"}),
    (
        "اعترف الإف بي آي بأن كتابا جاءه في 2011 من جهاز الأمن الفيدرالي "
        "الروسي عن تيمورلنك تسارناييف، ومر الكتاب بلا متابعة.",
        "2013-04-25", "message", {"fbi", "fsb"},
    ),
]  # fmt: skip
NOTHING = [
    # Who leaks to the other side is its mole.
    "قال جهاز الأمن الفيدرالي إن أحد ضباطه سرب إلى السي آي إيه أسماء زملائه وما عرفه عن الخلية.",
    "لم يلتق بيرنز رئيس هيئة الاستخبارات الخارجية في روسيا سيرغي ناريشكين في أنقرة.",
    "كتب رئيس الاستخبارات الخارجية الروسية ناريشكين مقالا عن تاريخ وكالة المخابرات المركزية الأميركية في أوروبا.",
    "مديرة الاستخبارات الوطنية الأميركية ترى أن الغرو وراء هجوم سيبراني على محطات الكهرباء.",
]
FOUND = pytest.mark.parametrize(("text", "published", "mode", "who"), SECOND)


def _is_second(found: Detection) -> bool:
    return any(
        frame.likelihood < 1 for contact in found.trace.contacts for frame in (t.frame for t in contact.tellings)
    )


@FOUND
def test_a_contact_that_no_rule_finds_is_reported(text: str, published: str, mode: str, who: set[str]) -> None:
    found = detection(text, published)
    (report,) = found.findings.reports
    assert _is_second(found)
    assert report.mode == mode
    assert people(report) == who
    assert text[report.quote_start : report.quote_end] == report.quote
    for item in report.evidence:
        assert text[item.start : item.end] == item.quote


@FOUND
def test_it_is_less_sure_than_what_a_rule_finds(text: str, published: str, mode: str, who: set[str]) -> None:
    found = detection(text, published)
    [contact] = found.trace.contacts
    [frame] = [telling.frame for telling in contact.tellings]
    assert LEAST_LIKELY <= frame.likelihood < 1
    (report,) = found.findings.reports
    assert report.confidence <= frame.likelihood


@pytest.mark.parametrize("text", NOTHING)
def test_what_tells_of_no_contact_stays_rejected(text: str) -> None:
    found = detection(text, "2023-07-12")
    assert found.findings.reports == ()
    assert found.rejection_reason is not None


def test_what_a_rule_finds_is_not_read_again() -> None:
    found = detection(
        "التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين في أنقرة.", "2022-11-15"
    )
    assert found.findings.reports
    assert not _is_second(found)


def test_what_reads_like_no_contact_is_let_go_in_a_passage_long_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged unlikely, a telling of the rules counts only where too few words stand to doubt it."""
    unlikely = packaged_weights().intercept - 100
    weights = msgspec.structs.replace(packaged_weights(), intercept=unlikely)
    monkeypatch.setattr(second_reading, "packaged_opinion", lambda: SecondOpinion(weights))
    short = "التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين في أنقرة."
    long = short[:-1] + " وبحثا هناك طويلا خطر السلاح النووي ومصير السجناء والأسرى وأحوال الجبهات قبل قدوم فصل الشتاء."
    assert detection(short, "2022-11-15").findings.reports
    doubted = detection(long, "2022-11-15")
    assert doubted.findings.reports == ()
    assert doubted.rejection_reason == "unlike_contacts"


def test_what_reads_like_a_contact_is_not_doubted() -> None:
    text = (
        "التقى مدير وكالة المخابرات المركزية وليام بيرنز نظيره الروسي سيرغي ناريشكين في أنقرة، وبحث الرجلان خلال "
        "اللقاء مخاطر استخدام السلاح النووي وملف المواطنين الأميركيين المحتجزين في السجون الروسية."
    )
    assert detection(text, "2022-11-15").findings.reports


@pytest.mark.parametrize("reason", ["لن", "من المقرر أن"])
def test_a_plan_is_no_contact(reason: str) -> None:
    text = f"{reason} يكون مدير السي آي إيه بيرنز ضيف ناريشكين في مقر الاستخبارات الخارجية الروسية بموسكو."
    assert detection(text, "2022-11-15").findings.reports == ()


def test_the_explanation_names_the_reader_and_the_words() -> None:
    article = Article(url="https://example.org/1", outlet="Outlet", title=None, text=GUEST, text_sha256="")
    [line] = [line for line in explain(article).splitlines() if "reads like reports of contacts" in line]
    assert "told by" in line
    words = line.rpartition("(")[2].split(")")[0].split()
    assert words
    assert all(word in folded(GUEST) for word in words)


def test_names_do_not_matter_only_what_they_are() -> None:
    """The same words about others of the same services are judged the same."""
    text = "كان مدير وكالة المخابرات المركزية {} ضيف ضباط الغرو في مقرهم بموسكو، وحاضر أمامهم ساعة كاملة."
    first, second = (_likelihoods(text.format(head)) for head in ("جون برينان", "وليام بيرنز"))
    assert first == pytest.approx(second)


def _passages(text: str) -> list[Passage]:
    article = Article(url="https://example.org/1", outlet="Outlet", title=None, text=text, text_sha256="")
    trace = detect(article, detected_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)).trace
    assert trace.document is not None
    return passages(trace.document, trace.mentions, trace.lines, dated=trace.dated, published=None)


def _likelihoods(text: str) -> list[float]:
    return [packaged_opinion().judged(passage).likelihood for passage in _passages(text)]


@pytest.mark.parametrize("text", [GUEST, *(text for text, *_ in SECOND), *NOTHING])
def test_word_by_word_the_judgement_is_that_of_the_weighed_vector(text: str) -> None:
    weights = packaged_weights()
    for passage in _passages(text):
        judged, values = packaged_opinion().judged(passage), vector(passage)
        odds = weights.intercept + sum(weights.contact.get(name, 0.0) * v for name, v in values.items())
        assert judged.likelihood == pytest.approx(1 / (1 + math.exp(-odds)))
        assert judged.families == pytest.approx({
            family: intercept + sum(weights.families.get(name, {}).get(family, 0.0) * v for name, v in values.items())
            for family, intercept in weights.family_intercepts.items()
        })


def test_an_officer_named_without_his_office_serves_while_he_holds_one() -> None:
    text = "لم ينكر الكرملين شيئا، ثم أكد أن ناريشكين كان في أنقرة، وكان بيرنز جليسه."
    found = detection(text, "2022-11-15").trace
    assert found.document is not None
    labels = [
        [word for word in p.words.values() if word.startswith("<")]
        for published in (dt.date(2022, 11, 15), dt.date(2012, 11, 15))
        for p in passages(found.document, found.mentions, found.lines, dated=found.dated, published=published)
    ]
    assert "<1 served>" in labels[0]
    assert "<0 served>" in labels[0]
    assert "<1 person>" in labels[1]
    assert "<0 person>" in labels[1]


def test_debris_is_no_passage() -> None:
    body = "أعلنت وزارة الزراعة الروسية اليوم أن محصول القمح هذا العام أكبر من محصول العام الماضي بكثير، رغم الجفاف."
    assert _likelihoods(f"{body}\n{GUEST}")
    assert not _likelihoods(f"{body}\nاقرأ أيضا\nمدير السي آي إيه ضيف الغرو بموسكو")


def test_the_weights_are_whole() -> None:
    weights = packaged_weights()
    assert set(weights.family_intercepts) == set(FAMILIES)
    assert all(set(row) == set(FAMILIES) for row in weights.families.values())
    assert 0 < weights.relevant < weights.texts
