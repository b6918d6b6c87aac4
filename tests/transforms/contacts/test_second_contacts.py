"""Contacts told beside another one, each a report of its own: who took part, how, and no more than there were."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import yaml

from tests.transforms.contacts.reading import HERE, detection, people, reports
from transforms.contacts.arranging_calls import with_exchange
from transforms.contacts.exchanges import ExchangeReader
from transforms.contacts.facts import FactReader
from transforms.contacts.second_reading import CLEAR

CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "second_contacts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_contact_is_reported_once(case: dict[str, Any]) -> None:
    found = reports(case["text"], str(case["published"]))
    told = [
        {"mode": r.mode, "people": sorted(people(r)), "last": r.event_end and str(r.event_end)}
        for r in sorted(found, key=lambda r: (str(r.event_end), r.mode))
    ]
    expected = [
        {"mode": row["mode"], "people": sorted(row["people"]), "last": str(row["last"])} for row in case["reports"]
    ]
    assert told == sorted(expected, key=lambda row: (row["last"], row["mode"]))


CALL = "هاتف ليون بانيتا مدير وكالة المخابرات المركزية ميخائيل فرادكوف رئيس جهاز الاستخبارات الخارجية الروسي أمس."


@pytest.mark.parametrize(
    ("family", "lead", "families"),
    [
        ("exchange", CLEAR, ["call", "exchange"]),
        ("exchange", CLEAR / 2, ["call"]),
        ("meeting", CLEAR, ["call"]),
    ],
)
def test_a_call_that_clearly_reads_like_an_exchange_is_told_beside_it(
    family: str, lead: float, families: list[str]
) -> None:
    trace = detection(CALL, "2010-07-12").trace
    assert trace.document is not None
    assert trace.links is not None
    facts = FactReader(trace.document, trace.mentions, trace.links, trace.lines, dt.date(2010, 7, 12))
    exchanges = ExchangeReader(trace.document, facts, trace.lines, [frame for frame, _ in trace.frames])
    (call,) = trace.contacts
    call.reads_like = (family, lead)
    assert [contact.family for contact in with_exchange(call, exchanges)] == families
