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
from transforms.events.syndication import WINDOW_DAYS, Syndication, likeness, own_id, text_minhash

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
    assert likeness(text_minhash(WIRE), text_minhash(WIRE)) == (1.0, 1.0, 1.0)


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
    # A copy without a day may be of either, which are still too far apart for one group.
    copies.put("d", None, text_minhash(WIRE), CALL)
    copies.settle()
    assert copies.id_of("a") == copies.id_of("d") != copies.id_of("c")
    assert copies.original("d") == "a"


@pytest.mark.parametrize(("news", "is_copy"), [(60, True), (80, True), (100, False), (300, False)])
def test_a_new_lead_makes_no_new_source_but_a_new_body_does(news: int, is_copy: bool) -> None:
    background = " ".join(f"خلفية{number}" for number in range(200))
    copies = Syndication()
    for url, word in (("a", "خبر"), ("b", "نبأ")):
        body = " ".join(f"{word}{number}" for number in range(news))
        copies.put(url, DAY, text_minhash(f"{body} {background}"))
    copies.settle()
    assert (copies.id_of("a") == copies.id_of("b")) == is_copy


@pytest.mark.parametrize(("words", "is_copy"), [(250, True), (400, True), (30, False)])
def test_a_shortened_text_is_a_copy_unless_it_is_an_alert(words: int, is_copy: bool) -> None:
    story = [f"كلمة{number}" for number in range(600)]
    copies = Syndication()
    copies.put("a", DAY, text_minhash(" ".join(story)))
    copies.put("b", DAY, text_minhash(" ".join(story[:words])))
    copies.settle()
    assert (copies.id_of("a") == copies.id_of("b")) == is_copy


@pytest.mark.parametrize(("outlet", "is_copy"), [("y", True), ("x", False)])
def test_links_to_other_pieces_under_two_of_one_outlet_make_no_copies(outlet: str, is_copy: bool) -> None:
    links = " ".join(f"رابط{number}" for number in range(240))
    copies = Syndication()
    for url, word, of in (("a", "خبر", "x"), ("b", "نبأ", outlet)):
        news = " ".join(f"{word}{number}" for number in range(100))
        copies.put(url, DAY, text_minhash(f"{news} {links}"), outlet=of)
    copies.put("c", DAY, text_minhash(WIRE), outlet="x")
    copies.put("d", DAY, text_minhash(WIRE), outlet="x")
    copies.settle()
    assert (copies.id_of("a") == copies.id_of("b")) == is_copy
    assert copies.id_of("c") == copies.id_of("d")


def test_a_chain_of_small_changes_does_not_weld_stories_together() -> None:
    copies = Syndication()
    for start in range(10):
        words = [f"{letter}{number}" for letter in "كلمات" for number in range(start * 10, start * 10 + 40)]
        copies.put(f"u{start}", DAY, text_minhash(" ".join(words)))
    copies.settle()
    assert copies.id_of("u0") != copies.id_of("u9")


def test_the_only_text_of_its_days_may_be_corrected() -> None:
    these = Syndication()
    these.put("a", DAY, text_minhash(WIRE))
    these.put("a", DAY, text_minhash(WIRE[::-1]))
    these.put("b", DAY, text_minhash(WIRE))
    assert these.settle() == {"a", "b"}
    assert these.copies("b") == {"b"}


def test_no_text() -> None:
    assert text_minhash(" ... ") == b""
    assert likeness(b"", b"") == (0.0, 0.0, 0.0)


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
                copies.put(name, day, text_minhash(article["text"]))
    copies.settle()
    found = sum(copies.id_of(one) == copies.id_of(other) for one, other in wanted)
    assert found / len(wanted) >= 0.95


# --- what a copy is ---------------------------------------------------------------------------------

AGENCY = (
    "قال مدير جهاز الأمن الفيدرالي إن بلاده سلمت الجانب الأمريكي معلومات عن مخطط لاستهداف محطة قطارات في مدينة ساحلية،"
    " وإن التحذير وصل قبل ثلاثة أيام من الموعد الذي حدده المنفذون. وأضاف في مقابلة مع التلفزيون الرسمي أن التعاون في"
    " مكافحة الإرهاب لم ينقطع رغم الخلافات السياسية بين البلدين، مشيرا إلى أن قناة الاتصال بين الأجهزة تعمل على مدار"
    " الساعة. ولم يصدر تعليق من السفارة الأمريكية على هذه التصريحات حتى مساء الخميس، في حين ذكرت مصادر مطلعة أن الشرطة"
    " المحلية رفعت درجة التأهب حول المحطة وأوقفت رجلين للتحقيق معهما."
)
CASE = (
    " وكانت النيابة قد وجهت إلى المتهم تهمة التخابر مع جهاز استخبارات أجنبي ونقل وثائق مصنفة من مقر عمله في"
    " وزارة الدفاع"
    " خلال أربع سنوات مقابل مبالغ أودعت في حساب مصرفي خارج البلاد. وتقول لائحة الاتهام إن المتهم التقى مشغليه مرات عدة"
    " في مدن أوروبية واستخدم هاتفا مشفرا، وإن المحققين عثروا في منزله على أجهزة تخزين وجوازات سفر بأسماء مختلفة. وينفي"
    " المتهم التهم ويقول محاموه إن الوثائق منشورة وإن موكلهم كان يعد بحثا أكاديميا."
)


def ids(*texts: tuple[str, int]) -> list[str]:
    """Syndication ids of texts, each with its day."""
    copies = Syndication()
    for number, (text, day) in enumerate(texts):
        copies.put(f"u{number}", DAY + dt.timedelta(days=day), text_minhash(text), CALL)
    copies.settle()
    return [copies.id_of(f"u{number}") for number in range(len(texts))]


def test_an_agency_story_edited_in_the_newsroom_is_a_copy() -> None:
    edited = "موسكو - وكالات: " + AGENCY.replace("إن بلاده سلمت", "إن موسكو سلمت").replace("مشيرا إلى", "لافتا إلى")
    shortened = edited.rsplit("ولم يصدر", 1)[0]
    one, other, third = ids((AGENCY, 0), (edited, 0), (shortened, 1))
    assert one == other == third


def test_the_wire_text_under_the_next_days_lead_is_the_same_source() -> None:
    opening = "تبدأ غدا أمام محكمة العاصمة محاكمة موظف سابق في جلسة مغلقة يتوقع أن تستمر يومين."
    verdict = "قضت المحكمة بالسجن 14 عاما على الجاسوس المدان ورفضت طلب الدفاع استدعاء 6 شهود."
    one, other = ids((opening + CASE, 0), (verdict + CASE, 1))
    assert one == other


def test_paragraphs_in_another_order_are_the_same_source() -> None:
    first, second, third = AGENCY.split(". ")
    one, other = ids((AGENCY, 0), (". ".join([third, first, second]), 0))
    assert one == other


def test_the_same_form_with_other_figures_is_no_copy() -> None:
    form = (
        "سجل سعر صرف الدولار اليوم {} مقابل {} عند إغلاق أمس، وبلغ اليورو {} والجنيه الإسترليني {} والريال"
        " {}، فيما تراجع"
        " الذهب عيار 21 إلى {} وعيار 18 إلى {} وفق بيانات المصارف، وتوقع متعاملون استقرار السوق حتى نهاية الأسبوع."
    )
    one, other = ids(
        (form.format(4873, 4871, 5310, 6144, 1299, 3350, 2871), 0),
        (form.format(5012, 4998, 5467, 6302, 1336, 3515, 3012), 1),
    )
    assert one != other


def test_own_reports_that_quote_one_statement_are_not_copies() -> None:
    statement = " ".join(SENTENCES[:4])
    one, other = ids(
        (
            "علمت صحيفتنا من دبلوماسي رفيع أن المكالمة التي كشف عنها أمس مهدت لها وساطة خليجية بدأت في الشتاء"
            " وشارك فيها"
            f" وزيران سابقان. وجاء في البيان: {statement}. ويقول الدبلوماسي إن جولة ثانية ستعقد قريبا في عاصمة عربية.",
            0,
        ),
        (
            "انتقد أعضاء في الكونغرس ما وصفوه بالغموض حول اتصال رئيس الاستخبارات بنظيره وطالبوا بجلسة استماع"
            " علنية عاجلة."
            f" وكان الجهاز قد أعلن: {statement}. ورد متحدث باسم البيت الأبيض بأن اللجنة المختصة أبلغت سلفا بكل ما جرى.",
            0,
        ),
    )
    assert one != other


def test_a_statement_printed_as_it_is_makes_copies() -> None:
    one, other = ids((f"نص البيان: {WIRE}", 0), (f"{WIRE}. (انتهى)", 0))
    assert one == other


def test_an_alert_is_not_the_long_story() -> None:
    # The alert is one sentence that any desk would write; that the long story begins with it proves nothing.
    alert = AGENCY.split("،")[0]
    one, other = ids((alert, 0), (AGENCY, 0))
    assert one != other
