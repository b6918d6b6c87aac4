"""The knowledge files: what they hold, and how errors in them are told."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
from pathlib import Path

import pytest

from schemas.yamlfile import ConfigError
from tests.transforms.contacts.reading import detection, people
from transforms.contacts import load_knowledge
from transforms.contacts.load import PACKAGED


def test_offices_have_one_head_at_a_time() -> None:
    knowledge = load_knowledge()
    for office in knowledge.offices.values():
        if office.rank != "head":
            continue
        holders = sorted(office.holders, key=lambda holder: holder.since)
        for earlier, later in itertools.pairwise(holders):
            assert earlier.to < later.since, (office.id, earlier.person, later.person)


@pytest.mark.parametrize(
    ("office", "day", "holder"),
    [
        ("cia-director", "2008-06-01", "michael-hayden"),
        ("cia-director", "2012-12-01", "michael-morell"),
        ("cia-director", "2018-05-01", "gina-haspel"),
        ("cia-director", "2025-02-01", "john-ratcliffe"),
        ("dni", "2011-01-01", "james-clapper"),
        ("dni", "2020-06-01", "john-ratcliffe"),
        ("fbi-director", "2017-06-01", "andrew-mccabe"),
        ("svr-director", "2016-10-04", "mikhail-fradkov"),
        ("svr-director", "2016-10-05", "sergey-naryshkin"),
        ("fsb-director", "2008-05-11", "nikolai-patrushev"),
        ("gru-head", "2018-12-01", "igor-kostyukov"),
        ("us-president", "2025-01-20", "donald-trump"),
        ("ru-president", "2010-01-01", "dmitry-medvedev"),
    ],
)
def test_who_held_an_office(office: str, day: str, holder: str) -> None:
    assert load_knowledge().holder(office, dt.date.fromisoformat(day)) == holder


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("offices.yaml", "william-burns, from: 2021-03-19", "nobody, from: 2021-03-19", "`nobody` is no known person"),
        ("offices.yaml", "from: 2021-03-19", "from: 2021-13-19", "is no day"),
        ("people.yaml", "name: Michael Hayden, side", "name: Michael Hayden, sides", "sides"),
        ("people.yaml", "first: [$leon]", "first: [$lion]", "`lion` is no known group of first names"),
        ("services.yaml", "head: cia-director", "head: cia-chief", "`cia-chief` is no known office"),
        ("topics.yaml", "bout-swap', sides: [US, RU]", "bout-swap', sides: [US, XX]", "`XX` is no known side"),
        ("places.yaml", "id: Ankara, country: TR", "id: Ankara, country: XX", "`XX` is no known country code"),
        ("offices.yaml", "mikhail-fradkov, from: 2007-10-09", "gina-haspel, from: 2007-10-09", "of another side"),
        ("offices.yaml", "from: 2013-09-04, to: 2017-05-09", "from: 2013-08-04, to: 2017-05-09", "at the same time"),
        ("offices.yaml", "from: 2013-09-04, to: 2017-05-09", "from: 2013-09-04, to: 2011-05-09", "before the first"),
        ("relations.yaml", "  planned:", "  plannned:", "`plannned` is no list of words"),
        ("status.yaml", "  lasted:", "  lastted:", "`lastted` is no list of words"),
        ("status.yaml", "عرض/, ", "عرض عليه/, ", "is no single word"),
        ("status.yaml", "نصح/ينصح", "نصح/انصح", "the present begins with ي"),
    ],
)  # fmt: skip
def test_an_error_names_file_and_line(tmp_path: Path, file: str, old: str, new: str, message: str) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(PACKAGED, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as error:
        load_knowledge(folder)
    assert error.value.path
    assert error.value.line
    assert error.value.path.name == file
    line = text[: text.index(old)].count("\n") + 1
    assert abs(error.value.line - line) <= 1


def test_an_entry_twice_and_a_missing_pair(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(PACKAGED, folder)
    (folder / "more.yaml").write_text(
        "people:\n  - {id: john-brennan, name: J, side: US, last: [برينان]}\n", encoding="utf-8"
    )
    with pytest.raises(ConfigError, match="already in"):
        load_knowledge(folder)
    with pytest.raises(ConfigError, match="there are: us-cn, us-ru"):
        load_knowledge(pair="us-xx")


def test_another_person_is_data(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(PACKAGED, folder)
    (folder / "mine.yaml").write_text(
        """
people:
  - {id: jane-doe, name: Jane Doe, side: US, first: [جين], last: [دووو]}
offices:
  - id: cia-attache
    name: Attaché
    side: US
    service: cia
    rank: official
    holders: [{person: jane-doe, from: 2020-01-01}]
""",
        encoding="utf-8",
    )
    assert "jane-doe" in load_knowledge(folder).people


def test_the_example_of_the_files_own_readme_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(PACKAGED, folder)
    example = (PACKAGED / "README.md").read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    (folder / "own.yaml").write_text(example, encoding="utf-8")
    knowledge = load_knowledge(folder)
    assert knowledge.holder("cia-deputy-director-analysis", dt.date(2026, 3, 1)) == "jane-doe"
    assert knowledge.people["jane-doe"].side == "US"


CHINESE = [
    (
        "أجرى مدير وكالة المخابرات المركزية الأميركية محادثات في بكين مع وزير أمن الدولة الصيني أمس.",
        "2024-05-10", "visit", {"william-burns", "chen-yixin"}, "2024-05-09",
    ),
    (
        "كشفت صحيفة أن مدير السي آي إيه وليام بيرنز زار الصين سرا في مايو الماضي والتقى نظراءه الصينيين.",
        "2023-06-03", "visit", {"william-burns", "chen-yixin"}, "2023-05-01",
    ),
    (
        "بحث مدير مكتب التحقيقات الفيدرالي كاش باتيل في بكين مع وزير الأمن العام الصيني وقف تهريب الفنتانيل"
        " أمس الجمعة.",
        "2025-11-08", "visit", {"kash-patel", "wang-xiaohong"}, "2025-11-07",
    ),
    (
        "أجرى مدير وكالة المخابرات المركزية جون راتكليف اتصالا هاتفيا بوزير أمن الدولة الصيني في 3 مارس 2025.",
        "2025-03-05", "call", {"john-ratcliffe", "chen-yixin"}, "2025-03-03",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "published", "mode", "who", "day"), CHINESE)
def test_contacts_of_another_pair(text: str, published: str, mode: str, who: set[str], day: str) -> None:
    found = detection(text, published, pair="us-cn")
    assert found.rejection_reason is None
    (report,) = found.findings.reports
    assert (report.mode, people(report), str(report.event_start)) == (mode, who, day)
    assert detection(text, published).findings.reports == ()


@pytest.mark.parametrize(
    "text",
    [
        "التقى الرئيس الصيني شي جين بينغ نظيره الأمريكي دونالد ترامب في بوسان أمس.",
        "اتهم مكتب التحقيقات الفيدرالي وزارة أمن الدولة الصينية بالتجسس على شركات أمريكية.",
        "من المقرر أن يلتقي مدير وكالة المخابرات المركزية وزير أمن الدولة الصيني في بكين الأسبوع المقبل.",
        "نفت بكين أن يكون مدير وكالة المخابرات المركزية قد زارها أو التقى وزير أمن الدولة الصيني.",
    ],
)
def test_no_contacts_of_another_pair(text: str) -> None:
    assert detection(text, "2025-11-01", pair="us-cn").findings.reports == ()


def test_another_pair_of_sides_is_data() -> None:
    text = "أجرى مدير وكالة المخابرات المركزية الأميركية محادثات في بكين مع وزير أمن الدولة الصيني أمس."
    found = detection(text, "2024-05-10", pair="us-cn")
    (report,) = found.findings.reports
    assert (report.mode, report.place, people(report)) == ("visit", "Beijing", {"william-burns", "chen-yixin"})
    assert detection(text, "2024-05-10").findings.reports == ()
    russian = "التقى وليام بيرنز مدير سي آي إيه نظيره الروسي سيرغي ناريشكين في أنقرة."
    assert detection(russian, "2022-11-15", pair="us-cn").findings.reports == ()


def test_every_list_of_words_is_read() -> None:
    folder = PACKAGED.parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    content = load_knowledge().content
    unread = {name for name in (*content.words, *content.forms) if f'"{name}"' not in code}
    # Its words are only known, so that they are taken for no subject.
    assert unread == {"past_markers"}


def test_a_verb_in_a_list_stands_for_its_forms() -> None:
    forms = load_knowledge().forms
    assert {"ينصح", "تنصح", "نصحت", "نصحوا", "ينصحون"} <= forms["urged"]
    # ينف, تستغرق: the short forms after لم.
    assert {"ينف", "تنف"} <= forms["comments"]
    assert {"عرض", "عرضت"} <= forms["proposed"]
    assert "يعرض" not in forms["proposed"]
