"""Copies are found, other texts are not, whatever the order."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.events.fingerprints import SIZE
from transforms.events.syndication import WINDOW_DAYS, Syndication, jaccard, own_id, text_minhash

DAY = dt.date(2025, 3, 11)
SENTENCES = [
    "أكد الناطق أن المحادثة استغرقت نحو خمسين دقيقة وتناولت ملفات عدة",
    "وجرى الاتصال بطلب من واشنطن بعد أسابيع من انقطاع التواصل بين الطرفين",
    "ولم تكشف أي من العاصمتين عن تفاصيل ما اتفق عليه المسؤولان",
    "وكان آخر لقاء بينهما قد عقد قبل أكثر من سنتين في مدينة محايدة",
    "ويرى مراقبون أن استمرار هذه القناة يقلل من مخاطر سوء التقدير",
    "وامتنعت السفارة عن الرد على أسئلة الصحفيين بهذا الشأن",
    "وفي سياق متصل قال نواب إنهم سيطلبون إحاطة مغلقة حول مضمون الحديث",
    "وتأتي هذه الخطوة في وقت تشهد فيه العلاقات توترا متصاعدا منذ مطلع العام",
]
WIRE = ". ".join(SENTENCES)
CALL = frozenset({"call cia svr"})


def test_the_same_text() -> None:
    assert len(text_minhash(WIRE)) == SIZE
    assert jaccard(text_minhash(WIRE), text_minhash(WIRE)) == 1.0


@pytest.mark.parametrize(
    "edited",
    [
        WIRE.replace("إ", "ا").replace("أ", "ا"),
        WIRE.replace(" ", "  ").replace(". ", ".\n\n"),
        WIRE.replace("ة", "ه"),
    ],
    ids=["hamza", "white space", "teh marbuta"],
)
def test_spelling_and_layout_change_nothing(edited: str) -> None:
    assert text_minhash(edited) == text_minhash(WIRE)


@pytest.mark.parametrize(
    "edited",
    [
        "خاص - " + WIRE,
        ". ".join(SENTENCES[:6]),
        WIRE.replace("واشنطن", "الولايات المتحدة"),
        ". ".join(["عنوان آخر للخبر نفسه", *SENTENCES[:-1], "شارك هذا الخبر مع أصدقائك"]),
    ],
    ids=["byline", "dropped paragraphs", "another word", "other headline"],
)
def test_lightly_edited_texts_are_copies(edited: str) -> None:
    copies = Syndication()
    copies.put("a", DAY, text_minhash(WIRE))
    copies.put("b", DAY + dt.timedelta(days=1), text_minhash(edited))
    copies.settle()
    assert copies.id_of("a") == copies.id_of("b") == min(own_id("a"), own_id("b"))


def test_another_text_of_the_same_news_is_no_copy() -> None:
    copies = Syndication()
    copies.put("a", DAY, text_minhash(". ".join(SENTENCES[:5])))
    copies.put("b", DAY, text_minhash(". ".join(SENTENCES[4:])))
    copies.put("c", DAY, b"")
    copies.put("d", DAY, b"")
    copies.settle()
    assert len({copies.id_of(url) for url in "abcd"}) == 4


def test_copies_are_published_within_days() -> None:
    copies = Syndication()
    copies.put("a", DAY, text_minhash(WIRE), CALL)
    copies.put("b", DAY + dt.timedelta(days=WINDOW_DAYS), text_minhash(WIRE), CALL)
    copies.put("c", DAY + dt.timedelta(days=3 * WINDOW_DAYS), text_minhash(WIRE), CALL)
    copies.settle()
    assert copies.id_of("a") == copies.id_of("b") != copies.id_of("c")
    # A copy without a day may be of either.
    copies.put("d", None, text_minhash(WIRE), CALL)
    copies.settle()
    assert copies.id_of("a") == copies.id_of("c")
    assert copies.original("d") == "a"


def test_shared_background_under_other_news_is_no_copy() -> None:
    background = " ".join(f"خلفية{number}" for number in range(300))
    copies = Syndication()
    for url, word in (("a", "خبر"), ("b", "نبأ")):
        lead = " ".join(f"{word}{number}" for number in range(100))
        copies.put(url, DAY, text_minhash(f"{lead} {background}"))
    copies.settle()
    assert copies.id_of("a") != copies.id_of("b")


@pytest.mark.parametrize(("outlet", "days", "is_copy"), [("y", 1, True), ("x", 0, False), ("x", 1, False)])
def test_texts_of_one_outlet_must_be_all_but_the_same(outlet: str, days: int, is_copy: bool) -> None:
    copies = Syndication()
    copies.put("a", DAY, text_minhash(WIRE), outlet="x")
    edited = text_minhash(". ".join(SENTENCES[:6]))
    copies.put("b", DAY + dt.timedelta(days=days), edited, outlet=outlet)
    copies.settle()
    assert (copies.id_of("a") == copies.id_of("b")) == is_copy


def test_a_chain_of_small_changes_does_not_weld_stories_together() -> None:
    copies = Syndication()
    for start in range(10):
        words = [f"{letter}{number}" for letter in "كلمات" for number in range(start * 10, start * 10 + 40)]
        copies.put(f"u{start}", DAY, text_minhash(" ".join(words)))
    copies.settle()
    assert copies.id_of("u0") != copies.id_of("u9")


def test_no_text() -> None:
    assert text_minhash(" ... ") == b""
    assert jaccard(b"", b"") == 0.0


@given(seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_ids_depend_on_the_set_only(seed: int) -> None:
    source = random.Random(seed)
    texts = {
        f"u{n}": (
            source.choice([None, DAY, DAY + dt.timedelta(days=source.randrange(30))]),
            text_minhash(". ".join(source.sample(SENTENCES, source.randint(1, 8)))),
        )
        for n in range(12)
    }
    kept = source.sample(sorted(texts), 8)
    expected, found = Syndication(), Syndication()
    for url in kept:
        expected.put(url, *texts[url], CALL)
    expected.settle()
    for url in source.sample(sorted(texts), 12):
        found.put(url, *texts[url], CALL)
        if source.random() < 0.3:
            found.settle()
    for url in set(texts) - set(kept):
        found.drop(url)
    found.settle()
    assert {url: found.id_of(url) for url in kept} == {url: expected.id_of(url) for url in kept}


def test_known_pairs_are_found(shared: Path) -> None:
    pairs_file = shared / "data" / "news_egypt_2013_near_duplicates.tsv"
    with pairs_file.open(encoding="utf-8") as lines:
        pairs = [line.rstrip("\n").split("\t") for line in list(lines)[1:]]
    wanted = [pair[:2] for pair in pairs if float(pair[2]) >= 0.5][::4]
    named = {name for pair in wanted for name in pair}
    copies = Syndication()
    with gzip.open(shared / "data" / "news_egypt_2013.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            name = article["url"].rpartition("/")[2]
            if name in named:
                day = dt.date.fromisoformat(article["published_at"][:10])
                copies.put(name, day, text_minhash(article["text"]), outlet=article["outlet"])
    copies.settle()
    found = sum(copies.id_of(one) == copies.id_of(other) for one, other in wanted)
    assert found / len(wanted) >= 0.95
