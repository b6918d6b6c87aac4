"""What the words before a date expression make of it: since, until, before, after; or that it lies ahead."""

from __future__ import annotations

import re
from typing import Final

from transforms.arabic.dates.lexicon import Tokens, cue_words, spaced
from transforms.arabic.dates.reading import Reading

_SENSES: Final = {
    "منذ": "since",
    "مذ": "since",
    "بدءا من": "since",
    "اعتبارا من": "since",
    "حتي": "until",
    "الي": "until",
    "الي غايه": "until",
    "لغايه": "until",
    "بحلول": "until",
    "قبل": "before",
    "قبيل": "before",
    "بعد": "after",
    "بعيد": "after",
    "عقب": "after",
    "غداه": "after",
}
_PLANNED_REACH: Final = 70
"""Characters before a day in which a word says that it lies ahead."""
_STEM: Final = "|".join(sorted(cue_words("future_verbs"), key=len, reverse=True))
_PLANNED: Final = re.compile(
    rf"(?<!\w)[وف]?(?:(?:ال|ب|لل)?(?:{'|'.join(cue_words('planned'))})|س[يتن](?:{_STEM})\w{{0,4}})(?!\w)"
)
_PLAN_END: Final = re.compile(rf"[\n;!?,]|\.\s|(?<!\w)[وف]?(?:{'|'.join(cue_words('reporting_verbs'))})(?!\w)")
"""Where what a word of planning governs has ended."""


def is_planned(text: str, start: int) -> bool:
    """Whether a word of planning in its clause governs what stands at `start` of the folded text."""
    window = text[max(0, start - _PLANNED_REACH) : start].rstrip(' ,"(')
    if _PLANNED.search(window) is None:
        return False
    begun = max((stop.end() for stop in _PLAN_END.finditer(window)), default=0)
    return _PLANNED.search(window, begun) is not None


def sense_of(tokens: Tokens, reading: Reading) -> str:
    """`since`, `until`, `before`, `after`, or `at` where the words before the expression say none of them."""
    if "ago" in tokens[reading.start]:
        return "since" if tokens[reading.start].text.endswith("منذ") else "at"
    index = reading.start - 1
    while index >= 0 and spaced(tokens, index + 1):
        token = tokens[index]
        if not ("time_of_day" in token or token.word("unit") in {"day", "month"} or token.text == "بدايه"):
            return _SENSES.get(token.text, _SENSES.get(token.text.removeprefix("و"), "at"))
        index -= 1
    return "at"
