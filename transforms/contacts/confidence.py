"""How sure a report is: the share of reports with the same signs that were right on labelled articles.

Right means that the report is of a contact that the article tells of, with its mode, its participants and its days. The
signs are what the rules know of a contact: how often and how directly it is told, who is named, whether there is a day.
A logistic regression weighs them; its weights are confidence.yaml, written by

    python benchmarks/calibration.py --write

which also prints how well predicted and observed shares agree on articles that the weights have not seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from schemas.records import Participant
from schemas.yamlfile import read_yaml
from transforms.contacts.contact import Contact

WEIGHTS_FILE: Final = Path(__file__).with_name("confidence.yaml")
_LEAST, _MOST = 0.02, 0.99
"""No report is certain, nor worthless: the labelled articles are some hundreds."""


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The weights file."""

    intercept: float
    weights: Mapping[str, float]
    reports: int
    """Labelled reports that they were fitted to, and how many of these were right."""
    right: int
    command: str


def signs(
    contact: Contact,
    participants: tuple[Participant, ...],
    *,
    mode: str,
    precision: str,
    role: str,
    contacts: int,
    placed: bool,
    cited: bool,
) -> dict[str, float]:
    """The signs of a contact, each from 0 to 1.

    `contacts` is how many the article tells of; `placed` and `cited` say that a place and a source are told with it.
    Whether a verb or a noun tells it, how near the parties stand, how early it is told, how long its sentence is and
    whether the headline has it were tried too: beside these they say nothing.
    """
    tellings = contact.tellings
    named = {p.side for p in participants if p.person_id != p.service}
    served = {p.side for p in participants if p.service is not None}
    return {
        "named_on_both_sides": float(len(named) == 2),
        "named_on_no_side": float(not named),
        "participants_of_one_side": float(len({p.side for p in participants}) < 2),
        "services_on_both_sides": float(len(served) == 2),
        "more_than_two": float(len(participants) > 2),
        "placed": float(placed),
        "cited": float(cited),
        "told_again": min(2, len(tellings) - 1) / 2,
        "added_to": min(2, len(contact.additions)) / 2,
        "told_loosely": float(all(t.frame.weight < 1 for t in tellings)),
        "confirmed": float(any(t.frame.status == "confirmed" for t in tellings)),
        "on_a_day": float(precision == "day"),
        "within_days": float(precision in {"range", "month"}),
        "background": float(role == "background"),
        "beside_others": min(3, contacts - 1) / 3,
        "call": float(mode == "call"),
        "message": float(mode == "message"),
        "exchange": float(mode == "exchange"),
        "family_unsaid": float(contact.family == "talk"),
    }


def confidence(found: Mapping[str, float], weights: Weights | None = None) -> float:
    """How likely a report with these signs is right, with two digits."""
    weights = weights or packaged_weights()
    total = weights.intercept + sum(weights.weights.get(name, 0.0) * value for name, value in found.items())
    return round(min(_MOST, max(_LEAST, 1 / (1 + math.exp(-max(-30.0, min(30.0, total)))))), 2)


@cache
def packaged_weights() -> Weights:
    """The weights that come with the program."""
    return read_yaml(WEIGHTS_FILE, Weights).content
